/* campaign/campaign_pages.c — the campaigns of an organisation, one with its curve and units,
 * which is its report once it is over; one's own; and all routes. */
#include "app/campaign/campaign_view.h"

#include "app/org/access.h"
#include "format/csv.h"
#include "templates.h"
#include "web/out.h"

str campaigns_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/campaigns", (long long)rq->org);
}

static struct tag_view campaign_tag(const struct campaign *c)
{
    if (c->archived)
        return (struct tag_view){NULL, "archive", said("Archived")};
    switch (campaign_state(c, campaign_today())) {
    case CAMPAIGN_PLANNED: return (struct tag_view){"info", "calendar", said("Not begun")};
    case CAMPAIGN_RUNNING: return (struct tag_view){"good", "player-play", said("Running")};
    case CAMPAIGN_STOPPED: return (struct tag_view){"warn", "player-pause", said("Stopped")};
    case CAMPAIGN_ENDED: break;
    }
    return (struct tag_view){NULL, "circle-check", said("Over")};
}

/* Whom the reader may see: everybody, or those of a part. */
static code find_reader(struct request *rq, struct campaign_reader *out, bool *changes, struct error *err)
{
    const struct access *x;

    TRY(access_of(rq, rq->org, &x, err));
    *out = (struct campaign_reader){rq->session->account, access_grants(rq->arena, x, VIEW_STANDINGS)};
    *changes = access_may(x, SET_STANDARDS);
    return OK;
}

/* ---- all ---- */

static void campaigns_show(struct request *rq, struct response *rs)
{
    struct campaign_list_view v = {.add = str_join(rq->arena, campaigns_path(rq), S("/new"))};
    struct campaign_reader reader;
    struct campaigns all = {0};
    struct error err = {0};

    if (find_reader(rq, &reader, &v.may_change, &err) != OK || campaign_find(rq->db, rq->arena, rq->org, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v.lines) = (struct campaign_line){str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(campaigns_path(rq)), (long long)all.items[i].id), all.items[i],
                                                                campaign_tag(&all.items[i])};
    struct out o = app_page(rq, "Campaigns", "norms");
    tmpl_campaigns(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

static void add_weeks(struct request *rq, struct campaign_view *v)
{
    struct chart_points points = {0};

    for (size_t i = 0; i < v->adoption.weeks.n; i++) {
        const struct campaign_week *w = &v->adoption.weeks.items[i];
        int64_t percent = campaign_percent(w->all, v->adoption.people);
        *list_add(rq->arena, &v->weeks) = (struct campaign_week_row){w->day, w->all, percent};
        *list_add(rq->arena, &points) = (struct chart_point){.label = out_day_said(rq->arena, w->day), .n = percent};
    }
    v->curve = (struct chart){.id = "adoption", .title = said("How many do it, week by week"),
                              .words = words_printf(rq->arena, "From %lld %% before the first day to %lld %% now; the target is %lld %%.", (long long)v->before, (long long)v->percent, (long long)v->c.target)};
    if (points.n)
        chart_curve(rq->arena, &points, &v->curve);
}

static void add_units(struct request *rq, const struct campaign_view *v, const struct campaign_units *units, struct campaign_unit_rows *out)
{
    for (size_t i = 0; i < units->n; i++) {
        const struct campaign_unit *u = &units->items[i];
        int64_t percent = campaign_percent(u->all, u->people);
        *list_add(rq->arena, out) = (struct campaign_unit_row){
            u->id ? u->name : said("In no department"), u->people, u->all, percent,
            percent >= v->c.target ? (struct tag_view){"good", "check", said("Target reached")} : (struct tag_view){"warn", "clock", words_printf(rq->arena, "%lld %% to go", (long long)(v->c.target - percent))}};
    }
}

static code load(struct request *rq, struct campaign_view *v, struct error *err)
{
    struct campaign_reader reader;
    struct campaign_teams teams = {0};
    struct audience_rules who = {0};
    enum campaign_state s;

    TRY(campaign_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->c, err));
    TRY(campaign_audience(rq->db, rq->arena, v->c.id, &who, err));
    TRY(find_reader(rq, &reader, &v->may_change, err));
    TRY(campaign_adoption_for(rq->db, rq->arena, &v->c, &reader, &v->adoption, err));
    v->is_part = reader.grants.n > 0;
    for (size_t i = 0; i < who.n; i++)
        *list_add(rq->arena, &v->who) = requirement_audience_words(rq->arena, rq->db, rq->org, &who.items[i]);
    s = campaign_state(&v->c, campaign_today());
    v->base = campaigns_path(rq);
    v->self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->base), (long long)v->c.id);
    v->words = as_markdown(v->c.words);
    v->tag = campaign_tag(&v->c);
    v->percent = campaign_percent(v->adoption.all, v->adoption.people);
    v->before = campaign_percent(v->adoption.before, v->adoption.people);
    v->is_small = v->adoption.people < CAMPAIGN_SMALL;
    v->is_over = s == CAMPAIGN_ENDED || s == CAMPAIGN_STOPPED;
    v->is_reached = v->percent >= v->c.target;
    v->may_edit = v->may_change && s == CAMPAIGN_PLANNED && !v->c.archived;
    for (int act = 0; act < CAMPAIGN_ACTS; act++)
        v->may[act] = v->may_change && campaign_may(&v->c, (enum campaign_act)act);
    if (!v->is_small) {
        add_weeks(rq, v);
        add_units(rq, v, &v->adoption.units, &v->units);
        TRY(campaign_teams(rq->db, rq->arena, &v->c, &reader, &v->adoption, &teams, err));
        add_units(rq, v, &teams.units, &v->teams);
        v->small_teams = teams.small;
        v->more_teams = teams.more;
    }
    return OK;
}

