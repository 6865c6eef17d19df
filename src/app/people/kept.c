/* people/kept.c — until when somebody is kept, and which requirement asks for it. */
#include "app/people/kept.h"

static const char sql_kept[] = SQL(
    "SELECT kv.retain_years, (SELECT q.code FROM requirement q WHERE q.id = kv.requirement_id), kv.name,"
    " (SELECT coalesce(p.ended_at, p.leaves_at, 0) FROM person p WHERE p.id = $2)" KEPT_VERSIONS(KEPT_FOR("$2"))
    " AND kv.org_id = $1 ORDER BY kv.retain_years DESC, kv.requirement_id LIMIT 1");

code person_kept(struct db *db, struct arena *a, int64_t org, int64_t person, struct person_kept *out, struct error *err)
{
    struct rows *r = db_query(db, sql_kept, ARGS(v_int(org), v_int(person)));

    *out = (struct person_kept){.why = S("")};
    if (rows_next(r)) {
        str mark = row_str(r, 1, a), name = row_str(r, 2, a);
        msec left = row_int(r, 3);
        out->years = row_int(r, 0);
        out->why = str_printf(a, STR_FMT " " STR_FMT, STR_ARG(mark), STR_ARG(name));
        out->until = left > 0 ? left + out->years * KEPT_YEAR_MS : 0;
    }
    return rows_end(r, err);
}
