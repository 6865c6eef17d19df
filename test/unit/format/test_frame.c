#include "unit/test.h"
#include "format/frame.h"

static str written(void)
{
    struct frame f = {.verb = S("png-from-svg"), .body = S("<svg/>\0x")};
    struct error err = {0};
    str out;

    frame_set(test_arena, &f, "size", S("600"));
    frame_set(test_arena, &f, "name", S("a=b\r\nsize=7"));
    check_ok(frame_write(test_arena, &f, &out, &err), &err);
    return out;
}

TEST(a_frame_comes_back_as_it_was_written)
{
    struct error err = {0};
    struct frame f;

    check_ok(frame_read(test_arena, written(), &f, &err), &err);
    check_str(f.verb, S("png-from-svg"));
    check_str(f.body, S("<svg/>\0x"));
    assert_int_equal(f.options.n, 2);
    assert_int_equal(frame_int(&f, "size", 1, 1000, 0), 600);
    assert_int_equal(frame_int(&f, "size", 1, 100, 5), 5);
    check_str(frame_get(&f, "other"), (str){0});
}

TEST(a_value_cannot_add_an_option)
{
    struct frame f;

    check_code(frame_read(test_arena, written(), &f, NULL), OK);
    check_str(frame_get(&f, "name"), S("a=b  size=7"));
}

TEST(no_prefix_of_a_frame_is_a_frame)
{
    str whole = written();
    struct frame f;

    for (size_t n = 0; n < whole.n; n++)
        check_code_at(n, frame_read(test_arena, str_slice(whole, 0, n), &f, NULL), BAD_INPUT);
    check_code(frame_read(test_arena, str_join(test_arena, whole, S("x")), &f, NULL), BAD_INPUT);
}

TEST(broken_frames_are_refused)
{
    static const struct { str bytes; code want; } t[] = {
        {S("LPL2\0\0\0\2\0\0\0\0a\n"), BAD_INPUT},
        {S("LPL1\0\0\0\0\0\0\0\0"), BAD_INPUT},          /* no verb */
        {S("LPL1\0\0\0\2\0\0\0\0ab"), BAD_INPUT},        /* no line end */
        {S("LPL1\0\0\0\4\0\0\0\0a\nb\n"), BAD_INPUT},    /* no '=' */
        {S("LPL1\0\0\0\5\0\0\0\0a\n=b\n"), BAD_INPUT},   /* no name */
        {S("LPL1\0\0\0\2\0\0\0\0\xff\n"), BAD_INPUT},
        {S("LPL1\xff\xff\xff\xff\xff\xff\xff\xff"), LIMIT},
        {S("LPL1\0\0\0\2\1\0\0\1a\n"), LIMIT},
        {S("LPL1\0\0\0\2\0\0\0\0a\n"), OK},
    };
    struct frame f;

    for (size_t i = 0; i < COUNT(t); i++)
        check_code_at(i, frame_read(test_arena, t[i].bytes, &f, NULL), t[i].want);
}

static void write_and_read(struct arena *a, void *ctx)
{
    struct frame in = {.verb = S("png"), .body = S("<svg/>")}, out;
    str bytes;

    (void)ctx;
    frame_set(a, &in, "size", S("128"));
    frame_set(a, &in, "title", S("two\nlines"));
    check_code(frame_write(a, &in, &bytes, NULL), OK);
    check_code(frame_read(a, bytes, &out, NULL), OK);
    check_str(frame_get(&out, "title"), S("two lines"));
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(write_and_read, NULL) > 3);
}
