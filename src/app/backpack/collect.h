/* backpack/collect.h — many badges at once: files, archives, exports of other
 * Backpacks, an address, pasted text. Each badge in them has an outcome of its own. */
#pragma once
#include "app/backpack/backpack.h"

#define COLLECT_FILES 100                        /* handed in at once */
#define COLLECT_MOST  1000                       /* badges, what is within archives and exports counted */
#define COLLECT_KEPT  (7 * DAY)
#define COLLECT_BESIDE 400                       /* covers, files of the learning log: in one folder */
#define COLLECT_LOGS 16                          /* lists of the learning log in one folder */
#define COLLECT_ARCHIVE ((size_t)60 << 20)       /* bytes: what a request may have (LONG_BODY), with room for other fields */
#define COLLECT_WAITING ((int64_t)240 << 20)     /* bytes of one person's that wait to be tried again */

/* What a person hands in. `link` where it has no bytes. */
/* told: beside the badges of a folder. `flaw`: why the rest of an archive could not be taken apart. */
struct handed_in { str name, bytes, link; bool is_told; const char *flaw; };
LIST_OF(handed_in_list, struct handed_in);

/* collect_unfold.c: archives, files of many badges and PDFs with badges attached taken
 * apart; what is no badge within is passed over. LIMIT: too many, or too much when unpacked.
 * What `put` is given is there until it returns. */
struct unfold_to { code (*put)(void *ctx, const struct handed_in *one, struct error *err); void *ctx; };
MUST_USE code collect_unfold_to(const struct handed_in_list *in, const struct unfold_to *to, struct error *err);
bool collect_is_archive(str bytes);
/* The badges alone, as many as a request has memory for. */
MUST_USE code collect_unfold(struct arena *a, const struct handed_in_list *in, struct handed_in_list *out, struct error *err);

/* waiting; then: added, newer (took an older one's place), same (was there), apart (could
 * not be told: kept and marked), other (made out to somebody else), refused (does not
 * hold), unread (no badge in it), paper (the same, and can be kept as a certificate),
 * away (something did not answer), cut (an archive, of which the rest is damaged). What lies beside the badges of a folder that was
 * taken away: folder (waits for them), restored, torn (cannot be read). */
struct collect_item { int64_t id, run, holding; bool is_new; /* of what lay beside badges: something was */ str name, link, bytes, outcome, title, issuer, why, todo, address; };
LIST_OF(collect_items, struct collect_item);
struct collect_run { int64_t id, owner; str lang; msec created; };

/* What is handed in is taken apart into rows. LIMIT at "file". Not in a transaction. */
struct collect_new { int64_t owner; str lang; const struct handed_in_list *items; };
MUST_USE code collect_begin(struct db *db, struct arena *a, const struct collect_new *n, int64_t *run, struct error *err);
/* What waits is judged and kept, one after the other, until that moment of clock_monotonic_ns. */
MUST_USE code collect_go_on(struct app *app, struct db *db, const struct collect_run *run, int64_t until_ns, bool *all, struct error *err);
/* The rest by a job, at once. */
MUST_USE code collect_later(struct db *db, struct arena *a, int64_t run, struct error *err);
MUST_USE code collect_get(struct db *db, struct arena *a, int64_t owner, int64_t run, struct collect_run *out, struct error *err);
/* app/movein: what a folder says beside its badges, once all of the run are judged.
 * `*all`: none waits any more; one with many pictures is begun only when there is time. */
typedef code collect_folders_fn(struct app *app, struct db *db, const struct collect_run *run, int64_t until_ns, bool *all, struct error *err);
/* In a transaction: what came beside the badges of a run goes again. */
typedef code collect_folders_undo_fn(struct db *db, struct arena *a, int64_t owner, int64_t run, struct error *err);
void collect_set_folders(collect_folders_fn *fn, collect_folders_undo_fn *undo);
/* One badge, judged and kept: `i` has its name and its bytes or link, and gets what became of
 * it, in the words of who is spoken to. An error is a fault of ours alone. */
MUST_USE code collect_one(struct app *app, struct db *db, struct arena *a, int64_t owner, struct collect_item *i, struct error *err);
/* Without their bytes, in the order in which they came; of a folder one alone. */
MUST_USE code collect_list(struct db *db, struct arena *a, int64_t run, struct collect_items *out, struct error *err);
MUST_USE code collect_item_get(struct db *db, struct arena *a, int64_t owner, int64_t item, struct collect_item *out, struct error *err);
/* What another's address, silence or a flaw kept out, once more; and what refers to it. */
MUST_USE code collect_again(struct db *db, struct arena *a, int64_t owner, int64_t run, int64_t *n, struct error *err);
/* What came in by it goes to the bin, what came beside it for good where nobody changed it since. */
MUST_USE code collect_undo(struct db *db, struct arena *a, int64_t owner, int64_t run, int64_t *n, struct error *err);
MUST_USE code collect_purge(struct db *db, struct error *err);
enum job_result collect_run_job(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);

/* paper.c: a scan or a PDF, as it is: what it shows, its owner says. Nothing of it is
 * verified, and it says so wherever it is shown. */
struct paper { int64_t owner; str file, file_name, title, issuer, note; msec awarded, until; };
/* BAD_INPUT at "title", "issuer" or "file"; CONFLICT: the same file is there (`*id`). */
MUST_USE code paper_keep(struct db *db, struct arena *a, const struct paper *p, int64_t *id, struct error *err);
bool paper_is_one(str file);                      /* a picture or a PDF */
