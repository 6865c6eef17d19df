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

/* Every member that the JSON has. */
static struct report whole_report(void)
{
    struct report r = report_with(INVALID, FAIL, "expired", "The badge expired.");
    struct report *inside = NEW(test_arena, struct report);

    *inside = report_with(UNVERIFIED, UNTESTED, "key-unresolvable", "No key.");
    inside->badge.subject = SUBJECT_ENDORSEMENT;
    *list_add(test_arena, &r.checks) = (struct check){"claims", WARN, "jwt-claim-mismatch", S("The token lacks \"sub\"."), "OB 3.0", S("/sub")};
    *list_add(test_arena, &r.checks) = (struct check){"version", PASS, "", S("Fine."), "OB 3.0", S("")};
    *list_add(test_arena, &r.badge.identities) = (struct identity){S("emailAddress"), S("sha256$00"), S("s"), true};
    *list_add(test_arena, &r.badge.evidence) = (struct evidence){.id = S("https://acme.test/e"), .name = S("Photo")};
    *list_add(test_arena, &r.badge.achievement.tags) = S("height");
    *list_add(test_arena, &r.badge.achievement.alignments) = (struct alignment){S("Skill"), S("https://s.test/"), {0}, S("F"), S("1"), {0}};
    *list_add(test_arena, &r.badge.achievement.related) = (struct related){S("urn:x:de"), S("de"), S("2")};
    *list_add(test_arena, &r.statuses) = (struct status_told){S("x"), S("message"), S("https://acme.test/s"), S("Hello"), S("https://acme.test/h"), 7, 3, NOW, NOW + DAY};
    *list_add(test_arena, &r.documents) = (struct source_document){"issuer", S("https://acme.test/i"), S("{\"a\":1}")};
    *list_add(test_arena, &r.nested) = (struct nested){"endorsement", S("/endorsement/0"), true, inside};
    r.badge.is_revoked = r.has_recipient_match = r.recipient_matches = true;
    r.badge.revocation_reason = S("Left");
    r.refreshed_from = S("https://acme.test/new");
    r.at = NOW + 7;
    return r;
}

TEST(a_report_is_read_as_it_was_written)
{
    struct report r = whole_report(), again;
    struct error err;
    str json = report_json(test_arena, &r);

    check_ok(report_read(test_arena, json, &again, &err), &err);
    check_str(report_json(test_arena, &again), json);
    check_str(report_text(test_arena, &again), report_text(test_arena, &r));
    assert_int_equal(again.nested.items[0].report->badge.subject, SUBJECT_ENDORSEMENT);
}

TEST(what_is_no_report_is_not_read_and_never_says_yes)
{
    static const char *const t[] = {"", "[]", "{}", "null", "{\"checks\":{}}", "{\"verdict\":\"valid\"}"};
    static const char *const odd[] = {"{\"checks\":[],\"verdict\":\"VALID\"}", "{\"checks\":[],\"verdict\":2}",
                                      "{\"checks\":[7,null],\"badge\":[],\"nested\":[1],\"issuer\":\"x\",\"at\":\"noon\"}"};
    struct report r;

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, report_read(test_arena, cstr(t[i]), &r, NULL) == BAD_INPUT);
    for (size_t i = 0; i < COUNT(odd); i++) {
        check_at(i, report_read(test_arena, cstr(odd[i]), &r, NULL) == OK);
        check_at(i, r.verdict == UNVERIFIED);
    }
}

TEST(beside_each_flaw_stands_what_to_do)
{
    struct report r = whole_report();
    const struct json *v, *checks;

    check_ok(json_parse(test_arena, report_json(test_arena, &r), NULL, &v, NULL), NULL);
    checks = json_get(v, "checks");
    assert_false(str_is_empty(json_str(json_get(json_get(json_item(checks, 0), "next"), "earner"))));
    assert_false(str_is_empty(json_str(json_get(json_get(json_item(checks, 1), "next"), "verifier"))));
    assert_null(json_get(json_item(checks, 2), "next"));
    assert_true(str_contains(report_text(test_arena, &r), S("Ask the holder whether it was renewed.")));
}

static void write_and_read(struct arena *a, void *ctx)
{
    const struct report *r = ctx;
    struct report back;

    check_code(report_read(a, report_json(a, r), &back, NULL), OK);
    assert_int_equal(back.verdict, r->verdict);
    check_str(report_sentence(a, &back), report_sentence(a, r));
    assert_true(report_text(a, r).n > 0);
}

TEST(memory_may_run_out_anywhere)
{
    struct report r = whole_report();

    assert_true(check_each_allocation(write_and_read, &r) > 20);
}
