/* vacancy/vacancy.h — vacancies: what is asked for, by badges; who sent badges for it, how
 * far these cover it, and what became of them. Nobody is declined by itself. What somebody
 * sent goes on a day that they were told beforehand. */
#pragma once
#include "app/list/act.h"
#include "app/org/org.h"
#include "app/vacancy/score.h"

/* state: draft, open, closed. Days: opens (NO_DAY: from when it is opened), closes (the last one).
 * opened: for the first time; 0: never. */
struct vacancy {
    int64_t id, org, jobrole, days_kept, candidates;
    str public_id, title, words, place, state, org_name;
    msec opens, closes, created, opened, closed;
    bool is_blind;
};
#define VACANCY_KEPT_MOST 730                    /* days */

MUST_USE code vacancy_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct vacancy *out, struct error *err);
/* Of its address, and not a draft. NOT_FOUND. */
MUST_USE code vacancy_by_public_id(struct db *db, struct arena *a, str public_id, struct vacancy *out, struct error *err);
/* What whoever comes is told: why nothing can be sent today; NULL: it can. */
const char *vacancy_shut(const struct vacancy *v, msec today);
/* The day on which what is sent today goes, at the latest. */
msec vacancy_goes(const struct vacancy *v);
/* Today where the organisation is. */
MUST_USE code vacancy_today(struct db *db, struct arena *a, int64_t org, msec *day, struct error *err);

/* BAD_INPUT names title, words, place, opens, closes or kept. `v->jobrole`: its lines are made of that
 * one's requirements when it is added. */
struct vacancy_act { int64_t org, id, by; };
MUST_USE code vacancy_add(struct db *db, struct arena *a, const struct vacancy *v, int64_t by, int64_t *id, struct error *err);
/* Nothing that was sent is kept longer than its sender was told; closing earlier shortens it, until it is
 * opened again. Once it was open, a new last day lies not before today. */
MUST_USE code vacancy_save(struct db *db, struct arena *a, const struct vacancy *v, int64_t by, struct error *err);
/* CONFLICT: nothing is asked for yet, or its last day is over. */
MUST_USE code vacancy_open(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err);
MUST_USE code vacancy_close(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err);
/* A draft alone: CONFLICT. */
MUST_USE code vacancy_delete(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err);
MUST_USE code vacancy_log(struct db *db, struct arena *a, const struct vacancy_act *c, const char *what, str detail, struct error *err);

/* ---- what it asks for (lines.c) ----
 * Only while it was never opened: whoever sent something is measured by what they read.
 * CONFLICT otherwise. */

/* Those that must be first, then as they were added. */
MUST_USE code vacancy_lines(struct db *db, struct arena *a, int64_t vacancy, struct vacancy_lines *out, struct error *err);
/* A line with its first way, or (`line`) a further way of one. BAD_INPUT names title, level, weight, kind,
 * badge, issuer or pattern. */
struct vacancy_line_new { struct vacancy_act of; int64_t line; struct vacancy_line what; struct vacancy_way way; };
MUST_USE code vacancy_line_add(struct db *db, struct arena *a, const struct vacancy_line_new *n, struct error *err);
struct vacancy_line_drop { struct vacancy_act of; int64_t line; };
MUST_USE code vacancy_line_drop(struct db *db, struct arena *a, const struct vacancy_line_drop *d, struct error *err);
/* Of each requirement of a job role a line: the badges that prove it, and what the rules of equivalence take;
 * of one that takes several things together a line of each, which share its weight, and one of what no badge
 * shows; and one of each skill. */
MUST_USE code vacancy_role_lines(struct db *db, struct arena *a, int64_t org, int64_t jobrole, struct vacancy_lines *out, struct error *err);
/* … which are those of a vacancy from now on. */
MUST_USE code vacancy_lines_of_role(struct db *db, struct arena *a, int64_t org, int64_t vacancy, int64_t jobrole, struct error *err);
/* Badges that can be asked for: id and name of those that are published, by name. */
struct vacancy_choice { int64_t id; str words; bool chosen; };
LIST_OF(vacancy_choices, struct vacancy_choice);
MUST_USE code vacancy_badges(struct db *db, struct arena *a, int64_t org, struct vacancy_choices *out, struct error *err);

/* ---- who sends something (candidate.c) ---- */

struct candidate {
    int64_t id, org, vacancy, number, met, size;
    str state, before, name, address, letter, lang, salt, note;  /* before: what holds while the last decision can be taken back */
    struct vacancy_score score;                  /* must, nice, n_met alone */
    msec created, confirmed, keep_until, revealed, decided, told, looked, changed;
};
/* was, stands: good, revoked, suspended, expired, broken, doubtful; was empty: as when it was sent. */
struct candidate_badge { int64_t id; str name, issuer, whose, original, report, was, stands; msec changed, silent; struct str_list levels; };
LIST_OF(candidate_badges, struct candidate_badge);
struct candidate_point { int64_t line, badge; struct vacancy_point x; };
LIST_OF(candidate_points, struct candidate_point);

