#include "base/spill.h"
#include "base/arena.h"
#include "unit/test.h"

static code collect(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(ctx, bytes);
    return OK;
}

static code refuse(void *ctx, str bytes, struct error *err)
{
    (void)ctx, (void)bytes;
    return fail(err, FAULT, "disk", "the disk is full");
}

TEST(what_is_put_aside_comes_back_as_often_as_one_likes)
{
    struct spill s;
    struct buf want = buf_new(test_arena), got;
    char out[32];
    size_t n;

    check_ok(spill_open(test_arena, &s, NULL), NULL);
    for (int i = 0; i < 30000; i++) {
        buf_printf(&want, "line %d\n", i);
        check_ok(spill_put(&s, str_printf(test_arena, "line %d\n", i), NULL), NULL);
    }
    for (int again = 0; again < 2; again++) {
        got = buf_new(test_arena);
        check_ok(spill_again(&s, collect, &got, NULL), NULL);
        assert_true(str_eq(buf_done(&got), buf_done(&want)));
    }
    check_ok(spill_put(&s, S("the end"), NULL), NULL);
    check_ok(spill_read(&s, want.n, out, sizeof out, &n, NULL), NULL);
    check_str(((str){out, n}), S("the end"));
    check_ok(spill_read(&s, want.n + 7, out, sizeof out, &n, NULL), NULL);
    assert_int_equal(n, 0);
    check_code(spill_again(&s, refuse, NULL, NULL), FAULT);
    spill_close(&s);
    spill_close(&s);
}

TEST(a_piece_larger_than_the_buffer_goes_through)
{
    struct spill s;
    struct buf got = buf_new(test_arena);
    str large = {arena_alloc(test_arena, 200000, 1), 200000};

    check_ok(spill_open(test_arena, &s, NULL), NULL);
    check_ok(spill_put(&s, S("before"), NULL), NULL);
    check_ok(spill_put(&s, large, NULL), NULL);
    check_ok(spill_put(&s, S("behind"), NULL), NULL);
    check_ok(spill_again(&s, collect, &got, NULL), NULL);
    assert_int_equal(got.n, 200012);
    check_str(str_from(buf_done(&got), 200006), S("behind"));
    spill_close(&s);
}

TEST(a_folder_that_is_not_there_is_said)
{
    struct spill s;

    setenv("TMPDIR", "/nowhere/at/all", 1);
    code c = spill_open(test_arena, &s, NULL);
    unsetenv("TMPDIR");
    assert_int_equal(c, FAULT);
    spill_close(&s);
}
