/* format/jsonld_from_rdf.c — quads as an expanded document (JSON-LD 1.1 API §8.4). */
#include <math.h>
#include <stdlib.h>
#include "format/jcs.h"
#include "format/jsonld_out.h"
#include "format/jsonld_same.h"

#define RDF  "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XSD  "http://www.w3.org/2001/XMLSchema#"
#define I18N "https://www.w3.org/ns/i18n#"

/* Where a node is a value. */
struct usage {
    struct node *subject;
    struct ld_property *property;
    struct ld_item *value;
};

struct node {
    rdf_term term;
    struct ld_item *item;
    bool is_taken;    /* it became part of a list or a literal */
    bool is_compound; /* has rdf:direction */
};

struct graph {
    rdf_term name;
    LIST(struct node *) nodes;
    LIST(struct usage) ends; /* uses of rdf:nil */
};

enum { SEEN_NEVER, SEEN_ONCE, SEEN_OFTEN };

struct reader {
    struct ld_run *r;
    const struct rdf *d;
    struct map *nodes;           /* by graph and term */
    LIST(struct graph *) graphs; /* the default one first */
    uint32_t *graph_of;          /* by term: its graph's number and one; 0: none */
    uint8_t *seen;               /* by term: how often it is a value */
    struct usage *once;          /* … and where, if once */
    struct ld_same same;
};

static bool is_iri(const struct reader *x, rdf_term t, str spelled)
{
    return str_eq(rdf_spelling(x->d, t), spelled);
}

static bool is_resource(const struct reader *x, rdf_term t)
{
    return rdf_kind(x->d, t) != RDF_LITERAL;
}

static struct ld_name name_of(const struct reader *x, rdf_term t)
{
    str spelled = rdf_spelling(x->d, t);

    if (rdf_kind(x->d, t) == RDF_BLANK)
        return (struct ld_name){.text = spelled, .kind = NAME_BLANK};
    return (struct ld_name){.text = str_slice(spelled, 1, spelled.n - 1), .kind = NAME_IRI};
}

/* Graphs and nodes. */

static struct graph *graph_named(struct reader *x, rdf_term name)
{
    if (!x->graph_of[name]) {
        struct graph *g = NEW(x->r->a, struct graph);
        g->name = name;
        *list_add(x->r->a, &x->graphs) = g;
        x->graph_of[name] = (uint32_t)x->graphs.n;
    }
    return x->graphs.items[x->graph_of[name] - 1];
}

static struct node *node_of(struct reader *x, struct graph *g, rdf_term t)
{
    const rdf_term parts[] = {g->name, t};
    str key = {(const char *)parts, sizeof parts};
    struct node *n = map_get(x->nodes, key);
    struct ld_items alone = {0};

    if (n)
        return n;
    n = NEW(x->r->a, struct node);
    *n = (struct node){.term = t, .item = ld_add(x->r, &alone, LD_NODE)};
    n->item->node->has_id = true;
    n->item->node->id = name_of(x, t);
    *map_at(x->nodes, str_copy(x->r->a, key)) = n;
    *list_add(x->r->a, &g->nodes) = n;
    return n;
}

/* Literals (§8.5). */

static const struct json *json_text(struct reader *x, str text)
{
    struct json *v = NEW(x->r->a, struct json);

    *v = (struct json){.kind = JSON_STRING, .bytes = text.p ? text.p : "", .n = (uint32_t)text.n};
    return v;
}

static bool is_number_text(str s, bool is_double)
{
    size_t i = 0, digits = 0;

    i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        digits++;
    if (!is_double)
        return digits && i == s.n;
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            digits++;
    if (!digits || i == s.n || (s.p[i] | 0x20) != 'e')
        return digits && i == s.n;
    str power = str_from(s, i + 1);
    return is_number_text(power, false);
}

