/* show/holder_key.c — the key a person signs with: sealed under the master key, found
 * by others at the holder's address. */
#include "app/show/show.h"

#include "badge/presentation.h"
#include "base/codec.h"
#include "base/crypto.h"

static const char sql_get[] = SQL("SELECT public_id, sealed FROM holder_key WHERE account_id = $1");
static const char sql_by_public_id[] = SQL("SELECT account_id FROM holder_key WHERE public_id = $1");
static const char sql_add[] = SQL(
    "INSERT INTO holder_key (account_id, public_id, sealed, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id) DO NOTHING");

static code make(struct app *app, struct db *db, struct arena *a, int64_t account, struct error *err)
{
    struct key *k;
    str pem;

    TRY(key_generate(KEY_ED25519, &k, err));
    code c = key_to_pem(a, k, &pem, err);
    key_close(k);
    TRY(c);
    str sealed = base64url_encode(a, seal(a, app->master_key, pem));
    crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
    return db_run(db, sql_add, ARGS(v_int(account), v_str(random_token(a, 16)), v_str(sealed), v_int(clock_now())), NULL, err);
}

static code find(struct app *app, struct db *db, struct arena *a, int64_t account, str *public_id, struct key **out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(account)));
    str sealed = {0}, pem;

    *public_id = S("");
    if (rows_next(r)) {
        *public_id = row_str(r, 0, a);
        sealed = row_str(r, 1, a);
    }
    TRY(rows_end(r, err));
    if (str_is_empty(*public_id))
        return OK;
    TRY(unseal(a, app->master_key, base64url_decode(a, sealed), &pem, err));
    code c = key_from_pem(pem, out, err);
    crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
    return c;
}

static str address(struct app *app, struct arena *a, str public_id)
{
    return app_url(a, app, str_join(a, S("/holders/"), public_id));
}

code holder_key_of(struct app *app, struct db *db, struct arena *a, int64_t account, str *holder, struct key **out, struct error *err)
{
    str id;

    TRY(find(app, db, a, account, &id, out, err));
    if (str_is_empty(id)) {
        TRY(make(app, db, a, account, err));
        TRY(find(app, db, a, account, &id, out, err));
    }
    *holder = address(app, a, id);
    return str_is_empty(id) ? fail(err, NOT_FOUND, "account", "there is no such account") : OK;
}

code holder_document(struct app *app, struct db *db, struct arena *a, str public_id, str *json, struct error *err)
{
    struct rows *r = db_query(db, sql_by_public_id, ARGS(v_str(public_id)));
    int64_t account = rows_next(r) ? row_int(r, 0) : 0;
    struct key *k;
    str holder;

    TRY(rows_end(r, err));
    if (account == 0)
        return fail(err, NOT_FOUND, "holder", "there is no such holder");
    TRY(holder_key_of(app, db, a, account, &holder, &k, err));
    *json = write_holder(a, holder, &(struct issue_key){.key = k, .id = str_join(a, holder, S("#key"))});
    key_close(k);
    return OK;
}
