/* catalog/levels_pages.c — the editor's step of levels: what is measured, and
 * each of these on a page of its own. A badge needs none. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/edit_rows.h"
#include "app/catalog/results.h"
#include "base/crypto.h"
#include "templates.h"

/* ---- what is measured ---- */

static str kind_words(const struct result_description *d)
{
    for (size_t i = 0; i < result_type_count; i++)
        if (str_eq(d->type, cstr(result_types[i].name)))
            return said(result_types[i].label);
    return said("A result of no particular kind");
}

static str needed_words(const struct result_description *d)
{
    for (size_t i = 0; i < d->levels.n; i++)
        if (str_eq(d->levels.items[i].id, d->required_level))
            return d->levels.items[i].name;
    return d->required_value;
}

static void list_page(struct request *rq, struct response *rs, struct results_view *v)
{
    const struct result_description_list *l = &v->e.b.v.results;

    for (size_t i = 0; i < l->n; i++)
        *list_add(rq->arena, &v->rows) = (struct result_line){
            l->items[i].id, l->items[i].name, kind_words(&l->items[i]), result_range_words(rq->arena, &l->items[i]),
            needed_words(&l->items[i]), i == 0, i + 1 == l->n};
    for (size_t i = 0; i < result_template_count; i++)
        *list_add(rq->arena, &v->beginnings) = result_templates[i];
    v->may_add = l->n < CATALOG_RESULTS;
    struct out o = app_page(rq, "Levels", "badges");
    tmpl_catalog_results(&o, v);
    app_send(rq, rs, &o);
}

void levels_show(struct request *rq, struct response *rs)
{
    struct results_view v = {0};
    struct error err = {0};

    if (edit_open(rq, STEP_LEVELS, &v.e, &err) != OK)
        app_fail(rq, rs, &err);
    else
        list_page(rq, rs, &v);
}

static size_t place_of(const struct result_description_list *l, str key)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].id, key))
            return i;
    return l->n;
}

static void swap(struct result_description_list *l, size_t x, size_t y)
{
    struct result_description kept = l->items[x];

    l->items[x] = l->items[y];
    l->items[y] = kept;
}

/* "remove-KEY", "up-KEY", "down-KEY" */
static void rearrange(struct result_description_list *l, str verb, str key)
{
    size_t at = place_of(l, key);

    if (at == l->n)
        return;
    if (str_eq(verb, S("up")) && at > 0)
        swap(l, at, at - 1);
    if (str_eq(verb, S("down")) && at + 1 < l->n)
        swap(l, at, at + 1);
    if (str_eq(verb, S("remove"))) {
        for (; at + 1 < l->n; at++)
            swap(l, at, at + 1);
        l->n--;
    }
}

/* A new one is opened at once. */
static code begin(struct request *rq, struct edit_view *e, str name, str *href, struct error *err)
{
    struct result_description d;

    if (e->b.v.results.n == CATALOG_RESULTS)
        return fail(err, LIMIT, "result", "a badge measures at most %d things", CATALOG_RESULTS);
    TRY(result_from_template(rq->arena, name, &d, err));
    *list_add(rq->arena, &e->b.v.results) = d;
    *href = str_printf(rq->arena, STR_FMT "/levels/" STR_FMT, STR_ARG(e->self), STR_ARG(d.id));
    return OK;
}

void levels_post(struct request *rq, struct response *rs)
{
    struct edit_view e;
    struct error err = {0};
    str go = request_field(rq, "go"), verb = {0}, rest = go, href = {0};
    code c = edit_open(rq, STEP_LEVELS, &e, &err);

    if (c == OK && str_eq(go, S("next"))) {
        edit_done(rq, rs, e.b.id, STEP_LEVELS);
        return;
    }
    if (c == OK && str_cut(&rest, '-', &verb) && str_eq(verb, S("begin")))
        c = begin(rq, &e, rest, &href, &err);
    else if (c == OK)
        rearrange(&e.b.v.results, verb, rest);
    if (c == OK)
        c = edit_keep(rq, &e, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, str_is_empty(href) ? str_join(rq->arena, e.self, S("/levels")) : href);
}

/* ---- one of them ---- */

