#include "unit/test.h"

#include "format/xapi.h"

#define WHO    "\"actor\":{\"mbox\":\"mailto:ann@example.org\"}"
#define VERB   "\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/passed\"}"
#define OBJECT "\"object\":{\"id\":\"https://learning.example.org/1\"}"
#define WITH(more)   "{" WHO "," VERB "," OBJECT more "}"
#define ACTOR(text)  "{\"actor\":" text "," VERB "," OBJECT "}"
#define ABOUT(text)  "{" WHO "," VERB ",\"object\":" text "}"
#define RESULT(text) WITH(",\"result\":" text)
#define CONTEXT(text) WITH(",\"context\":" text)
#define UUID "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"

static code read_as(const char *text, enum xapi_version version, struct xapi_statement *out, struct error *err)
{
    const struct json *v;
    struct error why = {0};

    if (json_parse(test_arena, cstr(text), NULL, &v, &why) != OK) {
        print_error("%s: %s\n", text, why.text);
        assert_true(0);
    }
    return xapi_statement_read(test_arena, v, version, out, err);
}

TEST(statements_that_keep_the_rules_are_read)
{
    static const char *const good[] = {
        WITH(""), WITH(",\"id\":\"" UUID "\""), WITH(",\"id\":\"FD41C918-B88B-4B20-A0A5-A4C32391AAA0\""),
        ACTOR("{\"objectType\":\"Agent\",\"name\":\"Ann\",\"mbox_sha1sum\":\"ebd31e95054c018b10727ccffd2ef2ec3a016ee9\"}"),
        ACTOR("{\"openid\":\"https://ann.example.org/\"}"), ACTOR("{\"account\":{\"homePage\":\"https://x.example\",\"name\":\"4711\"}}"),
        ACTOR("{\"objectType\":\"Group\",\"member\":[{\"mbox\":\"mailto:bo@example.org\"}]}"),
        ACTOR("{\"objectType\":\"Group\",\"account\":{\"homePage\":\"https://x.example\",\"name\":\"team\"},\"member\":[]}"),
        ABOUT("{\"objectType\":\"Agent\",\"mbox\":\"mailto:bo@example.org\"}"), ABOUT("{\"objectType\":\"StatementRef\",\"id\":\"" UUID "\"}"),
        ABOUT("{\"objectType\":\"SubStatement\"," WHO "," VERB "," OBJECT "}"),
        ABOUT("{\"id\":\"https://x.example/1\",\"definition\":{\"name\":{\"en-US\":\"One\",\"de\":\"Eins\"},\"type\":\"https://x.example/t\","
              "\"interactionType\":\"choice\",\"choices\":[{\"id\":\"a\",\"description\":{\"en\":\"A\"}}],\"correctResponsesPattern\":[\"a\"]}}"),
        RESULT("{\"score\":{\"scaled\":-1,\"raw\":3,\"min\":0,\"max\":10},\"success\":false,\"completion\":true,\"response\":\"\",\"duration\":\"PT1H0.5S\","
               "\"extensions\":{\"https://x.example/e\":null}}"),
        CONTEXT("{\"registration\":\"" UUID "\",\"instructor\":{\"mbox\":\"mailto:t@example.org\"},\"team\":{\"objectType\":\"Group\",\"mbox\":\"mailto:t@example.org\"},"
                "\"contextActivities\":{\"parent\":{\"id\":\"https://x.example/p\"},\"category\":[{\"id\":\"https://x.example/c\"}]},\"revision\":\"1\",\"platform\":\"x\","
                "\"language\":\"de-AT\",\"statement\":{\"objectType\":\"StatementRef\",\"id\":\"" UUID "\"}}"),
        WITH(",\"timestamp\":\"2026-05-04T09:30:00.123+02:00\",\"stored\":\"2026-05-04T09:30:00Z\",\"version\":\"1.0.0\""),
        WITH(",\"timestamp\":\"2026-05-04T09:30:00\""), WITH(",\"timestamp\":\"2026-05-04T09:30:00+0200\""),
        WITH(",\"attachments\":[{\"usageType\":\"https://x.example/u\",\"display\":{\"en\":\"x\"},\"contentType\":\"text/plain\",\"length\":3,"
             "\"sha2\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"fileUrl\":\"https://x.example/f\"}]"),
        "{" WHO ",\"verb\":{\"id\":\"" XAPI_VOIDED "\"},\"object\":{\"objectType\":\"StatementRef\",\"id\":\"" UUID "\"}}",
    };

    for (size_t i = 0; i < COUNT(good); i++) {
        struct xapi_statement s;
        struct error err = {0};
        if (read_as(good[i], XAPI_1, &s, &err) != OK) {
            print_error("%s\n%s: %s\n", good[i], err.where, err.text);
            assert_true(0);
        }
    }
}

