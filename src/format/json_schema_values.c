/* format/json_schema_values.c — the keywords that judge one value by itself. */
#include <stdlib.h>
#include "base/utf8.h"
#include "format/json_equal.h"
#include "format/json_schema_private.h"

static const struct {
    enum json_kind kind;
    const char *name, *words;
} kinds[] = {
    {JSON_NULL, "null", "null"},
    {JSON_TRUE, "boolean", "true or false"},
    {JSON_FALSE, "boolean", "true or false"},
    {JSON_NUMBER, "number", "a number"},
    {JSON_STRING, "string", "text"},
    {JSON_ARRAY, "array", "a list"},
    {JSON_OBJECT, "object", "an object"},
};

bool kind_has_name(const struct json *v, str name, enum schema_draft draft)
{
    if (str_eq(name, S("integer"))) /* draft 4 goes by the spelling, the later ones by the value */
        return draft == DRAFT_4
                   ? json_is(v, JSON_NUMBER) && str_find_byte(json_number_text(v), '.') < 0 &&
                         json_number_is_whole(v)
                   : json_number_is_whole(v);
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (kinds[i].kind == json_kind(v))
            return str_eq(name, cstr(kinds[i].name));
    return false;
}

static const char *words_of(str name)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(name, cstr(kinds[i].name)))
            return kinds[i].words;
    return "a whole number";
}

static str list_of_kinds(struct visit *v)
{
    struct buf b = buf_new(v->r->a);
    size_t n = json_many_count(v->value);

    for (size_t i = 0; i < n; i++) {
        buf_putz(&b, i == 0 ? "" : i + 1 == n ? " or " : ", ");
        buf_putz(&b, words_of(json_str(json_many(v->value, i))));
    }
    return buf_done(&b);
}

bool check_type(struct visit *v)
{
    for (size_t i = 0; i < json_many_count(v->value); i++)
        if (kind_has_name(v->at->v, json_str(json_many(v->value, i)), v->r->s->draft))
            return true;
    if (v->r->quiet)
        return false;
    return flawed(v, "must be " STR_FMT, STR_ARG(list_of_kinds(v)));
}

/* Comparing costs by the smaller of both. */
static bool is_equal(struct visit *v, const struct json *other)
{
    size_t x = json_text_of(v->at->v).n, y = json_text_of(other).n;

    return spend(v->r, 1 + (x < y ? x : y) / 32) && json_equal(v->at->v, other);
}

static str shown(struct visit *v, const struct json *value)
{
    str text = json_text_of(value), cut = utf8_cut(text, 60);

    return cut.n < text.n ? str_join(v->r->a, cut, S("…")) : cut;
}

bool check_const(struct visit *v)
{
    return is_equal(v, v->value) || flawed(v, "must be " STR_FMT, STR_ARG(shown(v, v->value)));
}

bool check_enum(struct visit *v)
{
    for (size_t i = 0; i < json_count(v->value); i++)
        if (is_equal(v, json_item(v->value, i)))
            return true;
    if (json_count(v->value) == 1)
        return flawed(v, "must be " STR_FMT, STR_ARG(shown(v, json_item(v->value, 0))));
    return flawed(v, "is none of the %zu values that it may have", json_count(v->value));
}

/* ---- numbers ---- */

static int cmp(struct visit *v, const struct json *bound)
{
    return spend(v->r, 1 + json_number_text(v->at->v).n / 64) ? json_number_cmp(v->at->v, bound)
                                                              : 0;
}

static bool is_number(const struct visit *v)
{
    return json_is(v->at->v, JSON_NUMBER) && json_is(v->value, JSON_NUMBER);
}

static bool bounded(struct visit *v, bool is_inside, const char *how)
{
    return is_inside || flawed(v, "must be %s " STR_FMT, how, STR_ARG(shown(v, v->value)));
}

/* In draft 4 exclusiveMaximum only says how maximum is meant. */
bool check_maximum(struct visit *v)
{
    bool is_exclusive = json_is(keyword_value(v, "exclusiveMaximum"), JSON_TRUE);

    return !is_number(v) ||
           bounded(v, cmp(v, v->value) < !is_exclusive, is_exclusive ? "below" : "at most");
}

bool check_minimum(struct visit *v)
{
    bool is_exclusive = json_is(keyword_value(v, "exclusiveMinimum"), JSON_TRUE);

    return !is_number(v) ||
           bounded(v, cmp(v, v->value) > -!is_exclusive, is_exclusive ? "above" : "at least");
}

bool check_exclusive_maximum(struct visit *v)
{
    return !is_number(v) || bounded(v, cmp(v, v->value) < 0, "below");
}

bool check_exclusive_minimum(struct visit *v)
{
    return !is_number(v) || bounded(v, cmp(v, v->value) > 0, "above");
}

bool check_multiple_of(struct visit *v)
{
    bool is = false;

    if (!is_number(v) || !spend(v->r, 1 + json_number_text(v->at->v).n / 8))
        return true;
    if (json_number_is_multiple(v->at->v, v->value, &is) != OK) {
        v->r->code =
            fail(v->r->err, UNSUPPORTED, "", "a number of the schema is too long to divide by");
        return false;
    }
    return bounded(v, is, "a multiple of");
}

