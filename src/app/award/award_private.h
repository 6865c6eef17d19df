/* award/award_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/award/award.h"
#include "badge/proof.h"

/* Places of a status list that were taken together: `next` of them is the next to be used. */
struct award_places { int64_t list; str list_public_id; int64_t next, shuffle, size; };

/* In the transaction of the change: award_changes tells of it. Of many: their rows first. */
MUST_USE code award_note_change(struct db *db, struct arena *a, int64_t award, struct error *err);
MUST_USE code award_changes_noted(struct db *db, struct arena *a, struct error *err);

/* In the transaction that changed what a status list says. */
MUST_USE code award_touch_list(struct db *db, int64_t list, struct error *err);

#define ID_RANDOM 13                             /* bytes of a public id that no other award shares */

struct award_context {
    struct app *app;
    struct arena *arena;
    struct org org;
    struct badge_row badge;
    struct org_key key;
    enum award_form form;                        /* the organisation's choice, where its key can */
    struct award_places places;
    str id_start;                                /* the first letters of their public ids */
    uint8_t random[64 * ID_RANDOM];              /* for the rest of them: asking the system costs a call each time */
    size_t random_left;
    struct award_many *many;                     /* what was learnt by signing the first ones */
};

/* award_many.c: signs what `w` says, as award_sign would; from the second award
 * on by what all of them have in common. */
MUST_USE code award_sign_next(struct arena *a, struct award_context *c, struct award_row *w, struct error *err);

/* award_resign.c: the job "award.resign", which org_key_distrust begins. */
enum job_result award_run_resign(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);

/* Places for `n` awards, for award_write to use up in the same transaction. */
MUST_USE code award_take_places(struct award_context *c, struct db *db, int64_t n, struct error *err);
void award_next_place(struct award_context *c, struct award_row *w);    /* uses one up */
/* Whoever wants to know of awards and revocations of this badge, in their transaction; `person` 0: of many. */
MUST_USE code award_tell_watcher(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err);
/* One award for a person who is known and does not hold the badge: signed, its
 * row on its way. Mail and counts are the caller's. */
struct award_person { int64_t id; str email; /* as the row of the person has it */ };
MUST_USE code award_write(struct award_context *c, struct db *db, struct arena *a, const struct award_request *r,
                          const struct award_person *p, str *public_id, struct error *err);
/* The badge was awarded `n` times more, to this person or (0) to many. */
MUST_USE code award_count(const struct award_context *c, struct db *db, int64_t n, int64_t person, struct error *err);

/* What an award is made of, loaded as it was on its day. */
struct award_parts { struct org org; struct badge_row badge; struct badge_version_row version; struct badge model; };
MUST_USE code award_load(struct db *db, struct arena *a, const struct award_row *w, struct award_parts *out, struct error *err);

/* The form that new awards get under this key. */
enum award_form award_form_for(const struct org *o, const struct org_key *k);
/* The signature of its own form, by a key with its secret half. BAD_INPUT: the
 * badge breaks a rule of the standard. */
MUST_USE code award_sign(struct arena *a, const struct badge *model, const struct award_row *w,
                         const struct org_key *k, str *signature, struct error *err);
/* How a proof is made for it; the suite is NULL for a key of RSA. */
struct proof_terms award_proof_terms(const struct award_row *w, const struct org_key *k);

/* The award in the words of the standard; pure, so that rebuilding gives the
 * bytes that were signed. */
void award_model(struct arena *a, const struct org *o, const struct badge_row *b, const struct badge_version_row *v,
                 const struct award_row *w, struct badge *out);

/* Of a list that is known to be ours: its job works on it. */
struct bulk;
MUST_USE code bulk_by_id(struct db *db, struct arena *a, int64_t id, struct bulk *out, struct error *err);
/* Every line of `list` becomes a row of the draft `b`, planned and counted; all of
 * them are taken out again. BAD_INPUT: nobody is in it. `m` NULL: columns by their names. */
struct list_reader;
struct column_mapping;
MUST_USE code bulk_fill(struct db *db, struct arena *a, const struct bulk *b, const struct badge_row *badge, struct list_reader *list,
                        const struct column_mapping *m, struct error *err);
MUST_USE code bulk_empty(struct db *db, int64_t id, struct error *err);
/* The same in steps: `most` rows more, counted in `counts`; then who holds the badge,
 * behind line `*after`. `*more` is false at the end. */
MUST_USE code bulk_prepare(struct db *db, struct arena *a, const struct bulk *b, const struct badge_row *badge, struct list_reader *list,
                           const struct column_mapping *m, struct error *err);
MUST_USE code bulk_fill_some(struct db *db, struct list_reader *list, size_t most, struct bulk *counts, bool *more, struct error *err);
MUST_USE code bulk_plan_holders(struct db *db, struct arena *a, const struct bulk *b, int64_t *after, bool *more, struct error *err);
/* award_read.c: from now on a draft is one that is read (`starts` becomes when that
 * began), CONFLICT: it is already; its job, which reads what source_keep kept; and a
 * draft again. */
MUST_USE code bulk_is_read(struct db *db, struct bulk *b, struct error *err);
MUST_USE code bulk_read_on(struct db *db, struct arena *a, const struct bulk *b, struct error *err);
MUST_USE code bulk_was_read(struct db *db, const struct bulk *b, struct error *err);
enum job_result award_run_read(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
/* award_source.c: about `most` bytes of its text, which are cut off; and all that was
 * kept as a file that is read, until source_close. Absent: none was. */
MUST_USE code source_keep(struct db *db, int64_t list, str *text, size_t most, struct error *err);
MUST_USE code source_open(struct db *db, int64_t list, str *out, struct error *err);
void source_close(str text);
/* `n` rows more of this plan and state (empty: neither), added up in `b` and then in its row. */
void bulk_count(struct bulk *b, str plan, str state, int64_t n);
MUST_USE code bulk_add_counts(struct db *db, int64_t id, const struct bulk *more, struct error *err);

/* In the caller's transaction: from now on the list is in `state` and has a job at
 * `at`. CONFLICT: it is being awarded. */
struct bulk_go { const struct bulk_act *act; const char *state; msec at; };
struct bulk_act;
MUST_USE code bulk_go(struct db *db, struct arena *a, const struct bulk_go *g, struct error *err);
/* A list that waited for `starts` begins now; false: it is not that start's any more. */
MUST_USE code bulk_begin(struct db *db, const struct bulk *b, msec starts, bool *begun, struct error *err);

/* award_self.c: lines of the account's own addresses are left out, behind `after` up to `last`. */
struct bulk_selves { int64_t account, after, last; };
MUST_USE code bulk_plan_selves(struct db *db, struct arena *a, const struct bulk *b, const struct bulk_selves *s, struct error *err);

/* award_renew.c: those lines of a list that renews, after they were awarded: the
 * earlier awards of their people have a successor, and end where that is the rule. */
struct mail_lines;
MUST_USE code award_renewed_lines(struct db *db, struct arena *a, const struct bulk *b, const struct mail_lines *l, struct error *err);

/* Whoever's it is: for the mail that is written about it. */
MUST_USE code award_by_id(struct db *db, struct arena *a, int64_t id, struct award_row *out, struct error *err);

/* award_mail.c: "revoked", "suspended" or "reinstated", in the transaction of the
 * change; nothing where that mail is off or would be no news. */
MUST_USE code award_tell_holder(struct db *db, struct arena *a, const struct award_row *w, const char *kind, str reason, struct error *err);
