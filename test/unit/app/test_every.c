/* test_every.c — when rounds end, over moved clocks and ends of months; and who is chosen. */
#include "unit/test.h"

#include "app/recognise/every.h"
#include "app/recognise/round.h"

static msec at(const char *t)
{
    msec out = 0;

    assert_int_equal(time_parse(cstr(t), &out, NULL), OK);
    return out;
}

TEST(the_next_end_is_the_first_behind_that_moment_by_the_clocks_of_the_zone)
{
    static const struct { const char *every; int weekday, minute; const char *zone, *after, *last, *want; } t[] = {
        {"week", 5, 900, "Europe/Berlin", "2026-11-23T08:00:00Z", NULL, "2026-11-27T14:00:00Z"},
        {"week", 5, 900, "Europe/Berlin", "2026-11-27T13:59:59Z", NULL, "2026-11-27T14:00:00Z"},
        {"week", 5, 900, "Europe/Berlin", "2026-11-27T14:00:00Z", NULL, "2026-12-04T14:00:00Z"},      /* not the same one again */
        {"week", 5, 900, "Europe/Berlin", "2026-10-23T13:00:00Z", NULL, "2026-10-30T14:00:00Z"},      /* winter time began between: 15:00 stays 15:00 */
        {"week", 5, 900, "Europe/Berlin", "2026-03-27T14:00:00Z", NULL, "2026-04-03T13:00:00Z"},      /* summer time */
        {"week", 7, 150, "Europe/Berlin", "2026-03-28T12:00:00Z", NULL, "2026-03-29T01:30:00Z"},      /* 02:30 is left out: as far behind the gap, 03:30 */
        {"week", 7, 150, "Europe/Berlin", "2026-10-24T12:00:00Z", NULL, "2026-10-25T00:30:00Z"},      /* 02:30 comes twice: the first */
        {"week", 7, 150, "Europe/Berlin", "2026-10-25T00:30:00Z", NULL, "2026-11-01T01:30:00Z"},      /* … and not the second too */
        {"week", 1, 0, "Pacific/Auckland", "2026-11-21T12:00:00Z", NULL, "2026-11-22T11:00:00Z"},     /* Monday begins there on our Sunday */
        {"week", 5, 900, "Nowhere/Else", "2026-11-23T08:00:00Z", NULL, "2026-11-27T15:00:00Z"},       /* an unknown zone is UTC */
        {"fortnight", 5, 900, "UTC", "2026-11-23T08:00:00Z", NULL, "2026-11-27T15:00:00Z"},
        {"fortnight", 5, 900, "UTC", "2026-11-27T15:00:00Z", "2026-11-27T15:00:00Z", "2026-12-11T15:00:00Z"},
        {"fortnight", 5, 900, "UTC", "2026-12-05T00:00:00Z", "2026-11-27T15:00:00Z", "2026-12-11T15:00:00Z"},
        {"fortnight", 5, 900, "UTC", "2027-06-01T00:00:00Z", "2026-11-27T15:00:00Z", "2027-06-11T15:00:00Z"},   /* long stopped: the rhythm stays */
        {"fortnight", 3, 900, "UTC", "2026-11-28T00:00:00Z", "2026-11-27T15:00:00Z", "2026-12-02T15:00:00Z"},   /* another day from now on */
        {"fortnight", 5, 900, "Europe/Berlin", "2026-10-16T13:00:00Z", "2026-10-16T13:00:00Z", "2026-10-30T14:00:00Z"},
        {"month", 5, 900, "UTC", "2026-11-23T08:00:00Z", NULL, "2026-11-27T15:00:00Z"},
        {"month", 5, 900, "UTC", "2026-11-27T15:00:00Z", NULL, "2026-12-25T15:00:00Z"},
        {"month", 7, 900, "UTC", "2026-02-01T00:00:00Z", NULL, "2026-02-22T15:00:00Z"},
        {"month", 6, 900, "UTC", "2026-02-01T00:00:00Z", NULL, "2026-02-28T15:00:00Z"},               /* the last day itself */
        {"month", 4, 1439, "UTC", "2026-12-31T23:58:00Z", NULL, "2026-12-31T23:59:00Z"},
        {"month", 4, 1439, "UTC", "2026-12-31T23:59:00Z", NULL, "2027-01-28T23:59:00Z"},              /* into the next year */
        {"month", 2, 900, "UTC", "2028-02-28T00:00:00Z", NULL, "2028-02-29T15:00:00Z"},               /* a leap year */
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        const struct every_rule r = {every_named(cstr(t[i].every)), t[i].weekday, t[i].minute, cstr(t[i].zone)};
        msec next = every_next(test_arena, &r, at(t[i].after), t[i].last ? at(t[i].last) : 0);
        check_str_at(i, time_format(test_arena, next), cstr(t[i].want));
    }
    assert_int_equal(every_next(test_arena, &(struct every_rule){every_named(S("")), 5, 900, S("UTC")}, 1, 0), 0);
}

/* "person:n:last:first …"; chosen persons in `want`. */
TEST(who_has_most_is_chosen_and_a_tie_goes_as_the_rules_say)
{
    static const struct { struct contender all[4]; size_t n; const char *tie; enum round_end end; const char *want; } t[] = {
        {{{0}}, 0, "waited", ROUND_PASSED, ""},
        {{{.person = 1, .n = 1, .first = 1}}, 1, "panel", ROUND_DECIDED, "1"},
        {{{.person = 1, .n = 1, .first = 1}, {.person = 2, .n = 3, .first = 2}}, 2, "panel", ROUND_DECIDED, "2"},
        {{{.person = 1, .n = 2, .first = 1, .last = 50}, {.person = 2, .n = 2, .first = 2, .last = 20}}, 2, "waited", ROUND_DECIDED, "2"},
        {{{.person = 1, .n = 2, .first = 1, .last = 50}, {.person = 2, .n = 2, .first = 2, .last = 0}}, 2, "waited", ROUND_DECIDED, "2"},   /* never: longest */
        {{{.person = 1, .n = 2, .first = 4}, {.person = 2, .n = 2, .first = 3}}, 2, "waited", ROUND_DECIDED, "2"},                        /* nominated first */
        {{{.person = 1, .n = 2, .first = 1}, {.person = 2, .n = 1, .first = 2}, {.person = 3, .n = 2, .first = 3}}, 3, "share", ROUND_DECIDED, "1 3"},
        {{{.person = 1, .n = 2, .first = 1}, {.person = 2, .n = 1, .first = 2}, {.person = 3, .n = 2, .first = 3}}, 3, "panel", ROUND_PANEL, "1 3"},
        {{{.person = 1, .n = 0, .first = 1}, {.person = 2, .n = 0, .first = 2}}, 2, "waited", ROUND_PANEL, "1 2"},                        /* nobody voted */
        {{{.person = 1, .n = 0, .first = 1}}, 1, "share", ROUND_PANEL, "1"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct contenders all = {0};
        struct buf b = buf_new(test_arena);
        for (size_t k = 0; k < t[i].n; k++)
            *list_add(test_arena, &all) = t[i].all[k];
        assert_int_equal(round_choose(&all, cstr(t[i].tie)), t[i].end);
        for (size_t k = 0; k < all.n; k++)
            if (all.items[k].is_chosen)
                buf_printf(&b, "%s%lld", b.n ? " " : "", (long long)all.items[k].person);
        check_str_at(i, buf_done(&b), cstr(t[i].want));
    }
}
