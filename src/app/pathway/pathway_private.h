/* pathway/pathway_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/org/access.h"
#include "app/pathway/pathway.h"
#include "base/attempt.h"

/* Whoever changes the working copy does it alone: the first statement of each that does. */
MUST_USE code pathway_lock(struct db *db, int64_t org, int64_t id, struct error *err);
MUST_USE code pathway_log(struct db *db, struct arena *a, const struct pathway_act *c, const char *what, str detail, struct error *err);
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
