#include "unit/test.h"

#include "format/lti.h"

#define C "https://purl.imsglobal.org/spec/lti/claim/"
#define HEAD "{\"" C "version\":\"1.3.0\",\"" C "deployment_id\":\"d1\",\"" C "target_link_uri\":\"https://lapel.example/lti\""
#define ROLES(text) ",\"" C "roles\":[" text "]"
#define LEARNER "\"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner\""
#define LINK ",\"" C "message_type\":\"LtiResourceLinkRequest\",\"" C "resource_link\":{\"id\":\"r1\",\"title\":\"Badge\"}"
#define DL "https://purl.imsglobal.org/spec/lti-dl/claim/"
#define DEEP(settings) ",\"" C "message_type\":\"LtiDeepLinkingRequest\",\"" DL "deep_linking_settings\":{" settings "}"

static code read_launch(const char *text, struct lti_launch *out, struct error *err)
{
    const struct json *v = NULL;

    assert_int_equal(json_parse(test_arena, cstr(text), NULL, &v, NULL), OK);
    return lti_launch_read(v, out, err);
}

TEST(a_launch_says_link_course_role_and_badge)
{
    struct lti_launch l;

    assert_int_equal(read_launch(HEAD ROLES(LEARNER) LINK ",\"" C "context\":{\"id\":\"c1\",\"title\":\"Fire\"},\"" C "custom\":{\"badge\":\"b1\"}}", &l, NULL), OK);
    assert_true(l.message == LTI_RESOURCE && l.learns && !l.teaches);
    check_str(l.badge, S("b1"));
    check_str(l.context_title, S("Fire"));
}

TEST(roles_are_those_of_the_course_in_every_spelling)
{
    static const struct { const char *text; bool teaches, learns; } t[] = {
        {HEAD ROLES("") LINK "}", false, false}, {HEAD ROLES(LEARNER) LINK "}", false, true}, {HEAD ROLES("\"Instructor\"") LINK "}", true, false},
        {HEAD ROLES("\"http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#Grader\"") LINK "}", true, false},
        {HEAD ROLES("\"http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor\"") LINK "}", false, false},
        {HEAD ROLES("\"http://evil.example/membership#Instructor\",7") LINK "}", false, false},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct lti_launch l;
        assert_int_equal(read_launch(t[i].text, &l, NULL), OK);
        assert_true(l.teaches == t[i].teaches && l.learns == t[i].learns);
    }
}

TEST(what_is_no_launch_is_refused_with_its_claim)
{
    static const struct { const char *text; code want; const char *where; } t[] = {
        {"{}", UNSUPPORTED, "version"}, {"{\"" C "version\":\"1.1\"}", UNSUPPORTED, "version"}, {"{\"" C "version\":\"1.3.0\"}", BAD_INPUT, "deployment_id"},
        {"{\"" C "version\":\"1.3.0\",\"" C "deployment_id\":\"d\",\"" C "target_link_uri\":\"javascript:1\"}", BAD_INPUT, C "target_link_uri"},
        {HEAD "}", BAD_INPUT, "roles"}, {HEAD ROLES("") "}", UNSUPPORTED, "message_type"},
        {HEAD ROLES("") ",\"" C "message_type\":\"LtiResourceLinkRequest\"}", BAD_INPUT, "resource_link"},
        {HEAD ROLES("") DEEP("") "}", BAD_INPUT, "deep_link_return_url"},
        {HEAD ROLES("") DEEP("\"deep_link_return_url\":\"https://p.example/r\",\"accept_types\":[\"html\"]") "}", UNSUPPORTED, "accept_types"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct lti_launch l;
        struct error err = {0};
        assert_int_equal(read_launch(t[i].text, &l, &err), t[i].want);
        check_str(cstr(err.where), cstr(t[i].where));
    }
}

TEST(an_answer_carries_links_and_what_the_platform_wants_back)
{
    struct lti_answer answer = {.client = S("tool"), .issuer = S("https://p.example"), .deployment = S("d1"), .data = S("x\"y"), .nonce = S("n"), .now_s = 1000};
    const struct json *v;

    *list_add(test_arena, &answer.items) = (struct lti_item){S("Fire"), S("text"), S("https://lapel.example/lti"), S(""), S("b1")};
    assert_int_equal(json_parse(test_arena, lti_answer_claims(test_arena, &answer), NULL, &v, NULL), OK);
    check_str(json_str(json_get(v, DL "data")), S("x\"y"));
    const struct json *item = json_item(json_get(v, DL "content_items"), 0);
    check_str(json_str(json_get(json_get(item, "custom"), "badge")), S("b1"));
    assert_false(json_get(item, "icon") != NULL);
}

static void launch_and_answer(struct arena *a, void *ctx)
{
    static const char text[] = HEAD ROLES(LEARNER) DEEP("\"deep_link_return_url\":\"https://p.example/r\",\"accept_types\":[\"ltiResourceLink\"],\"data\":\"x\"") "}";
    struct lti_answer answer = {.client = S("tool"), .issuer = S("https://p.example"), .deployment = S("d1"), .data = S("x"), .nonce = S("n")};
    const struct json *v;
    struct lti_launch l;

    (void)ctx;
    if (json_parse(a, cstr(text), NULL, &v, NULL) != OK || lti_launch_read(v, &l, NULL) != OK)
        abort();
    *list_add(a, &answer.items) = (struct lti_item){S("Fire"), S("text"), S("https://lapel.example/lti"), S(""), S("b1")};
    if (json_parse(a, lti_answer_claims(a, &answer), NULL, &v, NULL) != OK)
        abort();
}

TEST(launches_survive_memory_that_runs_out)
{
    assert_true(check_each_allocation(launch_and_answer, NULL) >= 6);
}
