/* plan/step_pages.c — steps added, changed, ticked and removed; the gap taken over; and a
 * plan as a file. */
#include "app/plan/plan_view.h"

#include "app/effort.h"
#include "format/csv.h"
#include "format/json.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"title", FIELD_LINE, "What is to be done", .max = 200, .required = true},
    {"hours", FIELD_LINE, "Hours", .max = 20},
    {"cost", FIELD_LINE, "Cost", .max = 20},
    {"due", FIELD_DATE, "By when"},
    {"note", FIELD_TEXT, "Note", .max = 2000},
};
const struct form_spec plan_step_form = FORM(fields);
static const struct form_field take_fields[] = {{"take", FIELD_MANY, "Steps"}};
const struct form_spec plan_take_form = FORM(take_fields);

static str back_to(struct request *rq)
{
    return plan_path(rq->arena, request_param_int(rq, "id"));
}

static void read_step(struct form *f, struct plan_step *s)
{
    *s = (struct plan_step){.title = form_text(f, "title"), .note = form_text(f, "note"), .due = form_int(f, "due")};
    if (!effort_read_time(form_text(f, "hours"), &s->minutes))
        form_reject(f, "hours", said("Write it like 1:30, 1.5 or 90 min."));
    if (!effort_read_cost(form_text(f, "cost"), &s->cost))
        form_reject(f, "cost", said("Write it like 250 or 249.50."));
}

/* ---- added ---- */

void plan_step_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &plan_step_form);
    struct plan_step_save s = {.plan = request_param_int(rq, "id"), .account = rq->session->account};
    struct error err = {0};
    code c = OK;

    read_step(f, &s.step);
    if (f->ok)
        c = plan_step_save(rq->db, rq->arena, &s, &err);
    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        plan_show(rq, rs, &(struct plan_typed){.step = f});
    else
        app_done_or_fail(rq, rs, c, &err, back_to(rq), "The step is in the plan.");
}

