/* induct/induct_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/induct/induct.h"
#include "app/org/access.h"

/* A member of that organisation still, whoever owns the template or stands in for that. */
#define INDUCT_IS_MEMBER(column, me) "(t." column " = " me " AND EXISTS (SELECT 1 FROM member om WHERE om.org_id = t.org_id AND om.account_id = " me "))"
#define INDUCT_OWNS(me) INDUCT_IS_MEMBER("owner_id", me)
#define INDUCT_HERE(x, id) "EXISTS (SELECT 1 FROM person " x " WHERE " x ".id = " id " AND " x ".removed_at IS NULL AND " x ".ended_at IS NULL)"
/* Nobody of those whom `role` means may: it is the owner's, who did it already, is who is new, or
 * is a member no more; or who leads them or is named did it. Of item i, step s, checklist u of person
 * p, template t. Then whoever is named to stand in may. */
#define INDUCT_NOBODY(role)                                                                                                      \
    "((" role " IN ('owner', 'manager', 'named') AND (" role " = 'owner' OR (" role " = 'manager' AND NOT " INDUCT_HERE("bm", "p.manager_id") ")" \
    " OR (" role " = 'named' AND NOT " INDUCT_HERE("bn", "i.person_id") "))"                                                     \
    " AND (coalesce(s.done_by, 0) = coalesce(t.owner_id, 0) OR NOT EXISTS (SELECT 1 FROM member bo WHERE bo.org_id = t.org_id AND bo.account_id = t.owner_id)" \
    " OR p.id IN " ACCESS_ME_ANY("t.owner_id") "))"                                                                              \
    " OR (" role " = 'named' AND i.person_id = p.id)"                                                                            \
    " OR (s.done_by IS NOT NULL AND ((" role " = 'manager' AND p.manager_id IN " ACCESS_ME_STILL("s.done_by") ") OR (" role " = 'named' AND i.person_id IN " ACCESS_ME_STILL("s.done_by") "))))"
/* Is the account who `role` (i.doer, i.signer) means? Of item i, step s, checklist u of person p, template t.
 * Where nobody leads them, or who was named has left, the owner stands in. Somebody else's part is never the newcomer's. */
#define INDUCT_IS(role, me)                                                                                                      \
    "((" role " = 'newcomer' AND p.id IN " ACCESS_ME_STILL(me) ")"                                                                    \
    " OR (p.id NOT IN " ACCESS_ME_ANY(me) " AND ((" role " = 'manager' AND coalesce(p.manager_id, 0) IN " ACCESS_ME_STILL(me) ")"      \
    " OR (" role " = 'named' AND coalesce(i.person_id, 0) IN " ACCESS_ME_STILL(me) ")"                                                \
    " OR (" role " = 'owner' AND " INDUCT_OWNS(me) ") OR (" role " = 'manager' AND NOT " INDUCT_HERE("gm", "p.manager_id") " AND " INDUCT_OWNS(me) ")" \
    " OR (" role " = 'named' AND NOT " INDUCT_HERE("gn", "i.person_id") " AND " INDUCT_OWNS(me) ")"                              \
    " OR (" INDUCT_IS_MEMBER("substitute_id", me) " AND " INDUCT_NOBODY(role) "))))"

/* Checklists that the account has anything to do with. */
#define INDUCT_CONCERNS(me)                                                                                                      \
    "(SELECT ca.id FROM induct ca WHERE ca.person_id IN " ACCESS_ME_STILL(me)                                                        \
    " UNION SELECT cb.id FROM induct cb JOIN person cp ON cp.id = cb.person_id WHERE cp.manager_id IN " ACCESS_ME_STILL(me)           \
    " UNION SELECT cs.induct_id FROM induct_step cs JOIN induct_item ci ON ci.id = cs.item_id WHERE ci.person_id IN " ACCESS_ME_STILL(me)  \
    " UNION SELECT cd.id FROM induct cd JOIN induct_template t ON t.id = cd.template_id WHERE " INDUCT_OWNS(me) " OR " INDUCT_IS_MEMBER("substitute_id", me) ")"

#define INDUCT_VALID(w, now)                                                                                                      \
    w ".revoked_at IS NULL AND (" w ".valid_until IS NULL OR " w ".valid_until > " now ") AND NOT EXISTS (SELECT 1 FROM award_suspension ws WHERE ws.award_id = " w ".id)"
#define INDUCT_IN_AUDIENCE(template) "EXISTS (SELECT 1 FROM induct_audience x WHERE x.template_id = " template " AND " AUDIENCE_FITS ")"
/* The one on whom the step waits, in words; p, n, m, o, q: newcomer, who is named, manager, owner's account, who stands in. */
#define INDUCT_ROLE "(CASE WHEN s.done_at IS NULL THEN i.doer ELSE i.signer END)"
#define INDUCT_OWES                                                                                                              \
    "coalesce(CASE WHEN " INDUCT_NOBODY(INDUCT_ROLE) " THEN q.name ELSE CASE " INDUCT_ROLE " WHEN 'newcomer' THEN coalesce(nullif(p.name, ''), p.email)" \
    " WHEN 'named' THEN coalesce(nullif(n.name, ''), n.email, o.name) WHEN 'manager' THEN coalesce(nullif(m.name, ''), m.email, o.name) ELSE o.name END END, '')"
/* Nobody can go on with it, and nobody is named to stand in who still may. */
#define INDUCT_STUCK                                                                                                             \
    "(" INDUCT_NOBODY(INDUCT_ROLE) " AND (NOT EXISTS (SELECT 1 FROM member qm WHERE qm.org_id = t.org_id AND qm.account_id = t.substitute_id)" \
    " OR coalesce(s.done_by, 0) = t.substitute_id OR p.id IN " ACCESS_ME_ANY("t.substitute_id") "))"
#define INDUCT_IS_OPEN "(s.done_at IS NULL OR (i.signer <> 'none' AND s.signed_at IS NULL))"
#define INDUCT_JOINS                                                                                                             \
    " JOIN induct u ON u.id = s.induct_id JOIN induct_item i ON i.id = s.item_id JOIN induct_template t ON t.id = u.template_id"    \
    " JOIN person p ON p.id = u.person_id LEFT JOIN person n ON n.id = i.person_id AND n.removed_at IS NULL AND n.ended_at IS NULL" \
    " LEFT JOIN person m ON m.id = p.manager_id AND m.removed_at IS NULL AND m.ended_at IS NULL"                                \
    " LEFT JOIN account o ON o.id = t.owner_id LEFT JOIN account q ON q.id = t.substitute_id"

/* Whoever changes the working copy of a checklist does it alone: the first statement of each that does. */
MUST_USE code induct_lock(struct db *db, int64_t org, int64_t id, struct error *err);
MUST_USE code induct_today(struct db *db, struct arena *a, int64_t org, msec *day, struct error *err);
MUST_USE code induct_log(struct db *db, struct arena *a, const struct induct_act *c, const char *what, str detail, struct error *err);
/* Steps of a version for one checklist that has none of its lines. */
MUST_USE code induct_add_steps(struct db *db, struct arena *a, const struct induct *u, struct error *err);
/* In the transaction of what changed it. */
MUST_USE code induct_look_whether_done(struct db *db, struct arena *a, const struct induct *u, struct error *err);

enum job_result induct_run_finish(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
MUST_USE code induct_tell_all(struct app *app, struct db *db, struct arena *a, struct error *err);
/* By mail; NOT_FOUND: it was taken back. */
MUST_USE code induct_tell_newcomer(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err);
enum job_result induct_run_tell(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
