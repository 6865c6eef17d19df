/* format/rdfc_quads.c — the quads of a dataset as numbers, and in order of
 * their lines. Subjects and predicates are ranked by their bytes once. Two
 * quads are then compared by the ranks of these, the first bytes of their
 * objects, and only where all this is equal by the texts of objects and graphs.
 * That is the order of the lines, because no term's spelling begins another's
 * unless a byte above the space behind it follows. */
#include <string.h>
#include "format/rdfc_private.h"

#define FEW 16                                   /* up to here comparing pairs is cheapest */

static code check_kinds(struct rdfc *c, const struct rdf_quad *q)
{
    const struct rdf_text *t = c->d->terms;

    if (t[q->p].kind != RDF_IRI || t[q->s].kind == RDF_LITERAL || t[q->g].kind == RDF_LITERAL)
        return fail(c->err, UNSUPPORTED, "",
                    "generalised RDF (a blank node as predicate, say) has no canonical form");
    return OK;
}

/* Blank nodes are numbered as they occur: a term that no quad has is none.
 * Other terms keep their number. */
static uint32_t component_of(struct rdfc *c, uint32_t *node, rdf_term t, size_t *length)
{
    const struct rdf_text *text = &c->d->terms[t];

    if (text->kind != RDF_BLANK) {
        *length += text->n + 1;
        return t;
    }
    *length += RDFC_LABEL + 1;
    if (!node[t]) {
        node[t] = c->n_nodes | RDFC_BLANK;
        c->terms[c->n_nodes++] = t;
    }
    return node[t];
}

static void rank_terms(struct rdfc *c, const uint32_t *terms, size_t n)
{
    str *texts = NEW_ARRAY(c->a, n, str);
    uint32_t *order = NEW_ARRAY(c->a, n, uint32_t);

    for (size_t i = 0; i < n; i++)
        texts[i] = rdf_spelling(c->d, terms[i]);
    rdfc_sort_texts(c->a, texts, order, n);
    for (size_t i = 0; i < n; i++)
        c->rank[terms[order[i]]] = (uint32_t)i + 1;
    c->n_ranks = (uint32_t)n;
}

static void rank_subjects_and_predicates(struct rdfc *c)
{
    uint32_t *terms = NEW_ARRAY(c->a, rdf_term_count(c->d), uint32_t);
    size_t n = 0;

    c->rank = NEW_ARRAY(c->a, rdf_term_count(c->d) + 1, uint32_t);
    for (size_t i = 0; i < c->n_quads; i++)
        for (unsigned place = 0; place < 2; place++) {
            uint32_t v = c->quads[i].c[place];
            if (rdfc_is_blank(v) || c->rank[v])
                continue;
            c->rank[v] = 1;
            terms[n++] = v;
        }
    rank_terms(c, terms, n);
}

code rdfc_number_quads(struct rdfc *c)
{
    const struct rdf_quad *q = rdf_quads(c->d);
    size_t n_terms = rdf_term_count(c->d);
    uint32_t *node = NEW_ARRAY(c->a, n_terms + 1, uint32_t);

    c->n_quads = rdf_count(c->d);
    c->quads = NEW_ARRAY(c->a, c->n_quads, struct rdfc_quad);
    c->lengths = NEW_ARRAY(c->a, c->n_quads, size_t);
    c->terms = NEW_ARRAY(c->a, n_terms, rdf_term);
    for (size_t i = 0; i < c->n_quads; i++) {
        const rdf_term t[] = {q[i].s, q[i].p, q[i].o, q[i].g};
        TRY(check_kinds(c, &q[i]));
        c->lengths[i] = 2;                       /* ".\n" */
        for (unsigned j = 0; j < 4; j++)
            c->quads[i].c[j] = component_of(c, node, t[j], &c->lengths[i]);
    }
    rank_subjects_and_predicates(c);
    return OK;
}

/* Which quads mention a node. */

