/* jobrole/ask_pages.c — what a job role takes, and who is named for it: added, changed, taken away. */
#include "app/jobrole/jobrole_view.h"

#include "app/people/people.h"
#include "templates.h"

static const struct form_field ask_fields[] = {
    {"requirement", FIELD_LINE, "Requirement", .max = 20, .required = true},
    {"need", FIELD_CHOICE, "How much", .choices = "mandatory|desirable", .required = true},
    {"why", FIELD_TEXT, "Why", .max = 1000},
};
const struct form_spec jobrole_ask_spec = FORM(ask_fields);
static const struct form_spec change_spec = {ask_fields + 1, COUNT(ask_fields) - 1};
static const struct form_field person_fields[] = {{"person", FIELD_LINE, "Who", .max = 254, .required = true}};
const struct form_spec jobrole_person_spec = FORM(person_fields);

static struct jobrole_act act_of(struct request *rq)
{
    return (struct jobrole_act){rq->org, request_param_int(rq, "id"), rq->session->account};
}

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/job-roles/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

static struct jobrole_ask_change change_of(struct request *rq, const struct form *f, int64_t requirement)
{
    return (struct jobrole_ask_change){act_of(rq), requirement, f && str_eq(form_text(f, "need"), S("mandatory")), f ? form_text(f, "why") : S("")};
}

/* ---- what it takes ---- */

void jobrole_ask_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &jobrole_ask_spec);
    struct error err = {0};
    int64_t requirement = 0;
    code c = OK;

    if (f->ok && !str_to_int(form_text(f, "requirement"), &requirement))
        form_reject(f, "requirement", said("Choose one of the list."));
    struct jobrole_ask_change change = change_of(rq, f, requirement);
    if (f->ok)
        c = jobrole_ask_set(rq->db, rq->arena, &change, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        jobrole_show(rq, rs, f, form_empty(rq->arena, &jobrole_person_spec));
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq), "The job role takes it now.");
}

static code find_ask(struct request *rq, struct jobrole_ask_view *v, struct error *err)
{
    struct jobrole_asks all = {0};
    int64_t requirement = request_param_int(rq, "requirement");

    TRY(jobrole_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->j, err));
    TRY(jobrole_asks(rq->db, rq->arena, rq->org, v->j.id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].r.id == requirement)
            v->ask = all.items[i];
    if (!v->ask.r.id)
        return fail(err, NOT_FOUND, "requirement", "the job role does not take this requirement");
    if (v->ask.r.archived || !v->ask.r.version)
        return OK;
    return jobrole_unasked(rq->db, rq->org, v->j.id, requirement, &v->unasked, err);
}

static void show_ask(struct request *rq, struct response *rs, struct form *f, bool fills)
{
    struct jobrole_ask_view v = {.form = f, .back = self_path(rq)};
    struct error err = {0};

    if (find_ask(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.self = str_printf(rq->arena, STR_FMT "/asks/%lld", STR_ARG(v.back), (long long)v.ask.r.id);
    if (fills) {
        form_set(f, "need", v.ask.mandatory ? S("mandatory") : S("desirable"));
        form_set(f, "why", v.ask.why);
    }
    struct out o = app_page(rq, str_z(rq->arena, v.ask.r.name), "norms");
    tmpl_jobrole_ask(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void jobrole_ask_show(struct request *rq, struct response *rs)
{
    show_ask(rq, rs, form_empty(rq->arena, &change_spec), true);
}

void jobrole_ask_save_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &change_spec);
    struct jobrole_ask_change change = change_of(rq, f, request_param_int(rq, "requirement"));
    struct error err = {0};
    code c = f->ok ? jobrole_ask_set(rq->db, rq->arena, &change, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_ask(rq, rs, f, false);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq), "Saved.");
}

void jobrole_ask_drop_post(struct request *rq, struct response *rs)
{
    struct jobrole_ask_change change = change_of(rq, NULL, request_param_int(rq, "requirement"));
    struct error err = {0};

    if (jobrole_ask_drop(rq->db, rq->arena, &change, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq), "The job role takes it no more. Whoever is asked for it otherwise still is.");
}

void jobrole_ask_holders_post(struct request *rq, struct response *rs)
{
    struct jobrole_ask_change change = change_of(rq, NULL, request_param_int(rq, "requirement"));
    struct error err = {0};

    if (jobrole_ask_holders(rq->db, rq->arena, &change, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, "/org/%lld/standards/%lld/publish", (long long)rq->org, (long long)change.requirement),
                 "A working copy takes in whoever works as it. Look at it, then publish.");
}

/* ---- who ---- */

static code hold(struct request *rq, const struct form *f, struct error *err)
{
    struct jobrole_holder h = {act_of(rq), 0};

    TRY(person_by_words(rq->db, rq->arena, rq->org, form_text(f, "person"), &h.person, err));
    if (!h.person)
        return fail(err, BAD_INPUT, "person", "nobody is called so, or more than one: write their address");
    return jobrole_hold(rq->db, rq->arena, &h, err);
}

void jobrole_hold_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &jobrole_person_spec);
    struct error err = {0};
    code c = f->ok ? hold(rq, f, &err) : OK;

    if (c == BAD_INPUT || c == CONFLICT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        jobrole_show(rq, rs, form_empty(rq->arena, &jobrole_ask_spec), f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_path(rq), "They work as it from now on, whatever their title.");
    }
}

void jobrole_unhold_post(struct request *rq, struct response *rs)
{
    struct jobrole_holder h = {act_of(rq), request_param_int(rq, "person")};
    struct error err = {0};

    if (jobrole_unhold(rq->db, rq->arena, &h, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, self_path(rq), "They are named no more.");
}
