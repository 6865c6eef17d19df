/* award/award_result_fields.c — a field for each result that a badge has: as it is
 * chosen or typed, read, and filled again. */
#include "app/award/award_pages.h"

#include "app/catalog/results.h"

static struct form_value *field_of(struct arena *a, struct form *f, size_t i)
{
    return form_value(f, str_z(a, str_printf(a, "result%zu", i + 1)));
}

static void add_options(struct arena *a, const struct result_description *d, const struct form_value *v, struct result_input *out)
{
    enum result_entry entry = result_entry_of(d);
    size_t n = entry == RESULT_LEVELS ? d->levels.n : entry == RESULT_VALUES ? d->allowed.n
             : entry == RESULT_STATUS ? result_status_count : 0;

    for (size_t i = 0; i < n; i++) {
        str value = entry == RESULT_LEVELS ? d->levels.items[i].id : entry == RESULT_VALUES ? d->allowed.items[i]
                                                                                            : cstr(result_statuses[i].name);
        str words = entry == RESULT_LEVELS ? d->levels.items[i].name : entry == RESULT_VALUES ? value : said(result_statuses[i].label);
        *list_add(a, &out->options) = (struct choice_line){value, words, str_eq(v->text, value)};
    }
}

void award_result_inputs(struct arena *a, struct form *f, const struct result_description_list *described, struct result_input_list *out)
{
    for (size_t i = 0; i < described->n && i < CATALOG_RESULTS; i++) {
        const struct result_description *d = &described->items[i];
        struct result_input *input = list_add(a, out);
        *input = (struct result_input){.value = field_of(a, f, i), .label = d->name,
                                       .hint = result_range_words(a, d), .is_number = result_entry_of(d) == RESULT_NUMBER};
        add_options(a, d, input->value, input);
    }
}

str award_results_typed(struct arena *a, struct form *f, const struct result_description_list *described)
{
    struct result_list told = {0};

    for (size_t i = 0; i < described->n && i < CATALOG_RESULTS; i++) {
        struct form_value *v = field_of(a, f, i);
        struct error err = {0};
        struct result r;
        if (str_is_empty(v->text))
            continue;
        if (result_take(a, &described->items[i], v->text, &r, &err) == OK)
            *list_add(a, &told) = r;
        else
            form_reject(f, v->field->name, str_copy(a, cstr(err.text)));
    }
    return results_keep(a, &told);
}

void award_results_fill(struct arena *a, struct form *f, const struct result_description_list *described, str kept)
{
    struct result_list told = {0};

    results_kept(a, kept, &told);
    for (size_t i = 0; i < described->n && i < CATALOG_RESULTS; i++) {
        const struct result *r = result_of(&told, described->items[i].id);
        if (r)
            form_set(f, field_of(a, f, i)->field->name,
                     !str_is_empty(r->achieved_level) ? r->achieved_level : str_is_empty(r->value) ? r->status : r->value);
    }
}
