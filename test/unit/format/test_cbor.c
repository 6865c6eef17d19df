#include "format/cbor.h"
#include "base/codec.h"
#include "unit/test.h"

static str bytes(const char *hex)
{
    str s = hex_decode(test_arena, cstr(hex));

    assert_non_null(s.p);
    return s;
}

static void write_again(struct buf *b, const struct cbor *v)
{
    uint64_t n;
    int64_t number;

    if (cbor_int(v, &number))
        cbor_put_int(b, number);
    else if (cbor_uint(v, &n))
        cbor_put_uint(b, n);
    if (cbor_is(v, CBOR_BYTES))
        cbor_put_bytes(b, cbor_bytes(v));
    if (cbor_is(v, CBOR_TEXT))
        cbor_put_text(b, cbor_text(v));
    if (cbor_tag(v, &n))
        cbor_put_tag(b, n), write_again(b, cbor_tagged(v));
    if (cbor_is(v, CBOR_ARRAY))
        cbor_put_array(b, cbor_count(v));
    if (cbor_is(v, CBOR_MAP))
        cbor_put_map(b, cbor_count(v));
    for (size_t i = 0; i < cbor_count(v); i++) {
        write_again(b, cbor_is(v, CBOR_MAP) ? cbor_key(v, i) : cbor_item(v, i));
        write_again(b, cbor_value(v, i));
    }
}

/* RFC 8949 appendix A, what of it is read here. */
TEST(examples_of_the_standard_are_read_and_written)
{
    static const char *const t[] = {
        "00", "01", "0a", "17", "1818", "1819", "1864", "1903e8", "1a000f4240", "1b000000e8d4a51000",
        "1bffffffffffffffff", "20", "29", "3863", "3903e7", "3b7fffffffffffffff", "40", "4401020304", "60", "6161", "6449455446", "62225c", "62c3bc", "63e6b0b4",
        "64f0908591", "80", "83010203", "8301820203820405",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819", "a0", "a201020304", "a26161016162820203",
        "826161a161626163", "a56161614161626142616361436164614461656145", "c074323031332d30332d32315432303a30343a30305a",
        "d74401020304", "d818456449455446"
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct cbor *v;
        struct error err;
        struct buf b = buf_new(test_arena);
        check_ok(cbor_parse(test_arena, bytes(t[i]), NULL, &v, &err), &err);
        write_again(&b, v);
        check_str_at(i, hex_encode(test_arena, buf_done(&b)), cstr(t[i]));
    }
}

TEST(values_say_what_they_are)
{
    const struct cbor *v;
    struct error err;
    uint64_t n;

    check_ok(cbor_parse(test_arena, bytes("d95d0083421234a2046178056179820102"), NULL, &v, &err), &err);
    assert_true(cbor_tag(v, &n) && n == 0x5d00);
    v = cbor_tagged(v);
    assert_int_equal(cbor_count(v), 3);
    check_str(cbor_bytes(cbor_item(v, 0)), S("\x12\x34"));
    assert_true(str_is_absent(cbor_text(cbor_item(v, 0))));
    const struct cbor *map = cbor_item(v, 1);
    assert_int_equal(cbor_count(map), 2);
    assert_true(cbor_uint(cbor_key(map, 1), &n) && n == 5);
    check_str(cbor_text(cbor_value(map, 1)), S("y"));
    assert_true(cbor_uint(cbor_item(cbor_item(v, 2), 1), &n) && n == 2);
    assert_null(cbor_item(v, 3));
    assert_null(cbor_item(map, 0));
    assert_null(cbor_key(v, 0));
    assert_null(cbor_value(map, 2));
    assert_null(cbor_tagged(v));
    assert_false(cbor_uint(v, &n) || cbor_tag(v, &n) || cbor_is(NULL, CBOR_UINT));
    assert_int_equal(cbor_count(NULL), 0);
}

TEST(numbers_below_nothing_and_truths_are_read)
{
    const struct cbor *v;
    struct error err;
    int64_t n;

    check_ok(cbor_parse(test_arena, bytes("a401022026646e616d65f4187bf6"), NULL, &v, &err), &err);
    assert_true(cbor_int(cbor_get_int(v, 1), &n) && n == 2);
    assert_true(cbor_int(cbor_get_int(v, -1), &n) && n == -7);
    assert_true(cbor_is(cbor_get(v, "name"), CBOR_FALSE));
    assert_true(cbor_is(cbor_get_int(v, 123), CBOR_NULL));
    assert_null(cbor_get_int(v, 2));
    assert_null(cbor_get(v, "nam"));
    assert_null(cbor_get(NULL, "name"));
    check_ok(cbor_parse(test_arena, bytes("3bffffffffffffffff"), NULL, &v, &err), &err);
    assert_true(cbor_is(v, CBOR_NEGATIVE) && !cbor_int(v, &n));
    check_ok(cbor_parse(test_arena, bytes("1bffffffffffffffff"), NULL, &v, &err), &err);
    assert_false(cbor_int(v, &n));
}

