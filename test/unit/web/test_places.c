#include "web/places.h"
#include "unit/test.h"

static const struct places_limits five = {.all = 5, .by_sender = 2, .by_network = 3};

TEST(a_sender_gets_no_more_than_a_share_and_what_is_left_is_free_again)
{
    struct places *p = places_new(test_arena, &five);
    int first = places_take(p, S("a"), S("192.0.2.1"));

    assert_true(first >= 0);
    assert_true(places_take(p, S("a"), S("192.0.2.9")) >= 0);
    assert_int_equal(places_take(p, S("a"), S("192.0.2.9")), PLACE_SHARE_USED);
    assert_true(places_take(p, S("b"), S("192.0.2.9")) >= 0);
    places_leave(p, first);
    assert_int_equal(places_take(p, S("a"), S("192.0.2.1")), first);
    places_leave(p, PLACE_NONE);
    places_leave(p, PLACE_SHARE_USED);
    places_end(p);
}

TEST(many_sessions_of_one_network_leave_room_for_others)
{
    struct places *p = places_new(test_arena, &five);

    assert_true(places_take(p, S("a"), S("2001:db8:1:2::1")) >= 0);
    assert_true(places_take(p, S("b"), S("2001:db8:1:2::2")) >= 0);
    assert_true(places_take(p, S("c"), S("2001:db8:1:2:3::")) >= 0);
    assert_int_equal(places_take(p, S("d"), S("2001:db8:1:2:4::")), PLACE_SHARE_USED);
    assert_true(places_take(p, S("d"), S("2001:db8:1:3::1")) >= 0);
    assert_true(places_take(p, S("e"), S("192.0.2.1")) >= 0);
    assert_int_equal(places_take(p, S("f"), S("192.0.2.2")), PLACE_ALL_TAKEN);
    assert_int_equal(places_take(p, S("g"), S("2001:db8:1:2::1")), PLACE_SHARE_USED);
    places_end(p);
    places_end(NULL);
}
