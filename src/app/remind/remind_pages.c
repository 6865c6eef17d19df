/* remind/remind_pages.c — when an organisation reminds, and of which badge otherwise. */
#include "app/remind/remind_view.h"

#include "app/org/access.h"
#include "app/zone.h"
#include "templates.h"

static const struct form_field rule_fields[] = {
    {"days", FIELD_LINE, "Days before the end", .max = 80},
    {"after", FIELD_BOOL, "The day after"},
    {"to_managers", FIELD_BOOL, "To managers"},
    {"weekends", FIELD_BOOL, "At weekends"},
    {"from_hour", FIELD_INT, "Not before", .max = 23, .required = true},
    {"until_hour", FIELD_INT, "Not after", .max = 24, .min = 1, .required = true},
};
static const struct form_spec rule_form = FORM(rule_fields);
static const struct form_field badge_fields[] = {
    {"how", FIELD_CHOICE, "When", .choices = "standard|own|never", .required = true},
    {"days", FIELD_LINE, "Days before the end", .max = 80},
    {"after", FIELD_BOOL, "The day after"},
};
static const struct form_spec badge_form = FORM(badge_fields);

static str own_path(struct request *rq)
{
    return str_join(rq->arena, org_base(rq), S("/settings/reminders"));
}

/* ---- days, as people type and read them ---- */

static code read_days(const struct form *f, struct remind_steps *out, struct error *err)
{
    str typed = form_text(f, "days");

    TRY(remind_steps_read(typed, out, err));
    for (size_t i = 0; i < out->n; i++)
        if (out->days[i] < 0)
            return fail(err, BAD_INPUT, "days", "write numbers of days, such as 90, 30, 7");
    if (out->n == REMIND_STEPS)
        return fail(err, BAD_INPUT, "days", "at most %d reminders", REMIND_STEPS - 1);
    if (form_bool(f, "after"))
        out->days[out->n++] = REMIND_AFTER;
    return OK;
}

static void show_days(struct arena *a, const struct remind_steps *s, struct form *f)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < s->n; i++)
        if (s->days[i] > 0)
            buf_printf(&b, "%s%lld", b.n ? ", " : "", (long long)s->days[i]);
    form_set(f, "days", buf_done(&b));
    form_set_int(f, "after", s->n && s->days[s->n - 1] == REMIND_AFTER);
}

/* "90, 30, 7 days before, and the day after" */
static str in_words(struct arena *a, const struct remind_steps *s)
{
    struct buf b = buf_new(a);
    bool after = s->n && s->days[s->n - 1] == REMIND_AFTER;

    for (size_t i = 0; i + after < s->n; i++)
        buf_printf(&b, "%s%lld", i ? ", " : "", (long long)s->days[i]);
    if (s->n == 0)
        return said("Never");
    if (s->n == 1 && after)
        return said("The day after");
    return after ? words_printf(a, STR_FMT " days before, and the day after", STR_ARG(buf_done(&b)))
                 : words_printf(a, STR_FMT " days before", STR_ARG(buf_done(&b)));
}

/* ---- the organisation ---- */

static void prefill(struct arena *a, const struct remind_rule *r, struct form *f)
{
    show_days(a, &r->steps, f);
    form_set_int(f, "to_managers", r->to_managers);
    form_set_int(f, "weekends", r->weekends);
    form_set_int(f, "from_hour", r->from_hour);
    form_set_int(f, "until_hour", r->until_hour);
}

static code load(struct request *rq, struct remind_view *v, struct error *err)
{
    struct remind_rule rule;
    struct org_awarding awarding;
    struct remind_badge_list badges = {0};

    TRY(remind_rule_get(rq->db, rq->arena, rq->org, &rule, err));
    TRY(org_awarding_get(rq->db, rq->arena, rq->org, &awarding, err));
    TRY(remind_badges(rq->db, rq->arena, rq->org, &badges, err));
    v->base = org_base(rq);
    v->now = zone_words(rq->arena, awarding.time_zone, clock_now());
    v->standard = in_words(rq->arena, &rule.steps);
    TRY(remind_last(rq->db, rq->org, &v->looked, &v->mails, err));
    for (size_t i = 0; i < badges.n; i++) {
        struct remind_badge *b = &badges.items[i];
        *list_add(rq->arena, &v->badges) = (struct remind_line){
            *b, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(own_path(rq)), (long long)b->id), in_words(rq->arena, b->has_own ? &b->own : &rule.steps)};
    }
    if (v->form)
        return OK;
    v->form = form_empty(rq->arena, &rule_form);
    prefill(rq->arena, &rule, v->form);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct remind_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Reminders", "settings");
    tmpl_reminders(&o, &v);
    app_send_form(rq, rs, &o, v.form);
}

