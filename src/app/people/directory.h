/* people/directory.h — where people work: departments as a tree, teams, sites. */
#pragma once
#include "app/org/org.h"

enum place_kind { DEPARTMENT, TEAM, SITE, PLACE_KINDS };
/* Words for people and addresses: "department", "departments", "Departments". */
struct place_words { const char *one, *many, *title, *icon; };
extern const struct place_words place_words[PLACE_KINDS];
bool place_kind_of(str many, enum place_kind *out);                  /* of the word in an address */

/* people: who is there themselves, not below. parent 0: at the top. */
struct workplace { int64_t id, parent; str name, path; int depth; int64_t people; };
LIST_OF(workplace_list, struct workplace);

/* By name; departments as a tree, each above those in it. */
MUST_USE code place_list(struct db *db, struct arena *a, int64_t org, enum place_kind kind, struct workplace_list *out, struct error *err);
/* The same without counting people: for choices. */
MUST_USE code place_names(struct db *db, struct arena *a, int64_t org, enum place_kind kind, struct workplace_list *out, struct error *err);
MUST_USE code place_get(struct db *db, struct arena *a, int64_t org, enum place_kind kind, int64_t id, struct workplace *out, struct error *err);
/* "Operations / Warehouse" */
str place_in_words(struct arena *a, const struct workplace_list *all, int64_t id);

struct place_change { int64_t org, by; enum place_kind kind; int64_t id, parent; str name; };
/* The clocks of a site, by name; "": those of the organisation. BAD_INPUT at "time_zone". */
MUST_USE code site_zone(struct db *db, struct arena *a, int64_t org, int64_t id, str *out, struct error *err);
MUST_USE code site_zone_check(struct arena *a, str zone, struct error *err);
struct site_zone_change { int64_t org, by, id; str zone; };
MUST_USE code site_zone_set(struct db *db, struct arena *a, const struct site_zone_change *c, struct error *err);
/* CONFLICT: there is one of that name at that place. */
MUST_USE code place_add(struct db *db, struct arena *a, const struct place_change *c, int64_t *id, struct error *err);
/* Renames and moves; everything below comes along. BAD_INPUT names "parent". */
MUST_USE code place_save(struct db *db, struct arena *a, const struct place_change *c, struct error *err);
/* All who are there and, of a department, all that is in it go to `parent`, which is of
 * the same kind; then it is removed. BAD_INPUT at "into": no such place, or within it;
 * CONFLICT at "into": a department of that name is there already. */
MUST_USE code place_merge(struct db *db, struct arena *a, const struct place_change *c, int64_t *people, struct error *err);
/* CONFLICT: somebody is there, or a department is in it. */
MUST_USE code place_remove(struct db *db, struct arena *a, const struct place_change *c, struct error *err);

/* "Operations / Warehouse" or its last part alone, where only one has it; 0: there
 * is none. `make`: it is made, in the caller's transaction. */
struct place_wanted { int64_t org, by; enum place_kind kind; str words; bool make; };
MUST_USE code place_find(struct db *db, struct arena *a, const struct place_wanted *w, int64_t *id, struct error *err);
