/* catalog/scale.h — the levels of a framework's skills: names from the lowest to the highest,
 * one of a line; a level is its number from 1, and 0 is none. No clock and no database. */
#pragma once
#include "badge/badge.h"

#define SCALE_LEVELS 12
#define SCALE_NAME   60                          /* characters of a name */

/* As typed: trimmed, without empty lines. BAD_INPUT at "levels": two are called the same, too
 * many, one too long, or one alone. */
MUST_USE code scale_check(struct arena *a, str typed, str *levels, struct error *err);
int64_t scale_count(str levels);
/* Empty: there is no such level. */
str scale_name(str levels, int64_t level);
/* All of them on a line: "Novice, Practised, Expert". */
str scale_words(struct arena *a, str levels);
/* A skill of a badge names a level within the scale of its day. Which level of the scale of now
 * that is: by its name, else, where `by_place`, by its number. */
int64_t scale_now(struct arena *a, str levels, const struct alignment *x, bool by_place);
/* A scale changes: where each of its SCALE_LEVELS levels, from 1, is afterwards. By its name; a name that is
 * new, in the place of one that is gone, is another name of the same level; 0: it is gone. */
void scale_moves(struct arena *a, str was, str levels, int64_t *to);

/* OB 3.0 has no level of an alignment. It has results: a badge that shows a level carries, for
 * each such skill, a ResultDescription that is aligned to the skill, whose levels are the scale
 * and whose requiredLevel is the one that the badge shows; and everybody who has the badge the
 * Result that says so (badge/read_levels.c reads it again). Behind those that are there; `badge` is
 * the address of its version. */
void scale_publish(struct arena *a, str badge, const struct alignment_list *skills, struct result_description_list *out);
void scale_award(struct arena *a, str badge, const struct alignment_list *skills, struct result_list *out);
