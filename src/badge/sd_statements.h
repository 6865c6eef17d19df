/* badge/sd_statements.h — the statements of a document under labels that tell
 * nothing, and which of them a set of JSON pointers chooses (VC-DI-ECDSA
 * §3.4.2 to §3.4.18). */
#pragma once
#include "badge/sd_select.h"
#include "format/jsonld.h"
#include "format/rdf.h"

/* What takes the place of a canonical label: an HMAC of it, or what the holder
 * says it was. `canonical` "c14n0"; the absent str: there is none for it. */
typedef str sd_label_fn(struct arena *a, const void *ctx, str canonical);
str sd_hmac_label(struct arena *a, const void *key32, str canonical);   /* "u…"; ctx: a str of 32 bytes */

struct sd_statements {
    str *lines;                                  /* "… .\n", in the order of their bytes */
    const struct rdf_quad **quads;               /* of each line, in `dataset` */
    size_t n;
    const struct rdf *dataset;
    const struct json *document;                 /* each node in it has an id; NULL after sd_label */
    struct map *labels;                          /* of a blank node's spelling: its new one, str * */
};

struct sd_labelling { sd_label_fn *label; const void *ctx; };

/* BAD_INPUT, LIMIT as jsonld_to_rdf and rdfc_canonicalize; BAD_INPUT also where
 * a label is missing. */
MUST_USE code sd_statements(struct arena *a, const struct json *document,
                            const struct jsonld_options *words, const struct sd_labelling *l,
                            struct sd_statements *out, struct error *err);
/* The same for statements that nothing is to be chosen from. */
MUST_USE code sd_label(struct arena *a, const struct rdf *dataset, const struct sd_labelling *l,
                       struct sd_statements *out, struct error *err);
/* `chosen[i]` for each line: do the pointers choose it? */
MUST_USE code sd_choose(struct arena *a, const struct sd_statements *s,
                        const struct jsonld_options *words, const struct str_list *pointers,
                        bool **chosen, struct error *err);
/* For each canonical label that the chosen lines will have on their own, in
 * its order ("c14n0", "c14n1", …): the label that stands for it. */
MUST_USE code sd_labels_of(struct arena *a, const struct sd_statements *s, const bool *chosen,
                           struct str_list *out, struct error *err);
