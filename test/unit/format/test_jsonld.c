#include "unit/vectors.h"
#include <pthread.h>
#include "format/contexts.h"
#include "format/jsonld.h"
#include "format/rdfc.h"

#define VC    "https://www.w3.org/ns/credentials/v2"
#define VOCAB "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
#define OB    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

static const struct json *parse(struct arena *a, const char *text)
{
    const struct json *v = NULL;
    struct error err = {0};

    check_ok(json_parse(a, cstr(text), NULL, &v, &err), &err);
    return v;
}

static str compact_text(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    return buf_done(&b);
}

/* What the document is in the end, and what is wrong with it in safe mode:
 * the place, and how the sentence begins. */

static const struct {
    const char *in, *expanded, *where, *wrong;
} documents[] = {
    {"{\"@context\":{\"n\":\"urn:n\"},\"@id\":\"urn:x\",\"n\":[\"a\",2]}",
     "[{\"@id\":\"urn:x\",\"urn:n\":[{\"@value\":\"a\"},{\"@value\":2}]}]", NULL, NULL},
    {"{\"urn:n\":\"a\",\"unknown\":1}", "[{\"urn:n\":[{\"@value\":\"a\"}]}]", "/unknown",
     "data-loss: \"unknown\""},
    {"{\"urn:n\":{\"@id\":\"rel\"}}", "[{\"urn:n\":[{\"@id\":\"rel\"}]}]", "/urn:n/@id",
     "data-loss: \"rel\""},
    {"{\"@type\":[\"urn:t\",\"T\"],\"urn:n\":1}",
     "[{\"@type\":[\"urn:t\",\"T\"],\"urn:n\":[{\"@value\":1}]}]", "/@type/1",
     "data-loss: the type \"T\""},
    {"{\"urn:n\":{\"@value\":\"x\",\"@language\":\"a b\"}}",
     "[{\"urn:n\":[{\"@value\":\"x\",\"@language\":\"a b\"}]}]", "/urn:n", "data-loss: \"a b\""},
    {"{\"urn:n\":[{\"urn:m\":{\"@value\":null}}]}", "[{\"urn:n\":[{}]}]", "/urn:n/0/urn:m",
     "data-loss: the value is null"},
    {"[{\"@id\":\"urn:x\"},\"free\"]", "[]", "/0", "data-loss: nothing is said"},
    {"{\"@future\":1,\"urn:n\":1}", "[{\"urn:n\":[{\"@value\":1}]}]", "/@future",
     "data-loss: \"@future\""},
    {"{\"urn:n\":{\"@list\":[1,[2]]}}",
     "[{\"urn:n\":[{\"@list\":[{\"@value\":1},{\"@value\":2}]}]}]", NULL, NULL},
    {"{\"_:p\":1}", "[{\"_:p\":[{\"@value\":1}]}]", "/_:p", "data-loss: \"_:p\""},
    {"{\"urn:n\":{\"@index\":\"i\",\"@set\":[]}}", "[{\"urn:n\":[]}]", NULL, NULL},
};

TEST(documents_are_expanded_and_safe_mode_names_what_would_be_lost)
{
    struct jsonld_options safe = {.safe = true};

    for (size_t i = 0; i < COUNT(documents); i++) {
        const struct json *out = NULL, *in = parse(test_arena, documents[i].in);
        struct error err = {0};
        check_ok(jsonld_expand(test_arena, in, NULL, &out, &err), &err);
        check_str_at(i, compact_text(test_arena, out), cstr(documents[i].expanded));
        code c = jsonld_expand(test_arena, in, &safe, &out, &err);
        check_at(i, (c == OK) == !documents[i].wrong);
        if (c == OK)
            continue;
        check_str_at(i, cstr(err.where), cstr(documents[i].where));
        check_at(i, str_starts(cstr(err.text), cstr(documents[i].wrong)));
    }
}

static str quads(struct arena *a, const char *text, const struct jsonld_options *opt)
{
    struct rdf *d = NULL;
    struct error err = {0};

    check_ok(jsonld_to_rdf(a, parse(a, text), opt, &d, &err), &err);
    return nquads_write(a, d);
}

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XSD "http://www.w3.org/2001/XMLSchema#"

