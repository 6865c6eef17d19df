/* format/rdfc.c — the steps of RDFC-1.0 §4.4.3. IRIs and literals are sorted
 * once; from then on quads are compared as four numbers. That is the order of
 * their lines, because no term's spelling begins another's unless a byte above
 * the space that ends it follows. */
#include "format/rdfc_private.h"
#include <stdio.h>
#include <string.h>

#define BUFFER    4096                           /* of lines on their way into a hash */

const struct rdfc_limits rdfc_default_limits = {
    .calls = 4096, .calls_per_blank = 4, .permutations = 65536, .depth = 256, .bytes = (size_t)64 << 20};

code rdfc_too_complex(struct rdfc *c, const char *what)
{
    return fail(c->err, LIMIT, "", "too complex: the unnamed nodes are too much alike (%s)", what);
}

code rdfc_spend(struct rdfc *c, size_t bytes)
{
    if (bytes > c->bytes)
        return rdfc_too_complex(c, "bytes hashed");
    c->bytes -= bytes;
    return OK;
}

void rdfc_room(struct rdfc *c, size_t n)
{
    if (n <= c->items_cap)
        return;
    c->items_cap = n > 2 * c->items_cap ? n : 2 * c->items_cap;
    c->items = NEW_ARRAY(c->a, c->items_cap, struct rdfc_item);
    c->spare = NEW_ARRAY(c->a, c->items_cap, struct rdfc_item);
}

void rdfc_issue(struct rdfc *c, uint32_t node)
{
    c->issued[c->n_issued++] = node;
    c->canonical[node] = c->n_issued;
}

/* Lines. */

/* memcpy of few bytes, as most terms are, without the call. */
static inline char *append(char *to, str s)
{
    size_t i = 0;

    if (s.n >= 16) {
        for (; i + 16 <= s.n; i += 16)
            memcpy(to + i, s.p + i, 16);
        memcpy(to + s.n - 16, s.p + s.n - 16, 16);
    } else if (s.n >= 8) {
        memcpy(to, s.p, 8);
        memcpy(to + s.n - 8, s.p + s.n - 8, 8);
    } else {
        for (; i < s.n; i++)
            to[i] = s.p[i];
    }
    return to + s.n;
}

static size_t line_length(const str terms[4])
{
    return terms[0].n + terms[1].n + terms[2].n + terms[3].n + (terms[3].n ? 6 : 5);
}

static void flush(struct rdfc_lines *l)
{
    sha_add((str){l->p, l->n});
    l->n = 0;
}

/* A line longer than the buffer goes into the hash term by term. */
static void hash_long_line(const str terms[4])
{
    for (unsigned i = 0; i < 4 && terms[i].n; i++) {
        sha_add(terms[i]);
        sha_add(S(" "));
    }
    sha_add(S(".\n"));
}

/* Three terms or four; the absent str is the default graph. */
static code put_line(struct rdfc *c, const str terms[4])
{
    size_t n = line_length(terms);
    struct rdfc_lines *l = &c->lines;

    TRY(rdfc_spend(c, n));
    if (n > l->cap - l->n)
        flush(l);
    if (n > l->cap) {
        hash_long_line(terms);
        return OK;
    }
    char *to = l->p + l->n;
    for (unsigned i = 0; i < 4 && terms[i].n; i++) {
        to = append(to, terms[i]);
        *to++ = ' ';
    }
    memcpy(to, ".\n", 2);
    l->n += n;
    return OK;
}

/* Step 2: the quads as numbers, and for each blank node the quads that mention it. */

static code check_kinds(struct rdfc *c, const struct rdf_quad *q)
{
    const struct rdf_text *t = c->d->terms;

    if (t[q->p].kind != RDF_IRI || t[q->s].kind == RDF_LITERAL || t[q->g].kind == RDF_LITERAL)
        return fail(c->err, UNSUPPORTED, "",
                    "generalised RDF (a blank node as predicate, say) has no canonical form");
    return OK;
}

/* Ranks for IRIs and literals. */
static uint32_t *rank_terms(struct rdfc *c)
{
    size_t n = rdf_term_count(c->d);
    uint32_t *component = NEW_ARRAY(c->a, n + 1, uint32_t), *order = NEW_ARRAY(c->a, n, uint32_t);
    str *spelled = NEW_ARRAY(c->a, n + 1, str);

    for (rdf_term t = 1; t <= n; t++) {
        spelled[t] = (str){c->d->terms[t].p, c->d->terms[t].n};
        if (c->d->terms[t].kind != RDF_BLANK)
            order[c->n_texts++] = t;
    }
    rdfc_sort_texts(c->a, spelled, order, c->n_texts);
    c->texts = NEW_ARRAY(c->a, c->n_texts + 1, str);
    for (uint32_t i = 0; i < c->n_texts; i++) {
        component[order[i]] = i + 1;
        c->texts[i + 1] = spelled[order[i]];
    }
    return component;
}

