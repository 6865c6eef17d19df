/* takeaway/takeaway.h — badges as a folder that needs no server: pages to read,
 * the badges as they came, what was found out about them and when. Any Lapel
 * takes it in again; docs/backpack.md has its form. */
#pragma once
#include "app/backpack/backpack_pages.h"
#include "app/layout/parts.h"
#include "format/zip.h"
#include "store/job.h"

#define TAKEAWAY_FORMAT  "lapel-backpack"
#define TAKEAWAY_VERSION 1

/* One badge, or those of a collection, or (both 0) all that this server holds of
 * the person: then the removed ones too, all collections, addresses and log. */
struct takeaway { int64_t owner, badge, collection; str lang; };

/* Where it goes. `tell`, NULL is fine: badges and entries of the log that are done; a
 * code that is not OK ends the work with it. */
struct takeaway_to { zip_put_fn *put; code (*tell)(void *ctx, int64_t done, struct error *err); void *ctx; };
/* As a ZIP, bit by bit; one badge at a time is in memory. On the same day the same
 * Backpack makes the same bytes. NOT_FOUND: it is another's. */
MUST_USE code takeaway_write(struct app *app, struct db *db, struct arena *a, const struct takeaway *q, const struct takeaway_to *to, struct error *err);

/* ---- kept.c: all of a large one, made in the background ---- */

#define TAKEOUT_DAYS 7                           /* how long the file is kept */

/* More than somebody waits for. */
MUST_USE code takeout_is_large(struct db *db, int64_t account, bool *large, struct error *err);
struct takeout_row { int64_t id, done, all, bytes; str state, why; msec asked, ended, until; };
LIST_OF(takeout_rows, struct takeout_row);
MUST_USE code takeout_find(struct db *db, struct arena *a, int64_t account, struct takeout_rows *out, struct error *err);     /* newest first */
/* The one before goes. CONFLICT: one is being made. */
MUST_USE code takeout_ask(struct app *app, struct db *db, struct arena *a, int64_t account, str lang, struct error *err);
/* The file goes, or the work stops. `by` is of no use: kept_days has it. */
MUST_USE code takeout_drop(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t id, int64_t by, struct error *err);
/* Of one that is done. NOT_FOUND: it is not, or is another's, or its file is not on this machine. */
MUST_USE code takeout_open(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t id, int *fd, uint64_t *bytes, struct error *err);
MUST_USE code takeout_schedule(struct db *db, struct error *err);          /* at start */
extern const struct job_kind takeaway_jobs[];

extern const struct route takeaway_routes[];

/* ---- what the templates are given ---- */

struct takeout_shown { struct takeout_row row; str size, href; struct tag_view tag; bool is_done, is_running; };
LIST_OF(takeout_shown_list, struct takeout_shown);
struct takeout_view { struct takeout_shown_list rows; bool is_large, is_busy; };

/* A row of the first page. */
struct takeaway_row { str folder, href, picture, title, issuer, word, story; msec awarded; };
LIST_OF(takeaway_row_list, struct takeaway_row);

struct takeaway_file { str name; const char *about; };
LIST_OF(takeaway_file_list, struct takeaway_file);
struct takeaway_collection { str folder, name; };
LIST_OF(takeaway_collection_list, struct takeaway_collection);

struct takeaway_evidence { str name, text, link; out_markdown narrative; bool has_narrative; };
LIST_OF(takeaway_evidence_list, struct takeaway_evidence);

struct takeaway_badge {
    str title, issuer, anchor, picture, description, criteria_link, source, standard;
    struct verdict_view verdict;
    out_markdown criteria, narrative;
    bool has_criteria, has_narrative;
    msec awarded, valid_until, checked, added, removed;
    struct takeaway_evidence_list evidence;
    struct check_list checks;
    struct takeaway_file_list files;
};
struct takeaway_shelf { str name; out_markdown story; bool has_story; struct takeaway_row_list rows; };
struct takeaway_index { str name, server; msec made; int64_t n; bool is_everything; struct account_address_list addresses; struct takeaway_collection_list collections; };
