/* requirement/requirement.h — standards of the workplace: what is asked, in versions that
 * never change once published, of whom, and how everybody stands with it. Nobody records,
 * waives or extends anything for themselves: refused here, whatever the page. */
#pragma once
#include "app/effort.h"
#include "app/list/act.h"
#include "app/org/org.h"
#include "app/requirement/standing.h"
#include "store/job.h"

/* ---- the register ---- */

/* `number`, `name`, `criticality`, `published`: of the newest version; 0 and the working
 * copy's while none was published. `usual`: what meeting it usually takes; no part of a
 * version, as it changes nobody's standing. */
struct requirement {
    int64_t id, org, owner, version, number;
    str code, name, criticality, owner_name;
    msec created, archived, published;
    struct effort usual;
};
LIST_OF(requirement_list, struct requirement);

struct requirement_word { const char *name, *words; };
extern const struct requirement_word requirement_bases[], requirement_criticalities[], requirement_sign_offs[];   /* end with {NULL} */
const char *requirement_word(const struct requirement_word *all, str name);  /* "" of what is none */

struct requirement_new { int64_t org, by; str code, name; };
/* With a working copy and its maker as owner. CONFLICT at "code": there is one. */
MUST_USE code requirement_add(struct db *db, struct arena *a, const struct requirement_new *n, int64_t *id, struct error *err);
MUST_USE code requirement_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct requirement *out, struct error *err);
/* By code; NOT_FOUND. */
MUST_USE code requirement_by_code(struct db *db, struct arena *a, int64_t org, str code_typed, struct requirement *out, struct error *err);
/* Those that are asked today, by code. */
MUST_USE code requirement_find(struct db *db, struct arena *a, int64_t org, struct requirement_list *out, struct error *err);
/* In a row of statements: the two columns of requirement r, and what stands in them from `column` on. */
#define REQUIREMENT_USUAL "r.minutes, r.cost"
struct effort requirement_read_usual(struct rows *r, int column);
/* `owner` 0: nobody. CONFLICT at "code"; BAD_INPUT at "owner": no member; at "hours" or "cost": too much. */
struct requirement_change { int64_t org, id, by, owner; str code; struct effort usual; };
MUST_USE code requirement_save(struct db *db, struct arena *a, const struct requirement_change *c, struct error *err);
/* Nobody is asked any more; everything that was is kept. And back. */
struct requirement_act { int64_t org, id, by; };
MUST_USE code requirement_archive(struct db *db, struct arena *a, const struct requirement_act *c, struct error *err);
MUST_USE code requirement_restore(struct db *db, struct arena *a, const struct requirement_act *c, struct error *err);

/* How many stand how: [state]. */
struct requirement_counts { int64_t n[STANDING_STATES], all, met; };
MUST_USE code requirement_count(struct db *db, int64_t id, struct requirement_counts *out, struct error *err);

/* ---- versions ---- */

struct requirement_version {
    int64_t id, org, requirement, number, retain_years, grace_by, changed_by;
    str name, words, basis, basis_ref, basis_url, basis_version, criticality, rule, sign_off, carry;
    msec changed, published;                     /* moments */
    msec published_on, renew_by;                 /* days */
};
LIST_OF(requirement_versions, struct requirement_version);
/* 0: the working copy, which is made from the newest version where there is none. */
MUST_USE code requirement_version_get(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, struct requirement_version *out, struct error *err);
/* The published ones, the newest first. */
MUST_USE code requirement_versions(struct db *db, struct arena *a, int64_t org, int64_t id, struct requirement_versions *out, struct error *err);
MUST_USE code requirement_working(struct db *db, struct arena *a, const struct requirement_act *c, struct requirement_version *out, struct error *err);
/* The working copy, as it is. BAD_INPUT names the field; a rule that does not fit together is kept out. */
MUST_USE code requirement_working_save(struct db *db, struct arena *a, const struct requirement_version *v, struct error *err);
MUST_USE code requirement_working_drop(struct db *db, struct arena *a, const struct requirement_act *c, struct error *err);

/* The working copy becomes the next version, for everybody from today on. `renew_by`:
 * until when what was proved by earlier versions holds; 0: it goes on counting. `signs_grace`:
 * who publishes answers for grace where work is blocked. BAD_INPUT names what is missing;
 * CONFLICT: a requirement that it names leads back to it. */
struct requirement_publish { int64_t org, id, by; msec renew_by; bool signs_grace; };
MUST_USE code requirement_publish(struct db *db, struct arena *a, const struct requirement_publish *p, int64_t *number, struct error *err);

