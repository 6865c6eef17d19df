/* reports/counted.h — standings of a large organisation, added up by requirement, department and
 * site, as at some minutes ago. */
#pragma once
#include "app/reports/compliance.h"

#define COUNTED_LARGE 20000                      /* standings; fewer are added up in some milliseconds, when somebody asks */

/* Pieces of SQL: of standings t, how many of those that are held end within 30, 60, 90 days from `today`, each without those before. */
#define COUNTED_ENDS_IN(today, from, to)                                                                                         \
    "CAST(sum(CASE WHEN t.state IN (6, 7) AND t.expires_on >= CAST(" today " AS BIGINT) + " from " AND t.expires_on < CAST(" today " AS BIGINT) + " to " THEN 1 ELSE 0 END) AS BIGINT)"
#define COUNTED_ENDS(today)                                                                                                      \
    COUNTED_ENDS_IN(today, "0", "2592000000") ", " COUNTED_ENDS_IN(today, "2592000000", "5184000000") ", " COUNTED_ENDS_IN(today, "5184000000", "7776000000")

MUST_USE code counted_make(struct db *db, struct arena *a, int64_t org, struct error *err);
/* When they were last; 0: not lately, or not today. */
MUST_USE code counted_at(struct db *db, int64_t org, msec today, msec *at, struct error *err);
/* In the background, at once; what is on its way already is enough. */
MUST_USE code counted_soon(struct db *db, struct arena *a, int64_t org, struct error *err);
MUST_USE code counted_schedule(struct db *db, struct arena *a, struct error *err);          /* at start; again is fine */
extern const struct job_kind counted_jobs[];
