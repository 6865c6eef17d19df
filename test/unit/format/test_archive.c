#include "format/archive.h"
#include "unit/format/archive_memory.h"
#include "unit/test.h"

static const struct archive_header header = {
    .schema = 7, .made_at = 1700000000123, .made_by = {"lapel", 5}, .public_url = {"https://b.example", 17}, .key_name = {"k1", 2},
};
static const struct archive_column person_columns[] = {
    {{"id", 2}, ARCHIVE_NUMBER}, {{"name", 4}, ARCHIVE_TEXT}, {{"raw", 3}, ARCHIVE_BYTES},
};
static const struct archive_table person = {{"person", 6}, person_columns, 3, 41};
static const struct archive_table empty = {{"empty", 5}, person_columns, 1, 0};
static const struct archive_value rows[][3] = {
    {{ARCHIVE_NUMBER, 1, {0}}, {ARCHIVE_TEXT, 0, {"Ada", 3}}, {ARCHIVE_NONE, 0, {0}}},
    {{ARCHIVE_NUMBER, INT64_MIN, {0}}, {ARCHIVE_TEXT, 0, {"", 0}}, {ARCHIVE_BYTES, 0, {"\0\xff\n", 3}}},
    {{ARCHIVE_NUMBER, INT64_MAX, {0}}, {ARCHIVE_NONE, 0, {0}}, {ARCHIVE_BYTES, 0, {"", 0}}},
};

static code write_all(struct memory *m, str key, struct archive_writer **w, struct error *err)
{
    m->out = buf_new(test_arena);
    TRY(archive_create(test_arena, (struct archive_sink){memory_write, m}, &header, key, w, err));
    TRY(archive_put_table(*w, &person, err));
    for (size_t i = 0; i < COUNT(rows); i++)
        TRY(archive_put_row(*w, rows[i], err));
    TRY(archive_end_table(*w, err));
    TRY(archive_put_table(*w, &empty, err));
    TRY(archive_end_table(*w, err));
    return archive_finish(*w, err);
}

static str sample(str key)
{
    struct memory m = {0};
    struct archive_writer *w = NULL;
    struct error err = {0};

    check_ok(write_all(&m, key, &w, &err), &err);
    assert_int_equal(archive_rows_written(w), 3);
    archive_writer_close(w);
    return buf_done(&m.out);
}

/* To the end or to the first failure. */
static code read_through(str bytes, int64_t *n, struct error *err)
{
    struct memory m = {.in = bytes};
    struct archive_reader *r = NULL;
    struct archive_header h = {0};
    struct archive_item item = {0};

    *n = 0;
    TRY(archive_open(test_arena, (struct archive_source){memory_read, &m}, &r, &h, err));
    code c = OK;
    while (c == OK && item.event != ARCHIVE_COMPLETE) {
        c = archive_next(r, &item, err);
        *n += c == OK && item.event == ARCHIVE_ROW;
    }
    archive_close(r);
    return c;
}

static void check_value(size_t i, const struct archive_value *got, const struct archive_value *want)
{
    check_at(i, got->kind == want->kind);
    check_at(i, got->number == want->number);
    check_str_at(i, got->bytes.n ? got->bytes : S(""), want->bytes.n ? want->bytes : S(""));
}

TEST(what_was_written_is_read_again)
{
    struct memory m = {.in = sample(S(""))};
    struct archive_reader *r;
    struct archive_header h;
    struct archive_item item;
    struct error err = {0};

    check_ok(archive_open(test_arena, (struct archive_source){memory_read, &m}, &r, &h, &err), &err);
    assert_int_equal(h.schema, 7);
    assert_true(h.made_at == header.made_at);
    check_str(h.made_by, S("lapel"));
    check_str(h.public_url, header.public_url);
    check_str(h.key_name, S("k1"));
    check_ok(archive_next(r, &item, &err), &err);
    assert_int_equal(item.event, ARCHIVE_TABLE_BEGINS);
    check_str(item.table.name, S("person"));
    assert_int_equal(item.table.counter, 41);
    check_str(item.table.columns[2].name, S("raw"));
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_ok(archive_next(r, &item, &err), &err);
        check_at(i, item.event == ARCHIVE_ROW);
        for (size_t k = 0; k < 3; k++)
            check_value(i, &item.values[k], &rows[i][k]);
    }
    check_ok(archive_next(r, &item, &err), &err);
    assert_int_equal(item.event, ARCHIVE_TABLE_ENDS);
    assert_int_equal(item.rows, 3);
    check_ok(archive_next(r, &item, &err), &err);
    check_str(item.table.name, S("empty"));
    check_ok(archive_next(r, &item, &err), &err);
    check_ok(archive_next(r, &item, &err), &err);
    assert_int_equal(item.event, ARCHIVE_COMPLETE);
    assert_int_equal(item.rows, 3);
    assert_int_equal(item.tables, 2);
    check_ok(archive_next(r, &item, &err), &err);
    assert_int_equal(item.event, ARCHIVE_COMPLETE);
    archive_close(r);
}

