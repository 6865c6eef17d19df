/* format/jsonld_expand.h — what the three files of expansion share. */
#pragma once
#include "format/jsonld_private.h"

/* Where the walk stands, and what holds there. */
struct ld_at {
    const struct ld_context *ctx;
    str property;               /* active property; absent: null */
    enum ld_keyword special;    /* … or one of @graph, @reverse, @included */
    const struct ld_term *term; /* what `property` means in `ctx`; NULL: not defined */
    const struct ld_place *place;
    unsigned depth;
    bool from_map;
};

/* Appended to the items: nothing and never mind, one, or what an array holds. */
enum ld_got { GOT_NULL, GOT_ONE, GOT_MANY };

/* An object whose members are being read. */
struct ld_object {
    const struct ld_at *at; /* where it stands */
    const struct json *element;
    const struct ld_context *ctx, *type_ctx; /* after, and before, type-scoped contexts */
    uint32_t has;                            /* bit per keyword that is there */
    bool many_types;                         /* @type was an array */
    struct ld_name id;
    struct ld_names types;
    const struct json *value;
    str language, index;
    enum ld_direction direction;
    struct ld_items list, set, graph, included;
    struct ld_properties properties, reverse;
    LIST(const struct json *) nests; /* members to be unfolded at the end */
};

/* One member of it, its key understood. */
struct ld_member {
    str key;
    const struct json *value;
    struct ld_name name;
    const struct ld_term *term; /* NULL: the key is no term */
    const struct ld_context *ctx;
    struct ld_place place;
};

static inline bool ld_has(const struct ld_object *o, enum ld_keyword k)
{
    return o->has >> k & 1;
}

/* A value of no property: of the document itself, or in a graph. */
static inline bool ld_is_free(const struct ld_at *at)
{
    return at->special ? at->special == KEY_GRAPH : str_is_absent(at->property);
}

code ld_expand_any(struct ld_run *r, const struct ld_at *at, const struct json *v,
                   struct ld_items *out, enum ld_got *got);
/* Value Expansion of a scalar, as the value of `term` (may be NULL). §5.3 */
code ld_expand_value(struct ld_run *r, const struct ld_context *ctx, const struct ld_term *term,
                     const struct json *v, const struct ld_place *place, struct ld_items *out);
code ld_expand_members(struct ld_run *r, struct ld_object *o, const struct ld_at *at,
                       const struct ld_context *ctx, const struct json *element);
code ld_expand_language_map(struct ld_run *r, const struct ld_member *m, struct ld_items *out);
code ld_expand_map(struct ld_run *r, const struct ld_at *at, const struct ld_member *m,
                   struct ld_items *out);
code ld_wrap_in_graph(struct ld_run *r, struct ld_items *items, const struct ld_place *place);
enum ld_keyword ld_keyword_in(const struct ld_context *c, const struct json *member);

/* Members of an object, by key if the run is ordered. NULL: as they stand. */
const struct json **ld_in_order(struct ld_run *r, const struct json *object);
code ld_set_id(struct ld_run *r, const struct ld_context *ctx, str value, unsigned how,
               const struct ld_place *place, struct ld_name *out);
/* Asks of a value under expansion what RDF will ask: a safe run loses nothing. */
code ld_check_value(const struct ld_run *r, const struct ld_value *v, const struct ld_place *place);
