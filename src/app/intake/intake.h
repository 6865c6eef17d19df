/* intake/intake.h — external training: people hand in badges and certificates of others. A
 * badge that is valid, made out to them, and that a rule takes counts at once; anything else
 * waits for somebody who judges it, never for oneself. A badge that counts is looked at each
 * night (app/backpack): what its issuer takes back counts no more, and both are told. */
#pragma once
#include "app/evidence/evidence.h"
#include "app/intake/rule.h"
#include "app/list/act.h"

#define INTAKE_WAITING 50                        /* of one person at once */

/* ---- one that was handed in ---- */

/* What was true of a partner at one time: how far it was trusted, since when, and what was agreed. Days: from, until. */
struct intake_terms { int64_t id, partner; str name, trust, scope; msec trusted, from, until; };

/* kind: badge, paper, evidence (pack.c). state: draft, waiting, asked, second (who leads them judged it, or it was drawn: somebody
 * else, who does not lead them, has to agree), accepted, refused, reopened, withdrawn.
 * Days: issued, ends (the last one); the rest are moments. `standing`: app/backpack/backpack.h. */
struct intake {
    int64_t id, org, person, account, requirement, pathway, rule, holding, record, folder, decided_by;
    str kind, state, hash, title, issuer, number, note, standing, anchor, issuer_ref, achievement_ref, judged, reason;
    msec issued, ends, checked, decided, created, changed, sent;
    struct intake_terms terms;                   /* of the partner whose it is, as they were when it was taken; id 0: of none */
    str person_name, email, org_name, code, requirement_name, pathway_name, decided_name, method, seen;
    bool has_frozen, is_twin, is_sampled, is_theirs;         /* is_twin: somebody else handed in the same; is_theirs: it names an address of theirs */
};
LIST_OF(intakes, struct intake);
bool intake_is(const struct intake *i, const char *state);

MUST_USE code intake_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct intake *out, struct error *err);
/* Handed in by this account for themselves, or of a person that it is. NOT_FOUND. */
MUST_USE code intake_mine(struct db *db, struct arena *a, int64_t account, int64_t id, struct intake *out, struct error *err);
/* The newest first, by id below `before`; 0: from the top. */
MUST_USE code intake_all_mine(struct db *db, struct arena *a, int64_t account, int64_t before, struct intakes *out, struct error *err);

/* kind: handed-in, held, first, accepted, asked, answered, refused, reopened, silent, good, withdrawn, undone. */
struct intake_event { str kind, words, who; msec at; };
LIST_OF(intake_events, struct intake_event);
MUST_USE code intake_events(struct db *db, struct arena *a, int64_t id, struct intake_events *out, struct error *err);

/* Frozen evidence: "original", "receipt", "report", or the SHA-256 of a document. NOT_FOUND. */
MUST_USE code intake_frozen(struct db *db, struct arena *a, const struct intake *i, str name, str *bytes, struct error *err);
MUST_USE code intake_documents(struct db *db, struct arena *a, int64_t id, struct str_list *hashes, struct error *err);

/* The same as files, as of a badge of the Backpack (app/backpack/frozen.h), and the badge. */
struct frozen_to;
MUST_USE code intake_frozen_files(struct db *db, struct arena *a, const struct intake *i, const struct frozen_to *to, struct error *err);
/* What a record rests on, also one that was voided since. NOT_FOUND: nothing that was handed in. */
MUST_USE code intake_of_record(struct db *db, struct arena *a, int64_t org, int64_t record, struct intake *out, struct error *err);

/* ---- handing in (hand.c) ---- */

/* Where this account works, by a proved address of theirs. */
struct intake_place { int64_t org, person; str org_name; };
LIST_OF(intake_places, struct intake_place);
MUST_USE code intake_places(struct db *db, struct arena *a, int64_t account, struct intake_places *out, struct error *err);

struct intake_new { int64_t account, org, person, requirement; str note, sender; };  /* requirement 0: they do not say; sender: who sent it for them */
/* NOT_FOUND: not where they work; LIMIT: too many wait; BAD_INPUT at "requirement". */
MUST_USE code intake_may_hand(struct db *db, struct arena *a, const struct intake_new *n, struct error *err);
/* A badge of their Backpack. `*out`: the first row; with rules, one for each requirement that it
 * counts for. BAD_INPUT at "badge": it does not hold, in words; CONFLICT: they handed it in
 * already (`out->id`); LIMIT: too many wait. */