TEST(what_breaks_a_rule_is_refused_with_its_place)
{
    static const struct { const char *text, *where; } bad[] = {
        {"[]", "/"}, {"{" VERB "," OBJECT "}", "/actor"}, {"{" WHO "," OBJECT "}", "/verb"}, {"{" WHO "," VERB "}", "/object"},
        {WITH(",\"more\":1"), "/more"}, {WITH(",\"id\":null"), "/id"}, {WITH(",\"id\":\"x\""), "/id"}, {WITH(",\"id\":\"{" UUID "}\""), "/id"},
        {ACTOR("{\"name\":\"Ann\"}"), "/actor"}, {ACTOR("{\"mbox\":\"ann@example.org\"}"), "/actor/mbox"}, {ACTOR("{\"mbox\":\"mailto:ann\"}"), "/actor/mbox"},
        {ACTOR("{\"mbox\":\"mailto:Ann <ann@example.org>\"}"), "/actor/mbox"},
        {ACTOR("{\"mbox\":\"mailto:a@example.org\",\"openid\":\"https://a.example\"}"), "/actor"}, {ACTOR("{\"mbox_sha1sum\":\"zz\"}"), "/actor/mbox_sha1sum"},
        {ACTOR("{\"account\":{\"name\":\"x\"}}"), "/actor/account/homePage"}, {ACTOR("{\"account\":{\"homePage\":\"x\",\"name\":\"x\"}}"), "/actor/account/homePage"},
        {ACTOR("{\"account\":{\"homePage\":\"https://x.example\",\"name\":\"\"}}"), "/actor/account"}, {ACTOR("{\"objectType\":\"Activity\",\"mbox\":\"mailto:a@example.org\"}"), "/actor"},
        {ACTOR("{\"objectType\":\"Group\"}"), "/actor"}, {ACTOR("{\"objectType\":\"Group\",\"member\":[{\"objectType\":\"Group\",\"mbox\":\"mailto:a@example.org\"}]}"), "/actor/member/0"},
        {"{" WHO ",\"verb\":{\"id\":\"passed\"}," OBJECT "}", "/verb/id"}, {"{" WHO ",\"verb\":{\"id\":\"http://x.example/v\",\"display\":\"x\"}," OBJECT "}", "/verb/display"},
        {"{" WHO ",\"verb\":{\"id\":\"http://x.example/v\",\"display\":{\"e n\":\"x\"}}," OBJECT "}", "/verb/display/e n"},
        {ABOUT("{}"), "/object/id"}, {ABOUT("{\"objectType\":\"Thing\",\"id\":\"https://x.example\"}"), "/object"},
        {ABOUT("{\"objectType\":\"StatementRef\",\"id\":\"x\"}"), "/object/id"},
        {ABOUT("{\"objectType\":\"SubStatement\"," WHO "," VERB ",\"object\":{\"objectType\":\"SubStatement\"," WHO "," VERB "," OBJECT "}}"), "/object/object"},
        {ABOUT("{\"objectType\":\"SubStatement\",\"id\":\"" UUID "\"," WHO "," VERB "," OBJECT "}"), "/object/id"},
        {ABOUT("{\"id\":\"https://x.example\",\"definition\":{\"interactionType\":\"guess\"}}"), "/object/definition/interactionType"},
        {ABOUT("{\"id\":\"https://x.example\",\"definition\":{\"choices\":[]}}"), "/object/definition"},
        {ABOUT("{\"id\":\"https://x.example\",\"definition\":{\"extensions\":{\"x\":1}}}"), "/object/definition/extensions"},
        {RESULT("{\"score\":{\"scaled\":1.01}}"), "/result/score"}, {RESULT("{\"score\":{\"scaled\":\"1\"}}"), "/result/score/scaled"},
        {RESULT("{\"score\":{\"raw\":11,\"max\":10}}"), "/result/score"}, {RESULT("{\"score\":{\"raw\":-1,\"min\":0}}"), "/result/score"},
        {RESULT("{\"score\":{\"min\":5,\"max\":5}}"), "/result/score"}, {RESULT("{\"success\":\"true\"}"), "/result/success"},
        {RESULT("{\"duration\":\"1h\"}"), "/result/duration"}, {RESULT("{\"duration\":\"PT\"}"), "/result/duration"}, {RESULT("{\"duration\":\"P1S\"}"), "/result/duration"},
        {CONTEXT("{\"registration\":\"x\"}"), "/context/registration"}, {CONTEXT("{\"language\":\"d e\"}"), "/context/language"},
        {CONTEXT("{\"team\":{\"mbox\":\"mailto:a@example.org\"}}"), "/context/team/objectType"}, {CONTEXT("{\"contextActivities\":{\"uncle\":[]}}"), "/context/contextActivities/uncle"},
        {CONTEXT("{\"contextAgents\":[]}"), "/context/contextAgents"},
        {"{" WHO "," VERB ",\"object\":{\"objectType\":\"Agent\",\"mbox\":\"mailto:b@example.org\"},\"context\":{\"platform\":\"x\"}}", "/"},
        {"{" WHO ",\"verb\":{\"id\":\"" XAPI_VOIDED "\"}," OBJECT "}", "/"},
        {WITH(",\"timestamp\":\"yesterday\""), "/timestamp"}, {WITH(",\"timestamp\":\"2026-05-04T09:30:00-00:00\""), "/timestamp"}, {WITH(",\"version\":\"0.9\""), "/version"},
        {WITH(",\"attachments\":[{\"usageType\":\"https://x.example/u\",\"display\":{},\"contentType\":\"a\",\"length\":3,"
              "\"sha2\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}]"), "/attachments/0"},
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct xapi_statement s;
        struct error err = {0};
        if (read_as(bad[i].text, XAPI_1, &s, &err) != BAD_INPUT || !str_eq(cstr(err.where), cstr(bad[i].where))) {
            print_error("%s\nat %s: %s (expected at %s)\n", bad[i].text, err.where, err.text, bad[i].where);
            assert_true(0);
        }
    }
}

