/* format/jsonld_compact.h — what the files of compaction share. */
#pragma once
#include "format/jsonld_out.h"
#include "format/jsonld_private.h"

/* ---- the inverse context (jsonld_inverse.c) ---- */

enum ld_choice { CHOOSE_LANGUAGE, CHOOSE_TYPE, CHOOSE_ANY };

#define MAX_WISHES 24

/* What a term should be like, the best first. */
struct ld_wish {
    uint8_t containers[MAX_WISHES]; /* sets of enum ld_container */
    size_t containers_n;
    enum ld_choice choice;
    str values[MAX_WISHES]; /* types or languages */
    size_t values_n;
};

bool ld_has_inverse(struct ld_run *r, const struct ld_context *c, str iri);
const struct ld_term *ld_select(struct ld_run *r, const struct ld_context *c, str iri,
                                const struct ld_wish *wish); /* NULL: no term fits */
/* Terms that may be prefixes and whose IRI begins `iri`; of one IRI the best
 * first, and until `fn` has taken one. */
typedef bool ld_prefix_fn(void *ctx, const struct ld_term *t);
void ld_each_prefix(struct ld_run *r, const struct ld_context *c, str iri, ld_prefix_fn *fn,
                    void *ctx);
bool ld_is_prefix_name(struct ld_run *r, const struct ld_context *c, str name);
/* "en", "en_ltr", "_ltr"; absent: neither. In small letters. */
str ld_language_key(struct arena *a, str language, enum ld_direction direction);
str ld_default_language(struct ld_run *r, const struct ld_context *c);

/* ---- IRI Compaction (jsonld_shorten.c, §6.2) ---- */

struct ld_shorten {
    const struct ld_context *ctx;
    str iri;
    const struct ld_item *value; /* what it is the property of; NULL: of nothing */
    bool vocab, reverse;
};
code ld_shorten(struct ld_run *r, const struct ld_shorten *s, str *out);
/* A keyword: its alias. */
code ld_alias(struct ld_run *r, const struct ld_context *ctx, enum ld_keyword k, str *out);

/* ---- Value Compaction (jsonld_compact_value.c, §6.3) ---- */

/* `*out` NULL: it cannot be said more shortly than as an object. */
code ld_compact_value(struct ld_run *r, const struct ld_context *ctx,
                      const struct ld_term *property, const struct ld_item *item,
                      struct ld_out **out);

/* ---- Compaction (jsonld_compact.c, jsonld_group.c, §6.1) ---- */

/* One element of a property, compacted, on its way into the result. */
struct ld_placing {
    const struct ld_context *ctx;
    const struct ld_item *item; /* expanded */
    struct ld_out *to;          /* the object it goes into */
    str key;                    /* the term for its property */
    const struct ld_term *term;
    struct ld_out *value; /* compacted */
    bool as_array;
};
code ld_place_graph(struct ld_run *r, struct ld_placing *p);
code ld_place_in_map(struct ld_run *r, struct ld_placing *p);
/* An item as the value of a property (absent: none). */
code ld_compact_item(struct ld_run *r, const struct ld_context *ctx, str property,
                     const struct ld_item *item, struct ld_out **out);
/* The whole: expanded items under a local context, or under one inside of `context`. */
code ld_compact(struct ld_run *r, const struct ld_items *items, const struct json *context,
                const struct json **out);