#define ROW(n)                                                                 \
    {.name = "key" #n, .kind = FIELD_LINE, .max = 40},                         \
    {.name = "level" #n, .kind = FIELD_LINE, .label = "Name of the level", .max = 100},          \
    {.name = "short" #n, .kind = FIELD_LINE, .label = "Short form", .max = 20},                  \
    {.name = "points" #n, .kind = FIELD_LINE, .label = "Points", .max = 20},                     \
    {.name = "means" #n, .kind = FIELD_LINE, .label = "What it means", .max = 500},              \
    {.name = "skill" #n, .kind = FIELD_LINE, .label = "Level of a framework", .max = 200},       \
    {.name = "url" #n, .kind = FIELD_URL, .label = "Its web address"}
enum column { KEY, NAME, SHORT, POINTS, MEANS, SKILL, URL, COLUMNS };

static const struct form_field fields[] = {
    ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10),
    {.name = "rows", .kind = FIELD_INT, .label = "Rows", .max = CATALOG_LEVELS},
    {.name = "name", .kind = FIELD_LINE, .label = "What is measured", .max = 120},
    {.name = "type", .kind = FIELD_LINE, .label = "Kind", .max = 60},
    {.name = "allowed", .kind = FIELD_LINE, .label = "Grades", .max = 400},
    {.name = "min", .kind = FIELD_LINE, .label = "Lowest", .max = 20},
    {.name = "max", .kind = FIELD_LINE, .label = "Highest", .max = 20},
    {.name = "needed", .kind = FIELD_LINE, .label = "Needed for the badge", .max = 100},
};
static const struct form_spec spec = FORM(fields);
static const struct edit_rows rows = {COLUMNS, CATALOG_LEVELS, .may_be_none = true};
_Static_assert(COUNT(fields) == COLUMNS * CATALOG_LEVELS + 7, "a row for each level");

static str cell(struct form *f, size_t row, enum column column)
{
    return edit_cell(f, &rows, row, column)->text;
}

static str joined(struct arena *a, const struct str_list *l)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < l->n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(l->items[i]));
    return buf_done(&b);
}

static void fill_level(struct form *f, size_t i, const struct rubric_level *l)
{
    edit_cell(f, &rows, i, KEY)->text = l->id;
    edit_cell(f, &rows, i, NAME)->text = l->name;
    edit_cell(f, &rows, i, SHORT)->text = l->level;
    edit_cell(f, &rows, i, POINTS)->text = l->points;
    edit_cell(f, &rows, i, MEANS)->text = l->description;
    if (!l->alignments.n)
        return;
    edit_cell(f, &rows, i, SKILL)->text = l->alignments.items[0].target_name;
    edit_cell(f, &rows, i, URL)->text = l->alignments.items[0].target_url;
}

static void fill(struct arena *a, struct form *f, const struct result_description *d)
{
    for (size_t i = 0; i < d->levels.n && i < CATALOG_LEVELS; i++)
        fill_level(f, i, &d->levels.items[i]);
    edit_rows_set(f, d->levels.n);
    form_set(f, "name", d->name);
    form_set(f, "type", d->type);
    form_set(f, "allowed", joined(a, &d->allowed));
    form_set(f, "min", d->value_min);
    form_set(f, "max", d->value_max);
    form_set(f, "needed", str_is_empty(d->required_level) ? d->required_value : d->required_level);
}

/* Only keys of ours: letters and digits. What came with another is new. */
static str key_of(struct arena *a, str key)
{
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return criterion_new_id(a);
    }
    return str_is_empty(key) ? criterion_new_id(a) : key;
}

static bool is_blank(struct form *f, size_t i)
{
    for (enum column column = NAME; column < COLUMNS; column++)
        if (!str_is_empty(cell(f, i, column)))
            return false;
    return true;
}

static bool is_twice(const struct rubric_level_list *l, str key)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].id, key))
            return true;
    return false;
}

static void take_level(struct arena *a, struct form *f, size_t i, struct rubric_level_list *out)
{
    str key = key_of(a, cell(f, i, KEY));

    if (is_blank(f, i))
        return;
    if (str_is_empty(cell(f, i, NAME)))
        form_reject(f, edit_cell(f, &rows, i, NAME)->field->name, said("Give this level a name."));
    struct rubric_level *l = list_add(a, out);
    *l = (struct rubric_level){.name = cell(f, i, NAME), .level = cell(f, i, SHORT), .points = cell(f, i, POINTS),
                               .description = cell(f, i, MEANS), .id = is_twice(out, key) ? criterion_new_id(a) : key};
    if (!str_is_empty(cell(f, i, SKILL)) && !str_is_empty(cell(f, i, URL)))
        *list_add(a, &l->alignments) = (struct alignment){.target_name = cell(f, i, SKILL), .target_url = cell(f, i, URL),
                                                          .target_type = S("CFRubricCriterionLevel")};
    else if (!str_is_empty(cell(f, i, SKILL)))
        form_reject(f, edit_cell(f, &rows, i, URL)->field->name, said("Give the web address where this level is described."));
    else if (!str_is_empty(cell(f, i, URL)))
        form_reject(f, edit_cell(f, &rows, i, SKILL)->field->name, said("Say what this level is called there."));
}

static void take_allowed(struct arena *a, str typed, struct str_list *out)
{
    str one;

    *out = (struct str_list){0};
    while (str_cut(&typed, ',', &one) && out->n < 40)
        if (!str_is_empty(str_trim(one)))
            *list_add(a, out) = str_trim(one);
}

static bool is_known_type(str name)
{
    for (size_t i = 0; i < result_type_count; i++)
        if (str_eq(name, cstr(result_types[i].name)))
            return true;
    return false;
}