/* The rule of a version as the state function takes it, with the cuts of those up to it. */
MUST_USE code requirement_rule_of(struct db *db, struct arena *a, const struct requirement_version *v, struct requirement_rule *out, struct error *err);

/* ---- whom it is for (audience.c) ---- */

enum audience_kind { FOR_EVERYBODY, FOR_DEPARTMENT, FOR_SITE, FOR_TEAM, FOR_GROUP, FOR_EMPLOYMENT, FOR_TITLE, FOR_JOB, FOR_PERSON, FOR_KINDS };
const char *audience_kind_name(enum audience_kind k);        /* "department" */
bool audience_kind_named(str name, enum audience_kind *out);
/* Does the person `p` work as the job role (src/app/jobrole)? By title, or by name. */
#define WORKS_AS(role)                                                                                                           \
    "(EXISTS (SELECT 1 FROM jobrole_title jt WHERE jt.jobrole_id = " role " AND jt.title = p.title)"                             \
    " OR EXISTS (SELECT 1 FROM jobrole_person jp WHERE jp.jobrole_id = " role " AND jp.person_id = p.id))"
/* Is the person `p` in the rule `x`? */
#define AUDIENCE_FITS                                                                                                            \
    "(x.kind = 'everybody' OR (x.kind = 'site' AND p.site_id = x.ref_id) OR (x.kind = 'employment' AND p.employment = x.words)"  \
    " OR (x.kind = 'title' AND p.title = x.words) OR (x.kind = 'person' AND p.id = x.ref_id)"                                    \
    " OR (x.kind = 'job' AND " WORKS_AS("x.ref_id") ")"                                                                           \
    " OR (x.kind = 'team' AND EXISTS (SELECT 1 FROM person_team t WHERE t.person_id = p.id AND t.team_id = x.ref_id))"            \
    " OR (x.kind = 'group' AND EXISTS (SELECT 1 FROM group_member g WHERE g.person_id = p.id AND g.group_id = x.ref_id))"         \
    " OR (x.kind = 'department' AND EXISTS (SELECT 1 FROM department d JOIN department e ON d.path LIKE e.path || '%'"            \
    " WHERE d.id = p.department_id AND e.id = x.ref_id)))"
struct audience_rule { bool leaves_out; enum audience_kind kind; int64_t ref; str words; };
LIST_OF(audience_rules, struct audience_rule);
#define AUDIENCE_RULES_MOST 40
/* BAD_INPUT at "audience": what it names is not there. */
MUST_USE code requirement_audience_check(struct db *db, int64_t org, const struct audience_rule *x, struct error *err);
MUST_USE code requirement_audience(struct db *db, struct arena *a, int64_t version, struct audience_rules *out, struct error *err);
/* Of the working copy. BAD_INPUT at "audience": what it names is not there. */
MUST_USE code requirement_audience_set(struct db *db, struct arena *a, const struct requirement_act *c, const struct audience_rules *all, struct error *err);
/* Who matches today, by id behind `after`; `rule` is the first one that takes them in. */
struct audience_person { int64_t id; str name, department, site; struct audience_rule rule; };
LIST_OF(audience_people, struct audience_person);
struct audience_ask { int64_t org, version, after; int limit; };
MUST_USE code requirement_matches(struct db *db, struct arena *a, const struct audience_ask *q, struct audience_people *out, struct error *err);
MUST_USE code requirement_match_count(struct db *db, int64_t org, int64_t version, int64_t *n, struct error *err);
/* Somebody chosen by hand, whatever the audience; and no more. CONFLICT: they are asked already, or
 * are not. These, a record, an exception and its end are part of a transaction that goes on already. */
struct requirement_person { int64_t org, requirement, person, by; };
/* DENIED: `by` is that person. */
MUST_USE code requirement_need_other(struct db *db, const struct requirement_person *p, struct error *err);
/* DENIED: the version in force asks for somebody other than the manager, and `by` is. */
MUST_USE code requirement_need_no_manager(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err);
MUST_USE code requirement_assign(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err);
MUST_USE code requirement_unassign(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err);
enum requirement_asked { NOT_ASKED, ASKED_BY_AUDIENCE, ASKED_BY_HAND };
MUST_USE code requirement_is_asked(struct db *db, const struct requirement_person *p, enum requirement_asked *out, struct error *err);

/* ---- records and exceptions (record.c) ----
 * DENIED: of oneself; by the line manager where the version says so. */

