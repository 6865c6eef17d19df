/* wallet/wallet_answers.c — what wallets ask and are told (OpenID4VCI 1.0): metadata,
 * offer, token, nonce, credential; and the exchange of the VC API. */
#include "app/wallet/wallet_private.h"

#include "app/oauth_answer.h"
#include "format/json.h"

#define GRANT "urn:ietf:params:oauth:grant-type:pre-authorized_code"
#define PROOFS 5                                 /* read of one request */

static void refuse(struct request *rq, struct response *rs, int status, const char *word, const char *text)
{
    oauth_answer_refuse(rq, rs, &(struct oauth_refusal){status, word, text, "Bearer realm=\"wallet\", error=\"invalid_token\""});
}

static void fault(struct request *rq, struct response *rs, const struct error *err)
{
    oauth_answer_fault(rq, rs, "wallet.fault", err);
}

/* ---- metadata ---- */

static void put_words(struct json_writer *w, const char *key, const char *const *words)
{
    json_put_key(w, key);
    json_open_array(w);
    for (; *words; words++)
        json_put_cstr(w, *words);
    json_close_array(w);
}

static void put_proofs(struct json_writer *w)
{
    static const char *const methods[] = {"did:key", "did:jwk", "jwk", NULL}, *const algs[] = {"EdDSA", "ES256", "ES384", NULL};

    put_words(w, "cryptographic_binding_methods_supported", methods);
    json_put_key(w, "proof_types_supported");
    json_open_object(w);
    json_put_key(w, "jwt");
    json_open_object(w);
    put_words(w, "proof_signing_alg_values_supported", algs);
    json_close_object(w);
    json_close_object(w);
}

static void put_configuration(struct json_writer *w, struct arena *a, const struct wallet_form *f)
{
    static const char *const types[] = {"VerifiableCredential", "OpenBadgeCredential", NULL},
                      *const contexts[] = {"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", NULL};

    json_put_key_str(w, wallet_configuration(a, f));
    json_open_object(w);
    json_put_member(w, "format", cstr(f->format));
    json_put_key(w, "credential_definition");
    json_open_object(w);
    if (str_eq(cstr(f->format), S("ldp_vc")))
        put_words(w, "@context", contexts);
    put_words(w, "type", types);
    json_close_object(w);
    if (f->is_bound)
        put_proofs(w);
    json_put_key(w, "credential_metadata");
    json_put_text(w, S("{\"display\":[{\"name\":\"Open Badge\",\"locale\":\"en\"}]}"));
    json_close_object(w);
}

void wallet_issuer(struct request *rq, struct response *rs)
{
    static const struct wallet_form forms[] = {{.format = "jwt_vc_json"}, {.format = "jwt_vc_json", .is_bound = true}, {.format = "ldp_vc"}, {.format = "ldp_vc", .is_bound = true}};
    struct app *app = app_of(rq);
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "credential_issuer", app->base);
    json_put_key(&w, "authorization_servers");
    json_open_array(&w);
    json_put_str(&w, app_url(rq->arena, app, S("/wallet")));
    json_close_array(&w);
    json_put_member(&w, "credential_endpoint", app_url(rq->arena, app, S("/wallet/credential")));
    json_put_member(&w, "nonce_endpoint", app_url(rq->arena, app, S("/wallet/nonce")));
    json_put_key(&w, "display");
    json_put_text(&w, S("[{\"name\":\"Lapel\"}]"));
    json_put_key(&w, "credential_configurations_supported");
    json_open_object(&w);
    for (size_t i = 0; i < COUNT(forms); i++)
        put_configuration(&w, rq->arena, &forms[i]);
    json_close_object(&w);
    json_close_object(&w);
    response_json(rs, 200, buf_done(&b));
    response_header(rs, "Cache-Control", S("public, max-age=3600"));
}

void wallet_token_server(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "issuer", app_url(rq->arena, app_of(rq), S("/wallet")));
    json_put_member(&w, "token_endpoint", app_url(rq->arena, app_of(rq), S("/wallet/token")));
    json_put_key(&w, "grant_types_supported");
    json_put_text(&w, S("[\"" GRANT "\"],\"response_types_supported\":[],\"token_endpoint_auth_methods_supported\":[\"none\"],\"pre-authorized_grant_anonymous_access_supported\":true"));
    json_close_object(&w);
    response_json(rs, 200, buf_done(&b));
    response_header(rs, "Cache-Control", S("public, max-age=3600"));
}

/* ---- the offer ---- */

