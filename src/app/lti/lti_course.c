/* lti/lti_course.c — courses as launches and their rosters tell of them, and who of
 * those who learn there has the badge. People are known by address, as everywhere. */
#include "app/lti/lti_course.h"

#include "app/award/award_bulk.h"
#include "base/utf8.h"
#include "format/email.h"

static str plain(str s) { return str_is_absent(s) ? S("") : s; }
static str cut(str s) { return utf8_cut(plain(s), 200); }

static str folded_of(struct arena *a, str address)
{
    struct email e;

    return email_parse(a, plain(address), &e, NULL) == OK ? email_fold(a, e.address) : S("");
}

/* ---- a launch tells ---- */

/* A platform alone can make courses come up, by tokens that it signs; many all the same
 * are no reason to fill the disk. */
#define COURSES_MOST 20000
static const char sql_see[] = SQL(
    "INSERT INTO lti_course (platform_id, deployment, context, title, roster_url, seen_at, roster_at, failure)"
    " SELECT CAST($1 AS BIGINT), $2, $3, $4, $5, CAST($6 AS BIGINT), 0, '' WHERE (SELECT count(*) FROM lti_course x WHERE x.platform_id = $1) < $7"
    " ON CONFLICT (platform_id, deployment, context) DO UPDATE SET title = excluded.title, roster_url = excluded.roster_url, seen_at = excluded.seen_at"
    " RETURNING id");
static const char sql_place[] = SQL(
    "INSERT INTO lti_place (course_id, resource, achievement_id, column_url, may_score, may_read, seen_at, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)"
    " ON CONFLICT (course_id, resource) DO UPDATE SET achievement_id = excluded.achievement_id, column_url = excluded.column_url,"
    " may_score = excluded.may_score, may_read = excluded.may_read, seen_at = excluded.seen_at");
static const char sql_member[] = SQL(
    "INSERT INTO lti_member (course_id, subject, name, email, folded, learns, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (course_id, subject) DO UPDATE SET name = excluded.name, email = excluded.email, folded = excluded.folded, learns = excluded.learns,"
    " seen_at = excluded.seen_at");

static code put_member(struct db *db, struct arena *a, int64_t course, const struct lti_member *m, msec now, struct error *err)
{
    return db_run_later(db, sql_member, ARGS(v_int(course), v_str(m->subject), v_str(cut(m->name)), v_str(plain(m->email)), v_str(folded_of(a, m->email)),
                                             v_int(m->learns), v_int(now)), err);
}

static code see_place(struct db *db, struct arena *a, const struct lti_seen *s, int64_t course, msec now, struct error *err)
{
    struct badge_row b;
    code c = str_is_empty(s->launch->badge) ? NOT_FOUND : catalog_by_public_id(db, a, s->launch->badge, &b, err);

    if (c == NOT_FOUND || (c == OK && b.org != s->platform->org))
        return OK;
    TRY(c);
    return db_run(db, sql_place, ARGS(v_int(course), v_str(s->launch->resource), v_int(b.id), v_str(s->services->column), v_int(s->services->may_score),
                                      v_int(s->services->may_read), v_int(now)), NULL, err);
}

static code see(struct db *db, struct arena *a, const struct lti_seen *s, int64_t *course, struct error *err)
{
    const struct lti_launch *l = s->launch;
    msec now = clock_now();
    code c = db_int(db, sql_see, ARGS(v_int(s->platform->id), v_str(l->deployment), v_str(l->context), v_str(cut(l->context_title)), v_str(s->services->roster),
                                      v_int(now), v_int(COURSES_MOST)), course, err);

    if (c == NOT_FOUND)
        return OK;
    TRY(c);
    TRY(see_place(db, a, s, *course, now, err));
    if (l->learns && !l->teaches)
        TRY(put_member(db, a, *course, &(struct lti_member){s->subject, s->name, s->email, true, false}, now, err));
    return lti_wake_scores(db, a, *course, err);
}

code lti_course_see(struct db *db, struct arena *a, const struct lti_seen *s, int64_t *course, struct error *err)
{
    *course = 0;
    if (str_is_empty(s->launch->context) || s->launch->context.n > 255 || s->launch->message != LTI_RESOURCE)
        return OK;
    TRY(db_begin(db, err));
    return db_end(db, see(db, a, s, course, err), err);
}

/* ---- found ---- */

