/* mozilla/issuer_pages.c — the way in for sites: the script, the badges that come
 * with a form from another site, and what becomes of them. Nothing here looks at a
 * cookie: what was pushed gets an address of its own, and that one asks who it is. */
#include "app/mozilla/mozilla_private.h"

#include "templates.h"
#include "web/asset.h"

#define CHANNEL_LEAST 22                         /* letters: 128 bits */
#define LEFT_FOR      (3 * SECOND)               /* a window that is loaded again is back by then */

void issuer_js(struct request *rq, struct response *rs)
{
    str bytes, type;

    if (!asset_find("js/issuer.js", &bytes, &type)) {
        response_text(rs, 404, S("not found\n"));
        return;
    }
    response_bytes(rs, S("application/javascript; charset=utf-8"), bytes);
    response_header(rs, "Cache-Control", S("public, max-age=3600"));
    response_etag(rq, rs);
}

/* ---- badges that come ---- */

static code read_pushed(struct request *rq, struct str_list *out, struct error *err)
{
    size_t bytes = 0;

    for (size_t i = 0; i < rq->form.n; i++) {
        const struct part *p = &rq->form.items[i];
        if (!str_eq(p->name, S("assertions")) && !str_eq(p->name, S("assertions[]")))
            continue;
        if (!is_pushable(str_trim(p->value)))
            return fail(err, BAD_INPUT, "assertions", "malformed assertion: each must be a web address or a signed badge (JWS)");
        bytes += p->value.n;
        *list_add(rq->arena, out) = str_trim(p->value);
    }
    if (out->n > PUSH_MOST || bytes > PUSH_BYTES)
        return fail(err, LIMIT, "assertions", "too many: at most %d badges at once, %d KB together", PUSH_MOST, (int)(PUSH_BYTES >> 10));
    return OK;
}

static str origin_of_sender(struct request *rq)
{
    str origin = site_origin(rq->arena, request_header(rq, "origin"));

    if (str_is_absent(origin))
        origin = site_origin(rq->arena, request_header(rq, "referer"));
    return str_is_absent(origin) ? S("") : origin;
}

static void refuse_text(struct request *rq, struct response *rs, const struct error *err)
{
    response_text(rs, 400, str_printf(rq->arena, "%s\n", err->text));
}

static bool is_channel(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '-' || s.p[i] == '_'))
            return false;
    return s.n >= CHANNEL_LEAST && s.n <= 100;
}

/* Making a row is cheap; the network's checks pay for it, so that nobody fills the
 * table. */
static void push(struct request *rq, struct response *rs, str channel)
{
    struct str_list badges = {0};
    struct new_push n = {.channel = channel, .origin = origin_of_sender(rq), .badges = &badges};
    struct error err = {0};
    str token;

    if (read_pushed(rq, &badges, &err) != OK) {
        refuse_text(rq, rs, &err);
        return;
    }
    if (badges.n == 0) {
        issuer_welcome(rq, rs);
        return;
    }
    if (!verify_enter(rq, rs, 1))
        return;
    code c = push_create(rq->db, rq->arena, &n, &token, &err);
    verify_leave(rq);
    if (c == OK)
        response_redirect(rs, str_join(rq->arena, S("/issuer/push/"), token));
    else
        app_fail(rq, rs, &err);
}

/* Of issuer.js: the site asks for the outcome by the channel that it chose. */
void issuer_frame_post(struct request *rq, struct response *rs)
{
    str channel = request_field(rq, "channel");

    if (is_channel(channel))
        push(rq, rs, channel);
    else
        response_text(rs, 400, S("channel expected\n"));
}

void issuer_frameless_post(struct request *rq, struct response *rs)
{
    push(rq, rs, S(""));
}

/* ---- nothing to do ---- */

void issuer_welcome(struct request *rq, struct response *rs)
{
    struct out o = app_page(rq, "Badges from other sites", "backpack");

    tmpl_mozilla_welcome(&o);
    app_send(rq, rs, &o);
}

void issuer_frame(struct request *rq, struct response *rs)
{
    issuer_welcome(rq, rs);
}

void issuer_frameless(struct request *rq, struct response *rs)
{
    issuer_welcome(rq, rs);
}

/* ---- what became of them ---- */

static bool find_push(struct request *rq, struct response *rs, struct push *p)
{
    struct error err = {0};
    code c = push_by_channel(rq->db, rq->arena, asked_for(rq, "channel"), p, &err);

    if (c == NOT_FOUND)
        answer_json(rs, 200, S("{\"state\":\"unknown\"}"));   /* not yet, or no more: no fault to be noted in a console */
    else if (c != OK)
        answer_fault(rq, rs, &err);
    return c == OK;
}

/* A window that was closed is a no. */
static bool was_left(const struct push *p)
{
    return p->left && clock_now() - p->left > LEFT_FOR;
}

void issuer_outcome(struct request *rq, struct response *rs)
{
    struct push p;

    if (!find_push(rq, rs, &p))
        return;
    if (p.outcome.n)
        answer_json(rs, 200, p.outcome);
    else if (was_left(&p))
        answer_json(rs, 200, push_denied(rq->arena, &p.badges));
    else
        answer_json(rs, 200, S("{\"state\":\"waiting\"}"));
}

/* The site's visitor turned away there: nothing is taken any more. */
void issuer_withdraw(struct request *rq, struct response *rs)
{
    struct push p;
    struct error err = {0};

    if (!find_push(rq, rs, &p))
        return;
    code c = push_decide(rq->db, p.id, push_denied(rq->arena, &p.badges), &err);
    if (c != OK && c != CONFLICT)
        answer_fault(rq, rs, &err);
    else
        issuer_outcome(rq, rs);
}
