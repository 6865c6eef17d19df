/* mozilla/mozilla.c — the table of addresses: those that issuers and display sites
 * have known since 2011, and a few of ours between them. */
#include "app/mozilla/mozilla_private.h"

static void login(struct request *rq, struct response *rs)
{
    (void)rq;
    response_redirect(rs, S("/sign-in?next=%2Fbackpack"));
}

#define MACHINE (NO_CSRF | NO_SESSION)
#define OPEN    (MACHINE | PUBLIC_CORS)

const struct route mozilla_routes[] = {
    {GET,     "/issuer.js",                             EVERYBODY, issuer_js,              NULL, OPEN | NO_DB},
    {GET,     "/issuer/welcome",                        EVERYBODY, issuer_welcome,         NULL, 0},
    {GET,     "/issuer/frame",                          EVERYBODY, issuer_frame,           NULL, 0},
    {POST,    "/issuer/frame",                          EVERYBODY, issuer_frame_post,      NULL, MACHINE},
    {GET,     "/issuer/frameless",                      EVERYBODY, issuer_frameless,       NULL, 0},
    {POST,    "/issuer/frameless",                      EVERYBODY, issuer_frameless_post,  NULL, MACHINE},
    {GET,     "/issuer/push/{id}",                      SIGNED_IN, push_show,              NULL, 0},
    {POST,    "/issuer/push/{id}",                      SIGNED_IN, push_decide_post,       NULL, 0},
    {POST,    "/issuer/push/{id}/left",                 SIGNED_IN, push_left,              NULL, 0},
    {GET,     "/issuer/outcome",                        EVERYBODY, issuer_outcome,         NULL, OPEN},
    {POST,    "/issuer/withdraw",                       EVERYBODY, issuer_withdraw,        NULL, OPEN},
    {GET,     "/issuer/assertion",                      EVERYBODY, issuer_assertion_get,   NULL, 0},
    {POST,    "/issuer/assertion",                      EVERYBODY, issuer_assertion_post,  NULL, 0},
    {GET,     "/access",                                EVERYBODY, connect_access,         NULL, 0},
    {POST,    "/accept",                                EVERYBODY, connect_accept,         NULL, 0},
    {POST,    "/api/token",                             EVERYBODY, connect_token,          NULL, MACHINE},
    {OPTIONS, "/api/token",                             EVERYBODY, connect_options,        NULL, OPEN | NO_DB},
    {POST,    "/api/issue",                             EVERYBODY, connect_issue,          NULL, OPEN},
    {OPTIONS, "/api/issue",                             EVERYBODY, connect_options,        NULL, OPEN | NO_DB},
    {GET,     "/api/identity",                          EVERYBODY, connect_identity,       NULL, OPEN},
    {OPTIONS, "/api/identity",                          EVERYBODY, connect_options,        NULL, OPEN | NO_DB},
    {GET,     "/backpack/settings",                     SIGNED_IN, connect_settings,       NULL, 0},
    {POST,    "/backpack/settings/revoke-origin",       EVERYBODY, connect_revoke,         NULL, 0},
    {GET,     "/backpack/login",                        EVERYBODY, login,                  NULL, 0},
    {GET,     "/displayer/convert/email",               EVERYBODY, displayer_convert,      NULL, 0},
    {POST,    "/displayer/convert/email",               EVERYBODY, displayer_convert_post, &convert_form, MACHINE},
    {GET,     "/displayer/{user}/groups",               EVERYBODY, displayer_groups_get,   NULL, OPEN},
    {GET,     "/displayer/{user}/groups.json",          EVERYBODY, displayer_groups_get,   NULL, OPEN},
    {GET,     "/displayer/{user}/groups.jsonp",         EVERYBODY, displayer_groups_get,   NULL, OPEN},
    {GET,     "/displayer/{user}/group/{group}",        EVERYBODY, displayer_group_get,    NULL, OPEN},
    {GET,     "/backpack/shown",                        SIGNED_IN, shown_show,             NULL, 0},
    {POST,    "/backpack/shown",                        SIGNED_IN, shown_post,             &shown_form, 0},
    {GET,     "/baker",                                 EVERYBODY, baker_get,              NULL, PUBLIC_CORS},
    {GET,     "/bake",                                  EVERYBODY, bake_get,               NULL, OPEN},
    {0},
};
