/* org/home_pages.c — the first page of an organisation: what is still to be
 * done, what happened, what comes next. */
#include "app/org/org_pages.h"

#include "app/account/account.h"
#include "templates.h"

str org_base(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

static void add_todo(struct arena *a, struct home_view *v, struct todo t)
{
    *list_add(a, &v->todo) = t;
    v->todo_done += t.done;
}

/* Each with a link only for who may do it. */
static void fill_todo(struct request *rq, struct home_view *v, const struct org *o, const struct access *may)
{
    struct arena *a = rq->arena;
    bool may_manage = access_may(may, MANAGE_ORG);
    str none = S(""), settings = str_join(a, v->base, S("/settings/profile"));

    add_todo(a, v, (struct todo){true, "Organisation and public address", NULL, none});
    add_todo(a, v, (struct todo){!str_is_empty(o->logo_hash) && !str_is_empty(o->description), "Add a logo and a description",
                                 "They stand on every award’s page.", may_manage ? settings : none});
    add_todo(a, v, (struct todo){v->numbers.published > 0, "Publish your first badge", "Name, criteria and a picture: five minutes.",
                                 v->may_design ? str_join(a, v->base, S("/badges/new")) : none});
    add_todo(a, v, (struct todo){v->numbers.people > 0, "Bring in your people", "A list of your staff as CSV: names and addresses are enough.",
                                 access_may(may, MANAGE_PEOPLE) ? str_join(a, v->base, S("/people/import")) : none});
    add_todo(a, v, (struct todo){v->numbers.awards > 0, "Award it", "To whom you choose in the directory, or paste.",
                                 v->may_award ? str_join(a, v->base, S("/awards/new")) : none});
    add_todo(a, v, (struct todo){v->has_mail_server, "Set up the mail server", "Until then mails wait in the outbox, where you can read them.",
                                 may_manage ? S("/settings/mail") : none});
}

static code load(struct request *rq, struct home_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct mail_counts mails = {0};
    struct org o;
    const struct access *may;

    TRY(access_of(rq, rq->org, &may, err));
    v->base = org_base(rq);
    v->may_design = access_may(may, DESIGN_BADGES);
    v->may_award = access_may(may, AWARD_BADGES);
    v->sees_awards = access_may(may, VIEW_AWARDS);
    v->sees_people = access_may(may, VIEW_PEOPLE);
    v->sees_part = !v->sees_awards && access_may_some(may, VIEW_AWARDS);
    v->sees_queue = access_may_some(may, SEE_QUEUE);
    v->has_mail_server = !str_is_empty(setting_get(rq->db, a, "mail.url"));
    TRY(org_get(rq->db, a, rq->org, &o, err));
    TRY(home_count(rq->db, rq->org, &v->numbers, err));
    if (v->sees_awards) {
        TRY(home_recent(rq->db, a, rq->org, 6, &v->recent, err));
        TRY(home_expiring(rq->db, a, rq->org, 5, &v->expiring, err));
    }
    TRY(mail_count(rq->db, a, rq->org, 0, &mails, err));
    v->mail_waits = mails.outbox;
    v->mail_failed = mails.failed;
    fill_todo(rq, v, &o, may);
    return OK;
}

static void org_home(struct request *rq, struct response *rs)
{
    struct home_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Home", "home");
    v.user = o.page->user_name;
    tmpl_org_home(&o, &v);
    app_send(rq, rs, &o);
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
    {GET,  "/org/{org}", VIEW_ORG, org_home, NULL, 0},
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
