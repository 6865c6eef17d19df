/* catalog/results.h — how well: the results that a badge may come with, and the
 * result of one award. Within a badge a description and its levels go by short
 * keys; in what is published these become addresses behind the badge's own. */
#pragma once
#include "app/catalog/catalog.h"

/* How somebody says it; told by what the description has. */
enum result_entry { RESULT_STATUS, RESULT_LEVELS, RESULT_VALUES, RESULT_NUMBER, RESULT_WORDS };
enum result_entry result_entry_of(const struct result_description *d);

/* What a badge begins with: passed or not, stars, percent, points, a grade, a rubric. */
struct result_template { const char *name, *label, *hint, *icon; };
extern const struct result_template result_templates[];
extern const size_t result_template_count;
/* NOT_FOUND: there is no such template. */
MUST_USE code result_from_template(struct arena *a, str name, struct result_description *out, struct error *err);

/* Statuses of OB 3.0 §ResultStatusType, and all kinds of §ResultType. */
struct result_word { const char *name, *label; };
extern const struct result_word result_statuses[], result_types[];
extern const size_t result_status_count, result_type_count;

/* Does it fit together (OB 3.0 §ResultDescription)? BAD_INPUT names "name",
 * "needed", "min" or "allowed". */
MUST_USE code result_check(struct arena *a, const struct result_description *d, struct error *err);

/* What was typed or stood in a cell: a level by name, short form or points, a
 * value, a number with or without "%", a status or "passed". BAD_INPUT says what
 * may stand there, or that it is not enough for this badge. */
MUST_USE code result_take(struct arena *a, const struct result_description *d, str typed, struct result *out, struct error *err);
/* A result that was kept, against the badge of now: BAD_INPUT. */
MUST_USE code results_check(struct arena *a, const struct result_description_list *l, const struct result_list *r, struct error *err);
const struct result_description *result_described(const struct result_description_list *l, str key);
const struct result *result_of(const struct result_list *l, str key);      /* NULL: there is none of that */
/* In words for people; empty: it says nothing. */
str result_words(struct arena *a, const struct result_description *d, const struct result *r);
/* All of an award on one line: "Level: Expert, Score: 87". */
str results_words(struct arena *a, const struct result_description_list *l, str kept);
str result_range_words(struct arena *a, const struct result_description *d);

/* As they are kept: a short text; absent when there is none. */
str  results_keep(struct arena *a, const struct result_list *l);
void results_kept(struct arena *a, str text, struct result_list *out);
/* What a badge measures, from the column of its version. */
void results_read(struct arena *a, str text, struct result_description_list *out);
/* Keys into addresses: `badge` is that of this version. */
void results_publish(struct arena *a, str badge, const struct result_description_list *l, struct result_description_list *out);
void results_award(struct arena *a, str badge, const struct result_list *l, struct result_list *out);
