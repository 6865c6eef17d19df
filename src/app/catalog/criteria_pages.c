/* catalog/criteria_pages.c — the editor's third step: what has to be shown, one
 * by one, and what is said beside it. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/edit_rows.h"
#include "templates.h"

#define ROW(n)                                                                 \
    {.name = "key" #n, .kind = FIELD_LINE, .max = 40},                         \
    {.name = "item" #n, .kind = FIELD_LINE, .label = "What has to be shown", .max = 400},     \
    {.name = "need" #n, .kind = FIELD_CHOICE, .label = "Required or optional", .choices = "required|optional"}, \
    {.name = "proof" #n, .kind = FIELD_LINE, .label = "What may be handed in", .max = 300},   \
    {.name = "note" #n, .kind = FIELD_LINE, .label = "Note for whoever judges", .max = 600}
enum column { KEY, TEXT, NEED, PROOF, NOTE };

static const struct form_field fields[] = {
    ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10),
    ROW(11), ROW(12), ROW(13), ROW(14), ROW(15), ROW(16), ROW(17), ROW(18), ROW(19), ROW(20),
    {.name = "rows", .kind = FIELD_INT, .label = "Rows", .max = CATALOG_CRITERIA},
    {.name = "criteria", .kind = FIELD_TEXT, .label = "What somebody does to earn it", .max = 10000},
    {.name = "more", .kind = FIELD_TEXT, .label = "Several lines at once", .max = 10000},
};
static const struct form_spec spec = FORM(fields);
static const struct edit_rows rows = {5, CATALOG_CRITERIA};
_Static_assert(COUNT(fields) == 5 * CATALOG_CRITERIA + 3, "a row for each criterion");

static str cell(struct form *f, size_t row, enum column column)
{
    return edit_cell(f, &rows, row, column)->text;
}

/* ---- the form and the list ---- */

static void fill(struct form *f, const struct badge_version_row *v)
{
    for (size_t i = 0; i < v->items.n && i < CATALOG_CRITERIA; i++) {
        const struct criterion *x = &v->items.items[i];
        edit_cell(f, &rows, i, KEY)->text = x->id;
        edit_cell(f, &rows, i, TEXT)->text = x->text;
        edit_cell(f, &rows, i, NEED)->text = x->is_required ? S("required") : S("optional");
        edit_cell(f, &rows, i, PROOF)->text = x->proof;
        edit_cell(f, &rows, i, NOTE)->text = x->note;
    }
    edit_rows_set(f, v->items.n ? v->items.n : 1);
    form_set(f, "criteria", v->criteria);
}

static bool has_id(const struct criterion_list *list, str id)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->items[i].id, id))
            return true;
    return false;
}

/* An id is one that the badge has already, and each once; anything else is new. */
static str id_of_row(struct arena *a, const struct badge_version_row *old, const struct criterion_list *so_far, str id)
{
    return catalog_criterion(old, id) && !has_id(so_far, id) ? id : criterion_new_id(a);
}

/* Rows without words are left out, unless something else was written there. */
static void take(struct arena *a, struct form *f, struct badge_version_row *v)
{
    struct criterion_list taken = {0};

    for (size_t i = 0; i < edit_rows_count(f, &rows); i++) {
        str text = cell(f, i, TEXT);
        if (!str_is_empty(text))
            *list_add(a, &taken) = (struct criterion){
                .id = id_of_row(a, v, &taken, cell(f, i, KEY)), .text = text, .proof = cell(f, i, PROOF),
                .note = cell(f, i, NOTE), .is_required = !str_eq(cell(f, i, NEED), S("optional"))};
        else if (!str_is_empty(cell(f, i, PROOF)) || !str_is_empty(cell(f, i, NOTE)))
            form_reject(f, edit_cell(f, &rows, i, TEXT)->field->name, said("Say what has to be shown."));
    }
    v->items = taken;
    v->criteria = form_text(f, "criteria");
}

/* "- two drills", "3. two drills", "• two drills" */
static str without_mark(str line)
{
    size_t n = 0;

    line = str_trim(line);
    while (n < line.n && line.p[n] >= '0' && line.p[n] <= '9')
        n++;
    if (n > 0 && n + 1 < line.n && (line.p[n] == '.' || line.p[n] == ')') && line.p[n + 1] == ' ')
        return str_trim(str_from(line, n + 1));
    if (str_starts(line, S("- ")) || str_starts(line, S("* ")))
        return str_trim(str_from(line, 2));
    return str_starts(line, S("\xE2\x80\xA2")) ? str_trim(str_from(line, 3)) : line;
}

