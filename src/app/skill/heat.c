/* skill/heat.c — skills against departments, worked out when it is asked: what proves the
 * skills of the page, for the people of a list. */
#include "app/skill/heat.h"

#include "app/catalog/scale.h"
#include "app/people/people.h"
#include "app/skill/many.h"
#include "base/attempt.h"
#include "store/in_list.h"
#include <stdlib.h>

/* ---- whose ---- */

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? v[0].s : v[1].s;
    c->href = str_printf(l->a, "/org/%lld/people/%lld/skills", (long long)l->org, (long long)v[2].i);
}

static const struct list_column list_columns[] = {
    {"name", "Name", SQL_PIECE("p.name, p.email, p.id"), .values = 3, .cell = name_cell, .order = SQL_PIECE("lower(p.name)"), .indexed = true},
};

#define OF_ROWS(what) "SELECT DISTINCT " what " FROM person q WHERE q.id IN"
static const struct list_filter filters[] = {
    {"department", "Department, with those in it", FILTER_CHOICES, .choices = people_departments, .seen = SQL_PIECE(OF_ROWS("q.department_id")), .is_number = true,
     .sql = SQL_PIECE("p.department_id IN (SELECT d.id FROM department d WHERE d.org_id = :org AND d.path LIKE"
                      " (SELECT t.path || '%' FROM department t WHERE t.id = :value AND t.org_id = :org))")},
    {"team", "Team", FILTER_CHOICES, .choices = people_teams, .is_number = true,
     .seen = SQL_PIECE("SELECT DISTINCT m.team_id FROM person_team m WHERE m.person_id IN"),
     .sql = SQL_PIECE("p.id IN (SELECT x.person_id FROM person_team x WHERE x.team_id = :value)")},
    {"site", "Site", FILTER_CHOICES, .choices = people_sites, .seen = SQL_PIECE(OF_ROWS("q.site_id")), .is_number = true, .sql = SQL_PIECE("p.site_id = :value")},
    {"in", "In this department alone", FILTER_LINK, .is_number = true, .sql = SQL_PIECE("p.department_id = :value")},
    {"nowhere", "In no department", FILTER_LINK, .sql = SQL_PIECE("p.department_id IS NULL AND :value <> ''")},
};

/* Whose right goes for some badges alone cannot be told how well a skill is proved. */
const struct list_def heat_list_def = {
    .name = "skills", .title = "Skills", .thing = "person", .things = "people", .right = VIEW_AWARDS, .scope = {.people = SQL_PIECE("p.id IN :people")},
    .from = "person p", .where = SQL_PIECE("p.org_id = :org AND " WORKS_HERE("p", ":now")), .key = "p.id",
    LIST_COLUMNS(list_columns), LIST_FILTERS(filters), .order = "name",
};

/* ---- what is gathered ---- */

/* level: that the proof names; once the best is kept, that of all of them together. at: of two that count the same the
 * newer one is shown. */
struct entry { size_t row; int64_t person, department; enum skill_strength full, strength; int64_t level; msec at; };
LIST_OF(entries, struct entry);
struct gathering {
    struct list *l;
    struct arena *a, *one;                       /* of this alone: a large organisation has many badges and awards; one: of a step */
    struct skill_index index;
    const int64_t *items;                        /* of the rows */
    size_t n;
    msec now;
    int64_t least;                               /* level; 0: any */
    struct entries entries;
    void (*choose)(struct gathering *g);         /* which rows; NULL: there is one, and it is known. What is shown is copied to the list's arena */
    code (*then)(struct gathering *g, struct error *err);
    const void *ask;
    void *out;
};

static void take(void *ctx, const struct skill_many_of *p)
{
    struct gathering *g = ctx;

    *list_add(g->a, &g->entries) = (struct entry){p->row, p->person, p->department, p->proof.full, skill_counts(&p->proof, g->now), p->proof.level, p->proof.at};
}

static int by_row_and_person(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;

    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->strength != b->strength)
        return (int)b->strength - (int)a->strength;
    return (b->at > a->at) - (b->at < a->at);
}

static bool is_of_same(const struct entry *x, const struct entry *y)
{
    return x->row == y->row && x->person == y->person;
}

