#include "web/rate.h"
#include "unit/test.h"

#define NOW ((msec)1764633600000)

static const struct rate_limits ten = {.per_hour = 3600, .at_once = 10, .busy_here = 2, .busy = 3};

static bool take_one(struct rate *r, const char *client, unsigned n, msec now, unsigned *wait)
{
    bool ok = rate_enter(r, cstr(client), n, now, wait);

    if (ok)
        rate_leave(r, cstr(client));
    return ok;
}

TEST(a_network_takes_its_share_and_gets_it_back_with_time)
{
    struct rate *r = rate_new(test_arena, &ten);
    unsigned wait;

    assert_true(take_one(r, "192.0.2.1", 4, NOW, &wait));
    assert_true(take_one(r, "192.0.2.1", 6, NOW, &wait));
    assert_false(take_one(r, "192.0.2.1", 3, NOW, &wait));
    assert_int_equal(wait, 3);
    assert_true(take_one(r, "192.0.2.2", 10, NOW, &wait));
    assert_false(take_one(r, "192.0.2.1", 3, NOW + 2 * SECOND, &wait));
    assert_true(take_one(r, "192.0.2.1", 3, NOW + 3 * SECOND, &wait));
    assert_true(take_one(r, "192.0.2.1", 99, NOW + HOUR, &wait));   /* more than ever: the whole share */
    assert_false(take_one(r, "192.0.2.1", 1, NOW + HOUR, &wait));
    assert_true(take_one(r, "192.0.2.1", 1, NOW - DAY + 20 * SECOND, &wait) || wait <= 11);   /* a clock set back locks nobody out */
    rate_end(r);
}

TEST(addresses_of_one_network_share_and_others_do_not)
{
    static const struct { const char *one, *other; bool same; } t[] = {
        {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true}, {"2001:db8:1:2::1", "2001:db8:1:3::1", false},
        {"192.0.2.1", "192.0.2.2", false}, {"::ffff:192.0.2.1", "::ffff:192.0.2.2", false}, {"2001:db8::1", "2001:db8::2", true},
    };
    unsigned wait;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct rate *r = rate_new(test_arena, &ten);
        check_at(i, take_one(r, t[i].one, 10, NOW, &wait));
        check_at(i, take_one(r, t[i].other, 1, NOW, &wait) == !t[i].same);
    }
}

TEST(what_work_turns_out_to_need_is_taken_without_another_place)
{
    struct rate *r = rate_new(test_arena, &ten);
    unsigned wait = 0;

    assert_true(rate_enter(r, S("a"), 1, NOW, &wait));
    assert_true(rate_enter(r, S("a"), 1, NOW, &wait));
    assert_true(rate_more(r, S("a"), 8, NOW, &wait));
    assert_true(rate_more(r, S("a"), 0, NOW, &wait));
    assert_false(rate_more(r, S("a"), 1, NOW, &wait));
    assert_int_equal(wait, 1);
    rate_leave(r, S("a"));
    rate_leave(r, S("a"));
    assert_true(rate_enter(r, S("a"), 1, NOW + 2 * SECOND, &wait));
    rate_end(r);
}

TEST(only_so_much_is_at_work_at_once)
{
    struct rate *r = rate_new(test_arena, &ten);
    unsigned wait = 0;

    assert_true(rate_enter(r, S("a"), 1, NOW, &wait));
    assert_true(rate_enter(r, S("a"), 1, NOW, &wait));
    assert_false(rate_enter(r, S("a"), 1, NOW, &wait));
    assert_int_equal(wait, 5);
    assert_true(rate_enter(r, S("b"), 1, NOW, &wait));
    assert_false(rate_enter(r, S("c"), 1, NOW, &wait));
    rate_leave(r, S("a"));
    assert_true(rate_enter(r, S("c"), 1, NOW, &wait));
    assert_false(rate_enter(r, S("d"), 1, NOW, &wait));
    assert_true(rate_enter(r, S("d"), 1, NOW + 61 * SECOND, &wait));   /* whoever was left in the middle is forgotten */
}

TEST(no_limit_is_no_limit_and_many_networks_keep_their_places)
{
    struct rate_limits any = {.busy_here = 1, .busy = 1};
    struct rate *r = rate_new(test_arena, &any), *small = rate_new(test_arena, &ten);
    unsigned wait;
    char name[32];

    for (int i = 0; i < 1000; i++)
        assert_true(take_one(r, "a", 100, NOW, &wait));
    assert_true(take_one(small, "spender", 10, NOW, &wait));
    for (int i = 0; i < 20000; i++) {
        snprintf(name, sizeof name, "10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255);
        (void)take_one(small, name, 1, NOW, &wait);
    }
    assert_false(take_one(small, "spender", 1, NOW, &wait));
}
