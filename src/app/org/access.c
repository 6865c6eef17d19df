/* org/access.c — the grants that hold now, asked for a right, and for one person,
 * award, badge, application or evidence at a time. */
#include "app/org/access.h"

/* ---- loaded ---- */

static const char sql_grants[] = SQL(
    "SELECT g.id, g.role, g.people, g.badges, coalesce(g.from_at, 0), coalesce(g.until_at, 0) FROM member_role g"
    " WHERE g.org_id = $1 AND g.account_id = $2 AND (g.from_at IS NULL OR g.from_at <= $3) AND (g.until_at IS NULL OR g.until_at > $3)"
    " ORDER BY g.id");

/* A role or a limit that this program does not know gives nothing. */
static bool read_grant(struct rows *r, struct arena *a, struct role_grant *out)
{
    *out = (struct role_grant){.id = row_int(r, 0), .role = role_named(row_str(r, 1, a)), .some_badges = !str_eq(row_str(r, 3, a), S("all")),
                          .from = row_int(r, 4), .until = row_int(r, 5)};
    return out->role && reach_people_named(row_str(r, 2, a), &out->people);
}

code access_load(struct db *db, struct arena *a, int64_t org, int64_t account, struct access *out, struct error *err)
{
    struct role_grant g;

    *out = (struct access){.org = org, .account = account};
    struct rows *r = db_query(db, sql_grants, ARGS(v_int(org), v_int(account), v_int(clock_now())));
    while (rows_next(r))
        if (read_grant(r, a, &g))
            *list_add(a, &out->grants) = g;
    return rows_end(r, err);
}

code access_of(struct request *rq, int64_t org, const struct access **out, struct error *err)
{
    const struct access *kept = rq->access;
    int64_t account = rq->session ? rq->session->account : 0;

    if (!kept || kept->org != org || kept->account != account) {
        struct access *x = NEW(rq->arena, struct access);
        TRY(access_load(rq->db, rq->arena, org, account, x, err));
        rq->access = kept = x;
    }
    *out = kept;
    return OK;
}

/* A program is no member: its one role is what its scopes leave of its maker's. */
static const struct role program = {"program", "Program", "What its token is for", .may = {
    [VIEW_ORG] = 1, [VIEW_PEOPLE] = 1, [VIEW_AWARDS] = 1, [VIEW_EVIDENCE] = 1, [AWARD_BADGES] = 1, [REVOKE_BADGES] = 1, [SEE_QUEUE] = 1,
    [JUDGE_EVIDENCE] = 1, [CHECK_JUDGES] = 1}};

static struct role_grant grant_of(const struct access_limits *l)
{
    return (struct role_grant){.id = -l->token, .role = &program, .people = l->departments ? PEOPLE_DEPARTMENTS : PEOPLE_ALL, .some_badges = l->badges};
}

bool access_limits_fit(const struct access_limits *limits, enum right right)
{
    struct role_grant g = grant_of(limits);

    return (!limits->departments && !limits->badges) || role_grant_may(&g, right);
}

void access_narrow(struct request *rq, int64_t org, const struct access_limits *limits)
{
    struct access *x = NEW(rq->arena, struct access);

    *x = (struct access){.org = org, .account = rq->session->account};
    *list_add(rq->arena, &x->grants) = grant_of(limits);
    rq->access = x;
}

/* ---- asked ---- */

bool access_may(const struct access *x, enum right right)
{
    for (size_t i = 0; i < x->grants.n; i++)
        if (role_grant_may_everywhere(&x->grants.items[i], right))
            return true;
    return false;
}

bool access_may_some(const struct access *x, enum right right)
{
    for (size_t i = 0; i < x->grants.n; i++)
        if (role_grant_may(&x->grants.items[i], right))
            return true;
    return false;
}

bool access_has_role(const struct access *x, const struct role *role)
{
    for (size_t i = 0; i < x->grants.n; i++)
        if (x->grants.items[i].role == role)
            return true;
    return false;
}

