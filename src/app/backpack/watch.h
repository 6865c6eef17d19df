/* backpack/watch.h — what becomes of somebody's badges: looked at again in the
 * background, told on a page and by mail. */
#pragma once
#include "app/backpack/backpack.h"

#define SILENT_AFTER (3 * DAY)                   /* for so long a badge that held may be out of reach without a word */

/* ---- what happened ---- */

/* In the caller's transaction: a badge stands otherwise than before. What is of no
 * interest to its owner (doubtful ones that stay so) is passed over. */
struct watched { int64_t holding; str before; const char *now_stands; msec now, valid_until; };
MUST_USE code watch_note(struct db *db, const struct watched *w, struct error *err);

/* ---- who counts on it ---- */

/* From now on it is looked at each night and, taken out of the Backpack, still kept; in the caller's
 * transaction. Not any more: as any other. */
MUST_USE code watch_rely(struct db *db, int64_t holding, bool relied, struct error *err);
/* The slice above that counts on badges hears of each look at one, in the transaction that
 * writes it down. Set once at start. */
struct relied { int64_t holding; const char *stands; msec now; const struct report *report; };
typedef code watch_relier_fn(struct app *app, struct db *db, struct arena *a, const struct relied *r, struct error *err);
void watch_set_relier(watch_relier_fn *fn);
MUST_USE code watch_tell_reliers(struct app *app, struct db *db, struct arena *a, const struct relied *r, struct error *err);

/* kind: ends-soon, expired, revoked, suspended, broken, silent, good. `until`: when the badge ends; 0: it does not. */
struct watch_event { int64_t id, holding; str kind, title, issuer; msec at, until; };
LIST_OF(watch_events, struct watch_event);
const char *watch_words(str kind);               /* "Revoked by its issuer": English */
/* The newest first, of badges that were not removed. */
MUST_USE code watch_recent(struct db *db, struct arena *a, int64_t owner, int limit, struct watch_events *out, struct error *err);

/* Ends that are near, and those that are over: once a day, of everybody. */
MUST_USE code watch_ends(struct db *db, msec now, struct error *err);

/* ---- how somebody wants to hear of it ---- */

struct watch_choice { str how; /* "daily", "weekly", "never" */ int64_t days_before; };
MUST_USE code watch_choice_get(struct db *db, struct arena *a, int64_t account, struct watch_choice *out, struct error *err);
/* BAD_INPUT at "days_before". */
MUST_USE code watch_choice_set(struct db *db, int64_t account, const struct watch_choice *c, struct error *err);
/* "/backpack/mail/off/…": whoever has the mail switches its kind off by one press. */
str watch_off_path(struct arena *a, const struct app *app, int64_t account);
bool watch_off_read(struct arena *a, const struct app *app, str token, int64_t *account);

/* One mail to each who wants one now, about all that was not told; `*mails`: how many. */
MUST_USE code watch_tell(struct app *app, struct db *db, struct arena *a, msec now, int64_t *mails, struct error *err);

/* ---- jobs ---- */

/* rounds.c: some badges whose time has come; `*n`: how many were looked at. */
MUST_USE code rounds_go(struct app *app, struct db *db, struct arena *a, msec now, int64_t *n, struct error *err);
enum job_result watch_run_rounds(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
enum job_result watch_run_tell(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
MUST_USE code watch_schedule(struct db *db, struct arena *a, struct error *err);
