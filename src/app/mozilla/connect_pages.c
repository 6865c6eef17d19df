/* mozilla/connect_pages.c — Backpack Connect: a site asks whether it may put
 * badges in from now on, a person answers, the browser brings the answer back. */
#include "app/mozilla/mozilla_private.h"

#include "app/host/site.h"
#include "base/codec.h"
#include "base/uri.h"
#include "templates.h"
#include "web/policy.h"

#define MAX_CALLBACK 2000

/* ---- what is asked ---- */

struct asked { str callback, scope, origin; };

/* One word, possibly twice; both commas and spaces stand between. */
static bool is_scope(str scope)
{
    str part;
    size_t n = 0;

    while (str_cut(&scope, ',', &part)) {
        if (!str_eq(str_trim(part), S("issue")))
            return false;
        n++;
    }
    return n > 0;
}

static const char *flaw_of(const struct asked *q)
{
    if (str_is_empty(q->callback))
        return "callback expected";
    if (str_is_empty(q->scope))
        return "scope expected";
    return str_is_absent(q->origin) || q->callback.n > MAX_CALLBACK ? "invalid callback: " : is_scope(q->scope) ? NULL : "invalid scope: ";
}

static bool read_asked(struct request *rq, struct response *rs, str callback, str scope, struct asked *q)
{
    *q = (struct asked){str_trim(callback), str_trim(scope), site_origin(rq->arena, str_trim(callback))};
    const char *flaw = flaw_of(q);

    if (!flaw)
        return true;
    str told = str_ends(cstr(flaw), S(": ")) ? str_slice(flaw[8] == 'c' ? q->callback : q->scope, 0, 200) : S("");
    response_text(rs, 400, str_printf(rq->arena, "%s" STR_FMT, flaw, STR_ARG(told)));
    return false;
}

/* The callback's own query stays, its fragment does not. */
static struct buf back_to(struct arena *a, str callback)
{
    struct buf b = buf_new(a);
    ptrdiff_t hash = str_find_byte(callback, '#');

    buf_put(&b, hash < 0 ? callback : str_slice(callback, 0, (size_t)hash));
    return b;
}

static void put_pair(struct arena *a, struct buf *b, const char *name, str value)
{
    buf_printf(b, "%c%s=" STR_FMT, str_find_byte((str){b->p, b->n}, '?') < 0 ? '?' : '&', name, STR_ARG(uri_encode(a, value)));
}

/* ---- the question ---- */

static code fill(struct request *rq, const struct asked *q, struct connect_view *v, struct error *err)
{
    struct account who;
    struct site_list sites = {0};
    struct buf deny = back_to(rq->arena, q->callback);
    struct uri u = {0};

    put_pair(rq->arena, &deny, "error", S("access_denied"));
    *v = (struct connect_view){.origin = q->origin, .callback = q->callback, .scope = q->scope, .deny = buf_done(&deny)};
    v->host = uri_parse(q->origin, &u, NULL) == OK ? u.authority : q->origin;
    TRY(account_get(rq->db, rq->arena, rq->session->account, &who, err));
    v->email = who.email;
    TRY(site_list_of(rq->db, rq->arena, rq->session->account, &sites, err));
    for (size_t i = 0; i < sites.n; i++)
        v->is_known |= str_eq(sites.items[i].origin, q->origin);
    return OK;
}

static void ask(struct request *rq, struct response *rs, const struct asked *q)
{
    struct connect_view v;
    struct error err = {0};

    if (fill(rq, q, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Let a site in", "");
    tmpl_mozilla_connect(&o, &v);
    app_send(rq, rs, &o);
    policy_form_leads_to(rs, q->origin);
}

void connect_access(struct request *rq, struct response *rs)
{
    struct asked q;

    if (!read_asked(rq, rs, request_query(rq, "callback"), request_query(rq, "scope"), &q))
        return;
    if (rq->session->account)
        ask(rq, rs, &q);
    else
        response_redirect(rs, str_join(rq->arena, S("/sign-in?next="), uri_encode(rq->arena, rq->target)));
}

/* ---- the answer ---- */

static void send_back(struct request *rq, struct response *rs, const struct asked *q, const struct site_tokens *t)
{
    struct buf b = back_to(rq->arena, q->callback);

    put_pair(rq->arena, &b, "access_token", t->access);
    put_pair(rq->arena, &b, "refresh_token", t->refresh);
    put_pair(rq->arena, &b, "expires", str_printf(rq->arena, "%d", (int)(SITE_ACCESS_LIFE / SECOND)));
    put_pair(rq->arena, &b, "api_root", app_url(rq->arena, app_of(rq), S("/api")));
    response_header(rs, "Location", buf_done(&b));
    response_header(rs, "Cache-Control", S("no-store"));
    rs->status = 303;
}

void connect_accept(struct request *rq, struct response *rs)
{
    struct asked q;
    struct site_tokens t;
    struct error err = {0};

    if (rq->session->account == 0) {
        response_text(rs, 403, S("you must be signed in"));
        return;
    }
    if (!read_asked(rq, rs, request_field(rq, "callback"), request_field(rq, "scope"), &q))
        return;
    if (site_allow(app_of(rq), rq->db, rq->arena, &(struct site_allowance){rq->session->account, q.origin, session_agent(rq)}, &t, &err) == OK)
        send_back(rq, rs, &q, &t);
    else
        app_fail(rq, rs, &err);
}

/* ---- taking it back ---- */

void connect_settings(struct request *rq, struct response *rs)
{
    (void)rq;
    response_redirect(rs, S("/account/apps"));
}

void connect_revoke(struct request *rq, struct response *rs)
{
    str origin = sent_field(rq, "origin");
    struct error err = {0};

    if (rq->session->account == 0) {
        answer_message(rq, rs, 403, S("you must be signed in"));
        return;
    }
    if (str_is_empty(origin)) {
        answer_message(rq, rs, 400, S("origin expected"));
        return;
    }
    code c = site_end(app_of(rq), rq->db, rq->arena, &(struct site_allowance){rq->session->account, origin, session_agent(rq)}, &err);
    if (c == OK || c == NOT_FOUND)
        response_text(rs, 204, (str){NULL, 0});
    else
        answer_fault(rq, rs, &err);
}
