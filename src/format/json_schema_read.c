/* format/json_schema_read.c — a document as schemas: each is found by the
 * keywords that lead to it, its own keywords are held against what they must
 * be, and references are followed to the schema that they name. */
#include <string.h>
#include "base/uri.h"
#include "format/json_equal.h"
#include "format/json_schema_private.h"

#define NOWHERE   S("schema:///") /* base of a document that does not say where it is */
#define MAX_DEPTH 100

/* The way from the root, for errors. */
struct trail {
    const struct trail *parent;
    str key;
    size_t index;
    unsigned depth;
};

/* A reference that is followed when all of the document is known. */
struct reference {
    struct schema_node *node;
    size_t rule;
    str text;
    const struct trail *at;
};

struct reader {
    struct json_schema *s;
    LIST(struct reference) references;
    unsigned resources;
    bool is_dynamic; /* there is a $dynamicRef or $recursiveRef */
    struct error *err;
};

static str trail_text(struct arena *a, const struct trail *t)
{
    if (!t || !t->parent)
        return S("");
    str before = trail_text(a, t->parent);
    if (t->key.p)
        return str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(before), STR_ARG(t->key));
    return str_printf(a, STR_FMT "/%zu", STR_ARG(before), t->index);
}

static code fail_at(struct reader *r, code c, const struct trail *at, const char *what)
{
    return fail(r->err, c, str_z(r->s->a, trail_text(r->s->a, at)), "%s", what);
}

static str address_of(struct arena *a, const struct json *json)
{
    return str_copy(a, (str){(const char *)&json, sizeof json});
}

const struct schema_node *schema_node_of(const struct json_schema *s, const struct json *json)
{
    return map_get(s->nodes, (str){(const char *)&json, sizeof json});
}

/* ---- which draft ---- */

static const struct {
    const char *name;
    enum schema_draft draft;
} drafts[] = {
    {"json-schema.org/draft-04/schema", DRAFT_4},
    {"json-schema.org/draft-06/schema", DRAFT_6},
    {"json-schema.org/draft-07/schema", DRAFT_7},
    {"json-schema.org/draft/2019-09/schema", DRAFT_2019_09},
    {"json-schema.org/draft/2020-12/schema", DRAFT_2020_12},
};

/* http and https are taken for each other, as they are in the wild. */
static bool draft_of(str url, enum schema_draft *out)
{
    str name = str_from(url, str_starts(url, S("https://"))  ? 8
                             : str_starts(url, S("http://")) ? 7
                                                             : url.n);

    if (str_ends(name, S("#")))
        name = str_slice(name, 0, name.n - 1);
    for (size_t i = 0; i < COUNT(drafts); i++)
        if (str_eq(name, cstr(drafts[i].name))) {
            *out = drafts[i].draft;
            return true;
        }
    return false;
}

/* ---- what a keyword's value must be ---- */

static bool are_texts(const struct json *v)
{
    for (size_t i = 0; i < json_count(v); i++)
        if (!json_is(json_item(v, i), JSON_STRING))
            return false;
    return json_is(v, JSON_ARRAY);
}

static bool are_texts_each(const struct json *v)
{
    for (size_t i = 0; i < json_count(v); i++)
        if (!are_texts(json_value(v, i)))
            return false;
    return json_is(v, JSON_OBJECT);
}

static bool is_flag(const struct json *v)
{
    return json_is(v, JSON_TRUE) || json_is(v, JSON_FALSE);
}

static bool is_above_zero(const struct json *v)
{
    return json_is(v, JSON_NUMBER) && json_double(v) >= 0 &&
           !str_starts(json_number_text(v), S("-"));
}

static bool is_type_name(str name)
{
    static const char *const names[] = {"null",   "boolean", "object", "array",
                                        "number", "string",  "integer"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(name, cstr(names[i])))
            return true;
    return false;
}

static bool are_types(const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v); i++)
        if (!is_type_name(json_str(json_many(v, i))))
            return false;
    return json_many_count(v) > 0;
}