TEST(version_two_has_members_of_its_own_and_strict_times)
{
    static const char agents[] = CONTEXT("{\"contextAgents\":[{\"objectType\":\"contextAgent\",\"agent\":{\"mbox\":\"mailto:a@example.org\"},\"relevantTypes\":[\"https://x.example/t\"]}]}");
    struct xapi_statement s;

    assert_int_equal(read_as(agents, XAPI_2, &s, NULL), OK);
    assert_int_equal(read_as(agents, XAPI_1, &s, NULL), BAD_INPUT);
    assert_int_equal(read_as(WITH(",\"timestamp\":\"2026-05-04T09:30:00\""), XAPI_2, &s, NULL), BAD_INPUT);
}

TEST(versions_are_read_by_their_first_two_numbers)
{
    static const struct { const char *in; int want; } t[] = {
        {"1.0", 1}, {"1.0.0", 1}, {"1.0.3", 1}, {"2.0", 2}, {"2.0.0", 2}, {"", 0}, {"1", 0}, {"1.1", 0}, {"1.03", 0}, {"1.0.x", 0}, {"1.0.-1", 0}, {"0.95", 0}, {"3.0", 0},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        enum xapi_version v = 0;
        bool ok = xapi_version_read(cstr(t[i].in), &v);
        assert_int_equal(ok ? (int)v : 0, t[i].want);
    }
}

