/* store/reader.h — connections for short reads, one after the other. They see
 * the database as of a moment ago and keep that view, so that not every
 * statement takes and gives back the locks of its own. A commit of this process
 * ends the view at once, READER_VIEW_NS ends it anyway: that is how long a
 * commit of another process may stay unseen. Only for reading. */
#pragma once
#include "store/db.h"

#define READER_VIEW_NS (20LL * 1000 * 1000)

struct readers;
struct readers *readers_open(struct arena *a, struct db_pool *pool, unsigned most);
void readers_close(struct readers *r);           /* NULL is fine */
/* NULL: all are busy, or the database does not answer; borrow a connection then. */
struct db *readers_take(struct readers *r);
void readers_give(struct readers *r, struct db *db);
/* Ends views that nobody asked for lately, for they keep the log of the
 * database from being emptied; to be called a few times a second. */
void readers_rest(struct readers *r);
