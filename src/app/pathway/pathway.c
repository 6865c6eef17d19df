/* pathway/pathway.c — pathways of an organisation: what they lead to, and their versions. */
#include "app/pathway/pathway_private.h"

#include "app/catalog/catalog.h"
#include "format/email.h"

code pathway_log(struct db *db, struct arena *a, const struct pathway_act *c, const char *what, str detail, struct error *err)
{
    return org_log(db, c->org, c->by, what, str_printf(a, "pathway %lld", (long long)c->id), detail, err);
}

static const char sql_lock[] = SQL("UPDATE pathway SET is_edited = is_edited WHERE org_id = $1 AND id = $2");

code pathway_lock(struct db *db, int64_t org, int64_t id, struct error *err)
{
    return db_run(db, sql_lock, ARGS(v_int(org), v_int(id)), NULL, err);
}

/* ---- read ---- */

/* `h`: what it is called and leads to, the working copy (t) or a version. */
#define PATHWAY(h, badge)                                                                                                        \
    "SELECT t.id, t.org_id, t.owner_id, " h ".achievement_id, t.number, " h ".name, " h ".words, " h ".qualification, " h ".body, " h ".level, " h ".currency, t.is_open," \
    " t.lapses, t.is_edited, t.created_at, t.archived_at, coalesce(o.name, ''), coalesce((SELECT e.address FROM account_email e"    \
    " WHERE e.account_id = t.owner_id AND e.is_primary = 1), ''), " badge ","                                                    \
    " (SELECT count(*) FROM pathway_person u WHERE u.pathway_id = t.id AND u.left_at IS NULL),"                                  \
    " (SELECT count(*) FROM pathway_person u WHERE u.pathway_id = t.id AND u.left_at IS NULL AND u.done_at IS NOT NULL)," 
#define STEPS_OF(number) " (SELECT count(*) FROM pathway_step s WHERE s.pathway_id = t.id AND s.number = " number ")"
#define WORKING                                                                                                                  \
    PATHWAY("t", "coalesce(v.name, '')") STEPS_OF("0") " FROM pathway t LEFT JOIN account o ON o.id = t.owner_id"                 \
    " LEFT JOIN achievement b ON b.id = t.achievement_id LEFT JOIN achievement_version v ON v.id = b.version_id"
#define PUBLISHED(number)                                                                                                        \
    PATHWAY("h", "h.badge_name") STEPS_OF("h.number") " FROM pathway t JOIN pathway_version h ON h.pathway_id = t.id AND h.number = " number  \
    " LEFT JOIN account o ON o.id = t.owner_id"
static const char sql_get[] = SQL(WORKING " WHERE t.org_id = $1 AND t.id = $2");
static const char sql_as[] = SQL(PUBLISHED("$3") " WHERE t.org_id = $1 AND t.id = $2");
static const char sql_all[] = SQL(WORKING " WHERE t.org_id = $1 ORDER BY t.archived_at IS NOT NULL, lower(t.name), t.id LIMIT 500");
static const char sql_published[] = SQL(PUBLISHED("t.number") " WHERE t.org_id = $1 AND t.id > $2 ORDER BY t.id LIMIT $3");

static void read_pathway(struct rows *r, struct arena *a, struct pathway *p)
{
    *p = (struct pathway){
        .id = row_int(r, 0), .org = row_int(r, 1), .owner = row_int(r, 2), .achievement = row_int(r, 3), .number = row_int(r, 4), .name = row_str(r, 5, a),
        .words = row_str(r, 6, a), .qualification = row_str(r, 7, a), .body = row_str(r, 8, a), .level = row_str(r, 9, a), .currency = row_str(r, 10, a),
        .is_open = row_bool(r, 11), .lapses = row_bool(r, 12), .is_edited = row_bool(r, 13), .created = row_int(r, 14), .archived = row_int(r, 15),
        .owner_name = row_str(r, 16, a), .owner_address = row_str(r, 17, a), .badge_name = row_str(r, 18, a), .people = row_int(r, 19),
        .complete = row_int(r, 20), .steps = row_int(r, 21)};
}