str wallet_offer_json(struct app *app, struct arena *a, const struct wallet_offer *o, const struct wallet_form *form)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "credential_issuer", app->base);
    json_put_key(&w, "credential_configuration_ids");
    json_open_array(&w);
    json_put_str(&w, wallet_configuration(a, form));
    json_close_array(&w);
    json_put_key(&w, "grants");
    json_open_object(&w);
    json_put_key(&w, GRANT);
    json_open_object(&w);
    json_put_member(&w, "pre-authorized_code", wallet_code(app, a, "code", o->ref));
    json_put_member(&w, "authorization_server", app_url(a, app, S("/wallet")));
    json_put_key(&w, "tx_code");
    json_put_text(&w, S("{\"input_mode\":\"numeric\",\"length\":6}"));
    json_close_object(&w);
    json_close_object(&w);
    json_close_object(&w);
    return buf_done(&b);
}

static code form_of_offer(struct request *rq, const struct wallet_offer *o, struct wallet_form *form, struct error *err)
{
    str bytes;

    TRY(wallet_bytes(rq->db, rq->arena, o, &bytes, err));
    return wallet_form_of(rq->arena, bytes, form, err);
}

void wallet_offer_document(struct request *rq, struct response *rs)
{
    struct wallet_offer o;
    struct wallet_form form;
    struct error err = {0};
    str ref = wallet_ref_of(app_of(rq), rq->arena, "offer", request_param(rq, "code"));

    code c = wallet_offer_open(rq->db, rq->arena, str_is_absent(ref) ? S("") : ref, &o, &err);
    if (c == OK)
        c = form_of_offer(rq, &o, &form, &err);
    if (c == OK)
        oauth_answer_send(rs, 200, wallet_offer_json(app_of(rq), rq->arena, &o, &form));
    else if (c == NOT_FOUND || c == UNSUPPORTED)
        refuse(rq, rs, 404, "invalid_request", err.text);
    else
        fault(rq, rs, &err);
}

/* ---- the token (§6) ---- */

static void send_token(struct request *rq, struct response *rs, str token)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "access_token", token);
    json_put_member(&w, "token_type", S("Bearer"));
    json_put_member_int(&w, "expires_in", WALLET_MINUTES * 60);
    json_close_object(&w);
    oauth_answer_send(rs, 200, buf_done(&b));
}

void wallet_token_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    str sent = request_field(rq, "pre-authorized_code"), pin = request_field(rq, "tx_code"), grant = request_field(rq, "grant_type"), token;

    if (str_is_empty(grant) || str_is_empty(sent)) {
        refuse(rq, rs, 400, "invalid_request", "grant_type and pre-authorized_code are needed, as a form");
        return;
    }
    if (!str_eq(grant, S(GRANT))) {
        refuse(rq, rs, 400, "unsupported_grant_type", "only pre-authorised codes are taken here");
        return;
    }
    if (str_is_empty(pin)) {
        refuse(rq, rs, 400, "invalid_request", "the transaction code is missing");
        return;
    }
    str ref = wallet_ref_of(app_of(rq), rq->arena, "code", sent);
    code c = str_is_absent(ref) ? fail(&err, NOT_FOUND, "", "this code is none of ours") : wallet_token(rq->db, rq->arena, ref, pin, &token, &err);
    if (c == OK)
        send_token(rq, rs, token);
    else if (c == NOT_FOUND || c == DENIED)
        refuse(rq, rs, 400, "invalid_grant", err.text);
    else
        fault(rq, rs, &err);
}

/* ---- the nonce (§7) ---- */

void wallet_nonce_post(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "c_nonce", wallet_nonce(app_of(rq), rq->arena));
    json_close_object(&w);
    oauth_answer_send(rs, 200, buf_done(&b));
}

/* ---- the credential (§8) ---- */

/* What is wrong with a request, in the words of §8.3.1.2. */
struct asked { struct wallet_offer offer; struct wallet_form form; const char *word; };

static code check_proofs(struct request *rq, const struct json *body, struct asked *q, struct error *err)
{
    const struct json *proofs = json_get(body, "proofs"), *jwts = json_get(proofs, "jwt");

    q->word = "invalid_proof";
    if (!proofs)
        return q->form.is_bound ? fail(err, BAD_INPUT, "", "this badge goes to the key it was issued to alone: a proof of it is needed") : OK;
    if (json_count(jwts) == 0 || json_count(jwts) > PROOFS)
        return fail(err, BAD_INPUT, "", "proofs has one member, jwt, with one to five proofs");
    for (size_t i = 0; i < json_count(jwts); i++) {
        struct wallet_proof p = {.jwt = json_str(json_item(jwts, i)), .holder = q->form.is_bound ? q->form.holder : (str){0}};
        code c = wallet_proof_check(app_of(rq), rq->arena, &p, err);
        if (p.is_nonce)
            q->word = "invalid_nonce";
        TRY(c == OK ? OK : fail(err, BAD_INPUT, "", "%s", err->text));
    }
    return OK;
}

