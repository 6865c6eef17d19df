#include "unit/test.h"

#include "badge/read.h"

static const struct json *parsed(const char *text)
{
    const struct json *v;
    struct error err;

    check_ok(json_parse(test_arena, cstr(text), NULL, &v, &err), &err);
    return v;
}

TEST(words_are_read_in_every_form_of_json_ld)
{
    static const struct { const char *json, *want; } t[] = {
        {"{\"name\":\"A\"}", "A"}, {"{\"name\":{\"@value\":\"A\",\"@language\":\"en\"}}", "A"},
        {"{\"name\":{\"en\":\"A\",\"de\":\"B\"}}", "A"}, {"{\"name\":[\"A\",\"B\"]}", "A"},
        {"{\"name\":7}", NULL}, {"{\"name\":{}}", NULL}, {"{\"name\":null}", NULL}, {"{}", NULL}, {"[]", NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, member_words(parsed(t[i].json), "name"), cstr(t[i].want));
}

/* The reader must live through anything: a check says later what is wrong. */
TEST(members_of_any_wrong_kind_are_absent)
{
    static const char *const values[] = {"null", "7", "true", "\"x\"", "[]", "{}", "[[]]", "[{}]", "[null,7,\"x\"]"};
    static const char *const members[] = {"id", "issuer", "credentialSubject", "credentialStatus", "evidence", "name",
                                          "validFrom", "badge", "recipient", "verification", "verify", "image", "issuedOn", "issued_on", "related", "uid", "@context", "type"};
    for (size_t m = 0; m < COUNT(members); m++)
        for (size_t i = 0; i < COUNT(values); i++) {
            struct badge b = {0};
            const struct json *v = parsed(str_z(test_arena, str_printf(test_arena, "{\"%s\":%s}", members[m], values[i])));
            read_v3(test_arena, v, &b);
            read_v2(test_arena, v, &b);
            read_v1(test_arena, v, &b);
            read_v0(test_arena, v, &b);
            read_v1_badge_class(test_arena, v, &b.achievement);
            read_v1_issuer(test_arena, v, &b.issuer);
            read_v2_badge_class(test_arena, v, &b.achievement);
            read_v2_issuer(test_arena, v, &b.issuer);
        }
}

TEST(times_of_version_2_become_rfc_3339)
{
    static const struct { const char *in, *want; } t[] = {
        {"2016-12-31T23:59:59Z", "2016-12-31T23:59:59Z"}, {"2016-12-31T23:59Z", "2016-12-31T23:59:00Z"},
        {"2016-12-31T23:59:59+0100", "2016-12-31T23:59:59+01:00"}, {"2016-12-31T23:59:59-01", "2016-12-31T23:59:59-01:00"},
        {"2016-12-31T23:59:59.5+01:00", "2016-12-31T23:59:59.5+01:00"}, {"2016-12-31", "2016-12-31"}, {"", ""}, {"x", "x"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, v2_time(test_arena, cstr(t[i].in)), cstr(t[i].want));
}

TEST(a_hosted_assertion_is_read_with_what_stands_in_it)
{
    struct badge b = {0};

    read_v2(test_arena, parsed("{\"id\":\"https://x.test/a\",\"recipient\":{\"type\":\"email\",\"identity\":\"a@x.org\",\"hashed\":false},"
        "\"verify\":{\"type\":\"hosted\",\"url\":\"https://x.test/a\"},\"issuedOn\":\"2016-12-31T23:59:59Z\",\"expires\":\"2017-12-31T23:59:59+00\","
        "\"evidence\":[\"https://x.test/e\",{\"id\":\"https://x.test/f\",\"narrative\":\"N\"}],\"revoked\":\"true\","
        "\"badge\":{\"id\":\"https://x.test/b\",\"name\":\"B\",\"tags\":[\"t\"],\"image\":{\"id\":\"https://x.test/i\"},\"issuer\":{\"id\":\"https://x.test/o\",\"name\":\"O\"}}}"), &b);
    check_str(b.name, S("B"));
    check_str(b.issuer.name, S("O"));
    check_str(b.verification_type, S("hosted"));
    check_str(b.achievement.image.id, S("https://x.test/i"));
    check_str(b.evidence.items[0].id, S("https://x.test/e"));
    check_str(b.evidence.items[1].narrative, S("N"));
    assert_true(b.has_valid_from && b.has_valid_until && !b.is_revoked);
}

TEST(an_achievement_tells_its_language_and_its_relatives)
{
    struct achievement ac;
    struct badge b = {0};

    read_v2_badge_class(test_arena, parsed("{\"@language\":\"es\",\"version\":\"2\",\"related\":[\"https://x.test/1\",{\"id\":\"https://x.test/2\",\"@language\":\"en-US\",\"version\":\"1\"}]}"), &ac);
    check_str(ac.in_language, S("es"));
    assert_int_equal(ac.related.n, 2);
    check_str(ac.related.items[0].id, S("https://x.test/1"));
    check_str(ac.related.items[1].in_language, S("en-US"));
    check_str(ac.related.items[1].version, S("1"));
    read_v3(test_arena, parsed("{\"credentialSubject\":{\"achievement\":{\"related\":[{\"id\":\"https://x.test/2\",\"inLanguage\":\"en-US\"}]}}}"), &b);
    check_str(b.achievement.related.items[0].in_language, S("en-US"));
}
