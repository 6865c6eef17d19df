/* recognise/round_choose.c — who has most, and what a tie comes to. */
#include "app/recognise/round.h"

static size_t mark_most(struct contenders *all)
{
    int64_t most = 0;
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++)
        most = all->items[i].n > most ? all->items[i].n : most;
    for (size_t i = 0; i < all->n; i++) {
        all->items[i].is_chosen = all->items[i].n == most;
        n += all->items[i].is_chosen;
    }
    return most ? n : 0;
}

static bool waited_longer(const struct contender *x, const struct contender *y)
{
    return x->last != y->last ? x->last < y->last : x->first < y->first;
}

static void leave_one(struct contenders *all)
{
    struct contender *one = NULL;

    for (size_t i = 0; i < all->n; i++) {
        struct contender *c = &all->items[i];
        if (c->is_chosen && (!one || waited_longer(c, one)))
            one = c;
    }
    for (size_t i = 0; i < all->n; i++)
        all->items[i].is_chosen = &all->items[i] == one;
}

enum round_end round_choose(struct contenders *all, str tie)
{
    size_t n = mark_most(all);

    if (all->n == 0)
        return ROUND_PASSED;
    if (n == 0 || (n > 1 && str_eq(tie, S("panel"))))
        return ROUND_PANEL;
    if (n > 1 && str_eq(tie, S("waited")))
        leave_one(all);
    return ROUND_DECIDED;
}
