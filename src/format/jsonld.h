/* format/jsonld.h — JSON-LD 1.1 (W3C JSON-LD 1.1, JSON-LD 1.1 API). Asks a
 * loader for contexts that the program does not carry; never fetches.
 *
 * One expansion serves all: its result is written as a tree by jsonld_expand,
 * compacted, flattened, and walked into quads by jsonld_to_rdf. */
#pragma once
#include "format/json.h"
#include "format/rdf.h"

/* How a context is obtained that is not bundled. `text` lives in `a`; `url` is
 * where it was found in the end. Any failure becomes "loading remote context failed". */
struct jsonld_remote {
    str url, text;
};
typedef code jsonld_load_fn(void *ctx, struct arena *a, str url, struct jsonld_remote *out,
                            struct error *err);

enum jsonld_direction { DIRECTION_DROPPED, DIRECTION_I18N, DIRECTION_COMPOUND };

/* Counters, not clocks: the same document gives the same answer everywhere. */
struct jsonld_limits {
    unsigned depth;  /* nesting of the document and of contexts */
    size_t terms;    /* definitions made for this document */
    size_t contexts; /* contexts applied */
    size_t text;     /* bytes of IRIs that had to be put together */
};
extern const struct jsonld_limits jsonld_default_limits; /* 64, 20,000, 10,000, 8 MiB */

struct jsonld_options {
    str base; /* absent: relative references stay as they are */
    str url;  /* the document's: contexts are relative to it; absent: `base` */
    const struct json *expand_context; /* processed before the document's own */
    str linked_context;                /* of a Link header: URL of a context */
    size_t revision;                   /* of bundled contexts: 0 today's, 1 the one before … */
    jsonld_load_fn *load;              /* NULL: bundled contexts only */
    void *load_ctx;
    bool load_first; /* ask `load` before what is bundled */
    bool safe;       /* what would be dropped is an error "data-loss" */
    bool mode_1_0, ordered, keep_arrays /* compactArrays false */,
        no_relative /* compactToRelative false */, generalized, native_types, rdf_type;
    enum jsonld_direction direction;
    const struct jsonld_limits *limits; /* NULL: the default ones */
    const struct rdf_limits *rdf_limits;
};

/* `opt` may be NULL. The document is not changed and must outlive the result.
 * On error `err->text` begins with the specification's error code ("invalid
 * local context: …") or, in safe mode, "data-loss: …"; `err->where` is a JSON
 * pointer into the document, or the address of a context with one into that.
 * BAD_INPUT; LIMIT; UNREACHABLE: a context could not be had. */
MUST_USE code jsonld_expand(struct arena *a, const struct json *document,
                            const struct jsonld_options *opt, const struct json **out,
                            struct error *err);
/* `context`: a local context, or an object with an "@context". */
MUST_USE code jsonld_compact(struct arena *a, const struct json *document,
                             const struct json *context, const struct jsonld_options *opt,
                             const struct json **out, struct error *err);
/* `context` NULL: the result stays expanded. */
MUST_USE code jsonld_flatten(struct arena *a, const struct json *document,
                             const struct json *context, const struct jsonld_options *opt,
                             const struct json **out, struct error *err);
MUST_USE code jsonld_to_rdf(struct arena *a, const struct json *document,
                            const struct jsonld_options *opt, struct rdf **out, struct error *err);
MUST_USE code jsonld_from_rdf(struct arena *a, const struct rdf *dataset,
                              const struct jsonld_options *opt, const struct json **out,
                              struct error *err);
