/* lti/lti_ask.c — our key for a platform, and the conversation by which it
 * registers us (LTI Dynamic Registration 1.0). */
#include "app/lti/lti_course.h"

#include "base/crypto.h"
#include "base/uri.h"
#include "format/jose.h"
#include "web/fetch.h"

#define CONFIGURATION "https://purl.imsglobal.org/spec/lti-tool-configuration"
#define SCOPES "openid " LTI_SCOPE_ROSTER " " LTI_SCOPE_COLUMN " " LTI_SCOPE_RESULTS " " LTI_SCOPE_SCORE

/* ---- our key ---- */

code lti_new_key(struct app *app, struct arena *a, str *sealed, str *kid, struct error *err)
{
    struct key *key = NULL;
    str pem = {0};

    TRY(key_generate(KEY_RSA, &key, err));
    code c = key_to_pem(a, key, &pem, err);
    if (c == OK) {
        *sealed = seal(a, app->master_key, pem);
        *kid = jwk_thumbprint(a, key);
    }
    key_close(key);
    crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
    return c;
}

static code open_key(struct app *app, struct arena *a, const struct lti_platform *p, struct key **out, struct error *err)
{
    str pem = {0};

    TRY(unseal(a, app->master_key, p->sealed, &pem, err));
    code c = key_from_pem(pem, out, err);
    crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
    return c;
}

code lti_own_keys(struct app *app, struct arena *a, const struct lti_platform *p, str *json, struct error *err)
{
    struct key *key = NULL;
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    TRY(open_key(app, a, p, &key, err));
    json_open_object(&w);
    json_put_key(&w, "keys");
    json_open_array(&w);
    jwk_write(a, &w, key, p->kid);
    json_close_array(&w);
    json_close_object(&w);
    key_close(key);
    *json = buf_done(&b);
    return OK;
}

code lti_sign(struct app *app, struct arena *a, const struct lti_platform *p, str claims, str *token, struct error *err)
{
    struct key *key = NULL;

    TRY(open_key(app, a, p, &key, err));
    code c = jws_sign(a, key, &(struct jws_header){.kid = p->kid, .typ = S("JWT")}, claims, token, err);
    key_close(key);
    return c;
}

/* ---- registration ---- */

static str form_of_ours(struct app *app, struct arena *a, const struct lti_platform *p)
{
    str launch = app_url(a, app, lti_path(a, p, "launch"));
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "application_type", S("web"));
    json_put_key(&w, "response_types");
    json_put_text(&w, S("[\"id_token\"]"));
    json_put_key(&w, "grant_types");
    json_put_text(&w, S("[\"implicit\",\"client_credentials\"]"));
    json_put_member(&w, "initiate_login_uri", app_url(a, app, lti_path(a, p, "login")));
    json_put_key(&w, "redirect_uris");
    json_open_array(&w);
    json_put_str(&w, launch);
    json_close_array(&w);
    json_put_member(&w, "client_name", S("Lapel"));
    json_put_member(&w, "jwks_uri", app_url(a, app, lti_path(a, p, "keys")));
    json_put_member(&w, "token_endpoint_auth_method", S("private_key_jwt"));
    json_put_member(&w, "scope", S(SCOPES));
    json_put_key(&w, CONFIGURATION);
    json_open_object(&w);
    json_put_member(&w, "domain", app_host(a, app));
    json_put_member(&w, "target_link_uri", launch);
    json_put_key(&w, "claims");
    json_put_text(&w, S("[\"iss\",\"sub\",\"name\",\"email\"]"));
    json_put_key(&w, "messages");
    json_open_array(&w);
    json_open_object(&w);
    json_put_member(&w, "type", S("LtiDeepLinkingRequest"));
    json_put_member(&w, "target_link_uri", launch);
    json_put_member(&w, "label", S("Badge"));
    json_close_object(&w);
    json_close_array(&w);
    json_close_object(&w);
    json_close_object(&w);
    return buf_done(&b);
}

/* §3.3: the description belongs to the host of the issuer that it names. */
static code read_description(struct arena *a, str url, str text, struct lti_platform *out, str *register_at, struct error *err)
{
    const struct json *v;

    TRY(json_parse(a, text, NULL, &v, err));
    out->issuer = json_str(json_get(v, "issuer"));
    out->authorize = json_str(json_get(v, "authorization_endpoint"));
    out->token = json_str(json_get(v, "token_endpoint"));
    out->keys_url = json_str(json_get(v, "jwks_uri"));
    *register_at = json_str(json_get(v, "registration_endpoint"));
    if (!uri_is_http(out->issuer) || !str_eq(uri_origin(a, out->issuer), uri_origin(a, url)))
        return fail(err, DENIED, "issuer", "the platform’s description is at another host than the one it names");
    return uri_is_http(*register_at) ? OK : fail(err, UNSUPPORTED, "register", "the platform does not let tools register themselves");
}

static code ask_description(struct app *app, struct arena *a, str url, str *text, struct error *err)
{
    struct fetched f = {0};

    TRY(fetch_get(a, url, "application/json", &app->fetch, &f, err));
    if (f.status != 200)
        return fail(err, UNREACHABLE, "platform", "the platform answered %d where its description should be", f.status);
    *text = f.body;
    return OK;
}

static code ask_registration(struct app *app, struct arena *a, const struct lti_platform *p, str url, str token, str *text, struct error *err)
{
    struct fetched f = {0};
    struct fetch_call call = {.url = url, .content_type = S("application/json"), .body = form_of_ours(app, a, p), .accept = "application/json",
                              .authorization = str_is_empty(token) ? (str){0} : str_join(a, S("Bearer "), token)};

    TRY(fetch_authorized(a, &call, &app->fetch, &f, err));
    if (f.status != 200 && f.status != 201)
        return fail(err, UNREACHABLE, "platform", "the platform answered %d when we registered", f.status);
    *text = f.body;
    return OK;
}

code lti_register(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, const struct lti_register *r, struct error *err)
{
    struct lti_platform found = *p;
    const struct json *v;
    str text, register_at;

    if (lti_is_registered(p) || p->register_until <= clock_now())
        return fail(err, CONFLICT, "platform", "this address is for registering once, and for two hours: open it anew in the settings");
    TRY(ask_description(app, a, r->description_url, &text, err));
    TRY(read_description(a, r->description_url, text, &found, &register_at, err));
    TRY(ask_registration(app, a, p, register_at, r->token, &text, err));
    TRY(json_parse(a, text, NULL, &v, err));
    found.client = json_str(json_get(v, "client_id"));
    TRY(lti_platform_save(app, db, a, &found, 0, err));
    str deployment = json_str(json_get(json_get(v, CONFIGURATION), "deployment_id"));
    return str_is_empty(deployment) || deployment.n > 255 ? OK : lti_deployment_check(db, p->id, deployment, err);
}
