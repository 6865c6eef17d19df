/* format/rdfc.c — the steps of RDFC-1.0 §4.4.3. */
#include <string.h>
#include "format/rdfc_private.h"

#define BUFFER 4096                              /* of lines on their way into a hash */

/* 4,096 + 4 a blank node, 65,536, 256, 64 MiB */
static const struct rdfc_limits rdfc_default_limits = {
    .calls = 4096, .calls_per_blank = 4, .permutations = 65536, .depth = 256, .bytes = (size_t)64 << 20};

code rdfc_too_complex(struct rdfc *c, const char *what)
{
    return fail(c->err, LIMIT, "", "too complex: the unnamed nodes are too much alike (%s)", what);
}

code rdfc_spend(struct rdfc *c, size_t bytes)
{
    if (bytes > c->bytes)
        return fail(c->err, LIMIT, "", "too complex: more than %zu KB would have to be hashed",
                    c->limits->bytes / 1024);
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
    } else if (s.n >= 4) {
        memcpy(to, s.p, 4);
        memcpy(to + s.n - 4, s.p + s.n - 4, 4);
    } else {
        for (; i < s.n; i++)
            to[i] = s.p[i];
    }
    return to + s.n;
}

static void flush(struct rdfc_lines *l)
{
    sha_add((str){l->p, l->n});
    l->n = 0;
}

/* A line longer than the buffer goes into the hash term by term. */
static void hash_long_line(const struct rdfc *c, const struct rdfc_spelling *as, const struct rdfc_quad *q)
{
    for (unsigned i = 0; i < 4 && q->c[i]; i++) {
        sha_add(rdfc_text(c, as, q->c[i]));
        sha_add(S(" "));
    }
    sha_add(S(".\n"));
}

static void put_line(struct rdfc *c, const struct rdfc_spelling *as, uint32_t quad)
{
    const struct rdfc_quad *q = &c->quads[quad];
    struct rdfc_lines *l = &c->lines;

    if (c->lengths[quad] > l->cap - l->n)
        flush(l);
    if (c->lengths[quad] > l->cap) {
        hash_long_line(c, as, q);
        return;
    }
    char *to = l->p + l->n;
    for (unsigned i = 0; i < 4 && q->c[i]; i++) {
        to = append(to, rdfc_text(c, as, q->c[i]));
        *to++ = ' ';
    }
    memcpy(to, ".\n", 2);
    l->n = (size_t)(to + 2 - l->p);
}

static void put_lines(struct rdfc *c, const struct rdfc_spelling *as, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_line(c, as, c->items[i].at);
}

/* Step 3: Hash First Degree Quads (§4.6). */
static code hash_first_degree(struct rdfc *c, uint32_t node)
{
    const struct rdfc_spelling as = {.node = node};
    uint32_t first = c->first[node], n = c->first[node + 1] - first;
    size_t bytes = RDFC_HASH_COST;

    rdfc_room(c, n);
    for (uint32_t i = 0; i < n; i++) {
        c->items[i].at = c->mentions[first + i];
        bytes += c->lengths[c->mentions[first + i]];
    }
    TRY(rdfc_spend(c, bytes));                   /* before long terms are compared */
    rdfc_sort_quads(c, &as, n);
    sha_begin(c->hash);
    put_lines(c, &as, n);
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

    for (uint32_t i = 0; i < c->n_nodes; i++)
        hashes[i] = (str){(const char *)rdfc_hash_of(c, i), c->hash};
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

/* Numbers 0 … n-1 in the order of their decimal texts: 0, 1, 10, 11, …, 2. */
static void rank_numbers(uint32_t *rank, uint32_t n)
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

static uint32_t *rank_labels(struct rdfc *c)
{
    uint32_t *of_number = NEW_ARRAY(c->a, c->n_nodes + 1, uint32_t);
    uint32_t *ranks = NEW_ARRAY(c->a, c->n_nodes, uint32_t);

    rank_numbers(of_number, c->n_issued);
    for (uint32_t i = 0; i < c->n_issued; i++)
        ranks[c->issued[i]] = of_number[i];
    return ranks;
}

/* All of it up to the labels. */
static code label_nodes(struct rdfc *c, struct rdfc_spelling *as)
{
    TRY(rdfc_number_quads(c));
    rdfc_list_mentions(c);
    c->calls = c->limits->calls + c->limits->calls_per_blank * c->n_nodes;
    c->hashes = arena_alloc(c->a, c->n_nodes, SHA_MAX);
    c->canonical = NEW_ARRAY(c->a, c->n_nodes, uint32_t);
    c->issued = NEW_ARRAY(c->a, c->n_nodes, uint32_t);
    for (uint32_t i = 0; i < c->n_nodes; i++)
        TRY(hash_first_degree(c, i));
    TRY(issue_labels(c));
    *as = (struct rdfc_spelling){.labels = label_texts(c), .ranks = rank_labels(c)};
    return OK;
}

/* Steps 6 and 7. `*bytes`: of the whole text, at most. */
static code sort_all(struct rdfc *c, const struct rdfc_spelling *as, size_t *bytes)
{
    *bytes = 0;
    for (size_t i = 0; i < c->n_quads; i++)
        *bytes += c->lengths[i];
    TRY(rdfc_spend(c, *bytes));
    rdfc_sort_all_quads(c, as);
    return OK;
}

static struct rdfc begin(struct arena *a, const struct rdf *d, const struct rdfc_options *opt,
                         struct error *err)
{
    const struct rdfc_limits *l = opt && opt->limits ? opt->limits : &rdfc_default_limits;

    return (struct rdfc){
        .a = a, .d = d, .err = err,
        .hash = opt && opt->hash == SHA_384 ? SHA_384 : SHA_256,
        .limits = l, .permutations = l->permutations, .bytes = l->bytes,
        .lines = {.p = arena_alloc(a, BUFFER, 1), .cap = BUFFER},
    };
}

static void list_labels(const struct rdfc *c, const struct rdfc_spelling *as, struct rdfc_labels *out)
{
    for (uint32_t i = 0; i < c->n_issued; i++) {
        uint32_t node = c->issued[i];
        *list_add(c->a, out) = (struct rdfc_label){str_from(rdf_spelling(c->d, c->terms[node]), 2),
                                                   str_from(as->labels[node], 2)};
    }
}

code rdfc_canonicalize(struct arena *a, const struct rdf *d, const struct rdfc_options *opt,
                       str *nquads, struct rdfc_labels *labels, struct error *err)
{
    struct rdfc c = begin(a, d, opt, err);
    struct rdfc_spelling as;
    size_t bytes;

    TRY(label_nodes(&c, &as));
    TRY(sort_all(&c, &as, &bytes));
    c.lines = (struct rdfc_lines){.p = arena_alloc(a, bytes + 1, 1), .cap = bytes};
    put_lines(&c, &as, c.n_quads);
    *nquads = (str){c.lines.p, c.lines.n};
    if (labels)
        list_labels(&c, &as, labels);
    return OK;
}

code rdfc_hash(struct arena *a, const struct rdf *d, const struct rdfc_options *opt, str *hash,
               struct error *err)
{
    struct rdfc c = begin(a, d, opt, err);
    char *out = arena_alloc(a, SHA_MAX, 1);
    struct rdfc_spelling as;
    size_t bytes;

    TRY(label_nodes(&c, &as));
    TRY(sort_all(&c, &as, &bytes));
    sha_begin(c.hash);
    put_lines(&c, &as, c.n_quads);
    flush(&c.lines);
    sha_end((uint8_t *)out);
    *hash = (str){out, c.hash};
    return OK;
}
