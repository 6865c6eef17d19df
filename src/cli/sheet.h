/* cli/sheet.h — a list as columns for people or as JSON for programs, filled
 * cell by cell in the order of its columns. */
#pragma once
#include "base/clock.h"
#include "cli/cli.h"

struct cell { str text; enum { CELL_TEXT, CELL_NUMBER, CELL_TRUTH, CELL_NOTHING } kind; };
struct sheet {
    struct arena *a;
    const char *const *columns;                  /* also the keys in JSON */
    size_t n;
    bool json;
    LIST(struct cell) cells;
};

struct sheet sheet_new(struct arena *a, bool json, const char *const *columns, size_t n);
void sheet_text(struct sheet *s, str text);      /* absent: nothing */
void sheet_number(struct sheet *s, int64_t number);
void sheet_truth(struct sheet *s, bool is_so);
void sheet_time(struct sheet *s, msec at);       /* 0: nothing */
/* "None." for people when it is empty. FAULT: standard output is closed. */
MUST_USE code sheet_print(const struct sheet *s, struct error *err);
