/* award/award_pages.c — the awards of an organisation: list, one award,
 * revoking it, sending its mail again. */
#include "app/award/award_pages.h"

#include "app/account/account.h"
#include "app/evidence/evidence.h"
#include "app/list/act.h"
#include "app/org/access.h"
#include "app/org/person.h"
#include "app/catalog/results.h"
#include "templates.h"
#include "web/out.h"

#define SOON (60 * DAY)

str award_base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/awards", (long long)rq->org);
}

str award_picture(struct arena *a, str png_hash)
{
    return str_is_empty(png_hash) ? S("") : str_join(a, S("/images/"), png_hash);
}

struct tag_view award_state_tag(struct arena *a, const struct award_state *s)
{
    msec now = clock_now();

    if (s->revoked > 0)
        return (struct tag_view){"bad", "ban", said("Revoked")};
    if (s->suspended > 0)
        return (struct tag_view){"bad", "player-pause", said("Suspended")};
    if (s->valid_until > 0 && s->valid_until <= now)
        return (struct tag_view){NULL, "clock-off", said("Expired")};
    if (s->valid_until > 0 && s->valid_until <= now + SOON)
        return (struct tag_view){"warn", "clock", words_printf(a, "Renew by " STR_FMT, STR_ARG(out_day_said(a, s->valid_until)))};
    return (struct tag_view){"good", "check", said("Valid")};
}

/* ---- the list ---- */

static void show_list(struct request *rq, struct response *rs)
{
    struct awards_view v = {.base = award_base_path(rq)};

    v.may_award = app_allow(rq, AWARD_BADGES, rq->org) == OK;
    v.list = (struct list){.def = &awards_list_def, .address = rq->path};
    v.list.empty = v.may_award ? (struct empty_view){"award", "No awards yet", "Choose a badge, name the people, check the list: that is all.",
                                                     str_join(rq->arena, v.base, S("/new")), "Award a badge"}
                               : (struct empty_view){"award", "No awards yet", "They are shown here as soon as somebody awards a badge.", S(""), NULL};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Awards", "awards");
    tmpl_awards(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one award ---- */

static struct tag_view mail_tag(const struct mail *m)
{
    if (str_eq(m->state, S("sent")))
        return (struct tag_view){"good", "check", said("Sent")};
    if (str_eq(m->state, S("failed")))
        return (struct tag_view){"bad", "alert-circle", said("Not sent")};
    if (str_eq(m->state, S("outbox")))
        return (struct tag_view){"warn", "clock", said("Waits in the outbox")};
    return (struct tag_view){"info", "hourglass", said("Being sent")};
}

static code add_mails(struct request *rq, struct award_view *v, struct error *err)
{
    struct mail_list mails = {0};
    struct arena *a = rq->arena;

    v->may_read_mails = access_holds(rq, AWARD_BADGES);
    TRY(mail_of_award(rq->db, a, rq->org, v->w.id, &mails, err));
    for (size_t i = 0; i < mails.n; i++)
        *list_add(a, &v->mails) = (struct award_mail_line){
            .href = str_printf(a, "/org/%lld/mail/%lld", (long long)rq->org, (long long)mails.items[i].id),
            .to = mails.items[i].to_address, .tag = mail_tag(&mails.items[i]),
            .at = mails.items[i].sent ? mails.items[i].sent : mails.items[i].created};
    return OK;
}

static code add_origin(struct request *rq, struct award_view *v, struct error *err)
{
    struct bulk b;
    struct org o;
    struct org_key key;
    struct account who;

    TRY(org_at_version(rq->db, rq->arena, v->w.org_version, &o, err));
    TRY(org_key_name(rq->db, rq->arena, &o, v->w.key, &key, err));
    v->key_words = words_printf(rq->arena, STR_FMT ", key " STR_FMT, STR_ARG(key.alg), STR_ARG(key.kid));
    v->awarded_by = S("");
    if (v->w.batch == 0 || bulk_get(rq->db, rq->arena, rq->org, v->w.batch, &b, NULL) != OK)
        return OK;
    v->list_href = access_holds(rq, AWARD_BADGES) ? str_printf(rq->arena, STR_FMT "/lists/%lld", STR_ARG(v->base), (long long)b.id) : S("");
    if (b.account && account_get(rq->db, rq->arena, b.account, &who, NULL) == OK)
        v->awarded_by = str_is_empty(who.name) ? who.email : who.name;
    return OK;
}

static code add_results(struct request *rq, struct award_view *v, struct error *err)
{
    struct badge_version_row version;

    v->results = S("");
    if (str_is_empty(v->w.results))
        return OK;
    TRY(catalog_version(rq->db, rq->arena, v->w.version, &version, err));
    v->results = results_words(rq->arena, &version.results, v->w.results);
    return OK;
}

/* What it renewed, and what renewed it. */
static code add_chain(struct request *rq, struct award_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    TRY(award_next(rq->db, a, v->w.id, &v->next, err));
    TRY(award_previous(rq->db, a, v->w.id, &v->previous, err));
    v->next_href = str_printf(a, STR_FMT "/%lld", STR_ARG(v->base), (long long)v->next.next);
    v->previous_href = str_printf(a, STR_FMT "/%lld", STR_ARG(v->base), (long long)v->previous.next);
    v->renew_href = v->may_mail && v->next.next == 0
                        ? str_printf(a, STR_FMT "/new?badge=%lld&person=%lld&renew=1", STR_ARG(v->base), (long long)v->w.achievement,
                                     (long long)v->w.person) : S("");
    return OK;
}

static code add_evidence(struct request *rq, struct award_view *v, struct error *err)
{
    struct evidence_folder f;
    code c = evidence_of_award(rq->db, rq->arena, v->w.id, &f, err);

    v->evidence = app_allow(rq, AWARD_BADGES, rq->org) == OK ? str_join(rq->arena, v->self, S("/evidence"))
                : c == OK ? evidence_path(rq->arena, &f) : S("");
    return c == NOT_FOUND ? OK : c;
}

/* Who may open evidence reads how it was judged. */
static code add_judged(struct request *rq, struct award_view *v, struct error *err)
{
    bool was_judged = false;

    if (access_holds_some(rq, OPEN_EVIDENCE))
        TRY(award_was_judged(rq->db, rq->org, v->w.id, &was_judged, err));
    v->judged = was_judged ? str_join(rq->arena, v->self, S("/judged")) : S("");
    return OK;
}

/* How it changed, in words of the list of changes. */
str award_past_words(const struct award_past *p)
{
    if (str_eq(p->what, S("move")))
        return said("Moved to another address");
    if (str_eq(p->what, S("restore")))
        return said("Put back");
    return str_eq(p->what, S("return")) ? said("Revocation taken back") : said("Corrected");
}

static void add_change(struct request *rq, struct award_view *v)
{
    bool may = app_allow(rq, REVOKE_BADGES, rq->org) == OK;

    v->may_correct = may && v->w.revoked == 0 && v->w.suspended == 0;
    v->may_return = may && v->w.revoked > clock_now() - ACT_UNDO_TIME;
    v->person_href = str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)v->w.person);
    v->person_awards = str_printf(rq->arena, STR_FMT "?person=%lld", STR_ARG(v->base), (long long)v->w.person);
}

