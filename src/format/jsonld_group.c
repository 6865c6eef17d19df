/* format/jsonld_group.c — compacted values on their way into graphs and into
 * maps by language, index, id or type (JSON-LD 1.1 API §6.1, 12.8.8 and 9). */
#include "format/jsonld_compact.h"

static code alias_of(struct ld_run *r, const struct ld_placing *p, enum ld_keyword k, str *out)
{
    return ld_alias(r, p->ctx, k, out);
}

static struct ld_out *map_in(struct ld_run *r, const struct ld_placing *p)
{
    if (!ld_out_get(p->to, p->key))
        ld_out_set(r->a, p->to, p->key, ld_out_object(r->a));
    return ld_out_get(p->to, p->key);
}

static void put(struct ld_run *r, const struct ld_placing *p, str map_key)
{
    ld_out_add(r->a, map_in(r, p), map_key, p->value, p->as_array);
}

/* Graphs. */

static code graph_in_id_map(struct ld_run *r, const struct ld_placing *p)
{
    const struct ld_node *n = p->item->node;
    str key;

    if (n->has_id && n->id.kind != NAME_NULL) {
        const struct ld_shorten s = {.ctx = p->ctx, .iri = n->id.text};
        TRY(ld_shorten(r, &s, &key));
    } else {
        TRY(alias_of(r, p, KEY_NOTHING, &key));
    }
    put(r, p, key);
    return OK;
}

static code graph_in_index_map(struct ld_run *r, const struct ld_placing *p)
{
    str key = p->item->index;

    if (str_is_absent(key))
        TRY(alias_of(r, p, KEY_NOTHING, &key));
    put(r, p, key);
    return OK;
}

/* Several nodes in one graph: as values of their own they would be as many graphs. */
static code plain_graph(struct ld_run *r, struct ld_placing *p)
{
    struct ld_out *object;
    str alias;

    if (p->value->kind == JSON_ARRAY && !p->value->json && p->value->n > 1) {
        TRY(alias_of(r, p, KEY_INCLUDED, &alias));
        object = ld_out_object(r->a);
        ld_out_set(r->a, object, alias, p->value);
        p->value = object;
    }
    ld_out_add(r->a, p->to, p->key, p->value, p->as_array);
    return OK;
}

static code whole_graph(struct ld_run *r, const struct ld_placing *p)
{
    struct ld_out *object = ld_out_object(r->a);
    const struct ld_node *n = p->item->node;
    str alias, id = n->id.text;

    TRY(alias_of(r, p, KEY_GRAPH, &alias));
    ld_out_set(r->a, object, alias, p->value);
    if (n->has_id) {
        const struct ld_shorten s = {.ctx = p->ctx, .iri = id};
        TRY(alias_of(r, p, KEY_ID, &alias));
        if (!str_is_absent(id))
            TRY(ld_shorten(r, &s, &id));
        ld_out_set(r->a, object, alias, ld_out_str(r->a, id));
    }
    if (!str_is_absent(p->item->index)) {
        TRY(alias_of(r, p, KEY_INDEX, &alias));
        ld_out_set(r->a, object, alias, ld_out_str(r->a, p->item->index));
    }
    ld_out_add(r->a, p->to, p->key, object, p->as_array);
    return OK;
}

code ld_place_graph(struct ld_run *r, struct ld_placing *p)
{
    unsigned container = p->term ? p->term->container : 0;
    bool is_simple = !p->item->node->has_id;

    if (container & IN_GRAPH && container & IN_ID)
        return graph_in_id_map(r, p);
    if (container & IN_GRAPH && container & IN_INDEX && is_simple)
        return graph_in_index_map(r, p);
    if (container & IN_GRAPH && is_simple)
        return plain_graph(r, p);
    return whole_graph(r, p);
}

/* Maps. Each finds the key and takes what it says out of the value. */

static struct ld_out *first_of(const struct ld_out *v)
{
    return v && v->kind == JSON_ARRAY && !v->json ? v->first : (struct ld_out *)(uintptr_t)v;
}

static str text_of(const struct ld_out *v)
{
    return !v                       ? (str){0}
           : v->json                ? json_str(v->json)
           : v->kind == JSON_STRING ? v->text
                                    : (str){0};
}

/* Takes the first text under `name` out of the value; the others stay. */
static str take_first(struct ld_run *r, struct ld_out *object, str name)
{
    struct ld_out *values = ld_out_get(object, name), *rest = ld_out_array(r->a), *next;
    str key = text_of(first_of(values));

    if (str_is_absent(key))
        return key;
    for (struct ld_out *v = values->kind == JSON_ARRAY ? values->first->next : NULL; v; v = next) {
        next = v->next;
        ld_out_push(rest, v);
    }
    ld_out_remove(object, name);
    ld_out_add(r->a, object, name, rest, false);
    return key;
}

static code key_by_property(struct ld_run *r, struct ld_placing *p, str *key)
{
    struct ld_name property;
    str name;

    *key = take_first(r, p->value, p->term->index);
    if (!str_is_absent(*key))
        return OK;
    TRY(ld_expand_iri(r, p->ctx, p->term->index, AS_VOCAB, NULL, 0, NULL, &property));
    const struct ld_shorten s = {.ctx = p->ctx, .iri = property.text, .vocab = true};
    TRY(ld_shorten(r, &s, &name));
    *key = take_first(r, p->value, name);
    return OK;
}

static code key_by_id(struct ld_run *r, struct ld_placing *p, str *key)
{
    str alias;

    TRY(alias_of(r, p, KEY_ID, &alias));
    *key = text_of(ld_out_get(p->value, alias));
    ld_out_remove(p->value, alias);
    return OK;
}

static code key_by_type(struct ld_run *r, struct ld_placing *p, str *key)
{
    struct ld_node id = {.has_id = true};
    struct ld_item item = {.kind = LD_NODE, .node = &id};
    str alias, id_alias;

    TRY(alias_of(r, p, KEY_TYPE, &alias));
    TRY(alias_of(r, p, KEY_ID, &id_alias));
    *key = take_first(r, p->value, alias);
    if (p->value->kind != JSON_OBJECT || p->value->n != 1 || !ld_out_get(p->value, id_alias) ||
        p->item->kind != LD_NODE)
        return OK;
    id.id = p->item->node->id;
    return ld_compact_item(r, p->ctx, p->key, &item, &p->value);
}

code ld_place_in_map(struct ld_run *r, struct ld_placing *p)
{
    unsigned container = p->term->container;
    str key = {0};

    if (container & IN_LANGUAGE && p->item->kind == LD_VALUE) {
        key = p->item->value.language;
        p->value = ld_out_json(r->a, p->item->value.json);
    } else if (container & IN_INDEX &&
               (str_is_absent(p->term->index) || str_eq(p->term->index, S("@index")))) {
        key = p->item->index;
    } else if (container & IN_INDEX) {
        TRY(key_by_property(r, p, &key));
    } else if (container & IN_ID) {
        TRY(key_by_id(r, p, &key));
    } else if (container & IN_TYPE) {
        TRY(key_by_type(r, p, &key));
    }
    if (str_is_absent(key))
        TRY(alias_of(r, p, KEY_NOTHING, &key));
    put(r, p, key);
    return OK;
}
