/* format/jsonld_write.c — the tree as JSON in expanded form. */
#include "format/jsonld_private.h"
#include "format/jsonld_out.h"

static struct ld_out *keyword_name(struct ld_run *r, const struct ld_name *name)
{
    return ld_out_str(r->a, name->text);
}

static void set_keyword(struct ld_run *r, struct ld_out *o, enum ld_keyword k, struct ld_out *v)
{
    ld_out_set(r->a, o, ld_keyword_text(k), v);
}

static void set_text(struct ld_run *r, struct ld_out *o, enum ld_keyword k, str text)
{
    if (!str_is_absent(text))
        set_keyword(r, o, k, ld_out_str(r->a, text));
}

static struct ld_out *write_value(struct ld_run *r, const struct ld_value *v)
{
    struct ld_out *o = ld_out_object(r->a);

    if (v->type.kind != NAME_NULL)
        set_keyword(r, o, KEY_TYPE, keyword_name(r, &v->type));
    set_keyword(r, o, KEY_VALUE, ld_out_json(r->a, v->json));
    set_text(r, o, KEY_LANGUAGE, v->language);
    set_text(r, o, KEY_DIRECTION, ld_direction_text(v->direction));
    return o;
}

static void write_properties(struct ld_run *r, struct ld_out *o, const struct ld_properties *p)
{
    for (const struct ld_property *at = p->first; at; at = at->next)
        ld_out_set(r->a, o, at->name.text, ld_write_items(r, &at->values));
}

static struct ld_out *write_node(struct ld_run *r, const struct ld_node *n)
{
    struct ld_out *o = ld_out_object(r->a), *inner;

    if (n->has_id)
        set_keyword(r, o, KEY_ID, keyword_name(r, &n->id));
    if (n->has_types) {
        inner = ld_out_array(r->a);
        for (size_t i = 0; i < n->types.n; i++)
            ld_out_push(inner, keyword_name(r, &n->types.items[i]));
        set_keyword(r, o, KEY_TYPE, inner);
    }
    write_properties(r, o, &n->properties);
    if (n->reverse.n) {
        inner = ld_out_object(r->a);
        write_properties(r, inner, &n->reverse);
        if (r->opt->ordered)
            ld_out_sort(r->a, inner);
        set_keyword(r, o, KEY_REVERSE, inner);
    }
    if (n->has_graph)
        set_keyword(r, o, KEY_GRAPH, ld_write_items(r, &n->graph));
    if (n->has_included)
        set_keyword(r, o, KEY_INCLUDED, ld_write_items(r, &n->included));
    return o;
}

static struct ld_out *write_item(struct ld_run *r, const struct ld_item *item)
{
    struct ld_out *o;

    if (item->kind == LD_VALUE) {
        o = write_value(r, &item->value);
    } else if (item->kind == LD_NODE) {
        o = write_node(r, item->node);
    } else {
        o = ld_out_object(r->a);
        set_keyword(r, o, KEY_LIST, ld_write_items(r, &item->list));
    }
    set_text(r, o, KEY_INDEX, item->index);
    if (r->opt->ordered)
        ld_out_sort(r->a, o);
    return o;
}

struct ld_out *ld_write_items(struct ld_run *r, const struct ld_items *items)
{
    struct ld_out *array = ld_out_array(r->a);

    for (const struct ld_item *item = items->first; item; item = item->next)
        ld_out_push(array, write_item(r, item));
    return array;
}

code jsonld_expand(struct arena *a, const struct json *document, const struct jsonld_options *opt,
                   const struct json **out, struct error *err)
{
    struct ld_run r = ld_run_new(a, opt, err);
    struct ld_items items = {0};

    TRY(ld_expand(&r, document, &items));
    *out = ld_out_done(a, ld_write_items(&r, &items));
    return OK;
}
