/* format/jsonld_flatten.c — Flattening and the node map (JSON-LD 1.1 API §7). */
#include "format/jsonld_compact.h"
#include <stdlib.h>
#include "format/jsonld_same.h"

struct graph {
    struct ld_name name; /* of all but the default graph */
    struct map *by_id;
    LIST(struct ld_item *) nodes; /* in the order in which they came up */
};

struct node_map {
    struct ld_run *r;
    struct map *by_name;
    LIST(struct graph *) graphs; /* the default graph first */
    struct map *labels;
    size_t labels_n;
    struct ld_same same;
};

/* What the item under the walk is the value of. */
struct target {
    struct ld_item *subject; /* NULL: of nothing */
    const struct ld_name *property;
    struct ld_items *list; /* not NULL: an item of that list */
    bool is_reverse;       /* the subject is the value */
};

/* Blank node identifiers (§7.4). */

static struct ld_name new_label(struct node_map *m)
{
    return (struct ld_name){.text = str_printf(m->r->a, "_:b%zu", m->labels_n++),
                            .kind = NAME_BLANK};
}

static struct ld_name relabel(struct node_map *m, const struct ld_name *name)
{
    if (name->kind != NAME_BLANK)
        return *name;
    void **slot = map_at(m->labels, name->text);
    if (!*slot) {
        struct ld_name *label = NEW(m->r->a, struct ld_name);
        *label = new_label(m);
        *slot = label;
    }
    return *(struct ld_name *)*slot;
}

/* Graphs and nodes. */

static str key_of(const struct ld_name *name)
{
    return name->kind == NAME_NULL ? S("@null") : name->text;
}

/* No node can be named by what looks like a keyword. */
static struct graph *graph_named(struct node_map *m, const struct ld_name *name)
{
    str key = name ? key_of(name) : S("@default");
    void **slot = map_at(m->by_name, key);

    if (!*slot) {
        struct graph *g = NEW(m->r->a, struct graph);
        g->name = name ? *name : (struct ld_name){0};
        g->by_id = map_new(m->r->a);
        *slot = g;
        *list_add(m->r->a, &m->graphs) = g;
    }
    return *slot;
}

static struct ld_item *node_in(struct node_map *m, struct graph *g, const struct ld_name *id)
{
    struct ld_items alone = {0};
    void **slot = map_at(g->by_id, key_of(id));

    if (!*slot) {
        struct ld_item *item = ld_add(m->r, &alone, LD_NODE);
        item->node->has_id = true;
        item->node->id = *id;
        *slot = item;
        *list_add(m->r->a, &g->nodes) = item;
    }
    return *slot;
}

/* Values of a property, each once. */

static code add_value(struct node_map *m, struct ld_item *subject, const struct ld_name *property,
                      struct ld_item *value)
{
    struct ld_property *p = ld_property(m->r, &subject->node->properties, property);
    bool is_new = true;

    if (value->kind != LD_LIST)
        TRY(ld_same_add(&m->same, p, value, &is_new));
    if (is_new)
        ld_append(&p->values, value);
    return OK;
}

static code place(struct node_map *m, const struct target *t, struct ld_item *value)
{
    if (t->list)
        ld_append(t->list, value);
    else if (t->subject)
        return add_value(m, t->subject, t->property, value);
    return OK;
}

static struct ld_item *reference(struct node_map *m, const struct ld_name *id)
{
    struct ld_items alone = {0};
    struct ld_item *item = ld_add(m->r, &alone, LD_NODE);

    item->node->has_id = true;
    item->node->id = *id;
    return item;
}

/* The walk (§7.2). */

static code visit(struct node_map *m, struct graph *g, const struct ld_item *item,
                  const struct target *t);

static code visit_all(struct node_map *m, struct graph *g, const struct ld_items *items,
                      const struct target *t)
{
    for (const struct ld_item *item = items->first; item; item = item->next)
        TRY(visit(m, g, item, t));
    return OK;
}

static struct ld_item *copy_of(struct node_map *m, const struct ld_item *item)
{
    struct ld_items alone = {0};
    struct ld_item *copy = ld_add(m->r, &alone, item->kind);

    *copy = *item;
    copy->next = NULL;
    return copy;
}

static code visit_list(struct node_map *m, struct graph *g, const struct ld_item *item,
                       const struct target *t)
{
    struct ld_items alone = {0};
    struct ld_item *copy = ld_add(m->r, &alone, LD_LIST);
    struct target inside = {.list = &copy->list};

    TRY(visit_all(m, g, &item->list, &inside));
    return place(m, t, copy);
}

static code set_index(const struct node_map *m, struct ld_item *node, str index)
{
    if (str_is_absent(index))
        return OK;
    if (!str_is_absent(node->index) && !str_eq(node->index, index))
        return ld_fail(m->r, BAD_INPUT, NULL,
                       "conflicting indexes: \"" STR_FMT "\" has two of them",
                       STR_ARG(str_slice(node->node->id.text, 0, 80)));
    node->index = index;
    return OK;
}

static code add_types(struct node_map *m, struct ld_item *node, const struct ld_names *types)
{
    bool is_new;

    node->node->has_types = true;
    for (size_t i = 0; i < types->n; i++) {
        ld_same_add_type(&m->same, node->node, &types->items[i], &is_new);
        if (is_new)
            *list_add(m->r->a, &node->node->types) = types->items[i];
    }
    return OK;
}