code award_view_load(struct request *rq, struct award_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    TRY(award_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v->w, err));
    v->base = award_base_path(rq);
    v->self = str_printf(a, STR_FMT "/%lld", STR_ARG(v->base), (long long)v->w.id);
    v->page_path = str_printf(a, "/b/" STR_FMT, STR_ARG(v->w.public_id));
    v->page_url = app_url(a, app_of(rq), v->page_path);
    v->picture = award_picture(a, v->w.png_hash);
    v->tag = award_state_tag(a, &(struct award_state){v->w.revoked, v->w.valid_until, v->w.suspended});
    v->may_revoke = v->w.revoked == 0 && app_allow(rq, REVOKE_BADGES, rq->org) == OK;
    v->may_mail = v->w.revoked == 0 && v->w.suspended == 0 && person_has_address(v->w.recipient)
               && app_allow(rq, AWARD_BADGES, rq->org) == OK;
    v->endorse = v->may_mail && access_holds(rq, DESIGN_BADGES) ? str_printf(a, "/org/%lld/endorsements/new?award=%lld", (long long)rq->org, (long long)v->w.id) : S("");
    add_change(rq, v);
    TRY(award_past_of(rq->db, a, v->w.id, &v->past, err));
    TRY(add_chain(rq, v, err));
    TRY(add_origin(rq, v, err));
    TRY(add_evidence(rq, v, err));
    TRY(add_judged(rq, v, err));
    TRY(add_results(rq, v, err));
    return add_mails(rq, v, err);
}