/* Blank nodes are numbered as they occur: a term that no quad has is none. */
static uint32_t component_of(struct rdfc *c, uint32_t *component, rdf_term t)
{
    if (t && !component[t]) {
        component[t] = c->n_nodes | RDFC_BLANK;
        c->terms[c->n_nodes++] = t;
    }
    return component[t];
}

static code number_quads(struct rdfc *c)
{
    uint32_t *component = rank_terms(c);
    const struct rdf_quad *q = rdf_quads(c->d);

    c->n_quads = rdf_count(c->d);
    c->quads = NEW_ARRAY(c->a, c->n_quads, struct rdfc_quad);
    c->terms = NEW_ARRAY(c->a, rdf_term_count(c->d), rdf_term);
    for (size_t i = 0; i < c->n_quads; i++) {
        const rdf_term t[] = {q[i].s, q[i].p, q[i].o, q[i].g};
        TRY(check_kinds(c, &q[i]));
        for (unsigned j = 0; j < 4; j++)
            c->quads[i].c[j] = component_of(c, component, t[j]);
    }
    return OK;
}

/* The blank nodes of a quad, each once. */
static unsigned nodes_of(const struct rdfc_quad *q, uint32_t nodes[3])
{
    static const unsigned places[] = {0, 2, 3};
    unsigned n = 0;

    for (unsigned i = 0; i < 3; i++) {
        uint32_t v = q->c[places[i]];
        if (!rdfc_is_blank(v))
            continue;
        unsigned j = 0;
        while (j < n && nodes[j] != rdfc_node(v))
            j++;
        nodes[j] = rdfc_node(v);
        n += j == n;
    }
    return n;
}

/* Counting sort of (node, quad). */
static void list_mentions(struct rdfc *c)
{
    uint32_t nodes[3], total = 0, *next = NEW_ARRAY(c->a, c->n_nodes, uint32_t);

    c->first = NEW_ARRAY(c->a, c->n_nodes + 1, uint32_t);
    for (size_t i = 0; i < c->n_quads; i++)
        for (unsigned j = nodes_of(&c->quads[i], nodes); j--;)
            next[nodes[j]]++;
    for (uint32_t i = 0; i < c->n_nodes; i++) {
        c->first[i] = total;
        total += next[i];
        next[i] = c->first[i];
    }
    c->first[c->n_nodes] = total;
    c->mentions = NEW_ARRAY(c->a, total, uint32_t);
    for (size_t i = 0; i < c->n_quads; i++)
        for (unsigned j = nodes_of(&c->quads[i], nodes); j--;)
            c->mentions[next[nodes[j]]++] = (uint32_t)i;
}

/* Step 3: Hash First Degree Quads (§4.6). */

static uint32_t place_in_first_degree(const struct rdfc *c, uint32_t component, uint32_t node)
{
    if (!rdfc_is_blank(component))
        return component;
    return c->n_texts + (rdfc_node(component) == node ? 1 : 2);      /* _:a, _:z */
}

static struct rdfc_item item_of(const uint32_t c[4], uint32_t at)
{
    return (struct rdfc_item){(uint64_t)c[0] << 32 | c[1], (uint64_t)c[2] << 32 | c[3], at};
}

static code put_first_degree(struct rdfc *c, const struct rdfc_quad *q, uint32_t node)
{
    str terms[4];

    for (unsigned i = 0; i < 4; i++) {
        uint32_t v = q->c[i];
        terms[i] = !rdfc_is_blank(v) ? c->texts[v] : rdfc_node(v) == node ? S("_:a") : S("_:z");
    }
    return put_line(c, terms);
}

static code hash_first_degree(struct rdfc *c, uint32_t node)
{
    uint32_t first = c->first[node], n = c->first[node + 1] - first;

    rdfc_room(c, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct rdfc_quad *q = &c->quads[c->mentions[first + i]];
        uint32_t as[4];
        for (unsigned j = 0; j < 4; j++)
            as[j] = place_in_first_degree(c, q->c[j], node);
        c->items[i] = item_of(as, c->mentions[first + i]);
    }
    rdfc_sort(c->items, c->spare, n);
    TRY(rdfc_spend(c, RDFC_HASH_COST));
    sha_begin(c->hash);
    for (uint32_t i = 0; i < n; i++)
        TRY(put_first_degree(c, &c->quads[c->items[i].at], node));
    flush(&c->lines);
    sha_end(c->hashes + (size_t)node * SHA_MAX);
    return OK;
}

