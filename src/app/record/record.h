/* record/record.h — learner records (CLR 2.0): what somebody was awarded here, each
 * award as it was signed, under one signature more. A record says how things were
 * when it was made; its parts go on telling for themselves whether they hold. */
#pragma once
#include "app/award/award.h"

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

extern const struct route record_routes[];
