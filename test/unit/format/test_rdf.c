#include "format/rdf.h"
#include "unit/vectors.h"

static struct rdf *dataset(void)
{
    return rdf_new(test_arena, NULL);
}

/* Terms. */

TEST(the_same_text_is_the_same_term)
{
    struct rdf *d = dataset();
    rdf_term iri = rdf_iri(d, S("urn:a")), text = rdf_literal(d, S("urn:a"), (str){0}, (str){0});

    assert_true(iri && text && iri != text);
    assert_int_equal(rdf_iri(d, S("urn:a")), iri);
    assert_int_equal(rdf_iri_spelled(d, S("<urn:a>")), iri);
    assert_int_equal(rdf_literal(d, S("urn:a"), S("http://www.w3.org/2001/XMLSchema#string"), (str){0}), text);
    assert_int_equal(rdf_blank(d, S("x")), rdf_blank(d, S("x")));
    assert_int_equal(rdf_term_count(d), 3);
}

TEST(thousands_of_terms_keep_their_numbers)
{
    struct rdf *d = dataset();
    rdf_term t[5000];

    for (size_t i = 0; i < COUNT(t); i++)
        t[i] = rdf_iri(d, str_printf(test_arena, "https://example.org/%zu", i * 7919));
    for (size_t i = 0; i < COUNT(t); i++) {
        str iri = str_printf(test_arena, "https://example.org/%zu", i * 7919);
        assert_int_equal(rdf_iri(d, iri), t[i]);
        check_str(rdf_parts(d, test_arena, t[i]).value, iri);
    }
    assert_int_equal(rdf_term_count(d), COUNT(t));
}

TEST(iris_are_absolute_and_without_delimiters)
{
    static const struct { const char *iri; bool ok; } t[] = {
        {"http://example.org/", true}, {"urn:x", true}, {"did:key:z6Mk", true}, {"xsd:dateTime", true},
        {"http://example.org/ü?q=[1]#'x'", true}, {"a+b-c.1:", true},
        {"", false}, {"relative", false}, {"/path", false}, {"//host/x", false}, {"1a:b", false}, {":x", false},
        {"http://e/a b", false}, {"http://e/<", false}, {"http://e/>", false}, {"http://e/\"", false},
        {"http://e/{", false}, {"http://e/}", false}, {"http://e/|", false}, {"http://e/^", false},
        {"http://e/`", false}, {"http://e/\\", false}, {"http://e/\n", false}, {"http://e/\x01", false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, rdf_is_iri(cstr(t[i].iri)) == t[i].ok);
        check_at(i, (rdf_iri(dataset(), cstr(t[i].iri)) != 0) == t[i].ok);
    }
}

TEST(a_byte_that_no_iri_has_is_found_wherever_it_stands)
{
    static const char bad[] = "<>\"{}|^`\\";

    for (size_t n = 4; n < 70; n++)
        for (size_t at = 2; at < n; at++)
            for (unsigned c = 0; c < 256; c++) {
                char text[70] = "a:";
                memset(text + 2, 'x', n - 2);
                text[at] = (char)c;
                bool want = c > ' ' && !strchr(bad, (char)c);
                if (rdf_is_iri((str){text, n}) != want)
                    check_at(n * 1000 + at, c == 256);
            }
}

TEST(labels_are_those_of_the_grammar)
{
    static const struct { const char *label; bool ok; } t[] = {
        {"b0", true}, {"0", true}, {"_", true}, {"a.b", true}, {"a-b", true}, {"é", true}, {"𐐀", true}, {"a·", true},
        {"", false}, {"-a", false}, {".a", false}, {"a.", false}, {"a b", false}, {"a:b", false}, {":a", false},
        {"·a", false}, {"a\n", false}, {"a×", false}, {"a>", false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, rdf_is_label(cstr(t[i].label)) == t[i].ok);
        check_at(i, (rdf_blank(dataset(), cstr(t[i].label)) != 0) == t[i].ok);
    }
}

