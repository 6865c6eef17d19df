/* format/jsonld_compact.c — the Compaction Algorithm (JSON-LD 1.1 API §6.1),
 * from the expanded tree to an object with short names. */
#include "format/jsonld_compact.h"
#include <stdlib.h>

/* The object that comes of a node or of what is reversed in it. */
struct compacting {
    const struct ld_context *ctx, *type_ctx;
    str property;    /* what the object is the value of */
    bool is_reverse; /* the value of @reverse */
    struct ld_out *result;
};

static code wrong(const struct ld_run *r, const char *what)
{
    return ld_fail(r, BAD_INPUT, NULL, "%s", what);
}

static code shorten(struct ld_run *r, const struct ld_context *ctx, str iri, bool vocab, str *out)
{
    const struct ld_shorten s = {.ctx = ctx, .iri = iri, .vocab = vocab};

    *out = iri;
    return str_is_absent(iri) ? OK : ld_shorten(r, &s, out);
}

static code set_alias(struct ld_run *r, struct compacting *c, enum ld_keyword k, struct ld_out *v)
{
    str alias;

    TRY(ld_alias(r, c->ctx, k, &alias));
    ld_out_set(r->a, c->result, alias, v);
    return OK;
}

/* Contexts (steps 5, 6 and 11). */

