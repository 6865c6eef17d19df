/* format/csv.c */
#include "format/csv.h"
#include <stdio.h>
#include <string.h>
#include "base/utf8.h"

#define MAX_TEXT    ((size_t)64 << 20)
#define MAX_ROWS    200001                       /* and a row of names */
#define MAX_COLUMNS 64
#define MAX_CELL    4096
#define ROW_MEMORY  ((size_t)2 << 20)            /* 64 cells of 4 KB, and their buffers growing */
#define TOO_LONG    "this cell has more than 4,096 bytes"
#define BYTE_ORDER_MARK S("\xEF\xBB\xBF")

struct csv {
    struct arena *a;                             /* of the row that is read */
    str rest;
    char separator;
    int line;                                    /* in the text, 1-based */
    int row;                                     /* as a spreadsheet counts, empty ones too */
    size_t column;                               /* 0-based */
    size_t found;                                /* rows so far */
    struct error *err;
};

static code fail_at(const struct csv *r, code c, const char *what)
{
    char where[48];

    snprintf(where, sizeof where, "row %d, column %zu", r->row, r->column + 1);
    return fail(r->err, c, where, "%s", what);
}

/* Before reading: is this text at all? */

static int line_of_first_broken_byte(str text)
{
    str line;

    for (int n = 1; str_cut_line(&text, &line); n++)
        if (!utf8_is_valid(line))
            return n;
    return 1;
}

static code check_encoding(str text, struct error *err)
{
    if (str_starts(text, S("PK\3\4")))
        return fail(err, UNSUPPORTED, "", "this is an Excel workbook; in Excel choose File, Save as, CSV UTF-8");
    if (str_starts(text, S("\xFF\xFE")) || str_starts(text, S("\xFE\xFF")) ||
        str_find_byte(str_slice(text, 0, 2), '\0') >= 0)
        return fail(err, UNSUPPORTED, "", "the text is UTF-16; save it again as CSV UTF-8");
    if (!utf8_is_valid(text))
        return fail(err, BAD_INPUT, "", "line %d is not UTF-8; save the file again as CSV UTF-8",
                    line_of_first_broken_byte(text));
    return OK;
}

/* Outside quotes, in the first line that says anything. Comma wins a draw. */
static char guess_separator(str text)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t count[COUNT(candidates)] = {0}, best = 0;
    bool quoted = false;
    str line = {0};

    while (line.n == 0 && str_cut_line(&text, &line))
        ;
    for (size_t i = 0; i < line.n; i++) {
        quoted ^= line.p[i] == '"';
        for (size_t k = 0; k < COUNT(candidates); k++)
            count[k] += !quoted && line.p[i] == candidates[k];
    }
    for (size_t k = 1; k < COUNT(candidates); k++)
        if (count[k] > count[best])
            best = k;
    return candidates[best];
}

/* Cells. */

static bool at_end_of_row(const struct csv *r)
{
    return r->rest.n == 0 || r->rest.p[0] == '\n' || r->rest.p[0] == '\r';
}

static bool at_end_of_cell(const struct csv *r)
{
    return at_end_of_row(r) || r->rest.p[0] == r->separator;
}

