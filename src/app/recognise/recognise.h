/* recognise/recognise.h — people name each other for a badge: schemes with their
 * rules, nominations, and those who decide. Nobody decides on a nomination of their
 * own, nor on one of themselves; what was decided is told, and the award made, when
 * it can no longer be taken back. */
#pragma once
#include "app/award/award.h"
#include "app/list/act.h"

#define CITATION_LEAST 40                        /* code points */
#define CITATION_MOST  600
#define VALUES_MOST    12                        /* of a company */
#define DECIDERS_MOST  20

/* ---- schemes ---- */

/* who: people (everybody of the directory, and members), members (with a role),
 * managers (who lead somebody). Numbers that are 0 ask for nothing. */
struct scheme {
    int64_t id, org, achievement, account, issuer;
    int64_t quota;                               /* nominations of one person in a calendar month */
    int64_t apart_days, rest_days;               /* no return within; none after being recognised within */
    int64_t votes;                               /* so many deciders must say yes */
    int64_t wall_days;                           /* so long on the wall; 0: never there */
    bool says_who;                               /* who nominated may be named there */
    bool asks_leader;                            /* whoever leads the person must say yes, too */
    str every, counts, tie, time_zone;           /* every: week, fortnight, month; empty: no rounds. counts: nominations, votes */
    int64_t close_weekday, close_minute;         /* 1 Monday to 7 Sunday; of the day, by the clocks of time_zone */
    int64_t rest_rounds;                         /* none of so many after being recognised */
    bool varies;                                 /* each round draws a picture of its own */
    msec closes; int64_t round;                  /* of the open round, and its number; 0: there is none */
    str public_id, name, words, who;
    str company_values;                          /* one on a line; empty: none is asked for */
    msec created, stopped;
    int64_t waiting, nominated, deciders;        /* deciders: those named who are still members */
    str badge_name, badge_state, png_hash, org_name;
};
LIST_OF(schemes, struct scheme);

struct decider { int64_t account; str name; bool is_chosen; };
LIST_OF(deciders, struct decider);

/* BAD_INPUT names the field: badge, name, who, votes, decider, leader, values, weekday, time, zone. `*id`: of the new one, where s->id is 0. */
struct scheme_save { const struct scheme *s; const struct id_list *deciders; int64_t by; };
MUST_USE code scheme_save(struct db *db, struct arena *a, const struct scheme_save *w, int64_t *id, struct error *err);
MUST_USE code scheme_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct scheme *out, struct error *err);
MUST_USE code scheme_by_public_id(struct db *db, struct arena *a, str public_id, struct scheme *out, struct error *err);
MUST_USE code schemes_find(struct db *db, struct arena *a, int64_t org, struct schemes *out, struct error *err);
/* Those in which this account may nominate now, of all organisations. */
MUST_USE code schemes_open_to(struct db *db, struct arena *a, int64_t account, struct schemes *out, struct error *err);
/* Members who may be named, those who are first: none of them is lost among many. */
MUST_USE code scheme_deciders(struct db *db, struct arena *a, int64_t org, int64_t scheme, struct deciders *out, struct error *err);
struct scheme_stop { int64_t org, id, by; bool stopped; };
MUST_USE code scheme_set_stopped(struct db *db, struct arena *a, const struct scheme_stop *w, struct error *err);
/* In the caller's transaction, before `from` leaves: `to` decides instead wherever
 * `from` did. Who may decide nothing (0: nobody) takes nothing; what waits then waits
 * for the others, and the list of schemes marks where there are none. */
struct scheme_handing { int64_t org, from, to; };
MUST_USE code scheme_hand_over(struct db *db, struct arena *a, const struct scheme_handing *h, struct error *err);
/* The lines of company_values that say something. */
void scheme_values(struct arena *a, const struct scheme *s, struct str_list *out);

/* ---- nominating ---- */

struct nominee { int64_t id; str name, about; };         /* about: job and department */
LIST_OF(nominees, struct nominee);
/* People here by the beginning of any word of their name, up to ten; never oneself. */
struct nominee_search { int64_t org, account; str words; };
MUST_USE code nominees_find(struct db *db, struct arena *a, const struct nominee_search *q, struct nominees *out, struct error *err);
/* NOT_FOUND: does not work here. */
MUST_USE code nominee_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct nominee *out, struct error *err);