static code check_asked(struct request *rq, struct asked *q, struct error *err)
{
    const struct json *body;
    str wanted;

    q->word = "invalid_credential_request";
    if (json_parse(rq->arena, rq->body, NULL, &body, NULL) != OK || !json_is(body, JSON_OBJECT))
        return fail(err, BAD_INPUT, "", "the request is no JSON object");
    if (json_get(body, "credential_identifier")) {
        q->word = "unknown_credential_identifier";
        return fail(err, BAD_INPUT, "", "no credential_identifier was given out: send credential_configuration_id");
    }
    wanted = json_str(json_get(body, "credential_configuration_id"));
    if (str_is_empty(wanted))
        return fail(err, BAD_INPUT, "", "credential_configuration_id is missing");
    TRY(form_of_offer(rq, &q->offer, &q->form, err));
    if (!str_eq(wanted, wallet_configuration(rq->arena, &q->form))) {
        q->word = "unknown_credential_configuration";
        return fail(err, BAD_INPUT, "", "another configuration was offered");
    }
    if (json_get(body, "credential_response_encryption")) {
        q->word = "invalid_encryption_parameters";
        return fail(err, BAD_INPUT, "", "answers are not encrypted here, beyond TLS");
    }
    return check_proofs(rq, body, q, err);
}

static str credential_answer(struct arena *a, const struct wallet_form *f)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "credentials");
    json_open_array(&w);
    json_open_object(&w);
    json_put_key(&w, "credential");
    if (str_eq(cstr(f->format), S("ldp_vc")))
        json_put_text(&w, f->credential);
    else
        json_put_str(&w, f->credential);
    json_close_object(&w);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

void wallet_credential_post(struct request *rq, struct response *rs)
{
    str header = request_header(rq, "authorization");
    bool has_token = str_eq_nocase(str_slice(header, 0, 7), S("Bearer "));
    struct asked q = {0};
    struct error err = {0};

    code c = has_token ? wallet_token_open(rq->db, rq->arena, str_trim(str_from(header, 7)), &q.offer, &err) : fail(&err, NOT_FOUND, "", "a token is needed");
    if (c == NOT_FOUND) {
        refuse(rq, rs, 401, "invalid_token", err.text);
        return;
    }
    if (c == OK)
        c = check_asked(rq, &q, &err);
    if (c == BAD_INPUT || c == UNSUPPORTED) {
        refuse(rq, rs, 400, q.word, err.text);
        return;
    }
    if (c == OK)
        c = wallet_taken(rq->db, &q.offer, &err);
    if (c == OK)
        oauth_answer_send(rs, 200, credential_answer(rq->arena, &q.form));
    else if (c == CONFLICT)
        refuse(rq, rs, 400, "credential_request_denied", err.text);
    else
        fault(rq, rs, &err);
}

/* ---- the VC API (exchanges) ---- */

static str presentation(struct arena *a, const struct wallet_form *f)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "verifiablePresentation");
    json_open_object(&w);
    json_put_key(&w, "@context");
    json_put_text(&w, S("[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiablePresentation\"]"));
    json_put_key(&w, "verifiableCredential");
    json_open_array(&w);
    if (str_eq(cstr(f->format), S("ldp_vc"))) {
        json_put_text(&w, f->credential);
    } else {
        json_open_object(&w);
        json_put_member(&w, "@context", S("https://www.w3.org/ns/credentials/v2"));
        json_put_member(&w, "type", S("EnvelopedVerifiableCredential"));
        json_put_member(&w, "id", str_join(a, S("data:application/vc+jwt,"), f->credential));
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    json_close_object(&w);
    return buf_done(&b);
}

/* A badge that is bound goes by OpenID4VCI alone, where the key proves itself. */
void wallet_exchange_post(struct request *rq, struct response *rs)
{
    str ref = wallet_ref_of(app_of(rq), rq->arena, "exchange", request_param(rq, "code"));
    struct wallet_offer o;
    struct wallet_form form;
    struct error err = {0};

    code c = wallet_offer_open(rq->db, rq->arena, str_is_absent(ref) ? S("") : ref, &o, &err);
    if (c == OK)
        c = form_of_offer(rq, &o, &form, &err);
    if (c == OK && form.is_bound)
        c = fail(&err, UNSUPPORTED, "", "this badge goes to the key it was issued to alone: use OpenID4VCI");
    if (c == OK)
        c = wallet_exchange(rq->db, rq->arena, ref, &o, &err);
    if (c == OK)
        oauth_answer_send(rs, 200, presentation(rq->arena, &form));
    else if (c == NOT_FOUND)
        refuse(rq, rs, 404, "not_found", err.text);
    else if (c == UNSUPPORTED)
        refuse(rq, rs, 400, "invalid_request", err.text);
    else
        fault(rq, rs, &err);
}
