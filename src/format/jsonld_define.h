/* format/jsonld_define.h — what the files of Create Term Definition share. */
#pragma once
#include "format/jsonld_private.h"

enum { UNDEFINED, BEING_DEFINED, DEFINED };

/* One definition that is being made. */
struct ld_draft {
    struct ld_definer *d;
    struct ld_run *r;
    str name;
    const struct json *value; /* an object; NULL: `simple` or null */
    str simple;               /* "term": "IRI" */
    bool is_null;
    const struct json *entry[KEYWORDS]; /* of `value`; under KEY_NONE: one that is not known */
    struct ld_term *t;
    struct ld_place at;
    unsigned depth;
};

code ld_draft_wrong(const struct ld_draft *x, const char *what);
code ld_draft_expand(const struct ld_draft *x, str value, struct ld_name *out);
bool ld_draft_is_iri(const struct ld_name *n);

/* Steps 13 to 18 (jsonld_mapping.c); `*ignored`: the definition says nothing. */
code ld_draft_map(struct ld_draft *x, size_t member, bool *ignored);
/* Steps 11 and 12, and 19 to 26 (jsonld_entry.c). */
code ld_draft_begin(struct ld_draft *x);
code ld_draft_end(struct ld_draft *x);
