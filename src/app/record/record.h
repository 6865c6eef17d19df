/* record/record.h — learner records (CLR 2.0): what somebody was awarded here, each
 * award as it was signed, under one signature more. A record says how things were
 * when it was made; its parts go on telling for themselves whether they hold. */
#pragma once
#include "app/award/award.h"
#include "app/list/act.h"

struct record { int64_t id, org, person, account, awards; str public_id, name; msec created, removed; };
LIST_OF(record_list, struct record);

#define RECORD_AWARDS 100                        /* of one record: as many as are checked at once */
#define RECORDS_MOST  50                         /* of one person */
#define RECORD_NAME_MOST 120

/* `badges` empty: every badge. In the caller's transaction. CONFLICT: the person has
 * no such award that is valid now, or too many records; BAD_INPUT at "name", and at
 * "badges": there are more than RECORD_AWARDS. */
struct record_ask { int64_t org, person, by; str name; struct id_list badges; };
MUST_USE code record_make(struct app *app, struct db *db, struct arena *a, const struct record_ask *q, int64_t *id, struct error *err);
/* The newest first; removed ones too. NOT_FOUND: no such person. */
MUST_USE code record_find(struct db *db, struct arena *a, int64_t org, int64_t person, struct record_list *out, struct error *err);
MUST_USE code record_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct record *out, struct error *err);
/* Not at its address any more, and there again; in the caller's transaction. CONFLICT:
 * it is so already. Who has a copy keeps it. */
struct record_act { int64_t org, id, by; bool removed; };
MUST_USE code record_set_removed(struct db *db, struct arena *a, const struct record_act *act, struct error *err);

/* What could be in a record of theirs, the first one first: awards that are valid now. */
struct record_award { int64_t award, badge; str name, picture; msec awarded, valid_until; };      /* picture: hash, may be empty */
LIST_OF(record_award_list, struct record_award);
MUST_USE code record_awards(struct db *db, struct arena *a, int64_t org, int64_t person, struct record_award_list *out, struct error *err);
/* How badges that a record has stand to each other: what it says as associations. */
struct record_tie { int64_t one, other; const char *words; };     /* "comes before" */
LIST_OF(record_tie_list, struct record_tie);
MUST_USE code record_ties(struct db *db, struct arena *a, int64_t org, const struct id_list *badges, struct record_tie_list *out, struct error *err);

/* record_list.c: all of an organisation; and one made for each of many people. */
extern const struct list_def records_list_def;
extern const struct list_act record_people_act;

extern const struct route record_routes[];
