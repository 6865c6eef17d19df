/* award/award.h — awarding, revoking, and rebuilding the signed bytes of an award. */
#pragma once
#include "app/catalog/catalog.h"
#include "app/org/person.h"
#include "store/job.h"
#include "store/keyset.h"

/* How an award is secured. Part of its row, so a number never gets another meaning. */
enum award_form {
    AWARD_JWT = 1,                               /* OB 3.0 (VCDM 2.0, context 3.0.3) as VC-JWT */
    AWARD_PROOF = 2,                             /* the same with a Data Integrity proof, by the suite of its key */
    AWARD_V2_SIGNED = 3,                         /* OB 2.0 as JWS; no row has it */
};

struct award_row {
    int64_t id, org, version, person, batch, batch_line;
    str public_id, name, recipient, salt, narrative, evidence_url, revoke_reason, suspend_reason;
    str results;                                 /* as results_keep writes them; absent: none */
    msec awarded, valid_from, valid_until, created, revoked, suspended;   /* 0: none */
    int64_t edition;                             /* how often it was changed: award_correct.h */
    bool can_suspend;                            /* it names a list of suspended awards; part of what is signed */
    bool can_refresh;                            /* it says where its newest edition is; so is that */
    int64_t form, org_version, status_list, status_index, key;
    str signature;
    str badge_name, png_hash;                    /* of its version, for lists; the picture is its own where it has one */
    bool has_own_picture;                        /* part of what is signed: award_picture_url */
    int64_t achievement;
    str status_list_public_id;
};
LIST_OF(award_list, struct award_row);

/* What one person gets. `account`: who awards; `line`: which one of the list `batch`. */
struct award_request {
    int64_t org, achievement, account, batch, line;
    str name, email, narrative, evidence_url, results;
    msec awarded, created;                       /* created 0: now; it is signed too */
    msec valid_until;                            /* 0: as the badge says */
    bool again;                                  /* whoever holds it gets another one */
    bool by_rule;                                /* nobody awards by hand, or whoever decided was compared then: award_need_other */
    str picture;                                 /* hash of a PNG of its own; absent: the badge's */
};
/* One award in the caller's transaction: person found or made, version frozen,
 * place in the status list, signature, mail queued. CONFLICT: holds it already
 * (and it is valid). DENIED: `account` is that person. */
struct award_context;                            /* org, key, version: loaded once for many; freezes the version */
MUST_USE code award_context_open(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t achievement,
                                 struct award_context **out, struct error *err);
void award_context_close(struct award_context *c);
/* award_self.c: nobody awards to themselves. DENIED, "email": this address is one of the
 * account's, proved or not, or of whoever the organisation knows by one. */
#define AWARD_IS_SELF "this is you: another member who may award badges awards it to you"
MUST_USE code award_need_other(struct db *db, struct arena *a, int64_t org, int64_t account, str email, struct error *err);
MUST_USE code award_is_self(struct db *db, int64_t org, int64_t account, str folded, bool *is_self, struct error *err);
MUST_USE code award_issue(struct award_context *c, struct db *db, struct arena *a, const struct award_request *r,
                          int64_t *id, struct error *err);

MUST_USE code award_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct award_row *out, struct error *err);
MUST_USE code award_by_public_id(struct db *db, struct arena *a, str public_id, struct award_row *out, struct error *err);
/* A badge that was looked at, by its report: `*achievement` of the organisation that it is an award of, by an
 * address of this server that its issuer was proved to be on; 0: none. */
struct report;
struct award_shown { int64_t org; const struct report *report; };
/* It came of an application, which somebody judged (app/apply). */
MUST_USE code award_was_judged(struct db *db, int64_t org, int64_t award, bool *out, struct error *err);
MUST_USE code award_ours(struct app *app, struct db *db, struct arena *a, const struct award_shown *s, int64_t *achievement, struct error *err);
/* Newest first; those that expired, by that day; those of a list by line, the
 * last first. The row of `at` is an award's id, of a list a line's number. */
struct award_filter { int64_t achievement, person, batch; str state, search; struct keyset at; };
MUST_USE code award_find(struct db *db, struct arena *a, int64_t org, const struct award_filter *f, struct award_list *out, struct error *err);
MUST_USE code award_revoke(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t account, str reason, struct error *err);
/* Held back for a while, and given back. BAD_INPUT: no reason to suspend.
 * CONFLICT: it is suspended (or not) already, revoked, or older than suspensions. */
struct award_act { int64_t account; str reason; };
MUST_USE code award_suspend(struct db *db, struct arena *a, int64_t org, int64_t id, const struct award_act *act, struct error *err);
MUST_USE code award_reinstate(struct db *db, struct arena *a, int64_t org, int64_t id, const struct award_act *act, struct error *err);

