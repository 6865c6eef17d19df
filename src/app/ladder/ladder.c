/* ladder/ladder.c — steps between job roles, and two of them side by side. */
#include "app/ladder/ladder.h"

#include <stdlib.h>

/* ---- steps ---- */

static const char sql_steps[] = SQL(
    "SELECT s.id, s.from_id, s.to_id, f.name, t.name, s.words FROM jobrole_step s JOIN jobrole f ON f.id = s.from_id JOIN jobrole t ON t.id = s.to_id"
    " WHERE s.org_id = $1 AND f.archived_at IS NULL AND t.archived_at IS NULL ORDER BY lower(f.name), s.from_id, lower(t.name), s.id LIMIT $2");

code ladder_steps(struct db *db, struct arena *a, int64_t org, struct ladder_steps *out, struct error *err)
{
    struct rows *r = db_query(db, sql_steps, ARGS(v_int(org), v_int(LADDER_STEPS)));

    while (rows_next(r))
        *list_add(a, out) = (struct ladder_step){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a)};
    return rows_end(r, err);
}

static const char sql_many[] = SQL("SELECT count(*) FROM jobrole_step WHERE org_id = $1 AND ($2 = 0 OR from_id = $2)");
static const char sql_add[] = SQL(
    "INSERT INTO jobrole_step (org_id, from_id, to_id, words) VALUES ($1, $2, $3, $4) ON CONFLICT (from_id, to_id) DO UPDATE SET words = excluded.words");
static const char sql_drop[] = SQL("DELETE FROM jobrole_step WHERE org_id = $1 AND id = $2");
#define WORDS_MOST 500

static code check_role(struct db *db, struct arena *a, int64_t org, int64_t id, const char *field, struct jobrole *out, struct error *err)
{
    if (jobrole_get(db, a, org, id, out, NULL) != OK || out->archived)
        return fail(err, BAD_INPUT, field, "choose one of the list");
    return OK;
}

static code check_room(struct db *db, const struct ladder_change *c, struct error *err)
{
    int64_t all = 0, of_role = 0;

    TRY(db_int(db, sql_many, ARGS(v_int(c->org), v_int(0)), &all, err));
    TRY(db_int(db, sql_many, ARGS(v_int(c->org), v_int(c->from)), &of_role, err));
    return all < LADDER_STEPS && of_role < LADDER_OF_ROLE ? OK : fail(err, LIMIT, "from", "from one job role lead at most %d steps, %d in all", LADDER_OF_ROLE, LADDER_STEPS);
}

static code add(struct db *db, struct arena *a, const struct ladder_change *c, struct error *err)
{
    struct jobrole from, to;

    TRY(check_role(db, a, c->org, c->from, "from", &from, err));
    TRY(check_role(db, a, c->org, c->to, "to", &to, err));
    if (c->from == c->to)
        return fail(err, BAD_INPUT, "to", "a step leads to another job role");
    if (c->words.n > WORDS_MOST)
        return fail(err, BAD_INPUT, "words", "this is too long");
    TRY(check_room(db, c, err));
    TRY(db_run(db, sql_add, ARGS(v_int(c->org), v_int(c->from), v_int(c->to), v_str(c->words)), NULL, err));
    return org_log(db, c->org, c->by, "jobrole.step", from.name, to.name, err);
}

code ladder_add(struct db *db, struct arena *a, const struct ladder_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, c, err), err);
}

static code drop(struct db *db, struct arena *a, const struct ladder_change *c, struct error *err)
{
    int64_t gone = 0;

    TRY(db_run(db, sql_drop, ARGS(v_int(c->org), v_int(c->id)), &gone, err));
    if (!gone)
        return fail(err, NOT_FOUND, "step", "there is no such step");
    return org_log(db, c->org, c->by, "jobrole.step-end", str_printf(a, "step %lld", (long long)c->id), S(""), err);
}

code ladder_drop(struct db *db, struct arena *a, const struct ladder_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop(db, a, c, err), err);
}

/* ---- two side by side ---- */

static struct ladder_item *item_of(struct arena *a, struct ladder_items *all, str key, struct map *seen)
{
    size_t **place = (size_t **)map_at(seen, key);

    if (!*place) {
        *place = NEW(a, size_t);
        **place = all->n;
        *list_add(a, all) = (struct ladder_item){.code = S(""), .name = S(""), .asks = {S(""), S("")}};
    }
    return &all->items[**place];
}

struct one_side { const struct jobrole *j; int side; bool in_force; struct map *seen; };

static code add_side(struct db *db, struct arena *a, const struct one_side *one, struct ladder_items *out, struct error *err)
{
    const struct jobrole *j = one->j;
    struct map *seen = one->seen;
    int side = one->side;
    struct jobrole_asks asks = {0};
    struct jobrole_skills skills = {0};

    TRY(jobrole_asks(db, a, j->org, j->id, &asks, err));
    TRY(jobrole_skills(db, a, j->org, j->id, &skills, err));
    for (size_t i = 0; i < asks.n; i++) {
        if (one->in_force && (!asks.items[i].r.version || asks.items[i].r.archived))
            continue;
        struct ladder_item *x = item_of(a, out, str_printf(a, "r%lld", (long long)asks.items[i].r.id), seen);
        x->code = asks.items[i].r.code;
        x->name = asks.items[i].r.name;
        x->need[side] = asks.items[i].mandatory ? NEED_MANDATORY : NEED_DESIRABLE;
    }
    for (size_t i = 0; i < skills.n; i++) {
        const struct jobrole_skill *s = &skills.items[i];
        if (one->in_force && !s->item)
            continue;
        struct ladder_item *x = item_of(a, out, s->item ? str_printf(a, "s%lld", (long long)s->item) : str_printf(a, "n%lld", (long long)s->id), seen);
        x->code = s->code;
        x->name = s->name;
        x->is_skill = true;
        x->need[side] = s->mandatory ? NEED_MANDATORY : NEED_DESIRABLE;
        x->least[side] = s->least;
        x->level[side] = s->level;
        x->asks[side] = jobrole_skill_words(a, s);
    }
    return OK;
}

bool ladder_differs(const struct ladder_item *i)
{
    return i->need[0] != i->need[1] || i->least[0] != i->least[1] || i->level[0] != i->level[1];
}

static int by_difference(const void *x, const void *y)
{
    const struct ladder_item *a = x, *b = y;
    int need_a = a->need[0] > a->need[1] ? a->need[0] : a->need[1], need_b = b->need[0] > b->need[1] ? b->need[0] : b->need[1];

    if (ladder_differs(a) != ladder_differs(b))
        return ladder_differs(a) ? -1 : 1;
    if (need_a != need_b)
        return need_b - need_a;
    int c = str_cmp(a->code, b->code);
    return c ? c : str_cmp(a->name, b->name);
}

code ladder_compare(struct db *db, struct arena *a, const struct ladder_compare_ask *q, struct ladder_items *out, struct error *err)
{
    struct map *seen = map_new(a);

    for (int side = 0; side < 2; side++) {
        struct jobrole j;
        TRY(jobrole_get(db, a, q->org, q->roles[side], &j, err));
        TRY(add_side(db, a, &(struct one_side){&j, side, q->in_force, seen}, out, err));
    }
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_difference);
    return OK;
}
