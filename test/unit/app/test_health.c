#include "app/health/checks.h"
#include "base/crypto.h"
#include "unit/test.h"

static struct app app = {.base = {"https://badges.example.org", 26}, .data_folder = "/nonexistent", .master_key_file = "/nonexistent/master.key"};
static const struct health_options no_options;

/* The public address has answered already. */
static struct health after(struct probe p, code c)
{
    return (struct health){.app = &app, .arena = test_arena, .opt = &no_options, .was_probed = true, .probe = p,
                           .probe_error = {.code = c, .text = "no"}};
}

static struct health_result ask(health_fn *check, struct health h)
{
    struct health_result r = {0};

    check(&h, &r);
    return r;
}

static void check_result(size_t i, const struct health_result *r, enum health_outcome want, const char *word)
{
    if (r->outcome != want || !strstr(r->sentence.p, word))
        print_error("row %zu: %s: " STR_FMT "\n", i, health_word(r->outcome), STR_ARG(r->sentence));
    check_at(i, r->outcome == want);
    check_at(i, strstr(r->sentence.p, word) != NULL);
}

TEST(a_certificate_is_judged_by_the_days_it_has_left)
{
    static const struct { msec left; code code; enum health_outcome want; const char *word; } t[] = {
        {90 * DAY, OK, HEALTH_GOOD, "90 more days"},
        {14 * DAY + HOUR, OK, HEALTH_GOOD, "14 more days"},
        {13 * DAY, OK, HEALTH_WARN, "in 13 days"},
        {HOUR, OK, HEALTH_WARN, "in 0 days"},
        {-DAY, DENIED, HEALTH_FAIL, "The certificate ended on"},
        {90 * DAY, DENIED, HEALTH_FAIL, "not trusted"},
    };

    clock_set(1800000000000);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct health_result r = ask(check_certificate, after((struct probe){.certificate_ends = clock_now() + t[i].left}, t[i].code));
        check_result(i, &r, t[i].want, t[i].word);
    }
    struct health_result none = ask(check_certificate, after((struct probe){0}, UNREACHABLE));
    check_result(99, &none, HEALTH_UNKNOWN, "No certificate was seen");
    clock_set(-1);
}

TEST(a_clock_is_compared_with_the_build_and_with_what_others_say)
{
    static const struct { msec now, other; enum health_outcome want; const char *word; } t[] = {
        {0, 0, HEALTH_GOOD, "plausible."},
        {0, 4 * MINUTE, HEALTH_GOOD, "tells the same time"},
        {0, 6 * MINUTE, HEALTH_FAIL, "6 minutes behind"},
        {0, -HOUR, HEALTH_FAIL, "an hour ahead"},
        {-3650 * DAY, 0, HEALTH_FAIL, "before this program was made"},
    };
    msec now = clock_build_time() + DAY;

    assert_true(clock_build_time() > 1600000000000);
    for (size_t i = 0; i < COUNT(t); i++) {
        clock_set(now + t[i].now);
        struct health_result r = ask(check_clock, after((struct probe){.date = t[i].other ? clock_now() + t[i].other : 0}, OK));
        check_result(i, &r, t[i].want, t[i].word);
    }
    clock_set(-1);
}

TEST(an_address_answers_as_lapel_or_it_is_another)
{
    static const struct { struct probe probe; code code; enum health_outcome want; const char *word; } t[] = {
        {{.status = 200, .body = {"ok\n", 3}}, OK, HEALTH_GOOD, "Lapel answers"},
        {{.status = 200, .body = {"<html>", 6}}, OK, HEALTH_FAIL, "not as Lapel does"},
        {{.status = 502, .body = {"", 0}}, OK, HEALTH_FAIL, "answers 502"},
        {{.status = 0}, UNREACHABLE, HEALTH_UNKNOWN, "does not answer from this machine"},
        {{.status = 0}, DENIED, HEALTH_UNKNOWN, "No safe connection"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct health_result r = ask(check_answer, after(t[i].probe, t[i].code));
        check_result(i, &r, t[i].want, t[i].word);
    }
}

TEST(an_address_is_public_encrypted_and_permanent)
{
    static const struct { const char *base; enum health_outcome want; const char *word; } t[] = {
        {"https://badges.example.org", HEALTH_GOOD, "https://badges.example.org."},
        {"http://badges.example.org", HEALTH_WARN, "not encrypted"},
        {"http://localhost:8080", HEALTH_WARN, "this machine alone"},
        {"https://127.0.0.1", HEALTH_WARN, "this machine alone"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        app.base = cstr(t[i].base);
        struct health_result r = ask(check_address, after((struct probe){0}, OK));
        check_result(i, &r, t[i].want, t[i].word);
    }
    app.base = S("https://badges.example.org");
}

TEST(the_worst_outcome_is_that_of_the_whole)
{
    static const struct { enum health_outcome items[3], want; } t[] = {
        {{HEALTH_GOOD, HEALTH_GOOD, HEALTH_GOOD}, HEALTH_GOOD}, {{HEALTH_GOOD, HEALTH_WARN, HEALTH_GOOD}, HEALTH_WARN},
        {{HEALTH_UNKNOWN, HEALTH_WARN, HEALTH_GOOD}, HEALTH_UNKNOWN}, {{HEALTH_UNKNOWN, HEALTH_FAIL, HEALTH_WARN}, HEALTH_FAIL},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct health_report r = {0};
        for (size_t k = 0; k < 3; k++)
            *list_add(test_arena, &r) = (struct health_result){.outcome = t[i].items[k]};
        check_at(i, health_worst(&r) == t[i].want);
    }
}

TEST(a_report_is_read_as_it_was_written)
{
    struct health_report r = {0}, again = {0};
    msec at = 0;

    *list_add(test_arena, &r) = (struct health_result){"disk", "Disk space", HEALTH_WARN, S("“Little” is left."), S("Free some.")};
    *list_add(test_arena, &r) = (struct health_result){"jobs", "Jobs", HEALTH_UNKNOWN, S("None."), S("")};
    assert_true(health_read(test_arena, health_json(test_arena, &r, 1800000000000), &again, &at));
    assert_true(at == 1800000000000);
    assert_int_equal(again.n, 2);
    assert_string_equal(again.items[0].id, "disk");
    check_str(again.items[0].sentence, S("“Little” is left."));
    assert_int_equal(again.items[1].outcome, HEALTH_UNKNOWN);
    assert_false(health_read(test_arena, S("{\"checks\":[{\"outcome\":\"splendid\"}]}"), &again, &at));
    assert_false(health_read(test_arena, S("{}"), &again, &at));
    assert_false(health_read(test_arena, (str){0}, &again, &at));
}
