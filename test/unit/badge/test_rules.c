#include "unit/vectors.h"

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

TEST(shapes_of_old_versions_take_what_was_in_use)
{
    static const struct { enum shape shape; const char *value, *want; } t[] = {
        {IRI, "\"urn:uuid:9D278beb-36cf-4bc8-888d-674ff9843d72\"", ""}, {IRI, "\"_:b0\"", ""}, {IRI, "\"urn:uuid:123\"", "id-not-uri"},
        {NODE, "\"https://x.org\"", ""}, {NODE, "{}", ""}, {NODE, "[]", "required-missing"}, {NODE, "7", "value-type"},
        {PLACE, "\"/a/b\"", ""}, {PLACE, "\"https://x.org\"", ""}, {PLACE, "\"//x.org/\"", "value-type"}, {PLACE, "\"a/b\"", "value-type"},
        {ORIGIN, "\"https://x.org:80\"", ""}, {ORIGIN, "\"https://x.org/\"", ""}, {ORIGIN, "\"https://x.org/a\"", "value-type"}, {ORIGIN, "\"https://x.org?a\"", "value-type"},
        {PICTURE, "\"https://x.org/i\"", ""}, {PICTURE, "\"data:image/svg+xml,x\"", ""}, {PICTURE, "\"data:image/jpeg,x\"", "image-type"}, {PICTURE, "\"/i\"", "image-type"},
        {PICTURE_V0, "\"/i\"", ""}, {AUTHORITY, "\"x.org:8443\"", ""}, {AUTHORITY, "\"x.org:\"", "value-type"}, {AUTHORITY, "\"x..org\"", "value-type"},
        {NUMBERING, "\"0.5.0\"", ""}, {NUMBERING, "\"1\"", "value-type"}, {LANGUAGE, "\"en-GB\"", ""}, {LANGUAGE, "\"english language\"", "value-type"},
        {EMAIL_V1, "\"a@b.c\"", ""}, {EMAIL_V1, "\"a@b\"", "value-type"}, {FLAG, "\"True\"", ""}, {FLAG, "1", "value-type"},
        {DATE_V1, "1361561067", ""}, {DATE_V1, "\"2013-02\"", ""}, {DATE_V1, "\"soon\"", "date-malformed"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct rule r = {"", "m", MUST, t[i].shape, NULL};
        const char *json = str_z(test_arena, str_printf(test_arena, "{\"m\":%s}", t[i].value));
        check_str_at(i, cstr(found_by(&r, json)), cstr(t[i].want));
    }
}

TEST(a_date_of_a_year_beyond_9999_is_told_so)
{
    static const enum shape shapes[] = {DATE, DATE_V2, DATE_V1};

    for (size_t i = 0; i < COUNT(shapes); i++) {
        const struct json *late = json_of_str(test_arena, S("12026-05-01T00:00:00Z")),
                          *broken = json_of_str(test_arena, S("soon"));
        check_at(i, !shape_fits(test_arena, late, shapes[i]));
        check_str_at(i, cstr(shape_words(shapes[i], late)), S("must be of a year from 0000 to 9999"));
        check_at(i, str_starts(cstr(shape_words(shapes[i], broken)), S("must be a date")));
    }
}

/* The tables of the reference validators: what they call a type is this shape. */
static const struct { const char *type; enum shape shape; } reference_types[] = {
    {"DATA_URI_OR_URL", PICTURE}, {"URL", WEB}, {"IRI", IRI}, {"URL_AUTHORITY", AUTHORITY},
    {"TELEPHONE", TELEPHONE}, {"EMAIL", EMAIL}, {"DATETIME", DATE_V2},
    {"STRINGS", TEXT}, {"EMAILS", EMAIL_V1}, {"URLS", PLACE}, {"TIMES", DATE_V1}, {"ISO8601", DATE_V1},
    {"OBJECTS", ONE_OBJECT}, {"VERSIONS", NUMBERING}, {"ORIGINS", ORIGIN}, {"BOOLEANS", FLAG},
    {"ABSOLUTE_URLS", WEB}, {"IMAGE_DATA_URLS", PICTURE}, {"TAGLIST", TEXTS},
};

static bool shape_of(str type, enum shape *out)
{
    for (size_t i = 0; i < COUNT(reference_types); i++)
        if (str_eq(type, cstr(reference_types[i].type))) {
            *out = reference_types[i].shape;
            return true;
        }
    return false;
}

static void check_reference_value(enum shape shape, const struct json *value, bool want)
{
    str data = json_str(value);
    bool other_data = str_starts(data, S("data:")) && !str_starts(data, S("data:image/png")) && !str_starts(data, S("data:image/svg"));

    if (shape == PICTURE && other_data)
        want = false;                                         /* PNG and SVG only: OB 2.0 errata of 2020-04-09 */
    if (str_eq(data, S("http://f")))
        want = true;                                          /* a host of one label, as networks of a house have them: RFC 3986 §3.2.2 */
    if (shape_fits(test_arena, value, shape) != want) {
        print_str("value:", json_text_of(value));
        check_at(shape, false);
    }
}

TEST(values_are_judged_as_the_reference_validators_judge_them)
{
    const struct json *v2 = vector_json(test_arena, "vectors/1edtech/validator-core/tables/value-types.json");
    const struct json *v1 = vector_json(test_arena, "vectors/legacy/json/field-values.json");
    enum shape shape;

    if (!v1 || !v2)
        skip();
    for (size_t i = 0; i < json_count(v2); i++) {
        const struct json *row = json_item(v2, i);
        if (shape_of(json_str(json_get(row, "type")), &shape))
            check_reference_value(shape, json_get(row, "value"), json_bool(json_get(row, "valid")));
    }
    for (size_t i = 0; i < json_count(v1); i++) {
        const struct json *good = json_get(json_value(v1, i), "good"), *bad = json_get(json_value(v1, i), "bad");
        if (!shape_of(json_key(v1, i), &shape))
            continue;
        for (size_t k = 0; k < json_count(good); k++)
            check_reference_value(shape, json_item(good, k), true);
        for (size_t k = 0; k < json_count(bad); k++)
            check_reference_value(shape, json_item(bad, k), false);
    }
}

TEST(one_or_many_is_told_as_the_reference_validator_tells_it)
{
    const struct json *rows = vector_json(test_arena, "vectors/1edtech/validator-core/tables/required-many.json");

    if (!rows)
        skip();
    for (size_t i = 0; i < json_count(rows); i++) {
        const struct json *row = json_item(rows, i);
        struct rule r = {"", "value", json_bool(json_get(row, "required")) ? MUST : MAY, TEXT, NULL,
                         .many = json_bool(json_get(row, "many"))};
        bool fits = strlen(found_by(&r, str_z(test_arena, json_text_of(row)))) == 0;
        check_at(i, fits == json_bool(json_get(row, "valid")));
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