/* Steps 4 and 5. */

static bool same_hash(const struct rdfc *c, uint32_t x, uint32_t y)
{
    return !memcmp(rdfc_hash_of(c, x), rdfc_hash_of(c, y), c->hash);
}

static uint32_t *nodes_by_hash(struct rdfc *c)
{
    str *hashes = NEW_ARRAY(c->a, c->n_nodes, str);
    uint32_t *order = NEW_ARRAY(c->a, c->n_nodes, uint32_t);

    for (uint32_t i = 0; i < c->n_nodes; i++) {
        hashes[i] = (str){(const char *)rdfc_hash_of(c, i), c->hash};
        order[i] = i;
    }
    rdfc_sort_texts(c->a, hashes, order, c->n_nodes);
    return order;
}

/* Where the run of equal hashes that begins at `i` ends. */
static uint32_t end_of_run(const struct rdfc *c, const uint32_t *order, uint32_t i)
{
    uint32_t j = i + 1;

    while (j < c->n_nodes && same_hash(c, order[i], order[j]))
        j++;
    return j;
}

static code issue_labels(struct rdfc *c)
{
    const uint32_t *order = nodes_by_hash(c);

    for (uint32_t i = 0, j; i < c->n_nodes; i = j)
        if ((j = end_of_run(c, order, i)) == i + 1)
            rdfc_issue(c, order[i]);
    for (uint32_t i = 0, j; i < c->n_nodes; i = j)
        if ((j = end_of_run(c, order, i)) > i + 1)
            TRY(rdfc_tell_apart(c, order + i, j - i));
    return OK;
}

static str *label_texts(struct rdfc *c)
{
    str *labels = NEW_ARRAY(c->a, c->n_nodes, str);

    for (uint32_t i = 0; i < c->n_issued; i++) {
        struct buf b = buf_new(c->a);
        buf_putz(&b, "_:c14n");
        buf_int(&b, i);
        labels[c->issued[i]] = buf_done(&b);
    }
    return labels;
}

/* All of it up to the labels, which are spelled "_:c14n0". */
static code label_nodes(struct rdfc *c, const str **labels)
{
    TRY(number_quads(c));
    list_mentions(c);
    c->calls = c->limits->calls + c->limits->calls_per_blank * c->n_nodes;
    c->hashes = arena_alloc(c->a, c->n_nodes, SHA_MAX);
    c->canonical = NEW_ARRAY(c->a, c->n_nodes, uint32_t);
    c->issued = NEW_ARRAY(c->a, c->n_nodes, uint32_t);
    for (uint32_t i = 0; i < c->n_nodes; i++)
        TRY(hash_first_degree(c, i));
    TRY(issue_labels(c));
    *labels = label_texts(c);
    return OK;
}

/* Steps 6 and 7: the quads in order of their lines. */

/* Numbers 0 … n-1 in the order of their decimal texts: 0, 1, 10, 11, …, 2. */
static void rank_labels(uint32_t *rank, uint32_t n)
{
    uint32_t x = 1;

    for (uint32_t i = 1; i < n; i++) {
        rank[x] = i;
        if ((uint64_t)x * 10 < n) {
            x *= 10;
            continue;
        }
        while (x % 10 == 9 || x + 1 >= n)
            x /= 10;
        x++;
    }
}

struct order { uint32_t *now, *next, *count; };

/* Counting sort of the quads by one of their four ranks, which are below `below`. */
static void sort_by(struct order *o, const struct rdfc_quad *ranks, unsigned place, size_t n, size_t below)
{
    uint32_t total = 0, *swap = o->now;

    memset(o->count, 0, below * sizeof *o->count);
    for (size_t i = 0; i < n; i++)
        o->count[ranks[i].c[place]]++;
    for (size_t i = 0; i < below; i++) {
        uint32_t here = o->count[i];
        o->count[i] = total;
        total += here;
    }
    for (size_t i = 0; i < n; i++)
        o->next[o->count[ranks[o->now[i]].c[place]]++] = o->now[i];
    o->now = o->next;
    o->next = swap;
}

