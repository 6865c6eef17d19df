#include "unit/test.h"

#include "format/lti_service.h"

#define NRPS "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
#define AGS  "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
#define LEARNER "\"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner\""

static const struct json *parsed(const char *text)
{
    const struct json *v = NULL;

    assert_int_equal(json_parse(test_arena, cstr(text), NULL, &v, NULL), OK);
    return v;
}

TEST(a_launch_offers_services_or_none_and_never_half_an_address)
{
    static const struct { const char *text; code want; const char *roster, *column; bool may_score, may_read; } t[] = {
        {"{}", OK, "", "", false, false},
        {"{\"" NRPS "\":{\"context_memberships_url\":\"https://p.example/r\"}}", OK, "https://p.example/r", "", false, false},
        {"{\"" NRPS "\":{\"context_memberships_url\":7}}", BAD_INPUT, "", "", false, false},
        {"{\"" NRPS "\":{\"context_memberships_url\":\"file:///etc/passwd\"}}", BAD_INPUT, "", "", false, false},
        {"{\"" AGS "\":{\"scope\":[\"" LTI_SCOPE_SCORE "\",7],\"lineitem\":\"https://p.example/1\"}}", OK, "", "https://p.example/1", true, false},
        {"{\"" AGS "\":{\"scope\":\"" LTI_SCOPE_RESULTS "\",\"lineitem\":\"javascript:1\"}}", BAD_INPUT, "", "", false, false},
        {"{\"" AGS "\":{\"scope\":\"" LTI_SCOPE_RESULTS "\"}}", OK, "", "", false, true},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct lti_services s;
        assert_int_equal(lti_services_read(parsed(t[i].text), &s, NULL), t[i].want);
        if (t[i].want != OK)
            continue;
        check_str_at(i, s.roster, cstr(t[i].roster));
        check_str_at(i, s.column, cstr(t[i].column));
        assert_true(s.may_score == t[i].may_score && s.may_read == t[i].may_read);
    }
}

TEST(members_have_an_id_and_are_there)
{
    struct lti_member_list all = {0};

    assert_int_equal(lti_members_read(test_arena, parsed("{\"members\":[{\"user_id\":\"1\",\"name\":\"Ann\",\"email\":\"ann@example.org\",\"roles\":[" LEARNER "]},"
        "{\"user_id\":\"2\",\"status\":\"Inactive\"},{\"user_id\":\"\"},{\"user_id\":3},7,null,"
        "{\"user_id\":\"4\",\"status\":\"Active\",\"given_name\":\"Bo\",\"family_name\":\"Kim\",\"roles\":\"Instructor\"}]}"), &all, NULL), OK);
    assert_int_equal(all.n, 2);
    assert_true(all.items[0].learns && !all.items[0].teaches && all.items[1].teaches);
    check_str(all.items[1].name, S("Bo Kim"));
    check_str(all.items[1].email, S(""));
    assert_int_equal(lti_members_read(test_arena, parsed("{\"members\":{}}"), &all, NULL), BAD_INPUT);
    assert_int_equal(lti_members_read(test_arena, parsed("[]"), &all, NULL), BAD_INPUT);
}

TEST(results_are_scores_within_their_scale)
{
    static const struct { const char *text; bool taken; } t[] = {
        {"[{\"userId\":\"1\",\"resultScore\":0.83,\"resultMaximum\":1}]", true}, {"[{\"userId\":\"1\",\"resultScore\":1}]", true},
        {"[{\"userId\":\"1\",\"resultScore\":0,\"resultMaximum\":10.5}]", true}, {"[{\"userId\":\"1\",\"resultScore\":2}]", false},
        {"[{\"userId\":\"1\",\"resultScore\":-1,\"resultMaximum\":1}]", false}, {"[{\"userId\":\"1\",\"resultScore\":0,\"resultMaximum\":0}]", false},
        {"[{\"userId\":\"1\",\"resultScore\":1e999,\"resultMaximum\":1e999}]", false}, {"[{\"userId\":\"1\",\"resultScore\":\"1\"}]", false},
        {"[{\"userId\":\"1\"}]", false}, {"[{\"resultScore\":1}]", false}, {"[7,null,[]]", false},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct lti_result_list all = {0};
        assert_int_equal(lti_results_read(test_arena, parsed(t[i].text), &all, NULL), OK);
        assert_int_equal(all.n, t[i].taken);
    }
    assert_int_equal(lti_results_read(test_arena, parsed("{}"), &(struct lti_result_list){0}, NULL), BAD_INPUT);
}

