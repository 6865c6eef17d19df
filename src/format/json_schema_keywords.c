/* format/json_schema_keywords.c — the keywords, the drafts in which each counts,
 * and what its value must be. A keyword that a draft does not know is passed
 * over, as the drafts demand. */
#include <stdlib.h>
#include "format/json_schema_private.h"

#define D4       (1u << DRAFT_4)
#define D6       (1u << DRAFT_6)
#define D7       (1u << DRAFT_7)
#define D19      (1u << DRAFT_2019_09)
#define D20      (1u << DRAFT_2020_12)
#define ALL      (D4 | D6 | D7 | D19 | D20)
#define SINCE_6  (ALL & ~D4)
#define SINCE_7  (D7 | D19 | D20)
#define SINCE_19 (D19 | D20)

enum { FIRST, LAST }; /* LAST: what no other keyword of the schema looked at */

/* In the order of their names. */
static const struct keyword keywords[] = {
    {"$defs", SINCE_19, SCHEMA_MAP, FIRST, NULL},
    {"$dynamicRef", D20, TEXT_VALUE, FIRST, check_ref},
    {"$recursiveRef", D19, TEXT_VALUE, FIRST, check_ref},
    {"$ref", ALL, TEXT_VALUE, FIRST, check_ref},
    {"additionalItems", ALL & ~D20, SCHEMA, FIRST, check_additional_items},
    {"additionalProperties", ALL, SCHEMA, FIRST, check_additional_properties},
    {"allOf", ALL, SCHEMAS, FIRST, check_all_of},
    {"anyOf", ALL, SCHEMAS, FIRST, check_any_of},
    {"const", SINCE_6, ANY, FIRST, check_const},
    {"contains", SINCE_6, SCHEMA, FIRST, check_contains},
    {"definitions", ALL, SCHEMA_MAP, FIRST, NULL},
    {"dependencies", ALL, DEPENDENCIES, FIRST, check_dependencies},
    {"dependentRequired", SINCE_19, TEXTS_MAP, FIRST, check_dependent_required},
    {"dependentSchemas", SINCE_19, SCHEMA_MAP, FIRST, check_dependencies},
    {"else", SINCE_7, SCHEMA, FIRST, NULL},
    {"enum", ALL, VALUES, FIRST, check_enum},
    {"exclusiveMaximum", ALL, BOUND, FIRST, check_exclusive_maximum},
    {"exclusiveMinimum", ALL, BOUND, FIRST, check_exclusive_minimum},
    {"format", ALL, TEXT_VALUE, FIRST, check_format},
    {"if", SINCE_7, SCHEMA, FIRST, check_if},
    {"items", ALL, ITEMS, FIRST, check_items},
    {"maxContains", SINCE_19, COUNT_OF, FIRST, NULL},
    {"maxItems", ALL, COUNT_OF, FIRST, check_max_items},
    {"maxLength", ALL, COUNT_OF, FIRST, check_max_length},
    {"maxProperties", ALL, COUNT_OF, FIRST, check_max_properties},
    {"maximum", ALL, NUMBER, FIRST, check_maximum},
    {"minContains", SINCE_19, COUNT_OF, FIRST, NULL},
    {"minItems", ALL, COUNT_OF, FIRST, check_min_items},
    {"minLength", ALL, COUNT_OF, FIRST, check_min_length},
    {"minProperties", ALL, COUNT_OF, FIRST, check_min_properties},
    {"minimum", ALL, NUMBER, FIRST, check_minimum},
    {"multipleOf", ALL, ABOVE_ZERO, FIRST, check_multiple_of},
    {"not", ALL, SCHEMA, FIRST, check_not},
    {"oneOf", ALL, SCHEMAS, FIRST, check_one_of},
    {"pattern", ALL, PATTERN, FIRST, check_pattern},
    {"patternProperties", ALL, PATTERN_MAP, FIRST, check_pattern_properties},
    {"prefixItems", D20, SCHEMAS, FIRST, check_prefix_items},
    {"properties", ALL, SCHEMA_MAP, FIRST, check_properties},
    {"propertyNames", SINCE_6, SCHEMA, FIRST, check_property_names},
    {"required", ALL, TEXTS_VALUE, FIRST, check_required},
    {"then", SINCE_7, SCHEMA, FIRST, NULL},
    {"type", ALL, TYPES, FIRST, check_type},
    {"unevaluatedItems", SINCE_19, SCHEMA, LAST, check_unevaluated_items},
    {"unevaluatedProperties", SINCE_19, SCHEMA, LAST, check_unevaluated_properties},
    {"uniqueItems", ALL, FLAG, FIRST, check_unique_items},
};

static int by_name(const void *name, const void *keyword)
{
    return str_cmp(*(const str *)name, cstr(((const struct keyword *)keyword)->name));
}

const struct keyword *keyword_find(str name, enum schema_draft draft)
{
    const struct keyword *k = bsearch(&name, keywords, COUNT(keywords), sizeof *keywords, by_name);

    return k && k->drafts & 1u << draft ? k : NULL;
}
