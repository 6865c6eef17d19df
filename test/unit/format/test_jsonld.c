#include "unit/vectors.h"
#include "format/jsonld.h"

#define VC "https://www.w3.org/ns/credentials/v2"
#define VOCAB "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
#define OB "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

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
    {"{\"@type\":[\"urn:t\",\"T\"],\"urn:n\":1}", "[{\"@type\":[\"urn:t\",\"T\"],\"urn:n\":[{\"@value\":1}]}]",
     "/@type/1", "data-loss: the type \"T\""},
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
    static const struct { const char *in, *want; } t[] = {
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
                "<urn:a> <" VOCAB "hashed> \"true\"^^<https://www.w3.org/2001/XMLSchema#boolean> .\n"
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
