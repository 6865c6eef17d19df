/* intake/rule_pages.c — the rules by which badges of others count at once, and what one
 * would take of what was handed in. */
#include "app/intake/intake_view.h"

#include "app/org/access.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"requirement", FIELD_INT, "What it counts for", .max = INT64_MAX, .required = true},
    {"issuer", FIELD_LINE, "Issuer", .max = INTAKE_PATTERN, .required = true},
    {"pattern", FIELD_LINE, "Achievement", .max = INTAKE_PATTERN, .required = true},
    {"months", FIELD_INT, "Not older than so many months", .max = SPAN_MOST},
    {"until", FIELD_DATE, "Until"},
    {"words", FIELD_TEXT, "Why it is equivalent", .max = 2000},
    {"go", FIELD_CHOICE, "What to do", .choices = "look|save"},
};
static const struct form_spec spec = FORM(fields);

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/external/rules", (long long)rq->org);
}

static str age_words(struct arena *a, int64_t months)
{
    return months == 1 ? said("one month") : words_printf(a, "%lld months", (long long)months);
}

void intake_rules_show(struct request *rq, struct response *rs)
{
    struct intake_rules_view v = {.base = base_path(rq), .may_set = app_allow(rq, SET_STANDARDS, rq->org) == OK};
    struct intake_rules all = {0};
    struct intake_requirements some = {0};
    struct error err = {0};

    if (intake_rules_find(rq->db, rq->arena, rq->org, &all, &err) != OK || intake_requirements_find(rq->db, rq->arena, rq->org, 0, &some, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.queue = str_printf(rq->arena, "/org/%lld/external", (long long)rq->org);
    v.has_requirement = some.n > 0;
    v.add = v.may_set && v.has_requirement ? str_join(rq->arena, v.base, S("/new")) : S("");
    for (size_t i = 0; i < all.n; i++) {
        struct intake_rule_line line = {str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v.base), (long long)all.items[i].id), all.items[i],
                                        all.items[i].max_months ? age_words(rq->arena, all.items[i].max_months) : S(""), S("")};
        if (intake_rule_held(rq->db, rq->arena, &all.items[i], &line.held, &err) != OK) {
            app_fail(rq, rs, &err);
            return;
        }
        *list_add(rq->arena, &v.lines) = line;
    }
    struct out o = app_page(rq, "Rules for external training", "norms");
    tmpl_external_rules(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

/* Whose right goes for some requirements makes rules for those. */
static code add_requirements(struct request *rq, struct intake_rule_view *v, struct error *err)
{
    struct intake_requirements all = {0}, mine = {0};

    TRY(intake_requirements_find(rq->db, rq->arena, rq->org, 0, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (access_has_requirement(rq, SET_STANDARDS, all.items[i].id) || all.items[i].id == v->r.requirement)
            *list_add(rq->arena, &mine) = all.items[i];
    intake_options_fill(rq->arena, &mine, form_int(v->form, "requirement"), &v->requirements);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct intake_rule_view *v)
{
    struct error err = {0};

    v->back = base_path(rq);
    v->action = v->is_new ? str_join(rq->arena, v->back, S("/new")) : str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->back), (long long)v->r.id);
    v->stop = str_join(rq->arena, v->action, S("/end"));
    v->is_over = v->r.ended > 0;
    v->may_change = app_allow(rq, SET_STANDARDS, rq->org) == OK && !v->is_over && (v->is_new || access_has_requirement(rq, SET_STANDARDS, v->r.requirement));
    v->held = S("");
    if (add_requirements(rq, v, &err) != OK || (!v->is_new && !v->is_over && intake_rule_held(rq->db, rq->arena, &v->r, &v->held, &err) != OK)) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v->is_new ? "New rule" : "Rule", "norms");
    tmpl_external_rule(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void intake_rule_new(struct request *rq, struct response *rs)
{
    struct intake_rule_view v = {.form = form_empty(rq->arena, &spec), .is_new = true};

    form_set(v.form, "issuer", str_is_absent(request_query(rq, "issuer")) ? S("") : request_query(rq, "issuer"));
    form_set(v.form, "pattern", str_is_absent(request_query(rq, "pattern")) ? S("") : request_query(rq, "pattern"));
    show(rq, rs, &v);
}

void intake_rule_one(struct request *rq, struct response *rs)
{
    struct intake_rule_view v = {.form = form_empty(rq->arena, &spec)};
    struct error err = {0};

    if (intake_rule_get(rq->db, rq->arena, rq->org, request_param_int(rq, "rule"), &v.r, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set_int(v.form, "requirement", v.r.requirement);
    form_set(v.form, "issuer", v.r.issuer);
    form_set(v.form, "pattern", v.r.pattern);
    if (v.r.max_months)
        form_set_int(v.form, "months", v.r.max_months);
    if (v.r.until != NO_DAY)
        form_set(v.form, "until", date_format(rq->arena, date_of(v.r.until)));
    form_set(v.form, "words", v.r.words);
    show(rq, rs, &v);
}

static struct intake_rule typed(struct request *rq, struct form *f, int64_t id)
{
    return (struct intake_rule){.id = id, .org = rq->org, .by = rq->session->account, .requirement = form_int(f, "requirement"), .issuer = str_trim(form_text(f, "issuer")),
                                .pattern = str_trim(form_text(f, "pattern")), .words = form_text(f, "words"), .max_months = form_int(f, "months"),
                                .until = form_value(f, "until")->number};
}

/* Saved, and what waits and fits is accepted by it. */
static code save(struct request *rq, const struct intake_rule *r, int64_t *id, int64_t *accepted, struct error *err)
{
    if (!access_has_requirement(rq, SET_STANDARDS, r->requirement))
        return fail(err, BAD_INPUT, "requirement", "choose a requirement that takes proof from elsewhere");
    TRY(intake_rule_save(rq->db, rq->arena, r, id, err));
    return intake_rule_apply(rq->db, rq->arena, rq->org, *id, accepted, err);
}

static void post(struct request *rq, struct response *rs, struct intake_rule_view *v)
{
    struct intake_rule r = typed(rq, v->form, v->is_new ? 0 : v->r.id);
    struct error err = {0};
    int64_t id = 0, accepted = 0;
    bool looks = str_eq(form_text(v->form, "go"), S("look"));
    code c = OK;

    if (v->form->ok)
        c = looks ? intake_rule_preview(rq->db, &r, &v->preview, &err) : save(rq, &r, &id, &accepted, &err);
    v->has_preview = v->form->ok && looks && c == OK;
    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(v->form, &err, rq->arena);
    if (!v->form->ok || v->has_preview) {
        show(rq, rs, v);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, base_path(rq), accepted ? "Saved. What waited and fits counts now." : "Saved.");
    }
}

void intake_rule_post(struct request *rq, struct response *rs)
{
    struct intake_rule_view v = {.form = form_read(rq, &spec), .is_new = true};

    post(rq, rs, &v);
}

/* One of a requirement that is theirs; else it is not there to be changed. */
static bool theirs(struct request *rq, struct response *rs, struct intake_rule *r)
{
    struct error err = {0};
    code c = intake_rule_get(rq->db, rq->arena, rq->org, request_param_int(rq, "rule"), r, &err);

    if (c == OK && !access_has_requirement(rq, SET_STANDARDS, r->requirement))
        c = fail(&err, NOT_FOUND, "rule", "there is no such rule");
    if (c != OK)
        app_fail(rq, rs, &err);
    return c == OK;
}

void intake_rule_change(struct request *rq, struct response *rs)
{
    struct intake_rule_view v = {.form = form_read(rq, &spec)};

    if (theirs(rq, rs, &v.r))
        post(rq, rs, &v);
}

void intake_rule_stop(struct request *rq, struct response *rs)
{
    struct intake_rule r;
    struct error err = {0};

    if (!theirs(rq, rs, &r))
        return;
    r.by = rq->session->account;
    if (intake_rule_end(rq->db, rq->arena, &r, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, base_path(rq), "Ended. What it accepted still counts.");
}
