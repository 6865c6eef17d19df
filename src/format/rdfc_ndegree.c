/* format/rdfc_ndegree.c — RDFC-1.0 §4.8, Hash N-Degree Quads, for nodes whose
 * own quads look alike: follows the paths from each to its neighbours, in every
 * order, and keeps the one that reads first.
 * An issuer (§4.5) is only ever added to, so that one list serves all copies:
 * a permutation that is given up cuts it back. Each call pays for its work. */
#include <string.h>
#include "format/rdfc_private.h"

#define MAX_DEPTH 256                            /* of the C stack, whatever the limits say */
#define HEX       (2 * SHA_MAX)
#define STEP_COST 16                             /* what a step on a path costs, in bytes */

struct related { uint8_t hash[SHA_MAX]; uint32_t node; };
LIST_OF(related_list, struct related);
LIST_OF(node_list, uint32_t);

/* What one call works with. The next call at the same depth uses it again. */
struct frame {
    struct related_list related;
    struct node_list order, nodes, chosen_issued;   /* places in `related` by hash, and their nodes */
    struct buf data, path, chosen;
    int compared;                                /* `path` with `chosen` so far; <0: reads first */
};

struct rdfc_ndegree {
    struct rdfc *c;
    struct frame *frames[MAX_DEPTH];
    uint32_t *issued, *number;                   /* the issuer: nodes in order; a node's number plus one */
    uint32_t n_issued;
};

/* The temporary issuer. */

static void issue(struct rdfc_ndegree *x, uint32_t node)
{
    x->issued[x->n_issued++] = node;
    x->number[node] = x->n_issued;
}

static void cut_back(struct rdfc_ndegree *x, uint32_t n)
{
    while (x->n_issued > n)
        x->number[x->issued[--x->n_issued]] = 0;
}

static str label(char out[RDFC_LABEL], const char *prefix, uint32_t n)
{
    char *p = out + RDFC_LABEL;

    do
        *--p = (char)('0' + n % 10);
    while (n /= 10);
    size_t k = strlen(prefix);
    p = memcpy(p - k, prefix, k);
    return (str){p, (size_t)(out + RDFC_LABEL - p)};
}

/* The label that a node has so far; absent: none. */
static str label_of(const struct rdfc_ndegree *x, uint32_t node, char out[RDFC_LABEL])
{
    if (x->c->canonical[node])
        return label(out, "_:c14n", x->c->canonical[node] - 1);
    return x->number[node] ? label(out, "_:b", x->number[node] - 1) : (str){0};
}

static str hex(const uint8_t *bytes, size_t n, char out[HEX])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (str){out, 2 * n};
}

static code hash_text(struct rdfc_ndegree *x, const struct buf *text, uint8_t *out)
{
    TRY(rdfc_spend(x->c, RDFC_HASH_COST + text->n));
    sha_into(x->c->hash, (str){text->p, text->n}, out);
    return OK;
}

/* §4.7, Hash Related Blank Node. */
static code hash_related(struct rdfc_ndegree *x, struct frame *f, const struct rdfc_quad *q,
                         unsigned place, uint8_t *out)
{
    uint32_t node = rdfc_node(q->c[place]);
    char space[RDFC_LABEL], digits[HEX];
    str known = label_of(x, node, space);

    f->data.n = 0;
    buf_byte(&f->data, "sxog"[place]);
    if (place != 3)
        buf_put(&f->data, rdf_spelling(x->c->d, q->c[1]));
    buf_put(&f->data, known.n ? known : hex(rdfc_hash_of(x->c, node), x->c->hash, digits));
    return hash_text(x, &f->data, out);
}

static code take_one(struct rdfc *c, size_t *left, const char *of)
{
    if (*left == 0)
        return rdfc_too_complex(c, of);
    --*left;
    return OK;
}

/* Sorts `n` records that begin with a hash; the order stands in c->items. They
 * must be there in some order already. Stable, last bytes first. */
static void sort_by_hash(struct rdfc *c, const void *records, size_t size, size_t n)
{
    for (size_t at = c->hash; at; at -= 16) {
        for (size_t i = 0; i < n; i++) {
            str hash = {(const char *)records + c->items[i].at * size, c->hash};
            c->items[i].high = rdfc_word(hash, at - 16);
            c->items[i].low = rdfc_word(hash, at - 8);
        }
        rdfc_sort(c->items, c->spare, n);
    }
}

