/* award/award_columns_pages.c — which column of a table is what: as it was guessed,
 * with the first lines beside, to be said otherwise. */
#include "app/award/award_pages.h"

#include "app/award/award_table.h"
#include "templates.h"

static void add_row(struct arena *a, const struct table *t, size_t i, const struct column_choice_list *choices, struct award_columns_view *v)
{
    struct column_row *row = list_add(a, &v->rows);
    bool has_head = v->mapping.has_names && !str_is_empty(str_trim(t->heads.items[i]));

    *row = (struct column_row){.number = i + 1, .name = str_printf(a, "column%zu", i + 1), .sample = t->samples.items[i],
                               .head = has_head ? str_trim(t->heads.items[i]) : words_printf(a, "Column %zu", i + 1)};
    for (size_t k = 0; k < choices->n; k++)
        *list_add(a, &row->choices) = (struct choice_line){choices->items[k].name, choices->items[k].words, v->mapping.uses[i] == (int)k};
}

static code load(struct request *rq, struct award_columns_view *v, struct table *t, struct column_choice_list *choices, struct error *err)
{
    struct arena *a = rq->arena;

    TRY(bulk_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v->b, err));
    TRY(catalog_get(rq->db, a, rq->org, v->b.achievement, &v->badge, err));
    TRY(table_get(rq->db, a, &v->b, t, err));
    mapping_choices(a, &v->badge.v.results, choices);
    v->mapping = t->mapping;
    v->self = award_list_path(rq, v->b.id);
    v->who = str_printf(a, STR_FMT "/new?badge=%lld", STR_ARG(award_base_path(rq)), (long long)v->b.achievement);
    v->steps = award_steps(a, 2, str_join(a, award_base_path(rq), S("/new")), v->who);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct award_columns_view *v, const struct table *t, const struct column_choice_list *choices)
{
    for (size_t i = 0; i < t->heads.n; i++)
        add_row(rq->arena, t, i, choices, v);
    v->has_names = v->mapping.has_names;
    v->month_first = v->mapping.month_first;
    struct out o = app_page(rq, "Which column is what?", "awards");
    tmpl_award_columns(&o, v);
    app_send(rq, rs, &o);
    if (v->error.n)
        rs->status = 422;
}

void award_columns_show(struct request *rq, struct response *rs)
{
    struct award_columns_view v = {.error = S("")};
    struct column_choice_list choices = {0};
    struct table t;
    struct error err = {0};

    if (load(rq, &v, &t, &choices, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show(rq, rs, &v, &t, &choices);
}

static int typed_use(struct request *rq, size_t column, const struct column_choice_list *choices)
{
    str text = request_field(rq, str_z(rq->arena, str_printf(rq->arena, "column%zu", column + 1)));

    for (size_t i = 0; i < choices->n; i++)
        if (str_eq(text, choices->items[i].name))
            return (int)i;
    return COLUMN_NOTHING;
}

void award_columns_post(struct request *rq, struct response *rs)
{
    struct award_columns_view v = {.error = S("")};
    struct column_choice_list choices = {0};
    struct table t;
    struct error err = {0};
    code c = load(rq, &v, &t, &choices, &err);

    if (c == OK) {
        for (size_t i = 0; i < v.mapping.n; i++)
            v.mapping.uses[i] = typed_use(rq, i, &choices);
        v.mapping.has_names = !str_eq(request_field(rq, "first"), S("person"));
        v.mapping.month_first = str_eq(request_field(rq, "days"), S("month"));
        struct bulk_act act = {rq->org, v.b.id, rq->session->account};
        c = bulk_read_anew(rq->db, rq->arena, &act, &v.mapping, &err);
    }
    if (c == OK) {
        app_wake(app_of(rq));
        response_redirect(rs, v.self);
    } else if (c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED) {
        v.error = app_sentence(rq->arena, err.text);
        show(rq, rs, &v, &t, &choices);
    } else {
        app_fail(rq, rs, &err);
    }
}