/* `kind` record, evidence or external; `source` attendance, evidence, external, imported, member. */
struct record_new {
    struct requirement_person of;
    str kind, source, what, note;
    int64_t ref, folder;
    msec completed, ends;                        /* days; ends 0: none of its own */
    int64_t corrects;                            /* the record whose place this takes; 0: none */
    bool voids;                                  /* it was none: `completed` and the rest are not asked */
};
/* BAD_INPUT names "completed" (in the future), "what" (the rule asks for no such); CONFLICT: it was corrected already. */
MUST_USE code requirement_record(struct db *db, struct arena *a, const struct record_new *r, int64_t *id, struct error *err);
struct record_line { int64_t id, ref, folder, corrects; str kind, source, what, note, who; msec completed, ends, recorded; bool back_dated, voids, is_corrected; };
LIST_OF(record_lines, struct record_line);
/* What a member may record of it, by the names of its newest published rule; an empty one: the requirement as a whole. */
MUST_USE code requirement_record_names(struct db *db, struct arena *a, int64_t org, int64_t requirement, struct str_list *out, struct error *err);
void rule_record_names(struct arena *a, const struct requirement_rule *rule, struct str_list *out);
MUST_USE code requirement_records(struct db *db, struct arena *a, const struct requirement_person *of, struct record_lines *out, struct error *err);

/* `reason` is asked. last 0: for good (not of an extension). */
struct exception_new { struct requirement_person of; enum exception_kind kind; msec first, last; str reason; };
MUST_USE code requirement_except(struct db *db, struct arena *a, const struct exception_new *e, int64_t *id, struct error *err);
/* NOT_FOUND: it is of another person or requirement, or was ended already. */
struct exception_end { struct requirement_person of; int64_t id; str why; };
MUST_USE code requirement_except_end(struct db *db, struct arena *a, const struct exception_end *e, struct error *err);
struct exception_line { int64_t id; enum exception_kind kind; str reason, who, ended_why; msec first, last, recorded, ended; };
LIST_OF(exception_lines, struct exception_line);
MUST_USE code requirement_exceptions(struct db *db, struct arena *a, const struct requirement_person *of, struct exception_lines *out, struct error *err);

/* Leave of absence of a person: last 0: not known yet. BAD_INPUT: it meets another, or ends before it begins. */
struct leave_new { int64_t org, person, by; msec first, last; };
MUST_USE code person_leave_add(struct db *db, struct arena *a, const struct leave_new *l, int64_t *id, struct error *err);
MUST_USE code person_leave_end(struct db *db, struct arena *a, const struct leave_new *l, int64_t id, struct error *err);
/* The newest first; last 0: it goes on. */
struct leave_line { int64_t id; msec first, last; str who; };
LIST_OF(leave_lines, struct leave_line);
MUST_USE code person_leaves(struct db *db, struct arena *a, int64_t org, int64_t person, struct leave_lines *out, struct error *err);
/* On leave at `now`, by the day where they work. */
MUST_USE code person_is_away(struct db *db, int64_t org, int64_t person, msec now, bool *is_away, struct error *err);
/* A day that rules count from; "role": the start of their job. day 0: forgotten. */
struct person_day { int64_t org, person, by; str name; msec day; };
struct day_line { str name; msec day; };
LIST_OF(day_lines, struct day_line);
MUST_USE code person_days(struct db *db, struct arena *a, int64_t org, int64_t person, struct day_lines *out, struct error *err);
MUST_USE code person_day_set(struct db *db, struct arena *a, const struct person_day *d, struct error *err);

/* ---- how somebody stands ---- */

/* As it was worked out last; without a row: not applicable. `since`, `waived` (the last day of a waiver): of as_at alone. */
struct standing_line { int64_t requirement, person, version; enum requirement_state state; msec due, expires, completed, since, waived; };
LIST_OF(standing_lines, struct standing_line);
MUST_USE code requirement_standings_of(struct db *db, struct arena *a, int64_t org, int64_t person, struct standing_lines *out, struct error *err);

/* Worked out now, from everything, for any day: explain.c. `at.day` 0: today there.
 * `version` 0: the one in force on that day. */
struct explain_ask { int64_t org, requirement, person, version; struct requirement_moment at; };
struct explained {
    struct requirement_version version;
    struct requirement_rule rule;
    struct requirement_assignment assignment;
    struct proof_records records;
    struct requirement_standing standing;
    str time_zone;
    msec day;
};
MUST_USE code requirement_explain(struct db *db, struct arena *a, const struct explain_ask *q, struct explained *out, struct error *err);
/* Where members read what a proof rests on, and a record; empty: it has no page. record_link.c */
str requirement_proof_href(struct db *db, struct arena *a, const struct explain_ask *of, const struct proof_record *r);
str requirement_record_href(struct db *db, struct arena *a, int64_t org, int64_t record);
/* Rules, and whom they are for, as sentences in the reader's language; what they name is looked
 * up in `org` alone. A leaf: Badge “First aid”. A tree: any of (Badge “First aid”; Record). */