static bool fits_form(const struct json_schema *s, const struct json *v, enum form form)
{
    switch (form) {
    case SCHEMA:
        return json_is(v, JSON_OBJECT) || is_flag(v);
    case SCHEMAS:
        return json_is(v, JSON_ARRAY) && json_count(v) > 0;
    case ITEMS:
        return json_is(v, JSON_OBJECT) || is_flag(v) ||
               (json_is(v, JSON_ARRAY) && s->draft != DRAFT_2020_12);
    case SCHEMA_MAP:
    case DEPENDENCIES:
    case PATTERN_MAP:
        return json_is(v, JSON_OBJECT);
    case BOUND:
        return s->draft == DRAFT_4 ? is_flag(v) : json_is(v, JSON_NUMBER);
    case NUMBER:
        return json_is(v, JSON_NUMBER);
    case ABOVE_ZERO:
        return is_above_zero(v);
    case COUNT_OF:
        return is_above_zero(v) && json_number_is_whole(v);
    case FLAG:
        return is_flag(v);
    case TEXT_VALUE:
    case PATTERN:
        return json_is(v, JSON_STRING);
    case TEXTS_VALUE:
        return are_texts(v);
    case TEXTS_MAP:
        return are_texts_each(v);
    case VALUES:
        return json_is(v, JSON_ARRAY);
    case TYPES:
        return are_types(v);
    case ANY:
        return true;
    }
    return false;
}

/* ---- schemas below schemas ---- */

static code read_schema(struct reader *r, const struct json *json, str base,
                        const struct trail *at);

static struct trail *step(struct reader *r, const struct trail *at, str key, size_t index)
{
    struct trail *t = NEW(r->s->a, struct trail);

    *t = (struct trail){.parent = at, .key = key, .index = index, .depth = at->depth + 1};
    return t;
}

static code read_schemas(struct reader *r, const struct json *list, str base,
                         const struct trail *at)
{
    for (size_t i = 0; i < json_count(list); i++)
        TRY(read_schema(r, json_item(list, i), base, step(r, at, (str){0}, i)));
    return OK;
}

static code read_map(struct reader *r, const struct json *map, bool may_be_texts, str base,
                     const struct trail *at)
{
    for (size_t i = 0; i < json_count(map); i++)
        if (!(may_be_texts && are_texts(json_value(map, i))))
            TRY(read_schema(r, json_value(map, i), base, step(r, at, json_key(map, i), 0)));
    return OK;
}

static code read_pattern(struct reader *r, str text, const struct trail *at)
{
    struct regexp *re;
    struct error err = {0};
    code c = OK;

    if (map_get(r->s->patterns, text))
        return OK;
    c = regexp_read(r->s->a, text, &re, &err);
    if (c != OK)
        return fail_at(r, c, at, err.text);
    *map_at(r->s->patterns, text) = re;
    return OK;
}

static code read_patterns(struct reader *r, const struct json *map, const struct trail *at)
{
    for (size_t i = 0; i < json_count(map); i++)
        TRY(read_pattern(r, json_key(map, i), step(r, at, json_key(map, i), 0)));
    return OK;
}

static code read_below(struct reader *r, const struct json *v, enum form form, str base,
                       const struct trail *at)
{
    switch (form) {
    case SCHEMA:
        return read_schema(r, v, base, at);
    case SCHEMAS:
        return read_schemas(r, v, base, at);
    case ITEMS:
        return json_is(v, JSON_ARRAY) ? read_schemas(r, v, base, at) : read_schema(r, v, base, at);
    case PATTERN:
        return read_pattern(r, json_str(v), at);
    case PATTERN_MAP:
        TRY(read_patterns(r, v, at));
        return read_map(r, v, false, base, at);
    case SCHEMA_MAP:
    case DEPENDENCIES:
        return read_map(r, v, form == DEPENDENCIES, base, at);
    default:
        return OK;
    }
}

/* ---- one schema ---- */

