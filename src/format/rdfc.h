/* format/rdfc.h — RDF Dataset Canonicalization (W3C RDFC-1.0): a set of quads
 * into the one text that every verifier agrees on. */
#pragma once
#include "base/crypto.h"
#include "base/list.h"
#include "format/rdf.h"

/* Counters, not clocks: the same document gives the same answer everywhere.
 * The W3C suite needs 430 calls and 2,652 permutations at most. */
struct rdfc_limits {
    size_t calls, calls_per_blank;               /* of §4.8; more for each blank node */
    size_t permutations;
    size_t depth;                                /* of those calls within each other; 256 at most */
    size_t bytes;                                /* hashed or written; each hash counts as 256 bytes more */
};

struct rdfc_options {
    enum sha hash;                               /* 0: SHA-256 */
    const struct rdfc_limits *limits;            /* NULL: the default ones */
};

struct rdfc_label { str input, canonical; };     /* "b3", "c14n0": without "_:" */
LIST_OF(rdfc_labels, struct rdfc_label);

/* The canonical N-Quads (§4.4). `opt` NULL: as all zero. `labels` (may be
 * NULL) gets the issued identifiers map in order of issue. LIMIT: too complex,
 * which says nothing about a signature. UNSUPPORTED: generalised RDF. */
MUST_USE code rdfc_canonicalize(struct arena *a, const struct rdf *d, const struct rdfc_options *opt,
                                str *nquads, struct rdfc_labels *labels, struct error *err);
/* The hash of that text, which is not built: 32 or 48 bytes. */
MUST_USE code rdfc_hash(struct arena *a, const struct rdf *d, const struct rdfc_options *opt,
                        str *hash, struct error *err);