TEST(numbers_have_their_canonical_form_in_quads)
{
    static const struct {
        const char *in, *want;
    } t[] = {
        {"1", "\"1\"^^<" XSD "integer>"},
        {"-0", "\"0\"^^<" XSD "integer>"},
        {"1.0e3", "\"1000\"^^<" XSD "integer>"},
        {"9007199254740993", "\"9007199254740992\"^^<" XSD "integer>"},
        {"1e20", "\"100000000000000000000\"^^<" XSD "integer>"},
        {"1e21", "\"1.0E21\"^^<" XSD "double>"},
        {"0.1", "\"1.0E-1\"^^<" XSD "double>"},
        {"-5.3e-10", "\"-5.3E-10\"^^<" XSD "double>"},
        {"0.30000000000000004", "\"3.0E-1\"^^<" XSD "double>"},
        {"{\"@value\":5,\"@type\":\"" XSD "double\"}", "\"5.0E0\"^^<" XSD "double>"},
        {"{\"@value\":5.5,\"@type\":\"urn:t\"}", "\"5.5E0\"^^<urn:t>"},
        {"true", "\"true\"^^<" XSD "boolean>"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str in = str_printf(test_arena, "{\"@id\":\"urn:s\",\"urn:p\":%s}", t[i].in);
        str want = str_printf(test_arena, "<urn:s> <urn:p> %s .\n", t[i].want);
        check_str_at(i, quads(test_arena, in.p, NULL), want);
    }
}

/* Odd datatypes of the OB 3.0.3 context are part of what is signed. */
TEST(bundled_contexts_give_the_datatypes_they_name_and_no_others)
{
    static const char in[] = "{\"@context\":[\"" VC "\",\"" OB "\"],\"id\":\"urn:a\","
                             "\"type\":[\"IdentityObject\"],\"hashed\":true,\"salt\":\"x\"}";
    struct jsonld_options safe = {.safe = true};

    check_str(quads(test_arena, in, &safe),
              S("<urn:a> <" RDF "type> <" VOCAB "IdentityObject> .\n"
                "<urn:a> <" VOCAB
                "hashed> \"true\"^^<https://www.w3.org/2001/XMLSchema#boolean> .\n"
                "<urn:a> <" VOCAB "salt> \"x\" .\n"));
}

TEST(a_context_that_is_not_bundled_is_not_fetched)
{
    struct rdf *d = NULL;
    struct error err = {0};
    const struct json *in = parse(test_arena, "{\"@context\":[\"" VC "\",\"https://x.test/c\"]}");

    check_code(jsonld_to_rdf(test_arena, in, NULL, &d, &err), UNREACHABLE);
    check_str(cstr(err.where), S("/@context/1"));
    assert_true(str_starts(cstr(err.text), S("loading remote context failed")));
}

/* Limits: counters, and a sentence for each. */

static struct error wrong(const char *text, const struct jsonld_options *opt)
{
    const struct json *out = NULL;
    struct error err = {0};

    assert_int_not_equal(jsonld_expand(test_arena, parse(test_arena, text), opt, &out, &err), OK);
    return err;
}

static str repeat(const char *part, size_t n)
{
    struct buf b = buf_new(test_arena);

    for (size_t i = 0; i < n; i++)
        buf_putz(&b, part);
    return buf_done(&b);
}

TEST(a_document_nested_too_deeply_is_refused)
{
    str in = str_printf(test_arena, "%s1%s", repeat("{\"urn:p\":", 60).p, repeat("}", 60).p);
    struct jsonld_limits limits = jsonld_default_limits;
    const struct json *out;
    struct error err = {0};

    check_ok(jsonld_expand(test_arena, parse(test_arena, in.p), NULL, &out, &err), &err);
    limits.depth = 59;
    err = wrong(in.p, &(struct jsonld_options){.limits = &limits});
    assert_int_equal(err.code, LIMIT);
    assert_true(str_starts(cstr(err.text), S("too deep")));
}

TEST(terms_contexts_and_text_are_counted)
{
    static const struct {
        const char *in;
        struct jsonld_limits limits;
    } t[] = {
        {"{\"@context\":{\"a\":\"urn:a\",\"b\":\"urn:b\",\"c\":\"urn:c\"}}", {64, 2, 9, 999}},
        {"{\"@context\":[{},{},{}]}", {64, 9, 2, 999}},
        {"{\"@context\":{\"@vocab\":\"urn:long-vocabulary-here:\"},\"a\":1,\"b\":1,\"c\":1}",
         {64, 9, 9, 60}},
        {"{\"@context\":[\"" VC "\",\"" VC "\"]}", {64, 50, 9, 999}},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = wrong(t[i].in, &(struct jsonld_options){.limits = &t[i].limits});
        check_code_at(i, err.code, LIMIT);
    }
}

/* A web that answers with what is asked for: "…/loop" includes itself, "…/n/7"
 * the next one, "…/self" has a scoped context that is itself. */
static code answer(void *ctx, struct arena *a, str url, struct jsonld_remote *out,
                   struct error *err)
{
    int64_t n;

    (void)ctx;
    out->url = url;
    if (str_ends(url, S("/loop")))
        out->text = S("{\"@context\":\"loop\"}");
    else if (str_ends(url, S("/self")))
        out->text = S("{\"@context\":{\"p\":{\"@id\":\"urn:p\",\"@context\":\"self\"}}}");
    else if (str_ends(url, S("/import")))
        out->text =
            S("{\"@context\":{\"p\":{\"@id\":\"urn:p\",\"@context\":{\"@import\":\"import\"}}}}");
    else if (str_to_int(str_from(url, sizeof "https://x.test/n/" - 1), &n))
        out->text = str_printf(a, "{\"@context\":\"%d\"}", (int)n + 1);
    else
        return fail(err, UNREACHABLE, "", "nothing there");
    return OK;
}

TEST(contexts_that_lead_nowhere_end)
{
    static const struct {
        const char *url;
        code want;
    } t[] = {
        {"https://x.test/loop", LIMIT},       {"https://x.test/n/0", LIMIT},
        {"https://x.test/self", OK},          {"https://x.test/import", LIMIT},
        {"https://x.test/none", UNREACHABLE},
    };
    struct jsonld_options opt = {.load = answer};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        const struct json *out,
            *in = parse(test_arena,
                        str_printf(test_arena, "{\"@context\":\"%s\",\"urn:q\":{\"p\":{\"p\":1}}}",
                                   t[i].url)
                            .p);
        check_code_at(i, jsonld_expand(test_arena, in, &opt, &out, &err), t[i].want);
    }
}

