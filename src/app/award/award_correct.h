/* award/award_correct.h — an award that says something else from now on, at the
 * same address. What was signed before is withdrawn: its place in the status
 * list says "revoked". The new one has a place of its own and a later validFrom,
 * by which other systems know it for the newer of the two (OB 3.0 §Credential
 * equality); awardedDate tells when it was deserved. */
#pragma once
#include "app/award/award.h"

#define CORRECTIONS_MOST 50                      /* of one award: each takes a place */

/* Who does it, and why: for the log. `tells`: its mail is written again. */
struct award_edit { struct app *app; int64_t org, id, account; str reason; bool tells; };

/* What it says. valid_until 0: it does not expire. The badge and its version stay. */
struct award_facts { msec awarded, valid_until; str narrative, evidence_url; };
/* CONFLICT: revoked, suspended, changed at the same moment, corrected too often, or
 * nothing differs. BAD_INPUT names "awarded", "until", "narrative", "evidence_url". */
MUST_USE code award_correct(struct db *db, struct arena *a, const struct award_edit *e, const struct award_facts *f, struct error *err);
/* Made out to another address: the recipient's hash is new, whoever held it by the
 * old address holds it no more. An address that the directory does not know becomes
 * a further one of the same person; that of somebody else makes it theirs.
 * CONFLICT also: they hold this badge already. BAD_INPUT names "email", "reason". */
MUST_USE code award_move(struct db *db, struct arena *a, const struct award_edit *e, str email, struct error *err);
/* As it was before the last change, signed anew. CONFLICT: it was never changed. */
MUST_USE code award_restore(struct db *db, struct arena *a, const struct award_edit *e, struct error *err);
/* A revocation that was a mistake: the copies of then stay revoked, since that is
 * for good; the award is signed anew at its address. CONFLICT: it is not revoked. */
MUST_USE code award_return(struct db *db, struct arena *a, const struct award_edit *e, struct error *err);

/* The same in the caller's transaction. */
MUST_USE code award_correct_now(struct db *db, struct arena *a, const struct award_edit *e, const struct award_facts *f, struct error *err);
MUST_USE code award_move_now(struct db *db, struct arena *a, const struct award_edit *e, str email, struct error *err);
MUST_USE code award_restore_now(struct db *db, struct arena *a, const struct award_edit *e, struct error *err);
MUST_USE code award_return_now(struct db *db, struct arena *a, const struct award_edit *e, struct error *err);

/* What it said before each change, the last one first. */
struct award_past {
    int64_t edition;
    str recipient, narrative, evidence_url, what, why, by;
    msec awarded, valid_until, changed;
};
LIST_OF(award_past_list, struct award_past);
MUST_USE code award_past_of(struct db *db, struct arena *a, int64_t award, struct award_past_list *out, struct error *err);