static code read_one(struct rows *r, struct arena *a, const char *lacks, struct pathway *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_pathway(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "pathway", "%s", lacks);
}

static code read_all(struct rows *r, struct arena *a, struct pathways *out, struct error *err)
{
    while (rows_next(r))
        read_pathway(r, a, list_add(a, out));
    return rows_end(r, err);
}

code pathway_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct pathway *out, struct error *err)
{
    return read_one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, "there is no such pathway", out, err);
}

code pathway_as(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, struct pathway *out, struct error *err)
{
    if (number == 0)
        return pathway_get(db, a, org, id, out, err);
    return read_one(db_query(db, sql_as, ARGS(v_int(org), v_int(id), v_int(number))), a, "there is no such version", out, err);
}

code pathway_find(struct db *db, struct arena *a, int64_t org, struct pathways *out, struct error *err)
{
    return read_all(db_query(db, sql_all, ARGS(v_int(org))), a, out, err);
}

code pathway_published(struct db *db, struct arena *a, const struct pathway_page *p, struct pathways *out, struct error *err)
{
    return read_all(db_query(db, sql_published, ARGS(v_int(p->org), v_int(p->after), v_int(p->limit))), a, out, err);
}

static const char sql_names[] = SQL(
    "SELECT DISTINCT b.id, v.name FROM pathway_badge q JOIN achievement b ON b.id = q.achievement_id JOIN achievement_version v ON v.id = b.version_id WHERE q.pathway_id = $1 ORDER BY b.id");

code pathway_badge_names(struct db *db, struct arena *a, int64_t pathway, struct pathway_names *out, struct error *err)
{
    struct rows *r = db_query(db, sql_names, ARGS(v_int(pathway)));

    while (rows_next(r))
        *list_add(a, out) = (struct pathway_name){row_int(r, 0), row_str(r, 1, a)};
    return rows_end(r, err);
}

/* ---- saved ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO pathway (org_id, owner_id, achievement_id, name, words, qualification, body, level, currency, is_open, lapses, number, is_edited, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 1, $12) RETURNING id");
static const char sql_update[] = SQL(
    "UPDATE pathway SET owner_id = $3, achievement_id = $4, name = $5, words = $6, qualification = $7, body = $8, level = $9, currency = $10, is_open = $11,"
    " lapses = $12, is_edited = CASE WHEN $13 = 1 THEN 1 ELSE is_edited END WHERE org_id = $1 AND id = $2");
static const char sql_member[] = SQL(
    "SELECT m.account_id FROM member m JOIN account_email e ON e.account_id = m.account_id WHERE m.org_id = $1 AND e.folded = $2 AND e.verified_at IS NOT NULL");
static const char sql_look_again[] = SQL("UPDATE pathway_person SET look_at = $3 WHERE org_id = $1 AND pathway_id = $2 AND left_at IS NULL");

static code find_owner(struct db *db, struct arena *a, const struct pathway *p, int64_t *owner, struct error *err)
{
    code c = db_int(db, sql_member, ARGS(v_int(p->org), v_str(email_fold(a, p->owner_address))), owner, NULL);

    if (c == NOT_FOUND)
        return fail(err, BAD_INPUT, "owner", "the owner has to be a member of this organisation");
    return c == OK ? OK : fail(err, c, "owner", "it could not be read");
}

static bool is_currency(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return s.n == 0 || s.n == 3;
}

/* A badge that stands there already may be archived meanwhile. */
static code check(struct db *db, struct arena *a, const struct pathway *p, const struct pathway *was, struct error *err)
{
    struct badge_row b;

    if (str_is_empty(str_trim(p->name)))
        return fail(err, BAD_INPUT, "name", "give it a name, such as “Warehouse supervisor”");
    if (!is_currency(p->currency))
        return fail(err, BAD_INPUT, "currency", "three capital letters, such as EUR");
    if (p->achievement && p->achievement != was->achievement && (catalog_get(db, a, p->org, p->achievement, &b, NULL) != OK || !str_eq(b.state, S("published"))))
        return fail(err, BAD_INPUT, "badge", "choose a badge that is published");
    return OK;
}

