/* company/provider_ask.c — the conversation with a provider: what it says of
 * itself, its keys, and the code that becomes a token. */
#include "app/company/company.h"

#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"

#define LARGEST ((size_t)256 << 10)              /* of any answer */
#define KEEP_FOR DAY
#define KEEP_LONGEST (7 * DAY)                   /* while the provider does not answer */
#define KEYS_AGAIN MINUTE                        /* for a key that we do not know: not more often */

static struct fetch_policy policy_of(const struct app *app)
{
    struct fetch_policy p = app->fetch;

    p.max_bytes = LARGEST;
    return p;
}

static code get(struct app *app, struct arena *a, str url, const char *what, str *out, struct error *err)
{
    struct fetch_policy policy = policy_of(app);
    struct fetched f = {0};

    TRY(fetch_get(a, url, "application/json", &policy, &f, err));
    if (f.status != 200)
        return fail(err, UNREACHABLE, "provider", "the provider answered %d where its %s should be", f.status, what);
    *out = f.body;
    return OK;
}

/* ---- what it says of itself ---- */

static const char sql_described[] = SQL("UPDATE provider SET description = $2, described_at = $3 WHERE org_id = $1");

static code fetch_description(struct app *app, struct db *db, struct arena *a, struct provider *p, struct oidc_provider *out, struct error *err)
{
    const struct oidc_asked asked = {p->issuer, app->fetch.allow_http};
    str text;

    TRY(get(app, a, oidc_discovery_url(a, p->issuer), "description", &text, err));
    TRY(oidc_provider_read(a, text, &asked, out, err));
    p->description = text;
    p->described = clock_now();
    return db_run(db, sql_described, ARGS(v_int(p->org), v_str(text), v_int(p->described)), NULL, err);
}

code provider_describe(struct app *app, struct db *db, struct arena *a, struct provider *p, struct oidc_provider *out, struct error *err)
{
    const struct oidc_asked asked = {p->issuer, app->fetch.allow_http};
    msec age = clock_now() - p->described;
    bool is_kept = p->description.n && age >= 0 && age < KEEP_LONGEST && oidc_provider_read(a, p->description, &asked, out, NULL) == OK;

    if (is_kept && age < KEEP_FOR)
        return OK;
    code c = fetch_description(app, db, a, p, out, err);
    if (c != OK && is_kept)
        return oidc_provider_read(a, p->description, &asked, out, err);
    return c;
}

/* ---- there ---- */

struct passage passage_new(struct arena *a)
{
    return (struct passage){random_token(a, 24), random_token(a, 24), random_token(a, 32)};
}

str provider_callback(struct arena *a, const struct app *app, str slug)
{
    return app_url(a, app, str_printf(a, "/sign-in/company/" STR_FMT "/callback", STR_ARG(slug)));
}

static void put_pair(struct arena *a, struct buf *b, const char *name, str value)
{
    buf_printf(b, "%s%s=" STR_FMT, b->n ? "&" : "", name, STR_ARG(uri_encode(a, value)));
}

static str with_query(struct arena *a, str url, str query)
{
    return str_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(url), str_find_byte(url, '?') < 0 ? "?" : "&", STR_ARG(query));
}

