/* award/award_chosen.h — who gets a badge, chosen instead of typed: people of the
 * directory by group, department or search, and who has to renew. */
#pragma once
#include "app/award/award_pages.h"

/* What may be chosen for a badge, in words. `asked`: one that a link brought along,
 * such as a search in the directory; "" if none. */
struct chosen { int64_t org, achievement; str who; };
MUST_USE code chosen_options(struct db *db, struct arena *a, const struct chosen *c, struct choice_list *out, struct error *err);
/* The list of people that it means today, as a sheet with names and addresses.
 * BAD_INPUT at "who": it is not known, or nobody is in it. */
MUST_USE code chosen_sheet(struct db *db, struct arena *a, const struct chosen *c, str *out, struct error *err);
