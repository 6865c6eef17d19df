#include "base/utf8.h"
#include "format/rdf.h"
#include "fuzz/fuzz.h"

/* Each term, taken apart and put together again, is the same term. */
static void check_terms(struct arena *a, struct rdf *d)
{
    for (rdf_term t = 1; t <= rdf_term_count(d); t++) {
        struct rdf_parts p = rdf_parts(d, a, t);
        REQUIRE(utf8_is_valid(rdf_spelling(d, t)));
        if (p.kind == RDF_IRI)
            REQUIRE(rdf_iri(d, p.value) == t);
        else if (p.kind == RDF_BLANK)
            REQUIRE(rdf_blank(d, p.value) == t);
        else
            REQUIRE(rdf_literal(d, p.value, p.datatype, p.language) == t);
    }
}

/* What is read, written and read again is the same. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct rdf *d, *again;
    struct error err;

    if (nquads_parse(a, (str){(const char *)p, n}, NULL, &d, &err) == OK) {
        str out = nquads_write(a, d);
        check_terms(a, d);
        REQUIRE(nquads_parse(a, out, NULL, &again, NULL) == OK);
        REQUIRE(rdf_count(again) == rdf_count(d));
        REQUIRE(str_eq(nquads_write(a, again), out));
    }
    arena_free(a);
    return 0;
}
