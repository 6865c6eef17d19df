#include "format/rdfc.h"
#include <time.h>
#include "base/codec.h"
#include "unit/vectors.h"

static struct rdf *read_quads(struct arena *a, str text)
{
    struct rdf *d;
    struct error err;

    check_ok(nquads_parse(a, text, NULL, &d, &err), &err);
    return d;
}

static str canonical(struct arena *a, str text)
{
    struct error err;
    str out;

    check_ok(rdfc_canonicalize(a, read_quads(a, text), NULL, &out, NULL, &err), &err);
    return out;
}

TEST(quads_come_out_in_order_with_canonical_labels)
{
    static const struct { const char *in, *want; } t[] = {
        {"", ""},
        {"<s:a> <p:b> <o:c> .\n", "<s:a> <p:b> <o:c> .\n"},
        {"<s:a> <p:b> \"x\"^^<http://www.w3.org/2001/XMLSchema#string> .\n", "<s:a> <p:b> \"x\" .\n"},
        {"_:x <p:b> _:x .\n_:x <p:b> _:x .\n", "_:c14n0 <p:b> _:c14n0 .\n"},
        {"<s:a> <p:b> _:z .\n<s:a> <p:b> <o:c> _:g .\n<s:a> <p:b> <o:c> .\n<s:a> <p:b> \"o\" .\n",
         "<s:a> <p:b> \"o\" .\n<s:a> <p:b> <o:c> .\n<s:a> <p:b> <o:c> _:c14n1 .\n<s:a> <p:b> _:c14n0 .\n"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, canonical(test_arena, cstr(t[i].in)), cstr(t[i].want));
}

TEST(a_label_that_no_quad_has_is_not_issued)
{
    struct rdf *d = rdf_new(test_arena, NULL);
    struct rdfc_labels labels = {0};
    struct error err;
    str out;

    (void)rdf_blank_new(d);
    rdf_term x = rdf_blank(d, S("x")), p = rdf_iri(d, S("p:b"));
    check_ok(rdf_add(d, x, p, x, 0, &err), &err);
    check_ok(rdfc_canonicalize(test_arena, d, NULL, &out, &labels, &err), &err);
    check_str(out, S("_:c14n0 <p:b> _:c14n0 .\n"));
    assert_int_equal(labels.n, 1);
    check_str(labels.items[0].input, S("x"));
    check_str(labels.items[0].canonical, S("c14n0"));
}

TEST(generalised_rdf_has_no_canonical_form)
{
    struct rdf *d = rdf_new(test_arena, NULL);
    rdf_term x = rdf_blank(d, S("x")), p = rdf_iri(d, S("p:b")), o = rdf_literal(d, S("o"), (str){0}, (str){0});
    const struct rdf_quad bad[] = {{p, x, o, 0}, {p, o, o, 0}, {o, p, o, 0}, {p, p, o, o}};
    str out;

    for (size_t i = 0; i < COUNT(bad); i++) {
        d = rdf_new(test_arena, NULL);
        x = rdf_blank(d, S("x")), p = rdf_iri(d, S("p:b")), o = rdf_literal(d, S("o"), (str){0}, (str){0});
        check_code(rdf_add(d, bad[i].s, bad[i].p, bad[i].o, bad[i].g, NULL), OK);
        check_code_at(i, rdfc_canonicalize(test_arena, d, NULL, &out, NULL, NULL), UNSUPPORTED);
        check_code_at(i, rdfc_hash(test_arena, d, NULL, &out, NULL), UNSUPPORTED);
    }
}

static void check_hash(const struct rdf *d, enum sha kind, str text)
{
    struct rdfc_options opt = {.hash = kind};
    struct error err;
    uint8_t want[SHA_MAX];
    str got;

    sha_into(kind, text, want);
    check_ok(rdfc_hash(test_arena, d, &opt, &got, &err), &err);
    check_str(got, ((str){(char *)want, kind}));
}

TEST(the_hash_is_that_of_the_text_whatever_its_length)
{
    for (size_t lines = 0; lines < 300; lines = lines * 3 + 1) {
        struct buf b = buf_new(test_arena);
        for (size_t i = 0; i < lines; i++)
            buf_printf(&b, "<s:%zu> <p:b> \"%0*zu\" .\n", i, (int)(i * 37 % 5000 + 1), i);
        struct rdf *d = read_quads(test_arena, buf_done(&b));
        check_hash(d, SHA_256, canonical(test_arena, nquads_write(test_arena, d)));
        check_hash(d, SHA_384, canonical(test_arena, nquads_write(test_arena, d)));
    }
}

/* Random datasets. */

static uint32_t random_state, variety = 100;     /* of IRIs: with few, quads differ in their objects alone */

static uint32_t any(uint32_t below)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % below;
}