/* Returns its place, which stays: only rules of a higher rank move. */
static size_t add_rule(struct json_schema *s, struct schema_node *n, struct rule rule)
{
    size_t at = n->rules.n;

    list_add(s->a, &n->rules);
    for (; at > 0 && n->rules.items[at - 1].keyword->rank > rule.keyword->rank; at--)
        n->rules.items[at] = n->rules.items[at - 1];
    n->rules.items[at] = rule;
    return at;
}

/* $id, $anchor and their like. Until draft 7 an id "#name" is an anchor. */
static code read_names(struct reader *r, struct schema_node *n, const struct trail *at)
{
    static const char *const anchors[] = {"$anchor", "$dynamicAnchor"};
    struct json_schema *s = r->s;
    str id = json_str(json_get(n->json, s->draft == DRAFT_4 ? "id" : "$id"));

    if (str_starts(id, S("#")) && s->draft <= DRAFT_7) {
        *map_at(s->anchors, str_join(s->a, n->base, id)) = (void *)(uintptr_t)n->json;
        return OK;
    }
    if (!str_is_empty(id)) {
        if (str_ends(id, S("#")))
            id = str_slice(id, 0, id.n - 1);
        n->base = uri_resolve(s->a, n->base, id);
        if (str_find_byte(n->base, '#') >= 0 || map_get(s->resources, n->base))
            return fail_at(r, BAD_INPUT, at, "this id is taken, or is none");
        *map_at(s->resources, n->base) = (void *)(uintptr_t)n->json;
        r->resources++;
    }
    for (size_t i = 0; i < COUNT(anchors) && s->draft >= DRAFT_2019_09; i++) {
        str name = json_str(json_get(n->json, anchors[i]));
        if (!str_is_empty(name))
            *map_at(s->anchors, str_printf(s->a, STR_FMT "#" STR_FMT, STR_ARG(n->base),
                                           STR_ARG(name))) = (void *)(uintptr_t)n->json;
    }
    return OK;
}

static code read_rule(struct reader *r, struct schema_node *n, const struct keyword *k,
                      const struct json *value, const struct trail *at)
{
    if (!fits_form(r->s, value, k->form))
        return fail_at(r, BAD_INPUT, at, "this keyword cannot have such a value");
    TRY(read_below(r, value, k->form, n->base, at));
    if (!k->check)
        return OK;
    r->s->has_unevaluated |= str_starts(cstr(k->name), S("unevaluated"));
    size_t rule = add_rule(r->s, n, (struct rule){.keyword = k, .value = value});
    if (k->check == check_ref) {
        r->is_dynamic |= !str_eq(cstr(k->name), S("$ref"));
        *list_add(r->s->a, &r->references) = (struct reference){n, rule, json_str(value), at};
    }
    return OK;
}

static code read_rules(struct reader *r, struct schema_node *n, const struct trail *at)
{
    for (size_t i = 0; i < json_count(n->json); i++) {
        str key = json_key(n->json, i);
        const struct keyword *k = keyword_find(key, r->s->draft);
        if (k)
            TRY(read_rule(r, n, k, json_value(n->json, i), step(r, at, key, 0)));
    }
    return OK;
}

/* Until draft 7 a reference is alone: whatever else stands there does not count. */
static code read_object(struct reader *r, struct schema_node *n, const struct trail *at)
{
    const struct json *ref = json_get(n->json, "$ref");

    if (json_is(ref, JSON_STRING) && r->s->draft <= DRAFT_7)
        return read_rule(r, n, keyword_find(S("$ref"), r->s->draft), ref,
                         step(r, at, S("$ref"), 0));
    TRY(read_names(r, n, at));
    return read_rules(r, n, at);
}

