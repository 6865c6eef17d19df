/* partner/terms.c — what was agreed with a partner and how far it was trusted, as of each time;
 * and what counts of theirs, with the terms by which it was taken. */
#include "app/partner/partner_private.h"

/* ---- kept, whenever something of it changed ---- */

#define SAME_DAY(x) "coalesce(t." x ", -1) = coalesce(p." x ", -1)"
static const char sql_keep[] = SQL(
    "INSERT INTO partner_terms (org_id, partner_id, name, trust, trust_at, scope, agreed_from, agreed_until, at)"
    " SELECT p.org_id, p.id, p.name, p.trust, p.trust_at, p.scope, p.agreed_from, p.agreed_until, $3 FROM partner p WHERE p.org_id = $1 AND p.id = $2"
    " AND NOT EXISTS (SELECT 1 FROM partner_terms t WHERE t.id = (SELECT max(n.id) FROM partner_terms n WHERE n.partner_id = p.id)"
    " AND t.name = p.name AND t.trust = p.trust AND t.trust_at = p.trust_at AND t.scope = p.scope AND " SAME_DAY("agreed_from") " AND " SAME_DAY("agreed_until") ")");

code partner_terms_keep(struct db *db, const struct partner *p, struct error *err)
{
    return db_run(db, sql_keep, ARGS(v_int(p->org), v_int(p->id), v_int(clock_now())), NULL, err);
}

static const char sql_terms[] = SQL(
    "SELECT t.id, t.partner_id, t.name, t.trust, t.scope, t.trust_at, t.agreed_from, t.agreed_until, t.at FROM partner_terms t WHERE t.org_id = $1 AND t.partner_id = $2"
    " ORDER BY t.id DESC LIMIT 500");

code partner_terms(struct db *db, struct arena *a, const struct partner *p, struct partner_terms_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_terms, ARGS(v_int(p->org), v_int(p->id)));

    while (rows_next(r))
        *list_add(a, out) = (struct partner_terms){
            {row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_int(r, 5), row_int(r, 6), row_int(r, 7)}, row_int(r, 8)};
    return rows_end(r, err);
}

/* ---- whose it is ---- */

static const char sql_named[] = SQL(
    "SELECT p.id, p.profile_url, p.did, p.host, (SELECT max(t.id) FROM partner_terms t WHERE t.partner_id = p.id) FROM partner p WHERE p.org_id = $1 AND ((p.profile_url <> '' AND"
    " p.profile_url = $2) OR (p.did <> '' AND (p.did = $2 OR p.did = $3)) OR (p.host <> '' AND p.host = $4)) ORDER BY p.id");

/* Told by one of the three, and proved to be: what a badge calls its issuer is its own word. */
static code whose(struct db *db, struct arena *a, int64_t org, const struct intake_facts *f, struct intake_terms *out, struct error *err)
{
    struct rows *r = db_query(db, sql_named, ARGS(v_int(org), v_str(f->issuer), v_str(f->anchor), v_str(str_lower(a, f->anchor))));

    *out = (struct intake_terms){0};
    while (!out->id && rows_next(r)) {
        const struct partner p = {.profile = row_str(r, 1, a), .did = row_str(r, 2, a), .host = row_str(r, 3, a)};
        if (partner_issued(a, &p, f))
            *out = (struct intake_terms){.id = row_int(r, 4), .partner = row_int(r, 0)};
    }
    return rows_end(r, err);
}

/* ---- what counts of theirs ---- */

static const char sql_taken[] = SQL(
    "SELECT i.id, i.person_id, p.name, p.email, i.title, coalesce(q.code, (SELECT w.name FROM pathway w WHERE w.id = i.pathway_id), ''), i.state, i.decided_at, t.trust, t.id, coalesce(i.record_id, 0)"
    " FROM intake i JOIN person p ON p.id = i.person_id JOIN partner_terms t ON t.id = i.terms_id LEFT JOIN requirement q ON q.id = i.requirement_id"
    " WHERE +i.org_id = $1 AND i.partner_id = $2 AND ($3 = 0 OR i.id < $3) ORDER BY i.id DESC LIMIT $4");

code partner_taken(struct db *db, struct arena *a, const struct partner_taken_ask *q, struct partner_takings *out, struct error *err)
{
    struct rows *r = db_query(db, sql_taken, ARGS(v_int(q->partner->org), v_int(q->partner->id), v_int(q->before), v_int(q->limit)));

    while (rows_next(r)) {
        struct partner_taking *one = list_add(a, out);
        *one = (struct partner_taking){.id = row_int(r, 0), .person = row_int(r, 1), .who = row_str(r, 2, a), .title = row_str(r, 4, a), .counts_for = row_str(r, 5, a), .state = row_str(r, 6, a),
                                       .at = row_int(r, 7), .trust = row_str(r, 8, a), .terms = row_int(r, 9), .record = row_int(r, 10)};
        if (!one->who.n)
            one->who = row_str(r, 3, a);
    }
    return rows_end(r, err);
}

static const char sql_count[] = SQL("SELECT count(*) FROM intake i WHERE i.partner_id = $1");

code partner_taken_count(struct db *db, const struct partner *p, int64_t *out, struct error *err)
{
    return db_int(db, sql_count, ARGS(v_int(p->id)), out, err);
}

void partner_terms_start(void)
{
    intake_set_whose(whose);
}
