/* format/jsonld_term.c — the terms of a context: a tree of hashes that shares
 * its branches with the context it was made from, so that adding three terms
 * to three hundred costs three.
 *
 * There are two trees. Terms of bundled contexts are known beforehand, so the
 * hash that the JSON reader made anyway is good enough for them; terms that a
 * document brings are hashed with a key, as their author may choose them. */
#include "format/jsonld_private.h"

#define WIDTH 16
#define BITS  4

struct ld_branch {
    const void *maker; /* who may still change it */
    uint16_t terms;    /* bit per slot: a term, not a branch */
    union {
        const struct ld_branch *branch;
        const struct ld_term *term;
    } slot[WIDTH];
};

/* Looking up. */

static const struct ld_term *find_in(const struct ld_branch *b, str name, uint32_t hash)
{
    const struct ld_term *t;

    for (unsigned shift = 0; b; shift += BITS) {
        unsigned i = (hash >> shift) & (WIDTH - 1);
        if (!(b->terms >> i & 1)) {
            b = b->slot[i].branch;
            continue;
        }
        for (t = b->slot[i].term; t; t = t->next)
            if (t->hash == hash && str_eq(t->name, name))
                return t;
        return NULL;
    }
    return NULL;
}

const struct ld_term *ld_find_hashed(const struct ld_context *c, str name, uint32_t json_hash)
{
    const struct ld_term *t = c->own ? find_in(c->own, name, (uint32_t)map_hash(name)) : NULL;

    t = t ? t : find_in(c->known, name, json_hash);
    return t && !t->is_gone ? t : NULL;
}

const struct ld_term *ld_find(const struct ld_context *c, str name)
{
    return ld_find_hashed(c, name, json_hash_key(name));
}

/* Adding. */

static struct ld_branch *writable(struct ld_run *r, const struct ld_branch *b, const void *maker)
{
    struct ld_branch *copy = NEW(r->a, struct ld_branch);

    if (b)
        *copy = *b;
    copy->maker = maker;
    return copy;
}

/* Other terms of the same hash are copied, as a link belongs to one tree. */
static const struct ld_term *chain_without(struct ld_run *r, const struct ld_term *t, str name)
{
    if (!t)
        return NULL;
    if (str_eq(t->name, name))
        return t->next;
    struct ld_term *copy = NEW(r->a, struct ld_term);
    *copy = *t;
    copy->next = chain_without(r, t->next, name);
    return copy;
}

static void put_in(struct ld_run *r, const struct ld_branch **at, struct ld_term *t,
                   const void *maker, unsigned shift)
{
    struct ld_branch *b =
        *at && (*at)->maker == maker ? (struct ld_branch *)(uintptr_t)*at : writable(r, *at, maker);
    unsigned i = (t->hash >> shift) & (WIDTH - 1);
    const struct ld_term *there = b->terms >> i & 1 ? b->slot[i].term : NULL;

    *at = b;
    if (there && there->hash != t->hash) {
        struct ld_branch *deeper = writable(r, NULL, maker);
        unsigned place = (there->hash >> (shift + BITS)) & (WIDTH - 1);
        deeper->slot[place].term = there;
        deeper->terms = (uint16_t)(1u << place);
        b->slot[i].branch = deeper;
        b->terms &= (uint16_t) ~(1u << i);
        there = NULL;
    } else if (there || !b->slot[i].branch) {
        t->next = chain_without(r, there, t->name);
        b->slot[i].term = t;
        b->terms |= (uint16_t)(1u << i);
        return;
    }
    put_in(r, &b->slot[i].branch, t, maker, shift + BITS);
}

void ld_put(struct ld_run *r, struct ld_context *c, struct ld_term *t)
{
    const struct ld_term *old = ld_find(c, t->name);

    c->protected_n += t->is_protected;
    c->protected_n -= old && old->is_protected;
    if (t->iri.kind == NAME_KEYWORD)
        c->aliases |= 1u << t->iri.keyword;
    t->is_known = r->is_shared;
    t->hash = t->is_known ? json_hash_key(t->name) : (uint32_t)map_hash(t->name);
    put_in(r, t->is_known ? &c->known : &c->own, t, c, 0);
}

/* All of them. */

struct walk {
    const struct ld_context *c;
    ld_term_fn *fn;
    void *ctx;
};

static void walk_branch(const struct walk *w, const struct ld_branch *b)
{
    for (unsigned i = 0; b && i < WIDTH; i++) {
        if (!(b->terms >> i & 1)) {
            walk_branch(w, b->slot[i].branch);
            continue;
        }
        for (const struct ld_term *t = b->slot[i].term; t; t = t->next)
            if (ld_find(w->c, t->name) == t) /* neither gone nor hidden by the other tree */
                w->fn(w->ctx, t);
    }
}

void ld_each_term(const struct ld_context *c, ld_term_fn *fn, void *ctx)
{
    walk_branch(&(struct walk){c, fn, ctx}, c->own);
    walk_branch(&(struct walk){c, fn, ctx}, c->known);
}

/* Equality, as a protected term may be defined again in the same way. Only as
 * deep as json_parse went, and that is limited. */

static bool json_eq(const struct json *x, const struct json *y)
{
    if (!x || !y || json_kind(x) != json_kind(y) || json_count(x) != json_count(y))
        return x == y;
    if (json_is(x, JSON_STRING))
        return str_eq(json_str(x), json_str(y));
    if (json_is(x, JSON_NUMBER))
        return json_double(x) == json_double(y);
    for (size_t i = 0; i < json_count(x); i++) {
        bool is_object = json_is(x, JSON_OBJECT);
        const struct json *left = is_object ? json_value(x, i) : json_item(x, i);
        const struct json *right = is_object ? json_get_str(y, json_key(x, i)) : json_item(y, i);
        if (!right || !json_eq(left, right))
            return false;
    }
    return true;
}

bool ld_term_eq(const struct ld_term *x, const struct ld_term *y)
{
    return ld_name_eq(&x->iri, &y->iri) && x->iri.kind == y->iri.kind &&
           x->container == y->container && x->coercion == y->coercion &&
           ld_name_eq(&x->type, &y->type) && x->is_prefix == y->is_prefix &&
           x->is_reverse == y->is_reverse && x->has_language == y->has_language &&
           str_eq(x->language, y->language) && x->has_direction == y->has_direction &&
           x->direction == y->direction && str_eq(x->index, y->index) && str_eq(x->nest, y->nest) &&
           json_eq(x->context, y->context);
}
