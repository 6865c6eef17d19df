/* pathway/pathway_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/org/access.h"
#include "app/pathway/pathway.h"
#include "app/skill/skill.h"
#include "base/attempt.h"

/* Whoever changes the working copy does it alone: the first statement of each that does. */
MUST_USE code pathway_lock(struct db *db, int64_t org, int64_t id, struct error *err);
MUST_USE code pathway_log(struct db *db, struct arena *a, const struct pathway_act *c, const char *what, str detail, struct error *err);
/* What a credit rests on, an award or external training (c: pathway_credit): id, from, until,
 * revoked and is_suspended, read by pathway_read_rests. */
#define PATHWAY_CREDIT_RESTS                                                                                                    \
    "coalesce(c.award_id, c.intake_id), CASE WHEN c.intake_id IS NOT NULL THEN c.created_at WHEN w.valid_from = 0 THEN w.awarded_at ELSE w.valid_from END," \
    " CASE WHEN c.intake_id IS NOT NULL THEN c.ends_on + 86400000 ELSE w.valid_until END, CASE WHEN i.state <> 'accepted' THEN i.changed_at ELSE w.revoked_at END,"  \
    " CASE WHEN z.award_id IS NULL THEN 0 ELSE 1 END"
#define PATHWAY_CREDIT_ON " LEFT JOIN award w ON w.id = c.award_id LEFT JOIN award_suspension z ON z.award_id = c.award_id LEFT JOIN intake i ON i.id = c.intake_id"
struct rows;
struct pathway_award pathway_read_rests(struct rows *r, int column);
/* The same of external training itself (i: intake), and what it is, to the day that whoever judged it says where that is
 * the earlier one; read by pathway_read_training. */
#define PATHWAY_TRAINING                                                                                                        \
    "i.id, coalesce(i.issued_on, i.created_at), i.ends_on + 86400000, CASE WHEN i.state <> 'accepted' THEN i.changed_at END, 0, i.title, i.issuer, i.anchor, i.issuer_ref," \
    " i.achievement_ref, i.issued_on, i.checked_at, " SKILL_RECORD_ENDS("i") ","            \
    " coalesce((SELECT min(y.ends_on) + 86400000 FROM pathway_credit y WHERE y.intake_id = i.id AND y.ended_at IS NULL), 0)"
struct pathway_training pathway_read_training(struct rows *r, int column, struct arena *a);
/* Badges of theirs that wait and that a step takes are taken, by a job. */
MUST_USE code pathway_take_later(struct db *db, struct arena *a, const struct enrolment *e, struct error *err);
enum job_result pathway_run_take(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
void pathway_training_start(void);

/* The step of the version that they are on, where it is not done. NOT_FOUND; CONFLICT: it is. */
MUST_USE code pathway_find_open(struct db *db, struct arena *a, const struct enrolment *e, int64_t line, str *title, struct error *err);

/* They are looked at again at once. */
MUST_USE code pathway_wake(struct db *db, struct arena *a, struct error *err);

/* People one after the other in the background, each in a transaction and in memory of their
 * own: `work` is given the turn. What goes wrong with one is logged and told by `failed`;
 * an error comes back where nobody could have their turn. */
#define PATHWAY_TURN_MEMORY ((size_t)16 << 20)
struct pathway_turn { struct app *app; struct db *db; struct arena *a; int64_t org, id; };
MUST_USE code pathway_turn(struct pathway_turn *t, attempt_fn *work, bool *failed, struct error *err);

/* Everybody on the way who is on an older version goes on with the newest, some at a time:
 * those after `after`, which is then the last one, or 0 when there are no more. `a`: emptied
 * for each. `failed`: of how many it went wrong; they stay behind. */
struct pathway_move { int64_t org, pathway, after, failed; };
MUST_USE code pathway_move_some(struct app *app, struct db *db, struct arena *a, struct pathway_move *m, struct error *err);

/* A mail to whom it is about, where they have an address and the organisation sends such. */
MUST_USE code pathway_tell(struct app *app, struct db *db, struct arena *a, const struct enrolment *e, const char *kind, struct error *err);
