/* host/token_pages.c — for programs: registering (RFC 7591), tokens for codes
 * (RFC 6749, RFC 7636), and giving them back (RFC 7009). */
#include "app/host/host_private.h"

#include "app/oauth_answer.h"

#define REGISTRATIONS_AN_HOUR 20                 /* of one network; then ever longer pauses */

static void refuse(struct request *rq, struct response *rs, int status, const char *word, const char *text)
{
    oauth_answer_refuse(rq, rs, &(struct oauth_refusal){status, word, text, "Basic realm=\"oauth\""});
}

static void fault(struct request *rq, struct response *rs, const struct error *err)
{
    oauth_answer_fault(rq, rs, "oauth.fault", err);
}

/* ---- registering ---- */

static str answer_of(struct arena *a, const struct oauth_client *c, const struct client_secret *s)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "client_id", s->client);
    json_put_member(&w, "client_secret", s->secret);
    json_put_member_int(&w, "client_id_issued_at", clock_now() / SECOND);
    json_put_member_int(&w, "client_secret_expires_at", 0);
    oauth_client_put(&w, c);
    json_close_object(&w);
    return buf_done(&b);
}

void oauth_register(struct request *rq, struct response *rs)
{
    struct oauth_client c;
    struct client_secret s;
    struct error err = {0};

    if (throttle_try(rq->db, str_join(rq->arena, S("client "), rq->client), REGISTRATIONS_AN_HOUR, &err) != OK) {
        refuse(rq, rs, err.code == LIMIT ? 429 : 500, "temporarily_unavailable", err.text);
        return;
    }
    if (oauth_client_read(rq->arena, rq->body, app_of(rq)->fetch.allow_http, &c, &err) != OK) {
        refuse(rq, rs, 400, err.where, err.text);
        return;
    }
    c.scope = oauth_scope_within(rq->arena, c.scope.n ? c.scope : host_scopes(rq->arena), host_scopes(rq->arena));
    if (client_register(rq->db, rq->arena, &c, &s, &err) == OK)
        oauth_answer_send(rs, 201, answer_of(rq->arena, &c, &s));
    else
        fault(rq, rs, &err);
}

/* ---- which program asks ---- */

/* By Basic alone: that is what it registered for. A form that names another one
 * is a mix-up. */
static bool enter(struct request *rq, struct response *rs, struct app_client *out)
{
    str client, secret, named = request_field(rq, "client_id");
    struct error err = {0};

    if (!oauth_basic_read(rq->arena, request_header(rq, "authorization"), &client, &secret)) {
        refuse(rq, rs, 401, "invalid_client", "say who you are: Authorization: Basic, with client_id and client_secret");
        return false;
    }
    code c = client_authenticate(rq->db, rq->arena, client, secret, out, &err);
    if (c == NOT_FOUND || c == DENIED || (named.n && !str_eq(named, client))) {
        refuse(rq, rs, 401, "invalid_client", "that is not the secret of a program that is registered here");
        return false;
    }
    if (c != OK)
        fault(rq, rs, &err);
    return c == OK;
}

/* ---- tokens ---- */

static void give(struct request *rq, struct response *rs, code c, const struct oauth_tokens *t, const struct error *err)
{
    if (c == OK)
        oauth_answer_send(rs, 200, oauth_tokens_write(rq->arena, t));
    else if (c == DENIED)
        refuse(rq, rs, 400, err->where, err->text);
    else
        fault(rq, rs, err);
}

void oauth_token(struct request *rq, struct response *rs)
{
    str kind = request_field(rq, "grant_type");
    struct app_client client;
    struct oauth_tokens t;
    struct error err = {0};

    if (!enter(rq, rs, &client))
        return;
    struct redemption r = {.client = &client, .scope = request_field(rq, "scope")};
    if (str_eq(kind, S("authorization_code"))) {
        r.token = request_field(rq, "code");
        r.redirect = request_field(rq, "redirect_uri");
        r.verifier = request_field(rq, "code_verifier");
        give(rq, rs, grant_redeem_code(rq->db, rq->arena, &r, &t, &err), &t, &err);
    } else if (str_eq(kind, S("refresh_token"))) {
        r.token = request_field(rq, "refresh_token");
        give(rq, rs, grant_refresh(rq->db, rq->arena, &r, &t, &err), &t, &err);
    } else {
        refuse(rq, rs, 400, kind.n ? "unsupported_grant_type" : "invalid_request", "grant_type must be authorization_code or refresh_token");
    }
}

/* RFC 7009 §2.2: a token that is unknown here is as good as revoked. */
void oauth_revoke(struct request *rq, struct response *rs)
{
    struct app_client client;
    struct error err = {0};
    str token = request_field(rq, "token");

    if (!enter(rq, rs, &client))
        return;
    if (token.n == 0)
        refuse(rq, rs, 400, "invalid_request", "token is missing");
    else if (grant_revoke_token(rq->db, rq->arena, &client, token, &err) == OK)
        oauth_answer_send(rs, 200, S("{}"));
    else
        fault(rq, rs, &err);
}
