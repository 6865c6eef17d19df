#include "unit/test.h"

#include "badge/read.h"
#include "badge/rules.h"

/* The code that one rule finds in a document; "" for none. */
static const char *found_by(const struct rule *r, const char *json)
{
    static const struct verify_options none;
    struct report *report = NEW(test_arena, struct report);
    struct inquiry q = {.a = test_arena, .opt = &none, .report = report, .badge = &report->badge};
    const struct json *doc;
    struct error err;

    check_ok(json_parse(test_arena, cstr(json), NULL, &doc, &err), &err);
    *list_add(test_arena, &report->checks) = (struct check){.id = "structure", .code = ""};
    ask_question(&q, 0);
    rules_apply(&q, doc, "", r, 1);
    return report->checks.items[report->checks.n - 1].code;
}

TEST(each_shape_takes_what_it_should_and_nothing_else)
{
    static const struct { enum shape shape; const char *value, *want; } t[] = {
        {TEXT, "\"x\"", ""},      {TEXT, "\"\"", "value-type"},   {TEXT, "7", "value-type"},
        {WORDS, "\"x\"", ""},     {WORDS, "{\"en\":\"x\"}", ""},  {WORDS, "{}", "value-type"}, {WORDS, "true", "value-type"},
        {TEXTS, "[\"a\",\"b\"]", ""}, {TEXTS, "\"a\"", ""},       {TEXTS, "[\"a\",1]", "value-type"},
        {URI, "\"urn:uuid:1\"", ""},  {URI, "\"x\"", "id-not-uri"}, {URI, "\"http://x y\"", "id-not-uri"}, {URI, "{}", "id-not-uri"},
        {WEB, "\"https://x.org\"", ""}, {WEB, "\"urn:x\"", "value-type"},
        {REFERENCE, "\"did:x:y\"", ""}, {REFERENCE, "{\"id\":\"did:x:y\"}", ""}, {REFERENCE, "{}", "id-not-uri"}, {REFERENCE, "[\"did:x:y\"]", "id-not-uri"},
        {ONE_OBJECT, "{}", ""}, {ONE_OBJECT, "[{}]", ""}, {ONE_OBJECT, "[{},{}]", "too-many-values"}, {ONE_OBJECT, "\"x\"", "too-many-values"},
        {BOOL, "true", ""}, {BOOL, "false", ""}, {BOOL, "\"true\"", "value-type"},
        {DATE, "\"2024-05-01T00:00:00Z\"", ""}, {DATE, "\"2024-05-01T00:00:00+0100\"", "date-malformed"}, {DATE, "\"2024-05-01\"", "date-malformed"},
        {DATE_V2, "\"1977-06-10T12:00:00+0800\"", ""}, {DATE_V2, "\"1977-06-10T12:00:00-0800\"", ""},
        {DATE_V2, "\"1977-06-10T12:00:00+08\"", ""}, {DATE_V2, "\"1977-06-10T12:00:00+08:00\"", ""},
        {DATE_V2, "\"1977-06-10T12:00Z\"", ""}, {DATE_V2, "\"1977-06-10T12:00:00\"", "date-malformed"}, {DATE_V2, "\"notadatetime\"", "date-malformed"},
        {EMAIL, "\"abc@localhost\"", ""}, {EMAIL, "\"cool+uncool@example.org\"", ""}, {EMAIL, "\" spacey@gmail.com\"", "value-type"},
        {EMAIL, "\"steveman [at] gee mail dot com\"", "value-type"}, {EMAIL, "\"a@b@c\"", "value-type"}, {EMAIL, "\"@x\"", "value-type"},
        {TELEPHONE, "\"+64010\"", ""}, {TELEPHONE, "\"+18006662344;ext=666\"", ""}, {TELEPHONE, "\"1-800-666-DEVIL\"", "value-type"},
        {TELEPHONE, "\"1 (555) 555-5555\"", "value-type"}, {TELEPHONE, "\"+18006664343 x666\"", "value-type"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct rule r = {"", "m", MUST, t[i].shape, NULL};
        const char *json = str_z(test_arena, str_printf(test_arena, "{\"m\":%s}", t[i].value));
        check_str_at(i, cstr(found_by(&r, json)), cstr(t[i].want));
    }
}

TEST(null_is_absent_and_only_what_must_be_there_is_missed)
{
    struct rule must = {"", "m", MUST, TEXT, NULL}, may = {"", "m", MAY, TEXT, NULL}, alias = {"", "m", MUST, TEXT, "n"};

    check_str(cstr(found_by(&must, "{}")), S("required-missing"));
    check_str(cstr(found_by(&must, "{\"m\":null}")), S("required-missing"));
    check_str(cstr(found_by(&may, "{}")), S(""));
    check_str(cstr(found_by(&may, "{\"m\":7}")), S("value-type"));
    check_str(cstr(found_by(&alias, "{\"n\":\"x\"}")), S(""));
}

TEST(rules_reach_every_node_of_a_path)
{
    struct rule r = {"a.b", "m", MUST, TEXT, NULL};
    static const struct { const char *json, *want; } t[] = {
        {"{}", ""}, {"{\"a\":\"link\"}", ""}, {"{\"a\":{}}", ""}, {"{\"a\":{\"b\":{}}}", "required-missing"},
        {"{\"a\":{\"b\":{\"m\":\"x\"}}}", ""}, {"{\"a\":[{\"b\":{\"m\":\"x\"}},{\"b\":[{\"m\":\"x\"},{}]}]}", "required-missing"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, cstr(found_by(&r, t[i].json)), cstr(t[i].want));
}

TEST(a_class_is_one_of_the_types)
{
    struct rule r = {"", "type", MUST, CLASS, "Issuer|Profile"};

    check_str(cstr(found_by(&r, "{\"type\":\"Issuer\"}")), S(""));
    check_str(cstr(found_by(&r, "{\"type\":[\"X\",\"Profile\"]}")), S(""));
    check_str(cstr(found_by(&r, "{\"type\":\"Profil\"}")), S("type-wrong"));
    check_str(cstr(found_by(&r, "{\"type\":7}")), S("type-wrong"));
    check_str(cstr(found_by(&r, "{}")), S("required-missing"));
}

/* A list of ten thousand wrong items makes a short report, and still a no. */
TEST(many_flaws_of_a_kind_make_few_rows)
{
    static const struct verify_options none;
    struct report report = {0};
    struct inquiry q = {.a = test_arena, .opt = &none, .report = &report, .badge = &report.badge};

    *list_add(test_arena, &report.checks) = (struct check){.id = "x", .code = ""};
    ask_question(&q, 0);
    for (int i = 0; i < 1000; i++)
        found(&q, WARN, "value-type", S(""), "Wrong.");
    found(&q, FAIL, "type-wrong", S(""), "Wrong too.");
    for (int i = 0; i < 1000; i++)
        found(&q, FAIL, "type-wrong", S(""), "Wrong too.");
    found(&q, UNTESTED, "fetch-failed", S(""), "Silent.");
    assert_true(report.checks.n < 50);
    assert_true(report_has(&report, "type-wrong") && report_has(&report, "fetch-failed"));
}

TEST(a_question_that_was_answered_does_not_pass_again)
{
    static const struct verify_options none;
    struct report report = {0};
    struct inquiry q = {.a = test_arena, .opt = &none, .report = &report, .badge = &report.badge};

    *list_add(test_arena, &report.checks) = (struct check){.id = "x", .code = ""};
    assert_int_equal(report.checks.items[0].outcome, UNTESTED);
    ask_question(&q, 0);
    found(&q, WARN, "context-old", S("/\xff"), "\xff");
    passed(&q, "Good.");
    assert_int_equal(report.checks.n, 1);
    assert_int_equal(report.checks.items[0].outcome, WARN);
    check_str(report.checks.items[0].message, S("…"));   /* a report is always text */
    check_str(report.checks.items[0].where, S("…"));
}
