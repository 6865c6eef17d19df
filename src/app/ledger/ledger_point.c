/* ledger/ledger_point.c — checkpoints: how far the ledger goes and the hash it ends
 * with, signed by the organisation's key. Whoever keeps one elsewhere can show that
 * what came before it was rewritten or cut off, by us too. */
#include "app/ledger/ledger_private.h"
#include "app/org/org.h"
#include "base/codec.h"
#include "format/jose.h"

/* ---- made ---- */

static const char sql_newest[] = SQL(
    "SELECT h.seq, h.hash, coalesce((SELECT max(p.seq) FROM ledger_checkpoint p WHERE p.org_id = h.org_id), 0) FROM ledger_head h WHERE h.org_id = $1");
static const char sql_put[] = SQL(
    "INSERT INTO ledger_checkpoint (org_id, seq, at, jws) VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, seq) DO NOTHING");

static str statement_of(struct arena *a, const struct org *o, int64_t seq, str hash, msec at)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member_int(&w, "at", at);
    json_put_member(&w, "hash", base64url_encode(a, hash));
    json_put_member(&w, "iss", org_issuer_id(a, o));
    json_put_member_int(&w, "org", o->id);
    json_put_member_int(&w, "seq", seq);
    json_close_object(&w);
    return buf_done(&b);
}

static code sign(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t seq, str hash, msec at, str *jws, struct error *err)
{
    struct org o;
    struct org_key k;

    TRY(org_get(db, a, org, &o, err));
    TRY(org_active_key(app, db, a, &o, &k, err));
    code c = jws_sign(a, k.key, &(struct jws_header){.kid = k.address, .typ = S(LEDGER_POINT_TYPE)}, statement_of(a, &o, seq, hash, at), jws, err);
    key_close(k.key);
    return c;
}

code ledger_point_make(struct app *app, struct db *db, struct arena *a, int64_t org, struct error *err)
{
    struct rows *r = db_query(db, sql_newest, ARGS(v_int(org)));
    int64_t seq = 0, signed_to = 0;
    str hash = S(""), jws;
    msec now = clock_now();

    if (rows_next(r)) {
        seq = row_int(r, 0);
        hash = row_str(r, 1, a);
        signed_to = row_int(r, 2);
    }
    TRY(rows_end(r, err));
    if (seq == 0 || seq == signed_to)
        return OK;
    TRY(sign(app, db, a, org, seq, hash, now, &jws, err));
    return db_run(db, sql_put, ARGS(v_int(org), v_int(seq), v_int(now), v_str(jws)), NULL, err);
}

static const char sql_points[] = SQL("SELECT p.seq, p.at, p.jws FROM ledger_checkpoint p WHERE p.org_id = $1 ORDER BY p.seq DESC LIMIT $2");

code ledger_points(struct db *db, struct arena *a, int64_t org, int most, struct ledger_point_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_points, ARGS(v_int(org), v_int(most)));

    while (rows_next(r))
        *list_add(a, out) = (struct ledger_point){row_int(r, 0), row_int(r, 1), row_str(r, 2, a)};
    return rows_end(r, err);
}

/* ---- looked at ---- */

static const char sql_hash[] = SQL("SELECT e.hash FROM ledger_entry e WHERE e.org_id = $1 AND e.seq = $2");

/* By one that is not trusted any more too: what it signed then is held against what
 * stands here, and a theft since does not change what came before. */
static bool is_signed(const struct org_key_list *keys, const struct jws *j)
{
    for (size_t i = 0; i < keys->n; i++)
        if (jws_verify(j, keys->items[i].key))
            return true;
    return false;
}

static code hash_of(struct ledger_checking *c, int64_t seq, str *out, struct error *err)
{
    struct rows *r = db_query(c->db, sql_hash, ARGS(v_int(c->org), v_int(seq)));

    *out = rows_next(r) ? base64url_encode(c->row, row_str(r, 0, c->row)) : (str){0};
    return rows_end(r, err);
}

static code check_statement(struct ledger_checking *c, const struct json *said, struct error *err)
{
    str kept = json_str(json_get(said, "hash")), hash;
    int64_t seq = 0;

    if (!json_int(json_get(said, "seq"), &seq)) {
        ledger_flaw(c, "a checkpoint cannot be read");
        return OK;
    }
    TRY(hash_of(c, seq, &hash, err));
    c->out->checkpoints++;
    if (str_is_absent(hash))
        ledger_flaw(c, "a checkpoint says that there was an entry %lld: it was cut off", (long long)seq);
    else if (!str_eq(hash, kept))
        ledger_flaw(c, "a checkpoint says that the entries up to %lld were others: they were rewritten", (long long)seq);
    return OK;
}

static bool is_of_another(const struct ledger_checking *c, const struct json *said)
{
    int64_t org;

    return json_int(json_get(said, "org"), &org) && org != c->org;
}

/* `*taken`: it is one of this organisation, or nobody can say whose. */
static code check_point(struct ledger_checking *c, const struct org_key_list *keys, str jws, bool *taken, struct error *err)
{
    const struct json *said;
    struct jws j;
    bool is_read = jws_parse(c->row, jws, &j, NULL) == OK && json_parse(c->row, j.payload, NULL, &said, NULL) == OK;

    *taken = !is_read || !is_of_another(c, said);
    if (!is_read)
        ledger_flaw(c, "a checkpoint cannot be read");
    else if (*taken && !is_signed(keys, &j))
        ledger_flaw(c, "a checkpoint was not signed by this organisation");
    else if (*taken)
        return check_statement(c, said, err);
    return OK;
}

static code check_points(struct ledger_checking *c, const struct org_key_list *keys, struct error *err)
{
    const struct str_list *kept = c->ask->checkpoints;
    struct ledger_point_list all = {0};
    bool taken;

    TRY(ledger_points(c->db, c->a, c->org, LEDGER_POINTS_LOOKED_AT, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        TRY(check_point(c, keys, all.items[i].jws, &taken, err));
        if (!taken)
            ledger_flaw(c, "a checkpoint that stands here is of another organisation");
    }
    for (size_t i = 0; kept && i < kept->n; i++) {
        TRY(check_point(c, keys, kept->items[i], &taken, err));
        if (taken && c->ask->taken)
            c->ask->taken[i] = true;
    }
    return OK;
}

code ledger_check_points(struct ledger_checking *c, struct error *err)
{
    struct org_key_list keys = {0};
    struct org o;

    TRY(org_get(c->db, c->a, c->org, &o, err));
    TRY(org_keys(c->app, c->db, c->a, &o, false, &keys, err));
    code result = check_points(c, &keys, err);
    org_keys_close(&keys);
    return result;
}
