#include "unit/test.h"
#include "app/reports/spread.h"

TEST(a_group_is_judged_by_its_share_of_the_people_and_not_where_chance_may_be_the_reason)
{
    static const struct { struct spread_part part; enum spread_verdict want; } t[] = {
        {{10, 100, 10, 100}, SPREAD_EVEN}, {{10, 100, 8, 100}, SPREAD_EVEN},  {{10, 100, 7, 100}, SPREAD_LESS},
        {{20, 100, 25, 100}, SPREAD_EVEN}, {{20, 100, 26, 100}, SPREAD_MORE}, {{10, 100, 0, 49}, SPREAD_TOO_FEW},
        {{10, 100, 0, 50}, SPREAD_LESS},   {{10, 100, 40, 40}, SPREAD_TOO_FEW}, {{0, 0, 0, 0}, SPREAD_TOO_FEW},
        {{100, 100, 9, 9}, SPREAD_EVEN},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(spread_judge(&t[i].part), t[i].want);
}

TEST(no_few_people_are_what_is_missing_of_the_whole)
{
    static const struct { int64_t people[6]; size_t n, apart; } t[] = {
        {{20, 10, 5}, 3, 3},       {{20, 10, 4}, 3, 1}, {{20, 10, 2, 2}, 4, 1}, {{20, 10, 2, 1, 1}, 5, 1}, {{20, 10, 3, 2}, 4, 2},
        {{20, 10, 4, 4, 4}, 5, 2}, {{20, 4}, 2, 0},     {{2, 1}, 2, 0},         {{0}, 0, 0},               {{20, 10, 0}, 3, 1},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct spread_line lines[6] = {0};
        for (size_t k = 0; k < t[i].n; k++)
            lines[k].people = t[i].people[k];
        check_at(i, spread_apart(&(struct spread_lines){.items = lines, .n = t[i].n}) == t[i].apart);
    }
}
