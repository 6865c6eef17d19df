/* format/csv.h — rows of text: RFC 4180, and what people paste. */
#pragma once
#include "base/list.h"

struct csv_row { int line; struct str_list cells; }; /* line: 1-based, of the row's start */
LIST_OF(csv_table, struct csv_row);
struct csv;

/* Separator: comma, semicolon or tab, whichever the first row uses most.
 * UTF-8 with or without BOM; UTF-16 is told apart and refused with a sentence
 * that says how to save again. Quotes as RFC 4180; LF, CRLF or CR. Limits:
 * 64 MB, 200,000 rows below one of names, 64 columns, 4 KB a cell. `where` is
 * "row 12, column 3". The text is read where it lies, and once to see that it is one. */
MUST_USE code csv_open(struct arena *a, str text, struct csv **out, struct error *err);
/* The next row that is not empty, in an arena of its own, so that a long list
 * needs no more memory than a short one. `*found` is false at the end; a text
 * without any row is BAD_INPUT. */
MUST_USE code csv_next(struct csv *c, struct arena *row_arena, struct csv_row *out, bool *found, struct error *err);
/* Reads all of it and keeps nothing: can it be read, and how many rows are there? */
MUST_USE code csv_check(str text, int64_t *rows, struct error *err);
/* All rows at once. */
MUST_USE code csv_parse(struct arena *a, str text, struct csv_table *out, struct error *err);
/* One cell for a file that spreadsheets open: quoted where needed, a leading
 * = + - @ TAB CR (or full-width form) gets an apostrophe. */
void csv_put(struct buf *b, str cell, bool first);
void csv_end_row(struct buf *b);                 /* CRLF */
