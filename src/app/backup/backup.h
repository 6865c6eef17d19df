/* backup/backup.h — everything the database holds as one archive of our own
 * rows (format/archive), hot, and back into a fresh database of either engine.
 * The master key is never in it. */
#pragma once
#include "app/start.h"
#include "format/archive.h"

/* Told now and then: rows done so far, of about how many. */
struct progress { void (*tell)(void *ctx, int64_t done, int64_t all); void *ctx; };

struct backup_count { int64_t tables, rows; };

/* One state of the whole database, while others go on writing. With the master
 * key at hand the archive bears a mac under a key derived from it. */
MUST_USE code backup_write(struct app *app, struct db *db, struct arena *a, struct archive_sink sink,
                           const struct progress *p, struct backup_count *out, struct error *err);
/* When the last one was made, for the health page; 0: never. */
MUST_USE code backup_note(struct db *db, msec at, struct error *err);
msec backup_last(struct db *db, struct arena *a);

/* ---- back ---- */

struct restore_request {
    struct archive_source source;
    str master_key;                              /* empty: not at hand */
    const struct progress *progress;             /* `all` is 0: nobody knows yet */
};
enum restore_key {
    RESTORE_KEY_FITS,                            /* the archive was made under it, unchanged since */
    RESTORE_KEY_MISSING,
    RESTORE_KEY_UNKNOWN,                         /* the archive bears no mac */
};
struct restored {
    struct archive_header header;
    enum restore_key key;
    int64_t tables, rows;
    int schema;                                  /* after the steps that were missing */
};

/* Reads it all and keeps nothing: is it whole? DENIED: the master key at hand is
 * another one than the backup's; BAD_INPUT: not a backup, damaged, changed. */
MUST_USE code restore_check(struct arena *a, const struct restore_request *q, struct restored *out, struct error *err);

/* Into an empty database, in one transaction: the schema of the backup's day,
 * its rows, every reference, then the steps since. CONFLICT: the target is not
 * empty, or the backup is of a newer Lapel; else as restore_check. */
MUST_USE code restore_rows(struct db *db, struct arena *a, const struct restore_request *q, struct restored *out, struct error *err);

/* The same into the place that the options name. SQLite: a file beside, which
 * takes its name only when it is whole and on disk. A database that a kill
 * leaves is empty. */
MUST_USE code restore_into(struct arena *a, const struct start_options *opt, const struct restore_request *q,
                           struct restored *out, struct error *err);
