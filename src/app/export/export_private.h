/* export/export_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/export/export.h"
#include "app/layout/parts.h"
#include "base/spill.h"
#include "store/tables.h"

/* One export at work. `item`: memory of one row, one document; it is emptied often. */
struct export {
    struct app *app;
    struct db *db;
    struct arena *a, *item;
    const struct export_request *q;
    struct export_count n;
    struct org org;
    struct zip zip;
    struct zip_aside aside;
    struct spill directory, manifest;            /* what waits for the end */
    char waiting[64 << 10];                      /* small writes become large ones */
    size_t n_waiting;
    msec now;
    int64_t all;                                 /* awards there will be */
};

/* A file of the archive, whole or in pieces, and its line of the manifest. */
MUST_USE code export_add(struct export *x, str name, str bytes, struct error *err);
MUST_USE code export_begin(struct export *x, str name, struct error *err);
MUST_USE code export_piece(struct export *x, str bytes, struct error *err);
MUST_USE code export_close(struct export *x, str name, struct error *err);

MUST_USE code export_put_tables(struct export *x, struct error *err);      /* rows.c */
MUST_USE code export_put_papers(struct export *x, struct error *err);      /* papers.c */

/* What the page inside the archive shows, and ours. */
struct export_badge { str name, folder, picture; int64_t versions, awards; };
LIST_OF(export_badges, struct export_badge);
struct export_part { str name, about; };
LIST_OF(export_parts, struct export_part);
struct export_index { str org, base, server; msec made; struct export_count n; struct export_badges badges; struct export_parts parts; bool has_keys, has_files; };

struct export_shown { struct export_row row; str size, href; struct tag_view tag; bool is_done, is_running; };
LIST_OF(export_shown_list, struct export_shown);
struct export_view { str base, self, error; struct export_shown_list rows; bool is_busy, wants_keys, wants_files; };

