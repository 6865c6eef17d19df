/* format/csv.h — rows of text: RFC 4180, and what people paste. */
#pragma once
#include "base/list.h"

struct csv_row { int line; struct str_list cells; }; /* line: 1-based, of the row's start */
LIST_OF(csv_table, struct csv_row);

/* Separator: comma, semicolon or tab, whichever the first row uses most.
 * UTF-8 with or without BOM; UTF-16 is told apart and refused with a sentence
 * that says how to save again. Quotes as RFC 4180; LF, CRLF or CR. Limits:
 * 1 MB, 10,000 rows, 64 columns, 4 KB a cell. `where` is "row 12, column 3". */
MUST_USE code csv_parse(struct arena *a, str text, struct csv_table *out, struct error *err);
/* One cell for a file that spreadsheets open: quoted where needed, a leading
 * = + - @ TAB CR (or full-width form) gets an apostrophe. */
void csv_put(struct buf *b, str cell, bool first);
void csv_end_row(struct buf *b);                 /* CRLF */