/* Those of one person stand together, the strongest first: of the first that name one, the highest, as skill_judge has it. */
static int64_t level_together(const struct gathering *g, size_t from)
{
    const struct entry *all = g->entries.items, *first = NULL;
    int64_t level = 0;

    for (size_t i = from; i < g->entries.n && is_of_same(&all[i], &all[from]) && all[i].strength != SKILL_NONE && (!first || all[i].strength == first->strength); i++)
        if (all[i].level) {
            first = first ? first : &all[i];
            level = all[i].level > level ? all[i].level : level;
        }
    return level;
}

/* Of several proofs of one person the best stays. */
static void keep_best(struct gathering *g)
{
    size_t n = 0;

    if (g->entries.n)
        qsort(g->entries.items, g->entries.n, sizeof *g->entries.items, by_row_and_person);
    for (size_t i = 0, kept = 0; i < g->entries.n; i = kept) {
        struct entry e = g->entries.items[i];
        e.level = level_together(g, i);
        for (kept = i + 1; kept < g->entries.n && is_of_same(&g->entries.items[kept], &e);)
            kept++;
        if (e.strength != SKILL_NONE && e.level >= g->least)
            g->entries.items[n++] = e;
    }
    g->entries.n = n;
}

static code run(void *ctx, struct error *err)
{
    struct gathering *g = ctx;

    struct skill_index_ask ask = {.org = g->l->org, .kept = g->a, .one = g->one, .item = g->choose ? 0 : g->items[0]};

    TRY(skill_index_find(g->l->db, &ask, &g->index, err));
    if (g->choose)
        g->choose(g);
    if (g->n == 0)
        return OK;
    TRY(skill_many_find(&(struct skill_many){.l = g->l, .a = g->a, .one = g->one, .index = &g->index, .items = g->items, .n = g->n, .each = take, .ctx = g}, err));
    keep_best(g);
    return g->then(g, err);
}

#define MEMORY ((size_t)256 << 20)

static code run_apart(struct gathering *g, struct error *err)
{
    g->a = arena_new(MEMORY);
    g->one = arena_new(0);
    code c = attempt(run, g, err);
    arena_free(g->one);
    arena_free(g->a);
    return c;
}

/* ---- the map ---- */

enum skill_strength heat_depth(const struct heat_cell *c)
{
    enum skill_strength most = SKILL_NONE;

    for (int s = SKILL_SAID; s < SKILL_STRENGTHS; s++)
        if (c->n[s] > 0 && (most == SKILL_NONE || c->n[s] >= c->n[most]))
            most = (enum skill_strength)s;
    return most;
}

int64_t heat_mean(const struct heat_cell *c)
{
    return c->with_level ? (c->levels * 10 + c->with_level / 2) / c->with_level : 0;
}

static size_t column_of(struct gathering *g, struct heat *h, int64_t department)
{
    for (size_t i = 0; i < h->columns.n; i++)
        if (h->columns.items[i].id == department)
            return i;
    *list_add(g->l->a, &h->columns) = (struct heat_column){.id = department, .name = S("")};
    return h->columns.n - 1;
}

static int by_name(const void *x, const void *y)
{
    const struct heat_column *a = x, *b = y;

    if ((a->id == 0) != (b->id == 0))
        return a->id == 0 ? 1 : -1;
    int c = str_cmp(a->name, b->name);
    return c ? c : (a->id > b->id) - (a->id < b->id);
}

/* Before anything is counted, so that a cell keeps its place. */
static code find_columns(struct gathering *g, struct heat *h, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(g->l->db, g->l->a, g->l->org, DEPARTMENT, &all, err));
    for (size_t i = 0; i < g->entries.n; i++)
        (void)column_of(g, h, g->entries.items[i].department);
    for (size_t i = 0; i < h->columns.n; i++)
        for (size_t k = 0; k < all.n; k++)
            if (all.items[k].id == h->columns.items[i].id)
                h->columns.items[i].name = all.items[k].name;
    if (h->columns.n)
        qsort(h->columns.items, h->columns.n, sizeof *h->columns.items, by_name);
    return OK;
}

static code count(struct gathering *g, struct error *err)
{
    struct heat *h = g->out;

    TRY(find_columns(g, h, err));
    for (size_t k = 0; k < h->rows.n; k++)
        h->rows.items[k].cells = NEW_ARRAY(g->l->a, h->columns.n + 1, struct heat_cell);
    for (size_t i = 0; i < g->entries.n; i++) {
        const struct entry *e = &g->entries.items[i];
        struct heat_row *row = &h->rows.items[e->row];
        struct heat_cell *cells[] = {&row->cells[column_of(g, h, e->department)], &row->total};
        for (size_t c = 0; c < COUNT(cells); c++) {
            cells[c]->n[e->strength]++;
            cells[c]->all++;
            cells[c]->levels += e->level;
            cells[c]->with_level += e->level > 0;
        }
    }
    return OK;
}