/* NULL: it is no number that JSON could hold. */
static const struct json *native_number(struct reader *x, str text, bool is_double)
{
    char digits[JCS_NUMBER];
    struct json *v;
    double number;

    if (!is_number_text(text, is_double))
        return NULL;
    number = strtod(str_z(x->r->a, text), NULL);
    if (!isfinite(number))
        return NULL;
    str written = str_copy(x->r->a, jcs_number(number, digits));
    v = NEW(x->r->a, struct json);
    *v = (struct json){.kind = JSON_NUMBER, .bytes = written.p, .n = (uint32_t)written.n};
    return v;
}

static const struct json *native_boolean(struct reader *x, str text)
{
    struct json *v = NEW(x->r->a, struct json);

    if (str_eq(text, S("true")) || str_eq(text, S("1")))
        v->kind = JSON_TRUE;
    else if (str_eq(text, S("false")) || str_eq(text, S("0")))
        v->kind = JSON_FALSE;
    else
        return NULL;
    return v;
}

static const struct json *native(struct reader *x, const struct rdf_parts *p)
{
    if (!x->r->opt->native_types)
        return NULL;
    if (str_eq(p->datatype, S(XSD "boolean")))
        return native_boolean(x, p->value);
    if (str_eq(p->datatype, S(XSD "integer")) || str_eq(p->datatype, S(XSD "double")))
        return native_number(x, p->value, str_eq(p->datatype, S(XSD "double")));
    return NULL;
}

static code json_literal(struct reader *x, str text, struct ld_value *out)
{
    out->type = ld_keyword_name(KEY_JSON);
    if (json_parse(x->r->a, text, NULL, &out->json, NULL) == OK)
        return OK;
    return fail(x->r->err, BAD_INPUT, "", "invalid JSON literal: the text is no JSON");
}

static void split_i18n(str datatype, struct ld_value *v)
{
    str rest = str_from(datatype, sizeof I18N - 1), language = {0};
    ptrdiff_t bar = str_find_byte(rest, '_');

    if (bar > 0)
        language = str_slice(rest, 0, (size_t)bar);
    v->language = language;
    v->direction =
        str_eq(str_from(rest, (size_t)(bar + 1)), S("rtl")) ? RIGHT_TO_LEFT : LEFT_TO_RIGHT;
}

static bool is_i18n(const struct reader *x, str datatype)
{
    return x->r->opt->direction == DIRECTION_I18N && str_starts(datatype, S(I18N)) &&
           (str_ends(datatype, S("_ltr")) || str_ends(datatype, S("_rtl")));
}

static code literal(struct reader *x, rdf_term t, struct ld_value *v)
{
    struct rdf_parts p = rdf_parts(x->d, x->r->a, t);

    v->json = native(x, &p);
    if (v->json)
        return OK;
    v->json = json_text(x, p.value);
    if (str_eq(p.datatype, S(RDF "JSON")) && !x->r->opt->mode_1_0)
        return json_literal(x, p.value, v);
    if (is_i18n(x, p.datatype))
        split_i18n(p.datatype, v);
    else if (!str_is_absent(p.language))
        v->language = p.language;
    else if (!str_eq(p.datatype, S(XSD "string")))
        v->type = (struct ld_name){.text = p.datatype, .kind = NAME_IRI};
    return OK;
}

static code value_of(struct reader *x, rdf_term t, struct ld_item **out)
{
    struct ld_items alone = {0};

    *out = ld_add(x->r, &alone, is_resource(x, t) ? LD_NODE : LD_VALUE);
    if ((*out)->kind == LD_VALUE)
        return literal(x, t, &(*out)->value);
    (*out)->node->has_id = true;
    (*out)->node->id = name_of(x, t);
    return OK;
}

/* Quads (step 5). */

