/* app/settings.c — settings of the installation, one row each. */
#include "app/settings.h"

#include "base/codec.h"
#include "base/crypto.h"

static const char sql_get[] = SQL("SELECT value FROM setting WHERE name = $1");
static const char sql_put[] = SQL(
    "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at");

str setting_get(struct db *db, struct arena *a, const char *name)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_str(cstr(name))));
    str value = {0};

    if (rows_next(r))
        value = row_str(r, 0, a);
    return rows_end(r, NULL) == OK ? value : (str){0};
}

code setting_put(struct db *db, const char *name, str value, struct error *err)
{
    return db_run(db, sql_put, ARGS(v_str(cstr(name)), v_str(value), v_int(clock_now())), NULL, err);
}

static const char sql_generation[] = SQL("SELECT CAST(value AS BIGINT) FROM setting WHERE name = 'public.generation'");
static const char sql_next_generation[] = SQL(
    "INSERT INTO setting (name, value, changed_at) VALUES ('public.generation', '1', $1) ON CONFLICT (name) DO UPDATE"
    " SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT), changed_at = excluded.changed_at");

int64_t public_generation(struct db *db)
{
    int64_t n = 0;

    return db_int(db, sql_generation, NO_ARGS, &n, NULL) == OK ? n : 0;
}

code public_changed(struct db *db, struct error *err)
{
    return db_run_later(db, sql_next_generation, ARGS(v_int(clock_now())), err);
}

/* Is there anybody who may run this installation? */
static const char sql_operators[] = SQL("SELECT count(*) FROM account WHERE is_operator = 1");

bool settings_need_setup(struct db *db)
{
    int64_t operators = 0;

    return db_int(db, sql_operators, NO_ARGS, &operators, NULL) == OK && operators == 0;
}

/* The password of the mail server is the only secret among the settings. */
static code unseal_password(const struct app *app, struct arena *a, str sealed, str *out, struct error *err)
{
    if (str_is_empty(sealed)) {
        *out = S("");
        return OK;
    }
    return unseal(a, app->master_key, base64url_decode(a, sealed), out, err);
}

code mail_settings_load(struct app *app, struct db *db, struct arena *a,
                        struct mail_settings *out, struct error *err)
{
    *out = (struct mail_settings){
        .server.url = setting_get(db, a, "mail.url"),
        .server.user = setting_get(db, a, "mail.user"),
        .server.require_tls = str_eq(setting_get(db, a, "mail.tls"), S("1")),
        .server.wait_seconds = app->mail_wait,
        .from_address = setting_get(db, a, "mail.from"),
        .from_name = setting_get(db, a, "mail.from_name"),
    };
    out->has_server = !str_is_empty(out->server.url);
    return unseal_password(app, a, setting_get(db, a, "mail.password"), &out->server.password, err);
}

code mail_settings_save(struct app *app, struct db *db, struct arena *a,
                        const struct mail_settings *m, struct error *err)
{
    str sealed = S("");

    if (!str_is_empty(m->server.password))
        sealed = base64url_encode(a, seal(a, app->master_key, m->server.password));
    TRY(setting_put(db, "mail.url", m->has_server ? m->server.url : S(""), err));
    TRY(setting_put(db, "mail.user", m->server.user, err));
    TRY(setting_put(db, "mail.password", sealed, err));
    TRY(setting_put(db, "mail.tls", m->server.require_tls ? S("1") : S("0"), err));
    TRY(setting_put(db, "mail.from", m->from_address, err));
    return setting_put(db, "mail.from_name", m->from_name, err);
}