/* Bundled contexts. The program does not look for errors in them again. */

static code from_bundle(void *ctx, struct arena *a, str url, struct jsonld_remote *out,
                        struct error *err)
{
    const struct bundled_context *row =
        ctx && str_eq(((struct bundled_context *)ctx)->url, url) ? ctx : contexts_find(url, 0);

    (void)a;
    if (!row)
        return fail(err, UNREACHABLE, "", "not bundled");
    *out = (struct jsonld_remote){row->url, row->json};
    return OK;
}

TEST(every_bundled_context_holds_when_it_is_looked_at_like_a_strangers)
{
    for (size_t i = 0; i < contexts_count; i++) {
        struct arena *a = arena_new(0);
        struct jsonld_options opt = {.load = from_bundle,
                                     .load_ctx = (void *)(uintptr_t)&contexts_table[i],
                                     .load_first = true};
        const struct json *in = parse(a, str_printf(a, "{\"@context\":\"" STR_FMT "\"}",
                                                    STR_ARG(contexts_table[i].url))
                                             .p),
                          *out;
        struct error err = {0};
        if (jsonld_expand(a, in, &opt, &out, &err) != OK)
            print_error(STR_FMT "\n", STR_ARG(contexts_table[i].url));
        check_ok(err.code, &err);
        check_ok(jsonld_expand(a, in, NULL, &out, &err), &err);
        arena_free(a);
    }
}

