/* format/jsonld_map.c — language, index, id and type maps under expansion
 * (JSON-LD 1.1 API §5.1, steps 13.7 and 13.8). */
#include "format/jsonld_expand.h"

static bool says_nothing(const struct ld_item *item)
{
    const struct ld_node *n = item->node;

    return !n->has_types && !n->has_graph && !n->has_included && !n->properties.n &&
           !n->reverse.n && str_is_absent(item->index);
}

/* Each item becomes the graph of a new node. What has no properties leaves no
 * trace in a graph, not even its name. */
code ld_wrap_in_graph(struct ld_run *r, struct ld_items *items, const struct ld_place *place)
{
    struct ld_item *next = items->first;

    *items = (struct ld_items){0};
    while (next) {
        struct ld_item *item = next;
        next = item->next;
        if (item->kind != LD_NODE || says_nothing(item))
            TRY(ld_lose(r, place,
                        "a graph cannot hold a bare value, or a name of which it says nothing"));
        struct ld_node *node = ld_add(r, items, LD_NODE)->node;
        node->has_graph = true;
        ld_append(&node->graph, item);
    }
    return OK;
}

static code means_none(struct ld_run *r, const struct ld_context *ctx, str key,
                       const struct ld_place *place, struct ld_name *name, bool *out)
{
    TRY(ld_expand_iri(r, ctx, key, AS_VOCAB, NULL, 0, place, name));
    *out = name->kind == NAME_KEYWORD && name->keyword == KEY_NOTHING;
    return OK;
}

/* Language maps. */

static code add_in_language(struct ld_run *r, const struct ld_member *m, const struct json *member,
                            struct ld_items *out)
{
    const struct ld_place place = {.up = &m->place, .key = json_key_of(member)};
    struct ld_name ignored;
    bool is_none;

    TRY(means_none(r, m->ctx, place.key, &place, &ignored, &is_none));
    for (size_t i = 0; i < json_many_count(member); i++) {
        const struct json *v = json_many(member, i);
        if (json_is(v, JSON_NULL))
            continue;
        if (!json_is(v, JSON_STRING))
            return ld_fail(r, BAD_INPUT, &place, "invalid language map value: it must be a string");
        struct ld_value *value = &ld_add(r, out, LD_VALUE)->value;
        value->json = v;
        value->direction = m->term->has_direction ? m->term->direction : m->ctx->direction;
        if (!is_none)
            value->language = place.key;
        TRY(ld_check_value(r, value, &place));
    }
    return OK;
}

code ld_expand_language_map(struct ld_run *r, const struct ld_member *m, struct ld_items *out)
{
    const struct json **sorted = ld_in_order(r, m->value);

    for (size_t i = 0; i < json_count(m->value); i++)
        TRY(add_in_language(r, m, sorted ? sorted[i] : json_value(m->value, i), out));
    return OK;
}

/* Maps by index, id or type. */

struct entry {
    const struct ld_member *map;
    str key;
    struct ld_name name; /* the key expanded */
    bool is_none;
    struct ld_place place;
};

static code not_on_value(const struct ld_run *r, const struct entry *e, const struct ld_item *item)
{
    return item->kind == LD_NODE
               ? OK
               : ld_fail(
                     r, BAD_INPUT, &e->place,
                     "invalid value object: the key of the map cannot be a property of a value");
}

/* The key is the value of a property of each item (step 13.8.3.7.2). */
static code index_by_property(struct ld_run *r, const struct entry *e, struct ld_item *item)
{
    const struct ld_member *m = e->map;
    str property = m->term->index;
    struct ld_items first = {0};
    struct ld_name name;
    struct json *key = NEW(r->a, struct json);

    *key = (struct json){.kind = JSON_STRING, .bytes = e->key.p, .n = (uint32_t)e->key.n};
    TRY(not_on_value(r, e, item));
    TRY(ld_expand_value(r, m->ctx, ld_find(m->ctx, property), key, &e->place, &first));
    TRY(ld_expand_iri(r, m->ctx, property, AS_VOCAB, NULL, 0, &e->place, &name));
    if (name.kind != NAME_IRI)
        TRY(ld_lose(r, &e->place, "the property of the index is no IRI"));
    struct ld_items *values = &ld_property(r, &item->node->properties, &name)->values;
    ld_splice(&first, values);
    *values = first;
    return OK;
}