TEST(a_token_is_one_word_for_a_header)
{
    static const struct { const char *text; code want; } t[] = {
        {"{\"access_token\":\"abc\",\"token_type\":\"Bearer\"}", OK}, {"{\"access_token\":\"abc\"}", OK}, {"{\"access_token\":\"a b\"}", BAD_INPUT},
        {"{\"access_token\":\"a\\r\\nx: y\"}", BAD_INPUT}, {"{\"access_token\":\"\"}", BAD_INPUT}, {"{}", BAD_INPUT}, {"[]", BAD_INPUT},
        {"{\"access_token\":\"abc\",\"token_type\":\"mac\"}", UNSUPPORTED},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        str token;
        assert_int_equal(lti_token_read(parsed(t[i].text), &token, NULL), t[i].want);
    }
}

TEST(what_is_below_an_address_stands_before_its_query)
{
    static const struct { const char *url, *want; } t[] = {
        {"https://p.example/1/lineitem", "https://p.example/1/lineitem/scores"}, {"https://p.example/1/lineitem?type_id=1", "https://p.example/1/lineitem/scores?type_id=1"},
        {"https://p.example/1/?a=/b/", "https://p.example/1/scores?a=/b/"}, {"https://p.example/1//", "https://p.example/1/scores"},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, lti_below(test_arena, cstr(t[i].url), "scores"), cstr(t[i].want));
}

TEST(a_score_says_who_has_the_badge_and_when)
{
    check_str(lti_score_text(test_arena, &(struct lti_score){S("u\"1"), true, 0}),
              S("{\"userId\":\"u\\\"1\",\"scoreGiven\":1,\"scoreMaximum\":1,\"activityProgress\":\"Completed\",\"gradingProgress\":\"FullyGraded\",\"timestamp\":\"1970-01-01T00:00:00Z\"}"));
    assert_true(str_contains(lti_score_text(test_arena, &(struct lti_score){S("u"), false, 0}), S("\"scoreGiven\":0")));
}

static void read_answers(struct arena *a, void *ctx)
{
    const struct json *v;
    struct lti_member_list members = {0};
    struct lti_result_list results = {0};
    struct lti_token_ask ask = {S("tool"), S("https://p.example/t"), S("n"), 1000};

    (void)ctx;
    assert_int_equal(json_parse(a, S("{\"members\":[{\"user_id\":\"4\",\"given_name\":\"Bo\",\"family_name\":\"Kim\",\"roles\":[" LEARNER "]}]}"), NULL, &v, NULL), OK);
    assert_int_equal(lti_members_read(a, v, &members, NULL), OK);
    check_str(members.items[0].name, S("Bo Kim"));
    assert_int_equal(json_parse(a, S("[{\"userId\":\"1\",\"resultScore\":0.83,\"resultMaximum\":1}]"), NULL, &v, NULL), OK);
    assert_int_equal(lti_results_read(a, v, &results, NULL), OK);
    assert_int_equal(results.n, 1);
    assert_true(lti_token_claims(a, &ask).n > 0);
    check_str(lti_below(a, S("https://p.example/columns/5/lineitem?type_id=9"), "scores"), S("https://p.example/columns/5/lineitem/scores?type_id=9"));
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(read_answers, NULL) > 5);
}
