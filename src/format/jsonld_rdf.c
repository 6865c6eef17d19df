/* format/jsonld_rdf.c — the expanded tree as quads (JSON-LD 1.1 API §8.1).
 * A dataset is a set, so no node map is needed: the tree is walked once. */
#include "format/jsonld_private.h"
#include <string.h>
#include "format/jcs.h"
#include "format/jsonld_number.h"

#define RDF  "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XSD  "http://www.w3.org/2001/XMLSchema#"
#define I18N "https://www.w3.org/ns/i18n#"

/* What is said in a graph whose name is no name is said nowhere. */
#define NOWHERE UINT32_MAX

enum word {
    WORD_TYPE,
    WORD_FIRST,
    WORD_REST,
    WORD_NIL,
    WORD_VALUE,
    WORD_LANGUAGE,
    WORD_DIRECTION,
    WORDS
};

static const str words[WORDS] = {
    [WORD_TYPE] = S("<" RDF "type>"),           [WORD_FIRST] = S("<" RDF "first>"),
    [WORD_REST] = S("<" RDF "rest>"),           [WORD_NIL] = S("<" RDF "nil>"),
    [WORD_VALUE] = S("<" RDF "value>"),         [WORD_LANGUAGE] = S("<" RDF "language>"),
    [WORD_DIRECTION] = S("<" RDF "direction>"),
};

struct emitter {
    struct ld_run *r;
    struct rdf *d;
    rdf_term word[WORDS]; /* as far as they were needed */
    struct {
        const char *text;
        rdf_term term;
    } recent[128];
    struct map *blanks;  /* labels that RDF does not allow */
    struct map *indexes; /* the @index of a node in a graph */
};

static rdf_term word(struct emitter *e, enum word w)
{
    if (!e->word[w])
        e->word[w] = rdf_iri_spelled(e->d, words[w]);
    return e->word[w];
}

/* A quad with a part that is not well formed does not exist. */
static code add(struct emitter *e, rdf_term s, rdf_term p, rdf_term o, rdf_term g)
{
    if (!s || !p || !o || g == NOWHERE)
        return OK;
    return rdf_add(e->d, s, p, o, g, e->r->err);
}

/* Names. */

static rdf_term blank(struct emitter *e, str name)
{
    rdf_term t = rdf_blank(e->d, str_from(name, 2));

    if (t)
        return t;
    if (!e->blanks)
        e->blanks = map_new(e->r->a);
    void **slot = map_at(e->blanks, name);
    if (!*slot)
        *slot = (void *)(uintptr_t)rdf_blank_new(e->d);
    return (rdf_term)(uintptr_t)*slot;
}

/* What terms stand for comes again and again, and lies in one place. */
static rdf_term framed(struct emitter *e, str text)
{
    size_t i = ((uintptr_t)text.p >> 3 ^ (uintptr_t)text.p >> 9) % COUNT(e->recent);

    if (e->recent[i].text != text.p) {
        e->recent[i].term = rdf_iri_spelled(e->d, (str){text.p - 1, text.n + 2});
        e->recent[i].text = text.p;
    }
    return e->recent[i].term;
}

/* 0 for what RDF does not know. */
static rdf_term term_of(struct emitter *e, const struct ld_name *n)
{
    if (n->kind == NAME_BLANK)
        return blank(e, n->text);
    if (n->kind != NAME_IRI)
        return 0;
    return n->framed ? framed(e, n->text) : rdf_iri(e->d, n->text);
}

static rdf_term predicate(struct emitter *e, const struct ld_name *n)
{
    return n->kind == NAME_BLANK && !e->r->opt->generalized ? 0 : term_of(e, n);
}

/* Literals (§8.2.2). */
struct literal {
    str value, datatype, language;
};

static code number(struct emitter *e, const struct ld_value *v, struct literal *l)
{
    double x = json_double(v->json);

    if (!ld_number_is_integer(x) || str_eq(l->datatype, S(XSD "double"))) {
        l->value = ld_number_double(e->r->a, x);
        l->datatype = l->datatype.p ? l->datatype : S(XSD "double");
    } else {
        l->value = ld_number_integer(e->r->a, x);
        l->datatype = l->datatype.p ? l->datatype : S(XSD "integer");
    }
    return OK;
}

static code read_literal(struct emitter *e, const struct ld_value *v, struct literal *l)
{
    *l = (struct literal){
        .value = json_str(v->json), .datatype = v->type.text, .language = v->language};
    if (v->type.keyword == KEY_JSON) {
        l->datatype = S(RDF "JSON");
        return jcs_write(e->r->a, v->json, &l->value, e->r->err);
    }
    if (json_is(v->json, JSON_TRUE) || json_is(v->json, JSON_FALSE)) {
        l->value = json_bool(v->json) ? S("true") : S("false");
        l->datatype = l->datatype.p ? l->datatype : S(XSD "boolean");
    } else if (json_is(v->json, JSON_NUMBER)) {
        TRY(number(e, v, l));
    }
    return OK;
}

/* The value with its language and direction on a node of its own. */
static code compound(struct emitter *e, const struct ld_value *v, const struct literal *l,
                     rdf_term g, rdf_term *out)
{
    rdf_term s = *out = rdf_blank_new(e->d);
    str none = {0}, language = str_lower(e->r->a, v->language);

    TRY(add(e, s, word(e, WORD_VALUE), rdf_literal(e->d, l->value, none, none), g));
    if (!str_is_absent(language))
        TRY(add(e, s, word(e, WORD_LANGUAGE), rdf_literal(e->d, language, none, none), g));
    return add(e, s, word(e, WORD_DIRECTION),
               rdf_literal(e->d, ld_direction_text(v->direction), none, none), g);
}

