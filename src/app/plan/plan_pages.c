/* plan/plan_pages.c — one's plans, a new one, and the page of one, for whoever it is of and
 * whoever leads them. */
#include "app/plan/plan_private.h"
#include "app/plan/plan_view.h"

#include "app/catalog/catalog.h"
#include "app/effort.h"
#include "app/jobrole/jobrole.h"
#include "templates.h"
#include "web/out.h"

#define MOST_BADGES 300

str plan_path(struct arena *a, int64_t id)
{
    return str_printf(a, "/plan/%lld", (long long)id);
}

struct tag_view plan_tag(const struct plan *p)
{
    if (p->closed)
        return p->is_reached ? (struct tag_view){"good", "circle-check", said("Reached")} : (struct tag_view){NULL, "circle-x", said("Given up")};
    switch (p->state) {
    case PLAN_SENT: return (struct tag_view){"warn", "hourglass", said("Waits for an answer")};
    case PLAN_BACK: return (struct tag_view){"warn", "pencil", said("Changes asked for")};
    case PLAN_AGREED: return p->changed > p->answered ? (struct tag_view){"warn", "pencil", said("Changed since it was agreed")} : (struct tag_view){"good", "circle-check", said("Agreed")};
    case PLAN_DRAFT: break;
    }
    return (struct tag_view){NULL, "lock", said("Seen by you alone")};
}

/* ---- all of them ---- */

static code add_line(struct request *rq, const struct plan *p, struct plan_home_view *v, struct error *err)
{
    struct plan_line *line = list_add(rq->arena, p->removed ? &v->removed : p->closed ? &v->closed : &v->open);
    struct plan_steps steps = {0};

    *line = (struct plan_line){.p = *p, .href = plan_path(rq->arena, p->id), .tag = plan_tag(p)};
    if (p->removed || p->closed)
        return OK;
    TRY(plan_steps_of(rq->db, rq->arena, p, &steps, err));
    line->sums = plan_sum(&steps);
    return OK;
}

static code load_home(struct request *rq, struct plan_home_view *v, struct error *err)
{
    struct plan_mes mes = {0};
    struct plans all = {0};

    TRY(plan_me_find(rq->db, rq->arena, rq->session->account, &mes, err));
    TRY(plan_mine(rq->db, rq->arena, rq->session->account, &all, err));
    v->may_begin = mes.n > 0;
    v->has_many = mes.n > 1;
    for (size_t i = 0; i < all.n; i++)
        TRY(add_line(rq, &all.items[i], v, err));
    return OK;
}

