/* setup/setup.c — the one transaction that makes the wizard's answers true. */
#include "app/setup/setup.h"

#include "app/account/account.h"
#include "app/mail/mail.h"

code setup_mail(struct arena *a, const struct setup_draft *d, struct mail_settings *out, struct error *err)
{
    struct form *f = form_empty(a, &mail_server_form);
    int64_t port = 0;

    *out = (struct mail_settings){.server = {.url = S(""), .user = S(""), .password = S("")},
                                  .from_address = S(""), .from_name = S("")};
    if (!str_eq(d->mail, S("server")))
        return OK;
    if (!str_to_int(d->port, &port))
        return fail(err, BAD_INPUT, "port", "give the number of the port");
    form_set(f, "host", d->host);
    form_set_int(f, "port", port);
    form_set(f, "security", d->security);
    form_set(f, "user", d->user);
    form_set(f, "password", d->password);
    form_set(f, "from", d->from);
    form_set(f, "from_name", d->from_name);
    return mail_server_read(a, f, out, err);
}

/* /i/SLUG, which never changes again. */
static str slug_of(struct arena *a, str name)
{
    str slug = org_slug_of(a, name);

    return str_is_empty(slug) ? S("issuer") : slug;
}

/* One row, once: of two visitors who come to the end together, one is late. */
static const char sql_claim[] = SQL("INSERT INTO setting (name, value, changed_at) VALUES ('setup.done', '1', $1)");

static code claim(struct db *db, struct error *err)
{
    code c = settings_need_setup(db) ? db_run(db, sql_claim, ARGS(v_int(clock_now())), NULL, err) : CONFLICT;

    return c == CONFLICT ? fail(err, CONFLICT, "setup", "this server was set up already: please sign in") : c;
}

static str public_address(const struct app *app, const struct setup_draft *d)
{
    return app->base_is_fixed ? app->base : d->base;
}

static code create_org(struct app *app, struct db *db, struct arena *a, const struct setup_draft *d,
                       struct setup_result *out, struct error *err)
{
    struct org o = {.slug = slug_of(a, d->org), .name = d->org, .description = S(""), .url = S(""), .email = S(""),
                    .id_form = S("https"), .base = public_address(app, d)};

    if (!str_is_empty(d->logo))
        o.logo_hash = d->logo;
    return org_create(app, db, a, &o, out->account, &out->org, err);
}

static code write_all(struct app *app, struct db *db, struct arena *a, const struct setup_draft *d,
                      struct setup_result *out, struct error *err)
{
    struct mail_settings mail;
    const struct new_account admin = {.name = d->name, .email = d->email, .hash = d->hash, .verified = true,
                                      .is_operator = true};

    TRY(setup_mail(a, d, &mail, err));
    TRY(claim(db, err));
    TRY(account_create(db, a, &admin, &out->account, err));
    TRY(mail_settings_save(app, db, a, &mail, err));
    if (app->role != ROLE_BACKPACK)
        TRY(create_org(app, db, a, d, out, err));
    return app_store_base(app, db, a, public_address(app, d), out->account, err);
}

code setup_complete(struct app *app, struct db *db, struct arena *a, const struct setup_draft *d,
                    struct setup_result *out, struct error *err)
{
    *out = (struct setup_result){0};
    TRY(db_begin(db, err));
    TRY(db_end(db, write_all(app, db, a, d, out, err), err));
    if (!app->base_is_fixed)
        app_use_base(app, d->base);
    return OK;
}
