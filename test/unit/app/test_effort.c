#include "unit/test.h"
#include "app/effort.h"

TEST(an_amount_is_read_as_people_write_it)
{
    static const struct { const char *typed; int64_t cost; bool none; } t[] = {
        {"", 0, false}, {" 250 ", 25000, false}, {"249.50", 24950, false}, {"249,5", 24950, false}, {"1.200,50", 120050, false}, {"1,200", 120000, false}, {"1,234,567", 123456700, false},
        {"0.01", 1, false}, {".5", 0, true}, {"12.", 0, true}, {"1.2345", 0, true}, {"-5", 0, true}, {"a lot", 0, true}, {"5 €", 0, true}, {"99999999999999999999", 0, true},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        int64_t cost = -1;
        check_at(i, effort_read_cost(cstr(t[i].typed), &cost) == !t[i].none);
        check_at(i, t[i].none || cost == t[i].cost);
    }
    check_str(effort_cost_words(test_arena, 24950), S("249.50"));
    check_str(effort_cost_words(test_arena, 120000), S("1200"));
    check_str(effort_cost_words(test_arena, 1), S("0.01"));
}

TEST(a_time_is_read_as_people_write_it)
{
    static const struct { const char *typed; int64_t minutes; bool none; } t[] = {
        {"", 0, false}, {" 8 ", 480, false}, {"1:30", 90, false}, {"1.5", 90, false}, {"1,25 h", 75, false}, {"1 h 30", 90, false}, {"90 min", 90, false}, {"0", 0, false},
        {"1000", EFFORT_MINUTES, false}, {"1000:01", 0, true}, {"1:60", 0, true}, {"-1", 0, true}, {"soon", 0, true}, {"99999999999", 0, true},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        int64_t minutes = -1;
        check_at(i, effort_read_time(cstr(t[i].typed), &minutes) == !t[i].none);
        check_at(i, t[i].none || minutes == t[i].minutes);
    }
    check_str(effort_time_words(test_arena, 90), S("1 h 30 min"));
    check_str(effort_time_typed(test_arena, 65), S("1:05"));
}

#define TIME(n) {.minutes = n, .has_time = true}
#define BOTH(n, c) {.minutes = n, .cost = c, .has_time = true, .has_cost = true}

TEST(nothing_is_not_the_same_as_not_known)
{
    static const struct { struct effort e; const char *words; } t[] = {
        {{0}, "No estimate"}, {TIME(0), "0 min"}, {TIME(480), "8 h"}, {{.cost = 24950, .has_cost = true}, "Cost 249.50"}, {{.has_cost = true}, "Costs nothing"}, {BOTH(90, 100), "1 h 30 min · Cost 1"},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_str(effort_words(test_arena, &t[i].e), cstr(t[i].words));
}

static str sum_of(const struct effort *all, size_t n)
{
    struct effort_sum s = {0};

    for (size_t i = 0; i < n; i++)
        effort_add(&s, &all[i]);
    return effort_sum_words(test_arena, &s);
}

TEST(a_sum_says_of_how_many_nothing_is_known)
{
    check_str(sum_of(NULL, 0), S(""));
    check_str(sum_of((struct effort[]){{0}, {0}}, 2), S("No estimate"));
    check_str(sum_of((struct effort[]){BOTH(60, 100), BOTH(30, 0)}, 2), S("1 h 30 min · Cost 1"));
    check_str(sum_of((struct effort[]){TIME(60), {0}, BOTH(60, 24950)}, 3), S("At least 2 h, 1 without an estimate · Cost at least 249.50, 2 without an estimate"));
    check_str(sum_of((struct effort[]){TIME(60), TIME(1)}, 2), S("1 h 1 min"));
    check_str(sum_of((struct effort[]){BOTH(30, 0), TIME(0)}, 2), S("30 min"));       /* not: at least nothing */
    check_str(sum_of((struct effort[]){BOTH(0, 0)}, 1), S("0 min · Costs nothing"));
}

TEST(all_of_some_is_known_where_each_is_and_any_of_them_is_the_shortest)
{
    const struct effort none = {0}, hour = TIME(60), dear = BOTH(30, 900), cheap = BOTH(30, 100);
    struct effort e = effort_both(&hour, &dear);

    assert_int_equal(e.minutes, 90);
    assert_true(e.has_time && !e.has_cost);
    assert_false(effort_both(&hour, &none).has_time);
    assert_int_equal(effort_less(&none, &hour).minutes, 60);
    assert_int_equal(effort_less(&hour, &dear).minutes, 30);
    assert_int_equal(effort_less(&dear, &cheap).cost, 100);
    assert_int_equal(effort_less(&cheap, &dear).cost, 100);
}
