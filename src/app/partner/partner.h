/* partner/partner.h — the bridge between those who teach and us: issuers whose awards count
 * here by agreement. What one issues, which of our requirements that meets (rules of
 * app/intake), how good it was, the agreement as a file; how far it is trusted, and by
 * whose decision. Of one that is suspended or ended no rule takes anything by itself.
 * Each endorses the other, and a partner's own program sends awards to our intake. */
#pragma once
#include "app/endorse/endorse.h"
#include "app/intake/intake.h"
#include "store/keyset.h"

#define PARTNERS       2000                      /* of an organisation */
#define PARTNER_BADGES 300                       /* listed, of one */
#define PARTNER_WORDS  4000
#define PARTNER_ENDING_DAYS 30                   /* before the last day of an agreement its owner is mailed */

/* trust: proposed, trusted, suspended, ended. found_state: what looking at the profile came
 * to: good, other (it answers, and is not what it should be), silent; empty: not looked at.
 * Days: agreed_from, agreed_until, review; NO_DAY: none. */
struct partner {
    int64_t id, org, owner, folder;
    str name, profile, did, host, trust, trust_why, contact, contact_email, scope, found_state, found_name, found_why, owner_name;
    msec trusted, agreed_from, agreed_until, review, found, created, changed;
};
LIST_OF(partners, struct partner);
bool partner_is(const struct partner *p, const char *trust);
bool partner_is_held(const struct partner *p);   /* suspended or ended: nothing of theirs is taken by itself */

MUST_USE code partner_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct partner *out, struct error *err);
/* A new one (id 0), proposed, or changed. One that is trusted is proposed again when it is told
 * by something else: nobody decided of that. One that is held is held by what it is told by:
 * another takes a reason. BAD_INPUT names name, profile, did, host, email, from, until, review,
 * owner or why; CONFLICT at "profile", "did" or "host": another is told by it. */
struct partner_save { const struct partner *p; int64_t by; str why; };
MUST_USE code partner_save(struct db *db, struct arena *a, const struct partner_save *s, int64_t *id, struct error *err);

/* In the caller's transaction. BAD_INPUT at "reason": needed to suspend and to end;
 * CONFLICT: it is so already. */
struct partner_decide { int64_t org, id, by; const char *trust; str reason; };
MUST_USE code partner_decide(struct db *db, struct arena *a, const struct partner_decide *d, struct error *err);
/* As before this decision, for ten minutes; in the caller's transaction. CONFLICT: too late, or
 * another was made since. What waited because they were suspended is taken by the rules, as a
 * job, when that time is over: so that taking a decision back is whole. */
struct partner_of { int64_t org, id, by; };
MUST_USE code partner_undecide(struct db *db, struct arena *a, const struct partner_of *o, int64_t decision, struct error *err);
/* The one that can still be taken back; 0: none. */
MUST_USE code partner_last_decision(struct db *db, struct arena *a, const struct partner *p, int64_t *decision, struct error *err);

/* kind: proposed, changed, owner, trusted, suspended, ended, undone, agreement, profile, badge, dropped, endorsed, taken-back, token, note. */
struct partner_event { int64_t id; str kind, words, who; msec at; };
LIST_OF(partner_events, struct partner_event);
/* The newest first, but as a page that is read backwards has them; of notes alone where `notes`.
 * Words of a profile that was looked at are a code: partner_found_words. */
struct partner_events_ask { const struct partner *partner; bool notes; struct keyset at; };
MUST_USE code partner_events(struct db *db, struct arena *a, const struct partner_events_ask *q, struct partner_events *out, struct error *err);
/* What somebody found of their quality. BAD_INPUT at "words". */
struct partner_note { struct partner_of of; str words; };
MUST_USE code partner_note(struct db *db, struct arena *a, const struct partner_note *n, struct error *err);

/* ---- owner.c: who answers for it, in the caller's transaction ---- */

/* BAD_INPUT at "owner": may not say what is asked; CONFLICT: it is theirs already. to 0: nobody. */
struct partner_hand { int64_t org, id, to, by; };
MUST_USE code partner_hand(struct db *db, struct arena *a, const struct partner_hand *h, struct error *err);
/* All of `from`, who leaves; left where `to` is nobody, or may not look at them again. */
struct partner_handing { int64_t org, from, to, by; };
MUST_USE code partner_hand_over(struct db *db, struct arena *a, const struct partner_handing *h, struct error *err);

/* ---- terms.c: what was true when, and what was taken under it ---- */

/* A row for each time at which name, trust, agreement or its days changed; the newest first. */
struct partner_terms { struct intake_terms was; msec at; };
LIST_OF(partner_terms_list, struct partner_terms);
MUST_USE code partner_terms(struct db *db, struct arena *a, const struct partner *p, struct partner_terms_list *out, struct error *err);
/* What was taken of theirs since that is kept, the newest first, by id below `before`; 0: from the
 * top. counts_for: code of a requirement, or name of a pathway. record 0: of a pathway alone. */
