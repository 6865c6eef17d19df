/* badge/meaning.h — does a document say, as linked data, what its JSON says? A
 * true signature over statements does not fix the words of the JSON that made
 * them: words may be renamed, hidden or added (security.md T-10, T-11). */
#pragma once
#include "badge/report.h"
#include "format/rdf.h"

struct meaning {
    enum outcome outcome;                        /* PASS: every word is known, and none is lost */
    const char *flaw;
    str message, where;
    struct rdf *statements;                      /* when it passed */
    size_t revision;                             /* of the contexts under which it did, 0 the newest */
    size_t revisions;                            /* how many of them there are */
};

/* `document` without its proofs. Only contexts that are pinned count, wherever
 * they stand; nothing is fetched. `is_strict`: what is signed are statements,
 * so the JSON must have no second way of making the same ones. */
struct meaning meaning_of(struct arena *a, const struct json *document, bool is_strict);
