/* requirement/audience.c — whom a version is for, and who is asked because of it. */
#include "app/requirement/requirement_private.h"

#include "app/people/people.h"

static const char *const kind_names[FOR_KINDS] = {
    [FOR_EVERYBODY] = "everybody", [FOR_DEPARTMENT] = "department", [FOR_SITE] = "site", [FOR_TEAM] = "team", [FOR_GROUP] = "group",
    [FOR_EMPLOYMENT] = "employment", [FOR_TITLE] = "title", [FOR_JOB] = "job", [FOR_PERSON] = "person",
};

const char *audience_kind_name(enum audience_kind k)
{
    return (unsigned)k < FOR_KINDS ? kind_names[k] : "?";
}

bool audience_kind_named(str name, enum audience_kind *out)
{
    for (*out = 0; *out < FOR_KINDS; ++*out)
        if (str_eq(name, cstr(kind_names[*out])))
            return true;
    return false;
}

#define IN_AUDIENCE(version)                                                                                                     \
    "(EXISTS (SELECT 1 FROM requirement_audience x WHERE x.version_id = " version " AND x.leaves_out = 0 AND " AUDIENCE_FITS ")"        \
    " AND NOT EXISTS (SELECT 1 FROM requirement_audience x WHERE x.version_id = " version " AND x.leaves_out = 1 AND " AUDIENCE_FITS "))"

/* ---- read and set ---- */

static const char sql_rules[] = SQL("SELECT leaves_out, kind, ref_id, words FROM requirement_audience WHERE version_id = $1 ORDER BY id");

code requirement_audience(struct db *db, struct arena *a, int64_t version, struct audience_rules *out, struct error *err)
{
    struct rows *r = db_query(db, sql_rules, ARGS(v_int(version)));
    enum audience_kind kind;

    while (rows_next(r))
        if (audience_kind_named(row_str(r, 1, a), &kind))
            *list_add(a, out) = (struct audience_rule){row_bool(r, 0), kind, row_int(r, 2), row_str(r, 3, a)};
    return rows_end(r, err);
}

static const char sql_is_there[] = SQL(
    "SELECT CASE $2 WHEN 'department' THEN (SELECT count(*) FROM department d WHERE d.org_id = $1 AND d.id = $3)"
    " WHEN 'site' THEN (SELECT count(*) FROM site s WHERE s.org_id = $1 AND s.id = $3)"
    " WHEN 'team' THEN (SELECT count(*) FROM team t WHERE t.org_id = $1 AND t.id = $3)"
    " WHEN 'group' THEN (SELECT count(*) FROM person_group g WHERE g.org_id = $1 AND g.id = $3 AND g.query IS NULL AND g.removed_at IS NULL)"
    " WHEN 'job' THEN (SELECT count(*) FROM jobrole j WHERE j.org_id = $1 AND j.id = $3)"
    " WHEN 'person' THEN (SELECT count(*) FROM person p WHERE p.org_id = $1 AND p.id = $3) ELSE 1 END");
static const char sql_clear[] = SQL(
    "DELETE FROM requirement_audience WHERE version_id = (SELECT v.id FROM requirement_version v WHERE v.org_id = $1 AND v.requirement_id = $2 AND v.number = 0)");
static const char sql_put[] = SQL(
    "INSERT INTO requirement_audience (org_id, version_id, leaves_out, kind, ref_id, words)"
    " SELECT v.org_id, v.id, $3, $4, $5, $6 FROM requirement_version v WHERE v.org_id = $1 AND v.requirement_id = $2 AND v.number = 0");

static bool names_words(enum audience_kind k)
{
    return k == FOR_EMPLOYMENT || k == FOR_TITLE;
}

code requirement_audience_check(struct db *db, int64_t org, const struct audience_rule *x, struct error *err)
{
    int64_t there = 0;

    if (names_words(x->kind) && (str_is_empty(x->words) || x->words.n > 200))
        return fail(err, BAD_INPUT, "audience", "say which one");
    TRY(db_int(db, sql_is_there, ARGS(v_int(org), v_str(cstr(audience_kind_name(x->kind))), v_int(x->ref)), &there, err));
    return there ? OK : fail(err, BAD_INPUT, "audience", "a place, group or person of it is not there any more");
}

