/* takeaway/takeaway_private.h — one archive at work, for the files of this slice. */
#pragma once
#include "app/takeaway/takeaway.h"
#include "base/spill.h"
#include "format/json.h"

/* `item`: memory of one badge, one page, one entry; it is emptied often. `page`: of some
 * entries of the log. */
struct packing {
    struct app *app;
    struct db *db;
    struct arena *a, *item, *page;
    const struct takeaway *q;
    const struct takeaway_to *to;
    int64_t told;                                /* badges and entries that are done */
    struct zip zip;
    struct zip_aside aside;
    struct spill directory, entries, rows, log;  /* what waits for the end: the directory, lines of backpack.json, rows of index.html, log.json */
    int logs;                                    /* lists of the log that are written; bytes of the one that waits */
    size_t log_bytes;
    struct takeaway_index index;
};

/* A badge of the Backpack as it is kept. */
struct taken {
    struct holding h;
    str original;
};

/* "badges/17-Forklift-driver": letters and figures of the name alone, so that a
 * person finds it again and no name leads anywhere else. */
str packing_folder(struct arena *a, const char *kind, int64_t id, str name);
MUST_USE code packing_add(struct packing *p, str name, str bytes, struct error *err);
/* One badge or entry more is done. */
MUST_USE code packing_tell(struct packing *p, struct error *err);
/* What waited, into the file that is open. */
MUST_USE code packing_put_spill(struct packing *p, struct spill *s, struct error *err);
/* The page around a template; `root`: the way from it to the first page. */
struct out packing_page(struct packing *p, str title, const char *root);

/* badge.c: its folder, its row and its line of backpack.json. */
MUST_USE code packing_put_badge(struct packing *p, const struct taken *t, struct error *err);
/* account.c: who took it: addresses, organisations, log. */
/* person.c: what they made of their badges, and the learning log with its files. */
MUST_USE code packing_person_json(struct packing *p, str *out, struct error *err);
MUST_USE code packing_put_log(struct packing *p, struct error *err);
MUST_USE code packing_account_json(struct packing *p, str *out, struct error *err);
