/* plan/plan_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/org/access.h"
#include "app/plan/plan.h"

/* Of plan n of person p: who leads them now, and nobody above; never oneself. */
#define PLAN_IS_LED(me, now)                                                                                                     \
    "(n.state <> 'draft' AND n.removed_at IS NULL AND " WORKS_HERE("p", now) " AND p.id NOT IN " ACCESS_ME(me)                   \
    " AND EXISTS (SELECT 1 FROM person l WHERE l.id = p.manager_id AND " WORKS_HERE("l", now) " AND l.id IN " ACCESS_ME(me) "))"

/* Since when the person holds the badge, valid now; NULL: they do not. */
#define PLAN_HELD_BADGE(person, badge, now)                                                                                           \
    "(SELECT min(w.awarded_at) FROM award w WHERE w.person_id = " person " AND w.achievement_id = " badge " AND w.revoked_at IS NULL"   \
    " AND (w.valid_until IS NULL OR w.valid_until > " now ") AND NOT EXISTS (SELECT 1 FROM award_suspension x WHERE x.award_id = w.id))"

/* In the caller's transaction. LIMIT at "title". */
MUST_USE code plan_step_insert(struct db *db, const struct plan *p, const struct plan_step *s, struct error *err);

/* In the caller's transaction. `words` may be empty. */
struct plan_note { const struct plan *plan; int64_t account; const char *kind; str words; };
MUST_USE code plan_note(struct db *db, const struct plan_note *n, struct error *err);
/* LIMIT at "goal": the person has as many plans as one can have. */
MUST_USE code plan_has_room(struct db *db, int64_t person, struct error *err);
/* Goal or steps: the first statement of what changes them. DENIED: not theirs; CONFLICT: closed or removed. */
MUST_USE code plan_touch(struct db *db, struct arena *a, int64_t id, int64_t account, struct plan *out, struct error *err);