static void note_usage(struct reader *x, struct graph *g, rdf_term o, struct usage u)
{
    if (is_iri(x, o, S("<" RDF "nil>"))) {
        *list_add(x->r->a, &g->ends) = u;
    } else if (x->seen[o] != SEEN_NEVER) {
        x->seen[o] = SEEN_OFTEN;
    } else if (rdf_kind(x->d, o) == RDF_BLANK) {
        x->seen[o] = SEEN_ONCE;
        x->once[o] = u;
    }
}

static code read_type(struct reader *x, struct node *n, rdf_term o)
{
    struct ld_name type = name_of(x, o);
    bool is_new;

    n->item->node->has_types = true;
    ld_same_add_type(&x->same, n->item->node, &type, &is_new);
    if (is_new)
        *list_add(x->r->a, &n->item->node->types) = type;
    return OK;
}

static code read_quad(struct reader *x, const struct rdf_quad *q)
{
    struct graph *g = graph_named(x, q->g);
    struct node *n = node_of(x, g, q->s);
    struct ld_name property = name_of(x, q->p);
    struct usage u = {.subject = n};
    bool is_new;

    if (q->g)
        node_of(x, graph_named(x, 0), q->g);
    if (is_iri(x, q->p, S("<" RDF "direction>")))
        n->is_compound = true;
    if (is_resource(x, q->o))
        node_of(x, g, q->o);
    if (is_resource(x, q->o) && !x->r->opt->rdf_type && is_iri(x, q->p, S("<" RDF "type>")))
        return read_type(x, n, q->o);
    TRY(value_of(x, q->o, &u.value));
    u.property = ld_property(x->r, &n->item->node->properties, &property);
    TRY(ld_same_add(&x->same, u.property, u.value, &is_new));
    if (is_new)
        ld_append(&u.property->values, u.value);
    if (is_resource(x, q->o))
        note_usage(x, g, q->o, u);
    return OK;
}

/* Lists (step 6.4), from their ends. */

static const struct ld_property *only(const struct node *n, str name)
{
    const struct ld_name key = {.text = name};
    const struct ld_property *p = ld_find_property(&n->item->node->properties, &key);

    return p && p->values.n == 1 ? p : NULL;
}

static bool is_list_cell(const struct reader *x, const struct usage *u)
{
    const struct ld_node *n = u->subject->item->node;

    return str_eq(u->property->name.text, S(RDF "rest")) && n->id.kind == NAME_BLANK &&
           x->seen[u->subject->term] == SEEN_ONCE && n->properties.n == 2 && !n->has_graph &&
           (!n->types.n || (n->types.n == 1 && str_eq(n->types.items[0].text, S(RDF "List")))) &&
           only(u->subject, S(RDF "first")) && only(u->subject, S(RDF "rest"));
}

static void prepend(struct ld_items *list, struct ld_item *item)
{
    struct ld_items alone = {0};

    ld_append(&alone, item);
    ld_splice(&alone, list);
    *list = alone;
}

static void convert_list(struct reader *x, struct usage end)
{
    struct ld_items list = {0};

    while (is_list_cell(x, &end)) {
        end.subject->is_taken = true;
        prepend(&list, only(end.subject, S(RDF "first"))->values.first);
        end = x->once[end.subject->term];
    }
    end.value->kind = LD_LIST;
    end.value->list = list;
}

/* Compound literals (step 6.1). */

static str text_in(const struct node *n, str name)
{
    const struct ld_property *p = only(n, name);

    return p && p->values.first->kind == LD_VALUE ? json_str(p->values.first->value.json)
                                                  : (str){0};
}

static code convert_compound(struct reader *x, struct node *n)
{
    str value = text_in(n, S(RDF "value")), language = text_in(n, S(RDF "language"));
    str direction = text_in(n, S(RDF "direction"));
    struct ld_item *item;

    if (x->seen[n->term] != SEEN_ONCE)
        return OK;
    if (!str_is_absent(language) && !rdf_is_language(language))
        return fail(x->r->err, BAD_INPUT, "",
                    "invalid language-tagged string: rdf:language is no language");
    if (!str_eq(direction, S("ltr")) && !str_eq(direction, S("rtl")))
        return fail(x->r->err, BAD_INPUT, "",
                    "invalid base direction: it must be \"ltr\" or \"rtl\"");
    n->is_taken = true;
    item = x->once[n->term].value;
    item->kind = LD_VALUE;
    item->value = (struct ld_value){
        .json = json_text(x, value),
        .language = language,
        .direction = str_eq(direction, S("ltr")) ? LEFT_TO_RIGHT : RIGHT_TO_LEFT,
    };
    return OK;
}