static size_t used_rows(struct form *f)
{
    size_t n = edit_rows_count(f, &rows);

    while (n > 0 && str_is_empty(cell(f, n - 1, TEXT)) && str_is_empty(cell(f, n - 1, NOTE)) && str_is_empty(cell(f, n - 1, PROOF)))
        n--;
    return n;
}

/* Pasted lines become rows; what has no place any more stays where it was pasted. */
static void take_lines(struct arena *a, struct form *f)
{
    str rest = form_text(f, "more"), line;
    struct buf left = buf_new(a);
    size_t n = used_rows(f);

    if (str_is_empty(rest))
        return;
    while (str_cut_line(&rest, &line)) {
        str text = without_mark(line);
        if (str_is_empty(text))
            continue;
        if (n == CATALOG_CRITERIA || text.n > edit_cell(f, &rows, 0, TEXT)->field->max) {
            buf_printf(&left, STR_FMT "\n", STR_ARG(text));
            continue;
        }
        edit_cell(f, &rows, n, TEXT)->text = text;
        edit_cell(f, &rows, n++, NEED)->text = S("required");
    }
    form_set(f, "more", buf_done(&left));
    if (left.n)
        form_reject(f, "more", said("These lines have no place: at most 20 criteria of 400 characters each."));
    edit_rows_set(f, n ? n : 1);
}

/* ---- the page ---- */

/* To see how it looks, without a word about what is wrong. */
static struct form quiet_copy(struct arena *a, const struct form *f)
{
    struct form copy = *f;

    copy.values = NEW_ARRAY(a, f->n, struct form_value);
    memcpy(copy.values, f->values, f->n * sizeof *f->values);
    return copy;
}

static void show(struct request *rq, struct response *rs, struct criteria_view *v)
{
    size_t n = edit_rows_count(v->form, &rows);
    struct badge_version_row seen = v->e.b.v;
    struct form quiet = quiet_copy(rq->arena, v->form);

    take(rq->arena, &quiet, &seen);
    v->shown = catalog_criteria(rq->arena, &seen);
    for (size_t i = 0; i < n; i++)
        *list_add(rq->arena, &v->rows) = (struct criterion_line){
            .number = (int64_t)i + 1, .key = edit_cell(v->form, &rows, i, KEY), .text = edit_cell(v->form, &rows, i, TEXT),
            .need = edit_cell(v->form, &rows, i, NEED), .proof = edit_cell(v->form, &rows, i, PROOF),
            .note = edit_cell(v->form, &rows, i, NOTE), .is_optional = str_eq(cell(v->form, i, NEED), S("optional")),
            .is_open = !str_is_empty(cell(v->form, i, PROOF)) || !str_is_empty(cell(v->form, i, NOTE)),
            .is_first = i == 0, .is_last = i + 1 == n};
    v->may_add = n < CATALOG_CRITERIA;
    struct out o = app_page(rq, "Criteria", "badges");
    tmpl_catalog_criteria(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void criteria_show(struct request *rq, struct response *rs)
{
    struct criteria_view v = {.form = form_empty(rq->arena, &spec)};
    struct error err = {0};

    if (edit_open(rq, STEP_CRITERIA, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    fill(v.form, &v.e.b.v);
    show(rq, rs, &v);
}

/* Buttons that change the form alone. */
static bool only_changes(struct request *rq, struct form *f)
{
    bool pasted = !str_is_empty(form_text(f, "more"));

    take_lines(rq->arena, f);
    return edit_rows_change(rq, f, &rows) || edit_button(rq, "show") || (edit_button(rq, "paste") && pasted);
}

void criteria_post(struct request *rq, struct response *rs)
{
    struct criteria_view v = {.form = form_read(rq, &spec)};
    struct error err = {0};

    if (edit_open(rq, STEP_CRITERIA, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (only_changes(rq, v.form)) {
        show(rq, rs, &v);
        return;
    }
    struct badge_version_row before = v.e.b.v;
    take(rq->arena, v.form, &v.e.b.v);
    if (v.form->ok && edit_save(rq, rs, &v.e, v.form)) {
        edit_done(rq, rs, v.e.b.id, STEP_CRITERIA);
    } else if (!v.form->ok) {
        v.e.b.v = before;
        show(rq, rs, &v);
    }
}
