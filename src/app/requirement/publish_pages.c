/* requirement/publish_pages.c — the working copy is looked at, what it changes and for whom,
 * and published. */
#include "app/requirement/requirement_view.h"

#include "templates.h"

#define SHOWN 25

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/standards/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

/* ---- publishing ---- */

static const struct form_field publish_fields[] = {
    {"carry", FIELD_CHOICE, "What was proved before", .choices = "counts|renew"},
    {"renew_by", FIELD_DATE, "Renew by"},
    {"signs", FIELD_BOOL, "I answer for the grace"},
};
static const struct form_spec publish_spec = FORM(publish_fields);

static code compare(struct request *rq, struct requirement_publish_view *v, const struct requirement_version *b, struct error *err)
{
    struct version_facts before = {0}, now = {0};

    TRY(requirement_version_facts(rq->db, rq->arena, b, true, &before, err));
    TRY(requirement_version_facts(rq->db, rq->arena, &v->v, true, &now, err));
    requirement_compare(rq->arena, &before, &now, &v->changes);
    return OK;
}

static str reason_words(const struct audience_rule *x)
{
    static const char *const words_of[FOR_KINDS] = {
        [FOR_EVERYBODY] = "Everybody", [FOR_DEPARTMENT] = "By department", [FOR_SITE] = "By site", [FOR_TEAM] = "By team", [FOR_GROUP] = "By group",
        [FOR_EMPLOYMENT] = "By employment", [FOR_TITLE] = "By job title", [FOR_JOB] = "By job role", [FOR_PERSON] = "By name"};

    return said(words_of[x->kind]);
}

static code load_publish(struct request *rq, struct requirement_publish_view *v, struct error *err)
{
    int64_t id = request_param_int(rq, "id");
    struct audience_people people = {0};
    struct requirement_rule rule;
    struct requirement_version before;

    TRY(requirement_get(rq->db, rq->arena, rq->org, id, &v->r, err));
    TRY(requirement_version_get(rq->db, rq->arena, rq->org, id, 0, &v->v, err));
    TRY(rule_read(rq->arena, v->v.rule, &rule, err));
    v->needs_signature = rule.grace && str_eq(v->v.criticality, S("blocks"));
    v->is_first = v->r.number == 0;
    TRY(requirement_match_count(rq->db, rq->org, v->v.id, &v->matches, err));
    TRY(requirement_matches(rq->db, rq->arena, &(struct audience_ask){rq->org, v->v.id, 0, SHOWN}, &people, err));
    v->people.items = people.items;
    v->people.n = people.n;
    for (size_t i = 0; i < people.n; i++)
        *list_add(rq->arena, &v->reasons) = reason_words(&people.items[i].rule);
    if (v->is_first)
        return OK;
    TRY(requirement_version_get(rq->db, rq->arena, rq->org, id, v->r.number, &before, err));
    return compare(rq, v, &before, err);
}

static void show_publish(struct request *rq, struct response *rs, struct form *f)
{
    struct requirement_publish_view v = {.form = f, .self = self_path(rq)};
    struct error err = {0};
    code c = load_publish(rq, &v, &err);

    if (c == NOT_FOUND && v.r.id) {
        response_redirect(rs, v.self);
        return;
    }
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Publish", "norms");
    tmpl_requirement_publish(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void requirement_publish_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &publish_spec);

    form_set(f, "carry", S("counts"));
    show_publish(rq, rs, f);
}

void requirement_publish_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &publish_spec);
    struct requirement_publish p = {.org = rq->org, .id = request_param_int(rq, "id"), .by = rq->session->account, .signs_grace = form_bool(f, "signs")};
    struct error err = {0};
    int64_t number = 0;
    code c = OK;

    if (str_eq(form_text(f, "carry"), S("renew"))) {
        p.renew_by = form_value(f, "renew_by")->number;
        if (f->ok && form_text(f, "renew_by").n == 0)
            form_reject(f, "renew_by", said("Say by which day."));
    }
    if (f->ok)
        c = requirement_publish(rq->db, rq->arena, &p, &number, &err);
    if (c == BAD_INPUT || (c == CONFLICT && !str_eq(cstr(err.where), S("version"))))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show_publish(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_path(rq), "Published. Who is asked, and how they stand, is here within seconds.");
    }
}
