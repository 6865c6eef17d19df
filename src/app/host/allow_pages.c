/* host/allow_pages.c — a program asks, a person answers: in plain words what it
 * wants, and nothing without a click (RFC 6749 §4.1.1). */
#include "app/host/host_private.h"

#include "base/uri.h"
#include "templates.h"
#include "web/policy.h"

#define MAX_STATE 1000

/* ---- what is asked ---- */

struct asked { struct app_client client; str redirect, state, scope, challenge; };

/* Of the address, or of the form that the page put it into. */
static str said_of(struct request *rq, const char *name)
{
    str s = rq->method == POST ? request_field(rq, name) : request_query(rq, name);

    return str_is_absent(s) ? S("") : s;
}

/* RFC 6749 §4.1.2.1: who may not be trusted with a redirect gets a page. */
static bool find_client(struct request *rq, struct response *rs, struct asked *q)
{
    struct error err = {0};
    code c = client_by_public_id(rq->db, rq->arena, said_of(rq, "client_id"), &q->client, &err);

    q->redirect = said_of(rq, "redirect_uri");
    if (c == OK && client_has_redirect(&q->client, q->redirect))
        return true;
    if (c == OK)
        (void)fail(&err, BAD_INPUT, "redirect_uri", "the app that sent you here wants you sent on to an address that it has not registered, so you stay here");
    else if (c == NOT_FOUND)
        (void)fail(&err, BAD_INPUT, "client_id", "the app that sent you here is not registered with this Backpack; begin again there");
    app_fail(rq, rs, &err);
    return false;
}

static void put_pair(struct arena *a, struct buf *b, const char *name, str value)
{
    buf_printf(b, "%c%s=" STR_FMT, str_find_byte((str){b->p, b->n}, '?') < 0 ? '?' : '&', name, STR_ARG(uri_encode(a, value)));
}

/* RFC 9207: `iss` says who answers, so that no other server's answer passes for
 * ours. */
static void send_back(struct request *rq, struct response *rs, const struct asked *q, struct buf *b)
{
    if (q->state.n)
        put_pair(rq->arena, b, "state", q->state);
    put_pair(rq->arena, b, "iss", app_of(rq)->base);
    response_header(rs, "Location", buf_done(b));
    rs->status = 303;
}

static void send_refusal(struct request *rq, struct response *rs, const struct asked *q, const char *word, const char *why)
{
    struct buf b = buf_new(rq->arena);

    buf_put(&b, q->redirect);
    put_pair(rq->arena, &b, "error", cstr(word));
    put_pair(rq->arena, &b, "error_description", cstr(why));
    send_back(rq, rs, q, &b);
}

/* base64url of 32 bytes. */
static bool is_challenge(str s)
{
    return s.n == 43 && oauth_is_verifier(s) && str_find_byte(s, '.') < 0 && str_find_byte(s, '~') < 0;
}

static const char *flaw_of(struct request *rq, const struct asked *q, const char **word)
{
    *word = "invalid_request";
    if (!str_eq(said_of(rq, "response_type"), S("code"))) {
        *word = "unsupported_response_type";
        return "response_type must be code";
    }
    if (q->state.n == 0 || q->state.n > MAX_STATE)
        return "state is missing or too long";
    if (!str_eq(said_of(rq, "code_challenge_method"), S("S256")))
        return "code_challenge_method must be S256";
    if (!is_challenge(q->challenge))
        return "code_challenge must be the S256 of a verifier";
    *word = "invalid_scope";
    return q->scope.n ? NULL : "scope names nothing that can be allowed here";
}

static bool read_asked(struct request *rq, struct response *rs, struct asked *q)
{
    const char *word, *why;
    str scope = said_of(rq, "scope");

    if (!find_client(rq, rs, q))
        return false;
    q->state = said_of(rq, "state");
    q->challenge = said_of(rq, "code_challenge");
    q->scope = oauth_scope_within(rq->arena, scope.n ? scope : q->client.scope, q->client.scope);
    why = flaw_of(rq, q, &word);
    if (why)
        send_refusal(rq, rs, q, word, why);
    return why == NULL;
}

/* ---- the page ---- */

static code fill(struct request *rq, const struct asked *q, struct allow_view *v, struct error *err)
{
    struct account who;
    struct collection_list all = {0};
    struct grant_list known = {0};

    *v = (struct allow_view){.client = q->client, .host = client_host(&q->client), .redirect = q->redirect, .state = q->state,
                             .scope = q->scope, .challenge = q->challenge, .reads = scope_reads_badges(q->scope)};
    scope_words(rq->arena, q->scope, &v->does);
    TRY(account_get(rq->db, rq->arena, rq->session->account, &who, err));
    v->email = who.email;
    TRY(grant_find(rq->db, rq->arena, rq->session->account, &known, err));
    for (size_t i = 0; i < known.n; i++)
        v->is_known |= known.items[i].client == q->client.id;
    TRY(collection_list_of(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->collections) = (struct allow_collection){.id = all.items[i].id, .name = all.items[i].name, .count = all.items[i].count};
    return OK;
}

static void show(struct request *rq, struct response *rs, const struct asked *q, bool chose_none)
{
    struct allow_view v;
    struct error err = {0};

    if (fill(rq, q, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.chose_none = chose_none;
    struct out o = app_page(rq, "Allow an app", "");
    tmpl_host_allow(&o, &v);
    app_send(rq, rs, &o);
    policy_form_leads_to(rs, uri_origin(rq->arena, q->redirect));
    if (chose_none)
        rs->status = 422;
}

void allow_show(struct request *rq, struct response *rs)
{
    struct asked q;

    if (read_asked(rq, rs, &q))
        show(rq, rs, &q, false);
}

/* ---- the answer ---- */

static void read_collections(struct request *rq, struct id_list *out)
{
    int64_t id;

    for (size_t i = 0; i < rq->form.n && i < 1000; i++)
        if (str_eq(rq->form.items[i].name, S("collection")) && str_to_int(rq->form.items[i].value, &id))
            *list_add(rq->arena, out) = id;
}

static void allow(struct request *rq, struct response *rs, const struct asked *q, const struct allowance *w)
{
    struct buf b = buf_new(rq->arena);
    struct error err = {0};
    str secret;

    if (grant_allow(app_of(rq), rq->db, rq->arena, w, &secret, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    buf_put(&b, q->redirect);
    put_pair(rq->arena, &b, "code", secret);
    put_pair(rq->arena, &b, "scope", q->scope);
    send_back(rq, rs, q, &b);
}

void allow_do(struct request *rq, struct response *rs)
{
    struct asked q;

    if (!read_asked(rq, rs, &q))
        return;
    if (!str_eq(said_of(rq, "answer"), S("allow"))) {
        send_refusal(rq, rs, &q, "access_denied", "the person did not allow it");
        return;
    }
    struct allowance w = {.account = rq->session->account, .client = q.client.id, .scope = q.scope, .redirect = q.redirect, .challenge = q.challenge,
                          .user_agent = session_agent(rq), .client_name = q.client.name, .reads_all = !str_eq(said_of(rq, "which"), S("some"))};
    read_collections(rq, &w.collections);
    if (!w.reads_all && w.collections.n == 0 && scope_reads_badges(q.scope))
        show(rq, rs, &q, true);
    else
        allow(rq, rs, &q, &w);
}