struct partner_taking { int64_t id, person, terms, record; str who, title, counts_for, state, trust; msec at; };
LIST_OF(partner_takings, struct partner_taking);
struct partner_taken_ask { const struct partner *partner; int64_t before; int limit; };
MUST_USE code partner_taken(struct db *db, struct arena *a, const struct partner_taken_ask *q, struct partner_takings *out, struct error *err);
MUST_USE code partner_taken_count(struct db *db, const struct partner *p, int64_t *out, struct error *err);

/* ---- the agreement: a folder of evidence that members see, each look noted ---- */

MUST_USE code partner_agreement_add(struct db *db, struct arena *a, const struct partner_of *o, const struct intake_file *f, struct error *err);

/* ---- look.c: what they publish, fetched and read within bounds ---- */

/* The profile, and what came of it kept. LIMIT: too much to be looked at. Not in a transaction. */
MUST_USE code partner_look(struct app *app, struct db *db, struct arena *a, const struct partner_of *o, struct error *err);
/* What came of it, for people. Kept is a code, behind it on a line of its own what it is about. */
str partner_found_words(struct arena *a, str why);
/* What stands at an address: an achievement, a badge class, or an award of one. BAD_INPUT at
 * "link": there is none; UNREACHABLE. */
struct partner_badge { int64_t id; str name, ref, link, words; };
MUST_USE code partner_badge_fetch(struct app *app, struct db *db, struct arena *a, const struct partner *p, str link, struct partner_badge *out, struct error *err);

/* ---- badges.c: what they issue, and which requirement each meets ---- */

/* BAD_INPUT names name, ref or link; CONFLICT: it is listed; LIMIT. */
struct partner_badge_add { struct partner_of of; struct partner_badge badge; };
MUST_USE code partner_badge_add(struct db *db, struct arena *a, const struct partner_badge_add *n, struct error *err);
MUST_USE code partner_badge_drop(struct db *db, struct arena *a, const struct partner_of *o, int64_t badge, struct error *err);

struct partner_meets { int64_t rule, requirement; str code, name; };
/* One that is listed (id), or was seen: handed in so often, so many of those count. */
struct partner_issue { struct partner_badge badge; int64_t seen, counts; LIST(struct partner_meets) meets; };
LIST_OF(partner_issues, struct partner_issue);
/* The listed ones first; of those seen the most frequent, at most 100. */
MUST_USE code partner_issues(struct db *db, struct arena *a, const struct partner *p, struct partner_issues *out, struct error *err);
/* Their rules in force, whatever they name: by one of the three that it is told by. */
MUST_USE code partner_rules(struct db *db, struct arena *a, const struct partner *p, struct intake_rules *out, struct error *err);
str partner_ref(const struct partner *p);        /* what a rule names it by: profile, host or DID */

/* ---- mutual endorsement (given.c of app/endorse; they endorse us by the link of that slice) ---- */

/* Of their profile and badges, also of what is told or listed no more: those that live first. */
MUST_USE code partner_given(struct db *db, struct arena *a, const struct partner *p, struct given_list *out, struct error *err);
/* BAD_INPUT at "about": it is neither their profile nor listed; else as given_sign. */
struct partner_endorse { struct partner_of of; str about, comment; };
MUST_USE code partner_endorse(struct app *app, struct db *db, struct arena *a, const struct partner_endorse *e, struct error *err);
/* What they say of us (title empty) and of our badges, by the address of their contact or by their
 * profile; the newest 200. */
struct partner_received { str public_id, title, about, who, comment, state; msec at, until; };
LIST_OF(partner_received_list, struct partner_received);
MUST_USE code partner_received(struct db *db, struct arena *a, const struct partner *p, struct partner_received_list *out, struct error *err);
/* NOT_FOUND: it is about something else. */
/* All or none of these, in a transaction of its own. */
MUST_USE code partner_take_back_all(struct db *db, struct arena *a, const struct partner_of *o, const struct id_list *given, struct error *err);
MUST_USE code partner_take_back(struct db *db, struct arena *a, const struct partner_of *o, int64_t given, struct error *err);

/* ---- tokens, and what comes by them (send.c) ---- */

/* Whose token this is. DENIED: of no partner, or of one from whom nothing is taken now. */
MUST_USE code partner_of_token(struct db *db, struct arena *a, int64_t org, int64_t token, struct partner *out, struct error *err);
/* A new token for this partner alone; `*secret` is shown once. */
MUST_USE code partner_token_make(struct db *db, struct arena *a, const struct partner_of *o, str *secret, struct error *err);
struct partner_token { int64_t id; str name, hint; msec created, used, revoked; };
LIST_OF(partner_tokens, struct partner_token);
MUST_USE code partner_tokens(struct db *db, struct arena *a, const struct partner *p, struct partner_tokens *out, struct error *err);
/* An award that they send for somebody who works here and has an account: verified, put into
 * that person's Backpack and handed in. NOT_FOUND at "email": nobody of that address;
 * BAD_INPUT at "badge": it does not hold, or is not theirs; CONFLICT: it was sent before, or they
 * took it out; LIMIT: much waits for them. */
struct partner_sent { const struct partner *partner; str email, badge; };
MUST_USE code partner_send(struct app *app, struct db *db, struct arena *a, const struct partner_sent *s, struct intake *out, struct error *err);

void partner_start(void);
extern const struct job_kind partner_jobs[];
extern const struct list_def partners_list_def;
extern const struct route partner_routes[];