/* The quads with ranks for blank nodes too: behind all others, by their labels. */
static struct rdfc_quad *rank_quads(struct rdfc *c)
{
    struct rdfc_quad *ranks = NEW_ARRAY(c->a, c->n_quads, struct rdfc_quad);
    uint32_t *of_label = NEW_ARRAY(c->a, c->n_nodes + 1, uint32_t);

    rank_labels(of_label, c->n_nodes);
    for (size_t i = 0; i < c->n_quads; i++)
        for (unsigned j = 0; j < 4; j++) {
            uint32_t v = c->quads[i].c[j];
            ranks[i].c[j] = rdfc_is_blank(v) ? c->n_texts + 1 + of_label[c->canonical[rdfc_node(v)] - 1] : v;
        }
    return ranks;
}

/* Least part first: by graph, object, predicate, subject. */
static const uint32_t *sort_quads(struct rdfc *c)
{
    size_t n = c->n_quads, below = (size_t)c->n_texts + c->n_nodes + 1;
    const struct rdfc_quad *ranks = rank_quads(c);
    struct order o = {NEW_ARRAY(c->a, n, uint32_t), NEW_ARRAY(c->a, n, uint32_t), NEW_ARRAY(c->a, below, uint32_t)};

    for (size_t i = 0; i < n; i++)
        o.now[i] = (uint32_t)i;
    for (unsigned place = 4; place--;)
        sort_by(&o, ranks, place, n, below);
    return o.now;
}

/* The four terms as they are written, `labels` for the blank nodes. */
static inline void spell(const struct rdfc *c, const str *labels, const struct rdfc_quad *q, str terms[4])
{
    for (unsigned i = 0; i < 4; i++)
        terms[i] = rdfc_is_blank(q->c[i]) ? labels[rdfc_node(q->c[i])] : c->texts[q->c[i]];
}

static code put_lines(struct rdfc *c, const str *labels)
{
    const uint32_t *order = sort_quads(c);
    str terms[4];

    for (size_t i = 0; i < c->n_quads; i++) {
        spell(c, labels, &c->quads[order[i]], terms);
        TRY(put_line(c, terms));
    }
    return OK;
}

/* The whole. */

static struct rdfc begin(struct arena *a, const struct rdf *d, const struct rdfc_options *opt, struct error *err)
{
    const struct rdfc_limits *l = opt && opt->limits ? opt->limits : &rdfc_default_limits;

    return (struct rdfc){
        .a = a, .d = d, .err = err,
        .hash = opt && opt->hash == SHA_384 ? SHA_384 : SHA_256,
        .limits = l, .permutations = l->permutations, .bytes = l->bytes,
        .lines = {.p = arena_alloc(a, BUFFER, 1), .cap = BUFFER},
    };
}

static size_t text_length(const struct rdfc *c, const str *labels)
{
    size_t n = 0;
    str terms[4];

    for (size_t i = 0; i < c->n_quads; i++) {
        spell(c, labels, &c->quads[i], terms);
        n += line_length(terms);
    }
    return n;
}

code rdfc_canonicalize(struct arena *a, const struct rdf *d, const struct rdfc_options *opt,
                       str *nquads, struct rdfc_labels *labels, struct error *err)
{
    struct rdfc c = begin(a, d, opt, err);
    const str *spelled;

    TRY(label_nodes(&c, &spelled));
    c.lines.cap = text_length(&c, spelled);
    if (c.lines.cap > c.bytes)
        return rdfc_too_complex(&c, "bytes written");
    c.lines.p = arena_alloc(a, c.lines.cap + 1, 1);
    TRY(put_lines(&c, spelled));
    *nquads = (str){c.lines.p, c.lines.n};
    for (uint32_t i = 0; labels && i < c.n_issued; i++)
        *list_add(a, labels) = (struct rdfc_label){str_from(rdf_spelling(d, c.terms[c.issued[i]]), 2),
                                                   str_from(spelled[c.issued[i]], 2)};
    return OK;
}

code rdfc_hash(struct arena *a, const struct rdf *d, const struct rdfc_options *opt, str *hash, struct error *err)
{
    struct rdfc c = begin(a, d, opt, err);
    char *out = arena_alloc(a, SHA_MAX, 1);
    const str *spelled;

    TRY(label_nodes(&c, &spelled));
    TRY(rdfc_spend(&c, RDFC_HASH_COST));
    sha_begin(c.hash);
    TRY(put_lines(&c, spelled));
    flush(&c.lines);
    sha_end((uint8_t *)out);
    *hash = (str){out, c.hash};
    return OK;
}
