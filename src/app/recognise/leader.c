/* recognise/leader.c — a scheme may ask whoever leads the person: without their yes nothing is
 * awarded, and their no ends it. Where nobody leads them, or who does has no account, or is who
 * nominated, those who decide decide alone. */
#include "app/recognise/recognise_private.h"

/* Nominations that wait for the yes of `me`: of people they lead, not of themselves, and not what they said themselves. */
#define LED(org, me, now)                                                                                                     \
    " FROM nomination n JOIN recognition_scheme s ON s.id = n.scheme_id AND s.asks_leader = 1 JOIN person p ON p.id = n.person_id"      \
    " WHERE n.org_id = " org " AND p.manager_id IN " ACCESS_LEADER(org, me, now) " AND (n.account_id IS NULL OR n.account_id <> " me ")" \
    " AND n.person_id NOT IN " PERSONS_OF(org, me) " AND (n.account_id IS NULL OR n.account_id NOT IN " ACCOUNTS_WITH(org, me) ")"

static const char sql_leads[] = SQL("SELECT count(*)" LED("$1", "$2", "$3") " AND n.id = $4");

code nomination_is_led(struct db *db, const struct nomination *n, int64_t account, bool *out, struct error *err)
{
    int64_t leads = 0;

    TRY(db_int(db, sql_leads, ARGS(v_int(n->org), v_int(account), v_int(clock_now()), v_int(n->id)), &leads, err));
    *out = leads > 0;
    return OK;
}

/* Every account that is whoever leads the person: one may have been merged with none yet. */
#define LEADERS(org, person, by, now)                                                                                         \
    "(SELECT DISTINCT e.account_id FROM person p JOIN person l ON l.id = p.manager_id AND " WORKS_HERE("l", now)                \
    " JOIN account_email e ON e.verified_at IS NOT NULL AND e.folded IN (" ACCESS_NAMES("l.id") ")"                              \
    " WHERE p.id = " person " AND e.account_id <> " by ")"
static const char sql_said[] = SQL(
    "SELECT count(*), count(CASE WHEN z.is_yes = 1 THEN 1 END), count(CASE WHEN z.is_yes = 0 THEN 1 END)"
    " FROM " LEADERS("$1", "$3", "$4", "$6") " w JOIN recognition_scheme s ON s.id = $2 AND s.asks_leader = 1"
    " LEFT JOIN nomination_vote z ON z.nomination_id = $5 AND z.account_id = w.account_id"
    " WHERE NOT EXISTS (SELECT 1 FROM person q WHERE q.id = $3 AND q.id IN " PERSONS_OF("$1", "w.account_id") ")"
    " AND NOT EXISTS (SELECT 1 FROM person h WHERE h.id IN " PERSONS_OF("$1", "w.account_id") " AND h.id IN " PERSONS_OF("$1", "$4") ")");

code nomination_leader_said(struct db *db, const struct nomination *n, struct quorum *out, struct error *err)
{
    struct rows *r = db_query(db, sql_said, ARGS(v_int(n->org), v_int(n->scheme), v_int(n->person), v_int(n->account), v_int(n->id), v_int(clock_now())));

    if (rows_next(r)) {
        out->asks_leader = row_int(r, 0) > 0;
        out->leader_yes = row_int(r, 1) > 0;
        out->leader_no = row_int(r, 2) > 0;
    }
    return rows_end(r, err);
}

/* ---- what waits for them ---- */

#define OPEN_TO(me) " AND n.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM nomination_vote v WHERE v.nomination_id = n.id AND v.account_id = " me ")"
static const char sql_waiting[] = SQL(
    "SELECT n.id, n.org_id, p.name, p.email, s.name, n.created_at" LED("$1", "$2", "$3") OPEN_TO("$2") " ORDER BY n.id DESC LIMIT 100");

code nominations_led(struct db *db, struct arena *a, int64_t org, int64_t account, struct led_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_waiting, ARGS(v_int(org), v_int(account), v_int(clock_now())));

    while (rows_next(r)) {
        str name = row_str(r, 2, a);
        *list_add(a, out) = (struct led){row_int(r, 0), row_int(r, 1), name.n ? name : row_str(r, 3, a), row_str(r, 4, a), row_int(r, 5)};
    }
    return rows_end(r, err);
}

static const char sql_orgs[] = SQL(
    "SELECT DISTINCT o.org_id FROM person o WHERE o.id IN " ACCESS_ME_STILL("$1") " AND EXISTS (SELECT 1 FROM recognition_scheme s WHERE s.org_id = o.org_id AND s.asks_leader = 1)");

code nominations_led_everywhere(struct db *db, struct arena *a, int64_t account, struct led_list *out, struct error *err)
{
    struct id_list orgs = {0};
    struct rows *r = db_query(db, sql_orgs, ARGS(v_int(account)));

    while (rows_next(r))
        *list_add(a, &orgs) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < orgs.n; i++)
        TRY(nominations_led(db, a, orgs.items[i], account, out, err));
    return OK;
}

static const char sql_leaders[] = SQL(
    "SELECT DISTINCT e.account_id, c.name FROM nomination n JOIN recognition_scheme s ON s.id = n.scheme_id AND s.asks_leader = 1 JOIN person p ON p.id = n.person_id"
    " JOIN person l ON l.id = p.manager_id AND " WORKS_HERE("l", "$2") " JOIN account_email e ON e.verified_at IS NOT NULL AND e.folded IN (" ACCESS_NAMES("l.id") ")"
    " JOIN account c ON c.id = e.account_id WHERE n.org_id = $1 AND n.state = 'waiting' ORDER BY e.account_id");

code nomination_leaders(struct db *db, struct arena *a, int64_t org, struct deciders *out, struct error *err)
{
    struct rows *r = db_query(db, sql_leaders, ARGS(v_int(org), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct decider){.account = row_int(r, 0), .name = row_str(r, 1, a)};
    return rows_end(r, err);
}
