/* account/code_app.c — one-time codes by an app: setting one up, and asking it. */
#include "app/account/second_step.h"

#include "app/master_key.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/totp.h"

#define SETUP_LIFE HOUR
#define FREE_TRIES 5

static str key_of(struct arena *a, const struct app *app)
{
    return master_key_derive(a, app->master_key, "lapel second step");
}

struct kept { str secret; int64_t last_step; msec created; bool found, is_confirmed; };

static const char sql_find[] = SQL("SELECT sealed, last_step, created_at, confirmed_at FROM totp WHERE account_id = $1");

static code find(struct app *app, struct db *db, struct arena *a, int64_t account, struct kept *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(account)));
    str sealed = {0};

    *out = (struct kept){0};
    if (rows_next(r)) {
        sealed = row_str(r, 0, a);
        *out = (struct kept){{0}, row_int(r, 1), row_int(r, 2), true, !row_is_null(r, 3)};
    }
    TRY(rows_end(r, err));
    if (out->found && unseal(a, key_of(a, app), sealed, &out->secret, NULL) != OK)
        return fail(err, FAULT, "second step", "the secret of an app for codes cannot be opened with this master key");
    return OK;
}

/* ---- setting up ---- */

static const char sql_begin[] = SQL(
    "INSERT INTO totp (account_id, sealed, last_step, created_at, confirmed_at) VALUES ($1, $2, 0, $3, NULL)"
    " ON CONFLICT (account_id) DO UPDATE SET sealed = $2, last_step = 0, created_at = $3 WHERE totp.confirmed_at IS NULL");

static code new_secret(struct app *app, struct db *db, struct arena *a, int64_t account, str *secret, struct error *err)
{
    char *bytes = NEW_ARRAY(a, TOTP_SECRET_BYTES, char);

    random_bytes(bytes, TOTP_SECRET_BYTES);
    *secret = (str){bytes, TOTP_SECRET_BYTES};
    return db_run(db, sql_begin, ARGS(v_int(account), v_bytes(seal(a, key_of(a, app), *secret)), v_int(clock_now())), NULL, err);
}

code code_app_begin(struct app *app, struct db *db, struct arena *a, const struct account *own, struct code_app *out, struct error *err)
{
    struct kept k;

    TRY(find(app, db, a, own->id, &k, err));
    if (k.is_confirmed)
        return fail(err, CONFLICT, "code", "there is an app for codes already: switch the second step off first");
    if (!k.found || clock_now() - k.created > SETUP_LIFE)
        TRY(new_secret(app, db, a, own->id, &k.secret, err));
    *out = (struct code_app){base32_encode(a, k.secret), totp_uri(a, app_host(a, app), own->email, k.secret)};
    return OK;
}

static const char sql_confirm[] = SQL(
    "UPDATE totp SET confirmed_at = $2, last_step = $3 WHERE account_id = $1 AND confirmed_at IS NULL");

static code confirm_rows(struct db *db, int64_t account, int64_t step, struct error *err)
{
    TRY(db_run(db, sql_confirm, ARGS(v_int(account), v_int(clock_now()), v_int(step)), NULL, err));
    return second_step_turn(db, account, true, err);
}

code code_app_confirm(struct app *app, struct db *db, struct arena *a, int64_t account, str typed, struct error *err)
{
    struct kept k;

    TRY(throttle_try(db, str_printf(a, "app %lld", (long long)account), 2 * FREE_TRIES, err));
    TRY(find(app, db, a, account, &k, err));
    if (!k.found || k.is_confirmed)
        return fail(err, CONFLICT, "code", "no app for codes is being set up");
    int64_t step = totp_match(k.secret, typed, clock_now(), k.last_step);
    if (!step)
        return fail(err, BAD_INPUT, "code", "this is not the code that the app shows now; is the clock of your phone right?");
    TRY(db_begin(db, err));
    return db_end(db, confirm_rows(db, account, step, err), err);
}

/* ---- asking ---- */

/* Two requests with one code: only one of them changes the row. */
static const char sql_use[] = SQL("UPDATE totp SET last_step = $2 WHERE account_id = $1 AND last_step < $2");

code code_app_check(struct app *app, struct db *db, struct arena *a, int64_t account, str typed, struct error *err)
{
    str subject = str_printf(a, "second %lld", (long long)account);
    int64_t changed = 0;
    struct kept k;

    TRY(throttle_try(db, subject, FREE_TRIES, err));
    TRY(find(app, db, a, account, &k, err));
    int64_t step = k.is_confirmed ? totp_match(k.secret, typed, clock_now(), k.last_step) : 0;
    if (step)
        TRY(db_run(db, sql_use, ARGS(v_int(account), v_int(step)), &changed, err));
    if (!changed)
        return fail(err, DENIED, "code", "this code is wrong or was used; wait for the next one");
    return throttle_clear(db, subject, err);
}