TEST(every_cut_is_noticed)
{
    str whole = sample(S("key"));
    int64_t n;

    for (size_t i = 0; i < whole.n; i++)
        check_at(i, read_through(str_slice(whole, 0, i), &n, NULL) == BAD_INPUT);
}

TEST(every_changed_byte_is_noticed)
{
    str whole = sample(S("key"));
    struct error err = {0};
    int64_t n;

    for (size_t i = 0; i < whole.n; i++) {
        char *copy = (char *)(uintptr_t)str_copy(test_arena, whole).p;
        copy[i] ^= 0x10;
        code c = read_through((str){copy, whole.n}, &n, &err);
        /* A few bytes of gzip's head say when and where it was packed: nobody reads them. */
        check_at(i, c != OK || n == 3);
    }
    check_code(read_through(str_join(test_arena, whole, S("x")), &n, &err), BAD_INPUT);
    assert_non_null(strstr(err.text, "behind the end"));
}

TEST(only_the_key_it_was_written_under_proves_it)
{
    static const struct { str key, asked; enum archive_mac want; } t[] = {
        {S(""), S("k"), MAC_NONE}, {S("k"), S("k"), MAC_HOLDS}, {S("k"), S("other"), MAC_WRONG},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct memory m = {.in = sample(t[i].key)};
        struct archive_reader *r;
        struct archive_header h;
        struct archive_item item = {0};
        check_code_at(i, archive_open(test_arena, (struct archive_source){memory_read, &m}, &r, &h, NULL), OK);
        while (item.event != ARCHIVE_COMPLETE)
            check_code_at(i, archive_next(r, &item, NULL), OK);
        check_at(i, archive_mac_of(r, t[i].asked) == t[i].want);
        archive_close(r);
    }
}

#define SMALL_HEADER "H\x19{\"schema\":1,\"made_at\":12}"

static code read_records(str records, int64_t *n, struct error *err)
{
    struct buf b = buf_new(test_arena);

    buf_putz(&b, ARCHIVE_MAGIC ARCHIVE_VERSION);
    memory_block(&b, S(SMALL_HEADER));
    memory_block(&b, records);
    return read_through(buf_done(&b), n, err);
}

TEST(a_row_and_its_end_are_read)
{
    int64_t n;
    struct error err = {0};

    check_code(read_records(S("T\1a\1\1b\2\0R\2\1xE\2"), &n, &err), BAD_INPUT);
    assert_non_null(strstr(err.text, "its end is missing"));
    assert_int_equal(n, 1);
}

/* ---- records that no writer of ours makes ---- */

TEST(broken_records_are_damage)
{
    static const struct { const char *what; str records; } t[] = {
        {"unknown record", S("X")},
        {"row outside of a table", S("R\0")},
        {"table inside of a table", S("T\1a\1\1b\2\0T\1a\1\1b\2\0")},
        {"end of no table", S("E\0")},
        {"end mark inside of a table", S("T\1a\1\1b\2\0Z")},
        {"table without columns", S("T\1a\0\0")},
        {"table without a name", S("T\0\1\1b\2\0")},
        {"column of no kind", S("T\1a\1\1b\0\0")},
        {"column of an unknown kind", S("T\1a\1\1b\4\0")},
        {"201 columns", S("T\1a\xc9\1")},
        {"2^63 columns", S("T\1a\xff\xff\xff\xff\xff\xff\xff\xff\x7f")},
        {"number in a text column", S("T\1a\1\1b\2\0R\1\2")},
        {"text in a number column", S("T\1a\1\1b\1\0R\2\1x")},
        {"text longer than its block", S("T\1a\1\1b\2\0R\2\x7fx")},
        {"text of 2^64-1 bytes", S("T\1a\1\1b\2\0R\2\xff\xff\xff\xff\xff\xff\xff\xff\xff\1x")},
        {"number of eleven bytes", S("T\1a\1\1b\1\0R\1\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\1")},
        {"number above 64 bits", S("T\1a\1\1b\1\0R\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\2")},
        {"number written longer than needed", S("T\1a\1\1b\1\0R\1\x80\0")},
        {"wrong count of rows", S("T\1a\1\1b\1\0R\1\2E\4")},
        {"second header", S("H\2{}")},
        {"name of 65 bytes", S("T\x41")},
    };
    int64_t n;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        check_at(i, read_records(t[i].records, &n, &err) == BAD_INPUT);
        if (!strstr(err.text, "damaged") && !strstr(err.text, "rows of"))
            print_message("%s: %s\n", t[i].what, err.text);
        check_at(i, strstr(err.text, "damaged") || strstr(err.text, "rows of"));
    }
}