static bool is_wanted(struct arena *a, const struct skill_known *k, str words)
{
    str rest = str_lower(a, words), word, text = str_lower(a, str_printf(a, STR_FMT " " STR_FMT, STR_ARG(k->code), STR_ARG(k->name)));

    while (rest.n && str_cut(&rest, ' ', &word))
        if (!str_contains(text, word))
            return false;
    return true;
}

static void choose(struct gathering *g)
{
    const struct heat_ask *q = g->ask;
    struct heat *out = g->out;
    struct id_list items = {0};

    for (size_t i = 0; i < g->index.items.n; i++) {
        const struct skill_known *k = &g->index.items.items[i];
        arena_reset(g->one);
        out->highest = scale_count(k->levels) > out->highest ? scale_count(k->levels) : out->highest;
        if (!is_wanted(g->one, k, q->words))
            continue;
        if (out->skills++ < q->from || out->rows.n == q->rows)
            continue;
        *list_add(g->a, &items) = k->item;
        *list_add(g->l->a, &out->rows) = (struct heat_row){.item = k->item, .framework = k->framework, .name = str_copy(g->l->a, k->name), .code = str_copy(g->l->a, k->code), .levels = str_copy(g->l->a, k->levels)};
    }
    g->items = items.items;
    g->n = items.n;
}

code heat_find(struct list *l, const struct heat_ask *q, struct heat *out, struct error *err)
{
    struct gathering g = {.l = l, .now = q->now, .least = q->least, .choose = choose, .then = count, .ask = q, .out = out};

    return run_apart(&g, err);
}

/* ---- the names of one ---- */

struct naming { const struct heat_who *q; struct heat_people *out; size_t *n; };

static const char sql_names[] = SQL(
    "SELECT p.id, CASE WHEN p.name = '' THEN p.email ELSE p.name END, coalesce(d.name, '') FROM person p LEFT JOIN department d ON d.id = p.department_id"
    " WHERE +p.org_id = $1 AND p.id IN (" IN_80_FROM_2 ")");

static int by_strength(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;

    return a->strength != b->strength ? (int)b->strength - (int)a->strength : (a->person > b->person) - (a->person < b->person);
}

/* Each of them stands there once. */
static code name_80(struct list *l, struct heat_person *all, size_t n, struct error *err)
{
    int64_t ids[IN_80];
    struct rows *r;

    for (size_t i = 0; i < n; i++)
        ids[i] = all[i].id;
    r = db_query(l->db, sql_names, in_list(l->a, ARGS(v_int(l->org)), ids, n));
    while (rows_next(r))
        for (size_t i = 0; i < n; i++)
            if (all[i].id == row_int(r, 0)) {
                all[i].name = row_str(r, 1, l->a);
                all[i].department = row_str(r, 2, l->a);
            }
    return rows_end(r, err);
}

static code name_all(struct gathering *g, struct error *err)
{
    struct naming *w = g->out;

    *w->n = g->entries.n;
    if (g->entries.n)
        qsort(g->entries.items, g->entries.n, sizeof *g->entries.items, by_strength);
    for (size_t i = 0; i < g->entries.n && i < w->q->most; i++) {
        const struct entry *e = &g->entries.items[i];
        *list_add(g->l->a, w->out) = (struct heat_person){.id = e->person, .full = e->full, .strength = e->strength, .level = e->level, .name = S(""), .department = S("")};
    }
    for (size_t i = 0; i < w->out->n; i += IN_80)
        TRY(name_80(g->l, w->out->items + i, w->out->n - i < IN_80 ? w->out->n - i : IN_80, err));
    return OK;
}

code heat_who(struct list *l, const struct heat_who *q, struct heat_people *out, size_t *n, struct error *err)
{
    struct naming w = {q, out, n};
    struct gathering g = {.l = l, .items = &q->item, .n = 1, .now = q->now, .least = q->least, .then = name_all, .out = &w};

    *n = 0;
    return run_apart(&g, err);
}