static const char credential[] =
    "{\"@context\":[\"" VC "\",\"" OB "\"],\"id\":\"urn:c\",\"type\":[\"VerifiableCredential\","
    "\"OpenBadgeCredential\"],\"issuer\":{\"id\":\"urn:i\",\"type\":\"Profile\",\"name\":\"I\"},"
    "\"validFrom\":\"2026-01-01T00:00:00Z\",\"credentialSubject\":{\"type\":["
    "\"AchievementSubject\"],"
    "\"achievement\":{\"id\":\"urn:a\",\"type\":[\"Achievement\"],\"name\":\"A\","
    "\"criteria\":{\"narrative\":\"do "
    "it\"},\"alignment\":[{\"type\":\"Alignment\",\"targetName\":\"T\","
    "\"targetUrl\":\"https://x.test/t\"}]}},\"proof\":{\"type\":\"DataIntegrityProof\","
    "\"proofPurpose\":\"assertionMethod\",\"cryptosuite\":\"eddsa-rdfc-2022\"}}";

TEST(shared_contexts_give_what_a_documents_own_give)
{
    struct jsonld_options own = {.load = from_bundle, .load_first = true, .safe = true},
                          shared = {.safe = true};
    str want = quads(test_arena, credential, &own);

    for (int i = 0; i < 3; i++)
        check_str(quads(test_arena, credential, &shared), want);
    assert_true(str_contains(want, S("<https://w3id.org/security#assertionMethod>")));
}

/* The Open Badges context was changed in place; proofs of before hold under what it was. */
TEST(each_revision_of_a_context_is_itself)
{
    const struct json *out,
        *in = parse(test_arena, "{\"@context\":[\"" VC "\",\"" OB "\"],\"type\":\"Achievement\","
                                "\"endorsementJwt\":[\"x\"]}");
    size_t last = 0;

    while (contexts_find(S(OB), last + 1))
        last++;
    assert_true(last > 0);
    for (int i = 0; i < 2; i++) {
        struct jsonld_options newest = {.safe = true}, oldest = {.safe = true, .revision = last};
        struct error err = {0};
        check_ok(jsonld_expand(test_arena, in, &newest, &out, &err), &err);
        check_code(jsonld_expand(test_arena, in, &oldest, &out, &err), BAD_INPUT);
        check_str(cstr(err.where), S("/endorsementJwt"));
    }
}

struct reader {
    const char *text;
    str want;
    bool ok;
};

static void *read_often(void *ctx)
{
    struct reader *r = ctx;

    r->ok = true;
    for (int i = 0; i < 50; i++) {
        struct arena *a = arena_new(0);
        struct rdf *d = NULL;
        const struct json *in = NULL;
        r->ok &= json_parse(a, cstr(r->text), NULL, &in, NULL) == OK &&
                 jsonld_to_rdf(a, in, NULL, &d, NULL) == OK && str_eq(nquads_write(a, d), r->want);
        arena_free(a);
    }
    return NULL;
}

/* Contexts that no other test has made: all threads want them at once. */
TEST(threads_make_contexts_for_each_other)
{
    static const char in[] =
        "{\"@context\":[\"https://www.w3.org/2018/credentials/v1\","
        "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json\",\"https://w3id.org/"
        "security/data-integrity/v2\"],\"type\":[\"VerifiableCredential\"],"
        "\"proof\":{\"type\":\"DataIntegrityProof\",\"proofPurpose\":\"assertionMethod\","
        "\"created\":\"x\"}}";
    struct jsonld_options own = {.load = from_bundle, .load_first = true};
    str want = quads(test_arena, in, &own);
    struct reader readers[8];
    pthread_t threads[8];

    for (size_t i = 0; i < COUNT(readers); i++) {
        readers[i] = (struct reader){.text = in, .want = want};
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &readers[i]), 0);
    }
    for (size_t i = 0; i < COUNT(readers); i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < COUNT(readers); i++)
        assert_true(readers[i].ok);
}

/* Compaction. */

