/* elsewhere/ask.c — the conversation with a host: allowance, tokens, calls. */
#include "app/elsewhere/elsewhere_private.h"

#include "base/uri.h"

#define LARGEST_TOKEN ((size_t)64 << 10)
#define EARLY (30 * SECOND)                      /* a token is renewed before it is too old */
#define REASON 300

/* ---- there ---- */

static void put_pair(struct arena *a, struct buf *b, const char *name, str value)
{
    buf_printf(b, "%s%s=" STR_FMT, b->n ? "&" : "", name, STR_ARG(uri_encode(a, value)));
}

str ask_authorize_url(struct app *app, struct arena *a, const struct tie *t, const struct tie_passage *way)
{
    struct buf b = buf_new(a);

    put_pair(a, &b, "response_type", S("code"));
    put_pair(a, &b, "client_id", t->client);
    put_pair(a, &b, "redirect_uri", tie_back(a, app, t->public_id));
    put_pair(a, &b, "scope", t->place.scope);
    put_pair(a, &b, "state", way->state);
    put_pair(a, &b, "code_challenge", oauth_challenge(a, way->verifier));
    put_pair(a, &b, "code_challenge_method", S("S256"));
    return str_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(t->place.authorize), str_find_byte(t->place.authorize, '?') < 0 ? "?" : "&", STR_ARG(buf_done(&b)));
}

/* ---- tokens ---- */

static code post_token(struct app *app, struct arena *a, const struct tie *t, str form, struct oauth_tokens *out, struct error *err)
{
    struct fetch_policy policy = app->fetch;
    struct fetch_call call = {.url = t->place.token, .content_type = S("application/x-www-form-urlencoded"), .accept = "application/json",
                              .body = form, .authorization = oauth_basic(a, t->client, t->secret)};
    struct fetched f = {0};

    policy.max_bytes = LARGEST_TOKEN;
    TRY(fetch_authorized(a, &call, &policy, &f, err));
    if (f.status == 400 || f.status == 401) {
        str word = oauth_refusal(a, f.body);
        return fail(err, DENIED, "token", "that host gives no token: %s", word.n ? str_z(a, word) : "it gives no reason");
    }
    if (f.status != 200)
        return fail(err, UNREACHABLE, "token", "that host answered %d where its token should be", f.status);
    return oauth_tokens_read(a, f.body, out, err);
}

static code take_tokens(struct app *app, struct db *db, struct arena *a, struct tie *t, const struct oauth_tokens *got, struct error *err)
{
    t->access = got->access;
    if (got->refresh.n)
        t->refresh = got->refresh;
    if (got->scope.n)
        t->place.scope = oauth_scope_within(a, got->scope, t->place.scope);
    t->expires = got->seconds ? clock_now() + got->seconds * SECOND : 0;
    t->state = S("on");
    t->failure = S("");
    return tie_keep(app, db, a, t, err);
}

code ask_redeem(struct app *app, struct db *db, struct arena *a, struct tie *t, const struct tie_answer *answer, struct error *err)
{
    struct buf b = buf_new(a);
    struct oauth_tokens got;

    put_pair(a, &b, "grant_type", S("authorization_code"));
    put_pair(a, &b, "code", answer->code);
    put_pair(a, &b, "redirect_uri", tie_back(a, app, t->public_id));
    put_pair(a, &b, "code_verifier", answer->way.verifier);
    TRY(post_token(app, a, t, buf_done(&b), &got, err));
    t->refresh = S("");
    return take_tokens(app, db, a, t, &got, err);
}

/* No longer let in: said once, and nothing is asked until it is allowed anew. */
static code lose(struct app *app, struct db *db, struct arena *a, struct tie *t, struct error *err)
{
    t->state = S("lost");
    t->access = t->refresh = S("");
    t->failure = said("That host does not let us in any more. Allow it there once more.");
    t->failed = clock_now();
    TRY(tie_keep(app, db, a, t, err));
    return fail(err, DENIED, "token", "that host does not let us in any more");
}

static code renew(struct app *app, struct db *db, struct arena *a, struct tie *t, struct error *err)
{
    struct buf b = buf_new(a);
    struct oauth_tokens got;

    if (t->refresh.n == 0)
        return lose(app, db, a, t, err);
    put_pair(a, &b, "grant_type", S("refresh_token"));
    put_pair(a, &b, "refresh_token", t->refresh);
    code c = post_token(app, a, t, buf_done(&b), &got, err);
    if (c == DENIED || c == BAD_INPUT)
        return lose(app, db, a, t, err);
    TRY(c);
    return take_tokens(app, db, a, t, &got, err);
}

/* ---- calls ---- */

