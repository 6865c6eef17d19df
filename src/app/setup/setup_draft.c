/* setup/setup_draft.c — the wizard's answers in a sealed cookie, and who may
 * give them. */
#include "app/setup/setup.h"

#include <stddef.h>

#include "app/account/account.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/json.h"

/* ---- kept in the visitor's browser ---- */

#define DRAFT_COOKIE "lapel-setup"
#define DRAFT_DAYS   2

static const struct { const char *name; size_t at; } draft_fields[] = {
    {"code", offsetof(struct setup_draft, code)},           {"name", offsetof(struct setup_draft, name)},
    {"email", offsetof(struct setup_draft, email)},         {"hash", offsetof(struct setup_draft, hash)},
    {"org", offsetof(struct setup_draft, org)},             {"logo", offsetof(struct setup_draft, logo)},
    {"base", offsetof(struct setup_draft, base)},           {"mail", offsetof(struct setup_draft, mail)},
    {"host", offsetof(struct setup_draft, host)},           {"port", offsetof(struct setup_draft, port)},
    {"security", offsetof(struct setup_draft, security)},   {"user", offsetof(struct setup_draft, user)},
    {"password", offsetof(struct setup_draft, password)},   {"from", offsetof(struct setup_draft, from)},
    {"from_name", offsetof(struct setup_draft, from_name)},
};

static str *draft_field(struct setup_draft *d, size_t i)
{
    return (str *)(void *)((char *)d + draft_fields[i].at);
}

static str read_cookie(const struct request *rq)
{
    for (size_t i = 0; i < rq->cookies.n; i++)
        if (str_eq(rq->cookies.items[i].name, S(DRAFT_COOKIE)))
            return rq->cookies.items[i].value;
    return S("");
}

/* A name of its own under the master key: nothing else sealed there fits. */
static str draft_key(struct arena *a, const struct app *app)
{
    struct sha256 key = hmac_sha256(app->master_key, S("lapel setup draft"));

    return str_copy(a, (str){(const char *)key.b, sizeof key.b});
}

struct setup_draft setup_draft_load(const struct request *rq)
{
    struct arena *a = rq->arena;
    struct setup_draft d = {0};
    const struct json *j = NULL;
    str plain = S(""), box = base64url_decode(a, read_cookie(rq));

    if (!str_is_empty(box) && unseal(a, draft_key(a, app_of(rq)), box, &plain, NULL) == OK
        && json_parse(a, plain, NULL, &j, NULL) != OK)
        j = NULL;
    for (size_t i = 0; i < COUNT(draft_fields); i++) {
        str value = json_str(json_get(j, draft_fields[i].name));
        *draft_field(&d, i) = str_is_absent(value) ? S("") : value;
    }
    return d;
}

void setup_draft_keep(const struct request *rq, struct response *rs, const struct setup_draft *d)
{
    struct arena *a = rq->arena;
    struct setup_draft copy = *d;
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    for (size_t i = 0; i < COUNT(draft_fields); i++)
        if (!str_is_empty(*draft_field(&copy, i)))
            json_put_member(&w, draft_fields[i].name, *draft_field(&copy, i));
    json_close_object(&w);
    str box = seal(a, draft_key(a, app_of(rq)), buf_done(&b));
    response_cookie(rs, DRAFT_COOKIE, base64url_encode(a, box), DRAFT_DAYS * DAY / SECOND, false);
}

void setup_draft_drop(struct response *rs)
{
    response_cookie(rs, DRAFT_COOKIE, S(""), 0, false);
}

/* ---- who may ---- */

static str called(const struct request *rq, const char *scheme)
{
    return str_printf(rq->arena, "%s://" STR_FMT, scheme, STR_ARG(request_header(rq, "host")));
}

/* The Host is looked at too: a page of elsewhere whose name was pointed at
 * 127.0.0.1 (DNS rebinding) asks under its own name. A proxy that announces
 * itself in no header still speaks HTTP/1.0, as nginx does unless told. */
bool setup_is_local(const struct request *rq)
{
    static const char *const proxy_headers[] = {"forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "via"};

    for (size_t i = 0; i < COUNT(proxy_headers); i++)
        if (!str_is_absent(request_header(rq, proxy_headers[i])))
            return false;
    bool from_here = str_starts(rq->client, S("127.")) || str_eq(rq->client, S("::1"))
                  || str_starts(rq->client, S("::ffff:127."));
    return from_here && !rq->is_http10 && app_is_loopback(called(rq, "http"));
}

code setup_check_code(const struct request *rq, str typed, struct error *err)
{
    str wanted = app_of(rq)->setup_code;

    if (throttle_try(rq->db, S("setup-code"), 12, err) != OK)
        return fail(err, LIMIT, "code", "too many codes were tried: wait a quarter of an hour");
    if (str_is_empty(wanted) || !crypto_equal(str_trim(typed), wanted))
        return fail(err, DENIED, "code", "this is not the code that the server printed when it was started");
    return OK;
}

/* ---- the public address ---- */

code setup_read_base(struct arena *a, str typed, str *base, struct error *err)
{
    struct uri u;

    if (uri_parse(typed, &u, NULL) != OK || !uri_is_http(typed))
        return fail(err, BAD_INPUT, "base", "give an address such as https://badges.example.org");
    if (u.userinfo.p || u.query.p || u.fragment.p || (u.path.n && !str_eq(u.path, S("/"))))
        return fail(err, BAD_INPUT, "base", "give scheme and host alone, such as https://badges.example.org");
    *base = uri_origin(a, typed);
    return str_is_absent(*base) ? fail(err, BAD_INPUT, "base", "give an address such as https://badges.example.org") : OK;
}

str setup_suggest_base(const struct request *rq)
{
    bool https = str_eq_nocase(request_header(rq, "x-forwarded-proto"), S("https"));
    str base;

    return setup_read_base(rq->arena, called(rq, https ? "https" : "http"), &base, NULL) == OK ? base : app_of(rq)->base;
}
