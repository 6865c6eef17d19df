/* award/award_mapping.c — which column is what, said by hand. */
#include "app/award/award_mapping.h"

#include <stddef.h>

static const struct { const char *name, *label; size_t at; } uses[COLUMN_RESULT] = {
    [COLUMN_NOTHING] = {"-", "Leave out", 0},
    [COLUMN_EMAIL] = {"email", "E-mail address", offsetof(struct list_columns, email)},
    [COLUMN_NAME] = {"name", "Name", offsetof(struct list_columns, name)},
    [COLUMN_FIRST] = {"first", "First name", offsetof(struct list_columns, first)},
    [COLUMN_LAST] = {"last", "Last name", offsetof(struct list_columns, last)},
    [COLUMN_DAY] = {"day", "Day of the award", offsetof(struct list_columns, day)},
    [COLUMN_UNTIL] = {"until", "Last day it is valid", offsetof(struct list_columns, until)},
    [COLUMN_NOTE] = {"note", "A sentence on the award", offsetof(struct list_columns, note)},
    [COLUMN_EVIDENCE] = {"evidence", "Link to evidence", offsetof(struct list_columns, evidence)},
    [COLUMN_BADGE] = {"badge", "Badge", offsetof(struct list_columns, badge)},
};

static int *place_of(struct list_columns *c, int use)
{
    return use >= COLUMN_RESULT ? &c->results[use - COLUMN_RESULT] : (int *)(void *)((char *)c + uses[use].at);
}

static size_t count_results(const struct result_description_list *results)
{
    return !results ? 0 : results->n < CATALOG_RESULTS ? results->n : CATALOG_RESULTS;
}

static str result_name(struct arena *a, const struct result_description *d)
{
    return str_join(a, S("result-"), columns_bare(a, d->name));
}

void mapping_choices(struct arena *a, const struct result_description_list *results, struct column_choice_list *out)
{
    for (size_t i = 0; i < COLUMN_RESULT; i++)
        *list_add(a, out) = (struct column_choice){cstr(uses[i].name), said(uses[i].label)};
    for (size_t i = 0; i < count_results(results); i++)
        *list_add(a, out) = (struct column_choice){result_name(a, &results->items[i]),
                                                   words_printf(a, "Result: " STR_FMT, STR_ARG(results->items[i].name))};
}

/* ---- as text ---- */

str mapping_text(struct arena *a, const struct column_mapping *m, const struct result_description_list *results)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < m->n; i++) {
        if (i)
            buf_byte(&b, ',');
        if (m->uses[i] < COLUMN_RESULT)
            buf_putz(&b, uses[m->uses[i]].name);
        else
            buf_put(&b, result_name(a, &results->items[m->uses[i] - COLUMN_RESULT]));
    }
    buf_putz(&b, m->has_names ? " names" : " people");
    buf_putz(&b, m->month_first ? " month-first" : " day-first");
    return buf_done(&b);
}

static int use_named(struct arena *a, str name, const struct result_description_list *results)
{
    for (int i = 0; i < COLUMN_RESULT; i++)
        if (str_eq(name, cstr(uses[i].name)))
            return i;
    for (size_t i = 0; i < count_results(results); i++)
        if (str_eq(name, result_name(a, &results->items[i])))
            return COLUMN_RESULT + (int)i;
    return COLUMN_NOTHING;
}

void mapping_read(struct arena *a, str text, const struct result_description_list *results, struct column_mapping *out)
{
    str columns = {0}, names = {0}, one;

    *out = (struct column_mapping){0};
    if (!str_cut(&text, ' ', &columns) || !str_cut(&text, ' ', &names))
        return;
    while (out->n < MAPPING_COLUMNS && str_cut(&columns, ',', &one))
        out->uses[out->n++] = use_named(a, one, results);
    out->has_names = str_eq(names, S("names"));
    out->month_first = str_eq(text, S("month-first"));
}

/* ---- guessed ---- */

static void guess_address(const struct csv_row *second, struct column_mapping *out)
{
    for (size_t i = 0; i < second->cells.n && i < out->n; i++)
        if (str_contains(second->cells.items[i], S("@"))) {
            out->uses[i] = COLUMN_EMAIL;
            return;
        }
}

void mapping_guess(const struct list_columns *c, const struct csv_row *first, const struct csv_row *second, struct column_mapping *out)
{
    struct list_columns known = *c;

    *out = (struct column_mapping){.n = first->cells.n < MAPPING_COLUMNS ? first->cells.n : MAPPING_COLUMNS};
    for (size_t i = 0; i < first->cells.n; i++)
        out->has_names = out->has_names || str_contains(first->cells.items[i], S("@"));
    out->has_names = !out->has_names;
    if (!c->named) {
        guess_address(out->has_names ? second : first, out);
        return;
    }
    for (int use = COLUMN_EMAIL; use < COLUMN_RESULT + (int)count_results(c->described); use++) {
        int at = *place_of(&known, use);
        if (at != NO_COLUMN && (size_t)at < out->n)
            out->uses[at] = use;
    }
}

/* ---- checked, used ---- */

code mapping_check(const struct column_mapping *m, const struct column_choice_list *choices, struct error *err)
{
    int n[COLUMN_RESULT + CATALOG_RESULTS] = {0};

    for (size_t i = 0; i < m->n; i++)
        n[m->uses[i]]++;
    for (size_t i = COLUMN_EMAIL; i < choices->n; i++)
        if (n[i] > 1)
            return fail(err, BAD_INPUT, "columns", "two columns are “" STR_FMT "”: choose one of them", STR_ARG(choices->items[i].words));
    if (!n[COLUMN_EMAIL])
        return fail(err, BAD_INPUT, "columns", "say which column holds the e-mail addresses: badges go there");
    if (n[COLUMN_NAME] && (n[COLUMN_FIRST] || n[COLUMN_LAST]))
        return fail(err, BAD_INPUT, "columns", "choose either the whole name, or first and last name");
    return OK;
}

void mapping_columns(const struct column_mapping *m, const struct result_description_list *results, struct list_columns *out)
{
    *out = (struct list_columns){.named = true, .n = m->n, .described = results, .month_first = m->month_first};
    for (int use = COLUMN_EMAIL; use < COLUMN_RESULT + CATALOG_RESULTS; use++)
        *place_of(out, use) = NO_COLUMN;
    for (size_t i = 0; i < m->n; i++)
        if (m->uses[i] != COLUMN_NOTHING)
            *place_of(out, m->uses[i]) = (int)i;
}
