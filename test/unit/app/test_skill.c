#include "unit/test.h"

#include "app/skill/match.h"

static msec day(int year, int month, int d)
{
    return date_start((struct date){year, month, d});
}

TEST(a_proof_counts_in_full_for_its_months_then_less_and_never_after_it_ended)
{
    const msec given = day(2024, 1, 31);
    const struct { int64_t months; msec ends, now; enum skill_strength want; } t[] = {
        {0, 0, day(2024, 1, 31), SKILL_PROVED},
        {0, 0, day(2044, 1, 31), SKILL_PROVED},
        {24, 0, day(2026, 1, 30), SKILL_PROVED},
        {24, 0, day(2026, 1, 31), SKILL_CONFIRMED},
        {24, 0, day(2028, 1, 30), SKILL_CONFIRMED},
        {24, 0, day(2028, 1, 31), SKILL_BACKED},
        {24, 0, day(2099, 1, 1), SKILL_BACKED},
        {1, 0, day(2024, 2, 28), SKILL_PROVED},
        {1, 0, day(2024, 2, 29), SKILL_CONFIRMED},         /* the last day of a shorter month is a month */
        {600, 0, day(2024, 2, 29), SKILL_PROVED},
        {24, day(2025, 1, 31), day(2025, 1, 30), SKILL_PROVED},
        {24, day(2025, 1, 31), day(2025, 1, 31), SKILL_NONE},
        {24, 0, day(2024, 1, 30), SKILL_NONE},          /* not given yet */
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, skill_counts(&(struct skill_proof){SKILL_PROVED, given, t[i].ends, t[i].months}, t[i].now) == t[i].want);
}

TEST(the_day_it_counts_less_is_the_day_that_is_said)
{
    for (int64_t months = 1; months < 40; months++)
        for (int d = 27; d <= 31; d++) {
            struct skill_proof p = {SKILL_PROVED, day(2024, 1, d), 0, months};
            msec until = skill_full_until(&p);
            check_at((size_t)d, skill_counts(&p, until) == SKILL_CONFIRMED || months == 0);
            check_at((size_t)d, skill_counts(&p, until - DAY) == SKILL_PROVED);
        }
    assert_int_equal(skill_full_until(&(struct skill_proof){SKILL_PROVED, day(2024, 1, 1), 0, 0}), 0);
}

TEST(the_strongest_proof_decides_whatever_the_order_and_of_two_the_newer)
{
    const msec now = day(2026, 6, 1);
    const struct skill_proof old = {SKILL_PROVED, day(2020, 1, 1), 0, 12}, fading = {SKILL_PROVED, day(2025, 1, 1), 0, 12}, fresh = {SKILL_PROVED, day(2026, 1, 1), 0, 12},
                             fresher = {SKILL_PROVED, day(2026, 2, 1), 0, 12}, ended = {SKILL_PROVED, day(2026, 3, 1), day(2026, 4, 1), 12};
    const struct { struct skill_proof p[3]; size_t n; enum skill_strength want; size_t best; } t[] = {
        {{{0}}, 0, SKILL_NONE, 0},
        {{ended}, 1, SKILL_NONE, 0},
        {{ended, old}, 2, SKILL_BACKED, 1},
        {{old, fading, ended}, 3, SKILL_CONFIRMED, 1},
        {{fresh, old, fading}, 3, SKILL_PROVED, 0},
        {{fresh, fresher}, 2, SKILL_PROVED, 1},
        {{fresher, fresh}, 2, SKILL_PROVED, 0},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct skill_standing s;
        skill_judge(t[i].p, t[i].n, now, &s);
        check_at(i, s.strength == t[i].want && s.best == t[i].best);
    }
}

TEST(the_level_is_that_of_the_strongest_proof_that_names_one_and_of_equals_the_highest)
{
    const msec now = day(2026, 6, 1), at = day(2026, 1, 1);
    const struct skill_proof said_3 = {SKILL_SAID, at, 0, 0, 3}, said_4 = {SKILL_SAID, at, 0, 0, 4}, led_2 = {SKILL_CONFIRMED, at, 0, 0, 2}, badge_0 = {SKILL_PROVED, at, 0, 0, 0},
                             badge_1 = {SKILL_PROVED, at, 0, 0, 1}, badge_2 = {SKILL_PROVED, at, 0, 0, 2}, newer_2 = {SKILL_PROVED, at + 1, 0, 0, 2}, ended_4 = {SKILL_PROVED, at, at + 1, 0, 4},
                             old_4 = {SKILL_PROVED, day(2020, 1, 1), 0, 12, 4};
    const struct { struct skill_proof p[3]; size_t n; int64_t level; size_t by; } t[] = {
        {{badge_0}, 1, 0, 0}, {{badge_0, said_3}, 2, 3, 1}, {{said_3, said_4}, 2, 4, 1}, {{said_4, led_2, badge_0}, 3, 2, 1}, {{badge_1, badge_2, said_4}, 3, 2, 1},
        {{badge_2, newer_2}, 2, 2, 1}, {{newer_2, badge_2}, 2, 2, 0}, {{ended_4, said_3}, 2, 3, 1}, {{old_4, led_2}, 2, 2, 1},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct skill_standing s;
        skill_judge(t[i].p, t[i].n, now, &s);
        check_at(i, s.level == t[i].level && (!t[i].level || s.by == t[i].by));
    }
}

