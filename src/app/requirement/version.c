/* requirement/version.c — the working copy, its publication, and the rule of a version. */
#include "app/requirement/requirement_private.h"

#include "app/zone.h"

#define COLUMNS                                                                \
    "SELECT id, org_id, requirement_id, number, retain_years, coalesce(grace_by, 0), coalesce(changed_by, 0), name, words, basis, basis_ref,"  \
    " basis_url, basis_version, criticality, rule, sign_off, carry, changed_at, coalesce(published_at, 0), coalesce(published_on, 0),"         \
    " coalesce(renew_by, 0) FROM requirement_version"

static const char sql_get[] = SQL(COLUMNS " WHERE org_id = $1 AND requirement_id = $2 AND number = $3");
static const char sql_all[] = SQL(COLUMNS " WHERE org_id = $1 AND requirement_id = $2 AND number > 0 ORDER BY number DESC");
static const char sql_on[] = SQL(
    COLUMNS " WHERE org_id = $1 AND requirement_id = $2 AND number > 0 AND ($3 = 0 OR published_on <= $3 OR number = 1) ORDER BY number DESC LIMIT 1");

static struct requirement_version read_row(struct rows *r, struct arena *a)
{
    return (struct requirement_version){
        .id = row_int(r, 0), .org = row_int(r, 1), .requirement = row_int(r, 2), .number = row_int(r, 3), .retain_years = row_int(r, 4),
        .grace_by = row_int(r, 5), .changed_by = row_int(r, 6), .name = row_str(r, 7, a), .words = row_str(r, 8, a), .basis = row_str(r, 9, a),
        .basis_ref = row_str(r, 10, a), .basis_url = row_str(r, 11, a), .basis_version = row_str(r, 12, a), .criticality = row_str(r, 13, a),
        .rule = row_str(r, 14, a), .sign_off = row_str(r, 15, a), .carry = row_str(r, 16, a), .changed = row_int(r, 17), .published = row_int(r, 18),
        .published_on = row_int(r, 19), .renew_by = row_int(r, 20)};
}

static code read_one(struct rows *r, struct arena *a, struct requirement_version *out, struct error *err)
{
    *out = (struct requirement_version){0};
    if (rows_next(r))
        *out = read_row(r, a);
    return rows_end(r, err);
}

code requirement_version_get(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, struct requirement_version *out, struct error *err)
{
    TRY(read_one(db_query(db, sql_get, ARGS(v_int(org), v_int(id), v_int(number))), a, out, err));
    return out->id ? OK : fail(err, NOT_FOUND, "version", "there is no such version of this requirement");
}

