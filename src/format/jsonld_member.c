/* format/jsonld_member.c — the members of an object under expansion: what its
 * keywords say and what its properties hold (steps 13 and 14). */
#include "format/jsonld_expand.h"

#define BIT(k) (UINT32_C(1) << (k))

static code wrong(const struct ld_run *r, const struct ld_member *m, const char *what)
{
    return ld_fail(r, BAD_INPUT, &m->place, "%s", what);
}

/* Keywords. */

static code read_id(struct ld_run *r, struct ld_object *o, const struct ld_member *m)
{
    if (!json_is(m->value, JSON_STRING))
        return wrong(r, m, "invalid @id value: it must be a string");
    return ld_set_id(r, m->ctx, json_str(m->value), AS_REFERENCE, &m->place, &o->id);
}

static code read_type(struct ld_run *r, struct ld_object *o, const struct json *v,
                      const struct ld_place *at)
{
    str type = json_str(v);
    struct ld_name *name;

    if (str_is_absent(type))
        return ld_fail(r, BAD_INPUT, at,
                       "invalid type value: it must be a string or an array of strings");
    r->made++;
    name = list_add(r->a, &o->types);
    TRY(ld_expand_iri(r, o->type_ctx, type, AS_VOCAB | AS_REFERENCE, NULL, 0, at, name));
    if (name->kind == NAME_IRI || name->kind == NAME_BLANK || name->keyword == KEY_JSON)
        return OK;
    return ld_lose(r, at, "the type \"" STR_FMT "\" is not defined, or no IRI",
                   STR_ARG(str_slice(type, 0, 60)));
}

static code read_types(struct ld_run *r, struct ld_object *o, const struct ld_member *m)
{
    size_t n = json_many_count(m->value);

    o->many_types |= json_is(m->value, JSON_ARRAY) || ld_has(o, KEY_TYPE);
    if (json_is(m->value, JSON_NULL))
        return wrong(r, m, "invalid type value: it must be a string or an array of strings");
    if (!o->types.n) {
        o->types.items = NEW_ARRAY(r->a, n, struct ld_name);
        o->types.cap = n; /* seldom do more come */
    }
    for (size_t i = 0; i < n; i++) {
        const struct ld_place item = {.up = &m->place, .index = i};
        const struct ld_place *at = json_is(m->value, JSON_ARRAY) ? &item : &m->place;
        TRY(read_type(r, o, json_many(m->value, i), at));
    }
    return OK;
}

/* The type in the first member for @type, its last value (step 12). */
static code is_json_value(struct ld_run *r, const struct ld_object *o, const struct ld_member *m,
                          bool *out)
{
    const struct json *first = NULL;
    struct ld_name type;

    *out = false;
    for (size_t i = 0; i < json_count(o->element); i++) {
        const struct json *x = json_value(o->element, i);
        if (ld_keyword_in(o->ctx, x) == KEY_TYPE &&
            (!first || str_cmp(json_key_of(x), json_key_of(first)) < 0))
            first = x;
    }
    size_t n = json_many_count(first);
    str last = n ? json_str(json_many(first, n - 1)) : (str){0};
    if (str_is_absent(last))
        return OK;
    TRY(ld_expand_iri(r, o->ctx, last, AS_VOCAB, NULL, 0, &m->place, &type));
    *out = type.kind == NAME_KEYWORD && type.keyword == KEY_JSON;
    return OK;
}

static code read_value(struct ld_run *r, struct ld_object *o, const struct ld_member *m)
{
    bool is_json;

    TRY(is_json_value(r, o, m, &is_json));
    if (is_json ? r->opt->mode_1_0
                : json_is(m->value, JSON_ARRAY) || json_is(m->value, JSON_OBJECT))
        return wrong(
            r, m, "invalid value object value: it must be a string, a number, true, false or null");
    o->value = m->value;
    return OK;
}

static code read_language(const struct ld_run *r, struct ld_object *o, const struct ld_member *m)
{
    if (!json_is(m->value, JSON_STRING))
        return wrong(r, m, "invalid language-tagged string: @language must be a string");
    o->language = json_str(m->value);
    return OK;
}

