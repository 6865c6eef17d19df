/* intake/record.c — the record that something counts by, and those that members put in its
 * place since: the newest one holds. */
#include "app/intake/intake_private.h"

static const char sql_since[] = SQL(
    "WITH RECURSIVE since(id, voids, completed_on, ends_on) AS (SELECT r.id, r.voids, r.completed_on, r.ends_on FROM requirement_record r WHERE r.id = $1"
    " UNION ALL SELECT n.id, n.voids, n.completed_on, n.ends_on FROM requirement_record n JOIN since s ON n.corrects_id = s.id)"
    " SELECT id, voids, completed_on, ends_on FROM since ORDER BY id DESC");

code intake_record_now(struct db *db, int64_t record, struct intake_record *out, struct error *err)
{
    struct rows *r = db_query(db, sql_since, ARGS(v_int(record)));

    *out = (struct intake_record){.completed = NO_DAY, .ends = NO_DAY};
    while (rows_next(r)) {
        if (!out->newest) {
            out->newest = row_int(r, 0);
            out->is_void = row_bool(r, 1);
        }
        if (out->completed == NO_DAY && !row_bool(r, 1)) {
            out->completed = row_int(r, 2);
            out->ends = row_int(r, 3);
        }
    }
    return rows_end(r, err);
}

code intake_record_void(struct db *db, struct arena *a, const struct intake *i, int64_t by, str why, bool *was_void, struct error *err)
{
    struct record_new wrong = {.of = {i->org, i->requirement, i->person, by}, .voids = true, .note = why};
    struct intake_record now;
    int64_t id = 0;

    *was_void = false;
    if (!i->record)
        return OK;
    TRY(intake_record_now(db, i->record, &now, err));
    *was_void = now.is_void;
    wrong.corrects = now.newest;
    return now.is_void ? OK : requirement_record(db, a, &wrong, &id, err);
}