static code set_audience(struct db *db, const struct requirement_act *c, const struct audience_rules *all, struct error *err)
{
    TRY(db_run(db, sql_clear, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    for (size_t i = 0; i < all->n; i++) {
        const struct audience_rule *x = &all->items[i];
        bool words = names_words(x->kind);
        TRY(requirement_audience_check(db, c->org, x, err));
        TRY(db_run(db, sql_put, ARGS(v_int(c->org), v_int(c->id), v_int(x->leaves_out), v_str(cstr(audience_kind_name(x->kind))),
                                     v_int(words || x->kind == FOR_EVERYBODY ? 0 : x->ref), v_str(words ? x->words : S(""))), NULL, err));
    }
    return OK;
}

code requirement_audience_set(struct db *db, struct arena *a, const struct requirement_act *c, const struct audience_rules *all, struct error *err)
{
    (void)a;
    if (all->n > AUDIENCE_RULES_MOST)
        return fail(err, LIMIT, "audience", "at most %d rules", AUDIENCE_RULES_MOST);
    TRY(db_begin(db, err));
    return db_end(db, set_audience(db, c, all, err), err);
}

/* ---- who matches ---- */

static const char sql_matches[] = SQL(
    "SELECT p.id, p.name, coalesce(f.name, ''), coalesce(s.name, ''), z.kind, z.ref_id, z.words"
    " FROM person p LEFT JOIN department f ON f.id = p.department_id LEFT JOIN site s ON s.id = p.site_id"
    " JOIN requirement_audience z ON z.id = (SELECT min(x.id) FROM requirement_audience x WHERE x.version_id = $2 AND x.leaves_out = 0 AND " AUDIENCE_FITS ")"
    " WHERE p.org_id = $1 AND " WORKS_HERE("p", "$3") " AND " IN_AUDIENCE("$2") " AND p.id > $4 ORDER BY p.id LIMIT $5");
static const char sql_count[] = SQL("SELECT count(*) FROM person p WHERE p.org_id = $1 AND " WORKS_HERE("p", "$3") " AND " IN_AUDIENCE("$2"));
code requirement_matches(struct db *db, struct arena *a, const struct audience_ask *q, struct audience_people *out, struct error *err)
{
    struct rows *r = db_query(db, sql_matches, ARGS(v_int(q->org), v_int(q->version), v_int(clock_now()), v_int(q->after), v_int(q->limit)));

    while (rows_next(r)) {
        struct audience_person *p = list_add(a, out);
        *p = (struct audience_person){.id = row_int(r, 0), .name = row_str(r, 1, a), .department = row_str(r, 2, a), .site = row_str(r, 3, a),
                                      .rule = {false, FOR_EVERYBODY, row_int(r, 5), row_str(r, 6, a)}};
        (void)audience_kind_named(row_str(r, 4, a), &p->rule.kind);
    }
    return rows_end(r, err);
}

code requirement_match_count(struct db *db, int64_t org, int64_t version, int64_t *n, struct error *err)
{
    return db_int(db, sql_count, ARGS(v_int(org), v_int(version), v_int(clock_now())), n, err);
}

/* ---- who is asked ---- */

#define GAIN(one) SQL(                                                                                                           \
    "INSERT INTO requirement_assignment (org_id, requirement_id, person_id, from_on, until_why, source, created_at)"             \
    " SELECT p.org_id, r.id, p.id, $4, '', 'audience', $3 FROM person p JOIN requirement r ON r.org_id = p.org_id AND r.id = $5"  \
    " WHERE p.org_id = $1 AND r.archived_at IS NULL AND " WORKS_HERE("p", "$3") one " AND " IN_AUDIENCE("$2")                            \
    " AND NOT EXISTS (SELECT 1 FROM requirement_assignment o WHERE o.requirement_id = r.id AND o.person_id = p.id AND o.until_on IS NULL)" \
    " ON CONFLICT DO NOTHING")
/* Until the day before: from today on nobody asks. Who left, until their last day here. */
#define LOSE(one) SQL(                                                                                                           \
    "UPDATE requirement_assignment SET until_why = CASE WHEN EXISTS (SELECT 1 FROM requirement r WHERE r.id = requirement_id AND r.archived_at IS NOT NULL)" \
    " THEN 'archived' WHEN EXISTS (SELECT 1 FROM person p WHERE p.id = person_id AND " WORKS_HERE("p", "$3") ") THEN 'moved' ELSE 'left' END," \
    " until_on = coalesce((SELECT p.leaves_at - 86400000 FROM person p WHERE p.id = person_id AND p.leaves_at <= $3 AND p.leaves_at <= $4), $4 - 86400000)" \
    " WHERE org_id = $1 AND requirement_id = $5 AND until_on IS NULL" one                                                        \
    " AND NOT EXISTS (SELECT 1 FROM person p JOIN requirement r ON r.id = requirement_id WHERE p.id = person_id AND r.archived_at IS NULL AND " WORKS_HERE("p", "$3") \
    " AND (source = 'person' OR " IN_AUDIENCE("$2") "))")