bool access_is_admin(const struct access *x)
{
    return access_may(x, MANAGE_ORG);
}

bool org_may(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right)
{
    struct access x;

    return access_load(db, a, org, account, &x, NULL) == OK && access_may(&x, right);
}

bool org_may_some(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right)
{
    struct access x;

    return access_load(db, a, org, account, &x, NULL) == OK && access_may_some(&x, right);
}

/* ---- one at a time ---- */

/* $1 organisation, $2 account, $3 grant, $4 what is looked for. */
#define OF_PEOPLE(person)                                                                                                       \
    " AND (g.people <> 'below' OR " person " IN " ACCESS_BELOW("$1", "$2") ")"                                                   \
    " AND (g.people <> 'departments' OR EXISTS (SELECT 1 FROM person p JOIN department d ON d.id = p.department_id"             \
    " JOIN department t ON d.path LIKE t.path || '%' JOIN " REACH_PARTS " x ON x.ref_id = t.id AND x.kind = 'department'"      \
    " WHERE x.grant_id = g.id AND p.id = " person ")" ACCESS_OTHER_PLACES(person) ")"
#define LIMITS(person, badge) OF_PEOPLE(person)                                                                                 \
    " AND (g.badges <> 'some' OR " badge " IN " REACH_BADGES("g.id") ")"
#define GRANT "SELECT count(*) FROM " REACH_GRANTS " g, "
#define OF_GRANT " AND g.org_id = $1 AND g.account_id = $2 AND g.id = $3"

/* For some badges: of those that the account answers for, or that its grant names. */
#define OWN_REQUIREMENT " AND (g.badges <> 'some' OR q.owner_id = $2 OR EXISTS (SELECT 1 FROM member_role_part xr WHERE xr.grant_id = g.id"  \
    " AND xr.kind = 'requirement' AND xr.ref_id = q.id))"

static const char sql_person[] = SQL(
    GRANT "person o WHERE o.org_id = $1 AND o.id = $4" OF_GRANT LIMITS("o.id", "0"));
static const char sql_award[] = SQL(
    GRANT "award w WHERE w.org_id = $1 AND w.id = $4" OF_GRANT LIMITS("w.person_id", "w.achievement_id"));
static const char sql_badge[] = SQL(
    GRANT "achievement b WHERE b.org_id = $1 AND b.id = $4" OF_GRANT LIMITS("0", "b.id"));
static const char sql_application[] = SQL(
    GRANT "application c WHERE c.org_id = $1 AND c.id = $4" OF_GRANT LIMITS("0", "c.achievement_id"));
/* Of an award, of a record, of what was handed in for a requirement and waits, of an application whose
 * applicant is in the directory or not. */
static const char sql_evidence[] = SQL(
    "SELECT (" GRANT "evidence_folder f JOIN evidence_award z ON z.folder_id = f.id JOIN award w ON w.id = z.award_id"
    " WHERE f.org_id = $1 AND f.public_id = $4" OF_GRANT LIMITS("w.person_id", "w.achievement_id") ") + ("
    GRANT "evidence_folder k JOIN requirement_record l ON l.folder_id = k.id JOIN requirement q ON q.id = l.requirement_id"
    " WHERE k.org_id = $1 AND k.public_id = $4" OF_GRANT OF_PEOPLE("l.person_id") OWN_REQUIREMENT ") + ("
    GRANT "evidence_folder u JOIN intake v ON v.folder_id = u.id AND v.state <> 'draft' JOIN requirement q ON q.id = v.requirement_id"
    " WHERE u.org_id = $1 AND u.public_id = $4" OF_GRANT OF_PEOPLE("v.person_id") OWN_REQUIREMENT ") + ("
    GRANT "evidence_folder h JOIN application c ON c.folder_id = h.id"
    " LEFT JOIN person i ON i.org_id = h.org_id AND i.folded = c.folded"
    " WHERE h.org_id = $1 AND h.public_id = $4" OF_GRANT LIMITS("coalesce(i.id, 0)", "c.achievement_id") ")");

