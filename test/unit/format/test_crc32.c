#include "format/crc32.h"
#include "unit/test.h"

/* PNG §5.5, bit by bit. */
static uint32_t slowly(uint32_t crc, str bytes)
{
    crc = ~crc;
    for (size_t i = 0; i < bytes.n; i++) {
        crc ^= (unsigned char)bytes.p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (0xedb88320 & (0 - (crc & 1)));
    }
    return ~crc;
}

static str noise(size_t n)
{
    char *p = arena_alloc(test_arena, n + 1, 1);
    uint32_t state = 1;

    for (size_t i = 0; i < n; i++)
        p[i] = (char)((state = state * 1664525 + 1013904223) >> 24);
    return (str){p, n};
}

TEST(the_check_value_is_right)
{
    assert_int_equal(crc32_add(0, S("123456789")), 0xcbf43926);
    assert_int_equal(crc32_add(0, S("")), 0);
    assert_int_equal(crc32_add(0, (str){0}), 0);
}

TEST(every_length_and_alignment_gives_what_the_bits_say)
{
    str bytes = noise(700);

    for (size_t from = 0; from < 17; from++)
        for (size_t n = 0; n <= 600; n++) {
            str part = str_slice(bytes, from, from + n);
            check_at(n, crc32_add(0, part) == slowly(0, part));
        }
}

TEST(bytes_may_come_in_pieces)
{
    str bytes = noise(100000);
    uint32_t whole = slowly(0, bytes);

    for (size_t cut = 1; cut < bytes.n; cut = cut * 3 + 1)
        check_at(cut, crc32_add(crc32_add(0, str_slice(bytes, 0, cut)), str_from(bytes, cut)) == whole);
}
