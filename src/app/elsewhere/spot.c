/* elsewhere/spot.c — an address becomes a host of badges: which interfaces it
 * has, where its people allow something, and what we are called there. */
#include "app/elsewhere/elsewhere_private.h"

#include "base/uri.h"
#include "web/asset.h"

#define LARGEST ((size_t)256 << 10)

static struct fetch_policy policy_of(const struct app *app)
{
    struct fetch_policy p = app->fetch;

    p.max_bytes = LARGEST;
    return p;
}

/* ---- looking ---- */

static code read_at(struct app *app, struct arena *a, str url, struct badge_host *out, struct error *err)
{
    struct fetch_policy policy = policy_of(app);
    struct fetched f = {0};

    TRY(fetch_get(a, url, "application/json", &policy, &f, err));
    if (f.status != 200)
        return fail(err, NOT_FOUND, "address", "nothing about badges is at that address (it answered %d)", f.status);
    return badge_host_read(a, f.body, &(struct badge_host_asked){f.final_url, app->fetch.allow_http}, out, err);
}

static code clean_address(struct arena *a, const struct app *app, str typed, str *out, struct error *err)
{
    str text = str_trim(typed);
    struct uri u;

    if (str_find(text, S("://")) < 0)
        text = str_join(a, S("https://"), text);
    if (uri_parse(text, &u, NULL) != OK || !uri_is_http(text) || u.userinfo.p || u.fragment.p)
        return fail(err, BAD_INPUT, "address", "this is no web address such as https://backpack.example.org");
    if (!app->fetch.allow_http && !str_starts(text, S("https://")))
        return fail(err, BAD_INPUT, "address", "the address must begin with https://");
    if (str_eq(uri_origin(a, text), uri_origin(a, app->base)))
        return fail(err, BAD_INPUT, "address", "this is the address of this very server");
    *out = text;
    return OK;
}

static void add(struct spot *p, const struct badge_host *h)
{
    *(h->kind == API_OB21 ? &p->base21 : h->kind == API_OB30 ? &p->base30 : &p->base_clr) = h->base;
}

static void set(struct spot *p, const struct badge_host *h)
{
    *p = (struct spot){.name = h->name, .base21 = S(""), .base30 = S(""), .base_clr = S(""), .authorize = h->authorize, .token = h->token,
                       .registration = h->registration, .revoke = h->revoke, .terms = h->terms, .privacy = h->privacy, .issuer = S(""), .scope = h->scopes};
    add(p, h);
}

/* The interfaces of a host are one connection where one server of tokens stands
 * behind them; else the newest one is used alone. */
static void put_together(struct arena *a, struct spot *p, const struct badge_host *h)
{
    if (!str_eq(p->token, h->token) || !str_eq(p->authorize, h->authorize) || !str_eq(p->registration, h->registration))
        return;
    add(p, h);
    p->scope = str_printf(a, STR_FMT " " STR_FMT, STR_ARG(p->scope), STR_ARG(h->scopes));
}

static code look_around(struct app *app, struct arena *a, str url, struct spot *out, struct error *err)
{
    static const struct { const char *path; enum badge_api kind; } descriptions[] = {
        {OB30_DISCOVERY, API_OB30}, {CLR20_DISCOVERY, API_CLR20}, {OB21_MANIFEST, API_OB21},
    };
    str origin = uri_origin(a, url);
    struct error said = {.code = NOT_FOUND};
    bool found = false;

    for (size_t i = 0; i < COUNT(descriptions); i++) {
        struct badge_host h;
        struct error why = {0};
        if (read_at(app, a, str_join(a, origin, cstr(descriptions[i].path)), &h, &why) == OK) {
            if (h.kind != API_OB21 && descriptions[i].kind != API_OB21)
                h.kind = descriptions[i].kind;   /* by its place: each of the two may list the other's scopes */
            if (found)
                put_together(a, out, &h);
            else
                set(out, &h);
            found = true;
        } else if (said.code == NOT_FOUND || said.code == BAD_INPUT)
            said = why;
    }
    if (!found && err)
        *err = said;
    return found ? OK : said.code;
}

