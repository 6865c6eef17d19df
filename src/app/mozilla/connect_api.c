/* mozilla/connect_api.c — what a site that was let in may do: /api/token, issue
 * and identity, for servers and for scripts on the site's own pages. */
#include "app/mozilla/mozilla_private.h"

#include "app/host/site.h"
#include "app/token/token.h"
#include "badge/recipient.h"
#include "base/codec.h"

#define RATE_APART ((int64_t)1 << 40)            /* the numbers of other tokens are smaller */

static void open_to_scripts(struct response *rs)
{
    response_header(rs, "Access-Control-Expose-Headers", S("WWW-Authenticate"));
}

void connect_options(struct request *rq, struct response *rs)
{
    (void)rq;
    response_text(rs, 200, S(""));
    response_header(rs, "Access-Control-Allow-Methods", S("GET, POST"));
    response_header(rs, "Access-Control-Allow-Headers", S("Content-Type, Authorization"));
    open_to_scripts(rs);
}

/* ---- who comes ---- */

struct challenge { const char *error, *description; };

static void refuse(struct request *rq, struct response *rs, const char *message, const struct challenge *c)
{
    struct buf b = buf_new(rq->arena), h = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "status", S("unauthorized"));
    json_put_member(&w, "message", cstr(message));
    json_close_object(&w);
    answer_json(rs, 401, buf_done(&b));
    buf_putz(&h, "Bearer realm=\"openbadges\"");
    if (c->error)
        buf_printf(&h, ", error=\"%s\"", c->error);
    if (c->description)
        buf_printf(&h, ", error_description=\"%s\"", c->description);
    response_header(rs, "WWW-Authenticate", buf_done(&h));
    open_to_scripts(rs);
}

/* Scripts of other sites than the one that was let in get nothing. */
static bool is_origin_wrong(struct request *rq, const struct site_grant *g)
{
    str origin = request_header(rq, "origin");

    return !str_is_absent(origin) && !str_eq_nocase(origin, g->origin);
}

static bool find_grant(struct request *rq, struct response *rs, struct site_grant *g)
{
    static const struct challenge bare, unknown = {"invalid_token", "Unknown access token"};
    str header = request_header(rq, "authorization");
    struct error err = {0};

    if (!str_eq_nocase(str_slice(header, 0, 7), S("Bearer "))) {
        refuse(rq, rs, "access token expected", &bare);
        return false;
    }
    code c = site_by_access(rq->db, rq->arena, base64_decode(rq->arena, str_trim(str_from(header, 7))), g, &err);
    if (c == NOT_FOUND)
        refuse(rq, rs, "Unknown access token", &unknown);
    else if (c != OK)
        answer_fault(rq, rs, &err);
    return c == OK;
}

static bool enter(struct request *rq, struct response *rs, struct site_grant *g)
{
    static const struct challenge old = {"invalid_token", "The access token expired"}, foreign = {"invalid_token", "invalid origin"};
    struct error err = {0};

    if (!find_grant(rq, rs, g))
        return false;
    if (g->expires <= clock_now())
        refuse(rq, rs, "The access token expired", &old);
    else if (is_origin_wrong(rq, g))
        refuse(rq, rs, "invalid origin", &foreign);
    else if (token_rate(-RATE_APART - g->id, clock_now()).is_over) {
        answer_message(rq, rs, 429, words_printf(rq->arena, "too many calls: at most %d a minute", TOKEN_CALLS_A_MINUTE));
        response_header(rs, "Retry-After", S("60"));
    } else if (site_note_use(rq->db, g, &err) != OK)
        answer_fault(rq, rs, &err);
    else
        return true;
    return false;
}

/* ---- tokens ---- */

static const char *flaw_of(struct request *rq)
{
    str kind = sent_field(rq, "grant_type"), token = sent_field(rq, "refresh_token");

    if (rq->form.n == 0 && rq->body.n == 0)
        return "body expected";
    if (!str_eq(kind, S("refresh_token")))
        return "invalid grant_type";
    return str_is_empty(token) ? "invalid refresh_token" : NULL;
}

static void give(struct request *rq, struct response *rs, const struct site_tokens *t)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member_int(&w, "expires", SITE_ACCESS_LIFE / SECOND);
    json_put_member(&w, "access_token", t->access);
    json_put_member(&w, "refresh_token", t->refresh);
    json_close_object(&w);
    answer_json(rs, 200, buf_done(&b));
}

/* A script of another site learns from the browser alone that this is not for it. */
static bool is_own_site(struct request *rq, struct response *rs, str token)
{
    struct site_grant g;

    if (site_by_refresh(rq->db, rq->arena, token, &g, NULL) != OK || !is_origin_wrong(rq, &g))
        return true;
    response_text(rs, 401, S("invalid origin"));
    response_header(rs, "Access-Control-Allow-Origin", g.origin);
    return false;
}

static void allow_scripts(struct response *rs)
{
    if (str_is_absent(response_get_header(rs, "Access-Control-Allow-Origin")))
        response_header(rs, "Access-Control-Allow-Origin", S("*"));
}

void connect_token(struct request *rq, struct response *rs)
{
    const char *flaw = flaw_of(rq);
    str token = sent_field(rq, "refresh_token");
    struct site_tokens t;
    struct error err = {0};

    if (flaw)
        response_text(rs, 400, cstr(flaw));
    else if (is_own_site(rq, rs, token)) {
        code c = site_refresh(rq->db, rq->arena, token, &t, &err);
        if (c == OK)
            give(rq, rs, &t);
        else if (c == NOT_FOUND)
            response_text(rs, 400, S("invalid refresh_token"));
        else
            answer_fault(rq, rs, &err);
    }
    allow_scripts(rs);
}

/* ---- badges, and for whom ---- */

void connect_issue(struct request *rq, struct response *rs)
{
    struct site_grant g;

    if (!enter(rq, rs, &g))
        return;
    take_badge(rq, rs, &(struct taking){.account = g.account, .what = str_trim(sent_field(rq, "badge")), .source = g.origin, .from = g.origin});
    open_to_scripts(rs);
}

/* The main address, once it is proved. */
static code main_address(struct request *rq, int64_t account, str *out, struct error *err)
{
    struct account_address_list list = {0};

    *out = (str){0};
    TRY(account_addresses(rq->db, rq->arena, account, &list, err));
    for (size_t i = list.n; i-- > 0;)
        if (list.items[i].is_verified)
            *out = list.items[i].address;        /* the main one stands first */
    return out->p ? OK : fail(err, NOT_FOUND, "email", "this person has proved no address yet");
}

/* For issuers who do not know the address: with a new salt each time, so that two
 * sites cannot tell that they mean the same person. */
void connect_identity(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct site_grant g;
    struct error err = {0};
    str address, salt;

    if (!enter(rq, rs, &g))
        return;
    code c = main_address(rq, g.account, &address, &err);
    if (c == NOT_FOUND)
        answer_message(rq, rs, 403, app_sentence(rq->arena, err.text));
    else if (c != OK)
        answer_fault(rq, rs, &err);
    if (c != OK)
        return;
    salt = recipient_new_salt(rq->arena);
    json_open_object(&w);
    json_put_member(&w, "recipient", recipient_hash(rq->arena, address, salt));
    json_put_member(&w, "salt", salt);
    json_put_member(&w, "type", S("email"));
    json_close_object(&w);
    answer_json(rs, 200, buf_done(&b));
    open_to_scripts(rs);
}
