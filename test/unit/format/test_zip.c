#include "format/zip.h"
#include "format/crc32.h"
#include "format/zip_file.h"
#include "base/crypto.h"
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

static char *test_copy(str s)
{
    char *p = arena_alloc(test_arena, s.n + 1, 1);

    memcpy(p, s.p, s.n);
    return p;
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

TEST(a_full_disk_is_said)
{
    struct zip z = {.a = test_arena, .put = refuse};
    struct error err = {0};

    check_code(zip_add(&z, S("x"), S("hello"), &err), FAULT);
}

/* ---- read again ---- */

static str content_of(const struct zip_file *f, str name)
{
    str walk = f->directory, out = {0};
    struct zip_item e;
    bool found;

    for (;;) {
        check_ok(zip_file_next(f, &walk, &e, &found, NULL), NULL);
        if (!found)
            return (str){0};
        if (!str_eq(e.name, name))
            continue;
        check_ok(zip_item_read(test_arena, f, &e, 1 << 24, &out, NULL), NULL);
        return out;
    }
}

static str repeated(struct arena *a, size_t n)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; b.n < n; i++)
        buf_printf(&b, "row %zu of a long table\n", i * 7919 % 1000);
    return buf_done(&b);
}

TEST(pieces_and_wholes_packed_or_stored_come_back)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct buf b = buf_new(a);
    struct zip z = {.a = a, .put = keep, .ctx = &b, .packs = true, .when = 1795491960000};
    struct zip_file f;
    str table = repeated(a, 2 << 20), noise = random_token(test_arena, 300);

    check_ok(zip_add(&z, S("small"), S("x"), NULL), NULL);
    check_ok(zip_add(&z, S("whole"), str_slice(table, 0, 5000), NULL), NULL);
    check_ok(zip_begin(&z, S("tables/long.json"), NULL), NULL);
    for (size_t at = 0; at < table.n; at += 7001)
        check_ok(zip_piece(&z, str_slice(table, at, at + 7001), NULL), NULL);
    check_ok(zip_close(&z, NULL), NULL);
    check_ok(zip_begin(&z, S("nothing"), NULL), NULL);
    check_ok(zip_close(&z, NULL), NULL);
    check_ok(zip_add(&z, S("noise"), noise, NULL), NULL);
    check_ok(zip_end(&z, NULL), NULL);
    str all = buf_done(&b);
    assert_true(all.n < table.n / 3);
    check_ok(zip_file_open(all, &f, NULL), NULL);
    assert_int_equal(f.files, 5);
    check_str(content_of(&f, S("small")), S("x"));
    check_str(content_of(&f, S("whole")), str_slice(table, 0, 5000));
    assert_true(str_eq(content_of(&f, S("tables/long.json")), table));
    check_str(content_of(&f, S("nothing")), S(""));
    check_str(content_of(&f, S("noise")), noise);
    arena_free(a);
}

struct aside { struct buf kept; };

static code aside_put(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(&((struct aside *)ctx)->kept, bytes);
    return OK;
}

static code aside_again(void *ctx, zip_put_fn *to, void *to_ctx, struct error *err)
{
    str all = buf_done(&((struct aside *)ctx)->kept);

    for (; all.n; all = str_from(all, 1000))
        TRY(to(to_ctx, str_slice(all, 0, 1000), err));
    return OK;
}

TEST(more_files_than_16_bits_count_are_all_found)
{
    struct arena *a = arena_new((size_t)128 << 20);
    struct buf b = buf_new(a);
    struct aside aside = {buf_new(a)};
    const struct zip_aside at = {aside_put, aside_again, &aside};
    struct zip z = {.a = test_arena, .put = keep, .ctx = &b, .aside = &at, .when = 1795491960000};
    struct zip_file f;
    struct zip_item e;
    char name[32];
    size_t n = 0;
    bool found = true;

    for (int i = 0; i < 70000; i++) {
        snprintf(name, sizeof name, "awards/%d", i);
        check_ok(zip_add(&z, cstr(name), S("{}"), NULL), NULL);
    }
    check_ok(zip_end(&z, NULL), NULL);
    check_ok(zip_file_open(buf_done(&b), &f, NULL), NULL);
    assert_int_equal(f.files, 70000);
    for (str walk = f.directory; found; n += found)
        check_ok(zip_file_next(&f, &walk, &e, &found, NULL), NULL);
    assert_int_equal(n, 70000);
    check_str(e.name, S("awards/69999"));
    check_str(content_of(&f, S("awards/69999")), S("{}"));
    arena_free(a);
}

/* What lies before the directory is not written: only its last bytes are kept. */
static code keep_end(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(ctx, bytes);
    return OK;
}

