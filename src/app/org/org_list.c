/* org/org_list.c — all organisations of the server, for who runs it. */
#include "app/org/org.h"

static const char sql_all[] = SQL(
    "SELECT o.id, o.slug, v.name, v.base, o.created_at, (SELECT count(*) FROM member m WHERE m.org_id = o.id),"
    " (SELECT count(*) FROM achievement b WHERE b.org_id = o.id),"
    " (SELECT CAST(coalesce(sum(b.award_count), 0) AS BIGINT) FROM achievement b WHERE b.org_id = o.id)"
    " FROM org o JOIN org_version v ON v.id = o.version_id ORDER BY o.id");

code org_all(struct db *db, struct arena *a, struct org_summary_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, NO_ARGS);

    while (rows_next(r))
        *list_add(a, out) = (struct org_summary){
            .id = row_int(r, 0), .slug = row_str(r, 1, a), .name = row_str(r, 2, a), .base = row_str(r, 3, a),
            .created = row_int(r, 4), .members = row_int(r, 5), .badges = row_int(r, 6), .awards = row_int(r, 7),
        };
    return rows_end(r, err);
}
