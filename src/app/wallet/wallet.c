/* wallet/wallet.c — offers in the database: made, used once, taken once. */
#include "app/wallet/wallet.h"

#include "badge/proof.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/json.h"

/* ---- forms ---- */

static bool is_key_did(str id)
{
    return str_starts(id, S("did:key:")) || str_starts(id, S("did:jwk:"));
}

code wallet_form_of(struct arena *a, str bytes, struct wallet_form *out, struct error *err)
{
    struct badge b;

    TRY(badge_read(a, bytes, &b, err));
    *out = (struct wallet_form){.is_bound = is_key_did(b.subject_id), .holder = b.subject_id};
    if (b.version != OB_3_0 && b.version != CLR_2_0)
        return fail(err, UNSUPPORTED, "", "wallets take badges from Open Badges 3.0 on; this one is older");
    if (b.kind == KIND_VC_JWT) {
        out->format = "jwt_vc_json";
        out->credential = str_trim(str_is_empty(b.token) ? b.original : b.token);
        return OK;
    }
    if (b.kind != KIND_DATA_INTEGRITY)
        return fail(err, UNSUPPORTED, "", "this badge is not signed in a form that wallets take");
    out->format = "ldp_vc";
    out->credential = b.original;
    return OK;
}

str wallet_configuration(struct arena *a, const struct wallet_form *f)
{
    return str_printf(a, "open-badge-%s%s", f->format, f->is_bound ? "-bound" : "");
}

/* ---- codes ---- */

static str mac_of(struct app *app, struct arena *a, const char *purpose, str ref)
{
    struct sha256 h = hmac_sha256(app->link_secret, str_printf(a, "wallet %s " STR_FMT, purpose, STR_ARG(ref)));

    return base64url_encode(a, (str){(const char *)h.b, 24});
}

str wallet_code(struct app *app, struct arena *a, const char *purpose, str ref)
{
    return str_printf(a, STR_FMT "." STR_FMT, STR_ARG(ref), STR_ARG(mac_of(app, a, purpose, ref)));
}

str wallet_ref_of(struct app *app, struct arena *a, const char *purpose, str sent)
{
    str rest = sent, ref;

    if (sent.n > 200 || !str_cut(&rest, '.', &ref) || str_is_absent(rest))
        return (str){0};
    return crypto_equal(rest, mac_of(app, a, purpose, ref)) ? ref : (str){0};
}

/* ---- offers ---- */

#define COLUMNS "o.id, o.holding_id, h.owner_id, o.ref, o.pin, o.ends_at, o.used_at, o.taken_at, o.tries"
#define FROM    " FROM wallet_offer o JOIN holding h ON h.id = o.holding_id"

static code one_offer(struct rows *r, struct arena *a, struct wallet_offer *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        *out = (struct wallet_offer){.id = row_int(r, 0), .holding = row_int(r, 1), .owner = row_int(r, 2), .ref = row_str(r, 3, a), .pin = row_str(r, 4, a),
                                     .ends = row_int(r, 5), .used = row_int(r, 6), .taken = row_int(r, 7), .tries = row_int(r, 8)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "", "this offer is over, or was used");
}

static str new_pin(struct arena *a)
{
    uint32_t n = 0;

    do {                                         /* every number is as likely */
        str bytes = base64url_decode(a, random_token(a, 6));
        memcpy(&n, bytes.p, sizeof n);
    } while (n >= 4294000000u);
    return str_printf(a, "%06u", (unsigned)(n % 1000000));
}

static const char sql_forget[] = SQL("DELETE FROM wallet_offer WHERE holding_id = $1");
static const char sql_make[] = SQL(
    "INSERT INTO wallet_offer (holding_id, ref, pin, tries, created_at, ends_at) VALUES ($1, $2, $3, 0, $4, $5)");

/* A new one ends those before it. */
code wallet_offer_make(struct db *db, struct arena *a, const struct holding *h, struct wallet_offer *out, struct error *err)
{
    msec now = clock_now();

    *out = (struct wallet_offer){.holding = h->id, .owner = h->owner, .ref = random_token(a, 16), .pin = new_pin(a), .ends = now + WALLET_MINUTES * MINUTE};
    TRY(db_run(db, sql_forget, ARGS(v_int(h->id)), NULL, err));
    return db_run(db, sql_make, ARGS(v_int(h->id), v_str(out->ref), v_str(out->pin), v_int(now), v_int(out->ends)), NULL, err);
}

