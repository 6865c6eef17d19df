/* account/passkey.c */
#include "app/account/passkey.h"

#include "app/account/second_step.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/webauthn.h"

#define MAX_PASSKEYS 25
#define MAX_TRANSPORTS ((size_t)100)
#define CHALLENGE_LIFE HOUR
#define HEAD_BYTES 24                            /* time and randomness: 32 letters, so that the mark can follow */
#define HEAD_LETTERS 32

/* ---- where ---- */

static bool is_number(str host)
{
    return str_starts(host, S("[")) || (host.n && host.p[host.n - 1] >= '0' && host.p[host.n - 1] <= '9');
}

str passkey_host(struct arena *a, const struct app *app)
{
    struct uri u;

    if (uri_parse(app->base, &u, NULL) != OK || is_number(u.host))
        return (str){0};
    bool is_here = str_eq(u.host, S("localhost")) || str_ends(u.host, S(".localhost"));
    return str_eq(u.scheme, S("https")) || is_here ? str_lower(a, u.host) : (str){0};
}

static struct webauthn_asked asked(struct arena *a, const struct app *app, str challenge)
{
    return (struct webauthn_asked){challenge, app->base, passkey_host(a, app)};
}

/* ---- the challenge: "time random" and our mark over it and the visitor ---- */

static str challenge_mark(struct arena *a, const struct app *app, str head, str csrf)
{
    return session_mark(a, &app->session, "passkey", str_printf(a, STR_FMT " " STR_FMT, STR_ARG(head), STR_ARG(csrf)));
}

str passkey_challenge(struct arena *a, const struct app *app, str csrf)
{
    unsigned char head[HEAD_BYTES];
    msec now = clock_now();

    random_bytes(head, sizeof head);
    for (int i = 0; i < 8; i++)
        head[i] = (unsigned char)((uint64_t)now >> (56 - 8 * i));
    str letters = base64url_encode(a, (str){(const char *)head, sizeof head});
    return str_join(a, letters, challenge_mark(a, app, letters, csrf));
}

static code check_challenge(struct arena *a, const struct app *app, str challenge, str csrf, struct error *err)
{
    str letters = str_slice(challenge, 0, HEAD_LETTERS), head = base64url_decode(a, letters);
    msec made = 0;

    if (head.n != HEAD_BYTES || csrf.n == 0 || !crypto_equal(str_from(challenge, HEAD_LETTERS), challenge_mark(a, app, letters, csrf)))
        return fail(err, DENIED, "passkey", "this page is too old: please try once more");
    for (int i = 0; i < 8; i++)
        made = made << 8 | (unsigned char)head.p[i];
    return clock_now() - made < CHALLENGE_LIFE ? OK : fail(err, DENIED, "passkey", "this page is too old: please try once more");
}

/* An answer that was good is not taken again. */
static const char sql_spend[] = SQL(
    "INSERT INTO one_time_link (token_hash, purpose, payload, created_at, expires_at, used_at) VALUES ($1, 'passkey', '', $2, $3, $2)"
    " ON CONFLICT (token_hash) DO NOTHING");

static code spend(struct db *db, struct arena *a, str challenge, struct error *err)
{
    int64_t changed = 0;
    msec now = clock_now();

    TRY(db_run(db, sql_spend, ARGS(v_str(sha256_hex(a, challenge)), v_int(now), v_int(now + CHALLENGE_LIFE)), &changed, err));
    return changed ? OK : fail(err, DENIED, "passkey", "this answer was used before: please try once more");
}

/* ---- reading ---- */

static const char sql_all[] = SQL(
    "SELECT id, name, credential_id, transports, created_at, used_at, is_synced, rp_id FROM passkey WHERE account_id = $1 ORDER BY id");

code passkey_all(struct app *app, struct db *db, struct arena *a, int64_t account, struct passkey_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(account)));
    str host = passkey_host(a, app);

    while (rows_next(r))
        *list_add(a, out) = (struct passkey){
            .id = row_int(r, 0), .name = row_str(r, 1, a), .credential_id = row_str(r, 2, a), .transports = row_str(r, 3, a),
            .created = row_int(r, 4), .used = row_int(r, 5), .is_synced = row_bool(r, 6), .is_of_here = str_eq(row_str(r, 7, a), host),
        };
    return rows_end(r, err);
}

