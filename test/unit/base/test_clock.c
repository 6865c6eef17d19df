#include "unit/test.h"
#include "base/clock.h"

TEST(times_are_read_as_rfc_3339_says)
{
    static const struct { const char *in; msec want; } t[] = {
        {"1970-01-01T00:00:00Z", 0}, {"1970-01-01t00:00:01z", SECOND},
        {"2026-11-24T03:46:06Z", 1795491966000}, {"2026-11-24T04:46:06+01:00", 1795491966000},
        {"2026-11-23T19:46:06-08:00", 1795491966000}, {"2026-11-24T03:46:06-00:00", 1795491966000},
        {"2026-11-24T03:46:06.5Z", 1795491966500}, {"2026-11-24T03:46:06.1239999Z", 1795491966123},
        {"2026-11-24T03:46:06.000000000000000000001Z", 1795491966000},
        {"2016-12-31T23:59:60Z", 1483228799000}, {"1969-12-31T23:59:59.999Z", -1},
        {"2000-02-29T00:00:00Z", 951782400000}, {"0000-01-01T00:00:00Z", -62167219200000},
        {"9999-12-31T23:59:59.999Z", 253402300799999},
    };
    struct error err = {0};
    for (size_t i = 0; i < COUNT(t); i++) {
        msec got = -99;
        check_ok(time_parse(cstr(t[i].in), &got, &err), &err);
        check_at(i, got == t[i].want);
    }
}

TEST(what_is_no_rfc_3339_time_is_refused)
{
    static const char *const t[] = {
        "", "2026", "2026-11-24", "2026-11-24T03:46Z", "2026-11-24T03:46:06", "2026-11-24 03:46:06Z",
        "2026-11-24T03:46:06Z ", " 2026-11-24T03:46:06Z", "2026-13-24T03:46:06Z", "2026-00-24T03:46:06Z",
        "2026-11-31T03:46:06Z", "2026-11-00T03:46:06Z", "2026-02-29T03:46:06Z", "1900-02-29T03:46:06Z",
        "2026-11-24T24:00:00Z", "2026-11-24T03:60:06Z", "2026-11-24T03:46:61Z", "2026-11-24T03:46:06.Z",
        "2026-11-24T03:46:06,5Z", "2026-11-24T03:46:06+0100", "2026-11-24T03:46:06+24:00",
        "2026-11-24T03:46:06+01:60", "2026-11-24T03:46:06+01", "2026-11-24T03:46:06Zulu",
        "+026-11-24T03:46:06Z", "12026-11-24T03:46:06Z", "2026-1-24T03:46:06Z", "2026/11/24T03:46:06Z",
        "-026-11-24T03:46:06Z", "2026-11-24T 3:46:06Z", "2026-11-24T03:46:06\xE2\x88\x92+01:00",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        msec got;
        check_code_at(i, time_parse(cstr(t[i]), &got, NULL), BAD_INPUT);
    }
    msec got;
    check_code(time_parse(S("2026-11-24T03:46:06Z\0"), &got, NULL), BAD_INPUT);
    check_code(time_parse((str){NULL, 0}, &got, NULL), BAD_INPUT);
}

TEST(a_year_beyond_four_digits_is_called_what_it_is)
{
    static const struct { const char *in; bool is_so; } t[] = {
        {"12026-11-24T03:46:06Z", true},  {"-0044-03-15T12:00:00Z", true}, {"+2026-11-24T03:46:06Z", true},
        {"+12026-11-24T03:46:06Z", true}, {"2026-11-24T03:46:06Z", false}, {"-044-03-15T12:00:00Z", false},
        {"12026", false},                 {"1764547200", false},           {"", false},
        {"-", false},                     {"1202611-", true},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        msec got;
        check_at(i, time_has_other_year(cstr(t[i].in)) == t[i].is_so);
        if (t[i].is_so) {
            check_code_at(i, time_parse_stamp(cstr(t[i].in), &got, &err), BAD_INPUT);
            check_at(i, str_starts(cstr(err.text), S("the year in ")));
        }
    }
}