TEST(literals_are_spelled_in_the_canonical_way)
{
    static const struct { const char *value; size_t n; const char *datatype, *language, *want; } t[] = {
        {"x", 1, NULL, NULL, "\"x\""}, {"", 0, NULL, NULL, "\"\""},
        {"x", 1, "http://www.w3.org/2001/XMLSchema#string", NULL, "\"x\""},
        {"x", 1, "urn:t", NULL, "\"x\"^^<urn:t>"},
        {"x", 1, NULL, "en-GB", "\"x\"@en-GB"},
        {"x", 1, "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en", "\"x\"@en"},
        {"\t\b\n\r\f\"\\", 7, NULL, NULL, "\"\\t\\b\\n\\r\\f\\\"\\\\\""},
        {"\0\x01\x0B\x1F\x7F", 5, NULL, NULL, "\"\\u0000\\u0001\\u000B\\u001F\\u007F\""},
        {"\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD\xEF\xBB\xBF", 12, NULL, NULL,
         "\"\\uFFFE\\uFFFF\xEF\xBF\xBD\xEF\xBB\xBF\""},
        {"'\xC2\x80∞😀", 10, NULL, NULL, "\"'\xC2\x80∞😀\""},
        {"x", 1, "relative", NULL, NULL}, {"x", 1, "", NULL, NULL}, {"x", 1, NULL, "", NULL}, {"x", 1, NULL, "e n", NULL},
        {"x", 1, NULL, "1", NULL}, {"x", 1, NULL, "en-", NULL}, {"x", 1, NULL, "en_GB", NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct rdf *d = dataset();
        str value = {t[i].value, t[i].n};
        rdf_term got = rdf_literal(d, value, cstr(t[i].datatype), cstr(t[i].language));
        check_at(i, (got != 0) == (t[i].want != NULL));
        if (!got)
            continue;
        check_str_at(i, rdf_spelling(d, got), cstr(t[i].want));
        struct rdf_parts p = rdf_parts(d, test_arena, got);
        check_str_at(i, p.value, value);
        check_str_at(i, p.language, cstr(t[i].language));
        check_at(i, rdf_literal(d, p.value, p.datatype, p.language) == got);
    }
}

TEST(a_new_blank_node_is_nobody_elses)
{
    struct rdf *d = dataset();
    rdf_term named = rdf_blank(d, S("b0")), fresh = rdf_blank_new(d), other = rdf_blank_new(d);

    check_str(rdf_spelling(d, named), S("_:b0"));
    assert_true(fresh != named && fresh != other);
    /* The text comes later and happens to name it. */
    rdf_term late = rdf_blank(d, str_from(rdf_spelling(d, fresh), 2));
    assert_true(late != fresh && late != other && late != named);
    assert_int_equal(rdf_blank(d, str_from(rdf_spelling(d, fresh), 2)), late);
}

TEST(a_label_of_a_text_is_its_own_before_and_after_new_nodes)
{
    struct rdf *d = dataset();
    rdf_term early = rdf_blank(d, S("b2")), fresh[4];

    for (size_t i = 0; i < COUNT(fresh); i++) {
        fresh[i] = rdf_blank_new(d);             /* b0, b1, b3, b4 */
        check_at(i, fresh[i] != early);
    }
    check_str(rdf_spelling(d, fresh[2]), S("_:b3"));
    assert_int_equal(rdf_blank(d, S("b2")), early);
    static const char *const never_given[] = {"b9", "b03", "b", "b3x", "c3", "b-1", "b+1", "b99999999999999999999"};
    for (size_t i = 0; i < COUNT(never_given); i++) {
        rdf_term t = rdf_blank(d, cstr(never_given[i]));
        check_at(i, !t || str_eq(str_from(rdf_spelling(d, t), 2), cstr(never_given[i])));
        check_at(i, rdf_blank(d, cstr(never_given[i])) == t);
    }
    assert_int_not_equal(rdf_blank(d, S("b3")), fresh[2]);
}

TEST(a_quad_is_found_again_however_many_came_between)
{
    struct rdf *d = rdf_new(test_arena, &(struct rdf_limits){.quads = 5000, .term_bytes = 1 << 20});
    rdf_term p = rdf_iri(d, S("urn:p")), kinds[3], nodes[1000];

    for (size_t i = 0; i < COUNT(kinds); i++)
        kinds[i] = rdf_iri(d, str_printf(test_arena, "urn:kind:%zu", i));
    for (size_t i = 0; i < COUNT(nodes); i++) {  /* new, then not surely new, then there already */
        nodes[i] = rdf_blank_new(d);
        for (size_t k = 0; k < 2 * COUNT(kinds); k++)
            check_code(rdf_add(d, nodes[i], p, kinds[k % COUNT(kinds)], 0, NULL), OK);
    }
    assert_int_equal(rdf_count(d), COUNT(nodes) * COUNT(kinds));
    for (size_t i = 0; i < COUNT(nodes); i++) {
        check_code(rdf_add(d, nodes[i], p, kinds[i % COUNT(kinds)], 0, NULL), OK);
        check_at(i, rdf_count(d) == COUNT(nodes) * COUNT(kinds));
    }
    check_code(rdf_add(d, nodes[0], p, kinds[0], p, NULL), OK);
    check_code(rdf_add(d, nodes[0], p, nodes[1], 0, NULL), OK);
    assert_int_equal(rdf_count(d), COUNT(nodes) * COUNT(kinds) + 2);
}

TEST(quads_are_a_set_in_order_of_adding)
{
    struct rdf *d = dataset();
    rdf_term a = rdf_iri(d, S("urn:a")), b = rdf_iri(d, S("urn:b"));

    for (size_t round = 0; round < 3; round++) {
        check_ok(rdf_add(d, a, b, a, 0, NULL), NULL);
        check_ok(rdf_add(d, a, b, a, b, NULL), NULL);
        check_ok(rdf_add(d, a, b, b, 0, NULL), NULL);
    }
    assert_int_equal(rdf_count(d), 3);
    check_str(nquads_write(test_arena, d),
              S("<urn:a> <urn:b> <urn:a> .\n<urn:a> <urn:b> <urn:a> <urn:b> .\n<urn:a> <urn:b> <urn:b> .\n"));
}

TEST(limits_count_quads_and_the_bytes_of_terms)
{
    struct rdf *d = rdf_new(test_arena, &(struct rdf_limits){.quads = 2, .term_bytes = 100});
    rdf_term a = rdf_iri(d, S("urn:a")), b = rdf_iri(d, S("urn:b"));

    check_code(rdf_add(d, a, b, a, 0, NULL), OK);
    check_code(rdf_add(d, a, b, b, 0, NULL), OK);
    check_code(rdf_add(d, a, b, b, 0, NULL), OK);         /* there already */
    check_code(rdf_add(d, b, b, b, 0, NULL), LIMIT);
    char *big = memset(NEW_ARRAY(test_arena, 100, char), 'x', 100);
    assert_true(rdf_literal(d, (str){big, 100}, (str){0}, (str){0}) != 0);
    check_code(rdf_add(d, a, b, b, 0, NULL), LIMIT);
}

static void build(struct arena *a, void *ctx)
{
    struct rdf *d = rdf_new(a, NULL);

    for (size_t i = 0; i < 200; i++) {
        rdf_term s = rdf_blank_new(d), p = rdf_iri(d, S("urn:p"));
        rdf_term o = rdf_literal(d, str_printf(a, "\t%zu", i), (str){0}, S("en"));
        (void)rdf_blank(d, S("b1"));
        check_ok(rdf_add(d, s, p, o, 0, ctx), ctx);
    }
    (void)nquads_write(a, d);
}

TEST(memory_may_run_out_anywhere_while_building)
{
    struct error err = {0};

    assert_true(check_each_allocation(build, &err) > 400);
}
