/* format/json_schema_parts.c — the keywords that lead to the parts of a value:
 * members of an object, items of a list. */
#include "format/json_schema_private.h"

/* ---- objects ---- */

static bool needs_all(struct visit *v, const struct json *names, str because)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(names); i++) {
        str name = json_str(json_item(names, i));
        if (spend(v->r, 1) && !json_get_str(v->at->v, name))
            yes = flawed(v, "must have \"" STR_FMT "\" where it has \"" STR_FMT "\"", STR_ARG(name),
                         STR_ARG(because));
    }
    return yes;
}

bool check_dependent_required(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->value); i++)
        if (json_get_str(v->at->v, json_key(v->value, i)))
            yes &= needs_all(v, json_value(v->value, i), json_key(v->value, i));
    return yes;
}

/* Until draft 7 one keyword has both forms; the later drafts let it live on. */
bool check_dependencies(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->value); i++) {
        const struct json *needed = json_value(v->value, i);
        if (!json_get_str(v->at->v, json_key(v->value, i)))
            continue;
        yes &= json_is(needed, JSON_ARRAY) ? needs_all(v, needed, json_key(v->value, i))
                                           : holds_here(v, needed, v->marks);
    }
    return yes;
}

bool check_properties(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->at->v) && json_is(v->at->v, JSON_OBJECT); i++) {
        const struct json *sub = json_get_str(v->value, json_key(v->at->v, i));
        if (!spend(v->r, 1) || !sub)
            continue;
        mark(v->marks, i);
        yes &= holds_for_member(v, sub, i);
    }
    return yes;
}

bool check_pattern_properties(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->at->v) && json_is(v->at->v, JSON_OBJECT); i++)
        for (size_t k = 0; k < json_count(v->value); k++)
            if (fits_pattern(v, json_key(v->value, k), json_key(v->at->v, i))) {
                mark(v->marks, i);
                yes &= holds_for_member(v, json_value(v->value, k), i);
            }
    return yes;
}

static bool has_own_schema(struct visit *v, str key)
{
    const struct json *patterns = keyword_value(v, "patternProperties");

    if (json_get_str(keyword_value(v, "properties"), key))
        return true;
    for (size_t i = 0; i < json_count(patterns); i++)
        if (fits_pattern(v, json_key(patterns, i), key))
            return true;
    return false;
}

bool check_additional_properties(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->at->v) && json_is(v->at->v, JSON_OBJECT); i++) {
        if (!spend(v->r, 1) || has_own_schema(v, json_key(v->at->v, i)))
            continue;
        mark(v->marks, i);
        yes &= holds_for_member(v, v->value, i);
    }
    return yes;
}

bool check_property_names(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->at->v) && json_is(v->at->v, JSON_OBJECT); i++) {
        str key = json_key(v->at->v, i);
        v->r->quiet++;
        bool fits = holds_for_key(v, v->value, i);
        v->r->quiet--;
        if (!fits)
            yes = flawed(v, "must not have a member \"" STR_FMT "\"", STR_ARG(key));
    }
    return yes;
}

bool check_unevaluated_properties(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->at->v) && json_is(v->at->v, JSON_OBJECT); i++) {
        if (!spend(v->r, 1) || is_marked(v->marks, i))
            continue;
        mark(v->marks, i);
        yes &= holds_for_member(v, v->value, i);
    }
    return yes;
}

/* ---- arrays ---- */

static bool items_from(struct visit *v, size_t from)
{
    bool yes = true;

    for (size_t i = from; i < json_count(v->at->v) && json_is(v->at->v, JSON_ARRAY); i++) {
        mark(v->marks, i);
        yes &= holds_for_item(v, v->value, i);
    }
    return yes;
}

bool check_prefix_items(struct visit *v)
{
    size_t n = json_is(v->at->v, JSON_ARRAY) ? json_count(v->at->v) : 0;
    bool yes = true;

    for (size_t i = 0; i < n && i < json_count(v->value); i++) {
        mark(v->marks, i);
        yes &= holds_for_item(v, json_item(v->value, i), i);
    }
    return yes;
}

/* A list of schemas is what 2020-12 calls prefixItems. */
bool check_items(struct visit *v)
{
    if (json_is(v->value, JSON_ARRAY))
        return check_prefix_items(v);
    return items_from(v, json_count(keyword_value(v, "prefixItems")));
}

bool check_additional_items(struct visit *v)
{
    const struct json *items = keyword_value(v, "items");

    return !json_is(items, JSON_ARRAY) || items_from(v, json_count(items));
}

bool check_contains(struct visit *v)
{
    const struct json *min = keyword_value(v, "minContains"),
                      *max = keyword_value(v, "maxContains");
    double n = 0, least = min ? json_double(min) : 1;

    if (!json_is(v->at->v, JSON_ARRAY))
        return true;
    v->r->quiet++;
    for (size_t i = 0; i < json_count(v->at->v); i++)
        if (holds_for_item(v, v->value, i)) {
            n++;
            if (v->r->s->draft >= DRAFT_2020_12)
                mark(v->marks, i);
        }
    v->r->quiet--;
    if (n < least)
        return flawed(v, "lacks an item that must be in it");
    return !max || n <= json_double(max) || flawed(v, "has too many items of one kind");
}

bool check_unevaluated_items(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->at->v) && json_is(v->at->v, JSON_ARRAY); i++)
        if (spend(v->r, 1) && !is_marked(v->marks, i)) {
            mark(v->marks, i);
            yes &= holds_for_item(v, v->value, i);
        }
    return yes;
}