/* Whether it reopens holds for everybody who is on it, from now on. */
static code look_again(struct db *db, struct arena *a, const struct pathway *p, const struct pathway *was, struct error *err)
{
    if (p->lapses == was->lapses)
        return OK;
    TRY(db_run(db, sql_look_again, ARGS(v_int(p->org), v_int(p->id), v_int(clock_now())), NULL, err));
    return pathway_wake(db, a, err);
}

/* What a version keeps: a change of it is one of the working copy. */
static bool is_same_head(const struct pathway *x, const struct pathway *y)
{
    return str_eq(str_trim(x->name), y->name) && str_eq(x->words, y->words) && str_eq(x->qualification, y->qualification) && str_eq(x->body, y->body)
        && str_eq(x->level, y->level) && str_eq(x->currency, y->currency) && x->achievement == y->achievement;
}

/* Whoever sets standards for a part answers for their own pathways, and for badges of that part. */
static code check_part(struct db *db, struct arena *a, const struct pathway *p, const struct pathway *was, int64_t owner, int64_t by, struct error *err)
{
    struct access x;
    bool reaches = true;

    TRY(access_load(db, a, p->org, by, &x, err));
    if (access_may(&x, SET_STANDARDS))
        return OK;
    if (!access_may_some(&x, SET_STANDARDS) || (p->id && was->owner != by))
        return fail(err, DENIED, "pathway", "this pathway is somebody else’s to change");
    if (owner != by)
        return fail(err, BAD_INPUT, "owner", "you answer for it yourself: write an address of yours");
    if (p->achievement && p->achievement != was->achievement)
        TRY(access_reaches(db, &x, &(struct reach_ask){.right = SET_STANDARDS, .what = OF_BADGE, .id = p->achievement}, &reaches, err));
    return reaches ? OK : fail(err, BAD_INPUT, "badge", "this badge is not of your part");
}

static code write(struct db *db, struct arena *a, const struct pathway *p, int64_t by, int64_t *id, struct error *err)
{
    struct pathway was = {0};
    struct value badge = v_int_if(p->achievement > 0, p->achievement);
    int64_t owner = 0;

    if (p->id)
        TRY(pathway_get(db, a, p->org, p->id, &was, err));
    TRY(check(db, a, p, &was, err));
    TRY(find_owner(db, a, p, &owner, err));
    TRY(check_part(db, a, p, &was, owner, by, err));
    *id = p->id;
    if (p->id) {
        TRY(db_run(db, sql_update, ARGS(v_int(p->org), v_int(p->id), v_int(owner), badge, v_str(str_trim(p->name)), v_str(p->words), v_str(p->qualification), v_str(p->body),
                                        v_str(p->level), v_str(p->currency), v_int(p->is_open), v_int(p->lapses), v_int(!is_same_head(p, &was))), NULL, err));
        TRY(look_again(db, a, p, &was, err));
    } else {
        TRY(db_int(db, sql_insert, ARGS(v_int(p->org), v_int(owner), badge, v_str(str_trim(p->name)), v_str(p->words), v_str(p->qualification), v_str(p->body), v_str(p->level),
                                        v_str(p->currency), v_int(p->is_open), v_int(p->lapses), v_int(clock_now())), id, err));
    }
    return pathway_log(db, a, &(struct pathway_act){p->org, *id, by}, "pathway.change", str_trim(p->name), err);
}

code pathway_save(struct db *db, struct arena *a, const struct pathway *p, int64_t by, int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, write(db, a, p, by, id, err), err);
}

/* ---- versions ---- */

#define COPY_STEPS(from, to)                                                                                                     \
    "INSERT INTO pathway_step (org_id, pathway_id, number, line, place, parent, kind, title, words, needed, optional, minutes, cost, unit, credit)" \
    " SELECT org_id, pathway_id, " to ", line, place, parent, kind, title, words, needed, optional, minutes, cost, unit, credit FROM pathway_step" \
    " WHERE pathway_id = $1 AND number = " from
