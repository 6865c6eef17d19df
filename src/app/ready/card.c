/* ready/card.c — cards: the address whose code says whether somebody is cleared. */
#include "app/ready/ready.h"

#include "base/crypto.h"

#define CARD "SELECT c.id, c.org_id, c.jobrole_id, c.person_id, c.public_id, c.created_at, c.ended_at FROM clearance_card c WHERE "
static const char sql_of[] = SQL(CARD "c.org_id = $1 AND c.jobrole_id = $2 AND c.person_id = $3");
static const char sql_by_public[] = SQL(CARD "c.public_id = $1");

static code one_card(struct rows *r, struct arena *a, struct card *out, struct error *err)
{
    *out = (struct card){.public_id = S("")};
    if (rows_next(r))
        *out = (struct card){.id = row_int(r, 0), .org = row_int(r, 1), .jobrole = row_int(r, 2), .person = row_int(r, 3), .public_id = row_str(r, 4, a),
                             .created = row_int(r, 5), .ended = row_int(r, 6)};
    return rows_end(r, err);
}

code card_get(struct db *db, struct arena *a, int64_t org, int64_t jobrole, int64_t person, struct card *out, struct error *err)
{
    return one_card(db_query(db, sql_of, ARGS(v_int(org), v_int(jobrole), v_int(person))), a, out, err);
}

code card_by_public_id(struct db *db, struct arena *a, str public_id, struct card *out, struct error *err)
{
    TRY(one_card(db_query(db, sql_by_public, ARGS(v_str(public_id))), a, out, err));
    return out->id ? OK : fail(err, NOT_FOUND, "card", "there is no such card; it may have been given another code");
}

/* Person and job role are of that organisation, or nothing is put in. */
static const char sql_make[] = SQL(
    "INSERT INTO clearance_card (org_id, jobrole_id, person_id, public_id, created_at) SELECT $1, j.id, p.id, $4, $5 FROM jobrole j JOIN person p ON p.org_id = j.org_id"
    " WHERE j.org_id = $1 AND j.id = $2 AND j.archived_at IS NULL AND p.id = $3 AND p.removed_at IS NULL"
    " ON CONFLICT (person_id, jobrole_id) DO UPDATE SET public_id = excluded.public_id, created_at = excluded.created_at, ended_at = NULL");
static const char sql_end[] = SQL(
    "UPDATE clearance_card SET ended_at = $4 WHERE org_id = $1 AND jobrole_id = $2 AND person_id = $3 AND ended_at IS NULL");
static const char sql_again[] = SQL(
    "UPDATE clearance_card SET ended_at = NULL WHERE org_id = $1 AND jobrole_id = $2 AND person_id = $3 AND ended_at IS NOT NULL");

static code log_act(struct db *db, struct arena *a, const struct card_act *c, const char *what, struct error *err)
{
    struct jobrole j;

    TRY(jobrole_get(db, a, c->org, c->jobrole, &j, err));
    return org_log(db, c->org, c->by, what, str_printf(a, "person %lld", (long long)c->person), j.code, err);
}

static code make(struct db *db, struct arena *a, const struct card_act *c, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_make, ARGS(v_int(c->org), v_int(c->jobrole), v_int(c->person), v_str(random_token(a, 15)), v_int(clock_now())), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "card", "there is no such job role, or no such person");
    return log_act(db, a, c, "clearance.card", err);
}

code card_make(struct db *db, struct arena *a, const struct card_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, make(db, a, c, err), err);
}

static code set_ended(struct db *db, struct arena *a, const struct card_act *c, bool ended, struct error *err)
{
    int64_t n = 0;

    if (ended)
        TRY(db_run(db, sql_end, ARGS(v_int(c->org), v_int(c->jobrole), v_int(c->person), v_int(clock_now())), &n, err));
    else
        TRY(db_run(db, sql_again, ARGS(v_int(c->org), v_int(c->jobrole), v_int(c->person)), &n, err));
    if (n == 0)
        return fail(err, CONFLICT, "card", "there is no card to change, or it is so already");
    return log_act(db, a, c, ended ? "clearance.card-end" : "clearance.card-again", err);
}

code card_set_ended(struct db *db, struct arena *a, const struct card_act *c, bool ended, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_ended(db, a, c, ended, err), err);
}
