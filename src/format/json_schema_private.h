/* format/json_schema_private.h — a schema once read, and one check at work,
 * for the files that share them. */
#pragma once
#include "format/json_schema.h"
#include "format/regexp.h"

struct keyword;
struct rule {
    const struct keyword *keyword;
    const struct json *value;
    const struct schema_node *target;            /* of $ref */
};

/* One schema object (or true, false) of the document. */
struct schema_node {
    const struct json *json;
    str base;                                    /* absolute, without fragment */
    LIST(struct rule) rules;                     /* in the order of their keywords' rank */
};

struct json_schema {
    struct arena *a;
    enum schema_draft draft;
    struct map *nodes;                           /* by address of the JSON value */
    struct map *resources, *anchors;             /* by absolute URL */
    struct map *patterns;                        /* compiled, by their text */
    const struct schema_node *root;
    bool has_unevaluated;
};

/* Where in the value we are. */
struct place {
    const struct json *v;
    const struct place *parent;                  /* NULL: the whole value */
    str key;                                     /* of a member; absent: an item */
    size_t index;
};

/* Members or items that a schema has looked at, a bit each (2020-12 Core §11). */
struct marks { uint64_t *bits; size_t n; };

struct run {
    struct arena *a;
    struct json_schema *s;
    struct schema_flaw_list *flaws;
    struct error *err;
    code code;                                   /* not OK: the check has come to its end */
    size_t budget;
    unsigned depth, here;                        /* schemas within schemas; of them at this place */
    unsigned quiet;                              /* above 0: only yes or no is asked */
};

/* One keyword of one schema at one place. */
struct visit {
    struct run *r;
    const struct schema_node *node;
    const struct rule *rule;
    const struct json *value;                    /* of the keyword: the rule's */
    const struct place *at;
    struct marks *marks;                         /* NULL: nobody asks for them */
};

typedef bool check_fn(struct visit *v);

/* What a keyword's value must be; it also tells where further schemas are. */
enum form { ANY, SCHEMA, SCHEMAS, SCHEMA_MAP, ITEMS, DEPENDENCIES, BOUND, NUMBER, ABOVE_ZERO, COUNT_OF,
            FLAG, TEXT_VALUE, TEXTS_VALUE, TEXTS_MAP, VALUES, TYPES, PATTERN, PATTERN_MAP };

struct keyword {
    const char *name;
    unsigned drafts;                             /* a bit for each in which it counts */
    enum form form;
    unsigned rank;                               /* of two, the lower is looked at first */
    check_fn *check;                             /* NULL: only read */
};
const struct keyword *keyword_find(str name, enum schema_draft draft);

const struct schema_node *schema_node_of(const struct json_schema *s, const struct json *json);
const struct json *keyword_value(const struct visit *v, const char *name);   /* of the same schema */

/* The schema `sub` for the same place, and for a part of it. */
bool holds_here(struct visit *v, const struct json *sub, struct marks *marks);
bool holds_for_member(struct visit *v, const struct json *sub, size_t i);
bool holds_for_item(struct visit *v, const struct json *sub, size_t i);
bool holds_for_key(struct visit *v, const struct json *sub, size_t i);

/* False, and a flaw at the place unless nobody listens. */
bool flawed(struct visit *v, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool spend(struct run *r, size_t n);             /* false: the budget is used up */
bool kind_has_name(const struct json *v, str name, enum schema_draft draft);
bool fits_pattern(struct visit *v, str pattern, str text);

void mark(struct marks *m, size_t i);
bool is_marked(const struct marks *m, size_t i);

check_fn check_ref, check_all_of, check_any_of, check_one_of, check_not, check_if, check_dependencies,
    check_dependent_required, check_properties, check_pattern_properties, check_additional_properties,
    check_property_names, check_unevaluated_properties, check_items, check_prefix_items,
    check_additional_items, check_contains, check_unevaluated_items;
check_fn check_type, check_enum, check_const, check_multiple_of, check_maximum, check_minimum,
    check_exclusive_maximum, check_exclusive_minimum, check_max_length, check_min_length, check_pattern,
    check_format, check_max_items, check_min_items, check_unique_items, check_max_properties,
    check_min_properties, check_required;
