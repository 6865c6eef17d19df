/* recognise/recognise_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/org/access.h"
#include "app/recognise/recognise.h"

/* In the directory of organisation `org`, by every address of an account, proved or
 * not: nobody gets round a rule by an address that is not confirmed yet. */
#define PERSONS_OF(org, account)                                                                                        \
    "(SELECT s.id FROM person s WHERE s.org_id = " org " AND s.id IN " ACCESS_ME_ANY(account) ")"

/* Accounts that have an address of an entry of which this one has an address: another of the same person. */
#define ACCOUNTS_WITH(org, account)                                                                                          \
    "(SELECT e.account_id FROM account_email e WHERE e.folded IN (SELECT i.folded FROM person i WHERE i.id IN " PERSONS_OF(org, account) \
    " UNION SELECT j.folded FROM person_address j WHERE j.person_id IN " PERSONS_OF(org, account) "))"

/* A member now, with a role that may change something: auditors change nothing, so they decide nothing. */
#define HAS_ROLE(org, account, now)                                                                                          \
    "EXISTS (SELECT 1 FROM member_role r WHERE r.org_id = " org " AND r.account_id = " account " AND r.role <> 'auditor'"          \
    " AND (r.from_at IS NULL OR r.from_at <= " now ") AND (r.until_at IS NULL OR r.until_at > " now "))"

/* Works here now, and has an address that an award can be made out to. */
#define IS_HERE(p, now) WORKS_HERE(p, now) " AND " p ".email NOT LIKE 'urn:%'"

/* "Fitter · Workshop" */
str nominee_about(struct arena *a, str title, str department);
/* Who nominated does not learn an address. */
void nomination_hide_address(struct nomination *n);
/* `as`, in words: that person was recognised in this scheme and rests. `but`: by another nomination than this. */
struct rest_ask { int64_t scheme, person, days, but; str name; code as; int64_t rounds, round; /* so many rounds before `round` too */ };
MUST_USE code nomination_check_rest(struct db *db, struct arena *a, const struct rest_ask *q, struct error *err);
/* `as`: that person is who nominated, by any address of either. */
struct self_ask { int64_t org, account, person; code as; };
MUST_USE code nomination_check_self(struct db *db, const struct self_ask *q, struct error *err);
/* What holds when it is decided. CONFLICT: why that person cannot be recognised by it. */
MUST_USE code nomination_check_yes(struct db *db, struct arena *a, const struct nomination *n, struct error *err);
/* In the caller's transaction: everything that changes what becomes of nominations of one scheme
 * is done in turn. What was read before is read again. */
MUST_USE code nomination_line_up(struct db *db, int64_t id, struct error *err);
/* In the caller's transaction; told later. lead: 0, or another of the same person whose award it is. */
struct outcome_of { bool is_yes; int64_t lead; str reason; };
MUST_USE code nomination_decide(struct db *db, struct arena *a, const struct nomination *n, const struct outcome_of *to, struct error *err);
/* Where the panel settles a tie: the others of the round come to their end too; and where nothing
 * waits any more, nor was chosen, the round has passed. */
MUST_USE code round_after_vote(struct db *db, struct arena *a, const struct nomination *n, bool is_yes, struct error *err);
/* The picture of the award: of its round, or absent: the badge's. */
MUST_USE code round_picture(struct db *db, struct arena *a, const struct nomination *n, str *hash, struct error *err);
/* After the rules changed: those of the scheme that wait, and were voted on, are counted
 * again; in the caller's transaction. */
MUST_USE code nominations_count_again(struct db *db, struct arena *a, int64_t org, int64_t scheme, struct error *err);

/* leader.c: may the account say yes or no as whoever leads the person; what they said so far, into
 * asks_leader and what follows it; and who they are, of all that waits. */
MUST_USE code nomination_is_led(struct db *db, const struct nomination *n, int64_t account, bool *out, struct error *err);
MUST_USE code nomination_leader_said(struct db *db, const struct nomination *n, struct quorum *out, struct error *err);
MUST_USE code nomination_leaders(struct db *db, struct arena *a, int64_t org, struct deciders *out, struct error *err);

/* Those who decide hear of what waits in the morning: of what was nominated from `since`
 * on. In the caller's transaction. */
MUST_USE code nomination_tell_deciders_later(struct db *db, struct arena *a, int64_t org, msec since, struct error *err);
enum job_result recognise_run_waiting(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
/* endorse.c, in the caller's transaction: of the award just made, what those said who nominated
 * and let it stand as their endorsement; its holder is mailed, and decides. */
MUST_USE code nomination_endorse_award(struct app *app, struct db *db, struct arena *a, const struct nomination *n, int64_t award, struct error *err);
