/* org/access.h — what somebody may do in an organisation now: the roles that
 * hold today, and how far each goes. The one place that answers. */
#pragma once
#include "app/org/role.h"

struct access { int64_t org, account; struct role_grants grants; };

/* Nobody of the organisation: no grants. */
MUST_USE code access_load(struct db *db, struct arena *a, int64_t org, int64_t account, struct access *out, struct error *err);
/* Of whoever asks; loaded once in a request. */
MUST_USE code access_of(struct request *rq, int64_t org, const struct access **out, struct error *err);

bool access_may(const struct access *x, enum right right);        /* for all people and badges */
bool access_may_some(const struct access *x, enum right right);   /* at least for a part */
bool access_has_role(const struct access *x, const struct role *role);
bool access_is_admin(const struct access *x);
/* The same without loading it first. */
bool org_may(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right);
bool org_may_some(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right);

/* May it be done with that one? `what` says what `id` is; evidence by `name`; of a standing the `person` too.
 * What is out of reach, and what is not there, are the same. */
struct reach_ask { enum right right; enum within what; int64_t id; str name; int64_t person; };
MUST_USE code access_reaches(struct db *db, const struct access *x, const struct reach_ask *q, bool *out, struct error *err);

/* May this request do it, by its row? OK; DENIED: the right is not had, or for a
 * part while the row is closed to such; NOT_FOUND: not this person, award, badge. */
code access_allows(struct request *rq, const struct access *x, enum right right);

/* An award of this badge to that person; 0: to somebody new. */
struct reach_award { enum right right; int64_t person, badge; };
MUST_USE code access_reaches_award(struct db *db, const struct access *x, const struct reach_award *q, bool *out, struct error *err);

/* From here on the request may what its account may, but only for the departments
 * and badges of a token: those of token_part. */
struct access_limits { int64_t token; bool departments, badges; };
void access_narrow(struct request *rq, int64_t org, const struct access_limits *limits);
bool access_limits_fit(const struct access_limits *limits, enum right right);    /* can the right be narrowed so at all? */

/* For pages: may whoever asks do it with all people and badges, as a page that is closed to a part
 * wants it; at least with a part? What cannot be found out is no. */
bool access_holds(struct request *rq, enum right right);
bool access_holds_some(struct request *rq, enum right right);
/* With this person: whether a link to their pages leads anywhere. */
bool access_holds_for(struct request *rq, enum right right, int64_t person);

/* For pages that show badges by a query of their own. What cannot be found out is no. */
bool access_has_badge(struct request *rq, enum right right, int64_t badge);
bool access_has_requirement(struct request *rq, enum right right, int64_t requirement);

/* What a list shows under this right; and list_host's, by account. */
void access_reach(struct arena *a, const struct access *x, enum right right, struct list_reach *out);
MUST_USE code access_list_reach(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right, struct list_reach *out,
                                struct error *err);

/* Besides departments: at a site of the grant `g`, in a team of it. */
#define ACCESS_OTHER_PLACES(person)                                                                                              \
    " OR EXISTS (SELECT 1 FROM " REACH_PARTS " gs JOIN person gq ON gq.site_id = gs.ref_id WHERE gs.grant_id = g.id AND gs.kind = 'site' AND gq.id = " person ")" \
    " OR EXISTS (SELECT 1 FROM " REACH_PARTS " gm JOIN person_team gy ON gy.team_id = gm.ref_id WHERE gm.grant_id = g.id AND gm.kind = 'team' AND gy.person_id = " person ")"

/* For statements of other slices: is an award within? `grants` is access_grants of
 * the right: empty for everything, else the grants that count, ",3,17,". */
str access_grants(struct arena *a, const struct access *x, enum right right);
#define ACCESS_AWARDS(org, me, grants, person, department, badge)                                                              \
    ACCESS_GRANTED(org, me, grants, person, department, badge " IN " REACH_BADGES("g.id"))
/* The same of how somebody stands; `requirement`: a name of its row. */
#define ACCESS_STANDINGS(org, me, grants, person, department, requirement)                                                     \
    ACCESS_GRANTED(org, me, grants, person, department, REACH_REQUIREMENT(requirement, me))
