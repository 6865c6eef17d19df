#include "web/incoming.h"
#include "unit/test.h"

static const struct http_limits limits = {.body = 1000, .long_body = 300000};

static struct incoming fresh(void)
{
    return (struct incoming){.arena = test_arena};
}

/* In pieces of 700 bytes. */
static bool take_all(struct incoming *in, size_t n)
{
    char piece[700];

    memset(piece, 'x', sizeof piece);
    for (size_t part; n; n -= part) {
        part = n < sizeof piece ? n : sizeof piece;
        if (!incoming_take(in, (str){piece, part}))
            return false;
    }
    return true;
}

TEST(a_body_is_whole_up_to_its_limit_and_refused_beyond_it)
{
    static const struct { bool is_long; int64_t length; size_t sent; code want; } t[] = {
        {false, 0, 0, OK}, {false, 1000, 1000, OK}, {false, -1, 1000, OK}, {false, -1, 1001, LIMIT}, {false, 1001, 1001, LIMIT},
        {true, 300000, 300000, OK}, {true, -1, 5, OK}, {true, -1, 0, OK}, {true, 300001, 300001, LIMIT}, {true, -1, 300001, LIMIT},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct incoming in = fresh();
        str got = {0};
        check_at(i, incoming_begin(&in, &limits, t[i].is_long, t[i].length, false));
        check_at(i, take_all(&in, t[i].sent));
        check_at(i, incoming_whole(&in, &got, NULL) == t[i].want);
        check_at(i, t[i].want != OK || got.n == t[i].sent);
        incoming_end(&in);
    }
}

TEST(what_says_too_much_is_not_even_read_where_that_helps)
{
    static const struct { bool is_long; int64_t length; bool waits, want; } t[] = {
        {false, 1001, false, true}, {false, 1001, true, false}, {false, 1000, true, true},
        {false, ((int64_t)64 << 20) + 1, false, false}, {true, ((int64_t)64 << 20) + 1, false, true},
        {true, ((int64_t)256 << 20) + 1, false, false}, {true, 300001, true, false}, {true, INT64_MAX, false, false},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct incoming in = fresh();
        check_at(i, incoming_begin(&in, &limits, t[i].is_long, t[i].length, t[i].waits) == t[i].want);
        incoming_end(&in);
    }
}

TEST(what_is_discarded_is_counted_and_takes_no_room)
{
    struct incoming in = fresh();
    str got;

    assert_true(incoming_begin(&in, &limits, true, 200000, false));
    incoming_discard(&in);
    assert_true(take_all(&in, 200000));
    assert_int_equal(in.received, 200000);
    assert_true(in.spool < 0);
    assert_int_equal(incoming_whole(&in, &got, NULL), LIMIT);
    incoming_end(&in);
}

TEST(only_what_memory_has_no_room_for_is_long)
{
    assert_false(incoming_is_long(&limits, 1000));
    assert_true(incoming_is_long(&limits, 1001));
    assert_true(incoming_is_long(&limits, -1));
}