/* Texts in which one often begins another. */
static rdf_term any_literal(struct rdf *d)
{
    static const char *const values[] = {"", "a", "ab", "a\"", "a\" ", "a ", "\n", "\\", "a.", "é", "\x01", "😀"};
    static const char *const languages[] = {"e", "en", "en-GB", "en-G"};
    static const char *const types[] = {"t:", "t:a", "t:ab", "t:a.", "t:é"};
    str value = cstr(values[any(COUNT(values))]);

    switch (any(3)) {
    case 0:
        return rdf_literal(d, value, (str){0}, (str){0});
    case 1:
        return rdf_literal(d, value, (str){0}, cstr(languages[any(COUNT(languages))]));
    default:
        return rdf_literal(d, value, cstr(types[any(COUNT(types))]), (str){0});
    }
}

static rdf_term any_iri(struct rdf *d)
{
    static const char *const iris[] = {"u:", "u:a", "u:ab", "u:a!", "u:a-b", "u:a/", "u:~", "u:é", "a:", "z:\xF0\x90\x80\x80", "z:\xEF\xBF\xBD"};

    return rdf_iri(d, cstr(iris[any(variety < COUNT(iris) ? variety : COUNT(iris))]));
}

static rdf_term any_node(struct rdf *d, uint32_t blanks)
{
    return any(2) ? any_iri(d) : rdf_blank(d, str_printf(test_arena, "x%u", any(blanks)));
}

static struct rdf *any_dataset(uint32_t quads, uint32_t blanks)
{
    struct rdf *d = rdf_new(test_arena, NULL);
    struct error err;

    for (uint32_t i = 0; i < quads; i++) {
        rdf_term s = any_node(d, blanks), p = any_iri(d);
        rdf_term o = any(2) ? any_literal(d) : any_node(d, blanks), g = any(2) ? 0 : any_node(d, blanks);
        check_ok(rdf_add(d, s, p, o, g, &err), &err);
    }
    return d;
}

