/* format/rdfc_private.h — the state of one canonicalisation, for the files
 * that share it. */
#pragma once
#include "format/rdf_private.h"
#include "format/rdfc.h"

/* Sorting: 16 bytes as a number, and whose they are. */
struct rdfc_item { uint64_t high, low; uint32_t at; };

void rdfc_sort(struct rdfc_item *items, struct rdfc_item *spare, size_t n);  /* stable */
/* Sorts the numbers in `order` by the bytes of their texts, which are of one
 * length or without NUL. Equal texts keep their order. */
void rdfc_sort_texts(struct arena *a, const str *texts, uint32_t *order, size_t n);

/* A component of a quad: the rank of its IRI or literal among all of them by
 * bytes, from 1; or the number of its blank node, marked; or 0. Blank nodes are
 * spelled "_:…" and so stand behind all IRIs ("<…") and literals ("\"…"). */
#define RDFC_BLANK 0x80000000u
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

    str *texts;                                  /* of rank 1 … n_texts */
    uint32_t n_texts;
    struct rdfc_quad *quads;
    size_t n_quads;

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

/* Takes `bytes` of the work that is left. LIMIT when there is not enough. */
MUST_USE code rdfc_spend(struct rdfc *c, size_t bytes);
code rdfc_too_complex(struct rdfc *c, const char *what);
void rdfc_room(struct rdfc *c, size_t n);        /* for `n` items to sort */
void rdfc_issue(struct rdfc *c, uint32_t node);  /* the next canonical label; once each */

/* Nodes whose first-degree hashes are equal: §4.4.3 step 5, for one hash. */
MUST_USE code rdfc_tell_apart(struct rdfc *c, const uint32_t *nodes, size_t n);