code requirement_versions(struct db *db, struct arena *a, int64_t org, int64_t id, struct requirement_versions *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(org), v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

code requirement_version_on(struct db *db, struct arena *a, int64_t org, int64_t id, msec day, struct requirement_version *out, struct error *err)
{
    return read_one(db_query(db, sql_on, ARGS(v_int(org), v_int(id), v_int(day))), a, out, err);
}

/* ---- the rule ---- */

static const char sql_cuts[] = SQL(
    "SELECT published_on, renew_by FROM requirement_version WHERE org_id = $1 AND requirement_id = $2 AND number > 1 AND carry = 'renew'"
    " AND ($3 = 0 OR number <= $3) AND renew_by IS NOT NULL ORDER BY number");

code requirement_rule_of(struct db *db, struct arena *a, const struct requirement_version *v, struct requirement_rule *out, struct error *err)
{
    LIST(struct renewal_cut) cuts = {0};

    TRY(rule_read(a, v->rule, out, err));
    struct rows *r = db_query(db, sql_cuts, ARGS(v_int(v->org), v_int(v->requirement), v_int(v->number)));
    while (rows_next(r))
        *list_add(a, &cuts) = (struct renewal_cut){row_int(r, 0), row_int(r, 1)};
    out->cuts = cuts.items;
    out->n_cuts = cuts.n;
    return rows_end(r, err);
}

/* ---- what the rule names ---- */

static const char sql_no_parts[] = SQL(
    "DELETE FROM requirement_part WHERE version_id = (SELECT v.id FROM requirement_version v WHERE v.org_id = $1 AND v.requirement_id = $2 AND v.number = 0)");
static const char sql_part[] = SQL(
    "INSERT INTO requirement_part (version_id, kind, ref_id) SELECT v.id, $3, $4 FROM requirement_version v WHERE v.org_id = $1 AND v.requirement_id = $2"
    " AND v.number = 0 ON CONFLICT DO NOTHING");

struct named_part { const char *kind; int64_t ref; };
LIST_OF(named_parts, struct named_part);

static void name_parts(struct arena *a, const struct requirement_rule *rule, struct named_parts *out)
{
    struct proof_leaves leaves = {0};

    proof_tree_leaves(a, &rule->proof, &leaves);
    for (size_t i = 0; i < leaves.n; i++) {
        enum proof_kind k = leaves.items[i]->kind;
        if (k == PROOF_BADGE || k == PROOF_REQUIREMENT)
            *list_add(a, out) = (struct named_part){proof_kind_name(k), leaves.items[i]->ref};
    }
    for (size_t i = 0; i < rule->n_dues; i++)
        if (rule->dues[i].from == DUE_COMPLETED)
            *list_add(a, out) = (struct named_part){"due", rule->dues[i].ref};
}

static code put_parts(struct db *db, struct arena *a, int64_t org, int64_t id, const struct requirement_rule *rule, struct error *err)
{
    struct named_parts parts = {0};

    name_parts(a, rule, &parts);
    TRY(db_run(db, sql_no_parts, ARGS(v_int(org), v_int(id)), NULL, err));
    for (size_t i = 0; i < parts.n; i++)
        TRY(db_run(db, sql_part, ARGS(v_int(org), v_int(id), v_str(cstr(parts.items[i].kind)), v_int(parts.items[i].ref)), NULL, err));
    return OK;
}

/* ---- the working copy ---- */

static const char sql_copy[] = SQL(
    "INSERT INTO requirement_version (org_id, requirement_id, number, name, words, basis, basis_ref, basis_url, basis_version, criticality, rule,"
    " sign_off, retain_years, changed_by, changed_at, carry) SELECT v.org_id, v.requirement_id, 0, v.name, v.words, v.basis, v.basis_ref, v.basis_url,"
    " v.basis_version, v.criticality, v.rule, v.sign_off, v.retain_years, $3, $4, 'counts' FROM requirement_version v WHERE v.org_id = $1"
    " AND v.requirement_id = $2 AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = $2) ON CONFLICT DO NOTHING");
static const char sql_copy_audience[] = SQL(
    "INSERT INTO requirement_audience (org_id, version_id, leaves_out, kind, ref_id, words) SELECT x.org_id, w.id, x.leaves_out, x.kind, x.ref_id, x.words"
    " FROM requirement_audience x JOIN requirement_version v ON v.id = x.version_id JOIN requirement_version w ON w.requirement_id = v.requirement_id"
    " AND w.number = 0 WHERE v.org_id = $1 AND v.requirement_id = $2 AND v.number > 0"
    " AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = $2) ORDER BY x.id");

static const char sql_copy_parts[] = SQL(
    "INSERT INTO requirement_part (version_id, kind, ref_id) SELECT w.id, q.kind, q.ref_id FROM requirement_part q"
    " JOIN requirement_version v ON v.id = q.version_id JOIN requirement_version w ON w.requirement_id = v.requirement_id AND w.number = 0"
    " WHERE v.org_id = $1 AND v.requirement_id = $2 AND v.number > 0 AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = $2)");

static code make_working(struct db *db, const struct requirement_act *c, struct error *err)
{
    struct args who = ARGS(v_int(c->org), v_int(c->id));
    int64_t made = 0;

    TRY(db_run(db, sql_copy, ARGS(v_int(c->org), v_int(c->id), v_int(c->by), v_int(clock_now())), &made, err));
    if (!made)
        return OK;
    TRY(db_run(db, sql_copy_audience, who, NULL, err));
    return db_run(db, sql_copy_parts, who, NULL, err);
}

code requirement_working(struct db *db, struct arena *a, const struct requirement_act *c, struct requirement_version *out, struct error *err)
{
    if (requirement_version_get(db, a, c->org, c->id, 0, out, NULL) == OK)
        return OK;
    TRY(db_begin(db, err));
    TRY(db_end(db, make_working(db, c, err), err));
    return requirement_version_get(db, a, c->org, c->id, 0, out, err);
}

static bool is_word(const struct requirement_word *all, str name)
{
    return *requirement_word(all, name) != '\0';
}

struct text_limit { const char *field; str text; size_t most; };

static code check_texts(const struct requirement_version *v, struct error *err)
{
    const struct text_limit all[] = {{"name", v->name, 200}, {"words", v->words, 20000}, {"basis_ref", v->basis_ref, 200},
                                     {"basis_url", v->basis_url, 2000}, {"basis_version", v->basis_version, 100}};

    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].text.n > all[i].most)
            return fail(err, BAD_INPUT, all[i].field, "this is too long");
    if (str_is_empty(str_trim(v->name)))
        return fail(err, BAD_INPUT, "name", "a requirement needs a name");
    if (v->basis_url.n && !str_starts(v->basis_url, S("https://")) && !str_starts(v->basis_url, S("http://")))
        return fail(err, BAD_INPUT, "basis_url", "an address begins with https://");
    return OK;
}

