/* requirement/days_pages.c — leave of absence of a person, and days that rules count from. */
#include "app/requirement/requirement_view.h"

#include "app/org/person.h"
#include "templates.h"

static const struct form_field leave_fields[] = {
    {"first", FIELD_DATE, "First day", .required = true},
    {"last", FIELD_DATE, "Last day"},
};
static const struct form_field end_fields[] = {
    {"leave", FIELD_INT, "Leave", .max = INT64_MAX},
    {"ended", FIELD_DATE, "Last day away", .required = true},
};
static const struct form_field day_fields[] = {
    {"which", FIELD_CHOICE, "Which day", .choices = "role|date"},
    {"name", FIELD_LINE, "Name of the date", .max = PROOF_WHAT},
    {"day", FIELD_DATE, "Day"},
    {"forget", FIELD_BOOL, "Forget"},
};
static const struct form_spec leave_spec = FORM(leave_fields), end_spec = FORM(end_fields), day_spec = FORM(day_fields);

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/people/%lld/days", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

static code load(struct request *rq, struct days_view *v, struct error *err)
{
    struct person p;
    int64_t id = request_param_int(rq, "id");

    TRY(person_get(rq->db, rq->arena, rq->org, id, &p, err));
    v->name = p.name.n ? p.name : p.email;
    v->self = self_path(rq);
    v->back = str_printf(rq->arena, "/org/%lld/people/%lld/standards", (long long)rq->org, (long long)id);
    TRY(person_leaves(rq->db, rq->arena, rq->org, id, &v->leaves, err));
    return person_days(rq->db, rq->arena, rq->org, id, &v->days, err);
}

/* The form that was sent, with what is wrong; the others are empty. */
static void show(struct request *rq, struct response *rs, struct days_view *v)
{
    struct error err = {0};

    v->leave = v->leave ? v->leave : form_empty(rq->arena, &leave_spec);
    v->end = v->end ? v->end : form_empty(rq->arena, &end_spec);
    v->day = v->day ? v->day : form_empty(rq->arena, &day_spec);
    v->ends = form_int(v->end, "leave");
    if (load(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v->name), "people");
    tmpl_person_days(&o, v);
    app_send(rq, rs, &o);
    if (!v->leave->ok || !v->end->ok || !v->day->ok)
        rs->status = 422;
}

void person_days_show(struct request *rq, struct response *rs)
{
    show(rq, rs, &(struct days_view){0});
}

static void answer(struct request *rq, struct response *rs, struct days_view *v, struct form *f, code c, struct error *err)
{
    if (c == BAD_INPUT)
        form_reject_error(f, err, rq->arena);
    if (!f->ok) {
        show(rq, rs, v);
    } else if (c != OK) {
        app_fail(rq, rs, err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_path(rq), "Saved. How they stand follows within seconds.");
    }
}

static struct leave_new leave_of(struct request *rq)
{
    return (struct leave_new){.org = rq->org, .person = request_param_int(rq, "id"), .by = rq->session->account};
}

void person_leave_post(struct request *rq, struct response *rs)
{
    struct days_view v = {.leave = form_read(rq, &leave_spec)};
    struct leave_new l = leave_of(rq);
    struct error err = {0};
    int64_t id;

    l.first = form_value(v.leave, "first")->number;
    l.last = form_value(v.leave, "last")->number;
    code c = v.leave->ok ? person_leave_add(rq->db, rq->arena, &l, &id, &err) : OK;
    answer(rq, rs, &v, v.leave, c, &err);
}

void person_leave_end_post(struct request *rq, struct response *rs)
{
    struct days_view v = {.end = form_read(rq, &end_spec)};
    struct leave_new l = leave_of(rq);
    struct error err = {0};

    l.last = form_value(v.end, "ended")->number;
    code c = v.end->ok ? person_leave_end(rq->db, rq->arena, &l, form_int(v.end, "leave"), &err) : OK;
    if (c == BAD_INPUT)
        c = fail(&err, BAD_INPUT, "ended", "%s", err.text);
    answer(rq, rs, &v, v.end, c, &err);
}

void person_day_post(struct request *rq, struct response *rs)
{
    struct days_view v = {.day = form_read(rq, &day_spec)};
    bool is_role = str_eq(form_text(v.day, "which"), S("role"));
    struct person_day d = {rq->org, request_param_int(rq, "id"), rq->session->account, is_role ? S("role") : form_text(v.day, "name"),
                           form_bool(v.day, "forget") ? NO_DAY : form_value(v.day, "day")->number};
    struct error err = {0};
    struct person p;
    if (v.day->ok && !d.day && !form_bool(v.day, "forget"))
        form_reject(v.day, "day", said("Say which day."));
    code c = v.day->ok ? person_get(rq->db, rq->arena, rq->org, d.person, &p, &err) : OK;

    if (v.day->ok && c == OK)
        c = person_day_set(rq->db, rq->arena, &d, &err);
    answer(rq, rs, &v, v.day, c, &err);
}
