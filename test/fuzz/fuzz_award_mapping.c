/* Which column of a table is what, as the page sends it and as it is kept. The first
 * lines name the results of the badge. */
#include "fuzz/fuzz.h"

#include "app/award/award_mapping.h"

static bool has_name(const struct column_choice_list *choices, str name)
{
    for (size_t i = 0; i < choices->n; i++)
        if (str_eq(choices->items[i].name, name))
            return true;
    return false;
}

/* As many results of names that differ as there are lines but one. */
static void read_results(struct arena *a, str *rest, struct result_description_list *out)
{
    str line;

    while (out->n < 4 && str_find_byte(*rest, '\n') >= 0 && str_cut_line(rest, &line)) {
        struct column_choice_list before = {0};
        mapping_choices(a, out, &before);
        struct result_description_list one = {0};
        struct column_choice_list named = {0};
        *list_add(a, &one) = (struct result_description){.name = line};
        mapping_choices(a, &one, &named);
        if (!has_name(&before, named.items[COLUMN_RESULT].name))
            *list_add(a, out) = one.items[0];
    }
}

static void check_kept(struct arena *a, const struct column_mapping *m, const struct result_description_list *results)
{
    struct column_mapping again;

    mapping_read(a, mapping_text(a, m, results), results, &again);
    REQUIRE(again.n == m->n && again.has_names == m->has_names && again.month_first == m->month_first);
    for (size_t i = 0; i < m->n; i++)
        REQUIRE(again.uses[i] == m->uses[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str rest = {(const char *)p, n};
    struct result_description_list results = {0};
    struct column_choice_list choices = {0};
    struct column_mapping m;
    struct list_columns columns;

    read_results(a, &rest, &results);
    mapping_choices(a, &results, &choices);
    REQUIRE(choices.n == COLUMN_RESULT + results.n);
    mapping_read(a, rest, &results, &m);
    REQUIRE(m.n <= MAPPING_COLUMNS);
    for (size_t i = 0; i < m.n; i++)
        REQUIRE(m.uses[i] >= 0 && (size_t)m.uses[i] < choices.n);
    if (m.n)
        check_kept(a, &m, &results);
    if (mapping_check(&m, &choices, NULL) == OK) {
        mapping_columns(&m, &results, &columns);
        REQUIRE(columns.email >= 0 && (size_t)columns.email < m.n && m.uses[columns.email] == COLUMN_EMAIL);
    }
    arena_free(a);
    return 0;
}