static code set_type(struct ld_run *r, const struct entry *e, struct ld_node *node)
{
    struct ld_names types = {0};

    *list_add(r->a, &types) = e->name;
    for (size_t i = 0; i < node->types.n; i++)
        *list_add(r->a, &types) = node->types.items[i];
    node->types = types;
    node->has_types = true;
    if (e->name.kind == NAME_IRI || e->name.kind == NAME_BLANK)
        return OK;
    return ld_lose(r, &e->place, "the type is not defined, or no IRI");
}

static code apply_key(struct ld_run *r, const struct entry *e, struct ld_item *item)
{
    const struct ld_term *term = e->map->term;
    bool by_property = !str_is_absent(term->index) && !str_eq(term->index, S("@index"));

    if (e->is_none)
        return OK;
    if (term->container & IN_INDEX) {
        if (by_property)
            return index_by_property(r, e, item);
        if (str_is_absent(item->index))
            item->index = e->key;
        return OK;
    }
    TRY(not_on_value(r, e, item));
    if (term->container & IN_TYPE)
        return set_type(r, e, item->node);
    if (item->node->has_id)
        return OK;
    item->node->has_id = true;
    return ld_set_id(r, e->map->ctx, e->key, AS_REFERENCE, &e->place, &item->node->id);
}

/* The context in which the items under a key are read (steps 13.8.3.1 to 3). */
static code enter_key(struct ld_run *r, const struct entry *e, const struct ld_context **ctx)
{
    unsigned container = e->map->term->container;
    const struct ld_term *t;

    if (!(container & (IN_ID | IN_TYPE)))
        return OK;
    if ((*ctx)->previous)
        *ctx = (*ctx)->previous;
    t = container & IN_TYPE ? ld_find(*ctx, e->key) : NULL;
    return t && t->context ? ld_enter(r, *ctx, t, SCOPE_TYPE, &e->place, ctx) : OK;
}

static code add_entry(struct ld_run *r, const struct ld_at *at, const struct ld_member *m,
                      const struct json *member, struct ld_items *out)
{
    struct entry e = {.map = m, .key = json_key_of(member)};
    struct ld_items items = {0};
    enum ld_got got;
    struct ld_at inner = {
        .ctx = m->ctx, .property = m->key, .depth = at->depth + 2, .from_map = true};

    e.place = (struct ld_place){.up = &m->place, .key = e.key};
    TRY(enter_key(r, &e, &inner.ctx));
    TRY(means_none(r, m->ctx, e.key, &e.place, &e.name, &e.is_none));
    inner.term = ld_find(inner.ctx, m->key);
    inner.place = &e.place;
    TRY(ld_expand_any(r, &inner, member, &items, &got));
    for (struct ld_item *item = items.first, *next; item; item = next) {
        struct ld_items one = {0};
        next = item->next;
        ld_append(&one, item);
        if (m->term->container & IN_GRAPH && !ld_is_graph(item))
            TRY(ld_wrap_in_graph(r, &one, &e.place));
        TRY(apply_key(r, &e, one.first));
        ld_splice(out, &one);
    }
    return OK;
}

code ld_expand_map(struct ld_run *r, const struct ld_at *at, const struct ld_member *m,
                   struct ld_items *out)
{
    const struct json **sorted = ld_in_order(r, m->value);

    for (size_t i = 0; i < json_count(m->value); i++)
        TRY(add_entry(r, at, m, sorted ? sorted[i] : json_value(m->value, i), out));
    return OK;
}