static const char sql_requirement[] = SQL(
    GRANT "requirement q WHERE q.org_id = $1 AND q.id = $4" OF_GRANT OWN_REQUIREMENT);
static const char sql_standing[] = SQL(
    GRANT "requirement q, person o WHERE q.org_id = $1 AND q.id = $4 AND o.org_id = $1 AND o.id = $5" OF_GRANT OWN_REQUIREMENT OF_PEOPLE("o.id"));

static const char sql_pathway[] = SQL(
    GRANT "pathway q WHERE q.org_id = $1 AND q.id = $4" OF_GRANT " AND (g.badges <> 'some' OR q.owner_id = $2)");

static const char sql_vacancy[] = SQL(
    GRANT "vacancy q WHERE q.org_id = $1 AND q.id = $4" OF_GRANT " AND (g.badges <> 'some' OR EXISTS (SELECT 1 FROM vacancy_line yl JOIN vacancy_way yw ON yw.line_id = yl.id"
    " WHERE yl.vacancy_id = q.id AND yw.achievement_id IN " REACH_BADGES("g.id") "))");

static const char *const sql_of[WITHIN_COUNT] = {
    [OF_PERSON] = sql_person, [OF_AWARD] = sql_award, [OF_BADGE] = sql_badge, [OF_APPLICATION] = sql_application, [OF_EVIDENCE] = sql_evidence,
    [OF_REQUIREMENT] = sql_requirement, [OF_STANDING] = sql_standing, [OF_PATHWAY] = sql_pathway, [OF_VACANCY] = sql_vacancy,
};

/* Awarded by this account within a day: by a list of its own, or one at a time. */
static const char sql_own[] = SQL(
    "SELECT count(*) FROM award w JOIN award_batch b ON b.id = w.batch_id WHERE w.org_id = $1 AND w.id = $3 AND b.account_id = $2 AND w.created_at > $4");

static code is_own(struct db *db, const struct access *x, const struct reach_ask *q, bool *out, struct error *err)
{
    int64_t n = 0;

    if (q->right == REVOKE_BADGES && q->what == OF_AWARD && access_may(x, REVOKE_OWN))
        TRY(db_int(db, sql_own, ARGS(v_int(x->org), v_int(x->account), v_int(q->id), v_int(clock_now() - DAY)), &n, err));
    *out = n > 0;
    return OK;
}

code access_reaches(struct db *db, const struct access *x, const struct reach_ask *q, bool *out, struct error *err)
{
    *out = access_may(x, q->right);
    for (size_t i = 0; i < x->grants.n && !*out; i++) {
        const struct role_grant *g = &x->grants.items[i];
        int64_t n = 0;
        if (!role_grant_may(g, q->right) || !sql_of[q->what])
            continue;
        struct args args = ARGS(v_int(x->org), v_int(x->account), v_int(g->id), q->what == OF_EVIDENCE ? v_str(q->name) : v_int(q->id), v_int(q->person));
        args.n -= q->what != OF_STANDING;        /* which alone asks for the person too */
        TRY(db_int(db, sql_of[q->what], args, &n, err));
        *out = n > 0;
    }
    return *out ? OK : is_own(db, x, q, out, err);
}

/* `$4` person, `$5` badge. */
static const char sql_to_award[] = SQL(
    "SELECT count(*) FROM " REACH_GRANTS " g WHERE g.org_id = $1 AND g.account_id = $2 AND g.id = $3" LIMITS("CAST($4 AS BIGINT)", "CAST($5 AS BIGINT)"));

code access_reaches_award(struct db *db, const struct access *x, const struct reach_award *q, bool *out, struct error *err)
{
    *out = access_may(x, q->right);
    for (size_t i = 0; i < x->grants.n && !*out; i++) {
        int64_t n = 0;
        if (role_grant_may(&x->grants.items[i], q->right))
            TRY(db_int(db, sql_to_award, ARGS(v_int(x->org), v_int(x->account), v_int(x->grants.items[i].id), v_int(q->person), v_int(q->badge)), &n, err));
        *out = n > 0;
    }
    return OK;
}