#define CANDIDATE_SEALED ((size_t)3 << 19)       /* all badges of one, sealed: a form brings 2 MB, with the letter */
#define CANDIDATE_BYTES  (CANDIDATE_SEALED / 4 * 3)                  /* … and out of it */
#define CANDIDATE_LETTER 8000
#define UNCONFIRMED_LIFE DAY
/* What is sent. `goes`: the day that they read, on which it goes. BAD_INPUT names a field;
 * LIMIT: too often from this network or to this address; CONFLICT: it takes nothing today. */
struct candidate_new { const struct vacancy *v; str name, address, letter, client; msec goes; const struct candidate_badges *badges; };
MUST_USE code candidate_send(struct app *app, struct db *db, struct arena *a, const struct candidate_new *n, struct error *err);
/* By the link's secret. NOT_FOUND. */
MUST_USE code candidate_by_token(struct db *db, struct arena *a, str public_id, str token, struct candidate *out, struct error *err);
/* Whoever has the link has the mailbox: from now on those who recruit see it, in place of what was sent
 * from that address before. CONFLICT: it was confirmed already, that was decided upon, or it is closed. */
MUST_USE code candidate_confirm(struct app *app, struct db *db, struct arena *a, const struct candidate *c, struct error *err);
/* Seen by nobody from now on; a job deletes it at once, unless a legal hold keeps it. */
MUST_USE code candidate_withdraw(struct app *app, struct db *db, struct arena *a, const struct candidate *c, struct error *err);
/* Confirmed ones alone. NOT_FOUND. */
MUST_USE code candidate_get(struct db *db, struct arena *a, int64_t org, int64_t vacancy, int64_t id, struct candidate *out, struct error *err);
MUST_USE code candidate_badges(struct db *db, struct arena *a, int64_t candidate, struct candidate_badges *out, struct error *err);
MUST_USE code candidate_points(struct db *db, struct arena *a, int64_t candidate, struct candidate_points *out, struct error *err);
bool candidate_is(const struct candidate *c, const char *state);

/* ---- what those who recruit do (decide.c), in the caller's transaction ---- */

struct candidate_act { struct vacancy_act of; int64_t candidate; };
/* Who it is, noted in the log. CONFLICT: it is known already. */
MUST_USE code candidate_reveal(struct db *db, struct arena *a, const struct candidate_act *c, struct error *err);
/* verdict: shortlisted, declined, hired. They are told by mail after ten minutes. CONFLICT: it is that already. */
MUST_USE code candidate_decide(struct db *db, struct arena *a, const struct candidate_act *c, str verdict, struct error *err);
/* CONFLICT: they were told. */
MUST_USE code candidate_undecide(struct db *db, struct arena *a, const struct candidate_act *c, struct error *err);
MUST_USE code candidate_note(struct db *db, struct arena *a, const struct candidate_act *c, str note, struct error *err);

/* ---- how it goes (forget.c) ---- */

/* All that a person of the directory sent, by any address of theirs, with its mails; in the caller's
 * transaction. CONFLICT: a mail to them is being sent just now. */
MUST_USE code candidate_erase(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err);
MUST_USE code vacancy_schedule(struct db *db, struct arena *a, struct error *err);       /* at start */
/* Now, for what is withdrawn in this transaction; app_wake follows. */
MUST_USE code vacancy_forget_now(struct db *db, struct arena *a, int64_t candidate, struct error *err);

/* ---- what was dropped (drop.c) ---- */

/* One that was verified, in the hands of who dropped it: sealed for this vacancy, for a day, without the
 * pictures that are embedded in it. Empty: too large. */
struct report;
struct dropped { str original; const struct report *report; const struct str_list *levels; };
str drop_seal(struct arena *a, const struct app *app, const struct vacancy *v, const struct dropped *d);
/* DENIED: it was not sealed here, for this vacancy, within a day. */
MUST_USE code drop_unseal(struct arena *a, const struct app *app, const struct vacancy *v, str text, struct candidate_badge *out, struct error *err);
/* What it proves. `address` absent: nobody said whose it should be. */
struct proof_ask { int64_t org; str address; };
MUST_USE code drop_proof(struct app *app, struct db *db, struct arena *a, const struct proof_ask *q, const struct candidate_badge *b, struct vacancy_proof *out, struct error *err);

extern const struct list_def vacancies_list_def, candidates_list_def, candidate_order_list_def;
extern const struct job_kind vacancy_jobs[];
extern const struct route vacancy_routes[];
