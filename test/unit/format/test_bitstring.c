#include "format/bitstring.h"
#include "base/codec.h"
#include "format/flate.h"
#include "unit/vectors.h"

TEST(bits_are_counted_from_the_left)
{
    struct bitstring b = bitstring_new(test_arena, 16);
    uint64_t v;

    bitstring_set(&b, 0, true);
    bitstring_set(&b, 15, true);
    assert_int_equal(b.bytes[0], 0x80);
    assert_int_equal(b.bytes[1], 0x01);
    assert_true(bitstring_get(&b, 0, 1, &v) && v == 1);
    assert_true(bitstring_get(&b, 1, 1, &v) && v == 0);
    bitstring_set(&b, 0, false);
    assert_true(bitstring_get(&b, 0, 1, &v) && v == 0);
    bitstring_set(&b, 16, true);                 /* outside: nothing happens */
}

TEST(entries_of_several_bits_are_read_high_bit_first)
{
    struct bitstring b = bitstring_new(test_arena, 64);
    uint64_t v;

    b.bytes[0] = 0xB4;                           /* 10 11 01 00 */
    assert_true(bitstring_get(&b, 0, 2, &v) && v == 2);
    assert_true(bitstring_get(&b, 1, 2, &v) && v == 3);
    assert_true(bitstring_get(&b, 0, 8, &v) && v == 0xB4);
    assert_true(bitstring_get(&b, 0, 64, &v) && v == 0xB400000000000000);
}

