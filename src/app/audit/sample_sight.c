/* audit/sample_sight.c — what of a sample its reader may see today: what was drawn stays,
 * the right for it may have become less since. */
#include "app/audit/sample.h"

#include "app/matrix/matrix.h"

#include <stdlib.h>

static int by_number(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

    return (a > b) - (a < b);
}

static void sort(struct id_list *ids)
{
    if (ids->n)
        qsort(ids->items, ids->n, sizeof *ids->items, by_number);
}

static bool has(const struct id_list *ids, int64_t id)
{
    return ids->n && bsearch(&id, ids->items, ids->n, sizeof *ids->items, by_number);
}

/* By the matrix, which has people of every time. */
static const char piece_people[] = SQL_PIECE("SELECT q.id FROM person q WHERE q.id IN");

static code add_part(struct list *l, const struct list_part *part, struct sample_sight *out, struct error *err)
{
    struct sight_part *p = list_add(l->a, &out->parts);

    *p = (struct sight_part){0};
    l->reach = (struct list_reach){0};
    *list_add(l->a, &l->reach.parts) = *part;
    TRY(list_seen(l, piece_people, &p->people, err));
    TRY(matrix_requirements(l, &p->requirements, err));
    sort(&p->people);
    sort(&p->requirements);
    return OK;
}

code sample_sight(struct db *db, struct arena *a, const struct sight_ask *q, struct sample_sight *out, struct error *err)
{
    struct list_def *def = NEW(a, struct list_def);
    struct list l;

    *out = (struct sample_sight){0};
    *def = matrix_list_def;
    def->right = q->right;
    TRY(list_of_query(&(struct list_query_of){.db = db, .a = a, .def = def, .org = q->org, .account = q->account}, &l, err));
    struct list_reach reach = l.reach;
    out->everything = reach.everything;
    for (size_t i = 0; i < reach.parts.n && !out->everything; i++)
        TRY(add_part(&l, &reach.parts.items[i], out, err));
    return OK;
}

bool sample_sees(const struct sample_sight *s, int64_t person, int64_t requirement)
{
    for (size_t i = 0; i < s->parts.n; i++)
        if (has(&s->parts.items[i].people, person) && has(&s->parts.items[i].requirements, requirement))
            return true;
    return s->everything || person == 0;         /* erased: the line is about nobody */
}

str sample_population_seen(struct arena *a, const struct sample_sight *s, str population)
{
    struct buf b = buf_new(a);
    struct sample_pair one;
    str line;

    if (s->everything)
        return population;
    while (str_cut(&population, '\n', &line))
        if (sample_pair_read(line, &one) && sample_sees(s, one.person, one.requirement))
            buf_printf(&b, STR_FMT "\n", STR_ARG(line));
    return buf_done(&b);
}
