/* jobrole/met.h — who has which skill that a job role takes, kept for lists, which cannot ask
 * skill_of_person of everybody. It says the same; what changes it is worked out again by a job,
 * which is touched in the transaction of the change. */
#pragma once
#include "app/jobrole/jobrole.h"

/* Pieces of SQL, of skill s of a job role and a person: do they have it through the day? And the last such day, 0: for good. */
#define JOBROLE_MET(s, person, today)                                                                                            \
    "EXISTS (SELECT 1 FROM jobrole_met m WHERE m.skill_id = " s ".id AND m.person_id = " person " AND (m.ends_at = 0 OR m.ends_at >= " today " + 86400000))"
#define JOBROLE_MET_UNTIL(m) "(" m ".ends_at - 1) / 86400000 * 86400000"

/* Of one person, or of everybody (0), by what is known now. */
MUST_USE code jobrole_met_work_out(struct db *db, int64_t org, int64_t person, struct error *err);
/* To be worked out again; nothing happens where no job role takes a skill. */
MUST_USE code jobrole_met_touch(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err);
/* All that was touched, now: for tests. */
MUST_USE code jobrole_met_settle(struct db *db, struct arena *a, int64_t org, struct error *err);
/* Is something still to be worked out of a job role that takes skills? 0: of any. */
MUST_USE code jobrole_met_waits(struct db *db, int64_t org, int64_t id, bool *out, struct error *err);