static code call_once(struct app *app, struct arena *a, const struct tie *t, const struct tie_call *call, struct fetched *out, struct error *err)
{
    struct fetch_policy policy = app->fetch;
    const struct fetch_call c = {.url = call->url, .content_type = call->type, .body = call->body, .accept = call->accept, .method = call->method,
                                 .authorization = str_join(a, S("Bearer "), t->access)};

    policy.max_bytes = call->max;
    *out = (struct fetched){0};
    return fetch_authorized(a, &c, &policy, out, err);
}

code ask_call(struct app *app, struct db *db, struct arena *a, struct tie *t, const struct tie_call *call, struct fetched *out, struct error *err)
{
    bool is_fresh = false;

    if (!str_eq(t->state, S("on")))
        return fail(err, DENIED, "token", "that host does not let us in");
    if (t->expires && clock_now() > t->expires - EARLY && t->refresh.n) {
        TRY(renew(app, db, a, t, err));
        is_fresh = true;
    }
    TRY(call_once(app, a, t, call, out, err));
    if (out->status != 401)
        return OK;
    if (is_fresh)
        return lose(app, db, a, t, err);
    TRY(renew(app, db, a, t, err));
    TRY(call_once(app, a, t, call, out, err));
    return out->status == 401 ? lose(app, db, a, t, err) : OK;
}

void ask_revoke(struct app *app, struct arena *a, const struct tie *t)
{
    struct fetch_policy policy = app->fetch;
    struct fetch_call call = {.url = t->place.revoke, .content_type = S("application/x-www-form-urlencoded"), .accept = "application/json",
                              .authorization = oauth_basic(a, t->client, t->secret)};
    struct buf b = buf_new(a);
    struct fetched f;
    bool has_refresh = t->refresh.n > 0;

    if (t->place.revoke.n == 0 || (!has_refresh && t->access.n == 0))
        return;
    put_pair(a, &b, "token", has_refresh ? t->refresh : t->access);
    put_pair(a, &b, "token_type_hint", has_refresh ? S("refresh_token") : S("access_token"));
    call.body = buf_done(&b);
    policy.max_bytes = LARGEST_TOKEN;
    code ignored = fetch_authorized(a, &call, &policy, &f, NULL);
    (void)ignored;                               /* here it ends either way */
}

/* ---- who, and why not ---- */

/* A stranger's text as a page may show it. */
static str plain(struct arena *a, str s)
{
    str cut = str_trim(str_slice(s, 0, REASON));
    struct buf b = buf_new(a);

    while (cut.n && s.n > cut.n && ((unsigned char)cut.p[cut.n - 1] & 0x80))
        cut.n--;
    for (size_t i = 0; i < cut.n; i++)
        buf_byte(&b, (unsigned char)cut.p[i] < ' ' ? ' ' : cut.p[i]);
    return buf_done(&b);
}

/* The newest interface whose profile we may read. Empty: none. */
static str profile_base(const struct spot *p)
{
    const struct { str base, scope; } all[] = {
        {p->base30, S(OB30_SCOPE "profile.readonly")}, {p->base_clr, S(CLR20_SCOPE "profile.readonly")}, {p->base21, S(OB21_SCOPE "profile.readonly")},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].base.n && oauth_scope_has(p->scope, all[i].scope))
            return all[i].base;
    return S("");
}

str ask_who(struct app *app, struct db *db, struct arena *a, struct tie *t)
{
    str base = profile_base(&t->place);
    struct fetched f;
    const struct json *doc = NULL, *profile;

    if (base.n == 0)
        return S("");
    if (ask_call(app, db, a, t, &(struct tie_call){.url = str_join(a, base, S("/profile")), .accept = "application/json", .max = LARGEST_TOKEN}, &f, NULL) != OK ||
        f.status != 200 || json_parse(a, f.body, NULL, &doc, NULL) != OK)
        return S("");
    profile = json_get(doc, "profile") ? json_get(doc, "profile") : doc;
    str name = json_str(json_get(profile, "name")), email = json_str(json_many(json_get(profile, "email"), 0));
    return plain(a, name.n && email.n ? str_printf(a, STR_FMT " (" STR_FMT ")", STR_ARG(name), STR_ARG(email)) : name.n ? name : email);
}

str ask_reason(struct arena *a, const struct fetched *f)
{
    const struct json *doc = NULL;
    str words = {0};

    if (json_parse(a, f->body, NULL, &doc, NULL) == OK) {
        words = json_str(json_get(doc, "imsx_description"));
        if (words.n == 0)
            words = json_str(json_get(json_get(doc, "status"), "error"));
    }
    return words.n ? plain(a, words) : words_printf(a, "That host answered %d without a reason.", f->status);
}