/* ---- sizes ---- */

/* -1, 0, 1 of `n` to the keyword's number, of any size. */
static int cmp_count(const struct visit *v, size_t n)
{
    double limit = json_double(v->value);

    return ((double)n > limit) - ((double)n < limit);
}

static bool is_kind(const struct visit *v, enum json_kind kind)
{
    return json_is(v->at->v, kind);
}

/* Code points are counted only where the bytes leave it open. */
bool check_max_length(struct visit *v)
{
    str s = json_str(v->at->v);

    if (!is_kind(v, JSON_STRING) || cmp_count(v, s.n) <= 0)
        return true;
    return (spend(v->r, 1 + s.n / 64) && cmp_count(v, utf8_count(s)) <= 0) ||
           flawed(v, "must not be longer than " STR_FMT " characters", STR_ARG(shown(v, v->value)));
}

bool check_min_length(struct visit *v)
{
    str s = json_str(v->at->v);

    if (!is_kind(v, JSON_STRING))
        return true;
    return (cmp_count(v, s.n) >= 0 && spend(v->r, 1 + s.n / 64) &&
            cmp_count(v, utf8_count(s)) >= 0) ||
           flawed(v, "must not be shorter than " STR_FMT " characters",
                  STR_ARG(shown(v, v->value)));
}

bool check_max_items(struct visit *v)
{
    return !is_kind(v, JSON_ARRAY) || cmp_count(v, json_count(v->at->v)) <= 0 ||
           flawed(v, "must not have more than " STR_FMT " items", STR_ARG(shown(v, v->value)));
}

bool check_min_items(struct visit *v)
{
    return !is_kind(v, JSON_ARRAY) || cmp_count(v, json_count(v->at->v)) >= 0 ||
           flawed(v, "must not have fewer than " STR_FMT " items", STR_ARG(shown(v, v->value)));
}

bool check_max_properties(struct visit *v)
{
    return !is_kind(v, JSON_OBJECT) || cmp_count(v, json_count(v->at->v)) <= 0 ||
           flawed(v, "must not have more than " STR_FMT " members", STR_ARG(shown(v, v->value)));
}

bool check_min_properties(struct visit *v)
{
    return !is_kind(v, JSON_OBJECT) || cmp_count(v, json_count(v->at->v)) >= 0 ||
           flawed(v, "must not have fewer than " STR_FMT " members", STR_ARG(shown(v, v->value)));
}

bool check_required(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->value) && is_kind(v, JSON_OBJECT); i++) {
        str name = json_str(json_item(v->value, i));
        if (spend(v->r, 1) && !json_get_str(v->at->v, name))
            yes = flawed(v, "lacks \"" STR_FMT "\"", STR_ARG(name));
    }
    return yes;
}

struct hashed {
    uint64_t hash;
    const struct json *v;
};

static int by_hash(const void *x, const void *y)
{
    uint64_t hx = ((const struct hashed *)x)->hash, hy = ((const struct hashed *)y)->hash;

    return (hx > hy) - (hx < hy);
}

/* Of equal hashes, which strangers can make, each pair is paid for. */
static bool are_all_different(struct visit *v, const struct hashed *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n && items[k].hash == items[i].hash; k++)
            if (!spend(v->r, 1 + json_text_of(items[k].v).n / 32) ||
                json_equal(items[i].v, items[k].v))
                return false;
    return true;
}

bool check_unique_items(struct visit *v)
{
    size_t n = json_count(v->at->v);
    struct hashed *items;

    if (!json_bool(v->value) || !is_kind(v, JSON_ARRAY) || n < 2)
        return true;
    if (!spend(v->r, n + json_text_of(v->at->v).n / 16))
        return false;
    items = NEW_ARRAY(v->r->a, n, struct hashed);
    for (size_t i = 0; i < n; i++)
        items[i] = (struct hashed){json_hash(json_item(v->at->v, i)), json_item(v->at->v, i)};
    qsort(items, n, sizeof *items, by_hash);
    return are_all_different(v, items, n) || flawed(v, "has an item twice");
}

/* ---- text ---- */

bool fits_pattern(struct visit *v, str pattern, str text)
{
    bool found = false;
    code c =
        regexp_find(map_get(v->r->s->patterns, pattern), text, &v->r->budget, &found, v->r->err);

    if (c != OK)
        v->r->code = c;
    return found;
}

bool check_pattern(struct visit *v)
{
    return !is_kind(v, JSON_STRING) || fits_pattern(v, json_str(v->value), json_str(v->at->v)) ||
           flawed(v, "does not have the form that is asked for");
}

bool check_format(struct visit *v)
{
    str s = json_str(v->at->v);

    return !is_kind(v, JSON_STRING) ||
           (spend(v->r, 1 + s.n / 64) && json_schema_format(json_str(v->value), s)) ||
           flawed(v, "must be of the form \"" STR_FMT "\"", STR_ARG(json_str(v->value)));
}
