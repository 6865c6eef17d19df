/* people/group.h — people put together under a name: by hand, or by the filters of
 * the directory, so that whoever fits is in it on the day it is used. */
#pragma once
#include "app/people/people.h"

struct person_group { int64_t id; str name, query; bool by_filter; msec created; };
LIST_OF(group_list, struct person_group);
MUST_USE code group_list(struct db *db, struct arena *a, int64_t org, struct group_list *out, struct error *err);
MUST_USE code group_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct person_group *out, struct error *err);

/* query absent: by hand. CONFLICT names "name". */
struct group_change { int64_t org, id, by; str name, query; };
MUST_USE code group_add(struct db *db, struct arena *a, const struct group_change *c, int64_t *id, struct error *err);
/* The same in a transaction of the caller. */
MUST_USE code group_add_within(struct db *db, struct arena *a, const struct group_change *c, int64_t *id, struct error *err);
MUST_USE code group_rename(struct db *db, struct arena *a, const struct group_change *c, struct error *err);
MUST_USE code group_remove(struct db *db, struct arena *a, const struct group_change *c, struct error *err);
MUST_USE code group_restore(struct db *db, struct arena *a, const struct group_change *c, struct error *err);

/* "Who" of a group, for people_count, people_ids and people_in_words: of those
 * who are here. */
str group_query(struct arena *a, const struct person_group *g);

void groups_show(struct request *rq, struct response *rs);
void group_new(struct request *rq, struct response *rs);
void group_show(struct request *rq, struct response *rs);
void group_save(struct request *rq, struct response *rs);
void group_drop(struct request *rq, struct response *rs);
void group_back(struct request *rq, struct response *rs);