struct intake_done { int64_t id; int64_t accepted; };
MUST_USE code intake_badge(struct app *app, struct db *db, struct arena *a, const struct intake_new *n, int64_t holding, struct intake_done *out, struct error *err);
/* A scan or a PDF, as a draft: what it is, is said next. */
struct intake_file { str bytes, name; };
MUST_USE code intake_paper(struct db *db, struct arena *a, const struct intake_new *n, const struct intake_file *f, struct intake_done *out, struct error *err);
/* BAD_INPUT names title, issuer, issued or ends. CONFLICT: it is no draft. */
struct intake_paper_words { int64_t account, id, requirement; str title, issuer, number, note; msec issued, ends; };
MUST_USE code intake_paper_say(struct db *db, struct arena *a, const struct intake_paper_words *w, struct error *err);
/* To what was asked: words, and another file where there is one. */
MUST_USE code intake_answer(struct db *db, struct arena *a, const struct intake *i, int64_t account, str words, const struct intake_file *f, struct error *err);
MUST_USE code intake_withdraw(struct db *db, struct arena *a, const struct intake *i, int64_t account, struct error *err);

/* ---- evidence for a requirement (pack.c): piece by piece, then sent ---- */

/* A requirement that takes evidence, as it is asked of somebody whom this account is. */
struct intake_asked { int64_t org, person, account; struct requirement r; struct requirement_version version; struct requirement_rule rule; str org_name, what; };
/* NOT_FOUND: it is not asked of them, or takes none. */
MUST_USE code intake_asked_find(struct db *db, struct arena *a, int64_t account, int64_t requirement, struct intake_asked *out, struct error *err);
bool intake_is_pack(const struct intake *i);
/* The one that is not decided; id 0: there is none. */
MUST_USE code intake_pack_open(struct db *db, struct arena *a, const struct intake_asked *q, struct intake *out, struct error *err);
/* Those that are there, in their order; type and day as `item` and `made`. */
MUST_USE code intake_pack_pieces(struct db *db, struct arena *a, const struct intake *i, struct evidence_pieces *out, struct error *err);
/* The first one makes the draft. BAD_INPUT names type, made, file, url or words; CONFLICT: it was sent. */
MUST_USE code intake_pack_add(struct db *db, struct arena *a, const struct intake_asked *q, const struct evidence_new *piece, struct error *err);
MUST_USE code intake_pack_remove(struct db *db, struct arena *a, const struct intake_asked *q, str piece, struct error *err);
/* BAD_INPUT at "pieces": what the rule asks for is not there, in words. */
MUST_USE code intake_pack_send(struct db *db, struct arena *a, const struct intake_asked *q, str note, int64_t *id, struct error *err);

/* ---- judging (decide.c), in the caller's transaction ---- */

/* What those who lead the person said before somebody else judged it; the newest first. */
struct intake_first { int64_t account; str verdict, who, code, method, seen, reason; msec at, ended; };
LIST_OF(intake_firsts, struct intake_first);
MUST_USE code intake_firsts_of(struct db *db, struct arena *a, int64_t id, struct intake_firsts *out, struct error *err);
/* Does this account lead whose it is, and may it judge as the first of two? NOT_FOUND else. */
MUST_USE code intake_led(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t account, struct intake *out, struct error *err);
/* What waits for whoever leads, where that is granted: behind `after`, by id. */
struct intake_led_ask { int64_t org, account, after; int limit; };
MUST_USE code intake_led_count(struct db *db, const struct intake_led_ask *q, int64_t *out, struct error *err);
MUST_USE code intake_led_waiting(struct db *db, struct arena *a, const struct intake_led_ask *q, struct intakes *out, struct error *err);

enum intake_verdict { INTAKE_ACCEPT, INTAKE_ASK, INTAKE_REFUSE };
/* How it was judged, for people; ends with {NULL}. "verified" is of badges alone. */
struct intake_method { const char *name, *words; };
extern const struct intake_method intake_methods[];
const char *intake_method_words(str name);       /* "" of what is none */
/* valid, authentic, current, sufficient: all of them for accepting. Days; ends 0: none of its own.
 * `method` and what was looked at (`seen`) are asked for accepting; seen where the method is about something else than what was handed in. */
