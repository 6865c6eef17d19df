#include <string.h>
#include "format/rdfc.h"
#include "fuzz/fuzz.h"

/* Few enough that a wrong count of work would show as a timeout. */
static const struct rdfc_limits limits = {
    .calls = 500, .calls_per_blank = 4, .permutations = 2000, .depth = 64, .bytes = 1 << 22};
static const struct rdfc_options options = {.limits = &limits};

static rdf_term copy_term(struct rdf *to, struct arena *a, const struct rdf *d, rdf_term t)
{
    struct rdf_parts p = rdf_parts(d, a, t);

    if (p.kind == RDF_IRI)
        return rdf_iri(to, p.value);
    return p.kind == RDF_BLANK ? rdf_blank_new(to) : rdf_literal(to, p.value, p.datatype, p.language);
}

/* The same statements from the last to the first, with other labels; `step`
 * and the number of quads have no common divisor. */
static struct rdf *in_disguise(struct arena *a, const struct rdf *d, size_t step)
{
    struct rdf *out = rdf_new(a, NULL);
    size_t n = rdf_count(d);
    rdf_term *terms = NEW_ARRAY(a, rdf_term_count(d) + 1, rdf_term);

    for (rdf_term t = (rdf_term)rdf_term_count(d); t; t--)
        terms[t] = copy_term(out, a, d, t);
    for (size_t i = 0, at = n / 2; i < n; i++, at = (at + step) % n) {
        const struct rdf_quad *q = &rdf_quads(d)[at];
        REQUIRE(rdf_add(out, terms[q->s], terms[q->p], terms[q->o], terms[q->g], NULL) == OK);
    }
    REQUIRE(rdf_count(out) == n);
    return out;
}

static size_t greatest_divisor(size_t x, size_t y)
{
    return y ? greatest_divisor(y, x % y) : x;
}

static size_t step_for(size_t n)
{
    size_t step = n / 3 + 1;

    while (greatest_divisor(step, n) != 1)
        step++;
    return step;
}

static void check_lines(str text)
{
    str line, last = {0};

    while (text.n && str_cut(&text, '\n', &line)) {
        REQUIRE(last.p == NULL || str_cmp(last, line) < 0);
        last = line;
    }
}

/* Labels and order of the input change nothing; lines are sorted and unlike;
 * the hash is that of the text; what is canonical stays as it is. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct rdf *d, *other;
    str text, again, hash;

    if (nquads_parse(a, (str){(const char *)p, n}, NULL, &d, NULL) == OK && rdf_count(d)) {
        code c = rdfc_canonicalize(a, d, &options, &text, NULL, NULL);
        REQUIRE(c == OK || c == LIMIT);
        other = in_disguise(a, d, step_for(rdf_count(d)));
        code c2 = rdfc_canonicalize(a, other, &options, &again, NULL, NULL);
        if (c == OK && c2 == OK) {
            REQUIRE(str_eq(text, again));
            check_lines(text);
            REQUIRE(rdfc_hash(a, d, NULL, &hash, NULL) == OK);
            REQUIRE(!memcmp(hash.p, sha256(text).b, 32));
            REQUIRE(nquads_parse(a, text, NULL, &other, NULL) == OK);
            c2 = rdfc_canonicalize(a, other, NULL, &again, NULL, NULL);
            REQUIRE(c2 == LIMIT || str_eq(text, again));
        }
    }
    arena_free(a);
    return 0;
}
