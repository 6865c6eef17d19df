/* org/choose_pages.c — which of several organisations, and the addresses of all pages here. */
#include "app/org/org_pages.h"

#include "app/account/account.h"
#include "templates.h"

str org_base(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

/* ---- which organisation ---- */

static void org_choose(struct request *rq, struct response *rs)
{
    struct choose_view v = {.has_backpack = app_of(rq)->role != ROLE_ISSUER};
    struct error err = {0};

    if (org_memberships(rq->db, rq->arena, rq->session->account, &v.orgs, &err) != OK
        || org_led(rq->db, rq->arena, rq->session->account, &v.led, &err) != OK) {
        app_fail(rq, rs, &err);
    } else if (v.orgs.n == 1 && v.led.n == 0) {
        response_redirect(rs, str_printf(rq->arena, "/org/%lld", (long long)v.orgs.items[0].org));
    } else {
        struct out o = app_page(rq, "My organisations", "");
        tmpl_org_choose(&o, &v);
        app_send(rq, rs, &o);
    }
}

const struct route org_routes[] = {
    {GET,  "/org", SIGNED_IN, org_choose, NULL, 0},
    {GET,  "/org/{org}/settings", MANAGE_ORG, org_settings_show, NULL, 0},
    {GET,  "/org/{org}/settings/profile", MANAGE_ORG, org_profile_show, NULL, 0},
    {POST, "/org/{org}/settings/profile", MANAGE_ORG, org_profile_save, NULL, 0},
    {GET,  "/org/{org}/settings/members", MANAGE_ORG, org_members_show, NULL, 0},
    {POST, "/org/{org}/settings/members", MANAGE_ORG, org_members_invite, NULL, FRESH},
    {POST, "/org/{org}/settings/members/second-step", MANAGE_ORG, org_members_rule, NULL, FRESH},
    {POST, "/org/{org}/settings/members/withdraw", MANAGE_ORG, org_members_withdraw, NULL, 0},
    {GET,  "/org/{org}/settings/members/new", MANAGE_ORG, org_members_new, NULL, 0},
    {POST, "/org/{org}/settings/members/restore", MANAGE_ORG, org_member_undo, NULL, FRESH},
    {GET,  "/org/{org}/settings/members/{account}", MANAGE_ORG, org_member_show, NULL, 0},
    {POST, "/org/{org}/settings/members/{account}", MANAGE_ORG, org_member_save, NULL, FRESH},
    {GET,  "/org/{org}/roles", VIEW_ORG, org_roles_show, NULL, 0},
    {GET,  "/org/{org}/settings/keys", MANAGE_ORG, org_keys_show, NULL, 0},
    {POST, "/org/{org}/settings/keys", MANAGE_ORG, org_keys_new, NULL, FRESH},
    {GET,  "/org/{org}/settings/awarding", MANAGE_ORG, org_awarding_show, NULL, 0},
    {POST, "/org/{org}/settings/awarding", MANAGE_ORG, org_awarding_save, NULL, 0},
    {GET,  "/org/{org}/settings/brand", MANAGE_ORG, org_brand_show, NULL, 0},
    {POST, "/org/{org}/settings/brand", MANAGE_ORG, org_brand_save, NULL, 0},
    {GET,  "/org/{org}/settings/brand/preview.svg", MANAGE_ORG, org_brand_preview, NULL, 0},
    {GET,  "/org/{org}/settings/profiles", MANAGE_ORG, org_issuers_show, NULL, 0},
    {POST, "/org/{org}/settings/profiles", MANAGE_ORG, org_issuers_new, NULL, FRESH},
    {GET,  "/org/{org}/settings/profiles/{issuer}", MANAGE_ORG, org_profile_show, NULL, 0},
    {POST, "/org/{org}/settings/profiles/{issuer}", MANAGE_ORG, org_profile_save, NULL, 0},
    {POST, "/org/{org}/settings/profiles/{issuer}/remove", MANAGE_ORG, org_issuers_remove, NULL, 0},
    {GET,  "/org/{org}/settings/profiles/{issuer}/keys", MANAGE_ORG, org_keys_show, NULL, 0},
    {POST, "/org/{org}/settings/profiles/{issuer}/keys", MANAGE_ORG, org_keys_new, NULL, FRESH},
    {GET,  "/org/{org}/settings/profiles/{issuer}/brand", MANAGE_ORG, org_brand_show, NULL, 0},
    {POST, "/org/{org}/settings/profiles/{issuer}/brand", MANAGE_ORG, org_brand_save, NULL, 0},
    {GET,  "/org/{org}/settings/profiles/{issuer}/brand/preview.svg", MANAGE_ORG, org_brand_preview, NULL, 0},
    {GET,  "/org/{org}/settings/keys/{key}", MANAGE_ORG, org_key_show, NULL, 0},
    {POST, "/org/{org}/settings/keys/{key}/distrust", MANAGE_ORG, org_key_stop, NULL, FRESH},
    {POST, "/org/{org}/settings/keys/{key}/sheet", MANAGE_ORG, org_key_paper, NULL, FRESH},
    {GET,  "/org/{org}/settings/keys/restore", MANAGE_ORG, org_key_restore_show, NULL, 0},
    {POST, "/org/{org}/settings/keys/restore", MANAGE_ORG, org_key_restore_post, NULL, FRESH},
    {POST, "/org/{org}/settings/profiles/{issuer}/keys/{key}/sheet", MANAGE_ORG, org_key_paper, NULL, FRESH},
    {GET,  "/org/{org}/settings/profiles/{issuer}/keys/restore", MANAGE_ORG, org_key_restore_show, NULL, 0},
    {POST, "/org/{org}/settings/profiles/{issuer}/keys/restore", MANAGE_ORG, org_key_restore_post, NULL, FRESH},
    {GET,  "/org/{org}/settings/profiles/{issuer}/keys/{key}", MANAGE_ORG, org_key_show, NULL, 0},
    {POST, "/org/{org}/settings/profiles/{issuer}/keys/{key}/distrust", MANAGE_ORG, org_key_stop, NULL, FRESH},
    {GET,  "/brand/{colours}", EVERYBODY, org_brand_css, NULL, NO_SESSION | NO_DB},
    {GET,  "/org/{org}/settings/log", READ_LOG, org_log_show, NULL, 0},
    {GET,  "/invite/{token}", EVERYBODY, invite_open, NULL, 0},
    {POST, "/invite/{token}", EVERYBODY, invite_accept, NULL, 0},
    {0},
};