static code read_direction(const struct ld_run *r, struct ld_object *o, const struct ld_member *m)
{
    if (!ld_read_direction(m->value, &o->direction))
        return wrong(r, m, "invalid base direction: it must be \"ltr\" or \"rtl\"");
    return OK;
}

static code read_index(const struct ld_run *r, struct ld_object *o, const struct ld_member *m)
{
    if (!json_is(m->value, JSON_STRING))
        return wrong(r, m, "invalid @index value: it must be a string");
    o->index = json_str(m->value);
    return OK;
}

/* What stands inside of a keyword; `special` KEY_NONE: still values of the property. */
static code read_inside(struct ld_run *r, const struct ld_at *at, const struct ld_member *m,
                        enum ld_keyword special, struct ld_items *out, enum ld_got *got)
{
    struct ld_at inner = *at;

    inner.place = &m->place;
    inner.depth++;
    if (special) {
        inner.special = special;
        inner.property = (str){0};
        inner.term = NULL;
    }
    return ld_expand_any(r, &inner, m->value, out, got);
}

static code read_included(struct ld_run *r, struct ld_object *o, const struct ld_at *at,
                          const struct ld_member *m)
{
    enum ld_got got;

    TRY(read_inside(r, at, m, KEY_INCLUDED, &o->included, &got));
    for (const struct ld_item *i = o->included.first; i; i = i->next)
        if (i->kind != LD_NODE)
            return wrong(r, m, "invalid @included value: only node objects can be included");
    return got == GOT_NULL ? wrong(r, m, "invalid @included value: nothing is there") : OK;
}

/* JSON-LD 1.0 had no lists of lists. */
static code check_list(const struct ld_run *r, const struct ld_member *m,
                       const struct ld_items *list)
{
    for (const struct ld_item *i = r->opt->mode_1_0 ? list->first : NULL; i; i = i->next)
        if (i->kind == LD_LIST)
            return wrong(r, m, "list of lists: JSON-LD 1.0 has none");
    return OK;
}

static code check_reversible(const struct ld_run *r, const struct ld_member *m,
                             const struct ld_items *items)
{
    for (const struct ld_item *i = items->first; i; i = i->next)
        if (i->kind != LD_NODE)
            return wrong(r, m, "invalid reverse property value: only a node has properties");
    return OK;
}

/* What is reversed twice is a property again. */
static code read_reverse(struct ld_run *r, struct ld_object *o, const struct ld_at *at,
                         const struct ld_member *m)
{
    struct ld_items items = {0};
    enum ld_got got;

    if (!json_is(m->value, JSON_OBJECT))
        return wrong(r, m, "invalid @reverse value: it must be an object");
    TRY(read_inside(r, at, m, KEY_REVERSE, &items, &got));
    for (const struct ld_item *i = items.first; i; i = i->next) {
        for (struct ld_property *p = i->node->reverse.first; p; p = p->next)
            ld_splice(&ld_property(r, &o->properties, &p->name)->values, &p->values);
        for (struct ld_property *p = i->node->properties.first; p; p = p->next) {
            TRY(check_reversible(r, m, &p->values));
            ld_splice(&ld_property(r, &o->reverse, &p->name)->values, &p->values);
        }
    }
    return OK;
}

static code check_collision(const struct ld_run *r, const struct ld_object *o,
                            const struct ld_at *at, const struct ld_member *m)
{
    enum ld_keyword k = m->name.keyword;

    if (at->special == KEY_REVERSE)
        return wrong(r, m, "invalid reverse property map: keywords cannot be reversed");
    if (!ld_has(o, k) && !(k == KEY_REVERSE && o->reverse.n))
        return OK;
    if ((k == KEY_INCLUDED || k == KEY_TYPE) && !r->opt->mode_1_0)
        return OK;
    return wrong(r, m, "colliding keywords: this is said twice");
}

