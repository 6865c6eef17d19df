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

/* People of the directory with an address whom these words mean, a few of them. */
#define FOUND_MOST 25
struct found_people { struct found_person_list people; bool more; };
MUST_USE code chosen_find(struct db *db, struct arena *a, int64_t org, str words, struct found_people *out, struct error *err);
/* Those with these ids as lines of a list: "Ann Lee,ann@example.org". */
MUST_USE code chosen_lines(struct db *db, struct arena *a, int64_t org, const struct str_list *ids, str *out, struct error *err);