static code convert(struct reader *x, struct graph *g)
{
    if (x->r->opt->direction == DIRECTION_COMPOUND)
        for (size_t i = 0; i < g->nodes.n; i++)
            if (g->nodes.items[i]->is_compound)
                TRY(convert_compound(x, g->nodes.items[i]));
    for (size_t i = 0; i < g->ends.n; i++)
        convert_list(x, g->ends.items[i]);
    return OK;
}

/* The result (steps 7 and 8). */

static int by_id(const void *x, const void *y)
{
    return str_cmp((*(struct node *const *)x)->item->node->id.text,
                   (*(struct node *const *)y)->item->node->id.text);
}

static void collect(const struct reader *x, const struct graph *g, struct ld_items *out)
{
    if (x->r->opt->ordered && g->nodes.n > 1)
        qsort(g->nodes.items, g->nodes.n, sizeof *g->nodes.items, by_id);
    for (size_t i = 0; i < g->nodes.n; i++)
        if (!g->nodes.items[i]->is_taken && !ld_is_reference(g->nodes.items[i]->item))
            ld_append(out, g->nodes.items[i]->item);
}

/* Quads may nest lists as deeply as they like; what walks the tree may not. */
static code check_depth(const struct ld_run *r, const struct ld_items *items, unsigned depth)
{
    if (depth > r->left.depth)
        return fail(r->err, LIMIT, "", "too deep: lists are nested too deeply");
    for (const struct ld_item *item = items->first; item; item = item->next) {
        if (item->kind == LD_LIST)
            TRY(check_depth(r, &item->list, depth + 1));
        if (item->kind != LD_NODE)
            continue;
        TRY(check_depth(r, &item->node->graph, depth + 1));
        for (const struct ld_property *p = item->node->properties.first; p; p = p->next)
            TRY(check_depth(r, &p->values, depth + 1));
    }
    return OK;
}

static code read_dataset(struct reader *x, struct ld_items *out)
{
    struct graph *top = graph_named(x, 0);

    for (size_t i = 0; i < rdf_count(x->d); i++)
        TRY(read_quad(x, &rdf_quads(x->d)[i]));
    for (size_t i = 0; i < x->graphs.n; i++)
        TRY(convert(x, x->graphs.items[i]));
    for (size_t i = 1; i < x->graphs.n; i++) {
        struct ld_node *named = node_of(x, top, x->graphs.items[i]->name)->item->node;
        named->has_graph = true;
        collect(x, x->graphs.items[i], &named->graph);
    }
    collect(x, top, out);
    return check_depth(x->r, out, 0);
}

code jsonld_from_rdf(struct arena *a, const struct rdf *dataset, const struct jsonld_options *opt,
                     const struct json **out, struct error *err)
{
    struct ld_run r = ld_run_new(a, opt, err);
    size_t terms = rdf_term_count(dataset) + 1;
    struct ld_items items = {0};
    struct reader x = {
        .r = &r,
        .d = dataset,
        .nodes = map_new(a),
        .graph_of = NEW_ARRAY(a, terms, uint32_t),
        .seen = NEW_ARRAY(a, terms, uint8_t),
        .once = NEW_ARRAY(a, terms, struct usage),
        .same = ld_same_new(&r),
    };

    TRY(read_dataset(&x, &items));
    *out = ld_out_done(a, ld_write_items(&r, &items));
    return OK;
}
