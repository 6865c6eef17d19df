/* format/jsonld_derive.c — contexts made from contexts, once.
 *
 * What bundled contexts and their scoped contexts make of each other belongs
 * to the program: it is built in an arena of its own and published by
 * compare-and-swap in the context it was made from; who comes second throws
 * his away. Reading needs no lock. What a document brings itself lives and
 * ends with that document.
 *
 * A stranger chooses the order in which scopes are entered, and so could fill
 * the memory of the program with combinations that nobody needs: the shared
 * part has a budget, and beyond it each document pays for itself. */
#include "format/jsonld_private.h"
#include <setjmp.h>
#include "format/contexts.h"

#define SHARED_BUDGET ((size_t)8 << 20)
#define ONE_CONTEXT   ((size_t)512 << 10)
#define MAX_LAYERS    12 /* on top of each other, that are shared */

struct ld_derived {
    struct ld_derived *next;
    const void *source; /* the term, or the bundled context */
    const struct ld_context *to;
    size_t terms;    /* how many definitions it took */
    struct arena *a; /* its own, when it is shared */
    enum ld_scope scope;
};

struct wanted {
    const struct ld_context *from;
    const struct ld_term *term; /* or */
    const struct bundled_context *row;
    enum ld_scope scope;
    const struct ld_place *at;
};

static atomic_size_t shared_bytes;

static const void *source_of(const struct wanted *w)
{
    return w->term ? (const void *)w->term : (const void *)w->row;
}

static size_t slot_of(const struct wanted *w)
{
    uintptr_t x = (uintptr_t)source_of(w);

    return (x >> 5 ^ x >> 9 ^ (uintptr_t)w->scope) & (DERIVED_SLOTS - 1);
}

static const struct ld_derived *find_from(const struct ld_derived *d, const struct wanted *w)
{
    while (d && (d->source != source_of(w) || d->scope != w->scope))
        d = d->next;
    return d;
}

static const struct ld_derived *find(const struct wanted *w)
{
    struct ld_derived *first = atomic_load_explicit(
        (_Atomic(struct ld_derived *) *)(uintptr_t)&w->from->derived[slot_of(w)],
        memory_order_acquire);

    return find_from(first, w);
}

/* Making one. */

static code process_row(struct ld_run *r, const struct wanted *w, const struct ld_context **out)
{
    const struct ld_remotes remotes = {NULL, w->row->url};
    const struct ld_place address = {.key = w->row->url};
    const struct ld_place at = {.up = &address, .key = S("@context")};
    const struct json *document;

    TRY(json_parse(r->a, w->row->json, NULL, &document, r->err));
    struct ld_job job = {
        .active = w->from,
        .local = json_get(document, "@context"),
        .base = w->row->url,
        .remotes = &remotes,
        .at = &at,
    };
    return ld_process(r, &job, out);
}

static code process_term(struct ld_run *r, const struct wanted *w, const struct ld_context **out)
{
    struct ld_job job = {
        .active = w->from,
        .local = w->term->context,
        .base = w->term->context_base,
        .at = w->at,
        .override_protected = w->scope == SCOPE_PROPERTY,
        .not_propagated = w->scope == SCOPE_TYPE,
    };

    return ld_process(r, &job, out);
}

static code make(struct ld_run *r, const struct wanted *w, struct ld_derived **out)
{
    const struct ld_context *to = NULL;
    size_t before = r->left.terms;

    TRY(w->term ? process_term(r, w, &to) : process_row(r, w, &to));
    *out = NEW(r->a, struct ld_derived);
    **out = (struct ld_derived){
        .source = source_of(w), .to = to, .terms = before - r->left.terms, .scope = w->scope};
    return OK;
}

/* For the whole program. */

static void leave(void *ctx)
{
    longjmp(*(jmp_buf *)ctx, 1);
}

/* False: it does not belong to all, or there was no room. */
static bool make_shared(struct arena *a, const struct wanted *w, struct error *err, code *c,
                        struct ld_derived **out)
{
    jmp_buf full;
    static const struct jsonld_options plain;
    struct ld_run r = ld_run_new(a, &plain, err);

