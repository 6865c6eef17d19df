/* takeaway/takeaway.h — badges as a folder that needs no server: pages to read,
 * the badges as they came, what was found out about them and when. Any Lapel
 * takes it in again; docs/backpack.md has its form. */
#pragma once
#include "app/backpack/backpack_pages.h"

#define TAKEAWAY_FORMAT  "lapel-backpack"
#define TAKEAWAY_VERSION 1

/* One badge, or those of a collection, or (both 0) all that this server holds of
 * the person: then the removed ones too, all collections, addresses and log. */
struct takeaway { int64_t owner, badge, collection; str lang; };

/* As a ZIP, bit by bit into the response; one badge at a time is in memory. On the
 * same day the same Backpack makes the same bytes. NOT_FOUND: it is another's. */
MUST_USE code takeaway_write(struct app *app, struct db *db, struct arena *a, const struct takeaway *q, struct response *rs, struct error *err);

extern const struct route takeaway_routes[];

/* ---- what the templates are given ---- */

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