static struct reach_ask asked_of(struct request *rq, enum right right)
{
    struct reach_ask q = {.right = right, .what = (enum within)rq->route->within};

    if (q.what == OF_STANDING)
        q.person = request_param_int(rq, "person");
    if (q.what == OF_EVIDENCE)
        q.name = request_param(rq, "folder");
    else if (q.what == OF_PATHWAY)
        q.id = request_param_int(rq, "pathway");
    else if (q.what > IN_LISTS)
        q.id = request_param_int(rq, q.what == OF_BADGE && !str_is_absent(request_param(rq, "badge")) ? "badge" : "id");
    return q;
}

bool access_holds(struct request *rq, enum right right)
{
    const struct access *x;

    return access_of(rq, rq->org, &x, NULL) == OK && access_may(x, right);
}

bool access_holds_for(struct request *rq, enum right right, int64_t person)
{
    const struct access *x;
    bool reaches = false;

    return access_of(rq, rq->org, &x, NULL) == OK && access_may_some(x, right)
        && access_reaches(rq->db, x, &(struct reach_ask){.right = right, .what = OF_PERSON, .id = person}, &reaches, NULL) == OK && reaches;
}

bool access_holds_some(struct request *rq, enum right right)
{
    const struct access *x;

    return access_of(rq, rq->org, &x, NULL) == OK && access_may_some(x, right);
}

bool access_has_requirement(struct request *rq, enum right right, int64_t requirement)
{
    const struct access *x;
    bool reaches = false;

    return access_of(rq, rq->org, &x, NULL) == OK
        && access_reaches(rq->db, x, &(struct reach_ask){.right = right, .what = OF_REQUIREMENT, .id = requirement}, &reaches, NULL) == OK && reaches;
}

bool access_has_badge(struct request *rq, enum right right, int64_t badge)
{
    const struct access *x;
    bool reaches = false;

    return access_of(rq, rq->org, &x, NULL) == OK
        && access_reaches(rq->db, x, &(struct reach_ask){.right = right, .what = OF_BADGE, .id = badge}, &reaches, NULL) == OK && reaches;
}

code access_allows(struct request *rq, const struct access *x, enum right right)
{
    bool some = access_may_some(x, right), reaches = false;

    if (access_may(x, right))
        return OK;
    if (!rq->route || rq->route->within == NOT_IN_PART || (!some && right != REVOKE_BADGES))
        return DENIED;
    if (rq->route->within == IN_LISTS)
        return some ? OK : DENIED;
    struct reach_ask q = asked_of(rq, right);
    if (access_reaches(rq->db, x, &q, &reaches, NULL) != OK)
        return DENIED;
    return reaches ? OK : some ? NOT_FOUND : DENIED;
}

/* ---- many at a time ---- */

void access_reach(struct arena *a, const struct access *x, enum right right, struct list_reach *out)
{
    *out = (struct list_reach){.everything = access_may(x, right)};
    for (size_t i = 0; i < x->grants.n && !out->everything; i++) {
        const struct role_grant *g = &x->grants.items[i];
        if (role_grant_may(g, right))
            *list_add(a, &out->parts) = (struct list_part){g->id, g->people == PEOPLE_BELOW, g->people == PEOPLE_DEPARTMENTS, g->some_badges};
    }
}

code access_list_reach(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right, struct list_reach *out, struct error *err)
{
    struct access x;

    *out = (struct list_reach){0};
    TRY(access_load(db, a, org, account, &x, err));
    access_reach(a, &x, right, out);
    return OK;
}

str access_grants(struct arena *a, const struct access *x, enum right right)
{
    struct buf b = buf_new(a);

    if (access_may(x, right))
        return S("");
    buf_byte(&b, ',');
    for (size_t i = 0; i < x->grants.n; i++)
        if (role_grant_may(&x->grants.items[i], right))
            buf_printf(&b, "%lld,", (long long)x->grants.items[i].id);
    return buf_done(&b);
}