static int by_line(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

static size_t split_lines(str text, str **lines)
{
    size_t n = 0;
    str line;

    *lines = NEW_ARRAY(test_arena, text.n + 1, str);
    while (text.n && str_cut(&text, '\n', &line))
        (*lines)[n++] = line;
    return n;
}

/* The quads are sorted by the ranks of their terms; the standard wants the
 * lines in order of their bytes. */
TEST(order_of_ranks_is_order_of_lines)
{
    for (random_state = 0; random_state < 600; random_state++) {
        uint32_t seed = random_state;
        variety = seed % 3 ? 100 : 1 + seed % 4;
        struct rdf *d = any_dataset(1 + any(120), 1 + any(40));
        struct error err;
        str text, *lines, *sorted;

        check_code(rdfc_canonicalize(test_arena, d, NULL, &text, NULL, &err), OK);
        size_t n = split_lines(text, &lines);
        assert_int_equal(n, rdf_count(d));
        sorted = memcpy(NEW_ARRAY(test_arena, n + 1, str), lines, n * sizeof *lines);
        qsort(sorted, n, sizeof *sorted, by_line);
        for (size_t i = 0; i < n; i++)
            check_str_at(seed, lines[i], sorted[i]);
        random_state = seed;
        arena_reset(test_arena);
    }
    variety = 100;
}

/* Numbers as labels: c14n10 stands before c14n2. */
TEST(hundreds_of_labels_are_sorted_as_text)
{
    struct buf b = buf_new(test_arena);
    str *lines;

    for (size_t i = 0; i < 1234; i++)
        buf_printf(&b, "_:n%zu <p:b> \"%zu\" .\n", i, i);
    size_t n = split_lines(canonical(test_arena, buf_done(&b)), &lines);
    assert_int_equal(n, 1234);
    for (size_t i = 1; i < n; i++)
        check_at(i, str_cmp(lines[i - 1], lines[i]) < 0);
}

/* The same statements, with other labels and in another order. */
static struct rdf *in_disguise(const struct rdf *d)
{
    struct rdf *out = rdf_new(test_arena, NULL);
    size_t n = rdf_count(d);
    struct rdf_quad *q = memcpy(NEW_ARRAY(test_arena, n, struct rdf_quad), rdf_quads(d), n * sizeof *q);
    rdf_term *term = NEW_ARRAY(test_arena, rdf_term_count(d) + 1, rdf_term);

    for (size_t i = n; i > 1; i--) {
        size_t j = any((uint32_t)i);
        struct rdf_quad swap = q[i - 1];
        q[i - 1] = q[j];
        q[j] = swap;
    }
    for (rdf_term t = (rdf_term)rdf_term_count(d); t; t--) {
        struct rdf_parts p = rdf_parts(d, test_arena, t);
        term[t] = p.kind == RDF_BLANK ? rdf_blank_new(out)
                  : p.kind == RDF_IRI ? rdf_iri(out, p.value)
                                      : rdf_literal(out, p.value, p.datatype, p.language);
    }
    for (size_t i = 0; i < n; i++)
        check_code(rdf_add(out, term[q[i].s], term[q[i].p], term[q[i].o], term[q[i].g], NULL), OK);
    return out;
}

TEST(other_labels_and_another_order_change_nothing)
{
    for (random_state = 0; random_state < 600; random_state++) {
        uint32_t seed = random_state;
        variety = seed % 2 ? 100 : 2;
        /* Few kinds of quads: many nodes look alike. */
        struct rdf *d = any_dataset(1 + any(seed % 4 ? 12 : 60), 1 + any(8));
        str text, again;
        code c = rdfc_canonicalize(test_arena, d, NULL, &text, NULL, NULL);

        check_code_at(seed, rdfc_canonicalize(test_arena, in_disguise(d), NULL, &again, NULL, NULL), c);
        if (c == OK)
            check_str_at(seed, again, text);
        random_state = seed;
        arena_reset(test_arena);
    }
    variety = 100;
}

TEST(what_is_canonical_stays_as_it_is)
{
    for (random_state = 0; random_state < 100; random_state++) {
        uint32_t seed = random_state;
        str text = canonical(test_arena, nquads_write(test_arena, any_dataset(1 + any(30), 1 + any(8))));
        check_str_at(seed, canonical(test_arena, text), text);
        random_state = seed;
        arena_reset(test_arena);
    }
}

/* Poison: graphs of blank nodes that nothing tells apart. */

static double cpu_ms(void)
{
    return (double)clock() * 1000 / CLOCKS_PER_SEC;
}

/* Milliseconds of a release build; sanitizers make all of it ten times slower. */
static code time_canonicalize(const struct rdf *d, double *ms)
{
    struct arena *a = arena_new((size_t)256 << 20);
    double start = cpu_ms();
    str out;
    code c = rdfc_canonicalize(a, d, NULL, &out, NULL, NULL);

    *ms = cpu_ms() - start;
    arena_free(a);
    return c;
}

static void edge(struct buf *b, size_t from, size_t to)
{
    buf_printf(b, "_:n%zu <p:e> _:n%zu .\n", from, to);
}

/* 64 KB of a clique, each edge with a name of a thousand bytes. */
static void long_edges(struct buf *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j)
                buf_printf(b, "_:n%zu <p:%01000d> _:n%zu .\n", i, 1, j);
}

static struct rdf *graph(const char *kind, size_t n)
{
    struct buf b = buf_new(test_arena);

