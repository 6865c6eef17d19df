#include "format/svg.h"
#include "fuzz/fuzz.h"

static const str ns = {"http://openbadges.org", 21}, name = {"assertion", 9};

/* Cleaning twice is cleaning once, and no word that acts comes out. */
static void check_clean(struct arena *a, str file)
{
    static const char *const words[] = {"<script", "<foreignObject", "<a ", "<a>", "<set", "<animate", "<!",
                                        "<?", "<iframe", " onload=\"", "<feImage"};
    str once, twice;

    if (svg_clean(a, file, &once, NULL) != OK)
        return;
    for (size_t i = 0; i < COUNT(words); i++)
        REQUIRE(!str_contains(once, cstr(words[i])));
    REQUIRE(svg_looks_like(once));
    REQUIRE(svg_clean(a, once, &twice, NULL) == OK && str_eq(once, twice));
}

/* What is put in comes out; taking it out again leaves the rest. */
static void check_put(struct arena *a, str file, str text)
{
    struct svg_insert e = {.ns = ns, .prefix = S("openbadges"), .name = name, .text = text};
    struct svg_element got;
    str one, two;

    if (svg_element_put(a, file, &e, &one, NULL) != OK || one.n > 900000)
        return;
    REQUIRE(svg_element_get(a, one, ns, name, 0, &got, NULL) == OK && str_eq(got.text, text));
    REQUIRE(svg_element_get(a, one, ns, name, 1, &got, NULL) == NOT_FOUND);
    REQUIRE(svg_element_put(a, one, &e, &two, NULL) == OK && str_eq(one, two));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};
    struct svg_element e;

    if (svg_element_get(a, in, ns, name, 0, &e, NULL) == OK)
        REQUIRE(e.from < e.to && e.to <= in.n && in.p[e.from] == '<' && in.p[e.to - 1] == '>');
    check_clean(a, in);
    check_put(a, in, S("{\"a\":1}"));
    check_put(a, S("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), in);
    arena_free(a);
    return 0;
}