#define ACCESS_GRANTED(org, me, grants, person, department, own)                                                               \
    "(" grants " = '' OR EXISTS (SELECT 1 FROM " REACH_GRANTS " g WHERE g.org_id = " org " AND g.account_id = " me                    \
    " AND " grants " LIKE '%,' || CAST(g.id AS TEXT) || ',%'"                                                                    \
    " AND (g.people <> 'below' OR " person " IN " ACCESS_BELOW(org, me) ")"                                                       \
    " AND (g.people <> 'departments' OR EXISTS (SELECT 1 FROM " REACH_PARTS " gp JOIN department gt ON gt.id = gp.ref_id"        \
    " JOIN department gd ON gd.path LIKE gt.path || '%' WHERE gp.grant_id = g.id AND gp.kind = 'department' AND gd.id = " department ")"  \
    ACCESS_OTHER_PLACES(person) ")"                                                                                              \
    " AND (g.badges <> 'some' OR " own ")))"
/* Entries of the directory, of any organisation, that have an address which the
 * account proved: of whoever has left, too. */
#define ACCESS_ME(me) ACCESS_ENTRIES(me, " AND my_address.verified_at IS NOT NULL")
/* … of whoever is there still. */
#define ACCESS_ME_STILL(me)                                                                                                      \
    "(SELECT my_self.id FROM person my_self WHERE my_self.removed_at IS NULL AND my_self.ended_at IS NULL AND my_self.id IN " ACCESS_ME(me) ")"
/* … or have one, proved or not: nobody gets round a rule by an address that is not confirmed yet. */
#define ACCESS_ME_ANY(me) ACCESS_ENTRIES(me, "")
#define ACCESS_ENTRIES(me, proved)                                                                                               \
    "(SELECT my_entry.id FROM account_email my_address JOIN person my_entry ON my_entry.folded = my_address.folded"             \
    " WHERE my_address.account_id = " me proved                                                                                  \
    " UNION SELECT my_other.person_id FROM account_email my_address JOIN person_address my_other ON my_other.folded = my_address.folded" \
    " WHERE my_address.account_id = " me proved ")"
/* Entries x and y, by their ids, are of one account, whatever addresses lead it to them. */
#define ACCESS_ONE_ACCOUNT(x, y)                                                                                                 \
    "EXISTS (SELECT 1 FROM account_email one_of JOIN account_email other_of ON other_of.account_id = one_of.account_id"           \
    " WHERE one_of.folded IN (" ACCESS_NAMES(x) ") AND other_of.folded IN (" ACCESS_NAMES(y) "))"
#define ACCESS_NAMES(x)                                                                                                          \
    "SELECT named.folded FROM person named WHERE named.id = " x " UNION SELECT named_too.folded FROM person_address named_too WHERE named_too.person_id = " x
/* Whom the account leads, and those whom these lead: from those who are led
 * downwards, as PostgreSQL would else look at everybody first. */
#define ACCESS_MINE(org, me)                                                                                                     \
    "SELECT o.id FROM person o WHERE o.org_id = " org " AND o.folded IN (SELECT e.folded FROM account_email e WHERE e.account_id = " me  \
    " AND e.verified_at IS NOT NULL) UNION SELECT n.person_id FROM person_address n WHERE n.org_id = " org " AND n.folded IN"     \
    " (SELECT e.folded FROM account_email e WHERE e.account_id = " me " AND e.verified_at IS NOT NULL)"
#define ACCESS_UNDER(leaders)                                                                                                    \
    "(WITH RECURSIVE below(id) AS (SELECT q.id FROM person q WHERE q.manager_id IN " leaders                                      \
    " UNION SELECT r.id FROM person r JOIN below ON r.manager_id = below.id) SELECT id FROM below)"
/* Where no moment is at hand: the job of the hour ends whoever has left. */
#define ACCESS_BELOW(org, me)                                                                                                    \
    ACCESS_UNDER("(SELECT l.id FROM person l WHERE l.removed_at IS NULL AND l.ended_at IS NULL AND l.id IN (" ACCESS_MINE(org, me) "))")
/* Who has left leads nobody any more. */
#define ACCESS_LEADER(org, me, now) "(SELECT l.id FROM person l WHERE " WORKS_HERE("l", now) " AND l.id IN (" ACCESS_MINE(org, me) "))"
/* Row `p` of the directory, by its name in the statement, is somebody who works here. */
#define WORKS_HERE(p, now) p ".removed_at IS NULL AND (" p ".leaves_at IS NULL OR " p ".leaves_at > " now ")"
