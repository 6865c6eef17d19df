#include "unit/test.h"

#include "badge/words_v2.h"

#define V2 "https://w3id.org/openbadges/v2"

static const struct json *parsed(const char *text)
{
    const struct json *v;
    struct error err;

    check_ok(json_parse(test_arena, cstr(text), NULL, &v, &err), &err);
    return v;
}

static str written(const struct json *v)
{
    struct buf b = buf_new(test_arena);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    return buf_done(&b);
}

TEST(a_document_in_these_words_is_left_alone)
{
    static const char *const t[] = {
        "{\"@context\":\"" V2 "\",\"name\":\"N\",\"tags\":[\"a\",\"b\"],\"@language\":\"es\",\"related\":{\"@language\":\"en\"},\"more\":{\"x\":1}}",
        "{\"@context\":[\"" V2 "\"],\"name\":\"N\"}",
        "{\"@context\":\"" V2 "\",\"schema:location\":{\"@context\":\"https://x.test/c\",\"type\":[\"Extension\",\"X\"],\"a:b\":1}}",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct json *doc = parsed(t[i]), *out;
        struct error err;
        check_ok(words_v2(test_arena, doc, &out, &err), &err);
        check_at(i, out == doc);
    }
}

TEST(other_words_of_the_same_meaning_become_these)
{
    static const struct { const char *in, *want; } t[] = {
        {"{\"@context\":\"" V2 "\",\"schema:name\":\"N\"}", "{\"@context\":\"" V2 "\",\"name\":\"N\"}"},
        {"{\"@context\":\"" V2 "\",\"@type\":\"Assertion\",\"@id\":\"urn:x:1\"}", "{\"@context\":\"" V2 "\",\"id\":\"urn:x:1\",\"type\":\"Assertion\"}"},
        {"{\"@context\":{\"titel\":\"http://schema.org/name\"},\"titel\":\"N\"}", "{\"@context\":\"" V2 "\",\"name\":\"N\"}"},
        {"{\"@context\":{\"@context\":{\"titel\":\"http://schema.org/name\"}},\"titel\":\"N\"}", "{\"@context\":\"" V2 "\",\"name\":\"N\"}"},
        {"{\"@context\":[\"" V2 "\",{\"name\":\"https://x.test/n\"}],\"name\":\"N\"}", "{\"@context\":\"" V2 "\",\"https://x.test/n\":\"N\"}"},
        {"{\"@context\":\"" V2 "\",\"issuer\":{\"@context\":{\"name\":null},\"id\":\"urn:x:1\",\"name\":\"N\"}}", "{\"@context\":\"" V2 "\",\"issuer\":\"urn:x:1\"}"},
        {"{\"@context\":\"" V2 "\",\"name\":[\"N\"],\"image\":null}", "{\"@context\":\"" V2 "\",\"name\":\"N\"}"},
        {"{\"@context\":\"" V2 "\",\"name\":\"A\",\"schema:name\":\"B\"}", "{\"@context\":\"" V2 "\",\"name\":[\"A\",\"B\"]}"},
        {"{\"@context\":[\"" V2 "\",{\"@language\":\"es\"}],\"name\":\"N\",\"tags\":[\"a\",\"b\"]}", "{\"@context\":\"" V2 "\",\"name\":\"N\",\"tags\":[\"a\",\"b\"]}"},
        {"{\"@context\":[\"" V2 "\"],\"@language\":\"es\",\"schema:name\":\"N\"}", "{\"@context\":\"" V2 "\",\"name\":\"N\",\"@language\":\"es\"}"},
        {"{\"@context\":[\"" V2 "\"],\"schema:name\":[{\"@value\":\"N\",\"@language\":\"es\"},{\"@value\":\"M\",\"@language\":\"en\"}]}",
         "{\"@context\":\"" V2 "\",\"name\":[{\"@language\":\"es\",\"@value\":\"N\"},{\"@language\":\"en\",\"@value\":\"M\"}]}"},
        {"{\"@context\":[\"" V2 "\"],\"schema:name\":\"N\",\"extensions:x\":{\"@context\":\"https://x.test/c\",\"type\":\"Extension\"}}", "{\"@context\":\"" V2 "\",\"name\":\"N\"}"},
        {"{\"@context\":\"" V2 "\",\"type\":\"RevocationList\",\"revokedAssertions\":[{\"id\":\"urn:x:1\"}]}", "{\"@context\":\"" V2 "\",\"type\":\"RevocationList\",\"revokedAssertions\":{\"id\":\"urn:x:1\"}}"},
        {"{\"@context\":\"" V2 "\",\"obi:verify\":{\"type\":\"obi:HostedBadge\"},\"revoked\":true,\"nothing\":[]}", "{\"@context\":\"" V2 "\",\"verification\":{\"type\":\"hosted\"},\"revoked\":true}"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct json *out;
        struct error err;
        check_ok(words_v2(test_arena, parsed(t[i].in), &out, &err), &err);
        check_str_at(i, written(out), cstr(t[i].want));
    }
}

TEST(words_that_are_not_known_are_told)
{
    static const struct { const char *in; code want; } t[] = {
        {"{\"@context\":\"https://x.test/c\",\"name\":\"N\"}", UNREACHABLE},
        {"{\"@context\":[\"" V2 "\",\"https://x.test/c\"],\"name\":\"N\"}", UNREACHABLE},
        {"{\"@context\":[\"" V2 "\",7],\"name\":\"N\"}", BAD_INPUT},
        {"{\"name\":\"N\"}", BAD_INPUT}, {"[]", BAD_INPUT}, {"\"x\"", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct json *doc = parsed(t[i].in), *out;
        struct error err = {0};
        check_code_at(i, words_v2(test_arena, doc, &out, &err), t[i].want);
        check_at(i, out == doc && err.text[0]);
    }
    const struct json *plain = parsed("{\"revokedAssertions\":[]}"), *out;
    check_code(words_v2_or_plain(test_arena, plain, &out, NULL), OK);
    assert_true(out == plain);
}

static void put_into_words(struct arena *a, void *ctx)
{
    const struct json *out;

    (void)!words_v2(a, ctx, &out, NULL);
}

TEST(memory_may_run_out_anywhere)
{
    const struct json *doc = parsed("{\"@context\":[\"" V2 "\",{\"t\":\"schema:name\",\"@language\":\"es\"}],\"t\":\"N\",\"tags\":[\"a\",\"b\"],"
                                    "\"x:y\":{\"@context\":{},\"type\":\"Extension\"}}");
    assert_true(check_each_allocation(put_into_words, (void *)(uintptr_t)doc) > 10);
}
