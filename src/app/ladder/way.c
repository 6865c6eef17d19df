/* ladder/way.c — the shortest way over the ladder, and what is missing on it in an order in
 * which it can be had. */
#include "app/ladder/way.h"

/* ---- the route ---- */

struct reached { int64_t role; size_t before, depth; };         /* before: its place; of a first one its own */
LIST_OF(reached_list, struct reached);

static void reach(struct arena *a, struct reached_list *all, int64_t role, size_t before, size_t depth)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].role == role)
            return;
    *list_add(a, all) = (struct reached){role, before, depth};
}

static void take_back(struct arena *a, const struct reached_list *all, size_t at, struct id_list *out)
{
    for (;; at = all->items[at].before) {
        *list_add(a, out) = all->items[at].role;
        if (all->items[at].before == at)
            break;
    }
    list_reverse(out);
}

bool way_route(struct arena *a, const struct ladder_steps *steps, const struct id_list *from, int64_t to, struct id_list *out)
{
    struct reached_list all = {0};

    for (size_t i = 0; i < from->n; i++)
        reach(a, &all, from->items[i], all.n, 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct reached here = all.items[i];
        if (here.role == to) {
            take_back(a, &all, i, out);
            return true;
        }
        for (size_t k = 0; k < steps->n && here.depth < WAY_ROLES; k++)
            if (steps->items[k].from == here.role)
                reach(a, &all, steps->items[k].to, i, here.depth + 1);
    }
    return false;
}

/* ---- what comes after what ---- */

static bool has(const struct id_list *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i] == id)
            return true;
    return false;
}

/* Is a badge that proves `x` made of one that proves `y`? */
static bool is_made_of(const struct way_item *x, const struct way_item *y, const struct way_parts *parts)
{
    for (size_t i = 0; i < parts->n; i++)
        if (has(&x->badges, parts->items[i].badge) && has(&y->badges, parts->items[i].part))
            return true;
    return false;
}

void way_link(struct arena *a, struct way_items *all, const struct way_parts *parts)
{
    for (size_t i = 0; i < all->n; i++)
        all->items[i].key = (int64_t)i + 1;
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->n; k++) {
            struct way_item *x = &all->items[i];
            const struct way_item *y = &all->items[k];
            if (i != k && ((y->requirement && has(&x->follows, y->requirement)) || is_made_of(x, y, parts)))
                *list_add(a, &x->after) = y->key;
        }
}

/* What something else comes after is to be had with it at the latest, and is needed where that is. */
static bool pull(struct way_items *all)
{
    bool moved = false;

    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->items[i].after.n; k++) {
            const struct way_item *x = &all->items[i];
            struct way_item *first = &all->items[x->after.items[k] - 1];
            if (first->stage <= x->stage && first->is_needed >= x->is_needed)
                continue;
            first->stage = first->stage < x->stage ? first->stage : x->stage;
            first->is_needed |= x->is_needed;
            moved = true;
        }
    return moved;
}

/* ---- the order ---- */

static bool waits(const struct way_item *x, const bool *taken)
{
    for (size_t i = 0; i < x->after.n; i++)
        if (!taken[x->after.items[i] - 1])
            return true;
    return false;
}

static bool comes_before(const struct way_item *x, const struct way_item *y, const bool *taken)
{
    bool x_waits = waits(x, taken), y_waits = waits(y, taken);

    if (x->stage != y->stage)
        return x->stage < y->stage;
    if (x_waits != y_waits)
        return y_waits;
    if (x->is_needed != y->is_needed)
        return x->is_needed;
    if (x->effort.has_time != y->effort.has_time)
        return x->effort.has_time;
    if (x->effort.has_time && x->effort.minutes != y->effort.minutes)
        return x->effort.minutes < y->effort.minutes;
    int c = str_cmp(x->name, y->name);
    return c ? c < 0 : x->key < y->key;
}

void way_order(struct arena *a, struct way_items *all)
{
    bool *taken = NEW_ARRAY(a, all->n + 1, bool);
    struct way_items in_order = {0};

    while (pull(all))
        ;
    for (size_t n = 0; n < all->n; n++) {
        size_t best = all->n;
        for (size_t i = 0; i < all->n; i++)
            if (!taken[i] && (best == all->n || comes_before(&all->items[i], &all->items[best], taken)))
                best = i;
        taken[best] = true;
        *list_add(a, &in_order) = all->items[best];
    }
    *all = in_order;
}

void way_share(struct way_items *all)
{
    for (size_t i = 0; i < all->n; i++) {
        struct way_item *x = &all->items[i];
        for (size_t k = 0; k < i && x->badge && !x->with; k++)
            if (all->items[k].badge == x->badge)
                x->with = all->items[k].key;
        if (x->with)
            x->effort = (struct effort){.has_time = true, .has_cost = true};
    }
}

str way_name(const struct way_items *all, int64_t key)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].key == key)
            return all->items[i].name;
    return S("");
}
