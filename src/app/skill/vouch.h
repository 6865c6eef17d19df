/* skill/vouch.h — what people say of skills: one's own word that one has a skill, and what a
 * colleague says who was asked, or whoever leads one. Nobody confirms their own skill; what
 * was said is taken back by who said it, and back again for CLAIM_KEPT. */
#pragma once
#include "app/app.h"
#include "app/org/access.h"
#include "base/list.h"

#define CLAIMS_MOST 200                          /* skills of one person */
#define CLAIM_ASKS  10                           /* people who are asked about one */
#define ASKS_A_DAY  20                           /* of one person */
#define ASKS_TO_ONE 5                            /* a day, whoever asks */
#define CLAIM_NOTE  1000
#define CLAIM_KEPT  (30 * DAY)

/* Pieces of SQL: word k of claim c counts. Whoever turned out to be the person themselves says nothing: by
 * two entries that became one, or by two that one account has. */
#define SKILL_WORD_COUNTS(k, c)                                                                                                  \
    k ".state = 'said' AND (" k ".by_id IS NULL OR (" k ".by_id <> " c ".person_id AND NOT " ACCESS_ONE_ACCOUNT(k ".by_id", c ".person_id") "))"

/* Entries of the account in directories where it works now: who one is at work. */
struct skill_me { int64_t org, person; str org_name; };
LIST_OF(skill_mes, struct skill_me);
MUST_USE code skill_me_find(struct db *db, struct arena *a, int64_t account, struct skill_mes *out, struct error *err);
/* Does the account lead them, directly or above others? Never oneself. */
MUST_USE code skill_leads(struct db *db, int64_t org, int64_t person, int64_t account, bool *out, struct error *err);

/* level: of the scale of the framework (catalog/scale.h); 0: none is named. about, about_level: what the person had written when
 * the word was said, and their level. */
/* state of a word: "asked", "said", "no", "back"; "unasked": the question was taken back, and is kept for the limits. */
struct skill_word { int64_t id, claim, by; str state, by_name, note, about; int64_t level, about_level; bool is_manager; msec asked, said, ended; };
LIST_OF(skill_words, struct skill_word);
/* said: by themselves, 0: others alone spoke. ended: taken back. */
struct skill_claim { int64_t id, org, person, item, level; str name, code, note, levels; msec said, ended; struct skill_words words; };
LIST_OF(skill_claims, struct skill_claim);
/* Of one person, by the name of the skill; with the words of others, those that are taken back too. */
MUST_USE code vouch_claims(struct db *db, struct arena *a, int64_t org, int64_t person, struct skill_claims *out, struct error *err);

/* What the account is asked, or said: of the skill `name` of `person_name`. The questions first, then the newest. */
struct skill_task { int64_t id, org, person; str person_name, org_name, name, code, note, own_note, levels; int64_t level; struct skill_word word; };
LIST_OF(skill_tasks, struct skill_task);
MUST_USE code skill_tasks_of(struct db *db, struct arena *a, int64_t account, struct skill_tasks *out, struct error *err);
/* How many questions wait for the account in an organisation. */
MUST_USE code skill_waiting(struct db *db, int64_t org, int64_t account, int64_t *n, struct error *err);

/* What one does with one's own. `account` acts: DENIED: it is not them. BAD_INPUT names "skill" or
 * "note", or "level": its framework has no such one; LIMIT at "skill". */
struct vouch_say { int64_t account, org, person, item; str note; int64_t level; };
MUST_USE code vouch_say(struct db *db, struct arena *a, const struct vouch_say *s, struct error *err);
struct vouch_act { int64_t account, claim; };
/* Questions that wait end with it. CONFLICT: it is so already. */
MUST_USE code vouch_take_back(struct db *db, struct arena *a, const struct vouch_act *c, struct error *err);
MUST_USE code vouch_bring_back(struct db *db, struct arena *a, const struct vouch_act *c, struct error *err);
/* They get a mail. BAD_INPUT at "person": nobody, more than one, or oneself; LIMIT: asked enough today, or they were. */
struct vouch_ask { struct vouch_act of; str person; };
MUST_USE code vouch_ask(struct app *app, struct db *db, struct arena *a, const struct vouch_ask *q, struct error *err);
/* A question is taken back before it is answered. */
struct vouch_unask { struct vouch_act of; int64_t word; };
MUST_USE code vouch_unask(struct db *db, struct arena *a, const struct vouch_unask *q, struct error *err);

/* What others do. DENIED: it is their own skill; BAD_INPUT as above. */
/* WORD_RENEW: said again, as of today, in the same words; WORD_OPEN: a "no" taken back. */
enum vouch_answer { WORD_YES, WORD_NO, WORD_BACK, WORD_AGAIN, WORD_RENEW, WORD_OPEN };
struct vouch_do { int64_t account, word; enum vouch_answer act; str note; int64_t level; };
/* NOT_FOUND: they were not asked and said nothing; CONFLICT: not as it stands. */
MUST_USE code vouch_answer(struct db *db, struct arena *a, const struct vouch_do *d, struct error *err);
/* Whoever leads them says it without being asked. NOT_FOUND: they do not lead them. */
struct vouch_led { int64_t account, org, person, item; str note; int64_t level; };
MUST_USE code vouch_led(struct db *db, struct arena *a, const struct vouch_led *v, struct error *err);

MUST_USE code vouch_schedule(struct db *db, struct arena *a, struct error *err);   /* at start */
extern const struct job_kind skill_jobs[];
