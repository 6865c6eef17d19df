/* requirement/proof_tree.h — what satisfies a requirement: badges, records and other
 * requirements, joined by all, any and "so many of". Kept and read as JSON:
 *   {"all": [{"badge": 12, "level": 2}, {"of": 2, "from": [{"requirement": 5}, {"record": "drill"}, {"external": 0}]}]} */
#pragma once
#include "app/requirement/span.h"
#include "base/list.h"
#include "format/json.h"

enum proof_kind {
    PROOF_ALL, PROOF_ANY, PROOF_SOME,
    PROOF_BADGE,                                 /* an award of the badge `ref` */
    PROOF_REQUIREMENT,                           /* the requirement `ref` is satisfied */
    PROOF_RECORD,                                /* a member recorded it: attendance, a test; `what` may name which */
    PROOF_EVIDENCE,                              /* evidence was judged and found sufficient */
    PROOF_EXTERNAL,                              /* a badge or certificate of others counts; ref 0: by any rule */
    PROOF_KINDS
};

struct proof_tree {
    enum proof_kind kind;
    int need;                                    /* of PROOF_SOME */
    int level;                                   /* of PROOF_BADGE: at least this one, counted from 1; 0: any */
    int64_t ref;
    str what;                                    /* of records and evidence; empty: the requirement as a whole */
    struct span age;                             /* not older than this when the requirement came to be asked; none: any age */
    const struct proof_tree *parts;
    size_t n;
};
#define PROOF_DEPTH 8
#define PROOF_NODES 64
#define PROOF_WHAT  80                           /* bytes of `what` */

const char *proof_kind_name(enum proof_kind kind);           /* "badge": as in the JSON */
bool proof_tree_is_leaf(const struct proof_tree *p);
/* BAD_INPUT says at which place and why; LIMIT: deeper or more than the limits. */
MUST_USE code proof_tree_read(struct arena *a, const struct json *v, struct proof_tree *out, struct error *err);
void proof_tree_write(struct arena *a, struct json_writer *w, const struct proof_tree *p);
/* Every leaf, from left to right. */
LIST_OF(proof_leaves, const struct proof_tree *);
void proof_tree_leaves(struct arena *a, const struct proof_tree *p, struct proof_leaves *out);
/* The same as "one of each": of every list at least one leaf has to be there. "2 of (a, b, c)" is (a or b),
 * (a or c), (b or c). False: more lists than `most`. */
LIST_OF(proof_clauses, struct proof_leaves);
bool proof_tree_clauses(struct arena *a, const struct proof_tree *p, size_t most, struct proof_clauses *out);
