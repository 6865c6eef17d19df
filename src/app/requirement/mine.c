/* requirement/mine.c — what waits for whoever is signed in, for the head of a page. */
#include "app/requirement/requirement.h"

#include "app/org/access.h"

/* Of whoever works there still: what is to be done, begun or not, due or ended; not what waits for
 * others. A day that is gone by is the next one, too. */
#define OPEN "state IN (1, 2, 4, 5, 8, 9)"
static const char sql_mine[] = SQL(
    "SELECT (SELECT count(*) FROM person p WHERE p.id IN " ACCESS_ME_STILL("$1") "), count(*), coalesce(min(t.due_on), 0)"
    " FROM requirement_standing t WHERE t." OPEN " AND t.person_id IN " ACCESS_ME_STILL("$1"));

code requirement_mine(struct db *db, int64_t account, struct requirement_mine *out, struct error *err)
{
    struct rows *r = db_query(db, sql_mine, ARGS(v_int(account)));

    *out = (struct requirement_mine){0};
    if (rows_next(r))
        *out = (struct requirement_mine){.is_known = row_int(r, 0) > 0, .open = row_int(r, 1), .next = row_int(r, 2)};
    return rows_end(r, err);
}