void plan_take_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &plan_take_form);
    struct plan_take t = {request_param_int(rq, "id"), rq->session->account, &form_value(f, "take")->many};
    struct error err = {0};
    int64_t n = 0;

    if (plan_take(rq->db, rq->arena, &t, &n, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    flash_set(rq, rs, &app_of(rq)->session, n ? "good" : "bad", n ? words_printf(rq->arena, "Steps added: %lld", (long long)n) : said("Nothing was ticked, so nothing was added."));
    response_redirect(rs, back_to(rq));
}

/* ---- changed ---- */

static code open_step(struct request *rq, struct plan_step_edit_view *v, struct error *err)
{
    struct plan_steps all = {0};
    int64_t id = request_param_int(rq, "step");

    TRY(plan_look(rq->db, rq->arena, request_param_int(rq, "id"), rq->session->account, &v->p, err));
    if (!v->p.is_own)
        return fail(err, DENIED, "plan", "a plan is changed by whoever it is of");
    TRY(plan_steps_of(rq->db, rq->arena, &v->p, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == id && !all.items[i].removed) {
            v->s = all.items[i];
            v->back = back_to(rq);
            v->self = str_printf(rq->arena, STR_FMT "/steps/%lld", STR_ARG(v->back), (long long)id);
            return OK;
        }
    return fail(err, NOT_FOUND, "step", "there is no such step");
}

static void show_step(struct request *rq, struct response *rs, const struct plan_step_edit_view *v)
{
    struct out o = app_page(rq, "Change the step", "");

    tmpl_plan_step_edit(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void plan_step_show(struct request *rq, struct response *rs)
{
    struct plan_step_edit_view v = {.form = form_empty(rq->arena, &plan_step_form)};
    struct error err = {0};

    if (open_step(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(v.form, "title", v.s.title);
    form_set(v.form, "note", v.s.note);
    form_set(v.form, "hours", effort_time_typed(rq->arena, v.s.minutes));
    if (v.s.cost)
        form_set(v.form, "cost", effort_cost_words(rq->arena, v.s.cost));
    if (v.s.due)
        form_set(v.form, "due", date_format(rq->arena, date_of(v.s.due)));
    show_step(rq, rs, &v);
}

void plan_step_edit_post(struct request *rq, struct response *rs)
{
    struct plan_step_edit_view v = {.form = form_read(rq, &plan_step_form)};
    struct plan_step_save s = {.plan = request_param_int(rq, "id"), .account = rq->session->account};
    struct error err = {0};
    code c = open_step(rq, &v, &err);

    read_step(v.form, &s.step);
    s.step.id = v.s.id;
    if (c == OK && v.form->ok) {
        c = plan_step_save(rq->db, rq->arena, &s, &err);
        if (c == BAD_INPUT)
            form_reject_error(v.form, &err, rq->arena);
    }
    if (c != OK && c != BAD_INPUT)
        app_fail(rq, rs, &err);
    else if (v.form->ok)
        app_done(rq, rs, v.back, "Saved.");
    else
        show_step(rq, rs, &v);
}

static const struct { const char *name; enum plan_step_act act; const char *done; } presses[] = {
    {"tick", STEP_TICK, "Done."}, {"untick", STEP_UNTICK, "The step is open again."},
    {"remove", STEP_REMOVE, "Removed. It can be brought back below."}, {"restore", STEP_RESTORE, "The step is back."},
};

void plan_step_act_post(struct request *rq, struct response *rs)
{
    str go = request_field(rq, "go");
    struct error err = {0};

    for (size_t i = 0; i < COUNT(presses); i++) {
        if (!str_eq(go, cstr(presses[i].name)))
            continue;
        struct plan_step_do d = {request_param_int(rq, "id"), rq->session->account, request_param_int(rq, "step"), presses[i].act};
        code c = plan_step_act(rq->db, rq->arena, &d, &err);
        app_done_or_fail(rq, rs, c, &err, back_to(rq), presses[i].done);
        return;
    }
    fail(&err, NOT_FOUND, "go", "there is nothing of that name to do");
    app_fail(rq, rs, &err);
}

/* ---- as a file: one's own ---- */

static code load_own(struct request *rq, struct plan_page_view *v, struct error *err)
{
    TRY(plan_load(rq, v, err));
    return v->p.is_own ? OK : fail(err, DENIED, "plan", "a plan is taken along by whoever it is of");
}

static str day_or_none(struct arena *a, msec t)
{
    return t ? date_format(a, date_of(t)) : S("");
}

static void put_row(struct arena *a, struct buf *b, const struct plan_step_view *s)
{
    csv_put(b, s->s.title, true);
    csv_put(b, day_or_none(a, s->s.due), false);
    csv_put(b, s->is_done ? day_or_none(a, s->s.is_by_itself ? s->s.held : s->s.done) : S(""), false);
    csv_put(b, effort_time_typed(a, s->s.minutes), false);
    csv_put(b, effort_cost_words(a, s->s.cost), false);
    csv_put(b, s->s.note, false);
    csv_end_row(b);
}

void plan_csv(struct request *rq, struct response *rs)
{
    static const char *const heads[] = {"Step", "By when", "Done", "Hours", "Cost", "Note"};
    struct plan_page_view v = {0};
    struct error err = {0};
    struct buf b = buf_new(rq->arena);

    if (load_own(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    buf_putz(&b, "\xEF\xBB\xBF");
    for (size_t i = 0; i < COUNT(heads); i++)
        csv_put(&b, said(heads[i]), i == 0);
    csv_end_row(&b);
    for (size_t i = 0; i < v.steps.n; i++)
        put_row(rq->arena, &b, &v.steps.items[i]);
    response_bytes(rs, S("text/csv; charset=utf-8"), buf_done(&b));
    response_header(rs, "Content-Disposition", S("attachment; filename=\"development-plan.csv\""));
}

static void put_step(struct arena *a, struct json_writer *w, const struct plan_step_view *s)
{
    json_open_object(w);
    json_put_member(w, "title", s->s.title);
    json_put_member(w, "note", s->s.note);
    json_put_member_int(w, "minutes", s->s.minutes);
    json_put_member(w, "cost", effort_cost_words(a, s->s.cost));
    if (s->s.due)
        json_put_member(w, "due", day_or_none(a, s->s.due));
    json_put_member_bool(w, "done", s->is_done);
    json_close_object(w);
}

static void put_event(struct arena *a, struct json_writer *w, const struct plan_event *e)
{
    json_open_object(w);
    json_put_member(w, "at", time_format(a, e->at));
    json_put_member(w, "what", e->kind);
    json_put_member(w, "words", e->words);
    json_put_member(w, "by", e->by);
    json_close_object(w);
}

static void put_plan(struct arena *a, struct json_writer *w, const struct plan_page_view *v)
{
    static const char *const states[] = {[PLAN_DRAFT] = "draft", [PLAN_SENT] = "sent", [PLAN_BACK] = "back", [PLAN_AGREED] = "agreed"};

    json_open_object(w);
    json_put_member(w, "organisation", v->p.org_name);
    json_put_member(w, "goal", v->p.title);
    json_put_member(w, "why", v->p.why);
    json_put_member(w, "state", v->p.closed ? v->p.is_reached ? S("reached") : S("given-up") : cstr(states[v->p.state]));
    if (v->p.review)
        json_put_member(w, "review", day_or_none(a, v->p.review));
    json_put_key(w, "steps");
    json_open_array(w);
    for (size_t i = 0; i < v->steps.n; i++)
        put_step(a, w, &v->steps.items[i]);
    json_close_array(w);
    json_put_key(w, "history");
    json_open_array(w);
    for (size_t i = 0; i < v->events.n; i++)
        put_event(a, w, &v->events.items[i].e);
    json_close_array(w);
    json_close_object(w);
}

void plan_json(struct request *rq, struct response *rs)
{
    struct plan_page_view v = {0};
    struct error err = {0};
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    if (load_own(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    put_plan(rq->arena, &w, &v);
    response_json(rs, 200, buf_done(&b));
    response_header(rs, "Content-Disposition", S("attachment; filename=\"development-plan.json\""));
}