/* award_renew.c: which award took the place of this one, and why: "renewed",
 * "moved". `next` 0: none did. */
struct award_next { int64_t next; str public_id, why; msec awarded; };
MUST_USE code award_next(struct db *db, struct arena *a, int64_t id, struct award_next *out, struct error *err);
/* One award of today's version of the badge in the place of this one, in the caller's
 * transaction. CONFLICT: it is revoked, suspended, was renewed, or the badge is not
 * published. And taken back: the new one is revoked, this one stands as before. */
struct award_renewal { int64_t org, id, account; bool by_rule; /* as of an award_request */ };
MUST_USE code award_renew_now(struct app *app, struct db *db, struct arena *a, const struct award_renewal *n, int64_t *next, struct error *err);
MUST_USE code award_unrenew_now(struct app *app, struct db *db, struct arena *a, const struct award_renewal *n, int64_t next, struct error *err);
/* And whose place this one took. */
MUST_USE code award_previous(struct db *db, struct arena *a, int64_t id, struct award_next *out, struct error *err);

/* The same in the caller's transaction; `account` 0: nobody, a rule did it. */
MUST_USE code award_revoke_now(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t account, str reason, struct error *err);
/* UNSUPPORTED: older than suspensions. */
MUST_USE code award_suspend_now(struct db *db, struct arena *a, int64_t org, int64_t id, const struct award_act *act, struct error *err);
MUST_USE code award_reinstate_now(struct db *db, struct arena *a, int64_t org, int64_t id, const struct award_act *act, struct error *err);
/* Told of every badge that was awarded or revoked, in that transaction; added once
 * at start by slices that stand above this one. `person` 0: many people's. */
typedef code award_watcher(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err);
void award_add_watcher(award_watcher *watcher);

/* award_change.c: what was signed is not what an award says any more, or it stands
 * otherwise, or another took its place. Kept until `award_changes_done`; told once for
 * each moment in which that was, in its transaction. */
struct award_change { int64_t award; str public_id; msec at; };
LIST_OF(award_change_list, struct award_change);
MUST_USE code award_changes(struct db *db, struct arena *a, int limit, struct award_change_list *out, struct error *err);
MUST_USE code award_change_done(struct db *db, const struct award_change *c, struct error *err);
typedef code award_change_watcher(struct db *db, struct arena *a, struct error *err);
void award_watch_changes(award_change_watcher *watcher);

/* The place in a status list of `size` (a power of 2) that the counter gives:
 * every one once, neighbours far apart. */
int64_t award_status_place(int64_t counter, int64_t shuffle, int64_t size);

/* The model of an award in the words of the standard. */
MUST_USE code award_badge(struct db *db, struct arena *a, const struct award_row *w, struct badge *out, struct error *err);

/* award_forms.c: the award in one form, always the same bytes. Its own form is
 * rebuilt from the row; another is signed by the same key, with the time of the
 * award, when first asked for. UNSUPPORTED: that key makes no such form (a proof
 * by RSA). DENIED: the key is not trusted any more, so nothing new is signed. */
MUST_USE code award_text(struct app *app, struct db *db, struct arena *a, const struct award_row *w,
                         enum award_form form, str *text, struct error *err);
/* What its documents of OB 2.0 are called; `creator` is left empty. The id of
 * one that is signed is no address. */
struct v2_urls award_v2_urls(struct arena *a, const struct org *o, str award, str badge, int64_t number);
str award_v2_uuid(struct arena *a, str public_id, int64_t edition);
str award_withheld_why(const struct award_row *w);   /* why it is revoked or suspended; empty: it is neither */

/* Where an award with a picture of its own has it, baked: that is what is signed as the
 * image of the subject (OB 3.0 §AchievementSubject.image) and of the assertion (OB 2.0). */
str  award_picture_url(struct arena *a, str base, str public_id, bool version2);
/* The link in the mail: proves the address for this one award. */
str  award_claim_path(struct arena *a, const struct app *app, const struct award_row *w);  /* /claim/ID/PROOF */
/* The hash that stands in the documents of an award; of an erased person it is
 * all that is left of the recipient. */
bool award_is_erased(str recipient);
str award_identity(struct arena *a, str recipient, str salt);
/* It was taken into a Backpack; more than once is once. */
MUST_USE code award_claimed(struct db *db, struct arena *a, const struct award_row *w, struct error *err);
bool award_claim_check(struct arena *a, const struct app *app, const struct award_row *w, str proof);

void award_start(void);                          /* once per process: hands the mail slice its writer */

struct list_def;
extern const struct list_def awards_list_def;
extern const struct route award_routes[];
extern const struct job_kind award_jobs[];       /* store/job.h; ends with {NULL} */