static code read_schema(struct reader *r, const struct json *json, str base, const struct trail *at)
{
    struct schema_node *n;

    if (schema_node_of(r->s, json))
        return OK;
    if (at->depth > MAX_DEPTH)
        return fail_at(r, LIMIT, at, "the schema is nested too deeply");
    if (!json_is(json, JSON_OBJECT) && !is_flag(json))
        return fail_at(r, BAD_INPUT, at, "a schema is an object, or true or false");
    n = NEW(r->s->a, struct schema_node);
    *n = (struct schema_node){.json = json, .base = base};
    *map_at(r->s->nodes, address_of(r->s->a, json)) = n;
    return read_object(r, n, at);
}

/* ---- references ---- */

static str unescape_pointer(struct arena *a, str part)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < part.n; i++) {
        bool is_escape =
            part.p[i] == '~' && i + 1 < part.n && (part.p[i + 1] == '0' || part.p[i + 1] == '1');
        buf_byte(&b, !is_escape ? part.p[i] : part.p[i + 1] == '0' ? '~' : '/');
        i += is_escape;
    }
    return buf_done(&b);
}

/* RFC 6901, behind the first slash. */
static const struct json *follow_pointer(struct arena *a, const struct json *v, str pointer)
{
    str part;
    int64_t i;

    while (v && str_cut(&pointer, '/', &part)) {
        part = unescape_pointer(a, part);
        if (json_is(v, JSON_ARRAY))
            v = str_to_int(part, &i) && i >= 0 ? json_item(v, (size_t)i) : NULL;
        else
            v = json_get_str(v, part);
    }
    return v;
}

static code find_target(struct reader *r, const struct reference *ref, const struct json **out,
                        str *base)
{
    struct json_schema *s = r->s;
    str url = uri_resolve(s->a, ref->node->base, ref->text), fragment = url, decoded;

    if (!str_cut(&fragment, '#', base))
        return fail_at(r, BAD_INPUT, ref->at, "this is no reference");
    *out = map_get(s->resources, *base);
    if (!*out)
        return fail_at(r, UNSUPPORTED, ref->at,
                       "this names another document, which is not fetched");
    if (uri_decode(s->a, fragment, false, &decoded, NULL) != OK)
        return fail_at(r, BAD_INPUT, ref->at, "this is no reference");
    if (str_starts(decoded, S("/")))
        *out = follow_pointer(s->a, *out, str_from(decoded, 1));
    else if (decoded.n)
        *out = map_get(s->anchors,
                       str_printf(s->a, STR_FMT "#" STR_FMT, STR_ARG(*base), STR_ARG(decoded)));
    return *out ? OK : fail_at(r, BAD_INPUT, ref->at, "there is nothing where this leads");
}

/* What a reference leads to may bring references of its own. */
static code follow_references(struct reader *r)
{
    const struct json *target = NULL;
    str base;

    for (size_t i = 0; i < r->references.n; i++) {
        struct reference ref = r->references.items[i];
        TRY(find_target(r, &ref, &target, &base));
        TRY(read_schema(r, target, base, ref.at));
        ref.node->rules.items[ref.rule].target = schema_node_of(r->s, target);
    }
    return OK;
}

code json_schema_read(struct arena *a, const struct json *doc, enum schema_draft draft,
                      struct json_schema **out, struct error *err)
{
    struct json_schema *s = NEW(a, struct json_schema);
    struct reader r = {.s = s, .err = err};
    const struct json *named = json_get(doc, "$schema");
    static const struct trail top;

    *s = (struct json_schema){.a = a,
                              .draft = draft,
                              .nodes = map_new(a),
                              .resources = map_new(a),
                              .anchors = map_new(a),
                              .patterns = map_new(a)};
    if (named && !draft_of(json_str(named), &s->draft))
        return fail(err, UNSUPPORTED, "/$schema", "this draft of JSON Schema is not known");
    *map_at(s->resources, NOWHERE) = (void *)(uintptr_t)doc;
    TRY(read_schema(&r, doc, NOWHERE, &top));
    TRY(follow_references(&r));
    if (r.is_dynamic && r.resources > 1)
        return fail(err, UNSUPPORTED, "", "references that depend on the way to them are not read");
    s->root = schema_node_of(s, doc);
    *out = s;
    return OK;
}