#define COURSE "SELECT c.id, c.platform_id, p.org_id, c.title, c.roster_url, c.failure, c.seen_at, c.roster_at," \
    " (SELECT count(*) FROM lti_member m WHERE m.course_id = c.id AND m.learns = 1), (SELECT count(*) FROM lti_place x WHERE x.course_id = c.id)" \
    " FROM lti_course c JOIN lti_platform p ON p.id = c.platform_id"
static const char sql_courses[] = SQL(COURSE " WHERE c.platform_id = $1 ORDER BY c.seen_at DESC LIMIT 200");
static const char sql_course[] = SQL(COURSE " WHERE p.org_id = $1 AND c.id = $2");

static void read_course(struct rows *r, struct arena *a, struct lti_course *out)
{
    *out = (struct lti_course){
        .id = row_int(r, 0), .platform = row_int(r, 1), .org = row_int(r, 2), .title = row_str(r, 3, a), .roster = row_str(r, 4, a), .failure = row_str(r, 5, a),
        .seen = row_int(r, 6), .read = row_int(r, 7), .members = row_int(r, 8), .places = row_int(r, 9)};
}

code lti_courses(struct db *db, struct arena *a, int64_t platform, struct lti_course_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_courses, ARGS(v_int(platform)));

    while (rows_next(r))
        read_course(r, a, list_add(a, out));
    return rows_end(r, err);
}

code lti_course_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct lti_course *out, struct error *err)
{
    struct rows *r = db_query(db, sql_course, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_course(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "course", "there is no such course");
}

/* ---- its roster ---- */

static const char sql_gone[] = SQL("DELETE FROM lti_member WHERE course_id = $1 AND seen_at < $2");
static const char sql_read[] = SQL("UPDATE lti_course SET roster_at = $2, failure = $3 WHERE id = $1");

static code keep_members(struct db *db, struct arena *a, int64_t course, const struct lti_member_list *all, struct error *err)
{
    msec now = clock_now();

    for (size_t i = 0; i < all->n; i++)
        TRY(put_member(db, a, course, &all->items[i], now, err));
    TRY(db_run(db, sql_gone, ARGS(v_int(course), v_int(now)), NULL, err));
    TRY(db_run(db, sql_read, ARGS(v_int(course), v_int(now), v_str(S(""))), NULL, err));
    return lti_wake_scores(db, a, course, err);
}

code lti_course_read(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, int64_t course, bool anew, struct error *err)
{
    struct lti_member_list all = {0};
    struct lti_course c;
    struct error why = {0};

    TRY(lti_course_get(db, a, p->org, course, &c, err));
    if (str_is_empty(c.roster))
        return fail(err, UNSUPPORTED, "roster", "the platform does not tell who is in this course: allow this tool its names and roles there");
    if (!anew && c.failure.n == 0 && c.read + LTI_ROSTER_FOR > clock_now())
        return OK;
    code got = lti_ask_members(app, a, p, c.roster, &all, &why);
    if (got != OK) {
        TRY(db_run(db, sql_read, ARGS(v_int(course), v_int(c.read), v_str(cstr(why.text))), NULL, err));
        return fail(err, got, why.where, "%s", why.text);
    }
    TRY(db_begin(db, err));
    return db_end(db, keep_members(db, a, course, &all, err), err);
}

/* ---- who has the badge ---- */

/* Each of the course with their person: by a further address of theirs, or by the main one. */
#define LEARNERS " FROM lti_member m LEFT JOIN person_address o ON o.org_id = $1 AND o.folded = m.folded" \
    " LEFT JOIN person p ON p.org_id = $1 AND m.folded <> '' AND p.id = coalesce(o.person_id, (SELECT q.id FROM person q WHERE q.org_id = $1 AND q.folded = m.folded))"
#define THEIR_AWARD "(SELECT w.public_id FROM award w WHERE w.person_id = p.id AND w.achievement_id = $3 AND w.revoked_at IS NULL" \
    " AND (w.valid_until IS NULL OR w.valid_until > $4) ORDER BY w.id DESC LIMIT 1)"
static const char sql_learners[] = SQL(
    "SELECT m.subject, m.name, m.email, coalesce(p.id, 0), coalesce(" THEIR_AWARD ", '')" LEARNERS
    " WHERE m.course_id = $2 AND m.learns = 1 ORDER BY lower(m.name), m.subject LIMIT $5");
static const char sql_count_learners[] = SQL(
    "SELECT count(*), count(x.award), coalesce(sum(CASE WHEN x.folded = '' THEN 1 ELSE 0 END), 0) FROM (SELECT m.folded AS folded, " THEIR_AWARD " AS award"
    LEARNERS " WHERE m.course_id = $2 AND m.learns = 1) AS x");

code lti_learners(struct db *db, struct arena *a, const struct lti_class *c, struct lti_learner_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_learners, ARGS(v_int(c->org), v_int(c->course), v_int(c->achievement), v_int(clock_now()), v_int(c->limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct lti_learner){row_str(r, 0, a), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 4, a), row_int(r, 3)};
    return rows_end(r, err);
}

code lti_count_learners(struct db *db, const struct lti_class *c, struct lti_class_counts *out, struct error *err)
{
    struct rows *r = db_query(db, sql_count_learners, ARGS(v_int(c->org), v_int(c->course), v_int(c->achievement), v_int(clock_now())));

    *out = (struct lti_class_counts){0};
    if (rows_next(r))
        *out = (struct lti_class_counts){row_int(r, 0), row_int(r, 1), row_int(r, 2)};
    return rows_end(r, err);
}

/* ---- awarded ---- */

static bool is_wanted(const struct lti_award *w, const struct lti_learner *l)
{
    if (l->award.n || l->email.n == 0)
        return false;
    for (size_t i = 0; w->subjects && i < w->subjects->n; i++)
        if (str_eq(w->subjects->items[i], l->subject))
            return true;
    return w->subjects == NULL;
}

/* Not for spreadsheets: names stay as they are. */
static void put_quoted(struct buf *b, str cell, char end)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            buf_byte(b, '"');
        buf_byte(b, cell.p[i]);
    }
    buf_byte(b, '"');
    buf_byte(b, end);
}

