/* skill/many.h — what proves some skills, of all people of a list at once: the same proofs that
 * skill_of_person finds of each of them. */
#pragma once
#include "app/list/list.h"
#include "app/skill/skill.h"

/* row: which of `items`. department 0: none. */
struct skill_many_of { size_t row; int64_t person, department; struct skill_proof proof; };
typedef void skill_many_each(void *ctx, const struct skill_many_of *p);
/* `index` of the list's organisation; those of `items` that it does not have nobody has. a: kept until the end; one: of a step. */
struct skill_many { struct list *l; struct arena *a, *one; const struct skill_index *index; const int64_t *items; size_t n; skill_many_each *each; void *ctx; };
MUST_USE code skill_many_find(const struct skill_many *m, struct error *err);