str requirement_span_words(struct arena *a, struct span s);
str requirement_leaf_words(struct arena *a, struct db *db, int64_t org, const struct proof_tree *leaf);
str requirement_proof_words(struct arena *a, struct db *db, int64_t org, const struct proof_tree *p);
/* What evidence has to be, and (sign_off not empty) who judges it; empty: none proves it. */
str requirement_evidence_words(struct arena *a, const struct requirement_rule *r, str sign_off);
str requirement_dues_words(struct arena *a, struct db *db, int64_t org, const struct requirement_rule *r);
str requirement_validity_words(struct arena *a, const struct requirement_rule *r);
str requirement_audience_words(struct arena *a, struct db *db, int64_t org, const struct audience_rule *x);
/* The same for many people, without the reasons of each: as_at.c, a few statements for
 * every 80 of them. `version` NULL: the one in force on that day. `asked` NULL: of whom it
 * is asked as it was; else of exactly these, from `at.day` on who was not before. Both by id. */
struct as_at_ask {
    int64_t org, requirement;
    const struct requirement_version *version;
    const struct id_list *people, *asked;
    struct requirement_moment at;
};
/* In the order of the people. */
MUST_USE code requirement_as_at(struct db *db, struct arena *a, const struct as_at_ask *q, struct standing_lines *out, struct error *err);
/* As it was worked out last, for these people (by id) and every requirement, or those that
 * `owner` answers for: by person and requirement. */
struct standings_ask { int64_t org, owner; const struct id_list *people; };
MUST_USE code requirement_standings_now(struct db *db, struct arena *a, const struct standings_ask *q, struct standing_lines *out, struct error *err);
/* One reason as a sentence in the reader's language. */
str requirement_why_words(struct arena *a, struct db *db, const struct explained *x, const struct requirement_why *y);

/* ways.c: how else something can be got that is asked: badges of others that count for it, as
 * the slice of partners, which stands above, tells. Set once at start. */
#define REQUIREMENT_WAYS 20
struct requirement_way { str title, by, href; };     /* href empty: nobody knows where */
LIST_OF(requirement_ways, struct requirement_way);
typedef code requirement_ways_fn(struct db *db, struct arena *a, int64_t org, int64_t requirement, struct requirement_ways *out, struct error *err);
void requirement_set_ways(requirement_ways_fn *fn);
MUST_USE code requirement_ways(struct db *db, struct arena *a, int64_t org, int64_t requirement, struct requirement_ways *out, struct error *err);
/* Whether a directory knows the account by an address that it proved; how much is to be done; and its
 * earliest day (0: none has one), which may be gone by. */
struct requirement_mine { bool is_known; int64_t open; msec next; };
MUST_USE code requirement_mine(struct db *db, int64_t account, struct requirement_mine *out, struct error *err);
/* Is it asked, and not in order? */
bool requirement_is_gap(enum requirement_state s);

/* Told, in that transaction, of everybody of whom something was recorded or corrected. Set once at start by the slice above
 * that wants to know. */
typedef code record_watcher(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err);
void requirement_watch_records(record_watcher *watcher);
/* Something changed that it may depend on; 0: any requirement, anybody. In the caller's
 * transaction; a job works it out again within a second or two. */
MUST_USE code requirement_touch(struct db *db, struct arena *a, int64_t org, int64_t requirement, int64_t person, struct error *err);
/* An application for a badge was begun, handed in, decided or taken back, by whom the folded
 * address names: what names that badge, of them. */
struct requirement_applied { int64_t org, achievement; str folded; };
MUST_USE code requirement_touch_applied(struct db *db, struct arena *a, const struct requirement_applied *p, struct error *err);
/* The same at once, for tests and the sample organisation. */
MUST_USE code requirement_settle(struct db *db, struct arena *a, int64_t org, struct error *err);

void requirement_start(void);                    /* once per process: watches awards and people */
MUST_USE code requirement_schedule(struct db *db, struct arena *a, struct error *err);       /* at start */
extern const struct job_kind requirement_jobs[];
extern const struct route requirement_routes[];
extern const struct list_def requirements_list_def, requirement_people_list_def;
