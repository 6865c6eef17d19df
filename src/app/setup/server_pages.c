/* setup/server_pages.c — the entrance, and what an operator may see and change
 * of this server. */
#include "app/setup/setup_pages.h"

#include "app/mozilla/mozilla.h"
#include "templates.h"

/* ---- the entrance ---- */

void entrance(struct request *rq, struct response *rs)
{
    struct membership_list orgs = {0};
    int64_t id = rq->session->account;

    if (validator_answers(rq, rs))
        return;
    if (settings_need_setup(rq->db)) {
        response_redirect(rs, S("/setup"));
        return;
    }
    if (id == 0) {
        struct entrance_view v = {app_of(rq)->role != ROLE_ISSUER, app_of(rq)->role != ROLE_BACKPACK};
        struct out o = app_page(rq, "Open Badges for the workplace", "");
        tmpl_entrance(&o, &v);
        app_send(rq, rs, &o);
        return;
    }
    if (app_of(rq)->role != ROLE_BACKPACK && org_memberships(rq->db, rq->arena, id, &orgs, NULL) == OK && orgs.n > 0)
        response_redirect(rs, orgs.n > 1 ? S("/org") : str_printf(rq->arena, "/org/%lld", (long long)orgs.items[0].org));
    else
        response_redirect(rs, app_of(rq)->role == ROLE_ISSUER ? S("/org") : S("/backpack"));
}

/* ---- this server ---- */

static const struct form_field server_fields[] = {
    {"base", FIELD_LINE, "Public address", .max = 200},
    {"allow_private", FIELD_BOOL, "Private addresses"},
};
const struct form_spec server_form = FORM(server_fields);

static const char sql_awards[] = SQL("SELECT count(*) FROM (SELECT 1 FROM award LIMIT 1) AS any_award");

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct app *app = app_of(rq);
    int64_t awards = 0;
    struct server_view v = {
        .form = f, .base_fixed = app->base_is_fixed, .allow_private = app->fetch.allow_private,
        .base = {.value = form_value(f, "base"), .label = "Public address", .type = "url",
                 .hint = "It stands in every badge. Awards that were made keep the address of their day."},
        .database = db_pool_is_postgres(app->pool) ? S("PostgreSQL") : S("SQLite"), .data = cstr(app->data_folder),
        .has_orgs = app->role != ROLE_BACKPACK,
    };
    v.awarded = db_int(rq->db, sql_awards, NO_ARGS, &awards, NULL) == OK && awards > 0;
    struct out o = app_page(rq, "This server", "");
    tmpl_server(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

void server_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &server_form);

    form_set(f, "base", app_of(rq)->base);
    form_set_int(f, "allow_private", app_of(rq)->fetch.allow_private);
    show(rq, rs, f);
}

static code change(struct request *rq, bool allow_private, str base, struct error *err)
{
    struct app *app = app_of(rq);

    TRY(setting_put(rq->db, "fetch.allow_private", allow_private ? S("1") : S("0"), err));
    return str_eq(base, app->base) ? OK : app_store_base(app, rq->db, rq->arena, base, rq->session->account, err);
}

static code save(struct request *rq, const struct form *f, struct error *err)
{
    struct app *app = app_of(rq);
    bool allow_private = form_bool(f, "allow_private");
    str base = app->base;

    if (!app->base_is_fixed)
        TRY(setup_read_base(rq->arena, form_text(f, "base"), &base, err));
    TRY(db_begin(rq->db, err));
    TRY(db_end(rq->db, change(rq, allow_private, base, err), err));
    app->fetch.allow_private = app->fetch.allow_http = allow_private;
    if (!str_eq(base, app->base))
        app_use_base(app, base);
    return OK;
}

void server_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &server_form);
    struct error err = {0};
    str before = app_of(rq)->base;

    if (f->ok && save(rq, f, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else if (!str_eq(before, app_of(rq)->base) && !str_eq(app_of(rq)->base, setup_suggest_base(rq)))
        setup_moved(rq, rs, "The address is changed");
    else
        app_done(rq, rs, S("/settings"), "Saved.");
}
