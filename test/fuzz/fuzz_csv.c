#include "base/utf8.h"
#include "format/csv.h"
#include "fuzz/fuzz.h"

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

/* Cells come back from our own files, but for the apostrophe before formulas;
 * and no written cell is a formula. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n < 20000 ? n : 20000};
    struct csv_table t, again;
    struct error err;

    if (csv_parse(a, in, &t, NULL) == OK) {
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