TEST(what_it_says_is_taken_out)
{
    struct xapi_statement s;
    double percent = 0;

    assert_int_equal(read_as("{\"id\":\"FD41C918-B88B-4B20-A0A5-A4C32391AAA0\",\"actor\":{\"name\":\"Ann\",\"mbox\":\"mailto:Ann@Example.ORG\"},"
                             "\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/passed\",\"display\":{\"de\":\"bestand\",\"en-GB\":\"passed\"}},"
                             "\"object\":{\"id\":\"https://x.example/1\",\"definition\":{\"name\":{\"de\":\"Brandschutz\"}}},"
                             "\"result\":{\"score\":{\"raw\":15,\"min\":10,\"max\":20},\"success\":true},\"timestamp\":\"1970-01-01T00:00:01Z\","
                             "\"context\":{\"contextActivities\":{\"grouping\":[{\"id\":\"https://x.example/g\"}],\"category\":{\"id\":\"https://x.example/c\"}}}}", XAPI_1, &s, NULL), OK);
    check_str(s.id, S(UUID));
    check_str(xapi_who_key(test_arena, &s.actor), S("mbox ann@example.org"));
    check_str(s.verb_name, S("passed"));
    check_str(s.object_name, S("Brandschutz"));
    check_str(s.within.items[0], S("https://x.example/g"));
    check_str(s.categories.items[0], S("https://x.example/c"));
    assert_true(s.success && s.has_success && !s.has_completion && s.at == 1000);
    assert_true(xapi_percent(&s.score, &percent) && percent > 49.99 && percent < 50.01);
}

TEST(somebody_is_one_text_and_read_from_it_again)
{
    static const char *const t[] = {"mbox ann@example.org", "sha1 ebd31e95054c018b10727ccffd2ef2ec3a016ee9", "openid https://a.example/", "account https://x.example Ann Lee 7"};
    struct xapi_who w;

    for (size_t i = 0; i < COUNT(t); i++) {
        assert_true(xapi_who_of_key(cstr(t[i]), &w));
        check_str(xapi_who_key(test_arena, &w), cstr(t[i]));
    }
    assert_false(xapi_who_of_key(S(""), &w));
    assert_false(xapi_who_of_key(S("nothing x"), &w));
}

TEST(the_same_statement_has_the_same_digest_whatever_is_around_it)
{
    static const char *const same[] = {
        WITH(",\"id\":\"" UUID "\""), "{" OBJECT "," VERB "," WHO ",\"id\":\"" UUID "\",\"stored\":\"2026-01-01T00:00:00Z\"}", WITH(",\"version\":\"1.0.0\",\"timestamp\":\"2026-01-01T00:00:00Z\""),
    };
    const struct json *v;
    str first = {0}, digest;

    for (size_t i = 0; i < COUNT(same); i++) {
        assert_int_equal(json_parse(test_arena, cstr(same[i]), NULL, &v, NULL), OK);
        assert_int_equal(xapi_statement_digest(test_arena, v, &digest, NULL), OK);
        first = i ? first : digest;
        check_str(digest, first);
    }
    assert_int_equal(json_parse(test_arena, S(RESULT("{\"success\":true}")), NULL, &v, NULL), OK);
    assert_int_equal(xapi_statement_digest(test_arena, v, &digest, NULL), OK);
    assert_false(str_eq(digest, first));
}

/* ---- memory ---- */

static void read_and_digest(struct arena *a, void *ctx)
{
    const struct json *v;
    struct xapi_statement s;
    struct xapi_who back;
    str digest, key;

    (void)ctx;
    assert_int_equal(json_parse(a, S(CONTEXT("{\"contextActivities\":{\"parent\":{\"id\":\"https://x.example/p\"},\"category\":[{\"id\":\"https://x.example/c\"}]}}")), NULL, &v, NULL), OK);
    assert_int_equal(xapi_statement_read(a, v, XAPI_1, &s, NULL), OK);
    assert_int_equal(xapi_statement_digest(a, v, &digest, NULL), OK);
    key = xapi_who_key(a, &s.actor);
    assert_true(xapi_who_of_key(key, &back));
    assert_int_equal(s.within.n + s.categories.n, 2);
    assert_false(str_is_absent(xapi_uuid(a, S(UUID))));
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(read_and_digest, NULL) > 10);
}
