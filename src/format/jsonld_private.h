/* format/jsonld_private.h — what the files of jsonld share: names, terms,
 * contexts, one run over a document, and the tree that expansion makes. */
#pragma once
#include <stdatomic.h>
#include "base/list.h"
#include "format/jsonld.h"
#include "format/json_private.h"

/* ---- names (jsonld_name.c) ---- */

enum ld_keyword {
    KEY_NONE, /* not a keyword */
    KEY_BASE,
    KEY_CONTAINER,
    KEY_CONTEXT,
    KEY_DIRECTION,
    KEY_GRAPH,
    KEY_ID,
    KEY_IMPORT,
    KEY_INCLUDED,
    KEY_INDEX,
    KEY_JSON,
    KEY_LANGUAGE,
    KEY_LIST,
    KEY_NEST,
    KEY_NOTHING /* @none */,
    KEY_PREFIX,
    KEY_PROPAGATE,
    KEY_PROTECTED,
    KEY_REVERSE,
    KEY_SET,
    KEY_TYPE,
    KEY_VALUE,
    KEY_VERSION,
    KEY_VOCAB,
    KEYWORDS
};

enum ld_name_kind {
    NAME_NULL,
    NAME_KEYWORD,
    NAME_IRI,   /* absolute and well formed */
    NAME_BLANK, /* "_:…" */
    NAME_OTHER, /* relative, or not well formed */
};

/* What a term, a compact IRI or a reference stands for. */
struct ld_name {
    str text; /* absent: null */
    uint8_t kind, keyword;
    bool framed; /* it stands between '<' and '>' in memory */
};

enum ld_direction { NO_DIRECTION, LEFT_TO_RIGHT, RIGHT_TO_LEFT };

enum ld_keyword ld_keyword_of(str s);
str ld_keyword_text(enum ld_keyword k);
bool ld_looks_like_keyword(str s); /* "@" and letters: reserved for the future */
bool ld_has_iri_form(str s);       /* a scheme, a colon and no spaces */
bool ld_read_direction(const struct json *v, enum ld_direction *out);
str ld_direction_text(enum ld_direction d); /* absent for none */
struct ld_name ld_keyword_name(enum ld_keyword k);
struct ld_name ld_name_of(str text); /* as it stands: IRI, blank node, or other */
bool ld_name_eq(const struct ld_name *x, const struct ld_name *y);

/* ---- where something stands: a JSON pointer, built only when it is needed ---- */

struct ld_place {
    const struct ld_place *up; /* NULL: the document; its key, an address */
    str key;                   /* absent: an item */
    size_t index;
};

/* ---- terms (jsonld_term.c) ---- */

enum ld_container {
    IN_GRAPH = 1,
    IN_ID = 2,
    IN_INDEX = 4,
    IN_LANGUAGE = 8,
    IN_LIST = 16,
    IN_SET = 32,
    IN_TYPE = 64,
    IN_MAP = IN_ID | IN_INDEX | IN_TYPE,
};

enum ld_coercion { COERCE_NOTHING, COERCE_ID, COERCE_VOCAB, COERCE_JSON, COERCE_NONE, COERCE_TYPE };

struct ld_term { /* immutable once it is in a context */
    str name;
    uint32_t hash;
    const struct ld_term *next; /* of the same hash */
    struct ld_name iri;         /* kind NAME_NULL: kept apart from everything */
    uint8_t container, coercion, direction;
    bool is_prefix, is_protected, is_reverse, has_language, has_direction, is_known, is_gone;
    struct ld_name type;        /* of COERCE_TYPE */
    str language;               /* absent: null */
    str index, nest;            /* absent: not said */
    const struct json *context; /* NULL: not said */
    str context_base;
};

struct ld_branch;  /* of the tree of terms */
struct ld_derived; /* a context made from another, and how */

enum ld_base { BASE_OF_DOCUMENT, BASE_NONE, BASE_SAID };

#define DERIVED_SLOTS 16

