/* requirement/version_facts.h — what a version says, line by line in the reader's language:
 * for its own page, in short beside the requirement, and to compare two of them. */
#pragma once
#include "app/requirement/requirement.h"

/* in_short: what everybody asks first. */
struct version_fact { const char *what; str words; bool in_short; };
LIST_OF(version_facts, struct version_fact);
/* Always the same lines in the same order. `names`: the reader may see people; else somebody chosen by name is "Person". */
MUST_USE code requirement_version_facts(struct db *db, struct arena *a, const struct requirement_version *v, bool names, struct version_facts *out, struct error *err);

/* Whom a version is for, and who is left out; at most `most` of them by name, 0: all. */
struct audience_said { int64_t org, version; bool names; size_t most; };
MUST_USE code requirement_for_words(struct db *db, struct arena *a, const struct audience_said *q, str *out, struct error *err);
