#include "badge/sd_statements.h"

#include <stdlib.h>
#include "base/codec.h"
#include "base/crypto.h"
#include "format/rdfc.h"

/* Stands for a blank node while a document is taken apart and put together. */
#define SKOLEM "urn:bnid:"

/* ---- every node gets an id (§3.4.4 to §3.4.8) ---- */

static const struct json *name_nodes(struct arena *a, const struct json *expanded, unsigned *count);

static bool is_node(const struct json *v)
{
    return json_is(v, JSON_OBJECT) && !json_get(v, "@value") && !json_get(v, "@list") &&
           !json_get(v, "@set");
}

static const struct json *name_items(struct arena *a, const struct json *v, unsigned *count)
{
    size_t n = json_count(v);
    const struct json **items = NEW_ARRAY(a, n + 1, const struct json *);

    for (size_t i = 0; i < n; i++)
        items[i] = name_nodes(a, json_item(v, i), count);
    return json_of_items(a, items, n);
}

static str name_of(struct arena *a, const struct json *id, unsigned *count)
{
    if (str_starts(json_str(id), S("_:")))
        return str_join(a, S(SKOLEM "b"), str_from(json_str(id), 2));
    return id ? json_str(id) : str_printf(a, SKOLEM "%u", (*count)++);
}

static const struct json *name_nodes(struct arena *a, const struct json *v, unsigned *count)
{
    const struct json *out = v;

    if (json_is(v, JSON_ARRAY))
        return name_items(a, v, count);
    if (!json_is(v, JSON_OBJECT) || json_get(v, "@value"))
        return v;
    for (size_t i = 0; i < json_count(v); i++)
        if (!str_eq(json_key(v, i), S("@type")) && !str_eq(json_key(v, i), S("@reverse")))
            out = json_with(a, out, json_key(v, i), name_nodes(a, json_value(v, i), count));
    if (is_node(v))
        out = json_with(a, out, S("@id"), json_of_str(a, name_of(a, json_get(v, "@id"), count)));
    return out;
}

/* ---- terms from one dataset to another ---- */

static rdf_term copy_term(struct arena *a, const struct rdf *from, rdf_term t, struct rdf *to)
{
    if (!t)
        return 0;
    str spelled = rdf_spelling(from, t);
    if (str_starts(spelled, S("<" SKOLEM)))
        return rdf_blank(to, str_slice(spelled, sizeof SKOLEM, spelled.n - 1));
    if (rdf_kind(from, t) == RDF_IRI)
        return rdf_iri_spelled(to, spelled);
    struct rdf_parts p = rdf_parts(from, a, t);
    return p.kind == RDF_BLANK ? rdf_blank(to, p.value)
                               : rdf_literal(to, p.value, p.datatype, p.language);
}

static code copy_quad(struct arena *a, const struct rdf *from, const struct rdf_quad *q,
                      struct rdf *to, struct error *err)
{
    return rdf_add(to, copy_term(a, from, q->s, to), copy_term(a, from, q->p, to),
                   copy_term(a, from, q->o, to), copy_term(a, from, q->g, to), err);
}

/* ---- labels and lines ---- */

str sd_hmac_label(struct arena *a, const void *key32, str canonical)
{
    struct sha256 h = hmac_sha256(*(const str *)key32, canonical);

    return str_join(a, S("u"), base64url_encode(a, (str){(const char *)h.b, sizeof h.b}));
}

static code make_labels(struct arena *a, const struct rdfc_labels *canonical,
                        const struct sd_labelling *l, struct map *out, struct error *err)
{
    for (size_t i = 0; i < canonical->n; i++) {
        str label = l->label(a, l->ctx, canonical->items[i].canonical);
        str *kept = NEW(a, str);
        if (str_is_empty(label))
            return fail(err, BAD_INPUT, "/proofValue",
                        "the proof does not know all nodes of the badge");
        *kept = str_join(a, S("_:"), label);
        *map_at(out, str_join(a, S("_:"), canonical->items[i].input)) = kept;
    }
    return OK;
}

static str relabelled(struct arena *a, const struct sd_statements *s, str spelled)
{
    if (str_starts(spelled, S("<" SKOLEM)))
        spelled = str_join(a, S("_:"), str_slice(spelled, sizeof SKOLEM, spelled.n - 1));
    const str *label = str_starts(spelled, S("_:")) ? map_get(s->labels, spelled) : NULL;
    return label ? *label : spelled;
}