static const char sql_handle[] = SQL("SELECT user_handle FROM passkey WHERE account_id = $1 ORDER BY id LIMIT 1");

code passkey_user_handle(struct db *db, struct arena *a, int64_t account, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_handle, ARGS(v_int(account)));

    *out = rows_next(r) ? row_str(r, 0, a) : random_token(a, 32);
    return rows_end(r, err);
}

/* ---- making ---- */

/* What a browser says of how it is reached: small letters and commas, or nothing. */
static str clean_transports(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != ',' && s.p[i] != '-')
            return S("");
    return s.n <= MAX_TRANSPORTS ? s : S("");
}

static const char sql_insert[] = SQL(
    "INSERT INTO passkey (account_id, credential_id, rp_id, user_handle, public_key, counter, transports, model, attestation,"
    " is_synced, name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
static const char sql_count[] = SQL("SELECT count(*) FROM passkey WHERE account_id = $1");

static code insert(struct app *app, struct db *db, struct arena *a, const struct passkey_new *n, const struct webauthn_passkey *k,
                   str object, struct error *err)
{
    int64_t have = 0;

    TRY(db_int(db, sql_count, ARGS(v_int(n->account)), &have, err));
    if (have >= MAX_PASSKEYS)
        return fail(err, LIMIT, "passkey", "an account can have %d passkeys: remove one first", MAX_PASSKEYS);
    code c = db_run(db, sql_insert,
                    ARGS(v_int(n->account), v_str(base64url_encode(a, k->id)), v_str(passkey_host(a, app)), v_str(n->user_handle),
                         v_bytes(k->cose_key), v_int(k->state.counter), v_str(clean_transports(n->transports)), v_str(k->model),
                         v_bytes(object), v_int(k->state.is_synced), v_str(n->name), v_int(clock_now())), NULL, err);
    return c == CONFLICT ? fail(err, CONFLICT, "passkey", "this passkey is added already") : c;
}

static code add_rows(struct app *app, struct db *db, struct arena *a, const struct passkey_new *n, const struct webauthn_passkey *k,
                     str challenge, str object, struct error *err)
{
    TRY(spend(db, a, challenge, err));
    return insert(app, db, a, n, k, object, err);
}

code passkey_add(struct app *app, struct db *db, struct arena *a, const struct passkey_new *n, struct error *err)
{
    str client = base64url_decode(a, n->client_data), object = base64url_decode(a, n->attestation);
    str challenge = webauthn_challenge(a, client);
    const struct webauthn_asked what = asked(a, app, challenge);
    struct webauthn_passkey k;

    if (str_is_absent(what.rp_id))
        return fail(err, CONFLICT, "passkey", "passkeys need a server with a name and https");
    if (base64url_decode(a, n->user_handle).n != 32)
        return fail(err, BAD_INPUT, "passkey", "the browser's answer cannot be read");
    TRY(check_challenge(a, app, challenge, n->csrf, err));
    TRY(webauthn_read_passkey(a, client, object, &what, &k, err));
    TRY(db_begin(db, err));
    return db_end(db, add_rows(app, db, a, n, &k, challenge, object, err), err);
}

/* ---- using ---- */

struct kept { int64_t id, account; str key, handle, name; uint32_t counter; bool found; };

static const char sql_find[] = SQL(
    "SELECT id, account_id, public_key, user_handle, name, counter FROM passkey WHERE credential_id = $1");

static code find(struct db *db, struct arena *a, str id, struct kept *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_str(id)));

    *out = (struct kept){0};
    if (rows_next(r))
        *out = (struct kept){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a),
                             (uint32_t)row_int(r, 5), true};
    return rows_end(r, err);
}

