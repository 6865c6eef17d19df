/* people/people.h — the directory of an organisation: everybody it awards to,
 * where they work, when they come and go. Who leaves keeps every award. */
#pragma once
#include "app/list/act.h"
#include "app/org/person.h"
#include "app/people/directory.h"

/* Kinds of employment: what stands in the row, and for people. */
struct employment { const char *name, *words; };
extern const struct employment employments[];    /* ends with {NULL} */
const char *employment_words(str name);          /* "" of what is none */

/* Told, in that transaction, of everybody who came, went or moved; person 0: of many,
 * as a place or group changed. Added once at start by slices above that want to know. */
typedef code person_watcher(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err);
void person_watch(person_watcher *watcher);
MUST_USE code person_tell_watcher(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err);

/* Places by name, for filters of lists; departments as a tree. */
MUST_USE code people_departments(struct list *l, struct list_choices *out, struct error *err);
MUST_USE code people_teams(struct list *l, struct list_choices *out, struct error *err);
MUST_USE code people_sites(struct list *l, struct list_choices *out, struct error *err);

/* ---- one person ---- */

/* Everything about them that is typed. places and manager 0: none; moments 0: not
 * known. The address is who they are in awards, and is given once. */
struct person_details {
    int64_t org, id, by;
    str email;                                   /* of a new person */
    str name, title, staff_number, employment;
    int64_t department, site, manager;
    msec starts, leaves;
};
/* CONFLICT names "email" or "staff_number": somebody else has it. */
MUST_USE code person_add(struct db *db, struct arena *a, const struct person_details *d, int64_t *id, struct error *err);
MUST_USE code person_save(struct db *db, struct arena *a, const struct person_details *d, struct error *err);
/* The same in a transaction of the caller. */
MUST_USE code person_add_within(struct db *db, struct arena *a, const struct person_details *d, int64_t *id, struct error *err);
/* Whom nobody has yet by address or number, as far as the caller knows. Tells no webhook. */
MUST_USE code person_enter_within(struct db *db, struct arena *a, const struct person_details *d, int64_t *id, struct error *err);
MUST_USE code person_save_within(struct db *db, struct arena *a, const struct person_details *d, struct error *err);
/* Of a list: a person without a name stays one. */
MUST_USE code person_import_within(struct db *db, struct arena *a, const struct person_details *d, struct error *err);
struct person_change { int64_t org, id, by; };
MUST_USE code person_remove(struct db *db, struct arena *a, const struct person_change *c, struct error *err);
MUST_USE code person_restore(struct db *db, struct arena *a, const struct person_change *c, struct error *err);
/* By a name as people write it: address (any of theirs), staff number, or the
 * whole name where only one has it. 0: nobody, or more than one. */
MUST_USE code person_by_words(struct db *db, struct arena *a, int64_t org, str words, int64_t *id, struct error *err);

MUST_USE code person_teams(struct db *db, struct arena *a, int64_t person, struct workplace_list *out, struct error *err);
MUST_USE code person_set_teams(struct db *db, const struct person_change *c, const struct id_list *teams, struct error *err);

/* ---- other addresses ---- */

MUST_USE code person_addresses(struct db *db, struct arena *a, int64_t person, struct str_list *out, struct error *err);
/* CONFLICT: it is somebody else's. */
MUST_USE code person_add_address(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err);
/* The same in a transaction of the caller. */
MUST_USE code person_add_address_within(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err);
MUST_USE code person_drop_address(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err);
/* Awards from now on go to `address`, one of theirs; earlier ones keep the
 * address they were made out to. */
MUST_USE code person_main_address(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err);

/* ---- notes ---- */

struct person_note { int64_t id; str words, by; msec at; bool own; };
LIST_OF(note_list, struct person_note);
MUST_USE code person_notes(struct db *db, struct arena *a, int64_t person, int64_t account, struct note_list *out, struct error *err);
MUST_USE code person_add_note(struct db *db, const struct person_change *c, str words, struct error *err);
MUST_USE code person_drop_note(struct db *db, const struct person_change *c, int64_t note, struct error *err);  /* one's own */

/* ---- coming and going ---- */

/* Membership of the organisation ends for who has left; `*before` says what was
 * there. Awards, Backpack and everything that was issued stay as they are. */
MUST_USE code person_end(struct db *db, struct arena *a, const struct person_change *c, str *before, struct error *err);
extern const struct job_kind people_jobs[];      /* day by day: who left */
MUST_USE code people_schedule(struct db *db, struct arena *a, struct error *err);     /* at start */

/* ---- two that are one ---- */

/* Everything of the ticked becomes that of another: awards (made out as they
 * were), addresses, notes, groups, reports. The ticked are removed. */
extern const struct list_act person_merge_act;

/* ---- many ---- */

extern const struct list_def people_list_def;    /* the directory */
/* Does whoever asks lead this person, or somebody who does? id 0: anybody. */
MUST_USE code team_leads(struct request *rq, int64_t id, bool *out, struct error *err);
extern const struct list_act *const people_acts[];

/* "Who" for anything that is about many people: what a person chose in the
 * directory, by its search and filters, or one of the groups of group.h.
 *   people_count(db, a, org, S("department=3&q=ann"), &n, err)
 *   people_count_most(…, most, &n, err)            looks at no more than `most`
 *   people_ids(…, after, limit, &ids, err)         in the order of ids, behind `after`
 * Only those who are here, unless the query says `state`. */
MUST_USE code people_count(struct db *db, struct arena *a, int64_t org, str query, int64_t *n, struct error *err);
MUST_USE code people_count_most(struct db *db, struct arena *a, int64_t org, str query, int64_t most, int64_t *n, struct error *err);
struct people_part { int64_t org; str query; int64_t after; int limit; };
MUST_USE code people_ids(struct db *db, struct arena *a, const struct people_part *p, struct id_list *out, struct error *err);
MUST_USE code people_in_words(struct db *db, struct arena *a, int64_t org, str query, str *out, struct error *err);

extern const struct route people_routes[];