static str line_of(struct arena *a, const struct sd_statements *s, const struct rdf *d,
                   const struct rdf_quad *q)
{
    const rdf_term terms[] = {q->s, q->p, q->o, q->g};
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(terms) && terms[i]; i++) {
        buf_put(&b, relabelled(a, s, rdf_spelling(d, terms[i])));
        buf_byte(&b, ' ');
    }
    buf_put(&b, S(".\n"));
    return buf_done(&b);
}

struct line {
    str text;
    const struct rdf_quad *quad;
};

static int by_text(const void *x, const void *y)
{
    return str_cmp(((const struct line *)x)->text, ((const struct line *)y)->text);
}

static void make_lines(struct arena *a, struct sd_statements *s)
{
    size_t n = rdf_count(s->dataset);
    const struct rdf_quad *quads = rdf_quads(s->dataset);
    struct line *lines = NEW_ARRAY(a, n + 1, struct line);

    s->n = n;
    s->lines = NEW_ARRAY(a, n + 1, str);
    s->quads = NEW_ARRAY(a, n + 1, const struct rdf_quad *);
    for (size_t i = 0; i < n; i++)
        lines[i] = (struct line){line_of(a, s, s->dataset, &quads[i]), &quads[i]};
    qsort(lines, n, sizeof *lines, by_text);
    for (size_t i = 0; i < n; i++) {
        s->lines[i] = lines[i].text;
        s->quads[i] = lines[i].quad;
    }
}

code sd_label(struct arena *a, const struct rdf *dataset, const struct sd_labelling *l,
              struct sd_statements *out, struct error *err)
{
    struct rdfc_labels canonical = {0};
    str text;

    *out = (struct sd_statements){.dataset = dataset, .labels = map_new(a)};
    TRY(rdfc_canonicalize(a, dataset, NULL, &text, &canonical, err));
    TRY(make_labels(a, &canonical, l, out->labels, err));
    make_lines(a, out);
    return OK;
}

code sd_statements(struct arena *a, const struct json *document, const struct jsonld_options *words,
                   const struct sd_labelling *l, struct sd_statements *out, struct error *err)
{
    const struct json *expanded, *named, *compact;
    struct rdf *skolem, *dataset = rdf_new(a, NULL);
    unsigned count = 0;

    TRY(jsonld_expand(a, document, words, &expanded, err));
    named = name_nodes(a, expanded, &count);
    TRY(jsonld_compact(a, named, document, words, &compact, err));
    TRY(jsonld_to_rdf(a, named, words, &skolem, err));
    for (size_t i = 0; i < rdf_count(skolem); i++)
        TRY(copy_quad(a, skolem, &rdf_quads(skolem)[i], dataset, err));
    TRY(sd_label(a, dataset, l, out, err));
    out->document = compact;
    return OK;
}

/* ---- what pointers choose ---- */

static code choose_line(const struct sd_statements *s, str line, bool *chosen, struct error *err)
{
    size_t from = 0, to = s->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = str_cmp(line, s->lines[middle]);
        if (order == 0) {
            chosen[middle] = true;
            return OK;
        }
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return fail(err, BAD_INPUT, "pointer", "a part of the credential cannot be shown on its own");
}

code sd_choose(struct arena *a, const struct sd_statements *s, const struct jsonld_options *words,
               const struct str_list *pointers, bool **chosen, struct error *err)
{
    const struct json *part;
    struct rdf *d;

    *chosen = NEW_ARRAY(a, s->n + 1, bool);
    TRY(sd_select(a, s->document, pointers, true, &part, err));
    if (!part)
        return OK;
    TRY(jsonld_to_rdf(a, part, words, &d, err));
    for (size_t i = 0; i < rdf_count(d); i++)
        TRY(choose_line(s, line_of(a, s, d, &rdf_quads(d)[i]), *chosen, err));
    return OK;
}

code sd_labels_of(struct arena *a, const struct sd_statements *s, const bool *chosen,
                  struct str_list *out, struct error *err)
{
    struct rdf *part = rdf_new(a, NULL);
    struct rdfc_labels canonical = {0};
    str text;

    for (size_t i = 0; i < s->n; i++)
        if (chosen[i])
            TRY(copy_quad(a, s->dataset, s->quads[i], part, err));
    TRY(rdfc_canonicalize(a, part, NULL, &text, &canonical, err));
    for (size_t i = 0; i < canonical.n; i++) {
        const str *label = map_get(s->labels, str_join(a, S("_:"), canonical.items[i].input));
        *list_add(a, out) = label ? str_from(*label, 2) : (str){0};
    }
    return OK;
}
