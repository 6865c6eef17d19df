/* format/rdf_private.h — a dataset as rdf.c lays it down, for the files that
 * walk it. */
#pragma once
#include "base/list.h"
#include "format/rdf.h"

struct rdf_text {
    const char *p;
    uint64_t n : 48, kind : 8, is_subject : 1, is_object : 1;   /* of a quad that is there */
};

struct rdf {
    struct arena *a;
    struct rdf_limits limits;
    struct rdf_text *terms;                      /* [0] stands for none */
    size_t n_terms, terms_cap;
    size_t term_bytes;
    struct rdf_slot { uint32_t hash; rdf_term term; } *slots;
    uint8_t *tags;                               /* of slots: eight bits of the hash, 0: free */
    size_t slots_cap, n_slots;                   /* a power of two; how many are taken */
    struct rdf_quad *quads;
    size_t n_quads, quads_cap;
    uint32_t *quad_slots;                        /* place in `quads`, of the first n_placed */
    uint8_t *quad_tags;
    size_t quad_slots_cap, n_placed;             /* a power of two, or nothing */
    char *room;                                  /* where the next spelling is written */
    size_t room_left;
    size_t labels;                               /* tried by rdf_blank_new; those given away have no slot */
    bool has_labels;                             /* … and those of texts do */
    struct map *renamed;                         /* labels of texts that rdf_blank_new had taken */
};

/* Space for a spelling of `n` bytes; it stays free until what was written
 * there is interned and found to be new. */
char *rdf_take_room(struct rdf *d, size_t n);
rdf_term rdf_intern_room(struct rdf *d, enum rdf_kind kind, size_t n);

/* Bytes of the blank node label at the front of `s`; 0: there is none. */
size_t rdf_label_length(str s);
/* Bytes of the language tag at the front of `s`, without "@"; 0: there is none. */
size_t rdf_language_length(str s);
