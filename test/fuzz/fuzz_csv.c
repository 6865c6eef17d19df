#include "base/utf8.h"
#include "format/csv.h"
#include "fuzz/fuzz.h"

#define STRETCH ((size_t)4 << 20)

static str without_apostrophe(str cell, str original)
{
    return cell.n == original.n + 1 && cell.p[0] == '\'' ? str_from(cell, 1) : cell;
}

static str write_table(struct arena *a, const struct csv_table *t)
{
    struct buf b = buf_new(a);

    for (size_t r = 0; r < t->n; r++) {
        for (size_t c = 0; c < t->items[r].cells.n; c++)
            csv_put(&b, t->items[r].cells.items[c], c == 0);
        csv_end_row(&b);
    }
    return buf_done(&b);
}

/* What is handed in is gone through first, row by row in little memory, which no
 * row may fill: neither as it is, nor with one of its bytes a million times. */
static void check_alone(struct arena *a, str in, code parsed, const struct csv_table *t)
{
    int64_t rows;

    REQUIRE(csv_check(in, &rows, NULL) == parsed && (parsed != OK || rows == (int64_t)t->n));
    if (in.n < 2 || (unsigned char)in.p[in.n - 1] % 16)
        return;
    size_t at = (unsigned char)in.p[0] % in.n;
    struct buf b = buf_sized(a, in.n + STRETCH);
    buf_put(&b, str_slice(in, 0, at));
    for (size_t i = 0; i < STRETCH; i++)
        buf_byte(&b, in.p[at]);
    buf_put(&b, str_from(in, at));
    code c = csv_check(buf_done(&b), &rows, NULL);
    REQUIRE(c == OK || c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED);
}

/* Cells come back from our own files, but for the apostrophe before formulas;
 * and no written cell is a formula. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n < 20000 ? n : 20000};
    struct csv_table t, again;
    struct error err;

    code parsed = csv_parse(a, in, &t, NULL);
    check_alone(a, in, parsed, &t);
    if (parsed == OK) {
        str out = write_table(a, &t);
        code c = csv_parse(a, out, &again, &err);
        REQUIRE(c == OK || c == LIMIT);          /* an apostrophe too many for a cell */
        for (size_t r = 0; c == OK && r < t.n; r++) {
            REQUIRE(again.n == t.n && again.items[r].cells.n == t.items[r].cells.n);
            for (size_t i = 0; i < t.items[r].cells.n; i++) {
                str cell = t.items[r].cells.items[i], back = again.items[r].cells.items[i];
                REQUIRE(utf8_is_valid(cell) && str_eq(without_apostrophe(back, cell), cell));
                REQUIRE(!back.n || str_find_byte(S("=+-@\t\r"), back.p[0]) < 0);
            }
        }
    }
    arena_free(a);
    return 0;
}
