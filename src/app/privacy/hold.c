/* privacy/hold.c — legal holds: while one stands, nothing of a person, or of a
 * badge and those who hold it, is deleted, by rule nor by hand. */
#include "app/people/people.h"
#include "app/privacy/privacy.h"

#define REASON_MOST 400

static const char sql_find[] = SQL(
    "SELECT h.id, h.person_id, h.achievement_id, coalesce((SELECT CASE WHEN p.name = '' THEN p.email ELSE p.name END FROM person p WHERE p.id = h.person_id),"
    " (SELECT v.name FROM achievement c JOIN achievement_version v ON v.id = c.version_id WHERE c.id = h.achievement_id)),"
    " h.reason, coalesce((SELECT c.name FROM account c WHERE c.id = h.account_id), ''), h.created_at"
    " FROM legal_hold h WHERE h.org_id = $1 AND h.ended_at IS NULL ORDER BY h.id");

code hold_find(struct db *db, struct arena *a, int64_t org, struct holds *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct hold){.id = row_int(r, 0), .person = row_int(r, 1), .badge = row_int(r, 2), .name = row_str(r, 3, a),
                                          .reason = row_str(r, 4, a), .by = row_str(r, 5, a), .since = row_int(r, 6)};
    return rows_end(r, err);
}

static const char sql_badge[] = SQL("SELECT count(*) FROM achievement WHERE org_id = $1 AND id = $2");
static const char sql_add[] = SQL(
    "INSERT INTO legal_hold (org_id, person_id, achievement_id, reason, account_id, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");

static code add(struct db *db, struct arena *a, const struct hold_new *h, struct error *err)
{
    int64_t person = 0, badge = 0, id = 0;

    if (h->badge)
        TRY(db_int(db, sql_badge, ARGS(v_int(h->org), v_int(h->badge)), &badge, err));
    else
        TRY(person_by_words(db, a, h->org, h->person, &person, err));
    if (!person && !badge)
        return fail(err, BAD_INPUT, "person", "nobody, or more than one, is found by that: write an address or a staff number, or choose a badge");
    TRY(db_int(db, sql_add, ARGS(v_int(h->org), v_int_if(person != 0, person), v_int_if(badge != 0, h->badge), v_str(h->reason), v_int(h->by), v_int(clock_now())),
               &id, err));
    return org_log(db, h->org, h->by, "privacy.hold", person ? str_printf(a, "person %lld", (long long)person) : str_printf(a, "badge %lld", (long long)h->badge),
                   h->reason, err);
}

code hold_add(struct db *db, struct arena *a, const struct hold_new *h, struct error *err)
{
    if (h->reason.n == 0 || h->reason.n > REASON_MOST)
        return fail(err, BAD_INPUT, "reason", "say why, in at most %d bytes: others will ask", REASON_MOST);
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, h, err), err);
}

static const char sql_end[] = SQL("UPDATE legal_hold SET ended_at = $3 WHERE org_id = $1 AND id = $2 AND ended_at IS NULL");

static code end(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_end, ARGS(v_int(org), v_int(id), v_int(clock_now())), &n, err));
    return n ? org_log(db, org, by, "privacy.release", str_printf(a, "hold %lld", (long long)id), S(""), err) : OK;
}

code hold_end(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, end(db, a, org, id, by, err), err);
}

static const char sql_of[] = SQL(
    "SELECT h.reason FROM legal_hold h WHERE h.org_id = $1 AND h.ended_at IS NULL AND (h.person_id = $2 OR h.achievement_id IN"
    " (SELECT w.achievement_id FROM award w WHERE w.org_id = $1 AND w.person_id = $2)) ORDER BY h.id LIMIT 1");

code hold_of(struct db *db, struct arena *a, const struct person_named *p, str *reason, struct error *err)
{
    struct rows *r = db_query(db, sql_of, ARGS(v_int(p->org), v_int(p->id)));

    *reason = rows_next(r) ? row_str(r, 0, a) : S("");
    return rows_end(r, err);
}