code wallet_offer_end(struct db *db, const struct holding *h, struct error *err)
{
    return db_run(db, sql_forget, ARGS(v_int(h->id)), NULL, err);
}

static const char sql_last[] = SQL("SELECT " COLUMNS FROM " WHERE o.holding_id = $1 ORDER BY o.id DESC LIMIT 1");

code wallet_offer_last(struct db *db, struct arena *a, const struct holding *h, struct wallet_offer *out, struct error *err)
{
    return one_offer(db_query(db, sql_last, ARGS(v_int(h->id))), a, out, err);
}

static const char sql_open[] = SQL(
    "SELECT " COLUMNS FROM " WHERE o.ref = $1 AND o.used_at IS NULL AND o.ends_at > $2 AND o.tries < $3 AND h.removed_at IS NULL");

code wallet_offer_open(struct db *db, struct arena *a, str ref, struct wallet_offer *out, struct error *err)
{
    return one_offer(db_query(db, sql_open, ARGS(v_str(ref), v_int(clock_now()), v_int(WALLET_TRIES))), a, out, err);
}

/* ---- tokens ---- */

static str hash_of(struct arena *a, str token)
{
    return sha256_hex(a, token);
}

static const char sql_wrong[] = SQL("UPDATE wallet_offer SET tries = tries + 1 WHERE id = $1");
static const char sql_use[] = SQL(
    "UPDATE wallet_offer SET used_at = $2, token_hash = $3, token_ends_at = $4 WHERE id = $1 AND used_at IS NULL AND ends_at > $2");

code wallet_token(struct db *db, struct arena *a, str ref, str pin, str *token, struct error *err)
{
    struct wallet_offer o;
    int64_t n = 0;
    msec now = clock_now();

    TRY(wallet_offer_open(db, a, ref, &o, err));
    if (!crypto_equal(pin, o.pin)) {
        TRY(db_run(db, sql_wrong, ARGS(v_int(o.id)), NULL, err));
        return fail(err, DENIED, "tx_code", "the transaction code is another");
    }
    *token = random_token(a, 32);
    TRY(db_run(db, sql_use, ARGS(v_int(o.id), v_int(now), v_str(hash_of(a, *token)), v_int(now + WALLET_MINUTES * MINUTE)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "", "this offer was used");
}

static const char sql_token[] = SQL(
    "SELECT " COLUMNS FROM " WHERE o.token_hash = $1 AND o.token_ends_at > $2 AND o.taken_at IS NULL AND h.removed_at IS NULL");

code wallet_token_open(struct db *db, struct arena *a, str token, struct wallet_offer *out, struct error *err)
{
    return one_offer(db_query(db, sql_token, ARGS(v_str(hash_of(a, token)), v_int(clock_now()))), a, out, err);
}

static const char sql_taken[] = SQL("UPDATE wallet_offer SET taken_at = $2 WHERE id = $1 AND taken_at IS NULL");

code wallet_taken(struct db *db, const struct wallet_offer *o, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_taken, ARGS(v_int(o->id), v_int(clock_now())), &n, err));
    return n ? OK : fail(err, CONFLICT, "", "the badge was handed over already");
}

static const char sql_exchange[] = SQL(
    "UPDATE wallet_offer SET used_at = $2, taken_at = $2 WHERE id = $1 AND used_at IS NULL AND ends_at > $2");

code wallet_exchange(struct db *db, struct arena *a, str ref, struct wallet_offer *out, struct error *err)
{
    int64_t n = 0;

    TRY(wallet_offer_open(db, a, ref, out, err));
    TRY(db_run(db, sql_exchange, ARGS(v_int(out->id), v_int(clock_now())), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "", "this offer was used");
}

code wallet_bytes(struct db *db, struct arena *a, const struct wallet_offer *o, str *out, struct error *err)
{
    return backpack_original(db, a, o->owner, o->holding, out, err);
}
