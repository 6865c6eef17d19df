/* org/org_keys.c — the keys that an organisation signs with. Secrets are
 * sealed under the master key; a key that is replaced goes on verifying. */
#include "app/org/org_private.h"

#include "app/settings.h"
#include "format/jose.h"

static const struct {
    const char *alg;
    enum key_kind kind;
} algorithms[] = {{"EdDSA", KEY_ED25519}, {"ES256", KEY_P256}, {"ES384", KEY_P384}, {"RS256", KEY_RSA}};

static const char *alg_of_kind(enum key_kind kind)
{
    for (size_t i = 0; i < COUNT(algorithms); i++)
        if (algorithms[i].kind == kind)
            return algorithms[i].alg;
    return NULL;
}

static code kind_of_alg(str alg, enum key_kind *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(algorithms); i++)
        if (str_eq(alg, cstr(algorithms[i].alg))) {
            *out = algorithms[i].kind;
            return OK;
        }
    return fail(err, BAD_INPUT, "alg", "choose one of EdDSA, ES256, ES384 and RS256");
}

/* Each kind of reader finds its own document at an address of its own; readers
 * of proofs do not know JWKs, nor those of tokens Multikeys. */
void org_key_readdress(struct arena *a, const struct org *o, bool did, struct org_key *k)
{
    str id = did ? org_did(a, o) : org_profile_url(a, o);

    k->address = str_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(id), did ? "#" : "/keys/", STR_ARG(k->kid));
    k->method = (str){0};
    if (org_key_kind(k) != KEY_RSA)
        k->method = str_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(id), did ? "#multikey-" : "/multikeys/", STR_ARG(k->kid));
    k->v2 = str_printf(a, STR_FMT "/ob2/i/" STR_FMT "/keys/" STR_FMT, STR_ARG(o->base), STR_ARG(o->slug), STR_ARG(k->kid));
}

bool org_key_is_trusted(const struct org_key *k)
{
    return !str_eq(k->state, S("compromised"));
}

static code open_key(const struct app *app, struct arena *a, str sealed, struct key **out, struct error *err)
{
    str pem;

    TRY(unseal(a, app->master_key, sealed, &pem, err));
    code c = key_from_pem(pem, out, err);
    crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
    return c;
}

#define KEY_COLUMNS "id, kid, alg, state, created_at, ended_at, sealed"
static const char sql_all[] = SQL("SELECT " KEY_COLUMNS " FROM org_key WHERE org_id = $1 AND issuer_id = $2 ORDER BY id DESC");
static const char sql_active[] = SQL(
    "SELECT " KEY_COLUMNS " FROM org_key WHERE org_id = $1 AND issuer_id = $2 AND state = 'active' ORDER BY id DESC LIMIT 1");
static const char sql_one[] = SQL("SELECT " KEY_COLUMNS " FROM org_key WHERE org_id = $1 AND id = $2");

static void read_name(struct rows *r, struct arena *a, const struct org *o, struct org_key *out)
{
    *out = (struct org_key){
        .id = row_int(r, 0), .kid = row_str(r, 1, a), .alg = row_str(r, 2, a), .state = row_str(r, 3, a),
        .created = row_int(r, 4), .ended = row_int(r, 5),
    };
    org_key_readdress(a, o, str_eq(o->id_form, S("did:web")) && !str_is_absent(org_did(a, o)), out);
}

/* The name, and the sealed secret as result. */
static str read_key(struct rows *r, struct arena *a, const struct org *o, struct org_key *out)
{
    read_name(r, a, o, out);
    return row_str(r, 6, a);
}

/* Only the public half stays where the secret is not asked for. */
static code without_secret(struct arena *a, struct key **key, struct error *err)
{
    const struct json *jwk;
    struct key *public_half = NULL;
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    jwk_write(a, &w, *key, (str){0});
    TRY(json_parse(a, buf_done(&b), NULL, &jwk, err));
    TRY(jwk_read(a, jwk, &public_half, err));
    key_close(*key);
    *key = public_half;
    return OK;
}

