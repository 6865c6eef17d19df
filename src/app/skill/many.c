/* skill/many.c — what proves some skills, of many people at once: awards, badges of others, and
 * what is said, each by the statement that finds few rows. */
#include "app/skill/many.h"

#include "app/catalog/scale.h"
#include "app/skill/vouch.h"
#include <stdlib.h>

/* Of a badge of others: the row it was handed in as, and the badge. */
struct outside_of { struct skill_many_of of; int64_t id; str hash; };
LIST_OF(outsides, struct outside_of);
struct gathering { const struct skill_many *m; struct outsides outside; };

/* `more`: of what somebody said, whether they lead them; of a badge of others, when its record ends. `level`: of what is said
 * its number, of a badge of others as it calls it. `id`, `hash`: of a badge of others. */
#define PROOF(key, at, ends, more, level, id, hash)                                                                              \
    "SELECT " key ", w.person_id, coalesce((SELECT q.department_id FROM person q WHERE q.id = w.person_id), 0), " at ", " ends ", " more ", " level ", " id ", " hash " FROM "
static const char awards_head[] = SQL_PIECE(
    PROOF("w.version_id", "w.awarded_at", "coalesce(w.valid_until, 0)", "0", "0", "0", "''")
    "achievement_version v JOIN award w ON w.achievement_id = v.achievement_id AND w.version_id = v.id"
    " WHERE w.revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id) AND v.id IN");
static const char outside_head[] = SQL_PIECE(
    PROOF("x.outside_id", "coalesce(w.issued_on, w.created_at)", SKILL_BADGE_ENDS("w"), SKILL_RECORD_ENDS("w"), "x.level", "w.id", "w.hash")
    "intake_skill x JOIN intake w ON w.id = x.intake_id WHERE " SKILL_OUTSIDE_COUNTS("x", "w") " AND x.outside_id IN");
static const char said_head[] = SQL_PIECE(
    PROOF("w.item_id", "w.said_at", "0", "0", "w.level", "0", "''") "skill_claim w WHERE w.said_at IS NOT NULL AND w.ended_at IS NULL AND w.item_id IN");
static const char words_head[] = SQL_PIECE(
    PROOF("w.item_id", "k.said_at", "0", "k.is_manager", "k.level", "0", "''") "skill_word k JOIN skill_claim w ON w.id = k.claim_id WHERE " SKILL_WORD_COUNTS("k", "w") " AND w.item_id IN");

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
    arena_reset(g->m->one);
    return scale_now(g->m->one, w->levels, &(struct alignment){.levels = row_str(r, 6, g->m->one), .level = 1}, false);
}

static void give(struct gathering *g, const struct skill_many_of *of, struct rows *r)
{
    if (of->proof.full != SKILL_OUTSIDE)
        g->m->each(g->m->ctx, of);
    else if (of->proof.ends >= 0)                /* < 0: it was voided */
        *list_add(g->m->a, &g->outside) = (struct outside_of){*of, row_int(r, 7), row_str(r, 8, g->m->a)};
}

static void take(struct gathering *g, const struct gather_part *part, struct rows *r)
{
    int64_t key = row_int(r, 0);
    struct skill_many_of of = {.person = row_int(r, 1), .department = row_int(r, 2), .proof = {.full = part->full, .at = row_int(r, 3), .ends = row_int(r, 4)}};

    if (of.proof.full == SKILL_OUTSIDE)
        of.proof.ends = skill_sooner(of.proof.ends, row_int(r, 5));
    else if (row_int(r, 5))
        of.proof.full = SKILL_CONFIRMED;
    for (const struct wanted *w = first_of(&part->keys, key); w < part->keys.items + part->keys.n && w->key == key; w++) {
        of.row = w->row;
        of.proof.months = w->months;
        of.proof.level = level_of(g, w, part->full, r);
        give(g, &of, r);
    }
}