#define COPY_BADGES(from, to)                                                                                                    \
    "INSERT INTO pathway_badge (pathway_id, number, line, achievement_id) SELECT pathway_id, " to ", line, achievement_id FROM pathway_badge" \
    " WHERE pathway_id = $1 AND number = " from
#define COPY_AFTER(from, to)                                                                                                     \
    "INSERT INTO pathway_after (pathway_id, number, line, after_line) SELECT pathway_id, " to ", line, after_line FROM pathway_after" \
    " WHERE pathway_id = $1 AND number = " from
#define COPY_OUTSIDE(from, to)                                                                                                   \
    "INSERT INTO pathway_outside (pathway_id, number, line, issuer, pattern) SELECT pathway_id, " to ", line, issuer, pattern FROM pathway_outside" \
    " WHERE pathway_id = $1 AND number = " from
static const char sql_outside_out[] = SQL(COPY_OUTSIDE("0", "CAST($2 AS BIGINT)"));
static const char sql_outside_back[] = SQL(COPY_OUTSIDE("$2", "0"));
static const char sql_no_outside[] = SQL("DELETE FROM pathway_outside WHERE pathway_id = $1 AND number = 0");
static const char sql_steps_out[] = SQL(COPY_STEPS("0", "CAST($2 AS BIGINT)"));
static const char sql_badges_out[] = SQL(COPY_BADGES("0", "CAST($2 AS BIGINT)"));
static const char sql_after_out[] = SQL(COPY_AFTER("0", "CAST($2 AS BIGINT)"));
static const char sql_steps_back[] = SQL(COPY_STEPS("$2", "0"));
static const char sql_badges_back[] = SQL(COPY_BADGES("$2", "0"));
static const char sql_after_back[] = SQL(COPY_AFTER("$2", "0"));
static const char sql_no_steps[] = SQL("DELETE FROM pathway_step WHERE pathway_id = $1 AND number = 0");
static const char sql_no_badges[] = SQL("DELETE FROM pathway_badge WHERE pathway_id = $1 AND number = 0");
static const char sql_no_after[] = SQL("DELETE FROM pathway_after WHERE pathway_id = $1 AND number = 0");
static const char sql_number[] = SQL("UPDATE pathway SET number = $3, is_edited = 0 WHERE org_id = $1 AND id = $2");
static const char sql_version[] = SQL(
    "INSERT INTO pathway_version (org_id, pathway_id, number, account_id, published_at, achievement_id, badge_name, name, words, qualification, body, level, currency)"
    " SELECT t.org_id, t.id, $3, $4, $5, t.achievement_id, coalesce(v.name, ''), t.name, t.words, t.qualification, t.body, t.level, t.currency FROM pathway t"
    " LEFT JOIN achievement b ON b.id = t.achievement_id LEFT JOIN achievement_version v ON v.id = b.version_id WHERE t.org_id = $1 AND t.id = $2");
#define BACK(column) column " = (SELECT h." column " FROM pathway_version h WHERE h.pathway_id = pathway.id AND h.number = $3)"
static const char sql_head_back[] = SQL(
    "UPDATE pathway SET " BACK("achievement_id") ", " BACK("name") ", " BACK("words") ", " BACK("qualification") ", " BACK("body") ", " BACK("level") ", " BACK("currency")
    " WHERE org_id = $1 AND id = $2");
static const char sql_versions[] = SQL(
    "SELECT x.number, coalesce(o.name, ''), x.published_at FROM pathway_version x LEFT JOIN account o ON o.id = x.account_id WHERE x.pathway_id = $1 ORDER BY x.number DESC LIMIT 200");

code pathway_versions_of(struct db *db, struct arena *a, int64_t pathway, struct pathway_versions *out, struct error *err)
{
    struct rows *r = db_query(db, sql_versions, ARGS(v_int(pathway)));

    while (rows_next(r))
        *list_add(a, out) = (struct pathway_version){row_int(r, 0), row_str(r, 1, a), row_int(r, 2)};
    return rows_end(r, err);
}