/* An active context. Immutable once made; what is made from it is remembered
 * in it, so that entering a scope a second time is a pointer move. */
struct ld_context {
    const struct ld_branch *known; /* terms of bundled contexts: cheap hash */
    const struct ld_branch *own;   /* terms that the document brought: keyed hash */
    size_t protected_n;
    struct ld_name vocab; /* kind NAME_NULL: none */
    str language;         /* absent: none */
    uint8_t direction, base_kind;
    bool is_shared;                    /* belongs to the program, not to a document */
    uint8_t layers;                    /* of a shared one: how many lie below */
    uint32_t aliases;                  /* bit per keyword that some term stands for */
    str base;                          /* of BASE_SAID */
    const struct ld_context *previous; /* where a node object falls back to; NULL: nowhere */
    _Atomic(struct ld_derived *) derived[DERIVED_SLOTS];
};

/* ---- one run over a document ---- */

struct ld_run {
    struct arena *a;
    const struct jsonld_options *opt;
    struct jsonld_limits left;
    struct error *err;
    str base;             /* of the document; absent: none */
    str url;              /* what the document's contexts are relative to */
    size_t made;          /* items and types of the tree: about as many quads */
    bool for_rdf;         /* what RDF cannot say is lost, too */
    bool is_shared;       /* makes a context for the whole program */
    uint8_t layers;       /* … which will lie this high */
    bool needs_document;  /* … which turned out to depend on the document */
    struct map *loaded;   /* address to what the loader gave */
    struct map *derived;  /* what could not be kept in a shared context */
    struct map *inverses; /* of a context: how terms are chosen */
    struct buf scratch;
};