    r.is_shared = true;
    r.layers = w->from->layers + 1;
    arena_on_full(a, leave, &full);
    if (setjmp(full) != 0)
        return false;
    *c = make(&r, w, out);
    arena_on_full(a, NULL, NULL);
    return *c != OK || !r.needs_document;
}

/* The one that all use: `mine`, or what another thread was quicker to make. */
static const struct ld_derived *publish(const struct wanted *w, struct ld_derived *mine)
{
    _Atomic(struct ld_derived *) *slot =
        (_Atomic(struct ld_derived *) *)(uintptr_t)&w->from->derived[slot_of(w)];
    struct ld_derived *first = atomic_load_explicit(slot, memory_order_acquire);

    do {
        const struct ld_derived *theirs = find_from(first, w);
        if (theirs)
            return theirs;
        mine->next = first;
    } while (!atomic_compare_exchange_weak_explicit(slot, &first, mine, memory_order_acq_rel,
                                                    memory_order_acquire));
    return mine;
}

/* `*out` NULL: this document makes it for itself. */
static code share(const struct wanted *w, struct error *err, const struct ld_derived **out)
{
    struct ld_derived *mine = NULL;
    struct arena *a;
    code c = OK;

    *out = NULL;
    if (!w->from->is_shared || w->from->layers >= MAX_LAYERS ||
        atomic_load_explicit(&shared_bytes, memory_order_relaxed) >= SHARED_BUDGET)
        return OK;
    a = arena_new(ONE_CONTEXT);
    if (make_shared(a, w, err, &c, &mine) && c == OK) {
        mine->a = a;
        *out = publish(w, mine);
    }
    if (*out && *out == mine)
        atomic_fetch_add_explicit(&shared_bytes, arena_used(a), memory_order_relaxed);
    else
        arena_free(a);
    return c;
}

/* For this document. A shared context cannot point to what ends with it. */

static str key_of(struct ld_run *r, const struct wanted *w)
{
    const void *parts[] = {w->from, source_of(w), (const void *)(uintptr_t)w->scope};
    char *p = arena_alloc(r->a, 1, sizeof parts);

    memcpy(p, parts, sizeof parts);
    return (str){p, sizeof parts};
}

static code make_own(struct ld_run *r, const struct wanted *w, const struct ld_derived **out)
{
    struct jsonld_limits left = r->left;
    struct ld_derived *mine;
    void **place = NULL;

    if (w->from->is_shared) {
        r->derived = r->derived ? r->derived : map_new(r->a);
        *out = map_get(r->derived, key_of(r, w));
        if (*out)
            return OK;
    }
    TRY(make(r, w, &mine));
    if (w->from->is_shared && w->from->layers < MAX_LAYERS)
        r->left = left; /* as when it is shared: the same limits for all */
    if (w->from->is_shared) {
        place = map_at(r->derived, key_of(r, w));
        *place = mine;
        *out = mine;
    } else {
        *out = publish(w, mine);
    }
    return OK;
}

static code derive(struct ld_run *r, const struct wanted *w, const struct ld_derived **out)
{
    *out = find(w);
    if (*out)
        return OK;
    TRY(share(w, r->err, out));
    return *out ? OK : make_own(r, w, out);
}

code ld_enter(struct ld_run *r, const struct ld_context *c, const struct ld_term *t,
              enum ld_scope scope, const struct ld_place *at, const struct ld_context **out)
{
    const struct wanted w = {.from = c, .term = t, .scope = scope, .at = at};
    const struct ld_derived *d;

    TRY(derive(r, &w, &d));
    *out = d->to;
    return OK;
}

/* Each time costs as much as the first, so that the limits do not depend on
 * what others have read before. */
code ld_enter_bundled(struct ld_run *r, const struct ld_context *c,
                      const struct bundled_context *row, const struct ld_place *at,
                      const struct ld_context **out)
{
    const struct wanted w = {.from = c, .row = row, .scope = SCOPE_DOCUMENT, .at = at};
    struct jsonld_limits left = r->left;
    const struct ld_derived *d;

    TRY(derive(r, &w, &d));
    r->left = left;
    if (d->terms > r->left.terms)
        return ld_fail(r, LIMIT, at, "context overflow: the document defines too many terms");
    r->left.terms -= d->terms;
    *out = d->to;
    return OK;
}