TEST(positions_outside_are_refused)
{
    struct bitstring b = bitstring_new(test_arena, 64);
    static const struct { size_t i; unsigned size; bool ok; } t[] = {
        {63, 1, true}, {64, 1, false}, {31, 2, true}, {32, 2, false}, {0, 0, false}, {0, 65, false},
        {SIZE_MAX, 1, false}, {SIZE_MAX / 2 + 1, 2, false}, {SIZE_MAX, 64, false}, {1, 1u << 31, false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        uint64_t v;
        check_at(i, bitstring_get(&b, t[i].i, t[i].size, &v) == t[i].ok);
    }
}

TEST(what_is_put_at_a_place_stands_there_alone)
{
    static const struct { size_t i; unsigned size; uint64_t value; } t[] = {
        {0, 1, 1}, {7, 2, 3}, {5, 3, 5}, {1, 64, 0x8123456789ABCDEF}, {2, 63, 1}, {20, 7, 0x55},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct bitstring b = bitstring_new(test_arena, 256);
        uint64_t v, sum = 0;
        bitstring_put(&b, t[i].i, t[i].size, t[i].value);
        check_at(i, bitstring_get(&b, t[i].i, t[i].size, &v) && v == t[i].value);
        for (size_t bit = 0; bit < 256; bit++)
            sum += bitstring_get(&b, bit, 1, &v) ? v : 0;
        check_at(i, sum == (uint64_t)__builtin_popcountll(t[i].value));
        bitstring_put(&b, t[i].i, t[i].size, 0);
        check_at(i, bitstring_get(&b, t[i].i, t[i].size, &v) && v == 0);
        bitstring_put(&b, 256, t[i].size, 1);    /* outside: nothing happens */
    }
}

TEST(a_list_that_only_goes_by_says_the_same)
{
    struct bitstring b = bitstring_new(test_arena, 400000);
    uint64_t v, peeked;
    size_t bits;
    struct error err;

    for (size_t i = 0; i < b.bits / 8; i++)
        b.bytes[i] = (uint8_t)(i * 2654435761u >> 11);
    str text = bitstring_encode(test_arena, &b);
    for (unsigned size = 1; size <= 64; size += 7)
        for (size_t i = 0; i < b.bits / size; i += 50021 / size + 1) {
            assert_true(bitstring_get(&b, i, size, &v));
            check_ok(bitstring_peek(test_arena, text, i, size, &bits, &peeked, &err), &err);
            check_at(i, v == peeked && bits == b.bits);
        }
    check_ok(bitstring_peek(test_arena, text, b.bits - 1, 1, &bits, &peeked, &err), &err);
    static const struct { size_t i; unsigned size; } outside[] = {
        {400000, 1}, {50000, 8}, {0, 0}, {0, 65}, {SIZE_MAX, 64}, {SIZE_MAX, 1}, {1, 1u << 31}};
    for (size_t i = 0; i < COUNT(outside); i++) {
        check_code_at(i, bitstring_peek(test_arena, text, outside[i].i, outside[i].size, &bits, &peeked, NULL),
                      NOT_FOUND);
        assert_int_equal(bits, 400000);
    }
}

TEST(a_list_comes_back_from_its_text)
{
    struct bitstring b = bitstring_new(test_arena, BITSTRING_MIN_BITS), again;
    struct error err;

    for (size_t i = 0; i < b.bits; i += 997)
        bitstring_set(&b, i, true);
    str text = bitstring_encode(test_arena, &b);
    assert_true(str_starts(text, S("uH4sI")));
    check_str(bitstring_encode(test_arena, &b), text);
    check_ok(bitstring_decode(test_arena, text, &again, &err), &err);
    assert_int_equal(again.bits, b.bits);
    assert_memory_equal(again.bytes, b.bytes, b.bits / 8);
    check_ok(bitstring_decode(test_arena, str_from(text, 1), &again, &err), &err);
    /* StatusList2021: GZIP and base64, which some pad. */
    str padded = base64_encode(test_arena, base64url_decode(test_arena, str_from(text, 1)));
    check_ok(bitstring_decode(test_arena, padded, &again, &err), &err);
    assert_memory_equal(again.bytes, b.bytes, b.bits / 8);
}

/* Bitstring Status List v1.0, the example of an encoded list. */
TEST(the_list_of_the_specification_is_empty)
{
    struct bitstring b;
    struct error err;
    uint64_t v;

    check_ok(bitstring_decode(test_arena, S("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"), &b, &err), &err);
    assert_int_equal(b.bits, 131072);
    for (size_t i = 0; i < b.bits; i++)
        assert_true(bitstring_get(&b, i, 1, &v) && v == 0);
}

static str packed(size_t zeros, const char *behind)
{
    char *bytes = arena_alloc(test_arena, zeros + 1, 1);
    str gzip = flate_gzip(test_arena, (str){bytes, zeros});

    return str_join(test_arena, S("u"), base64url_encode(test_arena, str_join(test_arena, gzip, cstr(behind))));
}

TEST(broken_lists_are_refused)
{
    str good = packed(16384, "");
    const struct { str in; code want; } t[] = {
        {good, OK},
        {S(""), BAD_INPUT},
        {S("u"), BAD_INPUT},
        {S("uAAAA"), BAD_INPUT},
        {str_join(test_arena, S("m"), str_from(good, 1)), BAD_INPUT},
        {str_join(test_arena, S("z"), str_from(good, 1)), BAD_INPUT},
        {str_join(test_arena, good, S("==")), BAD_INPUT},
        {str_slice(good, 0, good.n / 2 / 4 * 4 + 1), BAD_INPUT},
        {packed(16384, "behind"), BAD_INPUT},
        {packed(0, ""), BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct bitstring b;
        check_code_at(i, bitstring_decode(test_arena, t[i].in, &b, NULL), t[i].want);
        uint64_t v;
        size_t bits;
        check_code_at(i, bitstring_peek(test_arena, t[i].in, 0, 1, &bits, &v, NULL), t[i].want);
    }
}

TEST(a_bomb_is_stopped_at_sixteen_megabytes)
{
    struct arena *a = arena_new((size_t)256 << 20), *own = test_arena;
    struct arena *small = arena_new((size_t)1 << 20);
    struct bitstring b;

    test_arena = a;
    check_code(bitstring_decode(small, packed((16 << 20) + 1, ""), &b, NULL), LIMIT);
    check_code(bitstring_peek(small, packed((16 << 20) + 1, ""), 7, 1, &(size_t){0}, &(uint64_t){0}, NULL), LIMIT);
    check_code(bitstring_peek(small, packed(16 << 20, ""), 7, 1, &(size_t){0}, &(uint64_t){0}, NULL), OK);
    assert_true(arena_used(small) < 200000);     /* nothing was kept of it */
    check_code(bitstring_decode(a, packed(16 << 20, ""), &b, NULL), OK);
    test_arena = own;
    arena_free(a);
    arena_free(small);
}

static void both_ways(struct arena *a, void *ctx)
{
    struct bitstring b = bitstring_new(a, 1024), again;

    (void)ctx;
    assert_int_equal(bitstring_decode(a, bitstring_encode(a, &b), &again, NULL), OK);
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(both_ways, NULL) > 3);
}

/* The first list in the answers that the file brings along. */
static str list_in(const struct json *web)
{
    for (size_t i = 0; i < json_count(web); i++) {
        const struct json *list = json_get(json_get(json_value(web, i), "json"), "credentialSubject");
        if (!str_is_absent(json_str(json_get(list, "encodedList"))))
            return json_str(json_get(list, "encodedList"));
    }
    return (str){0};
}

static void check_file(struct arena *a, const struct hostile *h, str bytes)
{
    static const char *const broken[] = {
        "status/gzip-bomb-256MB.json", "status/gzip-bomb-400MB.json", "status/gzip-cut.json",
        "status/gzip-empty.json", "status/gzip-isize.json", "status/gzip-members-2.json",
        "status/gzip-trailing.json", "status/padding.json", "status/plain.json", "status/prefix-m.json",
        "status/zlib-not-gzip.json", "status/list-300k-nonsense.json",
    };
    static const struct json_limits limits = {
        .bytes = 1 << 20, .depth = 64, .values = 100000, .keys = 1000, .string = 1 << 20};
    const struct json *file;
    struct bitstring b;

    check_hostile(h, json_parse(a, bytes, &limits, &file, NULL) == OK);
    str text = list_in(json_get(file, "web"));
    code c = str_is_absent(text) ? NOT_FOUND : bitstring_decode(a, text, &b, NULL);
    if (file_is_one_of(h, broken, COUNT(broken)))
        check_hostile(h, c == BAD_INPUT || c == LIMIT);
    if (str_starts(h->file, S("status/gzip-bomb")))
        check_hostile(h, c == LIMIT);
    if (str_eq(h->verdict, S("accept")))
        check_hostile(h, c == OK && b.bits >= BITSTRING_MIN_BITS);
}

TEST(hostile_lists_are_refused_and_controls_accepted)
{
    each_hostile("status", 0, check_file);
}