/* How it is said stays as it began: passed or not stays that. */
static void take(struct arena *a, struct form *f, struct result_description *d)
{
    enum result_entry entry = result_entry_of(d);
    struct error err = {0};
    str type = form_text(f, "type");

    d->name = form_text(f, "name");
    if (entry != RESULT_STATUS && is_known_type(type) && !str_eq(type, S("Status")))
        d->type = type;
    d->required_level = d->required_value = S("");
    if (entry == RESULT_LEVELS) {
        d->levels = (struct rubric_level_list){0};
        for (size_t i = 0; i < edit_rows_count(f, &rows); i++)
            take_level(a, f, i, &d->levels);
        d->required_level = form_text(f, "needed");
        if (d->levels.n < 2)
            form_reject(f, "name", said("Levels are at least two."));
    } else if (entry != RESULT_STATUS)
        d->required_value = form_text(f, "needed");
    if (entry == RESULT_VALUES)
        take_allowed(a, form_text(f, "allowed"), &d->allowed);
    if (entry == RESULT_VALUES && d->allowed.n < 2)
        form_reject(f, "allowed", said("Give at least two grades, the worst first."));
    if (entry == RESULT_NUMBER) {
        d->value_min = form_text(f, "min");
        d->value_max = form_text(f, "max");
    }
    if (f->ok && result_check(a, d, &err) != OK)
        form_reject_error(f, &err, a);
}

static void level_page(struct request *rq, struct response *rs, struct result_view *v, const struct result_description *d)
{
    size_t n = edit_rows_count(v->form, &rows);
    str needed = form_text(v->form, "needed"), type = form_text(v->form, "type");

    for (size_t i = 0; i < n; i++) {
        struct form_value *key = edit_cell(v->form, &rows, i, KEY);
        key->text = key_of(rq->arena, key->text);
        *list_add(rq->arena, &v->rows) = (struct level_line){
            (int64_t)i + 1, key, edit_cell(v->form, &rows, i, NAME), edit_cell(v->form, &rows, i, SHORT),
            edit_cell(v->form, &rows, i, POINTS), edit_cell(v->form, &rows, i, MEANS), edit_cell(v->form, &rows, i, SKILL),
            edit_cell(v->form, &rows, i, URL), str_eq(key->text, needed), i == 0, i + 1 == n,
            !str_is_empty(cell(v->form, i, POINTS)) || !str_is_empty(cell(v->form, i, SKILL)) || !str_is_empty(cell(v->form, i, URL))};
    }
    for (size_t i = 0; i < result_type_count; i++)
        if (!str_eq(cstr(result_types[i].name), S("Status")))
            *list_add(rq->arena, &v->types) = (struct kind_option){result_types[i].name, result_types[i].label,
                                                                   str_eq(type, cstr(result_types[i].name))};
    enum result_entry entry = result_entry_of(d);
    v->key = d->id;
    v->is_status = entry == RESULT_STATUS;
    v->has_levels = entry == RESULT_LEVELS;
    v->has_values = entry == RESULT_VALUES;
    v->has_numbers = entry == RESULT_NUMBER;
    v->needs_none = str_is_empty(needed);
    v->may_add = n < CATALOG_LEVELS;
    struct out o = app_page(rq, "Levels", "badges");
    tmpl_catalog_result(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

static code open_one(struct request *rq, struct result_view *v, struct result_description **out, struct error *err)
{
    TRY(edit_open(rq, STEP_LEVELS, &v->e, err));
    size_t at = place_of(&v->e.b.v.results, request_param(rq, "key"));
    if (at == v->e.b.v.results.n)
        return fail(err, NOT_FOUND, "result", "this badge does not measure that any more");
    *out = &v->e.b.v.results.items[at];
    return OK;
}

void level_show(struct request *rq, struct response *rs)
{
    struct result_view v = {.form = form_empty(rq->arena, &spec)};
    struct result_description *d;
    struct error err = {0};

    if (open_one(rq, &v, &d, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    fill(rq->arena, v.form, d);
    level_page(rq, rs, &v, d);
}

void level_post(struct request *rq, struct response *rs)
{
    struct result_view v = {.form = form_read(rq, &spec)};
    struct result_description *d, taken;
    struct error err = {0};

    if (open_one(rq, &v, &d, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (edit_rows_change(rq, v.form, &rows)) {
        v.form->ok = true;
        level_page(rq, rs, &v, d);
        return;
    }
    taken = *d;
    take(rq->arena, v.form, &taken);
    if (!v.form->ok) {
        level_page(rq, rs, &v, d);
        return;
    }
    *d = taken;
    if (edit_save(rq, rs, &v.e, v.form))
        app_done(rq, rs, str_join(rq->arena, v.e.self, S("/levels")), "Saved.");
    else if (!v.form->ok)
        level_page(rq, rs, &v, d);
}