code org_keys(struct app *app, struct db *db, struct arena *a, const struct org *o, bool with_secret,
              struct org_key_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(o->id), v_int(o->issuer)));
    struct str_list sealed = {0};

    while (rows_next(r)) {
        struct org_key *k = list_add(a, out);
        str box = read_key(r, a, o, k);
        *list_add(a, &sealed) = box;
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++) {
        TRY(open_key(app, a, sealed.items[i], &out->items[i].key, err));
        if (!with_secret)
            TRY(without_secret(a, &out->items[i].key, err));
    }
    return OK;
}

static code one_key(struct rows *r, struct app *app, struct arena *a, const struct org *o,
                    struct org_key *out, struct error *err)
{
    str sealed = {0};
    bool found = rows_next(r);

    if (found)
        sealed = read_key(r, a, o, out);
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "key", "the organisation has no such signing key");
    return open_key(app, a, sealed, &out->key, err);
}

code org_active_key(struct app *app, struct db *db, struct arena *a, const struct org *o,
                    struct org_key *out, struct error *err)
{
    return one_key(db_query(db, sql_active, ARGS(v_int(o->id), v_int(o->issuer))), app, a, o, out, err);
}

code org_key_by_id(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t id,
                   struct org_key *out, struct error *err)
{
    return one_key(db_query(db, sql_one, ARGS(v_int(o->id), v_int(id))), app, a, o, out, err);
}

static const char sql_signing_alg[] = SQL(
    "SELECT alg FROM org_key WHERE org_id = $1 AND issuer_id = $2 AND state = 'active' ORDER BY id DESC LIMIT 1");

code org_signing_alg(struct db *db, struct arena *a, const struct org *o, str *alg, struct error *err)
{
    struct rows *r = db_query(db, sql_signing_alg, ARGS(v_int(o->id), v_int(o->issuer)));

    *alg = rows_next(r) ? row_str(r, 0, a) : S("");
    return rows_end(r, err);
}

static const char sql_name[] = SQL(
    "SELECT id, kid, alg, state, created_at, ended_at FROM org_key WHERE org_id = $1 AND issuer_id = $3 AND id = $2");

code org_key_name(struct db *db, struct arena *a, const struct org *o, int64_t id, struct org_key *out, struct error *err)
{
    struct rows *r = db_query(db, sql_name, ARGS(v_int(o->id), v_int(id), v_int(o->issuer)));
    bool found = rows_next(r);

    if (found)
        read_name(r, a, o, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "key", "the organisation has no such signing key");
}

enum key_kind org_key_kind(const struct org_key *k)
{
    enum key_kind kind = KEY_ED25519;

    return kind_of_alg(k->alg, &kind, NULL) == OK ? kind : KEY_ED25519;
}

static const char sql_insert[] = SQL(
    "INSERT INTO org_key (org_id, kid, alg, state, sealed, created_at, issuer_id, ended_at)"
    " VALUES ($1, $2, $3, $7, $4, $5, $6, $8)");

/* `pem` is wiped. */
static code insert_key(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct org_new_key *k, struct error *err)
{
    str sealed = seal(a, app->master_key, k->pem);

    crypto_wipe((void *)(uintptr_t)k->pem.p, k->pem.n);
    TRY(db_run(db, sql_insert,
               ARGS(v_int(o->id), v_str(k->kid), v_str(cstr(k->alg)), v_bytes(sealed), v_int(clock_now()), v_int(o->issuer),
                    v_str(k->signs ? S("active") : S("retired")), v_int_if(!k->signs, clock_now())), NULL, err));
    return public_changed(db, err);
}

str org_kid_of(struct arena *a, const struct key *key)
{
    return str_slice(jwk_thumbprint(a, key), 0, 16);
}