static str i18n_datatype(struct emitter *e, const struct ld_value *v)
{
    str language = str_lower(e->r->a, v->language), direction = ld_direction_text(v->direction);

    return str_printf(e->r->a, I18N STR_FMT "_" STR_FMT, STR_ARG(language), STR_ARG(direction));
}

static code literal(struct emitter *e, const struct ld_value *v, rdf_term g, rdf_term *out)
{
    struct literal l;

    *out = 0;
    if (v->type.kind != NAME_NULL && v->type.kind != NAME_IRI && v->type.keyword != KEY_JSON)
        return OK;
    TRY(read_literal(e, v, &l));
    if (v->direction && e->r->opt->direction == DIRECTION_COMPOUND)
        return compound(e, v, &l, g, out);
    if (v->direction && e->r->opt->direction == DIRECTION_I18N) {
        l.datatype = i18n_datatype(e, v);
        l.language = (str){0};
    }
    *out = rdf_literal(e->d, l.value, l.datatype, l.language);
    return OK;
}

/* Nodes, lists and what holds them. */

static code emit_node(struct emitter *e, const struct ld_item *item, rdf_term g, rdf_term *subject);

static code object(struct emitter *e, const struct ld_item *item, rdf_term g, bool is_said,
                   rdf_term *out);

/* §8.3; `is_said` false: only the nodes inside of it. */
static code list(struct emitter *e, const struct ld_items *items, rdf_term g, bool is_said,
                 rdf_term *head)
{
    rdf_term cell = 0, first;

    *head = items->first ? 0 : word(e, WORD_NIL);
    for (const struct ld_item *item = items->first; item; item = item->next) {
        rdf_term before = cell;
        cell = is_said ? rdf_blank_new(e->d) : 0;
        if (before)
            TRY(add(e, before, word(e, WORD_REST), cell, g));
        else
            *head = cell;
        TRY(object(e, item, g, is_said, &first));
        TRY(add(e, cell, word(e, WORD_FIRST), first, g));
    }
    return add(e, cell, word(e, WORD_REST), word(e, WORD_NIL), g);
}

static code object(struct emitter *e, const struct ld_item *item, rdf_term g, bool is_said,
                   rdf_term *out)
{
    if (item->kind == LD_NODE)
        return emit_node(e, item, g, out);
    if (item->kind == LD_LIST)
        return list(e, &item->list, g, is_said, out);
    *out = 0;
    return is_said ? literal(e, &item->value, g, out) : OK;
}

static code emit_properties(struct emitter *e, const struct ld_properties *properties, rdf_term s,
                            rdf_term g, bool reverse)
{
    for (const struct ld_property *p = properties->first; p; p = p->next) {
        rdf_term name = predicate(e, &p->name), o;
        for (const struct ld_item *item = p->values.first; item; item = item->next) {
            TRY(object(e, item, g, s && name && g != NOWHERE, &o));
            TRY(reverse ? add(e, o, name, s, g) : add(e, s, name, o, g));
        }
    }
    return OK;
}

static code emit_nodes(struct emitter *e, const struct ld_items *items, rdf_term g)
{
    rdf_term ignored;

    for (const struct ld_item *item = items->first; item; item = item->next)
        if (item->kind == LD_NODE)
            TRY(emit_node(e, item, g, &ignored));
    return OK;
}

/* §7.2, step 6.8: a node has one index, though none is left in RDF. */
static code check_index(struct emitter *e, str index, rdf_term s, rdf_term g)
{
    rdf_term parts[] = {s, g};

    if (str_is_absent(index))
        return OK;
    if (!e->indexes)
        e->indexes = map_new(e->r->a);
    void **slot = map_at(e->indexes, str_copy(e->r->a, (str){(const char *)parts, sizeof parts}));
    str *known = *slot;
    if (known && !str_eq(*known, index))
        return fail(e->r->err, BAD_INPUT, "", "conflicting indexes: a node has two of them");
    known = NEW(e->r->a, str);
    *known = index;
    *slot = known;
    return OK;
}

static code emit_node(struct emitter *e, const struct ld_item *item, rdf_term g, rdf_term *subject)
{
    const struct ld_node *n = item->node;
    rdf_term s = n->has_id ? term_of(e, &n->id) : rdf_blank_new(e->d);

    *subject = s;
    TRY(check_index(e, item->index, s, g));
    for (size_t i = 0; i < n->types.n; i++)
        TRY(add(e, s, word(e, WORD_TYPE), term_of(e, &n->types.items[i]), g));
    TRY(emit_properties(e, &n->properties, s, g, false));
    TRY(emit_properties(e, &n->reverse, s, g, true));
    TRY(emit_nodes(e, &n->graph, s ? s : NOWHERE));
    return emit_nodes(e, &n->included, g);
}

code jsonld_to_rdf(struct arena *a, const struct json *document, const struct jsonld_options *opt,
                   struct rdf **out, struct error *err)
{
    struct ld_run r = ld_run_new(a, opt, err);
    struct ld_items items = {0};

    r.for_rdf = true;
    TRY(ld_expand(&r, document, &items));
    struct emitter e = {.r = &r, .d = rdf_new(a, r.opt->rdf_limits)};
    rdf_reserve(e.d, r.made);
    TRY(emit_nodes(&e, &items, 0));
    *out = e.d;
    return OK;
}