struct ld_run ld_run_new(struct arena *a, const struct jsonld_options *opt, struct error *err);
code ld_fail(const struct ld_run *r, code c, const struct ld_place *at, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* OK unless the run is safe: then an error that something would be lost. */
code ld_lose(const struct ld_run *r, const struct ld_place *at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* "left right" put together between '<' and '>'. LIMIT. */
code ld_join(struct ld_run *r, str left, str right, const struct ld_place *at, str *out);

/* ---- terms in contexts (jsonld_term.c) ---- */

const struct ld_term *ld_find(const struct ld_context *c, str name);
const struct ld_term *ld_find_hashed(const struct ld_context *c, str name, uint32_t json_hash);
/* Puts `t` in the place of its name. `c` is still being made. */
void ld_put(struct ld_run *r, struct ld_context *c, struct ld_term *t);
bool ld_term_eq(const struct ld_term *x, const struct ld_term *y); /* protection apart */
typedef void ld_term_fn(void *ctx, const struct ld_term *t);
void ld_each_term(const struct ld_context *c, ld_term_fn *fn, void *ctx);

/* ---- contexts (jsonld_context.c, jsonld_define.c, jsonld_remote.c, jsonld_derive.c) ---- */

struct ld_remotes { /* the remote contexts that led here */
    const struct ld_remotes *up;
    str url;
};

struct ld_job {
    const struct ld_context *active;
    const struct json *local;
    str base; /* against which context addresses are resolved */
    const struct ld_remotes *remotes;
    const struct ld_place *at;
    unsigned depth;
    bool override_protected, not_propagated, not_validated;
};

const struct ld_context *ld_start(struct ld_run *r); /* the empty one */
code ld_process(struct ld_run *r, const struct ld_job *job, const struct ld_context **out);
/* A copy to be changed; `*own` remembers that it is one. */
struct ld_context *ld_change(struct ld_run *r, const struct ld_context **c,
                             struct ld_context **own);

/* The context definition as its members, those of an @import first. */
struct ld_local {
    const struct json **members;
    size_t n;
    const struct json *keyword[KEYWORDS]; /* @base, @vocab …; NULL: not there */
    struct map *by_name;                  /* only when there are many */
};

struct ld_definer {
    struct ld_run *r;
    const struct ld_job *job;
    const struct ld_local *local;
    const struct ld_place *at;
    const struct ld_context **result;
    struct ld_context **own;
    uint8_t *state; /* per member */
    str hidden;     /* a term that is not looked up */
    bool is_protected;
};

code ld_define(struct ld_definer *d, size_t member, unsigned depth);
/* Before `name` is looked up: defines it, if the local context does. */
code ld_define_name(struct ld_definer *d, str name, unsigned depth);
/* Looks for errors in the scoped context of a term that is defined now. */
code ld_validate_scoped(const struct ld_definer *d, const struct json *member);

struct bundled_context;
struct ld_loaded {
    const struct json *context;
    str url;
};
code ld_load(struct ld_run *r, str url, const struct ld_place *at, struct ld_loaded *out);
/* The bundled context that this run uses for `url`; NULL: none. */
const struct bundled_context *ld_bundled(const struct ld_run *r, str url);

/* `c` with a bundled context, or with the scoped context of `t`, on top of it. */
code ld_enter_bundled(struct ld_run *r, const struct ld_context *c,
                      const struct bundled_context *row, const struct ld_place *at,
                      const struct ld_context **out);
enum ld_scope { SCOPE_PROPERTY, SCOPE_TYPE, SCOPE_DOCUMENT };
code ld_enter(struct ld_run *r, const struct ld_context *c, const struct ld_term *t,
              enum ld_scope scope, const struct ld_place *at, const struct ld_context **out);

/* ---- IRI expansion (jsonld_iri.c) ---- */

enum { AS_VOCAB = 1, AS_REFERENCE = 2 };
/* `d` not NULL: while a context is being made. */
code ld_expand_iri(struct ld_run *r, const struct ld_context *c, str value, unsigned how,
                   struct ld_definer *d, unsigned depth, const struct ld_place *at,
                   struct ld_name *out);
str ld_base_of(struct ld_run *r, const struct ld_context *c); /* absent: none */

/* ---- the expanded tree (jsonld_tree.c) ---- */

/* It is a few times as deep as the document at most, and that is limited: what
 * walks it needs no counter of its own. */

enum ld_kind { LD_VALUE, LD_LIST, LD_NODE };

struct ld_item;
struct ld_items {
    struct ld_item *first, *last;
    size_t n;
};

struct ld_property {
    struct ld_property *next;
    struct ld_name name;
    struct ld_items values;
};
struct ld_properties {
    struct ld_property *first, *last;
    size_t n;
    struct map *by_name; /* only when there are many */
};

LIST_OF(ld_names, struct ld_name);

struct ld_value {
    const struct json *json;
    struct ld_name type; /* kind NAME_NULL: none; @json: keyword */
    str language;        /* absent: none */
    enum ld_direction direction;
};

struct ld_node {
    bool has_id, has_types, has_graph, has_included;
    struct ld_name id;
    struct ld_names types;
    struct ld_properties properties, reverse;
    struct ld_items graph, included;
};

struct ld_item {
    struct ld_item *next;
    enum ld_kind kind;
    str index; /* absent: none */
    union {
        struct ld_value value;
        struct ld_items list;
        struct ld_node *node;
    };
};

struct ld_item *ld_add(struct ld_run *r, struct ld_items *to, enum ld_kind kind);
void ld_append(struct ld_items *to, struct ld_item *item);
void ld_splice(struct ld_items *to, struct ld_items *from); /* `from` is empty then */
struct ld_property *ld_property(struct ld_run *r, struct ld_properties *p,
                                const struct ld_name *name);
struct ld_property *ld_find_property(const struct ld_properties *p, const struct ld_name *name);
bool ld_is_graph(const struct ld_item *item);     /* a graph object */
bool ld_is_reference(const struct ld_item *item); /* a node with an @id alone */

code ld_expand(struct ld_run *r, const struct json *document, struct ld_items *out);
struct ld_out;
struct ld_out *ld_write_items(struct ld_run *r, const struct ld_items *items); /* expanded form */
