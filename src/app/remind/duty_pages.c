/* remind/duty_pages.c — when people hear of what is asked of them at work: an organisation's
 * days, a requirement's own, and who would be mailed today. */
#include "app/remind/remind_view.h"

#include "app/mail/letter.h"
#include "app/requirement/requirement.h"
#include "templates.h"

static const struct form_field rule_fields[] = {
    {"days", FIELD_LINE, "Days before", .max = 80},
    {"after", FIELD_LINE, "Days after", .max = 80},
    {"team_day", FIELD_CHOICE, "Weekly mail to who leads people", .choices = "0|1|2|3|4|5", .required = true},
    {"to_owner", FIELD_BOOL, "To the owner"},
};
static const struct form_spec rule_form = FORM(rule_fields);
static const struct form_field own_fields[] = {
    {"how", FIELD_CHOICE, "When", .choices = "standard|own|never", .required = true},
    {"days", FIELD_LINE, "Days before", .max = 80},
    {"after", FIELD_LINE, "Days after", .max = 80},
};
static const struct form_spec own_form = FORM(own_fields);

static str own_path(struct request *rq)
{
    return str_join(rq->arena, org_base(rq), S("/settings/duties"));
}

static str requirement_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/standards/%lld", STR_ARG(org_base(rq)), (long long)id);
}

/* ---- days, as people type and read them ---- */

static code read_part(str typed, const char *where, int64_t least, struct remind_steps *out, struct error *err)
{
    struct error why = {0};

    if (remind_duty_days_read(typed, out, &why) != OK)
        return fail(err, BAD_INPUT, where, "%s", why.text);
    for (size_t i = 0; i < out->n; i++)
        if (out->days[i] < least)
            return fail(err, BAD_INPUT, where, least ? "write numbers of days, such as 1, 7" : "write numbers of days, such as 90, 30, 7");
    return OK;
}

/* Those after the day stand below zero, the nearest first. */
static code read_days(const struct form *f, struct remind_steps *out, struct error *err)
{
    struct remind_steps after;

    TRY(read_part(form_text(f, "days"), "days", 0, out, err));
    TRY(read_part(form_text(f, "after"), "after", 1, &after, err));
    if (after.n && after.days[0] > REMIND_LATE_MOST)
        return fail(err, BAD_INPUT, "after", "days are numbers from %d to %d", 1, REMIND_LATE_MOST);
    if (out->n + after.n > REMIND_STEPS)
        return fail(err, BAD_INPUT, "days", "at most %d reminders", REMIND_STEPS);
    for (size_t i = after.n; i > 0; i--)
        out->days[out->n++] = -after.days[i - 1];
    return OK;
}

/* "90, 30, 7" of one side. */
static str side(struct arena *a, const struct remind_steps *s, bool after)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < s->n; i++)
        if ((s->days[i] < 0) == after)
            buf_printf(&b, "%s%lld", b.n ? ", " : "", (long long)(after ? -s->days[i] : s->days[i]));
    return buf_done(&b);
}

static void show_days(struct arena *a, const struct remind_steps *s, struct form *f)
{
    form_set(f, "days", side(a, s, false));
    form_set(f, "after", side(a, s, true));
}

static str in_words(struct arena *a, const struct remind_steps *s)
{
    str before = side(a, s, false), after = side(a, s, true);

    if (before.n && after.n)
        return words_printf(a, STR_FMT " days before, and " STR_FMT " after", STR_ARG(before), STR_ARG(after));
    if (before.n)
        return words_printf(a, STR_FMT " days before", STR_ARG(before));
    return after.n ? words_printf(a, STR_FMT " days after", STR_ARG(after)) : said("Never");
}

/* ---- the organisation ---- */

static const struct duty_weekday weekdays[] = {{0, "Never"}, {1, "Monday"}, {2, "Tuesday"}, {3, "Wednesday"}, {4, "Thursday"}, {5, "Friday"}};

static void prefill(struct arena *a, const struct duty_rule *r, struct form *f)
{
    show_days(a, &r->days, f);
    form_set_int(f, "team_day", r->team_day);
    form_set_int(f, "to_owner", r->to_owner);
}

static code load(struct request *rq, struct duty_view *v, struct error *err)
{
    struct duty_rule rule;
    struct duty_lines all = {0};

    TRY(duty_rule_get(rq->db, rq->arena, rq->org, &rule, err));
    TRY(duty_requirements(rq->db, rq->arena, rq->org, &all, err));
    TRY(remind_last(rq->db, rq->org, &v->looked, &v->mails, err));
    v->base = org_base(rq);
    v->weekdays = weekdays;
    v->n_weekdays = COUNT(weekdays);
    for (size_t i = 0; i < all.n; i++) {
        struct duty_line *d = &all.items[i];
        *list_add(rq->arena, &v->lines) = (struct duty_line_view){*d, str_join(rq->arena, requirement_path(rq, d->id), S("/reminders")),
                                                                  in_words(rq->arena, d->has_own ? &d->own : &rule.days)};
    }
    if (v->form)
        return OK;
    v->form = form_empty(rq->arena, &rule_form);
    prefill(rq->arena, &rule, v->form);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct duty_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Reminders of what is asked", "settings");
    tmpl_duties(&o, &v);
    app_send_form(rq, rs, &o, v.form);
}

static void duties_show(struct request *rq, struct response *rs)
{
    show(rq, rs, NULL);
}

static code save_rows(struct request *rq, const struct duty_rule *r, struct error *err)
{
    TRY(duty_rule_set(rq->db, rq->arena, rq->org, r, err));
    TRY(remind_look_now(rq->db, err));
    return org_log(rq->db, rq->org, rq->session->account, "mail.duties", S(""), remind_steps_write(rq->arena, &r->days), err);
}