struct intake_judgement {
    int64_t by, requirement;
    struct intake_step { int64_t enrol, line; str words; } step;        /* of a pathway; enrol 0: of none */
    enum intake_verdict verdict;
    bool valid, authentic, current, sufficient;
    msec completed, ends;
    str reason, method, seen;
    struct id_list skills;                       /* of those that the badge names: what it is taken to prove (app/skill) */
};
/* It counts for the requirement, for the step, or for both. BAD_INPUT names requirement, step, completed, ends, reason, checks, method or seen; DENIED: of oneself, or the
 * requirement asks for somebody else, or who leads the person judged it already, as the first; CONFLICT: it
 * does not wait. What who leads the person accepts or refuses waits for somebody else, who decides. */
MUST_USE code intake_decide(struct db *db, struct arena *a, const struct intake *i, const struct intake_judgement *j, struct error *err);
/* Pathways stand above: what is told by them, set once at start. `steps`: those that the person has
 * still to do. `take`: one is done with this from now on, as `by` says, to that day (NO_DAY: without end), and of
 * which pathway it is; BAD_INPUT at "step": it is none of these. `changed`: it was handed in, or counts now, or no more. */
LIST_OF(intake_steps, struct intake_step);
struct intake_taking { const struct intake_step *step; int64_t by; msec ends; };
struct intake_pathways {
    code (*steps)(struct db *db, struct arena *a, int64_t org, int64_t person, struct intake_steps *out, struct error *err);
    code (*take)(struct db *db, struct arena *a, const struct intake *i, const struct intake_taking *t, int64_t *pathway, struct error *err);
    code (*changed)(struct db *db, struct arena *a, const struct intake *i, struct error *err);
};
void intake_set_pathways(const struct intake_pathways *above);
MUST_USE code intake_steps_find(struct db *db, struct arena *a, int64_t org, int64_t person, struct intake_steps *out, struct error *err);
/* Badges of a person that wait, and that a pathway may take without anybody looking: good, theirs, handed in by nobody else. */
MUST_USE code intake_takeable(struct db *db, struct arena *a, int64_t org, int64_t person, struct intakes *out, struct error *err);
/* One of these counts from now on for a pathway that takes it; `words` say for what. Left as it is
 * where something happened to it, or its issuer is held back. */
MUST_USE code intake_accept_for(struct db *db, struct arena *a, const struct intake *i, int64_t pathway, str words, struct error *err);

/* As before it was decided: the record is voided. CONFLICT: something happened since; DENIED: `by` leads them, and others decided. */
MUST_USE code intake_undo(struct db *db, struct arena *a, const struct intake *i, int64_t by, struct error *err);

/* Of which partner this is, and by which terms now (`out->id`, `out->partner`): told by the slice
 * of partners, which stands above, and set once at start. id 0: of none. */
typedef code intake_whose_fn(struct db *db, struct arena *a, int64_t org, const struct intake_facts *f, struct intake_terms *out, struct error *err);
void intake_set_whose(intake_whose_fn *fn);

/* ---- rules, and what waits ---- */

/* How many of those handed in such a rule would take, and how many of these wait. Backpacks are
 * private: what nobody handed in is not looked at. */
struct intake_preview { int64_t fit, waiting, looked_at; };
MUST_USE code intake_rule_preview(struct db *db, const struct intake_rule *r, struct intake_preview *out, struct error *err);
/* What waits and fits a rule is accepted by it, in transactions of its own: of so many. */
MUST_USE code intake_rule_apply(struct db *db, struct arena *a, int64_t org, int64_t rule, int64_t *accepted, struct error *err);

/* The same by all rules in force, of whom these words tell (empty: not by that), and of 500 at
 * once: `*after` from 0 until it is 0 again. */
struct intake_told { int64_t org; str issuer, did, host; };
MUST_USE code intake_apply_to(struct db *db, const struct intake_told *t, int64_t *after, int64_t *accepted, struct error *err);

void intake_start(void);
extern const struct list_def intakes_list_def;
extern const struct job_kind intake_jobs[];
extern const struct route intake_routes[];
