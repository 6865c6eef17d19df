/* format/jsonld_inverse.c — which term says a thing best: Inverse Context
 * Creation and Term Selection (JSON-LD 1.1 API §4.3, §4.4), and prefixes. */
#include "format/jsonld_compact.h"
#include <stdlib.h>

struct ld_inverse {
    struct map *by_iri;              /* to a map of its own, see key_of */
    const struct ld_term **prefixes; /* by IRI, then as they are preferred */
    const struct ld_term **schemes;  /* … by name */
    size_t prefixes_n;
};

/* A key of the inner map: where the term puts its value, whether the rest is a
 * type or a language, and which. Valid until the next one. */
static str key_of(struct ld_run *r, unsigned container, enum ld_choice choice, str value)
{
    if (!r->scratch.a)
        r->scratch = buf_new(r->a);
    r->scratch.n = 0;
    buf_byte(&r->scratch, (char)container);
    buf_byte(&r->scratch, (char)('0' + choice));
    buf_put(&r->scratch, value);
    return (str){r->scratch.p, r->scratch.n};
}

/* Making it. */

LIST_OF(term_list, const struct ld_term *);

struct gather {
    struct arena *a;
    struct term_list terms;
};

static void gather_term(void *ctx, const struct ld_term *t)
{
    struct gather *g = ctx;

    if (t->iri.kind != NAME_NULL)
        *list_add(g->a, &g->terms) = t;
}

static int by_preference(const void *x, const void *y)
{
    str left = (*(const struct ld_term *const *)x)->name;
    str right = (*(const struct ld_term *const *)y)->name;

    return left.n != right.n ? (left.n < right.n ? -1 : 1) : str_cmp(left, right);
}

static int by_iri(const void *x, const void *y)
{
    int order = str_cmp((*(const struct ld_term *const *)x)->iri.text,
                        (*(const struct ld_term *const *)y)->iri.text);

    return order ? order : by_preference(x, y);
}

static int by_name(const void *x, const void *y)
{
    return str_cmp((*(const struct ld_term *const *)x)->name,
                   (*(const struct ld_term *const *)y)->name);
}

static void prefer(struct ld_run *r, struct map *terms, const struct ld_term *t,
                   enum ld_choice choice, str value)
{
    str key = key_of(r, t->container, choice, value);

    if (!map_get(terms, key))
        *map_at(terms, str_copy(r->a, key)) = (void *)(uintptr_t)t;
}

str ld_language_key(struct arena *a, str language, enum ld_direction direction)
{
    str lower = str_lower(a, language);

    return direction ? str_printf(a, STR_FMT "_" STR_FMT, STR_ARG(lower),
                                  STR_ARG(ld_direction_text(direction)))
                     : lower;
}

/* Of a term with a language or direction mapping, which may be null. */
static str own_language(struct ld_run *r, const struct ld_term *t)
{
    if (!str_is_absent(t->language) || t->direction)
        return ld_language_key(r->a, t->language, t->direction);
    return t->has_language ? S("@null") : S("@none");
}

str ld_default_language(struct ld_run *r, const struct ld_context *c)
{
    str key = ld_language_key(r->a, c->language, c->direction);

    return str_is_absent(key) ? S("@none") : key;
}

/* Step 3.10 to 3.16: the values that the term is right for. */
static void enter_term(struct ld_run *r, struct map *terms, const struct ld_term *t,
                       str default_language)
{
    prefer(r, terms, t, CHOOSE_ANY, S("@none"));
    if (t->is_reverse) {
        prefer(r, terms, t, CHOOSE_TYPE, S("@reverse"));
    } else if (t->coercion == COERCE_NONE) {
        prefer(r, terms, t, CHOOSE_LANGUAGE, S("@any"));
        prefer(r, terms, t, CHOOSE_TYPE, S("@any"));
    } else if (t->coercion != COERCE_NOTHING) {
        prefer(r, terms, t, CHOOSE_TYPE, t->type.text);
    } else if (t->has_language || t->has_direction) {
        prefer(r, terms, t, CHOOSE_LANGUAGE, own_language(r, t));
    } else {
        prefer(r, terms, t, CHOOSE_LANGUAGE, default_language);
        prefer(r, terms, t, CHOOSE_LANGUAGE, S("@none"));
        prefer(r, terms, t, CHOOSE_TYPE, S("@none"));
    }
}

