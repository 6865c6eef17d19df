/* ladder/ladder.h — from which job role one can go on to which; how two of them differ; how far
 * somebody is from the next one; and who could fill a post, of those whose role leads to it. */
#pragma once
#include "app/ready/ready.h"

#define LADDER_STEPS   500                       /* of an organisation */
#define LADDER_OF_ROLE 20                        /* from one job role */

struct ladder_step { int64_t id, from, to; str from_name, to_name, words; };
LIST_OF(ladder_steps, struct ladder_step);
/* Between job roles that are in use, by their names. */
MUST_USE code ladder_steps(struct db *db, struct arena *a, int64_t org, struct ladder_steps *out, struct error *err);
struct ladder_change { int64_t org, by, id, from, to; str words; };
/* BAD_INPUT names "from", "to" or "words"; LIMIT at "from". Said again, its words change. */
MUST_USE code ladder_add(struct db *db, struct arena *a, const struct ladder_change *c, struct error *err);
MUST_USE code ladder_drop(struct db *db, struct arena *a, const struct ladder_change *c, struct error *err);

/* ---- two job roles ---- */

enum ladder_need { NEED_NOT, NEED_DESIRABLE, NEED_MANDATORY };
/* Of a skill `least`: how well it must be proved in either, and at which level; SKILL_NONE: of a requirement, or not
 * asked. `asks`: both in words. */
struct ladder_item { str code, name; bool is_skill; enum ladder_need need[2]; enum skill_strength least[2]; int64_t level[2]; str asks[2]; };
LIST_OF(ladder_items, struct ladder_item);
/* What either takes; what differs first, the mandatory before the rest. */
/* in_force: what strangers may read, nothing that is not published or was archived. */
struct ladder_compare_ask { int64_t org, roles[2]; bool in_force; };
MUST_USE code ladder_compare(struct db *db, struct arena *a, const struct ladder_compare_ask *q, struct ladder_items *out, struct error *err);
bool ladder_differs(const struct ladder_item *i);

/* ---- who could ---- */

struct ladder_person { int64_t id; str name, title; struct ready r; };
LIST_OF(ladder_people, struct ladder_person);
/* The list: those whose job role leads to this one and who do not work as it, whom least is missing first by what is kept.
 * Of its rows, which are loaded: what is missing, worked out now. */
MUST_USE code ladder_could(struct list *l, struct ladder_people *out, struct error *err);

extern const struct list_def could_list_def;
extern const struct route ladder_routes[];