/* Who hands in evidence hands it in for the requirement: there is no second place for more of another name. */
static code check_evidence(struct arena *a, const struct requirement_rule *rule, struct error *err)
{
    const struct proof_tree *first = rule_evidence(a, rule);
    struct proof_leaves leaves = {0};

    proof_tree_leaves(a, &rule->proof, &leaves);
    for (size_t i = 0; i < leaves.n; i++)
        if (leaves.items[i]->kind == PROOF_EVIDENCE && !str_eq(leaves.items[i]->what, first->what))
            return fail(err, BAD_INPUT, "part", "evidence can be asked for under one name alone: make it two requirements");
    return OK;
}

static code check_version(struct arena *a, const struct requirement_version *v, struct requirement_rule *rule, struct error *err)
{
    TRY(check_texts(v, err));
    if (!is_word(requirement_bases, v->basis) || !is_word(requirement_criticalities, v->criticality) || !is_word(requirement_sign_offs, v->sign_off))
        return fail(err, BAD_INPUT, "basis", "choose one of the list");
    if (v->retain_years < 0 || v->retain_years > 100)
        return fail(err, BAD_INPUT, "retain_years", "a whole number up to %d", 100);
    TRY(rule_read(a, v->rule, rule, err));
    return check_evidence(a, rule, err);
}

static const char sql_save[] = SQL(
    "UPDATE requirement_version SET name = $3, words = $4, basis = $5, basis_ref = $6, basis_url = $7, basis_version = $8, criticality = $9, rule = $10,"
    " sign_off = $11, retain_years = $12, changed_by = $13, changed_at = $14 WHERE org_id = $1 AND requirement_id = $2 AND number = 0");

static code save(struct db *db, struct arena *a, const struct requirement_version *v, const struct requirement_rule *rule, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_save,
               ARGS(v_int(v->org), v_int(v->requirement), v_str(str_trim(v->name)), v_str(v->words), v_str(v->basis), v_str(v->basis_ref), v_str(v->basis_url),
                    v_str(v->basis_version), v_str(v->criticality), v_str(v->rule), v_str(v->sign_off), v_int(v->retain_years), v_int(v->changed_by),
                    v_int(clock_now())), &changed, err));
    if (!changed)
        return fail(err, NOT_FOUND, "version", "there is no such version of this requirement");
    return put_parts(db, a, v->org, v->requirement, rule, err);
}

code requirement_working_save(struct db *db, struct arena *a, const struct requirement_version *v, struct error *err)
{
    struct requirement_rule rule;

    TRY(check_version(a, v, &rule, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, v, &rule, err), err);
}

static const char sql_drop[] = SQL(
    "DELETE FROM requirement_version WHERE org_id = $1 AND requirement_id = $2 AND number = 0"
    " AND EXISTS (SELECT 1 FROM requirement_version n WHERE n.requirement_id = $2 AND n.number > 0)");

code requirement_working_drop(struct db *db, struct arena *a, const struct requirement_act *c, struct error *err)
{
    (void)a;
    return db_run(db, sql_drop, ARGS(v_int(c->org), v_int(c->id)), NULL, err);
}

/* ---- published ---- */