/* §7.2, steps 5 and 6: who says whose passkey it is must say it rightly. */
static code check_owner(const struct kept *k, const struct passkey_answer *n, struct error *err)
{
    if (!k->found)
        return fail(err, DENIED, "passkey", "this passkey is not known here: it may have been removed");
    if (n->account && n->account != k->account)
        return fail(err, DENIED, "passkey", "this passkey belongs to another account");
    if (!str_is_empty(n->user_handle) && !str_eq(n->user_handle, k->handle))
        return fail(err, DENIED, "passkey", "this passkey belongs to another account");
    return OK;
}

static const char sql_used[] = SQL(
    "UPDATE passkey SET counter = $2, used_at = $3, is_synced = $4 WHERE id = $1 AND counter = $5");

/* The counter is compared once more in the row: two answers at once are of two devices. */
static code note_use(struct db *db, struct arena *a, const struct kept *k, const struct webauthn_state *s, str challenge, struct error *err)
{
    int64_t changed = 0;

    TRY(spend(db, a, challenge, err));
    TRY(db_run(db, sql_used, ARGS(v_int(k->id), v_int(s->counter), v_int(clock_now()), v_int(s->is_synced), v_int(k->counter)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "passkey", "this passkey was used at the same moment elsewhere: please try once more");
}

code passkey_use(struct app *app, struct db *db, struct arena *a, const struct passkey_answer *n, struct passkey_proof *out, struct error *err)
{
    const struct webauthn_answer answer = {
        base64url_decode(a, n->client_data), base64url_decode(a, n->authenticator_data), base64url_decode(a, n->signature),
    };
    str challenge = webauthn_challenge(a, answer.client_data);
    const struct webauthn_asked what = asked(a, app, challenge);
    struct webauthn_state state;
    struct kept k;

    *out = (struct passkey_proof){0};
    TRY(check_challenge(a, app, challenge, n->csrf, err));
    TRY(find(db, a, n->id, &k, err));
    TRY(check_owner(&k, n, err));
    TRY(webauthn_check(a, &answer, k.key, &what, &state, err));
    *out = (struct passkey_proof){.account = k.account, .name = k.name, .is_strong = state.user_verified};
    if (!webauthn_counter_is_right(k.counter, state.counter)) {
        out->was_copied = true;
        return fail(err, DENIED, "passkey", "this passkey's counter went back, as that of a copy would: it is not taken");
    }
    TRY(db_begin(db, err));
    return db_end(db, note_use(db, a, &k, &state, challenge, err), err);
}

/* ---- names, and taking away ---- */

static const char sql_rename[] = SQL("UPDATE passkey SET name = $3 WHERE account_id = $1 AND id = $2");
static const char sql_name[] = SQL("SELECT name FROM passkey WHERE account_id = $1 AND id = $2");
static const char sql_remove[] = SQL("DELETE FROM passkey WHERE account_id = $1 AND id = $2");

static code need_one(int64_t changed, struct error *err)
{
    return changed ? OK : fail(err, NOT_FOUND, "passkey", "there is no such passkey");
}

code passkey_rename(struct db *db, int64_t account, int64_t id, str name, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_rename, ARGS(v_int(account), v_int(id), v_str(name)), &changed, err));
    return need_one(changed, err);
}

static code remove_rows(struct db *db, struct arena *a, int64_t account, int64_t id, str *name, struct error *err)
{
    struct second_step s;
    int64_t changed = 0;
    struct rows *r = db_query(db, sql_name, ARGS(v_int(account), v_int(id)));

    *name = rows_next(r) ? row_str(r, 0, a) : S("");
    TRY(rows_end(r, err));
    TRY(second_step_look(db, a, account, &s, err));
    if (s.is_on && !s.has_app && s.passkeys == 1)
        return fail(err, CONFLICT, "", "this passkey is your only second step: switch that off first, or add an app for codes");
    TRY(db_run(db, sql_remove, ARGS(v_int(account), v_int(id)), &changed, err));
    return need_one(changed, err);
}

code passkey_remove(struct db *db, struct arena *a, int64_t account, int64_t id, str *name, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, account, id, name, err), err);
}
