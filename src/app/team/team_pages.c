/* team/team_pages.c — the page of who leads others: figures, what waits for them, the
 * people; and many reminded at once. */
#include "app/team/team_view.h"

#include "templates.h"

#define REMINDED_MOST 100                        /* at once; each is a transaction and a mail */

static bool asks_all(const struct request *rq)
{
    return str_eq(request_query(rq, "reach"), S("all"));
}

static struct team_of team_of(const struct request *rq)
{
    return (struct team_of){rq->org, rq->session->account};
}

/* ---- the page ---- */

static code add_trend(struct request *rq, struct team_page_view *v, struct error *err)
{
    struct team_of t = team_of(rq);
    struct chart_points p = {0};

    if (!v->leads)
        return OK;
    TRY(team_months(rq->db, rq->arena, &t, !v->is_all, &p, err));
    team_months_show(rq->arena, &p, &v->trend);
    v->months_href = str_join(rq->arena, v->self, v->is_all ? S("/months.csv?reach=all") : S("/months.csv"));
    return OK;
}

static code fill(struct request *rq, struct team_page_view *v, struct error *err)
{
    struct team_of t = team_of(rq);

    TRY(team_count(rq->db, rq->arena, &t, &v->sums, err));
    v->has_below = v->sums.all.people > v->sums.direct.people;
    v->shown = v->is_all ? v->sums.all : v->sums.direct;
    v->remind_href = str_join(rq->arena, v->self, v->is_all ? S("/remind?reach=all") : S("/remind"));
    TRY(add_trend(rq, v, err));
    return team_waits_find(rq, &v->waits, err);
}

/* Who leads nobody and has no part here learns nothing of the organisation. */
static code check_reader(struct request *rq, bool *leads, struct error *err)
{
    TRY(team_leads(rq, 0, leads, err));
    return *leads || app_allow(rq, VIEW_PEOPLE, rq->org) == OK ? OK : fail(err, NOT_FOUND, "team", "nobody is led by you here");
}

static void team_show(struct request *rq, struct response *rs)
{
    struct team_page_view v = {.base = str_printf(rq->arena, "/org/%lld", (long long)rq->org), .is_all = asks_all(rq)};
    struct error err = {0};

    v.self = str_join(rq->arena, v.base, S("/team"));
    v.list = (struct list){.def = &reports_list_def, .address = v.self,
                           .empty = {"users-group", "Nobody is led by you here", "Whoever keeps the directory says who leads whom. Then your people stand here, with what is asked of them.", S(""), NULL}};
    if (check_reader(rq, &v.leads, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (list_answer(rq, rs, &v.list))
        return;
    if (fill(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My team", "team");
    tmpl_team(&o, &v);
    app_send(rq, rs, &o);
}

static void months_file(struct request *rq, struct response *rs)
{
    struct team_of t = team_of(rq);
    struct chart_points p = {0};
    struct error err = {0};
    bool leads = false;
    code c = team_leads(rq, 0, &leads, &err);

    if (c == OK && !leads)
        c = fail(&err, NOT_FOUND, "team", "nobody is led by you here");
    if (c == OK)
        c = team_months(rq->db, rq->arena, &t, !asks_all(rq), &p, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_bytes(rs, S("text/csv; charset=utf-8"), team_months_csv(rq->arena, &p));
    response_header(rs, "Content-Disposition", S("attachment; filename=\"team-months.csv\""));
    response_header(rs, "Cache-Control", S("private, no-store"));
}

/* ---- many reminded ---- */

static void remind_ask(struct request *rq, struct response *rs)
{
    struct team_remind_view v = {.back = str_printf(rq->arena, "/org/%lld/team", (long long)rq->org), .reach = asks_all(rq) ? S("all") : S("direct")};
    struct error err = {0};
    bool leads;

    v.self = str_join(rq->arena, v.back, S("/remind"));
    if (check_reader(rq, &leads, &err) != OK
        || team_find_late(rq->db, rq->arena, &(struct team_late_ask){team_of(rq), !asks_all(rq), REMINDED_MOST + 1}, &v.people, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.more = v.people.n > REMINDED_MOST;
    v.people.n -= v.more;
    struct out o = app_page(rq, "Remind", "team");
    tmpl_team_remind(&o, &v);
    app_send(rq, rs, &o);
}

/* Those who are ticked and led by whoever asks; anybody else is as if not ticked. */
static code remind_ticked(struct request *rq, int64_t *done, int64_t *left_out, struct error *err)
{
    for (size_t i = 0; i < rq->form.n && *done + *left_out < REMINDED_MOST; i++) {
        struct team_remind r = {.org = rq->org, .by = rq->session->account};
        struct error why = {0};
        bool leads = false;
        if (!str_eq(rq->form.items[i].name, S("person")) || !str_to_int(rq->form.items[i].value, &r.person) || r.person <= 0)
            continue;
        TRY(team_leads(rq, r.person, &leads, err));
        if (!leads)
            continue;
        code c = team_remind(rq->db, rq->arena, &r, &why);
        if (c != OK && c != CONFLICT)
            return fail(err, c, why.where, "%s", why.text);
        *done += c == OK;
        *left_out += c == CONFLICT;
    }
    return OK;
}

static void remind_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t done = 0, left_out = 0;

    if (remind_ticked(rq, &done, &left_out, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    str told = done + left_out == 0 ? said("Nobody was ticked, so nobody was reminded.")
             : left_out ? words_printf(rq->arena, "%lld reminded. %lld left out: they had a reminder today, are away, have no address, or nothing is open.", (long long)done, (long long)left_out)
                        : words_printf(rq->arena, "%lld reminded.", (long long)done);
    flash_set(rq, rs, &app_of(rq)->session, done ? "good" : "bad", told);
    response_redirect(rs, str_printf(rq->arena, "/org/%lld/team%s", (long long)rq->org, str_eq(request_field(rq, "reach"), S("all")) ? "?reach=all" : ""));
}

const struct route team_routes[] = {
    {GET,  "/org/{org}/team", SIGNED_IN, team_show, NULL, 0},
    {GET,  "/org/{org}/team/months.csv", SIGNED_IN, months_file, NULL, 0},
    {GET,  "/org/{org}/team/remind", SIGNED_IN, remind_ask, NULL, 0},
    {POST, "/org/{org}/team/remind", SIGNED_IN, remind_post, NULL, 0},
    {GET,  "/org/{org}/team/judge", SIGNED_IN, team_judge, NULL, 0},
    {GET,  "/org/{org}/team/{id}", SIGNED_IN, team_person, NULL, 0},
    {POST, "/org/{org}/team/{id}/remind", SIGNED_IN, team_person_remind, NULL, 0},
    {0},
};