static void show_award(struct request *rq, struct response *rs)
{
    struct award_view v = {.list_href = S("")};
    struct error err = {0};

    if (award_view_load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Award", "awards");
    tmpl_award_admin(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- its mail again ---- */

static code queue_again(struct request *rq, const struct award_row *w, struct error *err)
{
    TRY(db_begin(rq->db, err));
    return db_end(rq->db,
                  mail_queue(app_of(rq), rq->db, rq->arena,
                             &(struct mail){.org = rq->org, .award = w->id, .kind = S("award"),
                                            .to_address = w->recipient, .to_name = w->name}, err),
                  err);
}

static void post_mail(struct request *rq, struct response *rs)
{
    struct award_row w;
    struct error err = {0};
    code c = award_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &w, &err);

    if (c == OK && (w.revoked || w.suspended))
        c = fail(&err, CONFLICT, "award", "this award is %s; its mail would promise what is not true", w.revoked ? "revoked" : "suspended");
    if (c == OK && !person_has_address(w.recipient))
        c = fail(&err, CONFLICT, "award", "whoever got this award gave no e-mail address");
    if (c == OK)
        c = queue_again(rq, &w, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, award_self_path(rq), "The mail was written again.");
}

const struct route award_routes[] = {
    {GET, "/org/{org}/awards", VIEW_AWARDS, show_list, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/awards/new", AWARD_BADGES, award_new_show, NULL, 0},
    {POST, "/org/{org}/awards/new", AWARD_BADGES, award_new_post, NULL, LONG_BODY},
    {GET, "/org/{org}/awards/lists", AWARD_BADGES, award_lists_show, NULL, 0},
    {GET, "/org/{org}/awards/lists/{id}", AWARD_BADGES, award_list_show, NULL, 0},
    {GET, "/org/{org}/awards/lists/{id}/result.csv", AWARD_BADGES, award_list_csv, NULL, 0},
    {POST, "/org/{org}/awards/lists/{id}/row", AWARD_BADGES, award_list_row_post, NULL, 0},
    {POST, "/org/{org}/awards/lists/{id}/line", AWARD_BADGES, award_line_post, NULL, 0},
    {POST, "/org/{org}/awards/lists/{id}/group", MANAGE_PEOPLE, award_group_post, NULL, 0},
    {GET, "/org/{org}/awards/lists/{id}/columns", AWARD_BADGES, award_columns_show, NULL, 0},
    {POST, "/org/{org}/awards/lists/{id}/columns", AWARD_BADGES, award_columns_post, NULL, 0},
    {POST, "/org/{org}/awards/lists/{id}/start", AWARD_BADGES, award_list_start, NULL, 0},
    {POST, "/org/{org}/awards/lists/{id}/now", AWARD_BADGES, award_list_now, NULL, 0},
    {POST, "/org/{org}/awards/lists/{id}/take-back", AWARD_BADGES, award_list_take_back, NULL, 0},
    {POST, "/org/{org}/awards/lists/{id}/discard", AWARD_BADGES, award_list_discard, NULL, 0},
    {GET, "/org/{org}/awards/{id}", VIEW_AWARDS, show_award, NULL, 0, .within = OF_AWARD},
    {GET, "/org/{org}/awards/{id}/revoke", REVOKE_BADGES, award_withdraw_show, NULL, 0, .within = OF_AWARD},
    {POST, "/org/{org}/awards/{id}/revoke", REVOKE_BADGES, award_withdraw_post, NULL, 0, .within = OF_AWARD},
    {GET, "/org/{org}/awards/{id}/suspend", REVOKE_BADGES, award_withdraw_show, NULL, 0, .within = OF_AWARD},
    {POST, "/org/{org}/awards/{id}/suspend", REVOKE_BADGES, award_withdraw_post, NULL, 0, .within = OF_AWARD},
    {POST, "/org/{org}/awards/{id}/reinstate", REVOKE_BADGES, award_reinstate_post, NULL, 0, .within = OF_AWARD},
    {GET, "/org/{org}/awards/{id}/evidence", AWARD_BADGES, award_evidence_show, NULL, 0},
    {POST, "/org/{org}/awards/{id}/evidence", AWARD_BADGES, award_evidence_post, NULL, 0},
    {GET, "/org/{org}/awards/{id}/correct", REVOKE_BADGES, award_correct_show, NULL, 0, .within = OF_AWARD},
    {POST, "/org/{org}/awards/{id}/correct", REVOKE_BADGES, award_correct_post, NULL, 0, .within = OF_AWARD},
    {GET, "/org/{org}/awards/{id}/move", REVOKE_BADGES, award_correct_show, NULL, 0, .within = OF_AWARD},
    {POST, "/org/{org}/awards/{id}/move", REVOKE_BADGES, award_correct_post, NULL, 0, .within = OF_AWARD},
    {POST, "/org/{org}/awards/{id}/restore", REVOKE_BADGES, award_restore_post, NULL, 0, .within = OF_AWARD},
    {POST, "/org/{org}/awards/{id}/return", REVOKE_BADGES, award_return_post, NULL, 0, .within = OF_AWARD},
    {POST, "/org/{org}/awards/{id}/mail", AWARD_BADGES, post_mail, NULL, 0},
    {0},
};
