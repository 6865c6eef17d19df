/* lti/lti_ask_course.c — a platform is asked about a course, with a word that our key
 * earns for some minutes (Security Framework §4). Its answers are strangers' texts. */
#include "app/lti/lti_course.h"

#include "base/crypto.h"
#include "base/uri.h"
#include "format/badge_host.h"
#include "web/fetch.h"

/* A class of thousands with their names. */
static const struct json_limits wide = {.bytes = (size_t)4 << 20, .depth = 32, .values = 200000, .keys = 1000, .string = 64 * 1024};

static struct fetch_policy policy_of(const struct app *app)
{
    struct fetch_policy p = app->fetch;

    p.max_bytes = wide.bytes;
    return p;
}

/* ---- a word for calls ---- */

static void put_pair(struct arena *a, struct buf *b, const char *name, str value)
{
    buf_printf(b, "%s%s=" STR_FMT, b->n ? "&" : "", name, STR_ARG(uri_encode(a, value)));
}

static code form_of(struct app *app, struct arena *a, const struct lti_platform *p, const char *scopes, str *form, struct error *err)
{
    struct lti_token_ask ask = {p->client, p->token, random_token(a, 16), clock_now() / SECOND};
    struct buf b = buf_new(a);
    str assertion;

    TRY(lti_sign(app, a, p, lti_token_claims(a, &ask), &assertion, err));
    put_pair(a, &b, "grant_type", S("client_credentials"));
    put_pair(a, &b, "client_assertion_type", S("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    put_pair(a, &b, "client_assertion", assertion);
    put_pair(a, &b, "scope", cstr(scopes));
    *form = buf_done(&b);
    return OK;
}

code lti_service_token(struct app *app, struct arena *a, const struct lti_platform *p, const char *scopes, str *token, struct error *err)
{
    struct fetched f = {0};
    const struct json *v;
    str form;

    TRY(form_of(app, a, p, scopes, &form, err));
    TRY(fetch_post(a, p->token, S("application/x-www-form-urlencoded"), form, &app->fetch, &f, err));
    if (f.status != 200)
        return fail(err, UNREACHABLE, "token", "the platform answered %d where it gives tokens: allow this tool its services there", f.status);
    TRY(json_parse(a, f.body, NULL, &v, err));
    return lti_token_read(v, token, err);
}

/* ---- page by page ---- */

struct walk { struct app *app; struct arena *a; str token, origin; const char *accept; };

/* The next page has to be at the host of the first: the word goes along. */
static code next_page(struct walk *w, str *url, const struct json **page, struct error *err)
{
    struct fetch_policy policy = policy_of(w->app);
    struct fetched f = {0};
    struct fetch_call call = {.url = *url, .accept = w->accept, .authorization = str_join(w->a, S("Bearer "), w->token)};

    TRY(fetch_authorized(w->a, &call, &policy, &f, err));
    if (f.status != 200)
        return fail(err, f.status == 401 || f.status == 403 ? DENIED : UNREACHABLE, "platform", "the platform answered %d when asked about the course", f.status);
    TRY(json_parse(w->a, f.body, &wide, page, err));
    str next = str_is_absent(f.link) ? (str){0} : link_next(f.link);
    if (!str_is_empty(next))
        next = uri_resolve(w->a, *url, next);
    if (!str_is_empty(next) && !str_eq(uri_origin(w->a, next), w->origin))
        return fail(err, DENIED, "platform", "the platform’s next page is at another host");
    *url = next;
    return OK;
}

static code walk_begin(struct app *app, struct arena *a, const struct lti_platform *p, str url, const char *scope, const char *accept, struct walk *w, struct error *err)
{
    *w = (struct walk){app, a, S(""), uri_origin(a, url), accept};
    return lti_service_token(app, a, p, scope, &w->token, err);
}

code lti_ask_members(struct app *app, struct arena *a, const struct lti_platform *p, str url, struct lti_member_list *out, struct error *err)
{
    const struct json *page;
    struct walk w;

    TRY(walk_begin(app, a, p, url, LTI_SCOPE_ROSTER, "application/vnd.ims.lti-nrps.v2.membershipcontainer+json", &w, err));
    for (int i = 0; !str_is_empty(url); i++) {
        if (i == LTI_PAGES_MOST || out->n > LTI_MEMBERS_MOST)
            return fail(err, LIMIT, "members", "the course has more than %d members, or too many pages of them", LTI_MEMBERS_MOST);
        TRY(next_page(&w, &url, &page, err));
        TRY(lti_members_read(a, page, out, err));
    }
    return OK;
}

code lti_ask_results(struct app *app, struct arena *a, const struct lti_platform *p, str column, struct lti_result_list *out, struct error *err)
{
    str url = lti_below(a, column, "results");
    const struct json *page;
    struct walk w;

    TRY(walk_begin(app, a, p, url, LTI_SCOPE_RESULTS, "application/vnd.ims.lis.v2.resultcontainer+json", &w, err));
    for (int i = 0; !str_is_empty(url); i++) {
        if (i == LTI_PAGES_MOST || out->n > LTI_MEMBERS_MOST)
            return fail(err, LIMIT, "results", "the course has more than %d results, or too many pages of them", LTI_MEMBERS_MOST);
        TRY(next_page(&w, &url, &page, err));
        TRY(lti_results_read(a, page, out, err));
    }
    return OK;
}

code lti_tell_score(struct app *app, struct arena *a, str token, str column, const struct lti_score *s, struct error *err)
{
    struct fetched f = {0};
    struct fetch_call call = {.url = lti_below(a, column, "scores"), .content_type = S("application/vnd.ims.lis.v1.score+json"), .body = lti_score_text(a, s),
                              .accept = "application/json", .authorization = str_join(a, S("Bearer "), token)};

    TRY(fetch_authorized(a, &call, &app->fetch, &f, err));
    if (f.status >= 200 && f.status < 300)
        return OK;
    return fail(err, f.status >= 500 || f.status == 429 || f.status == 401 ? UNREACHABLE : DENIED, "score", "the platform answered %d to a score", f.status);
}
