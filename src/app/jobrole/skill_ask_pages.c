/* jobrole/skill_ask_pages.c — skills that a job role takes: looked for, put in, changed, taken out. */
#include "app/jobrole/jobrole_view.h"

#include "app/catalog/framework.h"
#include "app/catalog/scale.h"
#include "base/utf8.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"item", FIELD_INT, "Skill"},
    {"need", FIELD_CHOICE, "How much", .choices = "mandatory|desirable", .required = true},
    {"least", FIELD_CHOICE, "Proved at least", .choices = "1|2|3|4|5", .required = true},
    {"weight", FIELD_INT, "Weight", .max = JOBROLE_WEIGHT, .min = 1, .required = true},
    {"why", FIELD_TEXT, "Why", .max = 1000},
    {"level", FIELD_INT, "Level at least", .max = SCALE_LEVELS},
};
static const struct form_spec spec = FORM(fields);
#define FOUND_MOST 20

static struct jobrole_act act_of(struct request *rq)
{
    return (struct jobrole_act){rq->org, request_param_int(rq, "id"), rq->session->account};
}

static str role_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/job-roles/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

static void fill(struct form *f, const struct jobrole_skill *s)
{
    form_set_int(f, "item", s->item);
    form_set(f, "need", s->mandatory ? S("mandatory") : S("desirable"));
    form_set_int(f, "least", s->least);
    form_set_int(f, "weight", s->weight);
    form_set(f, "why", s->why);
    form_set_int(f, "level", s->level);
}

static code search(struct request *rq, struct jobrole_skill_view *v, struct error *err)
{
    struct framework_item_list all = {0};

    v->words = utf8_cut(form_clean(rq->arena, request_query(rq, "q"), false), 100);
    TRY(framework_search(rq->db, rq->arena, rq->org, v->words, FOUND_MOST + 1, &all, err));
    v->has_more = all.n > FOUND_MOST;
    for (size_t i = 0; i < all.n && i < FOUND_MOST; i++)
        *list_add(rq->arena, &v->found) = (struct jobrole_found){
            .name = all.items[i].skill.target_name, .code = all.items[i].skill.target_code, .framework = all.items[i].skill.target_framework,
            .href = str_printf(rq->arena, STR_FMT "?item=%lld", STR_ARG(v->self), (long long)all.items[i].id)};
    return OK;
}

static void list_levels(struct request *rq, struct jobrole_skill_view *v, str levels)
{
    int64_t n = scale_count(levels);

    for (int64_t i = 0; n && i <= n; i++)
        *list_add(rq->arena, &v->levels) = (struct jobrole_choice){i, i ? scale_name(levels, i) : said("Any level"), str_eq(form_text(v->form, "level"), str_printf(rq->arena, "%lld", (long long)i))};
}

/* What is chosen, else those to choose from. */
static code load(struct request *rq, struct jobrole_skill_view *v, struct error *err)
{
    struct framework_item item;

    TRY(jobrole_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->j, err));
    for (int s = SKILL_SAID; s < SKILL_STRENGTHS; s++)
        *list_add(rq->arena, &v->strengths) = (struct jobrole_choice){s, skill_look((enum skill_strength)s).words, str_eq(form_text(v->form, "least"), str_printf(rq->arena, "%d", s))};
    if (v->skill.n)
        return OK;                               /* it is there: open_one */
    v->is_chosen = form_int(v->form, "item") > 0 && framework_item_get(rq->db, rq->arena, rq->org, form_int(v->form, "item"), &item, NULL) == OK && !item.retired;
    if (!v->is_chosen)
        return search(rq, v, err);
    list_levels(rq, v, item.skill.levels);
    v->skill = item.skill.target_name;
    return OK;
}

static void show(struct request *rq, struct response *rs, struct jobrole_skill_view *v)
{
    struct error err = {0};

    v->back = role_path(rq);
    if (load(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v->skill.n ? str_z(rq->arena, v->skill) : "A skill that it takes", "norms");
    tmpl_jobrole_skill(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

static struct jobrole_skill typed(const struct form *f)
{
    int64_t least = 0;

    if (!str_to_int(form_text(f, "least"), &least))
        least = 0;
    return (struct jobrole_skill){.item = form_int(f, "item"), .mandatory = str_eq(form_text(f, "need"), S("mandatory")), .least = (enum skill_strength)least,
                                  .weight = form_int(f, "weight"), .why = form_text(f, "why"), .level = form_int(f, "level")};
}

/* ---- a new one ---- */

void jobrole_skill_new_show(struct request *rq, struct response *rs)
{
    struct jobrole_skill_view v = {.form = form_empty(rq->arena, &spec), .self = str_join(rq->arena, role_path(rq), S("/skills"))};
    int64_t item = 0;

    if (!str_to_int(request_query(rq, "item"), &item))
        item = 0;
    fill(v.form, &(struct jobrole_skill){.item = item, .mandatory = true, .least = SKILL_CONFIRMED, .weight = 1, .why = S("")});
    show(rq, rs, &v);
}

static void post(struct request *rq, struct response *rs, struct jobrole_skill_view *v, const struct jobrole_skill *s)
{
    struct jobrole_act of = act_of(rq);
    struct error err = {0};
    code c = v->form->ok ? jobrole_skill_set(rq->db, rq->arena, &of, s, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(v->form, &err, rq->arena);
    if (!v->form->ok)
        show(rq, rs, v);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, role_path(rq), "The job role takes it now.");
}

void jobrole_skill_new_post(struct request *rq, struct response *rs)
{
    struct jobrole_skill_view v = {.form = form_read(rq, &spec), .self = str_join(rq->arena, role_path(rq), S("/skills"))};
    struct jobrole_skill s = typed(v.form);

    post(rq, rs, &v, &s);
}

/* ---- one of them ---- */

static bool open_one(struct request *rq, struct response *rs, struct jobrole_skill_view *v, struct jobrole_skill *s)
{
    struct jobrole_act of = act_of(rq);
    struct error err = {0};

    v->self = str_printf(rq->arena, STR_FMT "/skills/%lld", STR_ARG(role_path(rq)), (long long)request_param_int(rq, "skill"));
    v->is_there = true;
    if (jobrole_skill_get(rq->db, rq->arena, &of, request_param_int(rq, "skill"), s, &err) != OK) {
        app_fail(rq, rs, &err);
        return false;
    }
    v->skill = s->name;
    v->is_chosen = s->item > 0;
    return true;
}

void jobrole_skill_show(struct request *rq, struct response *rs)
{
    struct jobrole_skill_view v = {.form = form_empty(rq->arena, &spec)};
    struct jobrole_skill s;

    if (!open_one(rq, rs, &v, &s))
        return;
    fill(v.form, &s);
    list_levels(rq, &v, s.levels);
    show(rq, rs, &v);
}

void jobrole_skill_post(struct request *rq, struct response *rs)
{
    struct jobrole_skill_view v = {.form = form_read(rq, &spec)};
    struct jobrole_skill was, s = typed(v.form);

    if (!open_one(rq, rs, &v, &was))
        return;
    s.item = was.item;
    list_levels(rq, &v, was.levels);
    post(rq, rs, &v, &s);
}

void jobrole_skill_drop_post(struct request *rq, struct response *rs)
{
    struct jobrole_act of = act_of(rq);
    struct error err = {0};
    code c = jobrole_skill_drop(rq->db, rq->arena, &of, request_param_int(rq, "skill"), &err);

    app_done_or_fail(rq, rs, c, &err, role_path(rq), "The job role takes it no more.");
}