static code save(struct request *rq, const struct form *f, struct error *err)
{
    struct duty_rule r = {.to_owner = form_bool(f, "to_owner")};

    if (!str_to_int(form_text(f, "team_day"), &r.team_day))
        return fail(err, BAD_INPUT, "team_day", "choose a day of the week");
    TRY(read_days(f, &r.days, err));
    TRY(db_begin(rq->db, err));
    TRY(db_end(rq->db, save_rows(rq, &r, err), err));
    app_wake(app_of(rq));
    return OK;
}

static void duties_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &rule_form);
    struct error err = {0};
    code c = f->ok ? save(rq, f, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, own_path(rq), "Saved. What is due goes out in the hours that you chose.");
    else
        show(rq, rs, f);
}

/* ---- one requirement ---- */

static code load_own(struct request *rq, struct duty_own_view *v, struct error *err)
{
    struct duty_rule rule;
    struct arena *a = rq->arena;

    TRY(duty_requirement_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v->duty, err));
    TRY(duty_rule_get(rq->db, a, rq->org, &rule, err));
    v->back = requirement_path(rq, v->duty.id);
    v->self = str_join(a, v->back, S("/reminders"));
    v->standard = in_words(a, &rule.days);
    if (v->form)
        return OK;
    v->form = form_empty(a, &own_form);
    form_set(v->form, "how", !v->duty.has_own ? S("standard") : v->duty.own.n ? S("own") : S("never"));
    show_days(a, v->duty.own.n ? &v->duty.own : &rule.days, v->form);
    return OK;
}

static void show_own(struct request *rq, struct response *rs, struct form *f)
{
    struct duty_own_view v = {.form = f};
    struct error err = {0};

    if (load_own(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Reminders of a requirement", "norms");
    tmpl_duty_own(&o, &v);
    app_send_form(rq, rs, &o, v.form);
}

static void own_show(struct request *rq, struct response *rs)
{
    show_own(rq, rs, NULL);
}

static code save_own_rows(struct request *rq, const struct duty_line *d, const struct remind_steps *own, struct error *err)
{
    TRY(duty_requirement_set(rq->db, rq->arena, d->id, own, err));
    return org_log(rq->db, rq->org, rq->session->account, "mail.duties", d->code, own ? remind_steps_write(rq->arena, own) : S(""), err);
}

static code save_own(struct request *rq, const struct form *f, struct error *err)
{
    struct duty_line d;
    struct remind_steps own = {0};
    str how = form_text(f, "how");

    TRY(duty_requirement_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &d, err));
    if (str_eq(how, S("own"))) {
        TRY(read_days(f, &own, err));
        if (own.n == 0)
            return fail(err, BAD_INPUT, "days", "write numbers of days, such as 90, 30, 7");
    }
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, save_own_rows(rq, &d, str_eq(how, S("standard")) ? NULL : &own, err), err);
}

static void own_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &own_form);
    struct error err = {0};
    code c = f->ok ? save_own(rq, f, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, requirement_path(rq, request_param_int(rq, "id")), "Saved.");
    else
        show_own(rq, rs, f);
}

/* ---- who would be mailed today ---- */

/* Names may hold commas: "Information security, each year". */
static str about(struct arena *a, const struct remind_coming *c)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < c->about.n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? " · " : "", STR_ARG(c->about.items[i]));
    if (c->more)
        buf_putz(&b, " · …");
    if (c->of_team)
        buf_printf(&b, "%s" STR_FMT, b.n ? " · " : "", STR_ARG(said("how their team stands")));
    return buf_done(&b);
}

static void add_coming(struct request *rq, const struct remind_coming_list *all, struct duty_today_view *v)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct remind_coming *c = &all->items[i];
        *list_add(rq->arena, &v->lines) = (struct duty_coming_view){
            str_printf(rq->arena, STR_FMT "/people/%lld", STR_ARG(v->base), (long long)c->person), c->name.n ? c->name : c->address,
            letter_kind(cstr(c->kind))->title, about(rq->arena, c)};
    }
}

static void today_show(struct request *rq, struct response *rs)
{
    struct duty_today_view v = {.base = org_base(rq)};
    struct remind_place place = {0};
    struct remind_coming_list all = {0};
    struct error err = {0};

    if (!str_to_int(request_query(rq, "zone"), &place.zone) || !str_to_int(request_query(rq, "after"), &place.after))
        place = (struct remind_place){0};
    if (remind_look_ahead(rq->db, rq->arena, rq->org, &place, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    add_coming(rq, &all, &v);
    if (place.zone || place.after)
        v.next = str_printf(rq->arena, STR_FMT "/today?zone=%lld&after=%lld", STR_ARG(own_path(rq)), (long long)place.zone, (long long)place.after);
    struct out o = app_page(rq, "Who is mailed today", "settings");
    tmpl_duty_today(&o, &v);
    app_send(rq, rs, &o);
}

const struct route duty_routes[] = {
    {GET, "/org/{org}/settings/duties", MANAGE_ORG, duties_show, NULL, 0},
    {POST, "/org/{org}/settings/duties", MANAGE_ORG, duties_post, NULL, 0},
    {GET, "/org/{org}/settings/duties/today", MANAGE_ORG, today_show, NULL, 0},
    {GET, "/org/{org}/standards/{id}/reminders", SET_STANDARDS, own_show, NULL, 0, .within = OF_REQUIREMENT},
    {POST, "/org/{org}/standards/{id}/reminders", SET_STANDARDS, own_post, NULL, 0, .within = OF_REQUIREMENT},
    {0},
};