/* RFC 7636 §4.2 */
static str challenge_of(struct arena *a, str verifier)
{
    struct sha256 h = sha256(verifier);

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

str provider_sign_in_url(struct app *app, struct arena *a, const struct provider *p, const struct oidc_provider *o, const struct passage *way)
{
    struct buf b = buf_new(a);
    str scope = str_trim(str_printf(a, "openid email profile " STR_FMT, STR_ARG(p->scopes)));

    put_pair(a, &b, "response_type", S("code"));
    put_pair(a, &b, "client_id", p->client);
    put_pair(a, &b, "redirect_uri", provider_callback(a, app, p->slug));
    put_pair(a, &b, "scope", scope);
    put_pair(a, &b, "state", way->state);
    put_pair(a, &b, "nonce", way->nonce);
    put_pair(a, &b, "code_challenge", challenge_of(a, way->verifier));
    put_pair(a, &b, "code_challenge_method", S("S256"));
    return with_query(a, o->authorize, buf_done(&b));
}

str provider_sign_out_url(struct app *app, struct arena *a, const struct provider *p, str token)
{
    struct oidc_provider o;
    struct buf b = buf_new(a);

    if (oidc_provider_read(a, p->description, &(struct oidc_asked){p->issuer, app->fetch.allow_http}, &o, NULL) != OK || str_is_absent(o.end_session))
        return (str){0};
    put_pair(a, &b, "client_id", p->client);
    put_pair(a, &b, "post_logout_redirect_uri", app_url(a, app, S("/")));
    if (token.n)
        put_pair(a, &b, "id_token_hint", token);
    return with_query(a, o.end_session, buf_done(&b));
}

/* ---- and back ---- */

/* RFC 6749 §2.3.1: both are form-encoded before they are put together. */
static str basic(struct arena *a, str client, str secret)
{
    str pair = str_printf(a, STR_FMT ":" STR_FMT, STR_ARG(uri_encode(a, client)), STR_ARG(uri_encode(a, secret)));

    return str_join(a, S("Basic "), base64_encode(a, pair));
}

static code ask_token(struct app *app, struct db *db, struct arena *a, const struct provider *p, const struct oidc_provider *o,
                      const struct answer *answer, struct fetched *out, struct error *err)
{
    struct fetch_policy policy = policy_of(app);
    struct fetch_call call = {.url = o->token, .content_type = S("application/x-www-form-urlencoded"), .accept = "application/json"};
    struct buf b = buf_new(a);
    str secret;

    TRY(provider_secret(app, db, a, p->org, &secret, err));
    put_pair(a, &b, "grant_type", S("authorization_code"));
    put_pair(a, &b, "code", answer->code);
    put_pair(a, &b, "redirect_uri", provider_callback(a, app, p->slug));
    put_pair(a, &b, "code_verifier", answer->way.verifier);
    if (str_is_empty(secret) || o->secret_in_form)
        put_pair(a, &b, "client_id", p->client);
    if (secret.n && o->secret_in_form)
        put_pair(a, &b, "client_secret", secret);
    else if (secret.n)
        call.authorization = basic(a, p->client, secret);
    call.body = buf_done(&b);
    return fetch_authorized(a, &call, &policy, out, err);
}

/* What it says of a refusal: letters and '_' (RFC 6749 §5.2). */
static const char *refusal(struct arena *a, const struct json *doc)
{
    str word = json_str(json_get(doc, "error"));

    for (size_t i = 0; i < word.n; i++)
        if ((word.p[i] < 'a' || word.p[i] > 'z') && word.p[i] != '_')
            return "no reason";
    return word.n && word.n < 60 ? str_z(a, word) : "no reason";
}

static code read_tokens(struct arena *a, const struct fetched *f, str *id, str *access, struct error *err)
{
    const struct json *doc = NULL;

    if (json_parse(a, f->body, NULL, &doc, NULL) != OK || !json_is(doc, JSON_OBJECT))
        return fail(err, UNREACHABLE, "provider", "the provider answered %d and nothing that could be read, where its token should be", f->status);
    if (f->status != 200)
        return fail(err, DENIED, "token", "the provider gave no token and named as reason: %s", refusal(a, doc));
    *id = json_str(json_get(doc, "id_token"));
    *access = json_str(json_get(doc, "access_token"));
    return str_is_absent(*id) ? fail(err, DENIED, "token", "the provider sent no ID token") : OK;
}

static const char sql_keys[] = SQL("UPDATE provider SET keys = $2, keys_at = $3 WHERE org_id = $1");

static code fetch_keys(struct app *app, struct db *db, struct arena *a, struct provider *p, const struct oidc_provider *o, struct error *err)
{
    TRY(get(app, a, o->keys, "keys", &p->keys, err));
    p->keys_at = clock_now();
    return db_run(db, sql_keys, ARGS(v_int(p->org), v_str(p->keys), v_int(p->keys_at)), NULL, err);
}

/* A token of the provider as it is held against its keys. */
struct judged { str token; struct oidc_expected want; struct oidc_identity *who; struct oidc_logout *out; };   /* who or out */

static code check_token(struct arena *a, str keys, const struct judged *j, struct error *err)
{
    return j->who ? oidc_token_check(a, j->token, keys, &j->want, j->who, err) : oidc_logout_check(a, j->token, keys, &j->want, j->out, err);
}

/* A key that is not among those kept: the provider may have made a new one. */
static code judge(struct app *app, struct db *db, struct arena *a, struct provider *p, const struct oidc_provider *o, const struct judged *j,
                  struct error *err)
{
    msec age = clock_now() - p->keys_at;

    if (p->keys.n == 0 || age < 0 || age >= KEEP_FOR)
        TRY(fetch_keys(app, db, a, p, o, err));
    code c = check_token(a, p->keys, j, err);
    if (c == NOT_FOUND && clock_now() - p->keys_at >= KEYS_AGAIN) {
        TRY(fetch_keys(app, db, a, p, o, err));
        c = check_token(a, p->keys, j, err);
    }
    return c == NOT_FOUND ? fail(err, DENIED, "kid", "the provider publishes no key for this token") : c;
}

code provider_redeem(struct app *app, struct db *db, struct arena *a, struct provider *p, const struct answer *answer,
                     struct oidc_identity *who, str *token, struct error *err)
{
    struct oidc_provider o;
    struct judged j = {.want = {.issuer = p->issuer, .client = p->client, .nonce = answer->way.nonce}, .who = who};
    struct fetched f = {0};

    TRY(provider_describe(app, db, a, p, &o, err));
    TRY(ask_token(app, db, a, p, &o, answer, &f, err));
    TRY(read_tokens(a, &f, token, &j.want.access_token, err));
    j.token = *token;
    j.want.now = clock_now();
    return judge(app, db, a, p, &o, &j, err);
}

code provider_signed_out(struct app *app, struct db *db, struct arena *a, struct provider *p, str token, struct oidc_logout *out, struct error *err)
{
    struct judged j = {.token = token, .want = {.issuer = p->issuer, .client = p->client, .now = clock_now()}, .out = out};
    struct oidc_provider o;

    TRY(provider_describe(app, db, a, p, &o, err));
    return judge(app, db, a, p, &o, &j, err);
}
