/* apply/apply.h — badges that people apply for: a page that says what is asked,
 * evidence for each criterion, judges who answer four questions of each, a second
 * judge for a sample, and a decision that can be taken back until it is told. */
#pragma once
#include "app/award/award.h"
#include "app/evidence/evidence.h"
#include "app/list/act.h"
#include "app/opening.h"

/* ---- a badge that is open for applications ---- */

struct apply_form {
    int64_t achievement, org, account, version, days, sample;
    int64_t issuer;                              /* whose badge it is: a profile */
    str public_id, words, seed;
    enum audience audience;
    struct opening open;
    msec created;
    str badge_name, badge_description, png_hash, org_name;
};
LIST_OF(apply_forms, struct apply_form);

const char *apply_closed_words(enum opening_state s);        /* "" while it is open */

/* BAD_INPUT names the field: closes, most, days, sample. CONFLICT: the badge is not published. */
MUST_USE code apply_form_save(struct db *db, struct arena *a, const struct apply_form *f, struct error *err);
MUST_USE code apply_form_get(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct apply_form *out, struct error *err);
MUST_USE code apply_form_by_public_id(struct db *db, struct arena *a, str public_id, struct apply_form *out, struct error *err);
MUST_USE code apply_forms_find(struct db *db, struct arena *a, int64_t org, struct apply_forms *out, struct error *err);
struct apply_stop { int64_t org, achievement, account; bool stopped; };
MUST_USE code apply_set_stopped(struct db *db, struct arena *a, const struct apply_stop *s, struct error *err);

/* ---- one application ---- */

/* state: draft, waiting, second, third, more, passed, declined, withdrawn. What
 * was decided is the applicant's to know once it is told. */
struct application {
    int64_t id, org, achievement, version, folder, assigned, round, award, issuer;
    str public_id, name, email, folded, state, statement, reason, badge_name, png_hash, org_name, assigned_name;
    bool is_sampled;
    msec created, changed, submitted, due, decided, told;
};
LIST_OF(applications, struct application);
struct apply_answer { str item, words; };
LIST_OF(apply_answers, struct apply_answer);
struct apply_message { str who, words; bool from_applicant; msec at; };
LIST_OF(apply_messages, struct apply_message);

bool application_is_open(const struct application *p);       /* the applicant may change it */
bool application_is_judged(const struct application *p);     /* it waits for a judge */
MUST_USE code application_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct application *out, struct error *err);
/* NOT_FOUND: it was awarded without. */
MUST_USE code application_of_award(struct db *db, struct arena *a, int64_t org, int64_t award, struct application *out, struct error *err);
MUST_USE code application_by_public_id(struct db *db, struct arena *a, str public_id, struct application *out, struct error *err);
/* Of all proved addresses of an account, the newest first. */
MUST_USE code applications_of(struct db *db, struct arena *a, int64_t account, struct applications *out, struct error *err);
MUST_USE code application_answers(struct db *db, struct arena *a, int64_t id, struct apply_answers *out, struct error *err);
MUST_USE code application_messages(struct db *db, struct arena *a, int64_t id, struct apply_messages *out, struct error *err);
/* The applicant's page, for whoever has its address: from our mail, or signed in. */
MUST_USE code application_path(struct app *app, struct db *db, struct arena *a, const struct application *p, str *out, struct error *err);

/* Somebody asks: the draft is made, or found again, and its address mailed. The
 * same answer whoever asks. CONFLICT: closed, in words; LIMIT: too many tries. */
struct apply_ask { str name, email, client; };
MUST_USE code apply_ask(struct app *app, struct db *db, struct arena *a, const struct apply_form *f, const struct apply_ask *q, struct error *err);
/* The same for somebody signed in, without a mail. */
MUST_USE code apply_begin(struct db *db, struct arena *a, const struct apply_form *f, int64_t account, struct application *out, struct error *err);
/* CONFLICT: it can no longer be changed. */
struct apply_draft { const struct application *p; str name, statement; const struct apply_answers *answers; };
MUST_USE code application_save(struct db *db, struct arena *a, const struct apply_draft *d, struct error *err);
/* BAD_INPUT names the criterion that has neither words nor evidence. */
MUST_USE code application_submit(struct app *app, struct db *db, struct arena *a, const struct application *p, struct error *err);
MUST_USE code application_withdraw(struct db *db, struct arena *a, const struct application *p, struct error *err);
/* `account` 0: the applicant. */
MUST_USE code application_say(struct app *app, struct db *db, struct arena *a, const struct application *p, int64_t account, str words, struct error *err);

/* ---- judging ---- */

enum { TICK_VALID = 1, TICK_AUTHENTIC = 2, TICK_CURRENT = 4, TICK_SUFFICIENT = 8, TICKS_ALL = 15 };
struct judged_item { str item, words; int64_t ticks; };
LIST_OF(judged_items, struct judged_item);
struct judgement {
    int64_t id, round, stage, account;
    str verdict, reason, note, who;              /* verdict: pass, more, decline */
    struct judged_items items;
    msec at;
};
LIST_OF(judgements, struct judgement);
/* In their order; those of earlier rounds first. */
MUST_USE code application_judgements(struct db *db, struct arena *a, int64_t id, struct judgements *out, struct error *err);

/* Who this is to the applicant, by every address that either has. is_manager: leads them, so that
 * a second judge looks too. Where those who lead judge: is_over, at any number of steps, so that they are never
 * the second; may_lead: and may judge as the first of two without a role. */
struct apply_relation { bool is_self, is_manager, has_judged, may_lead, is_over; };
MUST_USE code application_relation(struct db *db, const struct application *p, int64_t account, struct apply_relation *out, struct error *err);
/* In the caller's transaction. DENIED: one's own, or judged already. BAD_INPUT
 * names what is missing. Who leads the applicant is never the only judge; where those who lead judge, never the second either. */
struct judge_act { int64_t account; str verdict, reason, note; const struct judged_items *items; };
MUST_USE code application_judge(struct db *db, struct arena *a, const struct application *p, const struct judge_act *j, struct error *err);
/* The last judgement, by who made it, until it is told. */
MUST_USE code application_take_back(struct db *db, struct arena *a, const struct application *p, int64_t account, struct error *err);
/* What waits for whoever leads the applicants, where that is granted: behind `after`, by id. */
struct apply_led_ask { int64_t org, account, after; int limit; };
MUST_USE code applications_led_count(struct db *db, const struct apply_led_ask *q, int64_t *out, struct error *err);
MUST_USE code applications_led(struct db *db, struct arena *a, const struct apply_led_ask *q, struct applications *out, struct error *err);
/* `to` 0: nobody. DENIED: it is their own; BAD_INPUT: they may not judge. */
struct apply_assign { int64_t org, id, to, by; };
MUST_USE code application_assign(struct db *db, struct arena *a, const struct apply_assign *w, struct error *err);
/* The one that waits longest of those that this judge may take; NOT_FOUND: none. */
MUST_USE code application_next(struct db *db, struct arena *a, int64_t org, int64_t account, int64_t *id, struct error *err);
bool apply_is_sampled(str seed, str public_id, int64_t percent);

struct judge_person { int64_t account; str name; };
LIST_OF(judge_people, struct judge_person);
MUST_USE code apply_judges(struct db *db, struct arena *a, int64_t org, struct judge_people *out, struct error *err);
/* What waits in all, and what is late. */
struct apply_count { int64_t waiting, late; };
MUST_USE code apply_counts(struct db *db, int64_t org, struct apply_count *out, struct error *err);

extern const struct list_def applications_list_def;
extern const struct route apply_routes[];
extern const struct job_kind apply_jobs[];