static const struct ld_term **copy_sorted(struct ld_run *r, const struct term_list *from,
                                          int (*order)(const void *, const void *))
{
    const struct ld_term **copy = NEW_ARRAY(r->a, from->n ? from->n : 1, const struct ld_term *);

    for (size_t i = 0; i < from->n; i++)
        copy[i] = from->items[i];
    qsort(copy, from->n, sizeof *copy, order);
    return copy;
}

static struct ld_inverse *make(struct ld_run *r, const struct ld_context *c)
{
    struct gather g = {.a = r->a};
    struct term_list prefixes = {0};
    struct ld_inverse *inverse = NEW(r->a, struct ld_inverse);
    str language = ld_default_language(r, c);

    inverse->by_iri = map_new(r->a);
    ld_each_term(c, gather_term, &g);
    if (g.terms.n > 1)
        qsort(g.terms.items, g.terms.n, sizeof *g.terms.items, by_preference);
    for (size_t i = 0; i < g.terms.n; i++) {
        const struct ld_term *t = g.terms.items[i];
        void **slot = map_at(inverse->by_iri, t->iri.text);
        if (!*slot)
            *slot = map_new(r->a);
        enter_term(r, *slot, t, language);
        if (t->is_prefix)
            *list_add(r->a, &prefixes) = t;
    }
    inverse->prefixes_n = prefixes.n;
    inverse->prefixes = copy_sorted(r, &prefixes, by_iri);
    inverse->schemes = copy_sorted(r, &prefixes, by_name);
    return inverse;
}

static const struct ld_inverse *inverse_of(struct ld_run *r, const struct ld_context *c)
{
    str key = {(const char *)&c, sizeof(const struct ld_context *)};

    if (!r->inverses)
        r->inverses = map_new(r->a);
    struct ld_inverse *known = map_get(r->inverses, key);
    if (!known) {
        known = make(r, c);
        *map_at(r->inverses, str_copy(r->a, key)) = known;
    }
    return known;
}

/* Asking it. */

bool ld_has_inverse(struct ld_run *r, const struct ld_context *c, str iri)
{
    return map_get(inverse_of(r, c)->by_iri, iri) != NULL;
}

const struct ld_term *ld_select(struct ld_run *r, const struct ld_context *c, str iri,
                                const struct ld_wish *wish)
{
    const struct map *terms = map_get(inverse_of(r, c)->by_iri, iri);

    for (size_t i = 0; terms && i < wish->containers_n; i++)
        for (size_t k = 0; k < wish->values_n; k++) {
            const struct ld_term *t =
                map_get(terms, key_of(r, wish->containers[i], wish->choice, wish->values[k]));
            if (t)
                return t;
        }
    return NULL;
}

/* Prefixes. Those that begin `iri` stand before it, each next one shorter. */

/* The first prefix whose IRI is not before `iri`, or with `behind`: is behind it. */
static size_t bound(const struct ld_inverse *v, str iri, bool behind)
{
    size_t low = 0, high = v->prefixes_n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(v->prefixes[middle]->iri.text, iri);
        if (order < 0 || (behind && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t common_length(str x, str y)
{
    size_t n = 0;

    while (n < x.n && n < y.n && x.p[n] == y.p[n])
        n++;
    return n;
}

void ld_each_prefix(struct ld_run *r, const struct ld_context *c, str iri, ld_prefix_fn *fn,
                    void *ctx)
{
    const struct ld_inverse *v = inverse_of(r, c);

    while (iri.n) {
        size_t end = bound(v, iri, true);
        if (end == 0)
            return;
        str found = v->prefixes[end - 1]->iri.text;
        size_t common = common_length(found, iri);
        if (common == found.n) {
            size_t at = bound(v, found, false);
            while (at < end && !fn(ctx, v->prefixes[at]))
                at++;
            common--;
        }
        iri = str_slice(iri, 0, common);
    }
}

bool ld_is_prefix_name(struct ld_run *r, const struct ld_context *c, str name)
{
    const struct ld_inverse *v = inverse_of(r, c);
    const struct ld_term key = {.name = name}, *at = &key;

    return bsearch(&at, v->schemes, v->prefixes_n, sizeof *v->schemes, by_name) != NULL;
}