TEST(what_is_no_backup_is_said_so)
{
    static const struct { str bytes; code want; const char *word; } t[] = {
        {S(""), BAD_INPUT, "not a backup"},
        {S("SQLite format 3\0 and so on"), BAD_INPUT, "not a backup"},
        {S("LAPEL-BACKUP-02\n"), UNSUPPORTED, "another version"},
        {S("LAPEL-BACKUP-01\n"), BAD_INPUT, "its end is missing"},
        {S("LAPEL-BACKUP-01\n\0\0\0\1\0\0\0\1x"), BAD_INPUT, "damaged"},
        {S("LAPEL-BACKUP-01\n\xff\xff\xff\xff\0\0\0\1x"), BAD_INPUT, "damaged"},
        {S("LAPEL-BACKUP-01\n\0\0\0\1\xff\xff\xff\xffx"), BAD_INPUT, "damaged"},
        {S("LAPEL-BACKUP-01\n\0\0\0\0\0\0\0\0"), BAD_INPUT, "damaged"},
    };
    int64_t n;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        check_code_at(i, read_through(t[i].bytes, &n, &err), t[i].want);
        check_at(i, strstr(err.text, t[i].word) != NULL);
    }
}

/* 24 MB of zeros in 24 KB, over and over. */
TEST(a_bomb_is_stopped_before_it_fills_the_disk)
{
    struct buf b = buf_new(test_arena), records = buf_new(test_arena);
    struct arena *large = arena_new((size_t)256 << 20);
    size_t n = (size_t)12 << 20;
    struct error err = {0};
    int64_t count;

    buf_putz(&b, ARCHIVE_MAGIC ARCHIVE_VERSION);
    memory_block(&b, S(SMALL_HEADER));
    memory_block(&b, S("T\1a\1\1b\2\0"));
    records = buf_new(large);
    buf_put(&records, S("R\2\x80\x80\x80\x06"));
    buf_put(&records, (str){NEW_ARRAY(large, n, char), n});
    struct buf block = buf_new(large);
    memory_block(&block, buf_done(&records));
    for (int i = 0; i < 40; i++)
        buf_put(&b, buf_done(&block));
    check_code(read_through(buf_done(&b), &count, &err), LIMIT);
    assert_true(count < 10);
    arena_free(large);
}

TEST(a_full_disk_ends_the_writing)
{
    struct memory m = {.fail_at = 100};
    struct archive_writer *w = NULL;
    struct error err = {0};

    check_code(write_all(&m, S(""), &w, &err), LIMIT);
    archive_writer_close(w);
}

TEST(a_row_larger_than_a_block_is_refused)
{
    struct memory m = {.out = buf_new(test_arena)};
    struct archive_writer *w = NULL;
    struct arena *large = arena_new((size_t)64 << 20);
    size_t n = ARCHIVE_MAX_BLOCK;
    struct error err = {0};

    const struct archive_value row[] = {rows[0][0], {ARCHIVE_TEXT, 0, {NEW_ARRAY(large, n, char), n}}, rows[0][2]};
    check_ok(archive_create(test_arena, (struct archive_sink){memory_write, &m}, &header, S(""), &w, &err), &err);
    check_ok(archive_put_table(w, &person, &err), &err);
    check_code(archive_put_row(w, row, &err), LIMIT);
    archive_writer_close(w);
    arena_free(large);
}

TEST(many_blocks_follow_each_other)
{
    struct memory m = {0};
    struct archive_writer *w = NULL;
    struct arena *large = arena_new((size_t)64 << 20);
    struct error err = {0};
    char noise[3000];
    int64_t n;

    m.out = buf_new(large);
    check_ok(archive_create(large, (struct archive_sink){memory_write, &m}, &header, S(""), &w, &err), &err);
    check_ok(archive_put_table(w, &person, &err), &err);
    for (int i = 0; i < 1000; i++) {
        random_bytes(noise, sizeof noise);
        const struct archive_value row[] = {{ARCHIVE_NUMBER, i, {0}}, rows[0][1], {ARCHIVE_BYTES, 0, {noise, sizeof noise}}};
        check_ok(archive_put_row(w, row, &err), &err);
    }
    check_ok(archive_end_table(w, &err), &err);
    check_ok(archive_finish(w, &err), &err);
    archive_writer_close(w);
    check_ok(read_through(buf_done(&m.out), &n, &err), &err);
    assert_int_equal(n, 1000);
    arena_free(large);
}

static void read_in(struct arena *a, void *ctx)
{
    struct memory m = {.in = *(str *)ctx};
    struct archive_reader *r = NULL;
    struct archive_header h;

    assert_int_equal(archive_open(a, (struct archive_source){memory_read, &m}, &r, &h, NULL), OK);
    archive_close(r);
}

TEST(memory_that_runs_out_leaves_nothing_open)
{
    str whole = sample(S("key"));

    assert_true(check_each_allocation(read_in, &whole) > 0);
}