static code expand_keyword(struct ld_run *r, struct ld_object *o, const struct ld_at *at,
                       const struct ld_member *m)
{
    enum ld_keyword k = m->name.keyword;
    enum ld_got got;

    TRY(check_collision(r, o, at, m));
    if (r->opt->mode_1_0 && (k == KEY_INCLUDED || k == KEY_DIRECTION))
        return OK;
    if (k == KEY_LIST && ld_is_free(at))
        return ld_lose(r, &m->place, "this list belongs to no property");
    if (k == KEY_NEST) {
        *list_add(r->a, &o->nests) = m->value;
        return OK;
    }
    switch (k) {
    case KEY_ID:
        TRY(read_id(r, o, m));
        break;
    case KEY_TYPE:
        TRY(read_types(r, o, m));
        break;
    case KEY_GRAPH:
        TRY(read_inside(r, at, m, KEY_GRAPH, &o->graph, &got));
        break;
    case KEY_INCLUDED:
        TRY(read_included(r, o, at, m));
        break;
    case KEY_VALUE:
        TRY(read_value(r, o, m));
        break;
    case KEY_LANGUAGE:
        TRY(read_language(r, o, m));
        break;
    case KEY_DIRECTION:
        TRY(read_direction(r, o, m));
        break;
    case KEY_INDEX:
        TRY(read_index(r, o, m));
        break;
    case KEY_LIST:
        TRY(read_inside(r, at, m, KEY_NONE, &o->list, &got));
        TRY(check_list(r, m, &o->list));
        break;
    case KEY_SET:
        TRY(read_inside(r, at, m, KEY_NONE, &o->set, &got));
        break;
    case KEY_REVERSE:
        return read_reverse(r, o, at, m);
    default:
        return ld_lose(r, &m->place, "this keyword says nothing here");
    }
    o->has |= BIT(k);
    return OK;
}

/* Properties. */

static code wrap_in_list(struct ld_run *r, const struct ld_member *m, struct ld_items *items)
{
    struct ld_items inner = *items;

    *items = (struct ld_items){0};
    ld_add(r, items, LD_LIST)->list = inner;
    return check_list(r, m, &inner);
}

static code read_values(struct ld_run *r, const struct ld_at *at, const struct ld_member *m,
                        struct ld_items *out, enum ld_got *got)
{
    unsigned container = m->term ? m->term->container : 0;
    bool is_map = json_is(m->value, JSON_OBJECT);

    *got = GOT_MANY;
    if (m->term && m->term->coercion == COERCE_JSON) {
        struct ld_value *value = &ld_add(r, out, LD_VALUE)->value;
        value->json = m->value;
        value->type = m->term->type;
        *got = GOT_ONE;
        return OK;
    }
    if (is_map && container & IN_LANGUAGE)
        return ld_expand_language_map(r, m, out);
    if (is_map && container & IN_MAP)
        return ld_expand_map(r, at, m, out);
    struct ld_at inner = {
        .ctx = m->ctx,
        .property = m->key,
        .term = m->term,
        .place = &m->place,
        .depth = at->depth + 1,
    };
    return ld_expand_any(r, &inner, m->value, out, got);
}

static code read_property(struct ld_run *r, struct ld_object *o, const struct ld_at *at,
                          const struct ld_member *m)
{
    unsigned container = m->term ? m->term->container : 0;
    struct ld_items items = {0};
    enum ld_got got;

    TRY(read_values(r, at, m, &items, &got));
    if (got == GOT_NULL)
        return OK;
    if (container & IN_LIST && !(got == GOT_ONE && items.first->kind == LD_LIST))
        TRY(wrap_in_list(r, m, &items));
    if (container & IN_GRAPH && !(container & (IN_ID | IN_INDEX)))
        TRY(ld_wrap_in_graph(r, &items, &m->place));
    if (m->term && m->term->is_reverse) {
        TRY(check_reversible(r, m, &items));
        if (items.n)
            ld_splice(&ld_property(r, &o->reverse, &m->name)->values, &items);
        return OK;
    }
    ld_splice(&ld_property(r, &o->properties, &m->name)->values, &items);
    return OK;
}

/* All of them. */