    if (!strcmp(kind, "long"))
        long_edges(&b, n);
    for (size_t i = 0; i < n; i++) {
        if (!strcmp(kind, "ring"))
            edge(&b, i, (i + 1) % n);
        if (!strcmp(kind, "clique"))
            for (size_t j = 0; j < n; j++)
                if (i != j)
                    edge(&b, i, j);
        if (!strcmp(kind, "hypercube"))
            for (size_t bit = 1; bit < n; bit *= 2)
                edge(&b, i, i ^ bit);
        if (!strcmp(kind, "star"))
            edge(&b, n, i);
        if (!strcmp(kind, "stars"))
            edge(&b, n + i % 8, i);
        if (!strcmp(kind, "pairs"))
            edge(&b, i, i ^ 1);
        if (!strcmp(kind, "ladder"))
            edge(&b, i, (i + 2) % n), edge(&b, i, i ^ 1);
    }
    return read_quads(test_arena, buf_done(&b));
}

TEST(graphs_of_look_alikes_are_done_or_refused_and_never_hang)
{
    static const struct { const char *kind; size_t n; code want; } t[] = {
        {"ring", 3, OK}, {"ring", 30, OK}, {"ring", 200, LIMIT}, {"ring", 3000, LIMIT},
        {"clique", 3, OK}, {"clique", 5, OK}, {"clique", 8, LIMIT}, {"clique", 10, LIMIT}, {"clique", 40, LIMIT},
        {"clique", 100, LIMIT}, {"hypercube", 8, OK}, {"hypercube", 64, LIMIT}, {"hypercube", 512, LIMIT},
        {"star", 2000, OK}, {"star", 9000, OK}, {"stars", 2000, LIMIT}, {"stars", 40, LIMIT}, {"pairs", 4000, OK},
        {"ladder", 6, OK}, {"ladder", 2000, LIMIT}, {"long", 8, LIMIT}, {"long", 5, OK},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct rdf *d = graph(t[i].kind, t[i].n);
        double ms;
        code got = time_canonicalize(d, &ms);
        if (getenv("SHOW"))
            print_message("%-10s %5zu %s %.2f ms\n", t[i].kind, t[i].n, code_name(got), ms);
        check_code_at(i, got, t[i].want);
#ifndef ARENA_DEBUG
        check_at(i, ms < 100);
#endif
        arena_reset(test_arena);
    }
}