void plan_home(struct request *rq, struct response *rs)
{
    struct plan_home_view v = {0};
    struct error err = {0};

    if (load_home(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My development plans", "");
    tmpl_plan_home(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- a new one ---- */

static const struct form_field new_fields[] = {
    {"me", FIELD_INT, "Where"},
    {"goal", FIELD_CHOICE, "Goal", .choices = "role|badge|words", .required = true},
    {"jobrole", FIELD_INT, "Job role"},
    {"badge", FIELD_INT, "Badge"},
    {"title", FIELD_LINE, "In your own words", .max = 200},
    {"why", FIELD_TEXT, "Why", .max = 4000},
    {"review", FIELD_DATE, "Look at it again on"},
};
const struct form_spec plan_new_form = FORM(new_fields);

static code choose_me(struct request *rq, struct plan_new_view *v, int64_t person, struct error *err)
{
    TRY(plan_me_find(rq->db, rq->arena, rq->session->account, &v->mes, err));
    if (!v->mes.n)
        return fail(err, NOT_FOUND, "plan", "no organisation has you in its directory by an address of your account");
    v->me = v->mes.items[0];
    for (size_t i = 0; i < v->mes.n; i++)
        if (v->mes.items[i].person == person)
            v->me = v->mes.items[i];
    form_set_int(v->form, "me", v->me.person);
    return OK;
}

static code add_choices(struct request *rq, struct plan_new_view *v, struct error *err)
{
    struct jobrole_list roles = {0};
    struct badge_list badges = {0};

    TRY(jobrole_find(rq->db, rq->arena, v->me.org, &roles, err));
    TRY(catalog_list(rq->db, rq->arena, v->me.org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, err));
    for (size_t i = 0; i < roles.n; i++)
        *list_add(rq->arena, &v->roles) = (struct plan_choice){str_printf(rq->arena, "%lld", (long long)roles.items[i].id), roles.items[i].name,
                                                               roles.items[i].id == form_int(v->form, "jobrole")};
    for (size_t i = 0; i < badges.n; i++)
        *list_add(rq->arena, &v->badges) = (struct plan_choice){str_printf(rq->arena, "%lld", (long long)badges.items[i].id), badges.items[i].v.name,
                                                                badges.items[i].id == form_int(v->form, "badge")};
    return OK;
}

static void show_new(struct request *rq, struct response *rs, struct form *f, int64_t person)
{
    struct plan_new_view v = {.form = f, .self = S("/plan/new")};
    struct error err = {0};

    if (choose_me(rq, &v, person, &err) != OK || add_choices(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "New development plan", "");
    tmpl_plan_new(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void plan_new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &plan_new_form);
    int64_t person = 0, role = 0;

    (void)!str_to_int(request_query(rq, "me"), &person);
    if (str_to_int(request_query(rq, "role"), &role))
        form_set_int(f, "jobrole", role);
    form_set(f, "goal", S("role"));
    show_new(rq, rs, f, person);
}

static code begin(struct request *rq, const struct form *f, int64_t *id, struct error *err)
{
    struct plan_new n = {.account = rq->session->account, .title = form_text(f, "title"), .why = form_text(f, "why"), .review = form_int(f, "review")};
    struct plan_mes all = {0};
    str goal = form_text(f, "goal");

    TRY(plan_me_find(rq->db, rq->arena, n.account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].person == form_int(f, "me"))
            n.me = all.items[i];
    if (str_eq(goal, S("role")))
        n.jobrole = form_int(f, "jobrole");
    else if (str_eq(goal, S("badge")))
        n.badge = form_int(f, "badge");
    if (!str_eq(goal, S("words")) && n.jobrole <= 0 && n.badge <= 0)
        return fail(err, BAD_INPUT, "goal", "choose what you want to reach");
    return plan_add(rq->db, rq->arena, &n, id, err);
}

void plan_new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &plan_new_form);
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? begin(rq, f, &id, &err) : OK;

    if (c == DENIED || c == FAULT) {
        app_fail(rq, rs, &err);
        return;
    }
    if (c != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, plan_path(rq->arena, id), "The plan is begun. Nobody sees it but you.");
    else
        show_new(rq, rs, f, form_int(f, "me"));
}

/* ---- goal, reason and review changed ---- */

static const struct form_field edit_fields[] = {
    {"title", FIELD_LINE, "What you want to reach", .max = 200, .required = true},
    {"why", FIELD_TEXT, "Why", .max = 4000},
    {"review", FIELD_DATE, "Look at it again on"},
};
const struct form_spec plan_edit_form = FORM(edit_fields);

static code open_own(struct request *rq, struct plan *p, struct error *err)
{
    TRY(plan_look(rq->db, rq->arena, request_param_int(rq, "id"), rq->session->account, p, err));
    return p->is_own ? OK : fail(err, DENIED, "plan", "a plan is changed by whoever it is of");
}

static void show_edit(struct request *rq, struct response *rs, struct form *f, const struct plan *p)
{
    struct plan_edit_view v = {f, *p, plan_path(rq->arena, p->id)};
    struct out o = app_page(rq, "Change the goal", "");

    tmpl_plan_edit(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void plan_edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &plan_edit_form);
    struct error err = {0};
    struct plan p;

    if (open_own(rq, &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "title", p.title);
    form_set(f, "why", p.why);
    if (p.review)
        form_set(f, "review", date_format(rq->arena, date_of(p.review)));
    show_edit(rq, rs, f, &p);
}

void plan_edit_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &plan_edit_form);
    struct plan_change change = {request_param_int(rq, "id"), rq->session->account, form_text(f, "title"), form_text(f, "why"), form_int(f, "review")};
    struct error err = {0};
    struct plan p;
    code c = open_own(rq, &p, &err);

    if (c == OK && f->ok) {
        c = plan_save(rq->db, rq->arena, &change, &err);
        if (c == BAD_INPUT)
            form_reject_error(f, &err, rq->arena);
    }
    if (c != OK && c != BAD_INPUT)
        app_fail(rq, rs, &err);
    else if (f->ok)
        app_done(rq, rs, plan_path(rq->arena, p.id), "Saved.");
    else
        show_edit(rq, rs, f, &p);
}

/* ---- the page ---- */

static void add_step(struct request *rq, struct plan_page_view *v, const struct plan_step *s)
{
    struct plan_step_view *one = list_add(rq->arena, s->removed ? &v->removed : &v->steps);
    msec today = date_start(date_of(clock_now()));
    struct buf b = buf_new(rq->arena);

    *one = (struct plan_step_view){.s = *s, .self = str_printf(rq->arena, STR_FMT "/steps/%lld", STR_ARG(v->self), (long long)s->id), .is_done = plan_step_is_done(s), .may_change = v->may_change};
    if (s->minutes)
        one->time = effort_time_words(rq->arena, s->minutes);
    if (s->cost)
        one->cost = effort_cost_words(rq->arena, s->cost);
    if (one->is_done)
        one->tag = (struct tag_view){"good", "check", s->is_by_itself ? said("Held") : said("Done")};
    else if (s->due && s->due < today && !v->p.closed)
        one->tag = (struct tag_view){"bad", "clock-off", said("Its day is past")};
    if (s->due)
        buf_printf(&b, STR_FMT, STR_ARG(words_printf(rq->arena, "By " STR_FMT, STR_ARG(out_day_said(rq->arena, s->due)))));
    if (one->time.n)
        buf_printf(&b, "%s" STR_FMT, b.n ? " · " : "", STR_ARG(one->time));
    if (one->cost.n)
        buf_printf(&b, "%s" STR_FMT, b.n ? " · " : "", STR_ARG(words_printf(rq->arena, "Cost " STR_FMT, STR_ARG(one->cost))));
    one->sub = buf_done(&b);
}

static code add_steps(struct request *rq, struct plan_page_view *v, struct error *err)
{
    struct plan_steps all = {0};

    TRY(plan_steps_of(rq->db, rq->arena, &v->p, &all, err));
    for (size_t i = 0; i < all.n; i++)
        add_step(rq, v, &all.items[i]);
    v->sums = plan_sum(&all);
    v->time = v->sums.minutes ? effort_time_words(rq->arena, v->sums.minutes) : S("");
    v->time_open = effort_time_words(rq->arena, v->sums.minutes_open);
    v->cost = v->sums.cost ? effort_cost_words(rq->arena, v->sums.cost) : S("");
    v->cost_open = effort_cost_words(rq->arena, v->sums.cost_open);
    return v->may_change ? plan_gap_find(rq->db, rq->arena, &v->p, &all, &v->gap, err) : OK;
}

static code add_events(struct request *rq, struct plan_page_view *v, struct error *err)
{
    struct plan_events all = {0};

    TRY(plan_events_of(rq->db, rq->arena, v->p.id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->events) = (struct plan_event_view){all.items[i], said(plan_event_words(all.items[i].kind))};
    return OK;
}

code plan_load(struct request *rq, struct plan_page_view *v, struct error *err)
{
    TRY(plan_look(rq->db, rq->arena, request_param_int(rq, "id"), rq->session->account, &v->p, err));
    v->self = plan_path(rq->arena, v->p.id);
    v->back = v->p.is_own ? S("/plan") : str_printf(rq->arena, "/org/%lld/team/plans", (long long)v->p.org);
    v->back_words = v->p.is_own ? "My development plans" : "Plans of my team";
    v->tag = plan_tag(&v->p);
    v->may_change = v->p.is_own && !v->p.closed && !v->p.removed;
    v->is_changed = v->p.state == PLAN_AGREED && v->p.changed > v->p.answered;
    for (int act = 0; act < PLAN_ACTS; act++)
        v->may[act] = plan_may(&v->p, (enum plan_act)act, rq->session->account);
    TRY(add_steps(rq, v, err));
    return add_events(rq, v, err);
}

void plan_show(struct request *rq, struct response *rs, const struct plan_typed *typed)
{
    struct plan_page_view v = {.step = typed->step ? typed->step : form_empty(rq->arena, &plan_step_form),
                               .comment = typed->comment ? typed->comment : form_empty(rq->arena, &plan_comment_form),
                               .ask = typed->ask ? typed->ask : form_empty(rq->arena, &plan_ask_form)};
    struct error err = {0};

    if (plan_load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.p.title), "");
    tmpl_plan_page(&o, &v);
    app_send(rq, rs, &o);
    if (!v.step->ok || !v.comment->ok || !v.ask->ok)
        rs->status = 422;
}

void plan_page(struct request *rq, struct response *rs)
{
    plan_show(rq, rs, &(struct plan_typed){0});
}

void plan_paper(struct request *rq, struct response *rs)
{
    struct plan_page_view v = {.is_on_paper = true};
    struct error err = {0};

    if (plan_load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.p.title), "");
    tmpl_plan_paper(&o, &v);
    app_send(rq, rs, &o);
}