static const struct {
    const char *in, *context, *want;
} compactions[] = {
    {"[{\"urn:p\":[{\"@id\":\"https://e.org/a/b?c\"},{\"@id\":\"https://e.org/x/"
     "y\"},{\"@id\":\"https://f.org/\"}]}]",
     "{\"p\":{\"@id\":\"urn:p\",\"@type\":\"@id\"}}",
     "{\"@context\":{\"p\":{\"@id\":\"urn:p\",\"@type\":\"@id\"}},\"p\":[\"?c\",\"../x/"
     "y\",\"https://f.org/\"]}"},
    /* one term cannot hold two lists */
    {"[{\"urn:l\":[{\"@list\":[{\"@value\":1}]},{\"@list\":[{\"@value\":2}]}]}]",
     "{\"l\":{\"@id\":\"urn:l\",\"@container\":\"@list\"}}",
     "{\"@context\":{\"l\":{\"@id\":\"urn:l\",\"@container\":\"@list\"}},\"l\":[1],\"urn:l\":{\"@"
     "list\":[2]}}"},
    {"[{\"http://e.org/ab/c\":[{\"@value\":1}]}]",
     "{\"x\":\"http://e.org/\",\"y\":\"http://e.org/ab/\",\"yy\":\"http://e.org/ab/\"}",
     "{\"@context\":{\"x\":\"http://e.org/\",\"y\":\"http://e.org/ab/\",\"yy\":\"http://e.org/ab/"
     "\"},\"y:c\":1}"},
    {"[]", "{\"x\":\"urn:x\"}", "{\"@context\":{\"x\":\"urn:x\"}}"},
    {"[{\"urn:a\":[]},{\"urn:b\":[]}]", "{}", "{\"@graph\":[{\"urn:a\":[]},{\"urn:b\":[]}]}"},
};

TEST(documents_are_compacted)
{
    struct jsonld_options opt = {.base = S("https://e.org/a/b")};

    for (size_t i = 0; i < COUNT(compactions); i++) {
        const struct json *out = NULL;
        struct error err = {0};
        check_ok(jsonld_compact(test_arena, parse(test_arena, compactions[i].in),
                                parse(test_arena, compactions[i].context), &opt, &out, &err),
                 &err);
        check_str_at(i, compact_text(test_arena, out), cstr(compactions[i].want));
    }
}

/* Strangers may define thousands of prefixes that all begin the same IRIs. */
TEST(many_prefixes_of_one_iri_cost_no_more_than_one)
{
    struct arena *a = arena_new((size_t)16 << 20);
    struct buf context = buf_new(test_arena), document = buf_new(test_arena);
    const struct json *in, *out, *local;

    for (int i = 0; i < 900; i++) {
        buf_printf(&context, "%s\"p%d\":\"urn:x:\"", i ? "," : "{", i);
        buf_printf(&document, "%s{\"urn:x:%d\":[{\"@value\":1}]}", i ? "," : "[", i);
    }
    buf_putz(&context, "}");
    buf_putz(&document, "]");
    local = parse(test_arena, buf_done(&context).p);
    in = parse(test_arena, buf_done(&document).p);
    assert_int_equal(jsonld_compact(a, in, local, NULL, &out, NULL), OK);
    assert_non_null(json_get(json_item(json_get(out, "@graph"), 899), "p0:899"));
    arena_free(a);
}

/* Round trips and memory. */

static void everything(struct arena *a, void *ctx)
{
    const struct json *in, *out, *context;
    struct rdf *d = NULL;
    str text;

    assert_int_equal(json_parse(a, cstr(credential), NULL, &in, NULL), OK);
    assert_int_equal(json_parse(a, S("{\"@vocab\":\"https://schema.org/\",\"t\":\"@type\"}"), NULL,
                                &context, NULL),
                     OK);
    assert_int_equal(jsonld_to_rdf(a, in, ctx, &d, NULL), OK);
    assert_int_equal(jsonld_from_rdf(a, d, ctx, &out, NULL), OK);
    assert_int_equal(jsonld_flatten(a, in, context, ctx, &out, NULL), OK);
    text = compact_text(a, out);
    assert_true(text.n > 100);
}

TEST(memory_may_run_out_anywhere)
{
    struct jsonld_options own = {.load = from_bundle, .load_first = true};

    assert_true(check_each_allocation(everything, NULL) > 100);
    assert_true(check_each_allocation(everything, &own) > 1000);
}

static str canonical(struct arena *a, const struct rdf *d)
{
    str out = {0};

    check_ok(rdfc_canonicalize(a, d, NULL, &out, NULL, NULL), NULL);
    return out;
}

