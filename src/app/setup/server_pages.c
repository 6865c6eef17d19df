/* setup/server_pages.c — the entrance, and what an operator may see and change
 * of this server. */
#include "app/setup/setup.h"

#include "app/account/account.h"
#include "app/settings.h"
#include "base/uri.h"
#include "templates.h"

/* ---- the entrance ---- */

void entrance(struct request *rq, struct response *rs)
{
    struct membership_list orgs = {0};
    struct account me;
    int64_t id = rq->session->account;

    if (settings_need_setup(rq->db)) {
        response_redirect(rs, S("/setup"));
        return;
    }
    if (id == 0) {
        struct out o = app_page(rq, "Open Badges for the workplace", "");
        tmpl_entrance(&o);
        app_send(rq, rs, &o);
        return;
    }
    if (app_of(rq)->role == ROLE_BACKPACK)
        response_redirect(rs, S("/backpack"));
    else if (org_memberships(rq->db, rq->arena, id, &orgs, NULL) == OK && orgs.n > 0)
        response_redirect(rs, orgs.n > 1 ? S("/org") : str_printf(rq->arena, "/org/%lld", (long long)orgs.items[0].org));
    else if (account_get(rq->db, rq->arena, id, &me, NULL) == OK && me.is_operator)
        response_redirect(rs, S("/setup/organisation"));
    else
        response_redirect(rs, S("/backpack"));
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

/* An organisation's profile carries the address: all of them get a new version. */
static const char sql_org_ids[] = SQL("SELECT id FROM org ORDER BY id");

static code readdress(struct request *rq, str base, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_org_ids, NO_ARGS);
    LIST(int64_t) ids = {0};
    struct org o;

    while (rows_next(r))
        *list_add(rq->arena, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(org_get(rq->db, rq->arena, ids.items[i], &o, err));
        o.base = base;
        TRY(org_update(rq->db, rq->arena, &o, rq->session->account, err));
    }
    return OK;
}

static code save(struct request *rq, const struct form *f, struct error *err)
{
    struct app *app = app_of(rq);
    str base = form_text(f, "base");
    struct uri u;

    TRY(setting_put(rq->db, "fetch.allow_private", form_bool(f, "allow_private") ? S("1") : S("0"), err));
    app->fetch.allow_private = app->fetch.allow_http = form_bool(f, "allow_private");
    while (str_ends(base, S("/")))
        base = str_slice(base, 0, base.n - 1);
    if (app->base_is_fixed || str_eq(base, app->base))
        return OK;
    if (!uri_is_http(base) || uri_parse(base, &u, NULL) != OK || u.path.n || u.query.p || u.fragment.p)
        return fail(err, BAD_INPUT, "base", "give scheme and host alone, such as https://badges.example.org");
    TRY(readdress(rq, base, err));
    return app_set_base(app, rq->db, base, err);
}

void server_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &server_form);
    struct error err = {0};

    if (f->ok && save(rq, f, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, S("/settings"), "Saved.");
    else
        show(rq, rs, f);
}