static const char sql_loop[] = SQL(
    "WITH RECURSIVE named(id) AS (SELECT CAST($2 AS BIGINT) UNION SELECT q.ref_id FROM named JOIN requirement_version v ON v.requirement_id = named.id"
    " AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = named.id) JOIN requirement_part q ON q.version_id = v.id"
    " WHERE q.kind IN ('requirement', 'due')) SELECT count(*) FROM named WHERE id = $1");
static const char sql_badge_there[] = SQL("SELECT count(*) FROM achievement WHERE org_id = $1 AND id = $2");
static const char sql_other_there[] = SQL("SELECT count(*) FROM requirement WHERE org_id = $1 AND id = $2");

static code check_part(struct db *db, const struct requirement_publish *p, const struct named_part *part, struct error *err)
{
    bool badge = str_eq(cstr(part->kind), S("badge"));
    int64_t n = 0;

    TRY(db_int(db, badge ? sql_badge_there : sql_other_there, ARGS(v_int(p->org), v_int(part->ref)), &n, err));
    if (!n)
        return fail(err, BAD_INPUT, "proof", "a badge or requirement that it names is not there");
    if (badge)
        return OK;
    TRY(db_int(db, sql_loop, ARGS(v_int(p->id), v_int(part->ref)), &n, err));
    return n ? fail(err, CONFLICT, "proof", "a requirement that it names leads back to this one") : OK;
}

static code check_parts(struct db *db, struct arena *a, const struct requirement_publish *p, const struct requirement_rule *rule, struct error *err)
{
    struct named_parts parts = {0};

    name_parts(a, rule, &parts);
    for (size_t i = 0; i < parts.n; i++)
        TRY(check_part(db, p, &parts.items[i], err));
    return OK;
}

static const char sql_publish[] = SQL(
    "UPDATE requirement_version SET number = (SELECT max(n.number) + 1 FROM requirement_version n WHERE n.requirement_id = $2), published_at = $3,"
    " published_on = $4, carry = $5, renew_by = $6, grace_by = $7 WHERE org_id = $1 AND requirement_id = $2 AND number = 0 RETURNING number");
static const char sql_audience[] = SQL("SELECT count(*) FROM requirement_audience WHERE version_id = $1 AND leaves_out = 0");

static code check_publish(struct db *db, const struct requirement_publish *p, const struct requirement_version *v, const struct requirement_rule *rule, msec today,
                          struct error *err)
{
    int64_t audience = 0;

    if (rule->grace && str_eq(v->criticality, S("blocks")) && !p->signs_grace)
        return fail(err, BAD_INPUT, "grace", "grace for what blocks work has to be signed by who publishes it");
    if (p->renew_by && p->renew_by < today)
        return fail(err, BAD_INPUT, "renew_by", "the day has passed already");
    TRY(db_int(db, sql_audience, ARGS(v_int(v->id)), &audience, err));
    return audience ? OK : fail(err, BAD_INPUT, "audience", "say whom it is for");
}

static code publish(struct db *db, struct arena *a, const struct requirement_publish *p, int64_t *number, struct error *err)
{
    struct requirement_version v;
    struct requirement_rule rule;
    struct org_awarding w;
    struct requirement r;

    TRY(requirement_get(db, a, p->org, p->id, &r, err));
    if (requirement_version_get(db, a, p->org, p->id, 0, &v, NULL) != OK)
        return fail(err, CONFLICT, "version", "nothing was changed since the last version");
    TRY(check_version(a, &v, &rule, err));
    TRY(org_awarding_get(db, a, p->org, &w, err));
    msec now = clock_now(), today = zone_day(a, w.time_zone, now).day;
    TRY(check_publish(db, p, &v, &rule, today, err));
    TRY(check_parts(db, a, p, &rule, err));
    TRY(db_int(db, sql_publish,
               ARGS(v_int(p->org), v_int(p->id), v_int(now), v_int(today), v_str(p->renew_by ? S("renew") : S("counts")), v_int_if(p->renew_by != 0, p->renew_by),
                    v_int_if(p->signs_grace && rule.grace, p->by)), number, err));
    TRY(org_log(db, p->org, p->by, "requirement.publish", r.code, str_printf(a, "version %lld", (long long)*number), err));
    return requirement_touch(db, a, p->org, p->id, 0, err);
}

code requirement_publish(struct db *db, struct arena *a, const struct requirement_publish *p, int64_t *number, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, publish(db, a, p, number, err), err);
}
