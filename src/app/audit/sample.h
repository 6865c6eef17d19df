/* audit/sample.h — samples: some of all who stand somehow with what is asked, drawn by a
 * seed so that anybody draws the same again. Each person and requirement of the population
 * is one line, "PERSON:REQUIREMENT:STATE" with their numbers; the draw of a line is the
 * SHA-256 of "SEED:PERSON:REQUIREMENT" in lower hexadecimal digits, and the sample are the
 * lines with the smallest, in their order. docs/audit.md. */
#pragma once
#include "app/audit/audit.h"

#define SAMPLE_MOST       200                    /* lines of one sample */
#define SAMPLE_POPULATION 100000                 /* lines that it is drawn from */
#define SAMPLE_CELLS      400000                 /* looked at for another day than today, asked or not */
#define SAMPLE_SEED       64                     /* bytes */

struct sample_pair { int64_t person, requirement; enum requirement_state state; str draw; };
LIST_OF(sample_pairs, struct sample_pair);
bool sample_pair_read(str line, struct sample_pair *out);     /* without its draw */
/* The `n` smallest draws, all where there are fewer. Lines that cannot be read are left out. */
void sample_draw(struct arena *a, str population, str seed, size_t n, struct sample_pairs *out);

/* ---- kept (sample.c) ---- */

/* `query`: filters of the matrix, without a day. `states` empty: every one that is asked. */
struct sample_ask { int64_t org, account; str name, seed, query; msec day; LIST(enum requirement_state) states; int64_t n; };
/* For what `account` may see. BAD_INPUT at "n", "seed", "name", "at"; LIMIT at "requirement": choose fewer;
 * NOT_FOUND at "requirement": nobody fits. */
MUST_USE code sample_make(struct db *db, struct arena *a, const struct sample_ask *q, int64_t *id, struct error *err);

struct sample { int64_t id, account, all, n; str name, seed, filters, by; msec day, created; };
MUST_USE code sample_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct sample *out, struct error *err);
MUST_USE code sample_population(struct db *db, struct arena *a, int64_t org, int64_t id, str *out, struct error *err);

struct sample_line { int64_t id, place, person, requirement; str name, number, code, requirement_name, draw, result, note; enum requirement_state state; msec noted; };
LIST_OF(sample_lines, struct sample_line);
MUST_USE code sample_lines(struct db *db, struct arena *a, int64_t org, int64_t sample, struct sample_lines *out, struct error *err);

/* What a reader may see today (sample_sight.c), by the matrix; nothing without the right. */
struct sight_part { struct id_list people, requirements; };
struct sample_sight { bool everything; LIST(struct sight_part) parts; };
struct sight_ask { int64_t org, account; enum right right; };    /* right: VIEW_STANDINGS, or that for what goes along with it */
MUST_USE code sample_sight(struct db *db, struct arena *a, const struct sight_ask *q, struct sample_sight *out, struct error *err);
bool sample_sees(const struct sample_sight *s, int64_t person, int64_t requirement);
str sample_population_seen(struct arena *a, const struct sample_sight *s, str population);

/* What the auditor found: "holds", "finding", "note" or "". BAD_INPUT: another word, a note of more than 2,000 bytes. */
struct sample_note { int64_t org, sample, line; str result, note; };
MUST_USE code sample_note(struct db *db, const struct sample_note *n, struct error *err);
const char *sample_result_words(str result);     /* "" of what is none */

extern const struct list_def samples_list_def;