/* The blank nodes of a quad, each once. */
static unsigned nodes_of(const struct rdfc_quad *q, uint32_t nodes[3])
{
    static const unsigned places[] = {0, 2, 3};
    unsigned n = 0;

    if (!rdfc_is_blank(q->c[0] | q->c[2] | q->c[3]))
        return 0;
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
void rdfc_list_mentions(struct rdfc *c)
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

/* Order. */

/* Blank nodes are spelled "_:…" and so stand behind all IRIs, "<…". */
static uint32_t subject_rank(const struct rdfc *c, const struct rdfc_spelling *as, uint32_t v)
{
    if (!rdfc_is_blank(v))
        return c->rank[v];
    if (as->ranks)
        return c->n_ranks + 1 + as->ranks[rdfc_node(v)];
    return c->n_ranks + (rdfc_node(v) == as->node ? 1 : 2);
}

static int compare(const struct rdfc *c, const struct rdfc_spelling *as, uint32_t x, uint32_t y)
{
    const uint32_t *p = c->quads[x].c, *q = c->quads[y].c;
    int by_object = p[2] == q[2] ? 0 : str_cmp(rdfc_text(c, as, p[2]), rdfc_text(c, as, q[2]));

    return by_object ? by_object : str_cmp(rdfc_text(c, as, p[3]), rdfc_text(c, as, q[3]));
}

static void sort_few(const struct rdfc *c, const struct rdfc_spelling *as, struct rdfc_item *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct rdfc_item x = v[i];
        size_t j = i;
        for (; j && compare(c, as, x.at, v[j - 1].at) < 0; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

/* By the texts of objects or graphs, which stand at place 2 or 3. */
static void sort_many(struct rdfc *c, const struct rdfc_spelling *as, struct rdfc_item *v, size_t n,
                      unsigned place)
{
    str *texts = NEW_ARRAY(c->a, n, str);
    uint32_t *order = NEW_ARRAY(c->a, n, uint32_t);
    struct rdfc_item *sorted = NEW_ARRAY(c->a, n, struct rdfc_item);

    for (size_t i = 0; i < n; i++)
        texts[i] = rdfc_text(c, as, c->quads[v[i].at].c[place]);
    rdfc_sort_texts(c->a, texts, order, n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = v[order[i]];
    memcpy(v, sorted, n * sizeof *v);
}

static bool same_object(const struct rdfc *c, const struct rdfc_spelling *as, const struct rdfc_item *x,
                        const struct rdfc_item *y)
{
    uint32_t v = c->quads[x->at].c[2], w = c->quads[y->at].c[2];

    return v == w || str_eq(rdfc_text(c, as, v), rdfc_text(c, as, w));
}

static void sort_by_texts(struct rdfc *c, const struct rdfc_spelling *as, struct rdfc_item *v, size_t n)
{
    if (n <= FEW) {
        sort_few(c, as, v, n);
        return;
    }
    sort_many(c, as, v, n, 2);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && same_object(c, as, &v[i], &v[j]);)
            j++;
        if (j - i > 1)
            sort_many(c, as, v + i, j - i, 3);
    }
}

static uint64_t subject_and_predicate(const struct rdfc *c, const struct rdfc_spelling *as, uint32_t quad)
{
    const uint32_t *q = c->quads[quad].c;

    return (uint64_t)subject_rank(c, as, q[0]) << 32 | c->rank[q[1]];
}

static bool same_key(const struct rdfc_item *x, const struct rdfc_item *y)
{
    return x->high == y->high && x->low == y->low;
}

/* Where nothing else tells them apart, the texts do. */
static void sort_runs(struct rdfc *c, const struct rdfc_spelling *as, size_t n)
{
    struct rdfc_item *v = c->items;

    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && same_key(&v[i], &v[j]);)
            j++;
        if (j - i > 1)
            sort_by_texts(c, as, v + i, j - i);
    }
}

void rdfc_sort_quads(struct rdfc *c, const struct rdfc_spelling *as, size_t n)
{
    struct rdfc_item *v = c->items;

    for (size_t i = 0; i < n; i++) {
        v[i].high = subject_and_predicate(c, as, v[i].at);
        v[i].low = rdfc_word(rdfc_text(c, as, c->quads[v[i].at].c[2]), 0);
    }
    rdfc_sort(v, c->spare, n);
    sort_runs(c, as, n);
}

/* Counting sort by the high or the low half of `high`; all halves are below `below`. */
static void count_and_place(const struct rdfc_item *from, struct rdfc_item *to, size_t n, unsigned shift,
                            uint32_t *count, size_t below)
{
    uint32_t total = 0;

    memset(count, 0, below * sizeof *count);
    for (size_t i = 0; i < n; i++)
        count[(uint32_t)(from[i].high >> shift)]++;
    for (size_t i = 0; i < below; i++) {
        uint32_t here = count[i];
        count[i] = total;
        total += here;
    }
    for (size_t i = 0; i < n; i++)
        to[count[(uint32_t)(from[i].high >> shift)]++] = from[i];
}

void rdfc_sort_all_quads(struct rdfc *c, const struct rdfc_spelling *as)
{
    size_t n = c->n_quads, below = (size_t)c->n_ranks + 1 + c->n_nodes;
    uint32_t *count = NEW_ARRAY(c->a, below, uint32_t);

    rdfc_room(c, n);
    for (uint32_t i = 0; i < n; i++)
        c->items[i] = (struct rdfc_item){.high = subject_and_predicate(c, as, i), .at = i};
    count_and_place(c->items, c->spare, n, 0, count, below);
    count_and_place(c->spare, c->items, n, 32, count, below);
    sort_runs(c, as, n);
}