TEST(the_first_of_several_values_says_where_it_ends)
{
    const struct cbor *v;
    struct error err;
    str rest = bytes("82010203f5");

    check_ok(cbor_parse_front(test_arena, &rest, NULL, &v, &err), &err);
    check_str(cbor_raw(v), bytes("820102"));
    check_ok(cbor_parse_front(test_arena, &rest, NULL, &v, &err), &err);
    check_str(rest, bytes("f5"));
    check_ok(cbor_parse_front(test_arena, &rest, NULL, &v, &err), &err);
    assert_true(cbor_is(v, CBOR_TRUE) && rest.n == 0);
    check_code(cbor_parse_front(test_arena, &rest, NULL, &v, NULL), BAD_INPUT);
}

TEST(other_ways_of_writing_are_refused)
{
    static const struct { const char *hex; code want; } t[] = {
        {"", BAD_INPUT}, {"18", BAD_INPUT}, {"1900", BAD_INPUT}, {"0000", BAD_INPUT},
        {"1817", BAD_INPUT}, {"190017", BAD_INPUT}, {"1900ff", BAD_INPUT}, {"1a0000ffff", BAD_INPUT},
        {"1b00000000ffffffff", BAD_INPUT}, {"580161", BAD_INPUT}, {"1c", BAD_INPUT}, {"1e", BAD_INPUT},
        {"41", BAD_INPUT}, {"5bffffffffffffffff", BAD_INPUT}, {"61ff", BAD_INPUT}, {"63eda080", BAD_INPUT},
        {"81", BAD_INPUT}, {"9bffffffffffffffff", BAD_INPUT}, {"9a00100000", BAD_INPUT}, {"a1", BAD_INPUT}, {"a101", BAD_INPUT},
        {"bbffffffffffffffff", BAD_INPUT}, {"bb8000000000000000", BAD_INPUT},
        {"a201010102", BAD_INPUT}, {"a2616101616102", BAD_INPUT}, {"a280018002", BAD_INPUT}, {"c0", BAD_INPUT},
        {"3817", BAD_INPUT}, {"38", BAD_INPUT}, {"a220002000", BAD_INPUT}, {"f7", UNSUPPORTED}, {"f818", UNSUPPORTED}, {"f93c00", UNSUPPORTED},
        {"fb3ff199999999999a", UNSUPPORTED}, {"5f42010243030405ff", UNSUPPORTED}, {"9fff", UNSUPPORTED}, {"bfff", UNSUPPORTED},
        {"81e0", UNSUPPORTED}, {"ff", UNSUPPORTED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct cbor *v;
        check_code_at(i, cbor_parse(test_arena, bytes(t[i].hex), NULL, &v, NULL), t[i].want);
    }
}

TEST(limits_are_kept)
{
    static const struct cbor_limits limits = {.bytes = 12, .depth = 2, .values = 3};
    static const struct { const char *hex; code want; } t[] = {
        {"83010203", OK}, {"8401020304", LIMIT}, {"a201020304", LIMIT}, {"8180", OK}, {"818180", LIMIT}, {"c0c0c000", LIMIT},
        {"4b0102030405060708090a0b", OK}, {"4c0102030405060708090a0b0c", LIMIT}, {"8201820304", LIMIT},
    };
    char deep[MAX_TESTS];
    const struct cbor *v;

    for (size_t i = 0; i < COUNT(t); i++)
        check_code_at(i, cbor_parse(test_arena, bytes(t[i].hex), &limits, &v, NULL), t[i].want);
    /* Arrays that each promise all that is left. */
    struct buf b = buf_new(test_arena);
    for (size_t i = 0; i < 15; i++)
        buf_put(&b, S("\x99\xC0\x00"));
    for (size_t i = 0; i < 50000; i++)
        buf_byte(&b, 0);
    check_code(cbor_parse(test_arena, buf_done(&b), NULL, &v, NULL), LIMIT);
    assert_true(arena_used(test_arena) < (size_t)12 << 20);
    memset(deep, 0xC0, sizeof deep);
    check_code(cbor_parse(test_arena, (str){deep, sizeof deep}, NULL, &v, NULL), LIMIT);
}

static void parse(struct arena *a, void *ctx)
{
    static const char text[] = "\xA2\x01\x82\x02\x03\x04\xC0\x61x";
    const struct cbor *v;
    struct buf b = buf_new(a);

    check_ok(cbor_parse(a, (str){text, sizeof text - 1}, NULL, &v, ctx), ctx);
    write_again(&b, v);
}

TEST(memory_may_run_out_anywhere_while_reading)
{
    struct error err = {0};

    assert_true(check_each_allocation(parse, &err) > 4);
}
