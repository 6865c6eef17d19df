/* backpack/shows.h — which fields of a badge a page tells its readers. A badge has such
 * bits for its own page, a collection for all that stand in it, a link for its reader. */
#pragma once
#include "app/backpack/backpack.h"
#include "web/form.h"

enum {
    SHOW_NAME = 1,                               /* whose badge it is */
    SHOW_DATES = 2,
    SHOW_WORDS = 4,                              /* what the issuer wrote for this person */
    SHOW_EVIDENCE = 8,
    SHOW_SKILLS = 16,
    SHOW_CHECKS = 32,                            /* how it was checked */
    SHOW_ALL = 63,
    SHOW_USUAL = SHOW_DATES | SHOW_SKILLS | SHOW_CHECKS,
};

/* Tick boxes of a form: a field "shows" that comes several times. */
struct show_tick { int64_t bit; const char *label, *hint; bool on; };
LIST_OF(show_tick_list, struct show_tick);
void show_ticks(struct arena *a, int64_t shows, struct show_tick_list *out);
int64_t show_ticked(const struct form *f, const char *name);

MUST_USE code show_bits(struct db *db, int64_t owner, int64_t holding, int64_t *shows, struct error *err);
MUST_USE code show_set_bits(struct db *db, int64_t owner, int64_t holding, int64_t shows, struct error *err);