static void skip(struct csv *r, size_t n)
{
    r->rest = str_from(r->rest, n);
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

static code check_cell(const struct csv *r, str cell)
{
    if (cell.n > MAX_CELL)
        return fail_at(r, LIMIT, TOO_LONG);
    for (size_t i = 0; i < cell.n; i++)
        if (is_control(cell.p[i]))
            return fail_at(r, BAD_INPUT, "this cell has a control character in it");
    return OK;
}

/* A quote in the middle of a bare cell is a quote. */
static code bare_cell(struct csv *r, str *out)
{
    str from = r->rest;

    while (!at_end_of_cell(r))
        skip(r, 1);
    *out = str_slice(from, 0, from.n - r->rest.n);
    return OK;
}

/* Length of the line end at the front; 0 if there is none. */
static size_t line_end(str s)
{
    if (str_starts(s, S("\r\n")))
        return 2;
    return s.n && (s.p[0] == '\n' || s.p[0] == '\r') ? 1 : 0;
}

/* Lines that the text spans beyond its first. */
static int count_line_ends(str s)
{
    int n = 0;

    for (; s.n; s = str_from(s, line_end(s) ? line_end(s) : 1))
        n += line_end(s) != 0;
    return n;
}

/* A doubled quote stands for one. Too long a cell is refused before it is copied:
 * it may be larger than the arena of a row. */
static code quoted_cell(struct csv *r, str *out)
{
    struct buf b = buf_new(r->a);

    for (;;) {
        skip(r, 1);
        ptrdiff_t quote = str_find_byte(r->rest, '"');
        if (quote < 0)
            return fail_at(r, BAD_INPUT, "this cell begins with a quote that is never closed");
        if (b.n + (size_t)quote > MAX_CELL)
            return fail_at(r, LIMIT, TOO_LONG);
        buf_put(&b, str_slice(r->rest, 0, (size_t)quote));
        skip(r, (size_t)quote + 1);
        if (!str_starts(r->rest, S("\"")))
            break;
        buf_byte(&b, '"');
    }
    if (!at_end_of_cell(r))
        return fail_at(r, BAD_INPUT, "there is text behind the closing quote of this cell");
    *out = buf_done(&b);
    r->line += count_line_ends(*out);
    return OK;
}

static code read_cell(struct csv *r, str *out)
{
    if (r->column >= MAX_COLUMNS)
        return fail_at(r, LIMIT, "this row has more than 64 columns");
    TRY(str_starts(r->rest, S("\"")) ? quoted_cell(r, out) : bare_cell(r, out));
    return check_cell(r, *out);
}

static code read_row(struct csv *r, struct csv_row *out)
{
    *out = (struct csv_row){.line = r->line};
    for (r->column = 0;; r->column++) {
        str cell;
        TRY(read_cell(r, &cell));
        *list_add(r->a, &out->cells) = cell;
        if (at_end_of_row(r))
            return OK;
        skip(r, 1);                              /* the separator */
    }
}

code csv_open(struct arena *a, str text, struct csv **out, struct error *err)
{
    struct csv *r = NEW(a, struct csv);

    if (text.n > MAX_TEXT)
        return fail(err, LIMIT, "", "the text is larger than 64 MB");
    TRY(check_encoding(text, err));
    *r = (struct csv){.line = 1, .row = 1, .rest = str_starts(text, BYTE_ORDER_MARK) ? str_from(text, 3) : text};
    r->separator = guess_separator(r->rest);
    *out = r;
    return OK;
}

static void end_line(struct csv *r)
{
    r->row++;
    r->line++;
    skip(r, line_end(r->rest));
}

code csv_next(struct csv *r, struct arena *row_arena, struct csv_row *out, bool *found, struct error *err)
{
    r->a = row_arena;
    r->err = err;
    while (r->rest.n && at_end_of_row(r))
        end_line(r);                             /* an empty line */
    *found = r->rest.n > 0;
    if (!*found)
        return r->found ? OK : fail(err, BAD_INPUT, "", "there are no rows in it");
    TRY(read_row(r, out));
    if (r->found++ == MAX_ROWS)
        return fail_at(r, LIMIT, "there are more than 200,000 rows");
    end_line(r);
    return OK;
}

code csv_check(str text, int64_t *rows, struct error *err)
{
    struct arena *a = arena_new(0), *row_arena = arena_new(ROW_MEMORY);
    struct csv_row row;
    struct csv *r;
    bool found = true;
    code c = csv_open(a, text, &r, err);

    for (*rows = 0; c == OK && found; *rows += found) {
        arena_reset(row_arena);
        found = false;
        c = csv_next(r, row_arena, &row, &found, err);
    }
    arena_free(row_arena);
    arena_free(a);
    return c;
}

code csv_parse(struct arena *a, str text, struct csv_table *out, struct error *err)
{
    struct csv *r;
    struct csv_row row;
    bool found = true;

    *out = (struct csv_table){0};
    TRY(csv_open(a, text, &r, err));
    for (;;) {
        TRY(csv_next(r, a, &row, &found, err));
        if (!found)
            return OK;
        *list_add(a, out) = row;
    }
}

/* Writing. */

/* What a spreadsheet takes for a formula (T-38), with the full-width forms
 * that some turn into the plain ones. */
static bool is_formula(str cell)
{
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r",
                                         "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

    for (size_t i = 0; i < COUNT(starts); i++)
        if (str_starts(cell, cstr(starts[i])))
            return true;
    return false;
}

static bool needs_quotes(str cell, bool first)
{
    if (cell.n == 0)
        return first;                            /* else the row might be an empty line */
    if (cell.p[0] == ' ' || cell.p[cell.n - 1] == ' ' || str_starts(cell, BYTE_ORDER_MARK))
        return true;
    for (size_t i = 0; i < cell.n; i++)
        if (strchr("\",;\t\r\n", cell.p[i]))     /* NUL too */
            return true;
    return false;
}

void csv_put(struct buf *b, str cell, bool first)
{
    bool quoted = needs_quotes(cell, first), formula = is_formula(cell);

    if (!first)
        buf_byte(b, ',');
    if (quoted)
        buf_byte(b, '"');
    if (formula)
        buf_byte(b, '\'');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            buf_byte(b, '"');
        buf_byte(b, cell.p[i]);
    }
    if (quoted)
        buf_byte(b, '"');
}

void csv_end_row(struct buf *b)
{
    buf_put(b, S("\r\n"));
}
