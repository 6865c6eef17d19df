#include "format/zip.h"
#include "format/crc32.h"
#include "unit/test.h"

static code keep(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(ctx, bytes);
    return OK;
}

static code refuse(void *ctx, str bytes, struct error *err)
{
    (void)ctx;
    return bytes.n > 5 ? fail(err, FAULT, "disk", "the disk is full") : OK;
}

static uint32_t le(str s, size_t at, int bytes)
{
    uint32_t v = 0;

    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | (unsigned char)s.p[at + (size_t)i];
    return v;
}

static str written(void)
{
    struct buf b = buf_new(test_arena);
    struct zip z = {.a = test_arena, .put = keep, .ctx = &b, .when = 1795491960000};

    check_ok(zip_add(&z, S("a.txt"), S("one"), NULL), NULL);
    check_ok(zip_add(&z, S("badges/1-Gr\xc3\xbc" "n.json"), S("{}"), NULL), NULL);
    check_ok(zip_add(&z, S("empty"), S(""), NULL), NULL);
    check_ok(zip_end(&z, NULL), NULL);
    return buf_done(&b);
}

TEST(the_directory_names_each_file_with_its_place_and_checksum)
{
    static const struct { const char *name, *body; } want[] = {{"a.txt", "one"}, {"badges/1-Gr\xc3\xbc" "n.json", "{}"}, {"empty", ""}};
    str z = written();
    size_t end = z.n - 22, at = le(z, end + 16, 4);

    assert_int_equal(le(z, end, 4), 0x06054b50);
    assert_int_equal(le(z, end + 10, 2), COUNT(want));
    assert_int_equal(at + le(z, end + 12, 4), end);
    for (size_t i = 0; i < COUNT(want); i++) {
        size_t from = le(z, at + 42, 4), n = le(z, at + 28, 2);
        check_at(i, le(z, at, 4) == 0x02014b50 && le(z, from, 4) == 0x04034b50);
        check_str_at(i, str_slice(z, at + 46, at + 46 + n), cstr(want[i].name));
        check_str_at(i, str_slice(z, from + 30, from + 30 + n), cstr(want[i].name));
        check_str_at(i, str_slice(z, from + 30 + n, from + 30 + n + le(z, at + 24, 4)), cstr(want[i].body));
        check_at(i, le(z, at + 16, 4) == crc32_add(0, cstr(want[i].body)));
        check_at(i, le(z, at + 8, 2) == 0x0800 && le(z, at + 10, 2) == 0);
        at += 46 + n;
    }
    assert_int_equal(at, end);
}

TEST(a_file_bears_the_day_it_was_made)
{
    uint32_t t = le(written(), 10, 4);

    assert_int_equal(1980 + (t >> 25), 2026);
    assert_int_equal(t >> 21 & 15, 11);
    assert_int_equal(t >> 16 & 31, 24);
    assert_int_equal(t >> 11 & 31, 3);
    assert_int_equal(t >> 5 & 63, 46);
}

TEST(too_many_files_and_a_full_disk_are_said)
{
    struct zip z = {.a = test_arena, .put = refuse};
    struct error err = {0};

    z.entries.n = 65535;
    check_code(zip_add(&z, S("x"), S(""), &err), LIMIT);
    z.entries.n = 0;
    z.at = 0xffffff00;
    check_code(zip_add(&z, S("x"), S(""), &err), LIMIT);
    z.at = 0;
    check_code(zip_add(&z, S("x"), S("hello"), &err), FAULT);
}