static void put_row(struct buf *b, const struct lti_learner *l)
{
    put_quoted(b, l->name, ',');
    put_quoted(b, l->email, '\n');
}

code lti_award_list(struct db *db, struct arena *a, const struct lti_award *w, int64_t *list, int64_t *people, struct error *err)
{
    struct lti_learner_list all = {0};
    struct lti_class c = w->class;
    struct buf b = buf_new(a);

    c.limit = LTI_MEMBERS_MOST;
    *people = 0;
    TRY(lti_learners(db, a, &c, &all, err));
    buf_putz(&b, "name,email\r\n");
    for (size_t i = 0; i < all.n; i++) {
        if (!is_wanted(w, &all.items[i]))
            continue;
        put_row(&b, &all.items[i]);
        ++*people;
    }
    if (*people == 0)
        return fail(err, BAD_INPUT, "people", "nobody is left to award it to: all have the badge, or the platform does not tell their addresses");
    return bulk_create(db, a, &(struct bulk_source){.org = c.org, .achievement = c.achievement, .account = w->by, .text = buf_done(&b), .awarded_on = date_start(date_of(clock_now())), .narrative = S(""),
                                                    .evidence_url = S(""), .results = S("")}, list, err);
}

/* ---- by whom ---- */

static const char sql_set_by[] = SQL("UPDATE lti_platform SET awards_by = $3 WHERE org_id = $1 AND id = $2");
static const char sql_by[] = SQL("SELECT coalesce(awards_by, 0) FROM lti_platform WHERE org_id = $1 AND id = $2");

code lti_teachers_may(struct db *db, struct arena *a, const struct lti_change *c, bool may, struct error *err)
{
    struct lti_platform p;

    TRY(lti_platform_get(db, a, c->org, c->id, &p, err));
    if (may && !org_may(db, a, c->org, c->by, AWARD_BADGES))
        return fail(err, DENIED, "platform", "you cannot let others award, since you may not award yourself");
    TRY(db_run(db, sql_set_by, ARGS(v_int(c->org), v_int(c->id), v_int_if(may, c->by)), NULL, err));
    return org_log(db, c->org, c->by, may ? "platform.teachers" : "platform.no-teachers", str_printf(a, "platform %lld", (long long)c->id), p.name, err);
}

/* Who allowed it must still be allowed it. */
code lti_teachers_by(struct db *db, struct arena *a, const struct lti_platform *p, int64_t *by, struct error *err)
{
    TRY(db_int(db, sql_by, ARGS(v_int(p->org), v_int(p->id)), by, err));
    if (*by && !org_may(db, a, p->org, *by, AWARD_BADGES))
        *by = 0;
    return OK;
}
