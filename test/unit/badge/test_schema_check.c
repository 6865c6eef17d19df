#include "badge/world.h"

#include "badge/write.h"

#define OB3 "https://purl.imsglobal.org/spec/ob/v3p0/schema/"

/* A signed badge that names `refs` (with ' for ") as its schemas. */
static struct report judged(const char *refs)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    struct buf text = buf_new(test_arena);

    buf_putz(&text, "\"credentialSchema\":");
    for (; *refs; refs++)
        buf_byte(&text, *refs == '\'' ? '"' : *refs);
    buf_putz(&text, ",\"iss\":");
    str payload = replaced(payload_of(&b), "context-3.0.3.json\"]",
                           "context-3.0.3.json\",\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"]");
    struct report r = judge(signed_payload(replaced(payload, "\"iss\":", buf_done(&text).p), &s.sign));
    key_close(s.key);
    return r;
}

TEST(schemas_of_the_standard_are_known_and_not_fetched)
{
    static const char *const own[] = {
        "{'id':'" OB3 "json/ob_v3p0_achievementcredential_schema.json','type':'1EdTechJsonSchemaValidator2019'}",
        "[{'id':'" OB3 "json-ld/ob_v3p0_achievementcredential_schema.json','type':'1EdTechJsonSchemaValidator2019'}]",
        "[{'id':'" OB3 "json/ob_v3p0_anyachievementcredential_schema.json','type':['1EdTechJsonSchemaValidator2019']}]",
    };
    world_clear();
    for (size_t i = 0; i < COUNT(own); i++) {
        struct report r = judged(own[i]);
        check_verdict_at(i, r, VALID, NULL);
        assert_int_equal(the_world.asked, 0);
    }
}

TEST(a_badge_that_names_the_schema_of_something_else_breaks_it)
{
    struct report r = judged("{'id':'" OB3 "json/ob_v3p0_endorsementcredential_schema.json','type':'1EdTechJsonSchemaValidator2019'}");

    check_verdict(r, INVALID, "schema-violation");
}

TEST(other_schemas_are_fetched_and_must_hold)
{
    static const struct { int status; const char *body, *flaw; enum verdict want; } t[] = {
        {200, "{\"type\":\"object\"}", NULL, VALID},
        {200, "{\"required\":[\"credentialSubject\"],\"properties\":{\"credentialSubject\":{\"required\":[\"id\"]}}}", NULL, VALID},
        {200, "{\"required\":[\"licence\"]}", "schema-violation", INVALID},
        {200, "{\"properties\":{\"credentialSubject\":{\"properties\":{\"id\":{\"pattern\":\"^did:web:\"}}}}}", "schema-violation", INVALID},
        {200, "false", "schema-violation", INVALID},
        {200, "{\"type\":\"thing\"}", "schema-unreadable", INVALID},
        {200, "{\"$ref\":\"#\"}", "schema-unreadable", INVALID},
        {200, "<html>", "schema-unreadable", INVALID},
        {200, "{\"$ref\":\"https://elsewhere.test/s\"}", "schema-unreadable", UNVERIFIED},
        {200, "{\"$schema\":\"https://elsewhere.test/draft\"}", "schema-unreadable", UNVERIFIED},
        {200, "{\"properties\":{\"id\":{\"pattern\":\"^(?=u)\"}}}", "schema-unreadable", UNVERIFIED},
        {404, "", "schema-unreadable", INVALID},
        {500, "{}", "schema-unreadable", UNVERIFIED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S("https://schemas.test/s"), t[i].status, cstr(t[i].body));
        struct report r = judged("{'id':'https://schemas.test/s','type':'JsonSchema'}");
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
}

TEST(a_schema_that_cannot_be_had_leaves_the_question_open)
{
    world_clear();
    check_judged(judged("{'id':'https://schemas.test/s','type':'1EdTechJsonSchemaValidator2019'}"), UNVERIFIED, "schema-unreadable");
}

TEST(the_draft_follows_from_the_type_unless_the_schema_says)
{
    static const struct { const char *type, *body; enum verdict want; } t[] = {
        {"1EdTechJsonSchemaValidator2019", "{\"properties\":{\"type\":{\"items\":[{\"const\":\"VerifiableCredential\"}]}}}", VALID},
        {"JsonSchema", "{\"properties\":{\"type\":{\"items\":[{\"const\":\"VerifiableCredential\"}]}}}", INVALID},
        {"JsonSchema", "{\"$schema\":\"https://json-schema.org/draft/2019-09/schema\",\"properties\":{\"type\":{\"items\":[{\"const\":\"VerifiableCredential\"}]}}}", VALID},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S("https://schemas.test/s"), 200, cstr(t[i].body));
        struct report r = judged(str_printf(test_arena, "{'id':'https://schemas.test/s','type':'%s'}", t[i].type).p);
        check_verdict_at(i, r, t[i].want, NULL);
    }
}

TEST(schemas_of_extensions_are_carried)
{
    world_clear();
    check_judged(judged("{'id':'https://openbadgespec.org/extensions/applyLinkExtension/schema_obv3p0.json','type':'1EdTechJsonSchemaValidator2019'}"),
                  INVALID, "schema-violation");
    assert_int_equal(the_world.asked, 0);
}

TEST(several_schemas_must_all_hold)
{
    world_clear();
    world_put(S("https://schemas.test/a"), 200, S("true"));
    world_put(S("https://schemas.test/b"), 200, S("false"));
    check_judged(judged("[{'id':'https://schemas.test/a','type':'JsonSchema'},{'id':'https://schemas.test/b','type':'JsonSchema'}]"),
                  INVALID, "schema-violation");
    check_judged(judged("[{'id':'https://schemas.test/a','type':'JsonSchema'},{'id':'https://schemas.test/a','type':'JsonSchema'}]"), VALID, NULL);
    assert_int_equal(the_world.asked, 1);
}

TEST(a_kind_of_schema_that_is_not_known_is_a_warning)
{
    world_clear();
    check_judged(judged("{'id':'https://schemas.test/s','type':'JsonSchemaCredential'}"), VALID, "schema-unreadable");
    assert_int_equal(the_world.asked, 0);
}

TEST(more_schemas_than_anybody_needs_are_refused)
{
    struct buf b = buf_new(test_arena);

    world_clear();
    for (int i = 0; i < 9; i++)
        buf_printf(&b, "%s{'id':'https://schemas.test/%d','type':'JsonSchema'}", i ? "," : "[", i);
    buf_putz(&b, "]");
    check_judged(judged(buf_done(&b).p), INVALID, "too-many-values");
    assert_int_equal(the_world.asked, 0);
}
