/* format/jsonld_tree.c — the tree that expansion makes. */
#include "format/jsonld_private.h"

#define MANY_PROPERTIES 16

void ld_append(struct ld_items *to, struct ld_item *item)
{
    item->next = NULL;
    if (to->last)
        to->last->next = item;
    else
        to->first = item;
    to->last = item;
    to->n++;
}

struct ld_item *ld_add(struct ld_run *r, struct ld_items *to, enum ld_kind kind)
{
    struct ld_item *item = NEW(r->a, struct ld_item);

    item->kind = kind;
    if (kind == LD_NODE)
        item->node = NEW(r->a, struct ld_node);
    ld_append(to, item);
    r->made++;
    return item;
}

void ld_splice(struct ld_items *to, struct ld_items *from)
{
    if (!from->first)
        return;
    if (to->last)
        to->last->next = from->first;
    else
        to->first = from->first;
    to->last = from->last;
    to->n += from->n;
    *from = (struct ld_items){0};
}

/* Names of one vocabulary begin alike, so the last byte is asked first. */
static bool is_named(const struct ld_property *p, str name)
{
    str own = p->name.text;

    return own.n == name.n &&
           (own.p == name.p ||
            (own.n && own.p[own.n - 1] == name.p[name.n - 1] && str_eq(own, name)));
}

/* A few are compared one by one; many, as a stranger may have made them, are
 * looked up. */
struct ld_property *ld_find_property(const struct ld_properties *p, const struct ld_name *name)
{
    if (p->by_name)
        return map_get(p->by_name, name->text);
    for (struct ld_property *at = p->first; at; at = at->next)
        if (is_named(at, name->text))
            return at;
    return NULL;
}

static void index_properties(struct ld_run *r, struct ld_properties *p)
{
    p->by_name = map_new(r->a);
    for (struct ld_property *at = p->first; at; at = at->next)
        *map_at(p->by_name, at->name.text) = at;
}

struct ld_property *ld_property(struct ld_run *r, struct ld_properties *p,
                                const struct ld_name *name)
{
    struct ld_property *there = ld_find_property(p, name);

    if (there)
        return there;
    there = NEW(r->a, struct ld_property);
    there->name = *name;
    if (p->last)
        p->last->next = there;
    else
        p->first = there;
    p->last = there;
    p->n++;
    if (p->by_name)
        *map_at(p->by_name, name->text) = there;
    else if (p->n > MANY_PROPERTIES)
        index_properties(r, p);
    return there;
}

static bool has_nothing_else(const struct ld_node *n)
{
    return !n->has_types && !n->has_included && !n->properties.n && !n->reverse.n;
}

bool ld_is_graph(const struct ld_item *item)
{
    return item->kind == LD_NODE && item->node->has_graph && has_nothing_else(item->node);
}

bool ld_is_reference(const struct ld_item *item)
{
    return item->kind == LD_NODE && item->node->has_id && str_is_absent(item->index) &&
           !item->node->has_graph && has_nothing_else(item->node);
}
