/* format/rdfc_private.h — the state of one canonicalisation, for the files
 * that share it. */
#pragma once
#include <endian.h>
#include <string.h>
#include "format/rdf_private.h"
#include "format/rdfc.h"

/* Sorting: 16 bytes as a number, and whose they are. */
struct rdfc_item { uint64_t high, low; uint32_t at; };

/* Eight bytes as a number that sorts as they do. Behind the end there are
 * zeros: so a text stands before those that it begins. */
static inline uint64_t rdfc_word(str s, size_t at)
{
    uint64_t w = 0;
    size_t left = at < s.n ? s.n - at : 0;

    if (left >= 8) {
        memcpy(&w, s.p + at, 8);
        return be64toh(w);
    }
    for (size_t i = 0; i < left; i++)
        w |= (uint64_t)(unsigned char)s.p[at + i] << (56 - 8 * i);
    return w;
}

void rdfc_sort(struct rdfc_item *items, struct rdfc_item *spare, size_t n);  /* stable */
/* The numbers 0 … n-1 in `order`, sorted by the bytes of their texts, which are
 * of one length or without NUL. Equal texts keep their order. */
void rdfc_sort_texts(struct arena *a, const str *texts, uint32_t *order, size_t n);

/* A component of a quad: the number of its IRI or literal; or the number of its
 * blank node among those that quads have, marked; or 0. */
#define RDFC_BLANK 0x80000000u
#define RDFC_LABEL 16                            /* bytes of the longest, "_:c14n4294967295" */
struct rdfc_quad { uint32_t c[4]; };             /* s, p, o, g */

static inline bool rdfc_is_blank(uint32_t component)
{
    return component & RDFC_BLANK;
}

static inline uint32_t rdfc_node(uint32_t component)
{
    return component & ~RDFC_BLANK;
}

/* Lines on their way into a text, which has room for all, or into a hash. */
struct rdfc_lines { char *p; size_t n, cap; };

struct rdfc {
    struct arena *a;
    const struct rdf *d;
    enum sha hash;
    struct error *err;
    const struct rdfc_limits *limits;
    size_t calls, permutations, bytes;           /* what is left of each */

    struct rdfc_quad *quads;
    size_t *lengths;                             /* of their lines, at most */
    size_t n_quads;
    uint32_t *rank;                              /* of subjects and predicates that are IRIs, from 1 */
    uint32_t n_ranks;

    uint32_t n_nodes;
    rdf_term *terms;                             /* of each node */
    uint32_t *first, *mentions;                  /* quads of node i: mentions[first[i] … first[i+1]) */
    uint8_t *hashes;                             /* first degree, SHA_MAX bytes each */
    uint32_t *canonical;                         /* number issued plus one; 0: none yet */
    uint32_t *issued;                            /* nodes in order of issue */
    uint32_t n_issued;

    struct rdfc_item *items, *spare;             /* for sorting; grow with rdfc_room */
    size_t items_cap;
    struct rdfc_lines lines;
    struct rdfc_ndegree *ndegree;                /* NULL until nodes look alike */
};

static inline const uint8_t *rdfc_hash_of(const struct rdfc *c, uint32_t node)
{
    return c->hashes + (size_t)node * SHA_MAX;
}

#define RDFC_HASH_COST 256                       /* what starting a hash costs, in bytes */

/* How blank nodes are spelled: with `labels`, in the order of `ranks`; or
 * without them as in §4.6, "_:a" for `node` and "_:z" for the others. */
struct rdfc_spelling { const str *labels; const uint32_t *ranks; uint32_t node; };

static inline str rdfc_text(const struct rdfc *c, const struct rdfc_spelling *as, uint32_t component)
{
    const struct rdf_text *t = &c->d->terms[component];

    if (!rdfc_is_blank(component))
        return (str){t->p, t->n};
    if (as->labels)
        return as->labels[rdfc_node(component)];
    return rdfc_node(component) == as->node ? S("_:a") : S("_:z");
}

/* rdfc_quads.c: the quads as numbers, what is known of each, and their order. */
MUST_USE code rdfc_number_quads(struct rdfc *c);
void rdfc_list_mentions(struct rdfc *c);         /* fills in `first` and `mentions` */
/* The `n` quads that c->items name, or all, in order of their lines. */
void rdfc_sort_quads(struct rdfc *c, const struct rdfc_spelling *as, size_t n);
void rdfc_sort_all_quads(struct rdfc *c, const struct rdfc_spelling *as);

/* Takes `bytes` of the work that is left. LIMIT when there is not enough. */
MUST_USE code rdfc_spend(struct rdfc *c, size_t bytes);
code rdfc_too_complex(struct rdfc *c, const char *what);
void rdfc_room(struct rdfc *c, size_t n);        /* for `n` items to sort */
void rdfc_issue(struct rdfc *c, uint32_t node);  /* the next canonical label; once each */

/* Nodes whose first-degree hashes are equal: §4.4.3 step 5, for one hash. */
MUST_USE code rdfc_tell_apart(struct rdfc *c, const uint32_t *nodes, size_t n);
