/* team/team.h — whom somebody leads, as the directory says: how they stand with what is
 * asked of them, who is ready for their job and who is away, what waits for whoever looks,
 * and a reminder at the press of a button. Nobody sees a person whom they do not lead; a
 * role is not needed. */
#pragma once
#include "app/list/list.h"
#include "app/requirement/requirement.h"

/* Of those who work here. `late`: something is overdue, expired or in grace; `soon`: due soon
 * or to be renewed; `handed_in`: waits for a judge. */
struct team_counts { int64_t people, late, soon, handed_in, away; };
struct team_sums { struct team_counts direct, all; };
struct team_of { int64_t org, account; };        /* whose people */
MUST_USE code team_count(struct db *db, struct arena *a, const struct team_of *t, struct team_sums *out, struct error *err);

/* Those with something late, the most of it first; `direct`: led by nobody between. */
struct team_late { int64_t id, n; str name, title; };
LIST_OF(team_lates, struct team_late);
struct team_late_ask { struct team_of of; bool direct; int most; };
MUST_USE code team_find_late(struct db *db, struct arena *a, const struct team_late_ask *q, struct team_lates *out, struct error *err);

/* One mail about everything that is open for them, as remind_now sends it; noted in the log.
 * CONFLICT says why not. Whether `by` leads them is asked before. */
struct team_remind { int64_t org, person, by; };
MUST_USE code team_remind(struct db *db, struct arena *a, const struct team_remind *r, struct error *err);
/* When they were reminded last; 0: never. */
MUST_USE code team_reminded(struct db *db, int64_t org, int64_t person, msec *at, struct error *err);

/* What waits for whoever asks (waits.c), whether they lead anybody or not. */
struct team_wait { const char *icon; str words, sub, href; };
LIST_OF(team_waits, struct team_wait);
MUST_USE code team_waits_find(struct request *rq, struct team_waits *out, struct error *err);

extern const struct list_def reports_list_def;
extern const struct route team_routes[];