/* May this account nominate at all? DENIED, or CONFLICT: closed, or the month is used up. */
MUST_USE code scheme_may_nominate(struct db *db, struct arena *a, const struct scheme *s, int64_t account, struct error *err);
/* How many the month still allows; -1: any number. */
MUST_USE code scheme_left(struct db *db, struct arena *a, const struct scheme *s, int64_t account, int64_t *left, struct error *err);
/* BAD_INPUT names the field: person, value, citation. */
struct nominate { const struct scheme *s; int64_t account, person; str value, citation; bool is_named; /* on the wall, by who nominates */ bool endorses; /* the words stand as theirs, if who gets the award agrees */ };
MUST_USE code nominate(struct db *db, struct arena *a, const struct nominate *n, int64_t *id, struct error *err);

struct nomination {
    int64_t id, org, scheme, account, person, award, issuer, achievement;
    str value, citation, state, reason;
    msec created, changed, decided, told;
    int64_t round, round_number, lead;           /* 0: of none; lead: which of the same person and round the award is made of, if not this */
    msec closes;
    str time_zone;                               /* of the rounds */
    str round_state;                             /* open, panel, decided, passed; empty: of no round */
    str scheme_name, scheme_public_id, badge_name, png_hash, org_name;
    str name, email, about, nominator;           /* of the person; who named them */
    bool endorses; int64_t endorsement;          /* 0: none was signed */
    bool is_nameless;                            /* the name is the address, for those who decide; "…" for who named them */
};
LIST_OF(nominations, struct nomination);
MUST_USE code nomination_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct nomination *out, struct error *err);
/* Of this account, the newest first; who has no name is "…". */
MUST_USE code nominations_of(struct db *db, struct arena *a, int64_t account, struct nominations *out, struct error *err);
/* CONFLICT: it does not wait any more. */
struct nomination_of { int64_t account, id; };
MUST_USE code nomination_withdraw(struct db *db, struct arena *a, const struct nomination_of *w, struct error *err);

/* endorse.c: what they said of the award, taken back by who nominated. CONFLICT: there is none. */
/* Did they not take it back? What cannot be found out is no. */
bool nomination_is_endorsed(struct db *db, struct arena *a, const struct nomination *n);
MUST_USE code nomination_unendorse(struct db *db, struct arena *a, const struct nomination_of *w, struct error *err);

/* ---- deciding ---- */

struct vote { int64_t account; bool is_yes; str reason; msec at; str name; };
LIST_OF(votes, struct vote);
MUST_USE code nomination_votes(struct db *db, struct arena *a, int64_t id, struct votes *out, struct error *err);
/* How many may decide on it, how many of them must say yes, and what they said so far. */
struct quorum { int64_t deciders, needed, yes, no; bool asks_leader, leader_yes, leader_no; /* whoever leads the person, where the scheme asks them */ };
MUST_USE code nomination_quorum(struct db *db, const struct nomination *n, struct quorum *out, struct error *err);
/* DENIED: neither a decider nor, where they are asked, who leads the person; or it is their own, or about themselves. */
MUST_USE code nomination_may_decide(struct db *db, const struct nomination *n, int64_t account, struct error *err);
/* In the caller's transaction; by what stands then, whatever `n` was read as. BAD_INPUT at
 * "reason": declined without one. CONFLICT: it does not wait, was voted on, or that person
 * can no longer be recognised. */
MUST_USE code nomination_vote(struct db *db, struct arena *a, const struct nomination *n, const struct vote *v, struct error *err);
/* One's vote, until the decision is told; in the caller's transaction. What the votes
 * of the others come to stays decided. CONFLICT: told, no such vote, or its round has
 * ended without it. */
MUST_USE code nomination_take_back(struct db *db, struct arena *a, const struct nomination *n, int64_t account, struct error *err);
/* What waits for the yes of who leads the person, the newest first, at most 100 of an organisation. */
struct led { int64_t id, org; str name, scheme; msec created; };
LIST_OF(led_list, struct led);
MUST_USE code nominations_led(struct db *db, struct arena *a, int64_t org, int64_t account, struct led_list *out, struct error *err);
MUST_USE code nominations_led_everywhere(struct db *db, struct arena *a, int64_t account, struct led_list *out, struct error *err);
/* How many wait for this account, in this organisation. */
MUST_USE code nominations_waiting(struct db *db, int64_t org, int64_t account, int64_t *n, struct error *err);

extern const struct list_def nominations_list_def;
extern const struct route recognise_routes[];
extern const struct job_kind recognise_jobs[];