static bool is_whole_host(str url)
{
    struct uri u;

    return uri_parse(url, &u, NULL) == OK && (u.path.n == 0 || str_eq(u.path, S("/"))) && !u.query.p;
}

/* ---- the server of tokens by its own name ---- */

/* RFC 8414, if it has it: by that name its answers are told from another's. */
static void learn_issuer(struct app *app, struct arena *a, struct spot *p)
{
    struct fetch_policy policy = policy_of(app);
    str origin = uri_origin(a, p->token), issuer;
    const struct json *doc = NULL;
    struct fetched f = {0};

    if (fetch_get(a, str_join(a, origin, S("/.well-known/oauth-authorization-server")), "application/json", &policy, &f, NULL) != OK ||
        f.status != 200 || json_parse(a, f.body, NULL, &doc, NULL) != OK)
        return;
    issuer = json_str(json_get(doc, "issuer"));
    if (!str_eq(uri_origin(a, issuer), origin) || !str_eq(json_str(json_get(doc, "token_endpoint")), p->token))
        return;
    p->issuer = issuer;
    p->names_itself = json_bool(json_get(doc, "authorization_response_iss_parameter_supported"));
}

/* Of what it offers, what we have a use for. */
static str wanted(struct arena *a, const struct spot *p)
{
    static const char all[] =
        OB30_SCOPE "credential.readonly " OB30_SCOPE "credential.upsert " OB30_SCOPE "profile.readonly " OB30_SCOPE "profile.update "
        CLR20_SCOPE "credential.readonly " CLR20_SCOPE "credential.upsert " CLR20_SCOPE "profile.readonly "
        OB21_SCOPE "assertion.readonly " OB21_SCOPE "assertion.create " OB21_SCOPE "profile.readonly offline_access";

    return oauth_scope_within(a, cstr(all), p->scope);
}

code spot_find(struct app *app, struct arena *a, str typed, struct spot *out, struct error *err)
{
    struct badge_host only;
    str url;

    TRY(clean_address(a, app, typed, &url, err));
    if (is_whole_host(url)) {
        TRY(look_around(app, a, url, out, err));
    } else {
        TRY(read_at(app, a, url, &only, err));
        set(out, &only);
    }
    out->scope = wanted(a, out);
    if (out->scope.n == 0)
        return fail(err, UNSUPPORTED, "address", "that host lets programs do nothing that is of use here");
    learn_issuer(app, a, out);
    return OK;
}

/* ---- registering ---- */

static str metadata(const struct app *app, struct arena *a, const struct spot *p, str back)
{
    struct oauth_client c = {
        .name = str_printf(a, "Lapel, " STR_FMT, STR_ARG(app_host(a, app))), .uri = app->base, .logo = app_url(a, app, asset_href(a, "brand/mark.svg")),
        .terms = app_url(a, app, S("/about/terms")), .policy = app_url(a, app, S("/about/privacy")),
        .software = S("lapel"), .version = S("1"), .scope = p->scope, .refreshes = true,
    };
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    *list_add(a, &c.redirects) = back;
    json_open_object(&w);
    oauth_client_put(&w, &c);
    json_close_object(&w);
    return buf_done(&b);
}

code spot_register(struct app *app, struct arena *a, const struct spot *p, str back, struct oauth_registered *out, struct error *err)
{
    struct fetch_policy policy = policy_of(app);
    struct fetched f = {0};

    TRY(fetch_post(a, p->registration, S("application/json"), metadata(app, a, p, back), &policy, &f, err));
    if (f.status != 201 && f.status != 200) {
        str word = oauth_refusal(a, f.body);
        return fail(err, DENIED, "address", "that host does not let this server register: %s", word.n ? str_z(a, word) : "it gives no reason");
    }
    return oauth_registered_read(a, f.body, out, err);
}
