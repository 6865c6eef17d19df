/* host/describe.c — what this host says of itself, for those who want to connect:
 * the manifest of OB 2.1, the service description of OB 3.0, and what RFC 8414
 * asks of a server of tokens. */
#include "app/host/host_private.h"

#include "app/settings.h"

static struct badge_host host_described(struct app *app, struct arena *a, enum badge_api api)
{
    return (struct badge_host){
        .kind = api, .name = str_printf(a, "Lapel, " STR_FMT, STR_ARG(app_host(a, app))),
        .base = app_url(a, app, api == API_OB21 ? S(OB21_PATH) : api == API_OB30 ? S(OB30_PATH) : S(CLR20_PATH)),
        .authorize = app_url(a, app, S("/oauth/authorize")), .token = app_url(a, app, S("/oauth/token")),
        .registration = app_url(a, app, S("/oauth/register")), .revoke = app_url(a, app, S("/oauth/revoke")),
        .terms = app_url(a, app, S("/about/terms")), .privacy = app_url(a, app, S("/about/privacy")),
        .scopes = cstr(api == API_OB21 ? host_scopes_21 : api == API_OB30 ? host_scopes_30 : host_scopes_clr),
    };
}

static void send(struct request *rq, struct response *rs, str json)
{
    response_json(rs, 200, json);
    response_header(rs, "Cache-Control", S("public, max-age=3600"));
    response_etag(rq, rs);
}

void ob21_manifest(struct request *rq, struct response *rs)
{
    struct badge_host h = host_described(app_of(rq), rq->arena, API_OB21);

    send(rq, rs, badge_host_manifest(rq->arena, &h, app_url(rq->arena, app_of(rq), S(OB21_MANIFEST))));
}

void ob30_discovery(struct request *rq, struct response *rs)
{
    struct badge_host h = host_described(app_of(rq), rq->arena, host_api_of(rq));

    send(rq, rs, badge_host_service(rq->arena, &h));
}

void oauth_metadata(struct request *rq, struct response *rs)
{
    struct badge_host h = host_described(app_of(rq), rq->arena, API_OB30);
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    str scopes = host_scopes(rq->arena), word;

    json_open_object(&w);
    json_put_member(&w, "issuer", app_of(rq)->base);
    json_put_member(&w, "authorization_endpoint", h.authorize);
    json_put_member(&w, "token_endpoint", h.token);
    json_put_member(&w, "registration_endpoint", h.registration);
    json_put_member(&w, "revocation_endpoint", h.revoke);
    json_put_key(&w, "scopes_supported");
    json_open_array(&w);
    while (str_cut(&scopes, ' ', &word))
        json_put_str(&w, word);
    json_close_array(&w);
    json_put_key(&w, "response_types_supported");
    json_put_text(&w, S("[\"code\"],\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"],"
                        "\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\"],\"revocation_endpoint_auth_methods_supported\":[\"client_secret_basic\"],"
                        "\"code_challenge_methods_supported\":[\"S256\"],\"authorization_response_iss_parameter_supported\":true"));
    json_close_object(&w);
    send(rq, rs, buf_done(&b));
}
