/* format/regexp_private.h — a pattern as a tree, for the two files that share it. */
#pragma once
#include <stdint.h>
#include "base/list.h"
#include "format/regexp.h"

/* Code points from `low` to `high`, or those of some general categories of
 * Unicode; `is_not`: all others. */
struct regexp_range { uint32_t low, high, categories; bool is_not; };

struct regexp_set {
    LIST(struct regexp_range) ranges;
    bool is_not;
};

enum regexp_kind { NODE_SEQUENCE, NODE_CHOICE, NODE_REPEAT, NODE_SET, NODE_START, NODE_END,
                   NODE_EDGE, NODE_NO_EDGE };

#define REGEXP_NO_MAX UINT32_MAX

struct regexp_node {
    enum regexp_kind kind;
    uint32_t min, max;                           /* of a repetition */
    const struct regexp_set *set;
    struct regexp_node *first, *next;            /* children; the next child of the parent */
};

MUST_USE code regexp_parse(struct arena *a, str pattern, const struct regexp_node **out,
                           struct error *err);