/* Step 3: the neighbours with their hashes. One that is met twice is there twice. */
static code find_related(struct rdfc_ndegree *x, struct frame *f, uint32_t node)
{
    const struct rdfc *c = x->c;

    f->related.n = 0;
    for (uint32_t i = c->first[node]; i < c->first[node + 1]; i++)
        for (unsigned place = 0; place < 4; place++) {
            const struct rdfc_quad *q = &c->quads[c->mentions[i]];
            if (!rdfc_is_blank(q->c[place]) || rdfc_node(q->c[place]) == node)
                continue;
            struct related *r = list_add(c->a, &f->related);
            r->node = rdfc_node(q->c[place]);
            TRY(hash_related(x, f, q, place, r->hash));
        }
    return OK;
}

/* By hash, and by number within one hash. */
static void sort_related(struct rdfc *c, struct frame *f)
{
    rdfc_room(c, f->related.n);
    for (uint32_t i = 0; i < f->related.n; i++)
        c->items[i] = (struct rdfc_item){f->related.items[i].node, 0, i};
    rdfc_sort(c->items, c->spare, f->related.n);
    sort_by_hash(c, f->related.items, sizeof(struct related), f->related.n);
    f->order.n = f->nodes.n = 0;
    for (size_t i = 0; i < f->related.n; i++) {
        *list_add(c->a, &f->order) = c->items[i].at;
        *list_add(c->a, &f->nodes) = f->related.items[c->items[i].at].node;
    }
}

/* Paths. */

/* Puts a step on the path and compares it with the path chosen so far. */
static code step(struct rdfc_ndegree *x, struct frame *f, str text)
{
    size_t from = f->path.n;

    TRY(rdfc_spend(x->c, STEP_COST + text.n));
    buf_put(&f->path, text);
    if (f->chosen.n == 0 || f->compared != 0)
        return OK;
    size_t left = f->chosen.n - from;
    f->compared = memcmp(text.p, f->chosen.p + from, text.n < left ? text.n : left);
    if (f->compared == 0 && text.n > left)
        f->compared = 1;
    return OK;
}

static bool reads_later(const struct frame *f)
{
    return f->compared > 0;
}

static bool reads_first(const struct frame *f)
{
    return f->chosen.n == 0 || f->compared < 0 || (f->compared == 0 && f->path.n < f->chosen.n);
}

static code hash_ndegree(struct rdfc_ndegree *x, uint32_t node, unsigned depth, uint8_t *out);

/* Step 5.4.4: the labels of these neighbours, issued where there is none yet. */
static code walk_neighbours(struct rdfc_ndegree *x, struct frame *f, const uint32_t *nodes, size_t n)
{
    char space[RDFC_LABEL];

    for (size_t i = 0; i < n && !reads_later(f); i++) {
        if (!x->c->canonical[nodes[i]] && !x->number[nodes[i]])
            issue(x, nodes[i]);
        TRY(step(x, f, label_of(x, nodes[i], space)));
    }
    return OK;
}

/* Step 5.4.5: on from the neighbours that were new, which are the last that
 * the issuer has. */
static code walk_on(struct rdfc_ndegree *x, struct frame *f, uint32_t from, unsigned depth)
{
    uint32_t to = x->n_issued;

    for (uint32_t i = from; i < to && !reads_later(f); i++) {
        uint8_t hash[SHA_MAX];
        char space[RDFC_LABEL], digits[HEX];
        TRY(hash_ndegree(x, x->issued[i], depth + 1, hash));
        TRY(step(x, f, label_of(x, x->issued[i], space)));
        TRY(step(x, f, S("<")));
        TRY(step(x, f, hex(hash, x->c->hash, digits)));
        TRY(step(x, f, S(">")));
    }
    return OK;
}

/* Step 5.4.6: remembers the path and what the issuer has beyond `from`. */
static void choose(struct rdfc_ndegree *x, struct frame *f, uint32_t from)
{
    struct buf swap = f->chosen;

    f->chosen = f->path;
    f->path = swap;
    f->chosen_issued.n = 0;
    for (uint32_t i = from; i < x->n_issued; i++)
        *list_add(x->c->a, &f->chosen_issued) = x->issued[i];
}

/* The next of all orders of these numbers, by the alphabet; false after the last. */
static bool next_order(uint32_t *v, size_t n)
{
    size_t i = n - 1, j = n - 1;

    while (i && v[i - 1] >= v[i])
        i--;
    if (i == 0)
        return false;
    while (v[j] <= v[i - 1])
        j--;
    uint32_t swap = v[i - 1];
    v[i - 1] = v[j];
    v[j] = swap;
    for (j = n - 1; i < j; i++, j--) {
        swap = v[i];
        v[i] = v[j];
        v[j] = swap;
    }
    return true;
}

