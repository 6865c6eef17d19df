/* catalog/skill_pages.c — the editor's steps of facts: how long a badge is
 * valid, its tags, and the skills of public frameworks it stands for. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/edit_rows.h"
#include "app/catalog/framework.h"
#include "app/catalog/scale.h"
#include "templates.h"

/* ---- 4: validity and tags ---- */

static const struct form_field validity_fields[] = {
    {.name = "validity", .kind = FIELD_CHOICE, .label = "Validity", .required = true, .choices = "ever|months"},
    {.name = "months", .kind = FIELD_INT, .label = "Months", .max = 600, .min = 1},
    {.name = "tags", .kind = FIELD_LINE, .label = "Tags", .max = 300},
};
static const struct form_spec validity_form = FORM(validity_fields);

static void validity_page(struct request *rq, struct response *rs, struct validity_view *v)
{
    v->is_ever = !str_eq(form_text(v->form, "validity"), S("months"));
    struct out o = app_page(rq, "Validity", "badges");
    tmpl_catalog_validity(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void validity_show(struct request *rq, struct response *rs)
{
    struct validity_view v = {.form = form_empty(rq->arena, &validity_form)};
    struct error err = {0};

    if (edit_open(rq, STEP_VALIDITY, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(v.form, "validity", v.e.b.v.validity_months ? S("months") : S("ever"));
    if (v.e.b.v.validity_months)
        form_set_int(v.form, "months", v.e.b.v.validity_months);
    form_set(v.form, "tags", v.e.b.v.tags);
    validity_page(rq, rs, &v);
}

/* The number counts only beside its choice: what stands there otherwise is no mistake. */
static void read_validity(struct form *f, struct badge_version_row *v)
{
    bool counts = str_eq(form_text(f, "validity"), S("months"));
    struct form_value *months = form_value(f, "months");

    if (!counts && !str_is_empty(months->error)) {
        months->error = S("");
        f->ok = str_is_empty(form_value(f, "tags")->error) && str_is_empty(form_value(f, "validity")->error);
    }
    if (counts && str_is_empty(months->text))
        form_reject(f, "months", said("Say for how many months, from 1 to 600."));
    v->validity_months = counts ? months->number : 0;
    v->tags = form_text(f, "tags");
}

void validity_post(struct request *rq, struct response *rs)
{
    struct validity_view v = {.form = form_read(rq, &validity_form)};
    struct error err = {0};

    if (edit_open(rq, STEP_VALIDITY, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    read_validity(v.form, &v.e.b.v);
    if (v.form->ok && edit_save(rq, rs, &v.e, v.form))
        edit_done(rq, rs, v.e.b.id, STEP_VALIDITY);
    else if (!v.form->ok)
        validity_page(rq, rs, &v);
}

/* ---- 5: skills ---- */

#define SKILL(n)                                                               \
    {.name = "skill" #n, .kind = FIELD_LINE, .label = "Skill", .max = 200},    \
    {.name = "url" #n, .kind = FIELD_URL, .label = "Web address"},             \
    {.name = "framework" #n, .kind = FIELD_LINE, .label = "Framework", .max = 200}, \
    {.name = "code" #n, .kind = FIELD_LINE, .label = "Code", .max = 100},      \
    {.name = "about" #n, .kind = FIELD_LINE, .label = "What it is", .max = 1000},   \
    {.name = "type" #n, .kind = FIELD_LINE, .label = "Kind", .max = 100},      \
    {.name = "level" #n, .kind = FIELD_INT, .label = "Level that the badge shows", .max = SCALE_LEVELS}
#define PER_SKILL 7

static const struct form_field skills_fields[] = {
    SKILL(1), SKILL(2), SKILL(3), SKILL(4), SKILL(5), SKILL(6), SKILL(7), SKILL(8), SKILL(9), SKILL(10), SKILL(11),
    SKILL(12), {.name = "rows", .kind = FIELD_INT, .label = "Rows", .max = CATALOG_SKILLS},
    {.name = "q", .kind = FIELD_LINE, .label = "Find a skill", .max = 100},
    {.name = "asked", .kind = FIELD_LINE, .max = 100},   /* what is found on the page */
};
static const struct form_spec skills_form = FORM(skills_fields);

static const struct edit_rows skill_rows = {PER_SKILL, CATALOG_SKILLS};

static struct form_value *cell(struct form *f, size_t row, size_t column)
{
    return edit_cell(f, &skill_rows, row, column);
}

#define MOST_FOUND 12

/* In the frameworks that the organisation brought in: nothing is fetched. */
static void search(struct request *rq, struct skills_view *v)
{
    struct framework_row_list all = {0};
    struct framework_item_list items = {0};
    str words = form_text(v->form, "q");

    v->frameworks = str_printf(rq->arena, "/org/%lld/frameworks", (long long)rq->org);
    v->has_frameworks = framework_all(rq->db, rq->arena, rq->org, &all, NULL) == OK && all.n > 0;
    v->has_searched = !str_is_empty(words);
    if (!v->has_searched || framework_search(rq->db, rq->arena, rq->org, words, MOST_FOUND, &items, NULL) != OK)
        return;
    for (size_t i = 0; i < items.n; i++) {
        const struct alignment *x = &items.items[i].skill;
        *list_add(rq->arena, &v->found) = (struct skill_found){items.items[i].id, x->target_name, x->target_framework, x->target_code,
                                                               x->target_description};
    }
}

static void put_row(struct form *f, size_t row, const struct alignment *x)
{
    cell(f, row, 0)->text = x->target_name;
    cell(f, row, 1)->text = x->target_url;
    cell(f, row, 2)->text = x->target_framework;
    cell(f, row, 3)->text = x->target_code;
    cell(f, row, 4)->text = str_is_absent(x->target_description) ? S("") : x->target_description;
    cell(f, row, 5)->text = str_is_absent(x->target_type) ? S("") : x->target_type;
    cell(f, row, 6)->number = x->level;
}

/* The scale of its framework; of a skill that none of ours has, the one that it came with. */
static code find_scale(struct request *rq, const struct alignment_list *were, str url, str *levels, struct error *err)
{
    *levels = S("");
    if (str_is_empty(url))
        return OK;
    TRY(framework_levels_of(rq->db, rq->arena, rq->org, url, levels, err));
    for (size_t i = 0; i < were->n && !levels->n; i++)
        if (str_eq(were->items[i].target_url, url) && !str_is_empty(were->items[i].levels))
            *levels = were->items[i].levels;
    return OK;
}

/* "use-17": into the first empty row, or one more. */
static bool use_found(struct request *rq, struct form *f)
{
    struct framework_item item;
    str go = request_field(rq, "go");
    int64_t id;
    size_t row = 0, n = edit_rows_count(f, &skill_rows);

    if (!str_starts(go, S("use-")) || !str_to_int(str_from(go, 4), &id))
        return edit_button(rq, "find") || (edit_button(rq, "next") && !str_is_empty(form_text(f, "q")) &&
                                           !str_eq(form_text(f, "q"), form_text(f, "asked")));   /* Enter in the search */
    while (row < n && (!str_is_empty(cell(f, row, 0)->text) || !str_is_empty(cell(f, row, 1)->text)))
        row++;
    if (framework_item_get(rq->db, rq->arena, rq->org, id, &item, NULL) != OK || (row == n && !edit_rows_add(f, &skill_rows, &row)))
        return true;
    put_row(f, row, &item.skill);
    return true;
}

static void list_levels(struct request *rq, const struct alignment_list *were, struct skill_line *line)
{
    str levels = S("");
    int64_t n;

    if (find_scale(rq, were, line->url->text, &levels, NULL) != OK)
        return;
    n = scale_count(levels);
    for (int64_t i = 0; n && i <= n; i++)
        *list_add(rq->arena, &line->levels) = (struct skill_level_choice){i, i ? scale_name(levels, i) : said("No level"), i == line->level->number};
}

static void skills_page(struct request *rq, struct response *rs, struct skills_view *v)
{
    size_t n = edit_rows_count(v->form, &skill_rows);

    for (size_t i = 0; i < n; i++) {
        struct skill_line *line = list_add(rq->arena, &v->rows);
        *line = (struct skill_line){
            (int64_t)i + 1, cell(v->form, i, 0), cell(v->form, i, 1), cell(v->form, i, 2), cell(v->form, i, 3),
            cell(v->form, i, 4), cell(v->form, i, 5), cell(v->form, i, 6), {0}};
        list_levels(rq, &v->e.b.v.alignments, line);
    }
    v->may_add = n < CATALOG_SKILLS;
    search(rq, v);
    struct out o = app_page(rq, "Skills", "badges");
    tmpl_catalog_skills(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

/* The level as the scale of now numbers it: that is what the form offers, and takes. */
static code put_rows(struct request *rq, struct form *f, const struct alignment_list *skills, struct error *err)
{
    for (size_t i = 0; i < skills->n && i < CATALOG_SKILLS; i++) {
        const struct alignment *x = &skills->items[i];
        str levels = S("");
        put_row(f, i, x);
        if (!x->level)
            continue;
        TRY(find_scale(rq, skills, x->target_url, &levels, err));
        cell(f, i, 6)->number = scale_now(rq->arena, levels, x, true);
    }
    return OK;
}

void skills_show(struct request *rq, struct response *rs)
{
    struct skills_view v = {.form = form_empty(rq->arena, &skills_form)};
    struct error err = {0};

    if (edit_open(rq, STEP_SKILLS, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    const struct alignment_list *skills = &v.e.b.v.alignments;
    if (put_rows(rq, v.form, skills, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    edit_rows_set(v.form, skills->n);
    skills_page(rq, rs, &v);
}

/* OB 3.0 §AlignmentTargetType; what is none of these is left out. */
static str type_of(str typed)
{
    static const char *const types[] = {"ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion",
                                        "CFRubricCriterionLevel", "CTDL"};

    for (size_t i = 0; i < COUNT(types); i++)
        if (str_eq(typed, cstr(types[i])))
            return cstr(types[i]);
    return str_starts(typed, S("ext:")) ? typed : S("");
}

/* With the scale as it is now: the version keeps it. */
static code take_levels(struct request *rq, const struct alignment_list *were, struct alignment_list *skills, struct error *err)
{
    for (size_t i = 0; i < skills->n; i++) {
        struct alignment *x = &skills->items[i];
        if (!x->level)
            continue;
        TRY(find_scale(rq, were, x->target_url, &x->levels, err));
        if (x->level > scale_count(x->levels))
            x->level = 0;
    }
    return OK;
}

/* OB 3.0 §Alignment: a name and an address; rows without both are left out. */
static void take_skills(struct arena *a, struct form *f, struct alignment_list *out)
{
    *out = (struct alignment_list){0};
    for (size_t i = 0; i < edit_rows_count(f, &skill_rows); i++) {
        struct alignment x = {.target_name = cell(f, i, 0)->text, .target_url = cell(f, i, 1)->text,
                              .target_framework = cell(f, i, 2)->text, .target_code = cell(f, i, 3)->text,
                              .target_description = cell(f, i, 4)->text, .target_type = type_of(cell(f, i, 5)->text), .level = cell(f, i, 6)->number};
        if (!str_is_empty(x.target_name) && !str_is_empty(x.target_url))
            *list_add(a, out) = x;
        else if (!str_is_empty(x.target_name))
            form_reject(f, cell(f, i, 1)->field->name, said("Give the web address where this skill is described."));
        else if (!str_is_empty(x.target_url) && str_is_empty(cell(f, i, 1)->error))
            form_reject(f, cell(f, i, 0)->field->name, said("Give this skill a name."));
    }
}

void skills_post(struct request *rq, struct response *rs)
{
    struct skills_view v = {.form = form_read(rq, &skills_form)};
    struct error err = {0};

    if (edit_open(rq, STEP_SKILLS, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (use_found(rq, v.form) || edit_rows_change(rq, v.form, &skill_rows)) {
        v.form->ok = true;
        skills_page(rq, rs, &v);
        return;
    }
    const struct alignment_list were = v.e.b.v.alignments;
    take_skills(rq->arena, v.form, &v.e.b.v.alignments);
    if (take_levels(rq, &were, &v.e.b.v.alignments, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (v.form->ok && edit_save(rq, rs, &v.e, v.form))
        edit_done(rq, rs, v.e.b.id, STEP_SKILLS);
    else if (!v.form->ok)
        skills_page(rq, rs, &v);
}