/* One person is looked up, and nobody else read. */
static const char sql_gain[] = GAIN(""), sql_gain_one[] = GAIN(" AND p.id = $6");
static const char sql_lose[] = LOSE(""), sql_lose_one[] = LOSE(" AND person_id = $6");

code audience_sync(struct db *db, struct arena *a, const struct audience_sync *s, int64_t *changed, struct error *err)
{
    struct args args = ARGS(v_int(s->org), v_int(s->version), v_int(clock_now()), v_int(s->today), v_int(s->requirement), v_int(s->person));
    int64_t gained = 0, lost = 0;

    (void)a;
    args.n -= s->person == 0;
    TRY(db_run(db, s->person ? sql_gain_one : sql_gain, args, &gained, err));
    TRY(db_run(db, s->person ? sql_lose_one : sql_lose, args, &lost, err));
    *changed = gained + lost;
    return OK;
}

/* ---- by hand ---- */

static const char sql_assign[] = SQL(
    "INSERT INTO requirement_assignment (org_id, requirement_id, person_id, from_on, until_why, source, account_id, created_at)"
    " SELECT p.org_id, r.id, p.id, $5, '', 'person', $4, $6 FROM person p JOIN requirement r ON r.org_id = p.org_id"
    " WHERE p.org_id = $1 AND r.id = $2 AND p.id = $3 AND r.archived_at IS NULL AND " WORKS_HERE("p", "$6") " ON CONFLICT DO NOTHING");
static const char sql_unassign[] = SQL(
    "UPDATE requirement_assignment SET until_on = $4 - 86400000, until_why = 'ended' WHERE org_id = $1 AND requirement_id = $2 AND person_id = $3"
    " AND until_on IS NULL AND source = 'person'");

static code log_person(struct db *db, struct arena *a, const struct requirement_person *p, const char *what, struct error *err)
{
    TRY(org_log(db, p->org, p->by, what, str_printf(a, "person %lld", (long long)p->person), str_printf(a, "requirement %lld", (long long)p->requirement), err));
    return requirement_touch(db, a, p->org, p->requirement, p->person, err);
}

static code assign(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err)
{
    int64_t made = 0;
    msec today = NO_DAY;

    TRY(requirement_today(db, a, p->org, &today, err));
    TRY(db_run(db, sql_assign, ARGS(v_int(p->org), v_int(p->requirement), v_int(p->person), v_int(p->by), v_int(today), v_int(clock_now())), &made, err));
    return made ? log_person(db, a, p, "requirement.assign", err) : fail(err, CONFLICT, "person", "it is asked of them already, or they do not work here");
}

code requirement_assign(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err)
{
    if (db_in_transaction(db))
        return assign(db, a, p, err);
    TRY(db_begin(db, err));
    return db_end(db, assign(db, a, p, err), err);
}

static code unassign(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err)
{
    int64_t changed = 0;
    msec today = NO_DAY;

    TRY(requirement_need_other(db, p, err));
    TRY(requirement_today(db, a, p->org, &today, err));
    TRY(db_run(db, sql_unassign, ARGS(v_int(p->org), v_int(p->requirement), v_int(p->person), v_int(today)), &changed, err));
    return changed ? log_person(db, a, p, "requirement.unassign", err) : fail(err, CONFLICT, "person", "nobody chose them for it by hand");
}

code requirement_unassign(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err)
{
    if (db_in_transaction(db))
        return unassign(db, a, p, err);
    TRY(db_begin(db, err));
    return db_end(db, unassign(db, a, p, err), err);
}

static const char sql_asked[] = SQL(
    "SELECT CASE source WHEN 'person' THEN 2 ELSE 1 END FROM requirement_assignment WHERE org_id = $1 AND requirement_id = $2 AND person_id = $3 AND until_on IS NULL");

code requirement_is_asked(struct db *db, const struct requirement_person *p, enum requirement_asked *out, struct error *err)
{
    struct rows *r = db_query(db, sql_asked, ARGS(v_int(p->org), v_int(p->requirement), v_int(p->person)));

    *out = rows_next(r) ? (enum requirement_asked)row_int(r, 0) : NOT_ASKED;
    return rows_end(r, err);
}