static int by_name(const void *x, const void *y)
{
    return str_cmp((*(const struct ld_property *const *)x)->name.text,
                   (*(const struct ld_property *const *)y)->name.text);
}

static code visit_properties(struct node_map *m, struct graph *g, struct ld_item *node,
                             const struct ld_properties *properties)
{
    size_t n = 0;
    const struct ld_property **all =
        NEW_ARRAY(m->r->a, properties->n ? properties->n : 1, const struct ld_property *);

    for (const struct ld_property *p = properties->first; p; p = p->next)
        all[n++] = p;
    qsort(all, n, sizeof *all, by_name);
    for (size_t i = 0; i < n; i++) {
        struct ld_name name = relabel(m, &all[i]->name);
        struct target inside = {.subject = node, .property = &name};
        ld_property(m->r, &node->node->properties, &name);
        TRY(visit_all(m, g, &all[i]->values, &inside));
    }
    return OK;
}

static code visit_reverse(struct node_map *m, struct graph *g, struct ld_item *node,
                          const struct ld_properties *reverse)
{
    for (const struct ld_property *p = reverse->first; p; p = p->next) {
        struct target inside = {.subject = node, .property = &p->name, .is_reverse = true};
        TRY(visit_all(m, g, &p->values, &inside));
    }
    return OK;
}

static code relate(struct node_map *m, struct ld_item *node, const struct target *t)
{
    if (t->is_reverse)
        return add_value(m, node, t->property, reference(m, &t->subject->node->id));
    return place(m, t, reference(m, &node->node->id));
}

static code visit_node(struct node_map *m, struct graph *g, const struct ld_item *item,
                       const struct target *t)
{
    const struct ld_node *n = item->node;
    const struct target nothing = {0};
    struct ld_names types = {0};

    for (size_t i = 0; i < n->types.n; i++)
        *list_add(m->r->a, &types) = relabel(m, &n->types.items[i]);
    struct ld_name id = n->has_id ? relabel(m, &n->id) : new_label(m);
    struct ld_item *node = node_in(m, g, &id);
    TRY(relate(m, node, t));
    if (n->has_types)
        TRY(add_types(m, node, &types));
    TRY(set_index(m, node, item->index));
    TRY(visit_reverse(m, g, node, &n->reverse));
    if (n->has_graph)
        TRY(visit_all(m, graph_named(m, &id), &n->graph, &nothing));
    TRY(visit_all(m, g, &n->included, &nothing));
    return visit_properties(m, g, node, &n->properties);
}

static code visit(struct node_map *m, struct graph *g, const struct ld_item *item,
                  const struct target *t)
{
    if (item->kind == LD_NODE)
        return visit_node(m, g, item, t);
    if (item->kind == LD_LIST)
        return visit_list(m, g, item, t);
    return place(m, t, copy_of(m, item));
}

/* Flattening (§7.1). */

static int by_id(const void *x, const void *y)
{
    return str_cmp((*(struct ld_item *const *)x)->node->id.text,
                   (*(struct ld_item *const *)y)->node->id.text);
}

static int by_graph_name(const void *x, const void *y)
{
    return str_cmp((*(struct graph *const *)x)->name.text, (*(struct graph *const *)y)->name.text);
}

/* Nodes of which nothing is said are left out. */
static void collect(const struct node_map *m, const struct graph *g, struct ld_items *out)
{
    if (m->r->opt->ordered && g->nodes.n > 1)
        qsort(g->nodes.items, g->nodes.n, sizeof *g->nodes.items, by_id);
    for (size_t i = 0; i < g->nodes.n; i++)
        if (!ld_is_reference(g->nodes.items[i]))
            ld_append(out, g->nodes.items[i]);
}

static code flatten(struct ld_run *r, const struct ld_items *items, struct ld_items *out)
{
    const struct target nothing = {0};
    struct node_map m = {
        .r = r, .by_name = map_new(r->a), .labels = map_new(r->a), .same = ld_same_new(r)};
    struct graph *top = graph_named(&m, NULL);

    TRY(visit_all(&m, top, items, &nothing));
    if (r->opt->ordered && m.graphs.n > 2)
        qsort(m.graphs.items + 1, m.graphs.n - 1, sizeof *m.graphs.items, by_graph_name);
    for (size_t i = 1; i < m.graphs.n; i++) {
        struct ld_node *named = node_in(&m, top, &m.graphs.items[i]->name)->node;
        named->has_graph = true;
        collect(&m, m.graphs.items[i], &named->graph);
    }
    collect(&m, top, out);
    return OK;
}

code jsonld_flatten(struct arena *a, const struct json *document, const struct json *context,
                    const struct jsonld_options *opt, const struct json **out, struct error *err)
{
    struct ld_run r = ld_run_new(a, opt, err);
    struct ld_items items = {0}, flat = {0};

    TRY(ld_expand(&r, document, &items));
    TRY(flatten(&r, &items, &flat));
    if (context)
        return ld_compact(&r, &flat, context, out);
    *out = ld_out_done(a, ld_write_items(&r, &flat));
    return OK;
}