/* Steps 5.2 to 5.6 for neighbours of one hash. */
static code try_orders(struct rdfc_ndegree *x, struct frame *f, uint32_t *nodes, size_t n, unsigned depth)
{
    uint32_t from = x->n_issued;

    f->chosen.n = 0;
    do {
        TRY(take_one(x->c, &x->c->permutations, "orders tried"));
        f->path.n = 0;
        f->compared = 0;
        TRY(walk_neighbours(x, f, nodes, n));
        TRY(walk_on(x, f, from, depth));
        if (reads_first(f))
            choose(x, f, from);
        cut_back(x, from);
    } while (next_order(nodes, n));
    for (size_t i = 0; i < f->chosen_issued.n; i++)
        issue(x, f->chosen_issued.items[i]);
    buf_put(&f->data, (str){f->chosen.p, f->chosen.n});
    return OK;
}

static struct frame *frame_at(struct rdfc_ndegree *x, unsigned depth)
{
    struct arena *a = x->c->a;

    if (!x->frames[depth]) {
        x->frames[depth] = NEW(a, struct frame);
        *x->frames[depth] = (struct frame){.data = buf_new(a), .path = buf_new(a), .chosen = buf_new(a)};
    }
    return x->frames[depth];
}

/* Where the run of equal hashes that begins at `i` ends. */
static size_t end_of_run(const struct rdfc *c, const struct frame *f, size_t i)
{
    const struct related *r = f->related.items;
    const uint32_t *order = f->order.items;
    size_t j = i + 1;

    while (j < f->order.n && !memcmp(r[order[i]].hash, r[order[j]].hash, c->hash))
        j++;
    return j;
}

static code hash_ndegree(struct rdfc_ndegree *x, uint32_t node, unsigned depth, uint8_t *out)
{
    char digits[HEX];

    if (depth >= x->c->limits->depth || depth >= MAX_DEPTH)
        return rdfc_too_complex(x->c, "nodes in a row");
    TRY(take_one(x->c, &x->c->calls, "neighbourhoods looked at"));
    struct frame *f = frame_at(x, depth);
    TRY(find_related(x, f, node));
    sort_related(x->c, f);
    f->data.n = 0;
    for (size_t i = 0, j; i < f->order.n; i = j) {
        j = end_of_run(x->c, f, i);
        buf_put(&f->data, hex(f->related.items[f->order.items[i]].hash, x->c->hash, digits));
        TRY(try_orders(x, f, f->nodes.items + i, j - i, depth));
    }
    return hash_text(x, &f->data, out);
}

/* §4.4.3 step 5. */

struct result { uint8_t hash[SHA_MAX]; uint32_t *issued, n; };

static struct rdfc_ndegree *ndegree_of(struct rdfc *c)
{
    if (!c->ndegree) {
        c->ndegree = NEW(c->a, struct rdfc_ndegree);
        c->ndegree->c = c;
        c->ndegree->issued = NEW_ARRAY(c->a, c->n_nodes, uint32_t);
        c->ndegree->number = NEW_ARRAY(c->a, c->n_nodes, uint32_t);
    }
    return c->ndegree;
}

static code hash_from(struct rdfc_ndegree *x, uint32_t node, struct result *out)
{
    issue(x, node);
    TRY(hash_ndegree(x, node, 0, out->hash));
    out->n = x->n_issued;
    out->issued = NEW_ARRAY(x->c->a, out->n, uint32_t);
    memcpy(out->issued, x->issued, out->n * sizeof *out->issued);
    cut_back(x, 0);
    return OK;
}

static void issue_all(struct rdfc *c, const struct result *r)
{
    for (uint32_t i = 0; i < r->n; i++)
        if (!c->canonical[r->issued[i]])
            rdfc_issue(c, r->issued[i]);
}

code rdfc_tell_apart(struct rdfc *c, const uint32_t *nodes, size_t n)
{
    struct result *results = NEW_ARRAY(c->a, n, struct result);
    uint32_t done = 0;

    for (size_t i = 0; i < n; i++)
        if (!c->canonical[nodes[i]])
            TRY(hash_from(ndegree_of(c), nodes[i], &results[done++]));
    rdfc_room(c, done);
    for (uint32_t i = 0; i < done; i++)
        c->items[i] = (struct rdfc_item){0, 0, i};
    sort_by_hash(c, results, sizeof *results, done);
    for (uint32_t i = 0; i < done; i++)
        issue_all(c, &results[c->items[i].at]);
    return OK;
}
