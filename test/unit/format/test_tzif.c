#include "format/tzif.h"
#include "unit/test.h"

/* One change (2020-01-01, from +1 h to what the rule says), then a rule. */
static str zone_file(const char *rule)
{
    static const char head[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4\0\0\0\0\0\0ABC\0"
                               "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\4"
                               "\0\0\0\0\x5E\x0B\xE1\x00" "\0" "\0\0\x0E\x10\0\0" "ABC";
    struct buf b = buf_new(test_arena);

    buf_put(&b, (str){head, sizeof head});
    buf_printf(&b, "\n%s\n", rule);
    return buf_done(&b);
}

static msec at(const char *text)
{
    msec t = 0;

    assert_int_equal(time_parse(cstr(text), &t, NULL), OK);
    return t;
}

TEST(clocks_are_moved_as_the_rule_says)
{
    static const struct { const char *rule, *at; int minutes; } t[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2019-07-01T00:00:00Z", 60},            /* before the table ends */
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 60},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 120},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", 120},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 60},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2099-07-01T00:00:00Z", 120},
        {"EST5EDT,M3.2.0,M11.1.0", "2026-07-01T00:00:00Z", -240},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 660},         /* summer over New Year */
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01T00:00:00Z", 600},
        {"<+0545>-5:45", "2026-07-01T00:00:00Z", 345},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0},             /* winter is the exception */
        {"XXX3YYY,J60/0,J300", "2028-03-01T03:00:00Z", -120},                   /* J60 is 1 March in every year */
        {"XXX3YYY,59,300", "2028-02-29T05:00:00Z", -120},                       /* 59 is 29 February in a leap year */
        {"XXX0YYY-2,M3.1.0/-2,M10.1.0/50", "2026-02-28T22:00:00Z", 120},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct tzif *z = NULL;
        struct error err = {0};
        check_ok(tzif_read(test_arena, zone_file(t[i].rule), &z, &err), &err);
        assert_int_equal(tzif_ahead(z, at(t[i].at)) / MINUTE, t[i].minutes);
    }
}

TEST(an_hour_of_the_clocks_is_a_moment)
{
    static const struct { const char *wall, *moment; } t[] = {
        {"2026-01-10T09:00:00Z", "2026-01-10T08:00:00Z"}, {"2026-07-10T09:00:00Z", "2026-07-10T07:00:00Z"},
        {"2026-03-29T01:59:00Z", "2026-03-29T00:59:00Z"}, {"2026-03-29T02:30:00Z", "2026-03-29T01:30:00Z"}, /* left out: 03:30 */
        {"2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"}, {"2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"}, /* the first of two */
        {"2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"},
    };
    struct tzif *z = NULL;

    assert_int_equal(tzif_read(test_arena, zone_file("CET-1CEST,M3.5.0,M10.5.0/3"), &z, NULL), OK);
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, time_format(test_arena, tzif_moment(z, at(t[i].wall))), cstr(t[i].moment));
}

TEST(what_is_no_zone_is_refused)
{
    static const char *const rules[] = {"C-1", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
                                        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J1", "CET-1CEST,M3.5.0,M10.5.0x", "CET-99", "<CET-1"};
    str whole = zone_file("UTC0");
    struct tzif *z;

    for (size_t i = 0; i < COUNT(rules); i++)
        assert_int_equal(tzif_read(test_arena, zone_file(rules[i]), &z, NULL), BAD_INPUT);
    for (size_t n = 0; n < whole.n - 6; n++)                     /* cut anywhere before its rule */
        assert_int_not_equal(tzif_read(test_arena, str_copy(test_arena, str_slice(whole, 0, n)), &z, NULL), OK);
    char *many = NEW_ARRAY(test_arena, whole.n, char);
    memcpy(many, whole.p, whole.n);
    memset(many + 32, 0x7F, 4);
    assert_int_equal(tzif_read(test_arena, (str){many, whole.n}, &z, NULL), LIMIT);
}

static void read_zone(struct arena *a, void *ctx)
{
    const str *file = ctx;
    struct tzif *z = NULL;

    assert_int_equal(tzif_read(a, *file, &z, NULL), OK);
    assert_int_equal(tzif_ahead(z, at("2026-07-01T00:00:00Z")) / MINUTE, 120);
}

TEST(memory_may_run_out_anywhere)
{
    str file = zone_file("CET-1CEST,M3.5.0,M10.5.0/3");

    assert_true(check_each_allocation(read_zone, &file) > 0);
}