static code copy_all(struct db *db, const char *const *sql, int64_t pathway, int64_t number, struct error *err)
{
    for (; *sql; sql++)
        TRY(db_run(db, *sql, ARGS(v_int(pathway), v_int(number)), NULL, err));
    return OK;
}

static code publish(struct db *db, struct arena *a, const struct pathway_act *c, bool moves, struct error *err)
{
    static const char *const out[] = {sql_steps_out, sql_badges_out, sql_after_out, sql_outside_out, NULL};
    struct pathway p;
    struct pathway_steps all = {0};

    TRY(pathway_lock(db, c->org, c->id, err));
    TRY(pathway_get(db, a, c->org, c->id, &p, err));
    TRY(pathway_steps_of(db, a, c->id, 0, &all, err));
    TRY(pathway_check(a, &all, true, err));
    if (!p.is_edited)
        return fail(err, CONFLICT, "pathway", "nothing was changed since the last version");
    TRY(copy_all(db, out, c->id, p.number + 1, err));
    TRY(db_run(db, sql_number, ARGS(v_int(c->org), v_int(c->id), v_int(p.number + 1)), NULL, err));
    TRY(db_run(db, sql_version, ARGS(v_int(c->org), v_int(c->id), v_int(p.number + 1), v_int_if(c->by > 0, c->by), v_int(clock_now())), NULL, err));
    if (moves && p.number > 0)
        TRY(job_add(db, S("pathway.move"), str_printf(a, "%lld %lld", (long long)c->org, (long long)c->id), (str){0}, clock_now(), err));
    return pathway_log(db, a, c, "pathway.publish", str_printf(a, STR_FMT " %lld", STR_ARG(p.name), (long long)(p.number + 1)), err);
}

code pathway_publish(struct db *db, struct arena *a, const struct pathway_act *c, bool moves, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, publish(db, a, c, moves, err), err);
}

static code discard(struct db *db, struct arena *a, const struct pathway_act *c, struct error *err)
{
    static const char *const none[] = {sql_no_steps, sql_no_badges, sql_no_after, sql_no_outside},
                      *const back[] = {sql_steps_back, sql_badges_back, sql_after_back, sql_outside_back, NULL};
    struct pathway p;

    TRY(pathway_lock(db, c->org, c->id, err));
    TRY(pathway_get(db, a, c->org, c->id, &p, err));
    if (p.number == 0 || !p.is_edited)
        return fail(err, CONFLICT, "pathway", "there is no version to go back to, or nothing was changed");
    for (size_t i = 0; i < COUNT(none); i++)
        TRY(db_run(db, none[i], ARGS(v_int(c->id)), NULL, err));
    TRY(copy_all(db, back, c->id, p.number, err));
    TRY(db_run(db, sql_head_back, ARGS(v_int(c->org), v_int(c->id), v_int(p.number)), NULL, err));
    TRY(db_run(db, sql_number, ARGS(v_int(c->org), v_int(c->id), v_int(p.number)), NULL, err));
    return pathway_log(db, a, c, "pathway.discard", p.name, err);
}

code pathway_discard(struct db *db, struct arena *a, const struct pathway_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, discard(db, a, c, err), err);
}

static const char sql_archive[] = SQL("UPDATE pathway SET archived_at = $3 WHERE org_id = $1 AND id = $2");

static code set_archived(struct db *db, struct arena *a, const struct pathway_act *c, bool archived, struct error *err)
{
    struct pathway p;

    TRY(pathway_get(db, a, c->org, c->id, &p, err));
    TRY(db_run(db, sql_archive, ARGS(v_int(c->org), v_int(c->id), v_int_if(archived, clock_now())), NULL, err));
    return pathway_log(db, a, c, archived ? "pathway.archive" : "pathway.restore", p.name, err);
}

code pathway_set_archived(struct db *db, struct arena *a, const struct pathway_act *c, bool archived, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_archived(db, a, c, archived, err), err);
}