TEST(who_says_it_decides_at_first_and_nothing_falls_below_ones_own_word)
{
    const msec now = day(2026, 6, 1);
    const struct { enum skill_strength full; msec at; enum skill_strength want; } t[] = {
        {SKILL_SAID, day(2026, 1, 1), SKILL_SAID}, {SKILL_SAID, day(2015, 1, 1), SKILL_SAID},
        {SKILL_BACKED, day(2026, 1, 1), SKILL_BACKED}, {SKILL_BACKED, day(2025, 1, 1), SKILL_SAID}, {SKILL_BACKED, day(2015, 1, 1), SKILL_SAID},
        {SKILL_CONFIRMED, day(2026, 1, 1), SKILL_CONFIRMED}, {SKILL_CONFIRMED, day(2025, 1, 1), SKILL_BACKED}, {SKILL_CONFIRMED, day(2015, 1, 1), SKILL_SAID},
        {SKILL_OUTSIDE, day(2026, 1, 1), SKILL_OUTSIDE}, {SKILL_OUTSIDE, day(2025, 1, 1), SKILL_PROVED}, {SKILL_OUTSIDE, day(2015, 1, 1), SKILL_CONFIRMED},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, skill_counts(&(struct skill_proof){t[i].full, t[i].at, 0, 12}, now) == t[i].want);
    assert_int_equal(skill_full_until(&(struct skill_proof){SKILL_SAID, day(2024, 1, 1), 0, 12}), 0);
}

TEST(until_when_a_proof_is_strong_enough_is_the_moment_at_which_it_is_not)
{
    for (int full = SKILL_SAID; full < SKILL_STRENGTHS; full++)
        for (int least = SKILL_SAID; least <= full; least++)
            for (int months = 0; months < 30; months += 7)
                for (int ends = 0; ends < 2; ends++) {
                    struct skill_proof p = {(enum skill_strength)full, day(2024, 1, 31), ends ? day(2025, 6, 1) : 0, months};
                    msec until = skill_holds_until(&p, (enum skill_strength)least);
                    check_at((size_t)full, until ? skill_counts(&p, until) < (enum skill_strength)least : skill_counts(&p, day(2099, 1, 1)) >= (enum skill_strength)least);
                    check_at((size_t)full, !until || skill_counts(&p, until - DAY) >= (enum skill_strength)least);
                }
}

TEST(names_are_alike_by_their_letters_whatever_case_and_order_of_words)
{
    struct str_list names = {.items = (str[]){S("Operate forklift"), S("First aid"), S("Erste Hilfe"), S("")}, .n = 4};
    struct alike *x = alike_open(test_arena, &names);
    const struct { const char *folded; int least[4], most[4]; } t[] = {
        {"operate forklift", {100, 0, 0, 0}, {100, 20, 20, 40}},
        {"operate forklifts", {85, 0, 0, 0}, {99, 20, 20, 40}},
        {"forklift operation", {60, 0, 0, 0}, {95, 20, 20, 40}},
        {"provide first aid", {0, 55, 0, 0}, {25, 95, 30, 40}},
        {"erste hilfe leisten", {0, 0, 60, 0}, {25, 30, 95, 40}},
        {"", {0, 0, 0, 0}, {30, 30, 30, 100}},
        {"\xff\xfe\x80", {0, 0, 0, 0}, {30, 30, 30, 100}},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        int out[MATCH_ROWS];
        alike_to(x, cstr(t[i].folded), out);
        for (size_t k = 0; k < names.n; k++) {
            if (out[k] < t[i].least[k] || out[k] > t[i].most[k])
                print_error("%zu %zu: %d\n", i, k, out[k]);
            check_at(i, out[k] >= t[i].least[k] && out[k] <= t[i].most[k]);
        }
    }
}
