/* host/apps_pages.c — the apps that somebody has let in, and the way to end it;
 * and the table of this slice's addresses. */
#include "app/host/host_private.h"

#include "base/uri.h"
#include "templates.h"

#define HERE "/account/apps"

static code fill(struct request *rq, struct apps_view *v, struct error *err)
{
    struct grant_list list = {0};
    struct site_list sites = {0};
    struct uri u;

    TRY(grant_find(rq->db, rq->arena, rq->session->account, &list, err));
    TRY(site_list_of(rq->db, rq->arena, rq->session->account, &sites, err));
    for (size_t i = 0; i < list.n; i++) {
        struct app_line *line = list_add(rq->arena, &v->apps);
        *line = (struct app_line){.g = list.items[i], .host = uri_parse(list.items[i].uri, &u, NULL) == OK ? u.host : S("")};
        scope_words(rq->arena, line->g.scope, &line->does);
    }
    for (size_t i = 0; i < sites.n; i++)
        *list_add(rq->arena, &v->sites) = (struct site_line){sites.items[i], uri_parse(sites.items[i].origin, &u, NULL) == OK ? u.authority : sites.items[i].origin};
    return OK;
}

static void apps_show(struct request *rq, struct response *rs)
{
    struct apps_view v = {0};
    struct error err = {0};

    if (fill(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Connected apps", "account");
    tmpl_host_apps(&o, &v);
    app_send(rq, rs, &o);
}

static void apps_end(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (grant_end(app_of(rq), rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), session_agent(rq), &err) == OK)
        app_done(rq, rs, S(HERE), "The app can do nothing here any more.");
    else
        app_fail(rq, rs, &err);
}

static const struct form_field site_fields[] = {{"origin", FIELD_LINE, "Origin", .max = 300, .required = true}};
static const struct form_spec site_form = FORM(site_fields);

static void sites_end(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &site_form);
    struct error err = {0};

    if (site_end(app_of(rq), rq->db, rq->arena, &(struct site_allowance){rq->session->account, form_text(f, "origin"), session_agent(rq)}, &err) == OK)
        app_done(rq, rs, S(HERE), "The site can do nothing here any more.");
    else
        app_fail(rq, rs, &err);
}

static void about(struct request *rq, struct response *rs)
{
    bool is_terms = str_eq(rq->path, S("/about/terms"));
    struct out o = app_page(rq, is_terms ? "Terms for apps" : "Privacy and apps", "");

    if (is_terms)
        tmpl_host_terms(&o);
    else
        tmpl_host_privacy(&o);
    app_send(rq, rs, &o);
}

#define MACHINE (NO_CSRF | NO_SESSION)
#define FOR_APPS (MACHINE | PUBLIC_CORS)

const struct route host_routes[] = {
    {GET,  OB21_MANIFEST,                             EVERYBODY, ob21_manifest,    NULL, FOR_APPS | NO_DB},
    {GET,  OB30_DISCOVERY,                            EVERYBODY, ob30_discovery,   NULL, FOR_APPS | NO_DB},
    {GET,  CLR20_DISCOVERY,                            EVERYBODY, ob30_discovery,   NULL, FOR_APPS | NO_DB},
    {GET,  "/.well-known/oauth-authorization-server", EVERYBODY, oauth_metadata,   NULL, FOR_APPS | NO_DB},
    {POST, "/oauth/register",                         EVERYBODY, oauth_register,   NULL, MACHINE},
    {POST, "/oauth/token",                            EVERYBODY, oauth_token,      NULL, MACHINE},
    {POST, "/oauth/revoke",                           EVERYBODY, oauth_revoke,     NULL, MACHINE},
    {GET,  "/oauth/authorize",                        SIGNED_IN, allow_show,       NULL, 0},
    {POST, "/oauth/authorize",                        SIGNED_IN, allow_do,         NULL, 0},
    {GET,  OB21_PATH "/assertions",                   BY_GRANT,  assertions_get,   NULL, FOR_APPS, .scope = OB21_SCOPE "assertion.readonly"},
    {POST, OB21_PATH "/assertions",                   BY_GRANT,  assertions_post,  NULL, FOR_APPS, .scope = OB21_SCOPE "assertion.create"},
    {GET,  OB21_PATH "/profile",                      BY_GRANT,  profile21_get,    NULL, FOR_APPS, .scope = OB21_SCOPE "profile.readonly"},
    {POST, OB21_PATH "/profile",                      BY_GRANT,  profile21_post,   NULL, FOR_APPS, .scope = OB21_SCOPE "profile.update"},
    {GET,  OB30_PATH "/credentials",                  BY_GRANT,  credentials_get,  NULL, FOR_APPS, .scope = OB30_SCOPE "credential.readonly"},
    {POST, OB30_PATH "/credentials",                  BY_GRANT,  credentials_post, NULL, FOR_APPS, .scope = OB30_SCOPE "credential.upsert"},
    {GET,  OB30_PATH "/profile",                      BY_GRANT,  profile30_get,    NULL, FOR_APPS, .scope = OB30_SCOPE "profile.readonly"},
    {PUT,  OB30_PATH "/profile",                      BY_GRANT,  profile30_put,    NULL, FOR_APPS, .scope = OB30_SCOPE "profile.update"},
    {GET,  CLR20_PATH "/credentials",                  BY_GRANT,  credentials_get,  NULL, FOR_APPS, .scope = CLR20_SCOPE "credential.readonly"},
    {POST, CLR20_PATH "/credentials",                  BY_GRANT,  credentials_post, NULL, FOR_APPS, .scope = CLR20_SCOPE "credential.upsert"},
    {GET,  CLR20_PATH "/profile",                      BY_GRANT,  profile30_get,    NULL, FOR_APPS, .scope = CLR20_SCOPE "profile.readonly"},
    {PUT,  CLR20_PATH "/profile",                      BY_GRANT,  profile30_put,    NULL, FOR_APPS, .scope = CLR20_SCOPE "profile.update"},
    {GET,  "/account/apps",                           SIGNED_IN, apps_show,        NULL, 0},
    {POST, "/account/apps/{id}/end",                  SIGNED_IN, apps_end,         NULL, 0},
    {POST, "/account/sites/end",                      SIGNED_IN, sites_end,        &site_form, 0},
    {GET,  "/about/terms",                            EVERYBODY, about,            NULL, 0},
    {GET,  "/about/privacy",                          EVERYBODY, about,            NULL, 0},
    {0},
};
