/* format/regexp.h — regular expressions as JSON Schema has them (ECMA-262 with
 * the `u` flag, JSON Schema 2020-12 Core §6.4), matched in time that grows with
 * text × pattern and no faster: patterns come from strangers. The answer is yes
 * or no; there are no captures. Back references and look-around are not read. */
#pragma once
#include "base/str.h"

#define REGEXP_MAX_BYTES 4096                    /* of a pattern */
#define REGEXP_MAX_STEPS 4000                    /* instructions, repetitions written out */

struct regexp;

/* BAD_INPUT (where: "byte 7"): this is no pattern. UNSUPPORTED: it uses what is
 * not read here. LIMIT. */
MUST_USE code regexp_read(struct arena *a, str pattern, struct regexp **out, struct error *err);
/* Does the pattern match anywhere in `text`, which is valid UTF-8? `*budget` is
 * lessened by the work; LIMIT when it is used up. Not by two threads at once. */
MUST_USE code regexp_find(struct regexp *re, str text, size_t *budget, bool *found,
                          struct error *err);