static code enter(struct ld_run *r, struct compacting *c, bool keeps_scope)
{
    const struct ld_place at = {.key = c->property};

    const struct ld_term *t = str_is_absent(c->property) ? NULL : ld_find(c->ctx, c->property);

    if (c->ctx->previous && !keeps_scope)
        c->ctx = c->ctx->previous;
    return t && t->context ? ld_enter(r, c->ctx, t, SCOPE_PROPERTY, &at, &c->ctx) : OK;
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

static code enter_types(struct ld_run *r, struct compacting *c, const struct ld_names *types)
{
    str *names = NEW_ARRAY(r->a, types->n ? types->n : 1, str);

    for (size_t i = 0; i < types->n; i++)
        TRY(shorten(r, c->ctx, types->items[i].text, true, &names[i]));
    if (types->n > 1)
        qsort(names, types->n, sizeof *names, by_text);
    for (size_t i = 0; i < types->n; i++) {
        const struct ld_place at = {.key = names[i]};
        const struct ld_term *t = ld_find(c->type_ctx, names[i]);
        if (t && t->context)
            TRY(ld_enter(r, c->ctx, t, SCOPE_TYPE, &at, &c->ctx));
    }
    return OK;
}

/* Keywords (steps 12.1 to 12.6). */

static code put_id(struct ld_run *r, struct compacting *c, const struct ld_node *n)
{
    str id;

    TRY(shorten(r, c->ctx, n->id.text, false, &id));
    return set_alias(r, c, KEY_ID, ld_out_str(r->a, id));
}

static bool is_set(const struct ld_context *ctx, str name)
{
    const struct ld_term *t = ld_find(ctx, name);

    return t && t->container & IN_SET;
}

static code put_types(struct ld_run *r, struct compacting *c, const struct ld_names *types)
{
    struct ld_out *array = ld_out_array(r->a);
    str alias, name;

    for (size_t i = 0; i < types->n; i++) {
        TRY(shorten(r, c->type_ctx, types->items[i].text, true, &name));
        ld_out_push(array, ld_out_str(r->a, name));
    }
    TRY(ld_alias(r, c->ctx, KEY_TYPE, &alias));
    bool as_array =
        r->opt->keep_arrays || types->n == 0 || (is_set(c->ctx, alias) && !r->opt->mode_1_0);
    ld_out_add(r->a, c->result, alias, array, as_array);
    return OK;
}

static code put_index(struct ld_run *r, struct compacting *c, str index)
{
    const struct ld_term *t = str_is_absent(c->property) ? NULL : ld_find(c->ctx, c->property);

    if (str_is_absent(index) || (t && t->container & IN_INDEX))
        return OK;
    return set_alias(r, c, KEY_INDEX, ld_out_str(r->a, index));
}

/* Properties (steps 12.7 and 12.8). */

/* Where a term with @nest puts its values. */
static code find_nest(struct ld_run *r, struct compacting *c, const struct ld_term *t,
                      struct ld_out **out)
{
    *out = c->result;
    if (!t || str_is_absent(t->nest))
        return OK;
    const struct ld_term *nest = ld_find(c->ctx, t->nest);
    if (!str_eq(t->nest, S("@nest")) &&
        !(nest && nest->iri.kind == NAME_KEYWORD && nest->iri.keyword == KEY_NEST))
        return wrong(r, "invalid @nest value: the term does not stand for @nest");
    if (!ld_out_get(c->result, t->nest))
        ld_out_set(r->a, c->result, t->nest, ld_out_object(r->a));
    *out = ld_out_get(c->result, t->nest);
    return OK;
}

static code put_empty(struct ld_run *r, struct compacting *c, const struct ld_name *name)
{
    const struct ld_shorten s = {
        .ctx = c->ctx, .iri = name->text, .vocab = true, .reverse = c->is_reverse};
    struct ld_out *to;
    str key;

    TRY(ld_shorten(r, &s, &key));
    TRY(find_nest(r, c, ld_find(c->ctx, key), &to));
    ld_out_add(r->a, to, key, ld_out_array(r->a), true);
    return OK;
}

/* A list under a term that is no list container says itself that it is one. */
static code put_list(struct ld_run *r, struct ld_placing *p)
{
    struct ld_out *object = ld_out_object(r->a), *array = p->value;
    str alias;

    if (array->kind != JSON_ARRAY || array->json) {
        array = ld_out_array(r->a);
        ld_out_push(array, p->value);
    }
    if (p->term && p->term->container & IN_LIST) {
        if (!ld_out_get(p->to, p->key)) {
            ld_out_set(r->a, p->to, p->key, array);
            return OK;
        }
        if (r->opt->mode_1_0)
            return wrong(r, "compaction to list of lists: a property has two lists");
        p->key = p->term->iri.text; /* one term cannot hold both */
    }
    TRY(ld_alias(r, p->ctx, KEY_LIST, &alias));
    ld_out_set(r->a, object, alias, array);
    if (!str_is_absent(p->item->index)) {
        TRY(ld_alias(r, p->ctx, KEY_INDEX, &alias));
        ld_out_set(r->a, object, alias, ld_out_str(r->a, p->item->index));
    }
    ld_out_add(r->a, p->to, p->key, object, p->as_array);
    return OK;
}

static code compact_items(struct ld_run *r, const struct ld_context *ctx, str property,
                             const struct ld_items *items, struct ld_out **out);

static code compact_inside(struct ld_run *r, struct ld_placing *p)
{
    const struct ld_item *item = p->item;

    if (item->kind == LD_LIST)
        return compact_items(r, p->ctx, p->key, &item->list, &p->value);
    if (ld_is_graph(item))
        return compact_items(r, p->ctx, p->key, &item->node->graph, &p->value);
    return ld_compact_item(r, p->ctx, p->key, item, &p->value);
}

static code put_value(struct ld_run *r, struct compacting *c, const struct ld_name *name,
                      const struct ld_item *item)
{
    const struct ld_shorten s = {
        .ctx = c->ctx, .iri = name->text, .value = item, .vocab = true, .reverse = c->is_reverse};
    struct ld_placing p = {.ctx = c->ctx, .item = item};
    unsigned container;

    TRY(ld_shorten(r, &s, &p.key));
    p.term = ld_find(c->ctx, p.key);
    container = p.term ? p.term->container : 0;
    TRY(find_nest(r, c, p.term, &p.to));
    p.as_array = r->opt->keep_arrays || container & IN_SET || str_eq(p.key, S("@graph")) ||
                 str_eq(p.key, S("@list"));
    TRY(compact_inside(r, &p));
    if (item->kind == LD_LIST)
        return put_list(r, &p);
    if (ld_is_graph(item))
        return ld_place_graph(r, &p);
    if (container & (IN_LANGUAGE | IN_MAP) && !(container & IN_GRAPH))
        return ld_place_in_map(r, &p);
    ld_out_add(r->a, p.to, p.key, p.value, p.as_array);
    return OK;
}

static code put_property(struct ld_run *r, struct compacting *c, const struct ld_name *name,
                         const struct ld_items *values)
{
    if (!values->n)
        return put_empty(r, c, name);
    for (const struct ld_item *item = values->first; item; item = item->next)
        TRY(put_value(r, c, name, item));
    return OK;
}

static int by_name(const void *x, const void *y)
{
    return str_cmp((*(const struct ld_property *const *)x)->name.text,
                   (*(const struct ld_property *const *)y)->name.text);
}

static code put_properties(struct ld_run *r, struct compacting *c, const struct ld_properties *p)
{
    const struct ld_property **all = NEW_ARRAY(r->a, p->n ? p->n : 1, const struct ld_property *);
    size_t n = 0;

    for (const struct ld_property *at = p->first; at; at = at->next)
        all[n++] = at;
    if (r->opt->ordered)
        qsort(all, n, sizeof *all, by_name);
    for (size_t i = 0; i < n; i++)
        TRY(put_property(r, c, &all[i]->name, &all[i]->values));
    return OK;
}

/* What is reversed (step 12.3): terms for reverse properties stand outside. */
static code put_reverse(struct ld_run *r, struct compacting *c, const struct ld_properties *reverse)
{
    struct compacting inner = {.ctx = c->ctx,
                               .type_ctx = c->ctx,
                               .property = S("@reverse"),
                               .is_reverse = true,
                               .result = ld_out_object(r->a)};
    struct ld_out *rest = ld_out_object(r->a), *next;

    TRY(enter(r, &inner, false));
    TRY(put_properties(r, &inner, reverse));
    for (struct ld_out *m = inner.result->first; m; m = next) {
        const struct ld_term *t = ld_find(c->ctx, m->key);
        next = m->next;
        if (t && t->is_reverse)
            ld_out_add(r->a, c->result, m->key, m, t->container & IN_SET || r->opt->keep_arrays);
        else
            ld_out_set(r->a, rest, m->key, m);
    }
    return rest->n ? set_alias(r, c, KEY_REVERSE, rest) : OK;
}

static code compact_node(struct ld_run *r, struct compacting *c, const struct ld_item *item)
{
    const struct ld_node *n = item->node;
    const struct ld_name graph = ld_keyword_name(KEY_GRAPH),
                         included = ld_keyword_name(KEY_INCLUDED);

    TRY(enter_types(r, c, &n->types));
    if (n->has_graph)
        TRY(put_property(r, c, &graph, &n->graph));
    if (n->has_id)
        TRY(put_id(r, c, n));
    if (n->has_included)
        TRY(put_property(r, c, &included, &n->included));
    TRY(put_index(r, c, item->index));
    if (n->reverse.n)
        TRY(put_reverse(r, c, &n->reverse));
    if (n->has_types)
        TRY(put_types(r, c, &n->types));
    return put_properties(r, c, &n->properties);
}

/* A value that keeps its object. */
static code compact_value(struct ld_run *r, struct compacting *c, const struct ld_item *item)
{
    const struct ld_value *v = &item->value;
    str type;

    TRY(put_index(r, c, item->index));
    if (v->type.kind != NAME_NULL) {
        TRY(shorten(r, c->type_ctx, v->type.text, true, &type));
        TRY(set_alias(r, c, KEY_TYPE, ld_out_str(r->a, type)));
    }
    if (!str_is_absent(v->language))
        TRY(set_alias(r, c, KEY_LANGUAGE, ld_out_str(r->a, v->language)));
    if (v->direction)
        TRY(set_alias(r, c, KEY_DIRECTION, ld_out_str(r->a, ld_direction_text(v->direction))));
    return set_alias(r, c, KEY_VALUE, ld_out_json(r->a, v->json));
}

/* A list that is an item itself: of a list of lists. */
static code compact_list(struct ld_run *r, struct compacting *c, const struct ld_item *item,
                         const struct ld_term *t, struct ld_out **out)
{
    struct ld_out *array;

    TRY(compact_items(r, c->ctx, c->property, &item->list, &array));
    if (t && t->container & IN_LIST) {
        *out = array;
        return OK;
    }
    *out = c->result;
    if (array->kind != JSON_ARRAY || array->json) {
        struct ld_out *one = array;
        array = ld_out_array(r->a);
        ld_out_push(array, one);
    }
    TRY(put_index(r, c, item->index));
    return set_alias(r, c, KEY_LIST, array);
}

/* A node with an @id and perhaps an @index, nothing else. */
static bool is_id_alone(const struct ld_item *item)
{
    struct ld_item bare = *item;

    bare.index = (str){0};
    return ld_is_reference(&bare);
}

code ld_compact_item(struct ld_run *r, const struct ld_context *ctx, str property,
                     const struct ld_item *item, struct ld_out **out)
{
    struct compacting c = {
        .ctx = ctx, .type_ctx = ctx, .property = property, .result = ld_out_object(r->a)};

    TRY(enter(r, &c, item->kind == LD_VALUE || ld_is_reference(item)));
    const struct ld_term *t = str_is_absent(property) ? NULL : ld_find(c.ctx, property);
    if (item->kind == LD_LIST)
        return compact_list(r, &c, item, t, out);
    *out = NULL;
    if (item->kind == LD_VALUE || is_id_alone(item))
        TRY(ld_compact_value(r, c.ctx, t, item, out));
    if (*out)
        return OK;
    *out = c.result;
    return item->kind == LD_VALUE ? compact_value(r, &c, item) : compact_node(r, &c, item);
}

static code compact_items(struct ld_run *r, const struct ld_context *ctx, str property,
                             const struct ld_items *items, struct ld_out **out)
{
    struct ld_out *array = ld_out_array(r->a), *one;
    const struct ld_term *t = str_is_absent(property) ? NULL : ld_find(ctx, property);

    for (const struct ld_item *item = items->first; item; item = item->next) {
        TRY(ld_compact_item(r, ctx, property, item, &one));
        ld_out_push(array, one);
    }
    *out = array;
    if (array->n == 1 && !r->opt->keep_arrays && !str_eq(property, S("@graph")) &&
        !str_eq(property, S("@set")) && !(t && t->container & (IN_LIST | IN_SET)))
        *out = array->first;
    return OK;
}

/* The whole document (§9.1, compact). */

static code start(struct ld_run *r, const struct json *local, const struct ld_context **ctx)
{
    const struct ld_place at = {.key = S("context")};
    struct ld_job job = {.active = ld_start(r), .local = local, .base = r->url, .at = &at};

    *ctx = job.active;
    return local ? ld_process(r, &job, ctx) : OK;
}

static bool is_empty(const struct json *context)
{
    return !context || ((json_is(context, JSON_OBJECT) || json_is(context, JSON_ARRAY)) &&
                        json_count(context) == 0);
}

static code finish(struct ld_run *r, const struct ld_context *ctx, const struct json *local,
                   struct ld_out *compacted, struct ld_out **out)
{
    struct ld_out *top = ld_out_object(r->a), *next;
    str alias;

    if (!is_empty(local))
        ld_out_set(r->a, top, S("@context"), ld_out_json(r->a, local));
    if (compacted->kind == JSON_ARRAY && compacted->n) {
        TRY(ld_alias(r, ctx, KEY_GRAPH, &alias));
        ld_out_set(r->a, top, alias, compacted);
    }
    for (struct ld_out *m = compacted->kind == JSON_OBJECT ? compacted->first : NULL; m; m = next) {
        next = m->next;
        ld_out_set(r->a, top, m->key, m);
    }
    *out = top;
    return OK;
}

code ld_compact(struct ld_run *r, const struct ld_items *items, const struct json *context,
                const struct json **out)
{
    const struct json *inner = json_get(context, "@context");
    const struct json *local = inner ? inner : context;
    const struct ld_context *ctx;
    struct ld_out *compacted;

    TRY(start(r, local, &ctx));
    TRY(compact_items(r, ctx, (str){0}, items, &compacted));
    TRY(finish(r, ctx, local, compacted, &compacted));
    *out = ld_out_done(r->a, compacted);
    return OK;
}

code jsonld_compact(struct arena *a, const struct json *document, const struct json *context,
                    const struct jsonld_options *opt, const struct json **out, struct error *err)
{
    struct ld_run r = ld_run_new(a, opt, err);
    struct ld_items items = {0};

    TRY(ld_expand(&r, document, &items));
    return ld_compact(&r, &items, context, out);
}
