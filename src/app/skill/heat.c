/* skill/heat.c — skills against departments, worked out when it is asked: what proves the
 * skills of the page, for the people of a list. */
#include "app/skill/heat.h"

#include "app/catalog/scale.h"
#include "app/people/people.h"
#include "app/skill/vouch.h"
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

/* `more`: of what somebody said, whether they lead them; of a badge of others, when its record ends. `level`: of what is said
 * its number, of a badge of others as it calls it. */
#define PROOF(key, at, ends, more, level)                                                                                               \
    "SELECT " key ", w.person_id, coalesce((SELECT q.department_id FROM person q WHERE q.id = w.person_id), 0), " at ", " ends ", " more ", " level " FROM "
static const char awards_head[] = SQL_PIECE(
    PROOF("w.version_id", "w.awarded_at", "coalesce(w.valid_until, 0)", "0", "0")
    "achievement_version v JOIN award w ON w.achievement_id = v.achievement_id AND w.version_id = v.id"
    " WHERE w.revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id) AND v.id IN");
static const char outside_head[] = SQL_PIECE(
    PROOF("x.outside_id", "coalesce(w.issued_on, w.created_at)", SKILL_BADGE_ENDS("w"), SKILL_RECORD_ENDS("w"), "x.level")
    "intake_skill x JOIN intake w ON w.id = x.intake_id WHERE " SKILL_OUTSIDE_COUNTS("x", "w") " AND x.outside_id IN");
static const char said_head[] = SQL_PIECE(
    PROOF("w.item_id", "w.said_at", "0", "0", "w.level") "skill_claim w WHERE w.said_at IS NOT NULL AND w.ended_at IS NULL AND w.item_id IN");
static const char words_head[] = SQL_PIECE(
    PROOF("w.item_id", "k.said_at", "0", "k.is_manager", "k.level") "skill_word k JOIN skill_claim w ON w.id = k.claim_id WHERE " SKILL_WORD_COUNTS("k", "w") " AND w.item_id IN");

/* What is asked of the database at a time: its keys, and for which row each is. In the order of keys; one may be for several. */
struct wanted { int64_t key; size_t row; int64_t months, level; str levels; };
LIST_OF(wanteds, struct wanted);
struct gather_part { const char *head; enum skill_strength full; struct wanteds keys; };

static int by_key(const void *x, const void *y)
{
    const struct wanted *a = x, *b = y;

    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->row > b->row) - (a->row < b->row);
}

static const struct wanted *first_of(const struct wanteds *all, int64_t key)
{
    size_t from = 0, to = all->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (all->items[middle].key < key)
            from = middle + 1;
        else
            to = middle;
    }
    return all->items + from;
}

/* In memory that goes with the row. */
static int64_t level_of(struct gathering *g, const struct wanted *w, enum skill_strength full, struct rows *r)
{
    if (full == SKILL_PROVED)
        return w->level;
    if (full != SKILL_OUTSIDE)
        return row_int(r, 6);
    arena_reset(g->one);
    return scale_now(g->one, w->levels, &(struct alignment){.levels = row_str(r, 6, g->one), .level = 1}, false);
}

static void take(struct gathering *g, const struct gather_part *part, struct rows *r)
{
    int64_t key = row_int(r, 0);
    struct skill_proof p = {.full = part->full, .at = row_int(r, 3), .ends = row_int(r, 4)};

    if (p.full == SKILL_OUTSIDE)
        p.ends = skill_sooner(p.ends, row_int(r, 5));
    else if (row_int(r, 5))
        p.full = SKILL_CONFIRMED;
    for (const struct wanted *w = first_of(&part->keys, key); w < part->keys.items + part->keys.n && w->key == key; w++) {
        p.months = w->months;
        *list_add(g->a, &g->entries) = (struct entry){w->row, row_int(r, 1), row_int(r, 2), p.full, skill_counts(&p, g->now), level_of(g, w, part->full, r), p.at};
    }
}

static code gather(struct gathering *g, const struct gather_part *part, const int64_t *keys, size_t n, struct error *err)
{
    struct rows *r = list_gather_rows(g->l, &(struct list_gather){.head = part->head, .row = "w.person_id", .is_few = true, .tail = "", .values = keys, .n = n});

    while (rows_next(r))
        take(g, part, r);
    return rows_end(r, err);
}

static code gather_part(struct gathering *g, struct gather_part *part, struct error *err)
{
    struct id_list keys = {0};

    if (part->keys.n)
        qsort(part->keys.items, part->keys.n, sizeof *part->keys.items, by_key);
    for (size_t i = 0; i < part->keys.n; i++)
        if (!keys.n || keys.items[keys.n - 1] != part->keys.items[i].key)
            *list_add(g->a, &keys) = part->keys.items[i].key;
    for (size_t i = 0; i < keys.n; i += GATHER_MOST)
        TRY(gather(g, part, keys.items + i, keys.n - i < GATHER_MOST ? keys.n - i : GATHER_MOST, err));
    return OK;
}

/* The row of each skill of the index; g->n: it has none. */
static size_t *rows_of(struct gathering *g)
{
    size_t *out = NEW_ARRAY(g->a, g->index.items.n + 1, size_t);

    for (size_t i = 0; i < g->index.items.n; i++)
        for (out[i] = 0; out[i] < g->n && g->items[out[i]] != g->index.items.items[i].item;)
            out[i]++;
    return out;
}

static void keys_of(struct gathering *g, const size_t *rows, const struct skill_of_keys *all, struct wanteds *out)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct skill_of_key *v = &all->items[i];
        if (rows[v->item] < g->n)
            *list_add(g->a, out) = (struct wanted){v->key, rows[v->item], g->index.items.items[v->item].months, v->level, g->index.items.items[v->item].levels};
    }
}

static code gather_all(struct gathering *g, struct error *err)
{
    struct gather_part awards = {awards_head, SKILL_PROVED, {0}}, outside = {outside_head, SKILL_OUTSIDE, {0}};
    struct gather_part said = {said_head, SKILL_SAID, {0}}, words = {words_head, SKILL_BACKED, {0}};
    const size_t *rows = rows_of(g);

    keys_of(g, rows, &g->index.versions, &awards.keys);
    keys_of(g, rows, &g->index.outside, &outside.keys);
    for (size_t i = 0; i < g->index.items.n; i++)
        if (rows[i] < g->n)
            *list_add(g->a, &said.keys) = (struct wanted){g->index.items.items[i].item, rows[i], g->index.items.items[i].months, 0, g->index.items.items[i].levels};
    words.keys = said.keys;
    TRY(gather_part(g, &awards, err));
    TRY(gather_part(g, &outside, err));
    TRY(gather_part(g, &said, err));
    return gather_part(g, &words, err);
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
    TRY(gather_all(g, err));
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
