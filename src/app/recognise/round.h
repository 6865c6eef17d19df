/* recognise/round.h — schemes that come again and again ("hero of the week"): rounds
 * that open by themselves, and what each comes to when it ends.
 *
 *   open ─ ends ─▶ decided      one, or all who share, by most nominations or votes
 *              ├▶ panel         a tie that those who decide have to settle by their votes
 *              └▶ passed        nobody was nominated who can be recognised
 *
 * What was decided is held for ten minutes, as any decision; it can be taken back until
 * then, and is the panel's. */
#pragma once
#include "app/recognise/recognise.h"

struct round { int64_t id, number; msec opens, closes, decided; str state; int64_t nominated; str names; /* of who was chosen, as far as there are names */ };
LIST_OF(rounds, struct round);
/* The newest first, at most 12. */
MUST_USE code rounds_find(struct db *db, struct arena *a, int64_t org, int64_t scheme, struct rounds *out, struct error *err);
/* The ends to come: of the open one and of those behind it. */
LIST_OF(moments, msec);
void rounds_ahead(struct arena *a, const struct scheme *s, msec from, size_t n, struct moments *out);

/* In the caller's transaction, after a scheme was saved, stopped or begun again: the
 * open round is there and ends when the rules say, or is none and what waits in it is
 * decided one by one. */
MUST_USE code round_follow_scheme(struct db *db, struct arena *a, int64_t org, int64_t scheme, struct error *err);
/* NOT_FOUND: no such round. CONFLICT: nothing of it can be taken back any more. */
struct round_back { int64_t org, scheme, round, by; };
MUST_USE code round_take_back(struct db *db, struct arena *a, const struct round_back *w, struct error *err);

/* ---- who it is ---- */

/* n: nominations or votes; last: when they were last recognised in this scheme, 0
 * never; first: their earliest nomination in the round, which the award is made of. */
struct contender { int64_t person, first, n; msec last; bool is_chosen; };
LIST_OF(contenders, struct contender);
enum round_end { ROUND_DECIDED, ROUND_PANEL, ROUND_PASSED };
/* Marks who has most; tie: "waited" (who was recognised longest ago, then who was
 * nominated first), "share" (all), "panel" (all, and the panel is asked). Nobody who
 * has nothing is chosen, but where nobody has anything the panel is asked. */
enum round_end round_choose(struct contenders *all, str tie);

enum job_result recognise_run_close(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
