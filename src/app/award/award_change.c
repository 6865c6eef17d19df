/* award/award_change.c — awards that changed after they were given out, for whoever
 * keeps copies of them. */
#include "app/award/award_private.h"

static award_change_watcher *watcher;

void award_watch_changes(award_change_watcher *w)
{
    watcher = w;
}

code award_changes_noted(struct db *db, struct arena *a, struct error *err)
{
    return watcher ? watcher(db, a, err) : OK;
}

static const char sql_note[] = SQL(
    "INSERT INTO award_change (award_id, at) VALUES ($1, $2) ON CONFLICT (award_id) DO UPDATE SET at = excluded.at");

code award_note_change(struct db *db, struct arena *a, int64_t award, struct error *err)
{
    TRY(db_run(db, sql_note, ARGS(v_int(award), v_int(clock_now())), NULL, err));
    return award_changes_noted(db, a, err);
}

static const char sql_changes[] = SQL(
    "SELECT c.award_id, w.public_id, c.at FROM award_change c JOIN award w ON w.id = c.award_id ORDER BY c.award_id LIMIT $1");
/* One that changed again meanwhile stays. */
static const char sql_done[] = SQL("DELETE FROM award_change WHERE award_id = $1 AND at = $2");

code award_changes(struct db *db, struct arena *a, int limit, struct award_change_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_changes, ARGS(v_int(limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct award_change){row_int(r, 0), row_str(r, 1, a), row_int(r, 2)};
    return rows_end(r, err);
}

code award_change_done(struct db *db, const struct award_change *c, struct error *err)
{
    return db_run(db, sql_done, ARGS(v_int(c->award), v_int(c->at)), NULL, err);
}