code org_add_key(struct app *app, struct db *db, struct arena *a, const struct org *o, str alg, struct error *err)
{
    enum key_kind kind;
    struct key *key = NULL;
    str pem;

    TRY(kind_of_alg(alg, &kind, err));
    TRY(key_generate(kind, &key, err));
    str kid = org_kid_of(a, key);
    code c = key_to_pem(a, key, &pem, err);
    key_close(key);
    TRY(c);
    return insert_key(app, db, a, o, &(struct org_new_key){kid, pem, alg_of_kind(kind), true}, err);
}

static const char sql_newest[] = SQL("SELECT max(id) FROM org_key WHERE org_id = $1 AND issuer_id = $2 AND state = 'active'");

static code tell_new(struct db *db, struct arena *a, const struct org *o, struct error *err)
{
    int64_t id = 0;

    TRY(db_int(db, sql_newest, ARGS(v_int(o->id), v_int(o->issuer)), &id, err));
    return org_tell(db, a, o->id, "key.created", id, err);
}

static const char sql_retire[] = SQL(
    "UPDATE org_key SET state = 'retired', ended_at = $2 WHERE org_id = $1 AND issuer_id = $3 AND state = 'active'");

static code rotate_rows(struct app *app, struct db *db, struct arena *a, const struct org *o, str alg, int64_t by, struct error *err)
{
    TRY(db_run(db, sql_retire, ARGS(v_int(o->id), v_int(clock_now()), v_int(o->issuer)), NULL, err));
    TRY(org_add_key(app, db, a, o, alg, err));
    TRY(tell_new(db, a, o, err));
    return org_log(db, o->id, by, "key.new", alg, S(""), err);
}

code org_take_key(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct org_new_key *k, struct error *err)
{
    if (k->signs)
        TRY(db_run(db, sql_retire, ARGS(v_int(o->id), v_int(clock_now()), v_int(o->issuer)), NULL, err));
    return insert_key(app, db, a, o, k, err);
}

const char *org_alg_of(const struct key *key)
{
    return alg_of_kind(key_kind(key));
}

code org_rotate_key(struct app *app, struct db *db, struct arena *a, const struct org *o, str alg, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, rotate_rows(app, db, a, o, alg, by, err), err);
}

/* ---- a key in other hands ---- */

static const char sql_distrust[] = SQL(
    "UPDATE org_key SET state = 'compromised', ended_at = $4 WHERE org_id = $1 AND issuer_id = $2 AND id = $3 AND state <> 'compromised'");

static code distrust_rows(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t id, int64_t by, struct error *err)
{
    struct org_key key;
    int64_t changed = 0;

    TRY(org_key_name(db, a, o, id, &key, err));
    TRY(db_run(db, sql_distrust, ARGS(v_int(o->id), v_int(o->issuer), v_int(id), v_int(clock_now())), &changed, err));
    if (!changed)
        return fail(err, CONFLICT, "key", "this key is not to be trusted already");
    TRY(org_tell(db, a, o->id, "key.distrusted", id, err));
    if (str_eq(key.state, S("active"))) {
        TRY(org_add_key(app, db, a, o, key.alg, err));
        TRY(tell_new(db, a, o, err));
    }
    TRY(job_add(db, S("award.resign"), str_printf(a, "%lld %lld 0", (long long)o->id, (long long)id), (str){0}, clock_now(), err));
    TRY(org_log(db, o->id, by, "key.distrust", key.kid, key.alg, err));
    return public_changed(db, err);
}

code org_key_distrust(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t key, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, distrust_rows(app, db, a, o, key, by, err), err));
    app_wake(app);
    return OK;
}

static const char sql_awards[] = SQL("SELECT count(*) FROM award WHERE org_id = $1 AND key_id = $2");

code org_key_awards(struct db *db, const struct org *o, int64_t key, int64_t *n, struct error *err)
{
    return db_int(db, sql_awards, ARGS(v_int(o->id), v_int(key)), n, err);
}

void org_keys_close(struct org_key_list *keys)
{
    for (size_t i = 0; i < keys->n; i++) {
        key_close(keys->items[i].key);
        keys->items[i].key = NULL;
    }
}