static code understand(struct ld_run *r, struct ld_member *m, const struct json *member)
{
    enum ld_keyword k = m->key.n && m->key.p[0] == '@' ? ld_keyword_of(m->key) : KEY_NONE;

    if (k) {
        m->name = ld_keyword_name(k);
        return OK;
    }
    m->term = ld_find_hashed(m->ctx, m->key, member->key_hash);
    if (!m->term)
        return ld_expand_iri(r, m->ctx, m->key, AS_VOCAB, NULL, 0, &m->place, &m->name);
    m->name = m->term->iri;
    return OK;
}

static code check_name(const struct ld_run *r, const struct ld_member *m, bool *dropped)
{
    *dropped = m->name.kind == NAME_NULL ||
               (m->name.kind == NAME_OTHER && str_find_byte(m->name.text, ':') < 0);
    if (m->name.kind == NAME_IRI || (m->name.kind == NAME_BLANK && r->opt->generalized))
        return OK;
    return ld_lose(r, &m->place, "\"" STR_FMT "\" is not defined, or no property",
                   STR_ARG(str_slice(m->key, 0, 60)));
}

static code expand_member(struct ld_run *r, struct ld_object *o, const struct ld_at *at,
                          const struct ld_context *ctx, const struct json *member)
{
    bool dropped;
    struct ld_member m = {
        .key = json_key_of(member),
        .value = member,
        .ctx = ctx,
        .place = {.up = at->place, .key = json_key_of(member)},
    };

    if (str_eq(m.key, S("@context")))
        return OK;
    TRY(understand(r, &m, member));
    if (m.name.kind == NAME_KEYWORD)
        return expand_keyword(r, o, at, &m);
    TRY(check_name(r, &m, &dropped));
    return dropped ? OK : read_property(r, o, at, &m);
}

/* @nest: as if its members were the object's own (step 14). */

static code check_nested(const struct ld_run *r, const struct ld_context *ctx, const struct json *v,
                         const struct ld_place *place)
{
    bool fine = json_is(v, JSON_OBJECT);

    for (size_t i = 0; fine && i < json_count(v); i++)
        fine = ld_keyword_in(ctx, json_value(v, i)) != KEY_VALUE;
    return fine ? OK
                : ld_fail(r, BAD_INPUT, place,
                          "invalid @nest value: it must hold an object that is no value");
}

static code unfold(struct ld_run *r, struct ld_object *o, const struct ld_at *at,
                   const struct ld_context *ctx, const struct json *nest)
{
    str key = json_key_of(nest);
    const struct ld_term *term = ld_find(ctx, key);
    const struct ld_place place = {.up = at->place, .key = key};
    struct ld_at inner = *at;

    inner.place = &place;
    inner.depth++;
    inner.special = KEY_NONE;
    inner.property = key;
    if (inner.depth >= r->left.depth)
        return ld_fail(r, LIMIT, &place, "too deep: the document is nested too deeply");
    if (term && term->context)
        TRY(ld_enter(r, ctx, term, SCOPE_PROPERTY, &place, &ctx));
    inner.ctx = ctx;
    inner.term = ld_find(ctx, key);
    if (json_many_count(nest) == 0 && !json_is(nest, JSON_ARRAY))
        return check_nested(r, ctx, nest, &place);
    for (size_t i = 0; i < json_many_count(nest); i++) {
        TRY(check_nested(r, ctx, json_many(nest, i), &place));
        TRY(ld_expand_members(r, o, &inner, ctx, json_many(nest, i)));
    }
    return OK;
}

code ld_expand_members(struct ld_run *r, struct ld_object *o, const struct ld_at *at,
                       const struct ld_context *ctx, const struct json *element)
{
    const struct json **sorted = ld_in_order(r, element);
    size_t first_nest = o->nests.n;

    for (size_t i = 0; i < json_count(element); i++)
        TRY(expand_member(r, o, at, ctx, sorted ? sorted[i] : json_value(element, i)));
    size_t end = o->nests.n;
    for (size_t i = first_nest; i < end; i++)
        TRY(unfold(r, o, at, ctx, o->nests.items[i]));
    return OK;
}