TEST(each_limit_is_a_counter)
{
    static const struct { struct rdfc_limits limits; code want; } t[] = {
        {{.calls = 100, .permutations = 100, .depth = 100, .bytes = 1 << 20}, OK},
        {{.calls = 11, .permutations = 100, .depth = 100, .bytes = 1 << 20}, LIMIT},
        {{.calls_per_blank = 5, .permutations = 100, .depth = 100, .bytes = 1 << 20}, OK},
        {{.calls = 100, .permutations = 10, .depth = 100, .bytes = 1 << 20}, LIMIT},
        {{.calls = 100, .permutations = 100, .depth = 2, .bytes = 1 << 20}, LIMIT},
        {{.calls = 100, .permutations = 100, .depth = 100, .bytes = 5000}, LIMIT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct rdfc_options opt = {.limits = &t[i].limits};
        str out;
        check_code_at(i, rdfc_canonicalize(test_arena, graph("ring", 4), &opt, &out, NULL, NULL), t[i].want);
    }
}

TEST(long_terms_used_often_meet_the_limit_of_bytes)
{
    struct rdf *d = rdf_new(test_arena, NULL);
    rdf_term p = rdf_iri(d, S("p:b"));
    char *big = memset(NEW_ARRAY(test_arena, 100000, char), 'x', 100000);
    rdf_term o = rdf_literal(d, (str){big, 100000}, (str){0}, (str){0});
    str out;

    for (size_t i = 0; i < 1000; i++)
        check_code(rdf_add(d, rdf_iri(d, str_printf(test_arena, "s:%zu", i)), p, o, 0, NULL), OK);
    check_code(rdfc_hash(test_arena, d, NULL, &out, NULL), LIMIT);
}

/* Everything that a call keeps in the arena, among it what look-alikes need. */
static void canonicalize_anything(struct arena *a, void *ctx)
{
    struct rdfc_labels labels = {0};
    struct rdf *d;
    str out;

    check_ok(nquads_parse(a, S("_:a <p:b> _:b .\n_:b <p:b> _:c .\n_:c <p:b> _:a .\n"
                               "_:a <p:b> _:c .\n_:b <p:b> _:a .\n_:c <p:b> _:b .\n<s:a> <p:b> \"x\" .\n"),
                          NULL, &d, ctx), ctx);
    check_ok(rdfc_canonicalize(a, d, NULL, &out, &labels, ctx), ctx);
    check_ok(rdfc_hash(a, d, NULL, &out, ctx), ctx);
}

TEST(memory_may_run_out_anywhere_while_canonicalizing)
{
    struct error err = {0};

    assert_true(check_each_allocation(canonicalize_anything, &err) > 60);
}

/* The W3C suite. */

static str suite_file(struct arena *a, const struct json *test, const char *key)
{
    return vector_file(a, str_printf(a, "vectors/w3c/rdf-canon/tests/" STR_FMT,
                                     STR_ARG(json_str(json_get(test, key)))).p);
}

static bool map_matches(struct arena *a, const struct rdfc_labels *labels, str want)
{
    const struct json *map;
    struct error err;

    check_ok(json_parse(a, want, NULL, &map, &err), &err);
    for (size_t i = 0; i < labels->n; i++)
        if (!str_eq(json_str(json_get_str(map, labels->items[i].input)), labels->items[i].canonical))
            return false;
    return json_count(map) == labels->n;
}

static bool test_holds(struct arena *a, const struct json *test)
{
    bool is_384 = str_eq(json_str(json_get(test, "hashAlgorithm")), S("SHA384"));
    struct rdfc_options opt = {.hash = is_384 ? SHA_384 : SHA_256};
    struct rdf *d = read_quads(a, suite_file(a, test, "action"));
    str type = json_str(json_get(test, "type")), want = suite_file(a, test, "result"), out;
    struct rdfc_labels labels = {0};
    code c = rdfc_canonicalize(a, d, &opt, &out, &labels, NULL);

    if (str_eq(type, S("rdfc:RDFC10NegativeEvalTest")))
        return c == LIMIT;
    if (str_eq(type, S("rdfc:RDFC10MapTest")))
        return c == OK && map_matches(a, &labels, want);
    return c == OK && str_eq(type, S("rdfc:RDFC10EvalTest")) && str_eq(out, want);
}

TEST(the_w3c_suite_passes_at_default_limits)
{
    const struct json *entries =
        json_get(vector_json(test_arena, "vectors/w3c/rdf-canon/tests/manifest.jsonld"), "entries");
    size_t passed = 0;

    if (!entries)
        skip();
    for (size_t i = 0; i < json_count(entries); i++) {
        struct arena *a = arena_new(0);
        const struct json *test = json_item(entries, i);
        if (test_holds(a, test))
            passed++;
        else
            print_error("not so: " STR_FMT "\n", STR_ARG(json_str(json_get(test, "id"))));
        arena_free(a);
    }
    assert_int_equal(json_count(entries), 86);
    assert_int_equal(passed, 86);
}

/* The shared hostile documents. */

static void check_poison(struct arena *a, const struct hostile *h, str bytes)
{
    struct rdf *d;
    double ms;

    if (!str_ends(h->file, S(".nq")))
        return;
    check_hostile(h, nquads_parse(a, bytes, NULL, &d, NULL) == OK);
    code c = time_canonicalize(d, &ms);
    check_hostile(h, c == OK || c == LIMIT);
    check_hostile(h, c == OK || !str_eq(h->verdict, S("accept")));
    check_hostile(h, c == LIMIT || !str_eq(h->verdict, S("reject")));
    if (getenv("SHOW"))
        print_message(STR_FMT " %s %.2f ms\n", STR_ARG(h->file), code_name(c), ms);
#ifndef ARENA_DEBUG
    check_hostile(h, ms < 100);
#endif
}

TEST(poison_documents_are_refused_in_tens_of_milliseconds)
{
    each_hostile("jsonld", 0, check_poison);
}