TEST(quads_come_back_as_they_were)
{
    const struct json *in = parse(test_arena, credential), *expanded, *back;
    struct rdf *one = NULL, *two = NULL, *three = NULL;

    assert_int_equal(jsonld_to_rdf(test_arena, in, NULL, &one, NULL), OK);
    assert_int_equal(jsonld_from_rdf(test_arena, one, NULL, &back, NULL), OK);
    assert_int_equal(jsonld_to_rdf(test_arena, back, NULL, &two, NULL), OK);
    assert_int_equal(jsonld_expand(test_arena, in, NULL, &expanded, NULL), OK);
    assert_int_equal(jsonld_to_rdf(test_arena, expanded, NULL, &three, NULL), OK);
    check_str(canonical(test_arena, two), canonical(test_arena, one));
    check_str(canonical(test_arena, three), canonical(test_arena, one));
}

TEST(lists_nested_by_quads_without_end_are_refused)
{
    struct buf b = buf_new(test_arena);
    const struct json *out;
    struct rdf *d;

    for (int i = 0; i < 200; i++)
        buf_printf(&b, "_:l%d <" RDF "first> _:l%d .\n_:l%d <" RDF "rest> <" RDF "nil> .\n", i,
                   i + 1, i);
    buf_putz(&b, "<urn:s> <urn:p> _:l0 .\n");
    assert_int_equal(nquads_parse(test_arena, buf_done(&b), NULL, &d, NULL), OK);
    check_code(jsonld_from_rdf(test_arena, d, NULL, &out, NULL), LIMIT);
}

/* The shared hostile files: an end, and never a document that lost something. */

static void check_hostile_document(struct arena *a, const struct hostile *h, str bytes)
{
    static const char *const refused[] = {
        "jsonld/unsigned-undefined-term.jsonld",
        "jsonld/unsigned-relative-type.jsonld",
        "jsonld/unsigned-at-keyword-like.jsonld",
        "jsonld/unsigned-in-proof.jsonld",
        "jsonld/shape-id-spaces.jsonld",
        "jsonld/shape-included.jsonld",
        "jsonld/shape-graph-two.jsonld",
        "jsonld/context-cleared-by-null.jsonld",
        "jsonld/context-context-nested-array.jsonld",
        "jsonld/context-context-number.jsonld",
        "jsonld/context-cyclic-iri.jsonld",
        "jsonld/context-http-not-https.jsonld",
        "jsonld/context-keyword-alias-context.jsonld",
        "jsonld/context-missing-v2.jsonld",
        "jsonld/context-propagate.jsonld",
        "jsonld/context-protected-id.jsonld",
        "jsonld/context-protected-type.jsonld",
        "jsonld/context-term-empty.jsonld",
        "jsonld/known-context-5k-times.jsonld",
        "jsonld/inline-scoped-400.jsonld",
        "jsonld/nested-300.jsonld",
        "jsonld/list-10k.jsonld",
        "jsonld/remote-data.jsonld",
        "jsonld/remote-loopback.jsonld",
        "jsonld/remote-metadata.jsonld",
        "jsonld/remote-relative.jsonld",
        "jsonld/remote-unknown-https.jsonld",
    };
    struct jsonld_options safe = {.safe = true};
    const struct json *in, *out;
    struct error err = {0};
    struct rdf *d = NULL;
    code c = json_parse(a, bytes, NULL, &in, &err);

    if (str_ends(h->file, S(".nq")))
        return;
    if (c == OK)
        c = jsonld_to_rdf(a, in, &safe, &d, &err);
    check_hostile(h, c == OK || err.text[0]);
    check_hostile(h, c != OK || !file_is_one_of(h, refused, COUNT(refused)));
    check_hostile(h, !str_eq(h->verdict, S("accept")) || c == OK);
    if (c != OK)
        return;
    check_hostile(h, jsonld_flatten(a, in, NULL, NULL, &out, &err) == OK);
    check_hostile(h, jsonld_from_rdf(a, d, NULL, &out, &err) == OK);
}

TEST(hostile_documents_end_within_their_limits)
{
    each_hostile("jsonld", (size_t)48 << 20, check_hostile_document);
}