TEST(places_behind_four_gigabytes_are_told_in_64_bits)
{
    struct buf b = buf_new(test_arena);
    struct zip z = {.a = test_arena, .put = keep_end, .ctx = &b, .when = 1795491960000, .at = 5000000000u};

    check_ok(zip_add(&z, S("far"), S("hello"), NULL), NULL);
    check_ok(zip_end(&z, NULL), NULL);
    str all = buf_done(&b), listed = str_from(all, 30 + 3 + 5);
    assert_int_equal(le(listed, 0, 4), 0x02014b50);
    assert_int_equal(le(listed, 42, 4), 0xffffffffu);
    assert_int_equal(le(listed, 30, 2), 12);
    assert_int_equal(le(listed, 46 + 3, 2), 1);
    assert_int_equal(le(listed, 46 + 3 + 4, 4) + ((uint64_t)le(listed, 46 + 3 + 8, 4) << 32), 5000000000u);
    str end = str_from(listed, 46 + 3 + 12);
    assert_int_equal(le(end, 0, 4), 0x06064b50);
    assert_int_equal(le(end, 48, 4) + ((uint64_t)le(end, 52, 4) << 32), 5000000000u + 38);
    assert_int_equal(le(end, 56, 4), 0x07064b50);
    assert_int_equal(le(end, 56 + 20, 4), 0x06054b50);
    assert_int_equal(le(end, 56 + 20 + 16, 4), 0xffffffffu);
}

/* ---- from strangers ---- */

static code read_all(str bytes)
{
    struct zip_file f;
    struct zip_item e;
    str out;
    bool found = true;

    TRY(zip_file_open(bytes, &f, NULL));
    for (str walk = f.directory; found;) {
        TRY(zip_file_next(&f, &walk, &e, &found, NULL));
        if (found)
            TRY(zip_item_read(test_arena, &f, &e, 1 << 20, &out, NULL));
    }
    return OK;
}

TEST(an_archive_that_is_cut_or_changed_is_refused)
{
    str whole = written();
    char *changed = test_copy(whole);

    check_ok(read_all(whole), NULL);
    for (size_t n = 0; n < whole.n; n++)
        check_code_at(n, read_all(str_slice(whole, 0, n)), BAD_INPUT);
    for (size_t i = 30 + 5; i < 30 + 5 + 3; i++) {           /* in what the first file says */
        changed[i] ^= 1;
        check_code_at(i, read_all((str){changed, whole.n}), BAD_INPUT);
        changed[i] ^= 1;
    }
}

TEST(a_name_that_leads_elsewhere_is_refused)
{
    static const struct { const char *name; code want; } t[] = {
        {"a.txt", OK}, {"/.txt", BAD_INPUT}, {"a/../", BAD_INPUT}, {"a\\txt", BAD_INPUT}, {"a\ntxt", BAD_INPUT}, {"a\xfftxt", BAD_INPUT},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        char *bytes = test_copy(written());
        str z = {bytes, written().n};
        size_t at = le(z, z.n - 22 + 16, 4);
        memcpy(bytes + at + 46, t[i].name, 5);
        memcpy(bytes + 30, t[i].name, 5);
        check_code_at(i, read_all(z), t[i].want);
    }
}

TEST(an_encrypted_file_and_a_strange_packing_are_named)
{
    static const struct { size_t at; char byte; } t[] = {{8, 1}, {10, 12}};

    for (size_t i = 0; i < COUNT(t); i++) {
        char *bytes = test_copy(written());
        str z = {bytes, written().n};
        bytes[le(z, z.n - 22 + 16, 4) + t[i].at] |= t[i].byte;
        check_code_at(i, read_all(z), UNSUPPORTED);
    }
}

static void pack_and_read(struct arena *a, void *ctx)
{
    struct buf b = buf_new(a);
    struct zip z = {.a = a, .put = keep, .ctx = &b, .packs = true};
    struct zip_file f;
    struct zip_item e;
    bool found;
    str out;

    check_ok(zip_add(&z, S("one"), *(str *)ctx, NULL), NULL);
    check_ok(zip_begin(&z, S("two"), NULL), NULL);
    check_ok(zip_piece(&z, *(str *)ctx, NULL), NULL);
    check_ok(zip_close(&z, NULL), NULL);
    check_ok(zip_end(&z, NULL), NULL);
    check_ok(zip_file_open(buf_done(&b), &f, NULL), NULL);
    str walk = f.directory;
    check_ok(zip_file_next(&f, &walk, &e, &found, NULL), NULL);
    check_ok(zip_item_read(a, &f, &e, 1 << 20, &out, NULL), NULL);
    check_str(out, *(str *)ctx);
}

TEST(memory_that_runs_out_leaves_no_archive_half_read)
{
    str text = repeated(test_arena, 20000);

    assert_true(check_each_allocation(pack_and_read, &text) > 5);
}
