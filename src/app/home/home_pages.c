/* home/home_pages.c — the page itself: each part with how far its reader's roles go. */
#include "app/home/home_view.h"

#include "app/org/access.h"
#include "templates.h"

/* ---- set up ---- */

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

/* ---- what is held ---- */

/* Never all while something is missing, nor nothing while something is held. */
static str share_of(struct arena *a, const struct compliance_line *l)
{
    int64_t share = l->held * 100 / l->asked;

    return str_printf(a, "%lld %%", (long long)(share == 0 && l->held > 0 ? 1 : share));
}

static code fill_held(struct request *rq, struct home_view *v, const struct access *may, struct error *err)
{
    struct home_held *h = &v->held;
    struct compliance_ask ask = {.org = rq->org, .weight = S(""), .account = rq->session->account, .grants = access_grants(rq->arena, may, VIEW_STANDINGS)};

    if (!access_may_some(may, VIEW_STANDINGS))
        return OK;
    TRY(compliance_glance(rq->db, rq->arena, &ask, &h->c, err));
    const struct compliance_line *all = &h->c.all;
    h->is_known = h->c.is_known;
    h->is_shown = !h->is_known || all->asked > 0;
    h->href = str_join(rq->arena, v->base, S("/reports/compliance"));
    h->late_href = str_join(rq->arena, v->base, S("/matrix?state=overdue&state=expired"));
    h->share = all->asked ? share_of(rq->arena, all) : S("");
    h->of_100 = chart_share(all->held, all->asked);
    *list_add(rq->arena, &h->ending) = (struct home_ending){"within 30 days", all->near};
    *list_add(rq->arena, &h->ending) = (struct home_ending){"within 60 days", all->near + all->soon};
    *list_add(rq->arena, &h->ending) = (struct home_ending){"within 90 days", all->near + all->soon + all->later};
    return OK;
}

/* ---- the page ---- */

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
    fill_todo(rq, v, &o, may);
    TRY(fill_held(rq, v, may, err));
    return home_waits(rq, v, err);
}

static void home_show(struct request *rq, struct response *rs)
{
    struct home_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Home", "home");
    v.user = o.page->user_name;
    tmpl_home(&o, &v);
    app_send(rq, rs, &o);
}

const struct route home_routes[] = {
    {GET, "/org/{org}", VIEW_ORG, home_show, NULL, 0},
    {0},
};