static void put_line(struct arena *a, struct buf *b, str what, str name, int64_t people, int64_t all)
{
    csv_put(b, what, true);
    csv_put(b, name, false);
    csv_put(b, str_printf(a, "%lld", (long long)people), false);
    csv_put(b, str_printf(a, "%lld", (long long)all), false);
    csv_put(b, str_printf(a, "%lld", (long long)campaign_percent(all, people)), false);
    csv_end_row(b);
}

/* Every figure of the page, and no other. */
static void send_csv(struct request *rq, struct response *rs, const struct campaign_view *v)
{
    static const char *const heads[] = {"What", "Name", "People", "Do it", "Per cent"};
    struct buf b = buf_new(rq->arena);

    buf_putz(&b, "\xEF\xBB\xBF");
    for (size_t i = 0; i < COUNT(heads); i++)
        csv_put(&b, said(heads[i]), i == 0);
    csv_end_row(&b);
    if (!v->is_small) {
        put_line(rq->arena, &b, said("Before"), v->c.name, v->adoption.people, v->adoption.before);
        put_line(rq->arena, &b, said("Now"), v->c.name, v->adoption.people, v->adoption.all);
    }
    for (size_t i = 0; i < v->weeks.n; i++)
        put_line(rq->arena, &b, said("Week"), date_format(rq->arena, date_of(v->weeks.items[i].day)), v->adoption.people, v->weeks.items[i].all);
    for (size_t i = 0; i < v->units.n; i++)
        put_line(rq->arena, &b, said("Department"), v->units.items[i].name, v->units.items[i].people, v->units.items[i].all);
    for (size_t i = 0; i < v->teams.n; i++)
        put_line(rq->arena, &b, said("Team"), v->teams.items[i].name, v->teams.items[i].people, v->teams.items[i].all);
    response_bytes(rs, S("text/csv; charset=utf-8"), buf_done(&b));
    response_header(rs, "Content-Disposition", S("attachment; filename=\"campaign.csv\""));
}

static void campaign_show(struct request *rq, struct response *rs)
{
    struct campaign_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (str_eq(request_query(rq, "as"), S("csv"))) {
        send_csv(rq, rs, &v);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.c.name), "norms");
    tmpl_campaign(&o, &v);
    app_send(rq, rs, &o);
}

static const struct { const char *name; enum campaign_act act; const char *done; } presses[] = {
    {"stop", CAMPAIGN_STOP, "Stopped. It can go on until its last day."}, {"go-on", CAMPAIGN_GO_ON, "It goes on."},
    {"archive", CAMPAIGN_ARCHIVE, "Archived."}, {"restore", CAMPAIGN_UNARCHIVE, "Out of the archive."},
};

static void campaign_act_post(struct request *rq, struct response *rs)
{
    str go = request_field(rq, "go");
    struct error err = {0};

    for (size_t i = 0; i < COUNT(presses); i++) {
        if (!str_eq(go, cstr(presses[i].name)))
            continue;
        code c = campaign_act(rq->db, rq->arena, &(struct campaign_do){rq->org, request_param_int(rq, "id"), rq->session->account, presses[i].act}, &err);
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(campaigns_path(rq)), (long long)request_param_int(rq, "id")), presses[i].done);
        return;
    }
    fail(&err, NOT_FOUND, "go", "there is nothing of that name to do");
    app_fail(rq, rs, &err);
}

/* ---- one's own ---- */

static void add_mine(const struct campaign *c, struct campaign_mine *out)
{
    *out = (struct campaign_mine){.c = *c, .words = as_markdown(c->words), .percent = campaign_percent(c->doing, c->people), .is_small = c->people < CAMPAIGN_SMALL};
    for (size_t i = 0; i < c->goals.n; i++)
        out->has += c->goals.items[i].held > 0;
}

static void campaigns_mine(struct request *rq, struct response *rs)
{
    struct campaign_mine_view v = {0};
    struct campaigns all = {0};
    struct error err = {0};
    code c = campaign_mine(rq->db, rq->arena, rq->session->account, &all, &err);

    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++)
        add_mine(&all.items[i], list_add(rq->arena, &v.all));
    struct out o = app_page(rq, "My campaigns", "");
    tmpl_campaigns_mine(&o, &v);
    app_send(rq, rs, &o);
}

const struct route campaign_routes[] = {
    {GET,  "/org/{org}/campaigns", VIEW_STANDINGS, campaigns_show, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/campaigns/new", SET_STANDARDS, campaign_new_show, NULL, 0},
    {POST, "/org/{org}/campaigns/new", SET_STANDARDS, campaign_form_post, &campaign_form, 0},
    {GET,  "/org/{org}/campaigns/{id}", VIEW_STANDINGS, campaign_show, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/campaigns/{id}/edit", SET_STANDARDS, campaign_edit_show, NULL, 0},
    {POST, "/org/{org}/campaigns/{id}/edit", SET_STANDARDS, campaign_form_post, &campaign_form, 0},
    {POST, "/org/{org}/campaigns/{id}/act", SET_STANDARDS, campaign_act_post, NULL, 0},
    {GET,  "/campaigns", SIGNED_IN, campaigns_mine, NULL, 0},
    {0},
};
