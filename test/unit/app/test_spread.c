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
