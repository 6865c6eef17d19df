#include "format/csv.h"
#include "format/email.h"
#include "unit/vectors.h"

/* Cells joined by | and rows by newline. */
static str flat(struct arena *a, const struct csv_table *t)
{
    struct buf b = buf_new(a);

    for (size_t r = 0; r < t->n; r++) {
        if (r)
            buf_byte(&b, '\n');
        for (size_t c = 0; c < t->items[r].cells.n; c++) {
            if (c)
                buf_byte(&b, '|');
            buf_put(&b, t->items[r].cells.items[c]);
        }
    }
    return buf_done(&b);
}

TEST(what_people_paste_is_read)
{
    static const struct { const char *in, *want; } t[] = {
        {"a,b\n1,2\n", "a|b\n1|2"},
        {"a,b\r\n1,2", "a|b\n1|2"},
        {"a,b\r1,2\r", "a|b\n1|2"},
        {"a;b\n1,5;2", "a|b\n1,5|2"},
        {"a\tb\n1,5\t2;3", "a|b\n1,5|2;3"},
        {"\xEF\xBB\xBF" "a,b", "a|b"},
        {"\n\n a ,b\n\n\n1,2\n\n", " a |b\n1|2"},
        {"\"a,b\",c\n", "a,b|c"},
        {"\"a \"\"b\"\"\",c", "a \"b\"|c"},
        {"\"line 1\r\nline 2\",x\ny", "line 1\r\nline 2|x\ny"},
        {"\"\"", ""},
        {"\"\",\"\"", "|"},
        {",", "|"},
        {"a,\nb,", "a|\nb|"},
        {"5\" nail,x", "5\" nail|x"},
        {"a,b,c\n1", "a|b|c\n1"},
        {"\"x;y\",b\n", "x;y|b"},
        {"Ann Lee <ann@x.org>\nBo", "Ann Lee <ann@x.org>\nBo"},
        {"a\xE2\x80\xA8" "b,c", "a\xE2\x80\xA8" "b|c"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct csv_table table;
        struct error err;
        check_ok(csv_parse(test_arena, cstr(t[i].in), &table, &err), &err);
        check_str_at(i, flat(test_arena, &table), cstr(t[i].want));
    }
}

TEST(what_cannot_be_read_is_named_with_its_place)
{
    static const struct { const char *in, *where; code want; } t[] = {
        {"", "", BAD_INPUT},
        {"\n\n", "", BAD_INPUT},
        {"a,b\n\"c\"d,e", "row 2, column 1", BAD_INPUT},
        {"a,b\n1,\"open\n2,3\n", "row 2, column 2", BAD_INPUT},
        {"a\n\nb,\x1a", "row 3, column 2", BAD_INPUT},
        {"a\nb\x7f", "row 2, column 1", BAD_INPUT},
        {"a\nJos\xE9\n", "", BAD_INPUT},
        {"PK\3\4rest", "", UNSUPPORTED},
        {"\xFF\xFE" "a", "", UNSUPPORTED},
        {"\xFE\xFF" "a", "", UNSUPPORTED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct csv_table table;
        struct error err;
        check_code_at(i, csv_parse(test_arena, cstr(t[i].in), &table, &err), t[i].want);
        check_str_at(i, cstr(err.where), cstr(t[i].where));
    }
    struct csv_table table;
    struct error err;
    check_code(csv_parse(test_arena, S("\0a\0,"), &table, &err), UNSUPPORTED);
    check_code(csv_parse(test_arena, S("a,b\nc,\0"), &table, &err), BAD_INPUT);
    check_code(csv_parse(test_arena, S("a\nb\nJos\xE9\n"), &table, &err), BAD_INPUT);
    check_str(cstr(err.text), S("line 3 is not UTF-8; save the file again as CSV UTF-8"));
}

TEST(rows_know_their_line)
{
    struct csv_table t;
    struct error err;

    check_ok(csv_parse(test_arena, S("a\n\n\"x\ny\",1\r\nb\n"), &t, &err), &err);
    assert_int_equal(t.n, 3);
    assert_int_equal(t.items[0].line, 1);
    assert_int_equal(t.items[1].line, 3);
    assert_int_equal(t.items[2].line, 5);
}

TEST(rows_come_one_by_one_in_an_arena_of_their_own)
{
    struct arena *row_arena = arena_new(4096);
    struct csv *c;
    struct csv_row row;
    struct buf b = buf_new(test_arena);
    size_t n = 0;

    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "\"Lee, %d\",x\n\n", i);
    assert_int_equal(csv_open(test_arena, buf_done(&b), &c, NULL), OK);
    for (bool found = true; found; n += found) {
        arena_reset(row_arena);
        assert_int_equal(csv_next(c, row_arena, &row, &found, NULL), OK);
        if (found)
            check_str_at(n, row.cells.items[0], str_printf(test_arena, "Lee, %zu", n));
    }
    assert_int_equal(n, 1000);
    arena_free(row_arena);
}

static code read_all(struct csv *c, struct arena *row_arena)
{
    struct csv_row row;

    for (bool found = true; found; arena_reset(row_arena))
        TRY(csv_next(c, row_arena, &row, &found, NULL));
    return OK;
}

static code parse_repeated(char first, const char *part, size_t times)
{
    struct arena *a = arena_new((size_t)256 << 20), *row_arena = arena_new(0);
    struct csv *c;
    struct buf b = buf_new(a);

    buf_byte(&b, first);
    for (size_t i = 0; i < times; i++)
        buf_putz(&b, part);
    int64_t rows;
    code checked = csv_check(buf_done(&b), &rows, NULL), result = csv_open(a, buf_done(&b), &c, NULL);
    if (result == OK)
        result = read_all(c, row_arena);
    arena_free(row_arena);
    arena_free(a);
    assert_int_equal(checked, result);
    return result;
}

TEST(limits_are_kept_and_can_be_reached)
{
    check_code(parse_repeated('a', ",", 63), OK);
    check_code(parse_repeated('a', ",", 64), LIMIT);
    check_code(parse_repeated('a', "\na", 200000), OK);
    check_code(parse_repeated('a', "\na", 200001), LIMIT);
    check_code(parse_repeated('a', "\n", 200000), OK);
    check_code(parse_repeated('a', "a", 4095), OK);
    check_code(parse_repeated('a', "a", 4096), LIMIT);
    check_code(parse_repeated('a', "\n", 64 << 20), LIMIT);
}

/* A quoted cell is copied, so it must be refused before it fills the memory of a row. */
TEST(a_long_quoted_cell_is_refused_and_not_copied)
{
    static const struct { const char *part; size_t times; code want; } t[] = {
        {"a", 4096, OK},
        {"a", 4097, LIMIT},
        {"\"\"", 4096, OK},
        {"\"\"", 4097, LIMIT},
        {"a", 17 << 20, LIMIT},
        {"\"\"", 9 << 20, LIMIT},
        {"a,\n", 6 << 20, LIMIT},
    };
    struct arena *a = arena_new((size_t)256 << 20);

    for (size_t i = 0; i < COUNT(t); i++) {
        struct buf b = buf_sized(a, strlen(t[i].part) * t[i].times + 64);
        struct error err = {0};
        int64_t rows;
        buf_putz(&b, "Name,E-mail\nAnn,\"");
        for (size_t n = 0; n < t[i].times; n++)
            buf_putz(&b, t[i].part);
        buf_putz(&b, "\"\n");
        check_code_at(i, csv_check(buf_done(&b), &rows, &err), t[i].want);
        check_str_at(i, cstr(err.where), t[i].want == OK ? S("") : S("row 2, column 2"));
        arena_reset(a);
    }
    arena_free(a);
}

TEST(cells_are_written_so_that_they_come_back)
{
    static const struct { const char *in, *want; } t[] = {
        {"a", "a"},
        {"", "\"\""},
        {"a,b", "\"a,b\""},
        {"a;b", "\"a;b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"a\r\nb", "\"a\r\nb\""},
        {" a", "\" a\""},
        {"=1+1", "'=1+1"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@SUM(1)", "'@SUM(1)"},
        {"\tx", "\"'\tx\""},
        {"\rx", "\"'\rx\""},
        {"=a,\"b\"", "\"'=a,\"\"b\"\"\""},
        {"\uFF1D1", "'\uFF1D1"},
        {"1-1", "1-1"},
        {"\uFEFFa", "\"\uFEFFa\""},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct buf b = buf_new(test_arena);
        csv_put(&b, cstr(t[i].in), true);
        check_str_at(i, buf_done(&b), cstr(t[i].want));
    }
}

TEST(rows_end_as_the_rfc_says)
{
    struct buf b = buf_new(test_arena);

    csv_put(&b, S("a"), true);
    csv_put(&b, S(""), false);
    csv_put(&b, S("b"), false);
    csv_end_row(&b);
    check_str(buf_done(&b), S("a,,b\r\n"));
}

static void read_rows(struct arena *a, void *ctx)
{
    struct csv_table t;

    (void)ctx;
    assert_int_equal(csv_parse(a, S("a,\"b\"\"c\"\n1,2\n3,4\n"), &t, NULL), OK);
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(read_rows, NULL) > 3);
}

static void check_addresses(struct arena *a, const struct hostile *h, const struct csv_table *t)
{
    for (size_t r = 1; r < t->n; r++) {
        struct email e;
        code c = email_parse(a, t->items[r].cells.items[1], &e, NULL);
        /* "Boss <x@y>" is an address with a name; a column of addresses has no
         * place for it, which its reader sees by the name. */
        check_hostile(h, c != OK || e.name.n > 0);
    }
}

static void check_file(struct arena *a, const struct hostile *h, str bytes)
{
    static const char *const refused[] = {
        "csv/cell-500k.csv", "csv/columns-1M.csv", "csv/columns-30k-header.csv", "csv/ctrl-z.csv",
        "csv/ebcdic.csv", "csv/empty.csv", "csv/nul.csv", "csv/quote-after.csv", "csv/quote-bomb.csv",
        "csv/quote-open.csv", "csv/utf16be-nobom.csv", "csv/xlsx-named-csv.csv", "csv/latin1.csv",
        "csv/utf16le.csv", "csv/name-zalgo.csv",
    };
    struct csv_table t;
    code c = csv_parse(a, bytes, &t, NULL);

    check_hostile(h, c == OK || c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED);
    if (file_is_one_of(h, refused, COUNT(refused)))
        check_hostile(h, c != OK);
    if (str_eq(h->verdict, S("accept")))
        check_hostile(h, c == OK);
    if (c == OK && str_starts(h->file, S("csv/email-")) && str_eq(h->verdict, S("reject")))
        check_addresses(a, h, &t);
}

TEST(hostile_files_are_refused_and_controls_accepted)
{
    each_hostile("csv", 0, check_file);
}