static void reminders_show(struct request *rq, struct response *rs)
{
    show(rq, rs, NULL);
}

static code save_rows(struct request *rq, const struct remind_rule *r, struct error *err)
{
    TRY(remind_rule_set(rq->db, rq->arena, rq->org, r, err));
    TRY(remind_look_now(rq->db, err));
    return org_log(rq->db, rq->org, rq->session->account, "mail.reminders", S(""), remind_steps_write(rq->arena, &r->steps), err);
}

static code save(struct request *rq, const struct form *f, struct error *err)
{
    struct remind_rule r = {.to_managers = form_bool(f, "to_managers"), .weekends = form_bool(f, "weekends"),
                            .from_hour = form_int(f, "from_hour"), .until_hour = form_int(f, "until_hour")};

    TRY(read_days(f, &r.steps, err));
    TRY(db_begin(rq->db, err));
    TRY(db_end(rq->db, save_rows(rq, &r, err), err));
    app_wake(app_of(rq));
    return OK;
}

static void reminders_post(struct request *rq, struct response *rs)
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

/* ---- one badge ---- */

static code load_badge(struct request *rq, struct remind_badge_view *v, struct error *err)
{
    struct remind_rule rule;
    struct arena *a = rq->arena;

    TRY(remind_badge_get(rq->db, a, rq->org, request_param_int(rq, "badge"), &v->badge, err));
    TRY(remind_rule_get(rq->db, a, rq->org, &rule, err));
    v->self = str_printf(a, STR_FMT "/%lld", STR_ARG(own_path(rq)), (long long)v->badge.id);
    bool sees_all = access_holds(rq, MANAGE_ORG);
    v->back = sees_all ? own_path(rq) : str_printf(a, STR_FMT "/badges/%lld", STR_ARG(org_base(rq)), (long long)v->badge.id);
    v->back_words = sees_all ? "Reminders" : "Badge";
    v->standard = in_words(a, &rule.steps);
    if (v->form)
        return OK;
    v->form = form_empty(a, &badge_form);
    form_set(v->form, "how", !v->badge.has_own ? S("standard") : v->badge.own.n ? S("own") : S("never"));
    show_days(a, v->badge.own.n ? &v->badge.own : &rule.steps, v->form);
    return OK;
}

static void show_badge(struct request *rq, struct response *rs, struct form *f)
{
    struct remind_badge_view v = {.form = f};
    struct error err = {0};

    if (load_badge(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Reminders of a badge", "settings");
    tmpl_reminders_badge(&o, &v);
    app_send_form(rq, rs, &o, v.form);
}

static void badge_show(struct request *rq, struct response *rs)
{
    show_badge(rq, rs, NULL);
}

static code save_badge_rows(struct request *rq, const struct remind_badge *b, const struct remind_steps *own, struct error *err)
{
    TRY(remind_badge_set(rq->db, rq->arena, b->id, own, err));
    return org_log(rq->db, rq->org, rq->session->account, "mail.reminders", b->name, own ? remind_steps_write(rq->arena, own) : S(""), err);
}

static code save_badge(struct request *rq, const struct form *f, struct error *err)
{
    struct remind_badge b;
    struct remind_steps own = {0};
    str how = form_text(f, "how");

    TRY(remind_badge_get(rq->db, rq->arena, rq->org, request_param_int(rq, "badge"), &b, err));
    if (str_eq(how, S("own"))) {
        TRY(read_days(f, &own, err));
        if (own.n == 0)
            return fail(err, BAD_INPUT, "days", "write numbers of days, such as 90, 30, 7");
    }
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, save_badge_rows(rq, &b, str_eq(how, S("standard")) ? NULL : &own, err), err);
}

static void badge_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &badge_form);
    struct error err = {0};
    code c = f->ok ? save_badge(rq, f, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, own_path(rq), "Saved.");
    else
        show_badge(rq, rs, f);
}

const struct route remind_routes[] = {
    {GET, "/org/{org}/settings/reminders", MANAGE_ORG, reminders_show, NULL, 0},
    {POST, "/org/{org}/settings/reminders", MANAGE_ORG, reminders_post, NULL, 0},
    {GET, "/org/{org}/settings/reminders/{badge}", SET_REMINDERS, badge_show, NULL, 0, .within = OF_BADGE},
    {POST, "/org/{org}/settings/reminders/{badge}", SET_REMINDERS, badge_post, NULL, 0, .within = OF_BADGE},
    {0},
};