static code gather(struct gathering *g, const struct gather_part *part, const int64_t *keys, size_t n, struct error *err)
{
    struct rows *r = list_gather_rows(g->m->l, &(struct list_gather){.head = part->head, .row = "w.person_id", .is_few = true, .tail = "", .values = keys, .n = n});

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
            *list_add(g->m->a, &keys) = part->keys.items[i].key;
    for (size_t i = 0; i < keys.n; i += GATHER_MOST)
        TRY(gather(g, part, keys.items + i, keys.n - i < GATHER_MOST ? keys.n - i : GATHER_MOST, err));
    return OK;
}

/* ---- a badge of others that was handed in more than once ---- */

static int by_badge(const void *x, const void *y)
{
    const struct outside_of *a = x, *b = y;

    if (a->of.row != b->of.row)
        return a->of.row < b->of.row ? -1 : 1;
    if (a->of.person != b->of.person)
        return a->of.person < b->of.person ? -1 : 1;
    int c = str_cmp(a->hash, b->hash);
    return c ? c : (b->id > a->id) - (b->id < a->id);
}

static bool is_same_badge(const struct outside_of *x, const struct outside_of *y)
{
    return x->of.row == y->of.row && x->of.person == y->of.person && str_eq(x->hash, y->hash);
}

/* It is one proof, from the last time on, and for as long as any of them lasts (found.c). */
static void give_outside(struct gathering *g)
{
    const struct outside_of *all = g->outside.items;

    if (g->outside.n)
        qsort(g->outside.items, g->outside.n, sizeof *g->outside.items, by_badge);
    for (size_t i = 0, next = 0; i < g->outside.n; i = next) {
        struct skill_many_of of = all[i].of;
        for (next = i; next < g->outside.n && is_same_badge(&all[i], &all[next]); next++) {
            of.proof.ends = !of.proof.ends || !all[next].of.proof.ends ? 0 : all[next].of.proof.ends > of.proof.ends ? all[next].of.proof.ends : of.proof.ends;
            of.proof.level = all[next].of.proof.level > of.proof.level ? all[next].of.proof.level : of.proof.level;
        }
        g->m->each(g->m->ctx, &of);
    }
}

/* ---- all together ---- */

/* The row of each skill of the index; m->n: it has none. */
static size_t *rows_of(const struct skill_many *m)
{
    size_t *out = NEW_ARRAY(m->a, m->index->items.n + 1, size_t);

    for (size_t i = 0; i < m->index->items.n; i++)
        for (out[i] = 0; out[i] < m->n && m->items[out[i]] != m->index->items.items[i].item;)
            out[i]++;
    return out;
}

static void keys_of(const struct skill_many *m, const size_t *rows, const struct skill_of_keys *all, struct wanteds *out)
{
    const struct skill_known *items = m->index->items.items;

    for (size_t i = 0; i < all->n; i++) {
        const struct skill_of_key *v = &all->items[i];
        if (rows[v->item] < m->n)
            *list_add(m->a, out) = (struct wanted){v->key, rows[v->item], items[v->item].months, v->level, items[v->item].levels};
    }
}

code skill_many_find(const struct skill_many *m, struct error *err)
{
    struct gather_part awards = {awards_head, SKILL_PROVED, {0}}, outside = {outside_head, SKILL_OUTSIDE, {0}};
    struct gather_part said = {said_head, SKILL_SAID, {0}}, words = {words_head, SKILL_BACKED, {0}};
    const struct skill_known *items = m->index->items.items;
    const size_t *rows = rows_of(m);
    struct gathering g = {.m = m};

    keys_of(m, rows, &m->index->versions, &awards.keys);
    keys_of(m, rows, &m->index->outside, &outside.keys);
    for (size_t i = 0; i < m->index->items.n; i++)
        if (rows[i] < m->n)
            *list_add(m->a, &said.keys) = (struct wanted){items[i].item, rows[i], items[i].months, 0, items[i].levels};
    words.keys = said.keys;
    TRY(gather_part(&g, &awards, err));
    TRY(gather_part(&g, &outside, err));
    give_outside(&g);
    TRY(gather_part(&g, &said, err));
    return gather_part(&g, &words, err);
}
