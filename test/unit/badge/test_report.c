#include "unit/badge/world.h"

static struct report report_with(enum verdict v, enum outcome o, const char *flaw, const char *message)
{
    struct report r = {.verdict = v, .at = NOW, .anchor = {"https", S("acme.test")}};

    *list_add(test_arena, &r.checks) = (struct check){"proof", o, flaw, cstr(message), "OB 3.0 §8.2", {0}};
    r.badge = sample_badge(S("https://acme.test/i"));
    return r;
}

TEST(the_sentence_says_the_verdict_first)
{
    struct report r = report_with(VALID, PASS, "", "Good.");
    check_str(report_sentence(test_arena, &r),
              S("Genuine. Issued by acme.test (Acme Training) on 2 Dec 2025. Valid until 31 Jan 2026."));
    r = report_with(INVALID, FAIL, "expired", "The badge expired.");
    check_str(report_sentence(test_arena, &r), S("Not valid. The badge expired."));
    r = report_with(UNVERIFIED, UNTESTED, "fetch-failed", "Nobody answered.");
    check_str(report_sentence(test_arena, &r), S("Could not tell. Nobody answered."));
}

TEST(a_report_that_nobody_filled_is_no_yes)
{
    struct report r = {0};

    check_str(cstr(verdict_name(r.verdict)), S("unverified"));
    assert_true(str_starts(report_sentence(test_arena, &r), S("Could not tell.")));
}

/* What a badge says must not speak to the terminal. */
TEST(control_characters_of_strangers_do_not_reach_the_terminal)
{
    struct report r = report_with(VALID, PASS, "", "Good.");

    r.badge.issuer.name = S("Evil\x1b[2J\r\nGenuine\xe2\x80\xae");
    r.badge.name = S("\x1b]0;x\x07 badge");
    str text = report_text(test_arena, &r);
    assert_false(str_contains(text, S("\x1b")) || str_contains(text, S("\r")) || str_contains(text, S("\x07")));
    assert_false(str_contains(text, S("\xe2\x80\xae")));
    assert_false(str_contains(text, S("\nGenuine\xe2")));
}

TEST(an_issuer_that_was_not_proved_is_marked)
{
    struct report r = report_with(UNVERIFIED, UNTESTED, "fetch-failed", "Nobody answered.");

    r.anchor = (struct anchor){"none", {0}};
    assert_true(str_contains(report_text(test_arena, &r), S("so says the badge")));
}

TEST(the_json_has_its_fixed_members)
{
    static const char *const paths[] = {"verdict", "version", "kind", "checks", "badge", "issuer"};
    static const char *const members[] = {"id", "outcome", "code", "message", "clause", "where"};
    struct report r = report_with(VALID, PASS, "", "Good.");
    const struct json *v;
    struct error err;

    check_ok(json_parse(test_arena, report_json(test_arena, &r), NULL, &v, &err), &err);
    for (size_t i = 0; i < COUNT(paths); i++)
        check_at(i, json_get(v, paths[i]));
    for (size_t i = 0; i < COUNT(members); i++)
        check_at(i, json_get(json_item(json_get(v, "checks"), 0), members[i]));
    check_str(json_str(json_get(v, "verdict")), S("valid"));
    check_str(json_str(json_get(v, "version")), S("3.0"));
    check_str(json_str(json_get(v, "kind")), S("jwt"));
    check_str(json_str(json_get(json_get(json_get(v, "issuer"), "anchor"), "value")), S("acme.test"));
    check_str(json_str(json_get(json_get(json_get(v, "badge"), "achievement"), "name")), S("Ladder safety"));
}

TEST(a_code_is_found_in_any_row)
{
    struct report r = report_with(INVALID, FAIL, "expired", "x");

    assert_true(report_has(&r, "expired"));
    assert_false(report_has(&r, "revoked"));
    assert_false(report_has(&r, "expire"));
}