TEST(a_stamp_is_read_as_xml_schema_has_it)
{
    static const struct { const char *in; msec want; } t[] = {
        {"2026-11-24T03:46:06Z", 1795491966000}, {"2026-11-24T03:46:06.25-14:00", 1795491966250 + 14 * HOUR},
        {"2026-11-23T24:00:00Z", 1795478400000}, {"2026-12-31T24:00:00.000Z", 1798761600000},
        {"2026-11-24T24:00:00.001Z", -1},        {"2026-11-24T24:01:00Z", -1},
        {"2026-11-24T25:00:00Z", -1},            {"2026-11-24t03:46:06Z", -1},
        {"2026-11-24T03:46:06z", -1},            {"2026-11-24T03:46:60Z", -1},
        {"2026-11-24T03:46:06+14:01", -1},       {"2026-11-24T03:46:06", -1},
        {"2026-11-24", -1},                      {"", -1},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        msec got = -1;
        check_code_at(i, time_parse_stamp(cstr(t[i].in), &got, NULL), t[i].want < 0 ? BAD_INPUT : OK);
        check_at(i, t[i].want < 0 || got == t[i].want);
    }
}

TEST(milliseconds_are_written_only_when_there_are_any)
{
    check_str(time_format(test_arena, 1795491966000), S("2026-11-24T03:46:06Z"));
    check_str(time_format(test_arena, 1795491966007), S("2026-11-24T03:46:06.007Z"));
    check_str(time_format(test_arena, -1), S("1969-12-31T23:59:59.999Z"));
    check_str(time_format(test_arena, -62167219200000), S("0000-01-01T00:00:00Z"));
}

TEST(every_day_of_800_years_comes_back_as_itself)
{
    struct date d = {1600, 1, 1};

    for (msec t = date_start(d); d.year < 2400; t += DAY) {
        struct date got = date_of(t + DAY - 1);
        assert_true(got.year == d.year && got.month == d.month && got.day == d.day);
        assert_int_equal(date_start(d), t);
        if (++d.day > date_days_in_month(d.year, d.month))
            d = (struct date){d.month == 12 ? d.year + 1 : d.year, d.month % 12 + 1, 1};
    }
}

TEST(months_are_added_to_the_last_day_the_month_has)
{
    static const struct { struct date from; int months; struct date want; } t[] = {
        {{2026, 1, 31}, 1, {2026, 2, 28}}, {{2028, 1, 31}, 1, {2028, 2, 29}},
        {{2026, 11, 24}, 12, {2027, 11, 24}}, {{2026, 11, 24}, 2, {2027, 1, 24}},
        {{2028, 2, 29}, 12, {2029, 2, 28}}, {{2026, 3, 31}, -1, {2026, 2, 28}},
        {{2026, 1, 15}, -1, {2025, 12, 15}}, {{2026, 12, 31}, 0, {2026, 12, 31}},
        {{2026, 5, 31}, -27, {2024, 2, 29}},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct date got = date_add_months(t[i].from, t[i].months);
        check_str_at(i, date_format(test_arena, got), date_format(test_arena, t[i].want));
    }
}

TEST(dates_are_read_strictly)
{
    static const struct { const char *in; code want; } t[] = {
        {"2026-11-24", OK}, {"2024-02-29", OK}, {"2026-02-29", BAD_INPUT}, {"2026-11-24T", BAD_INPUT},
        {"26-11-24", BAD_INPUT}, {"2026-11-4", BAD_INPUT}, {"", BAD_INPUT}, {"24.11.2026", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct date d;
        check_code_at(i, date_parse(cstr(t[i].in), &d, NULL), t[i].want);
        if (t[i].want == OK)
            check_str_at(i, date_format(test_arena, d), cstr(t[i].in));
    }
}

TEST(the_clock_stands_still_when_told)
{
    clock_set(1795491966000);
    assert_int_equal(clock_now(), 1795491966000);
    clock_set(0);
    assert_int_equal(clock_now(), 0);
    clock_set(-1);
    assert_true(clock_now() > 1700000000000);
    int64_t before = clock_monotonic_ns();
    assert_true(clock_monotonic_ns() >= before);
}
