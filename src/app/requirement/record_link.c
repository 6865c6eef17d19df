/* requirement/record_link.c — where members read what a proof rests on: the award, what was
 * handed in, evidence, the other requirement. Each page asks for its own right. */
#include "app/requirement/requirement_private.h"

#include "app/evidence/evidence.h"

static const char sql_handed_in[] = SQL("SELECT id FROM intake WHERE org_id = $1 AND record_id = $2 ORDER BY id LIMIT 1");
static const char sql_folder[] = SQL(
    "SELECT f.public_id FROM requirement_record r JOIN evidence_folder f ON f.id = r.folder_id WHERE r.org_id = $1 AND r.id = $2");

str requirement_record_href(struct db *db, struct arena *a, int64_t org, int64_t record)
{
    struct rows *r = db_query(db, sql_handed_in, ARGS(v_int(org), v_int(record)));
    int64_t id = rows_next(r) ? row_int(r, 0) : 0;

    if (rows_end(r, NULL) == OK && id)
        return str_printf(a, "/org/%lld/external/%lld", (long long)org, (long long)id);
    r = db_query(db, sql_folder, ARGS(v_int(org), v_int(record)));
    str path = rows_next(r) ? evidence_path(a, &(struct evidence_folder){.public_id = row_str(r, 0, a)}) : S("");
    return rows_end(r, NULL) == OK ? path : S("");
}

str requirement_proof_href(struct db *db, struct arena *a, const struct explain_ask *of, const struct proof_record *r)
{
    switch (r->from) {
    case FROM_AWARD: return str_printf(a, "/org/%lld/awards/%lld", (long long)of->org, (long long)r->id);
    case FROM_REQUIREMENT: return str_printf(a, "/org/%lld/standards/%lld/people/%lld", (long long)of->org, (long long)r->id, (long long)of->person);
    case FROM_RECORD: return requirement_record_href(db, a, of->org, r->id);
    }
    return S("");
}
