/* org/org_list.c — all organisations of the server, for who runs it; and those in
 * which somebody leads others. */
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

/* Whoever proved an address of a person is that person. */
static const char sql_led[] = SQL(
    "SELECT o.id, v.name FROM org o JOIN org_version v ON v.id = o.version_id WHERE EXISTS (SELECT 1 FROM account_email e"
    " JOIN person p ON p.org_id = o.id AND p.folded = e.folded JOIN person r ON r.manager_id = p.id"
    " WHERE e.account_id = $1 AND e.verified_at IS NOT NULL AND r.removed_at IS NULL AND " WORKS_HERE("p", "$2") ") ORDER BY o.id");

code org_led(struct db *db, struct arena *a, int64_t account, struct membership_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_led, ARGS(v_int(account), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct membership){.org = row_int(r, 0), .name = row_str(r, 1, a), .roles = S("")};
    return rows_end(r, err);
}
