/* skill/heat.h — skills against departments: how many have each, and how well that is proved. */
#pragma once
#include "app/list/list.h"
#include "app/skill/skill.h"

#define HEAT_ROWS    25
#define HEAT_COLUMNS 12
#define HEAT_NAMES   200                         /* shown of one skill; the file has all */

/* levels: of all who have one, together. */
struct heat_cell { int64_t n[SKILL_STRENGTHS], all, levels, with_level; };
/* id 0: those who are in no department. */
struct heat_column { int64_t id; str name; };
struct heat_row { int64_t item, framework; str name, code, levels; struct heat_cell *cells, total; };
LIST_OF(heat_columns, struct heat_column);
LIST_OF(heat_rows, struct heat_row);
/* Skills that badges stand for or people speak of, by name; `skills` of them in all, these from `from` on. The
 * columns are those departments whose people have any of these. */
/* highest: how many levels any of their scales has. */
struct heat { struct heat_columns columns; struct heat_rows rows; size_t skills; int64_t highest; };
/* least: whoever has a lower level, or none, does not count; 0: all do. */
struct heat_ask { str words; size_t from, rows; msec now; int64_t least; };
/* Of the people of the list, as it is filtered and as far as its reader sees. */
MUST_USE code heat_find(struct list *l, const struct heat_ask *q, struct heat *out, struct error *err);

struct heat_person { int64_t id; str name, department; enum skill_strength full, strength; int64_t level; };
LIST_OF(heat_people, struct heat_person);
/* Those of the list who have the skill, the best proved first; `*n`: how many in all. */
struct heat_who { int64_t item; size_t most; msec now; int64_t least; };
MUST_USE code heat_who(struct list *l, const struct heat_who *q, struct heat_people *out, size_t *n, struct error *err);

/* What most of a cell count as, the stronger of two alike; SKILL_NONE: nobody. */
enum skill_strength heat_depth(const struct heat_cell *c);

/* The mean level of those who have one, in tenths; 0: nobody has. */
int64_t heat_mean(const struct heat_cell *c);

extern const struct list_def heat_list_def;
