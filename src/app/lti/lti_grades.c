/* lti/lti_grades.c — scores and results of the columns that badges have in courses: who
 * got or lost a badge is told to the platform; what the platform has there comes in as
 * statements of learning, which rules make awards of. */
#include "app/lti/lti_course.h"

#include "app/learn/learn.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "store/job.h"

#define SCORES_PER_STEP 50
#define SOMETIME        (180 * DAY)              /* a course that nobody opens any more is left alone */
#define SCORED          "http://adlnet.gov/expapi/verbs/scored"

/* ---- woken ---- */

LIST_OF(place_ids, int64_t);

static const char sql_of_badge[] = SQL(
    "SELECT x.id, p.org_id FROM lti_place x JOIN lti_course c ON c.id = x.course_id JOIN lti_platform p ON p.id = c.platform_id"
    " WHERE x.achievement_id = $1 AND x.column_url <> '' AND x.may_score = 1 AND x.seen_at > $2 AND p.is_on = 1");
static const char sql_of_course[] = SQL(
    "SELECT x.id, p.org_id FROM lti_place x JOIN lti_course c ON c.id = x.course_id JOIN lti_platform p ON p.id = c.platform_id"
    " WHERE x.course_id = $1 AND x.column_url <> '' AND x.may_score = 1 AND x.seen_at > $2 AND p.is_on = 1");
static const char sql_scoring[] = SQL(
    "SELECT x.id, p.org_id FROM lti_place x JOIN lti_course c ON c.id = x.course_id JOIN lti_platform p ON p.id = c.platform_id"
    " WHERE x.column_url <> '' AND x.may_score = $1 AND x.seen_at > $2 AND p.is_on = 1 ORDER BY x.id LIMIT 5000");
static const char sql_reading[] = SQL(
    "SELECT x.id, p.org_id FROM lti_place x JOIN lti_course c ON c.id = x.course_id JOIN lti_platform p ON p.id = c.platform_id"
    " WHERE x.column_url <> '' AND x.may_read = $1 AND x.seen_at > $2 AND p.is_on = 1"
    " AND EXISTS (SELECT 1 FROM learn_rule r WHERE r.org_id = p.org_id AND r.is_on = 1) ORDER BY x.id LIMIT 5000");

static code wake(struct db *db, struct arena *a, const char *kind, const char *sql, int64_t of, struct error *err)
{
    struct place_ids ids = {0}, orgs = {0};
    struct rows *r = db_query(db, sql, ARGS(v_int(of), v_int(clock_now() - SOMETIME)));

    while (rows_next(r)) {
        *list_add(a, &ids) = row_int(r, 0);
        *list_add(a, &orgs) = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(job_add(db, cstr(kind), str_printf(a, "%lld %lld", (long long)orgs.items[i], (long long)ids.items[i]),
                    str_printf(a, "%s %lld", kind, (long long)ids.items[i]), clock_now(), err));
    return OK;
}

static code watch(struct db *db, struct arena *a, int64_t achievement, int64_t person, struct error *err)
{
    (void)person;
    return wake(db, a, "lti.scores", sql_of_badge, achievement, err);
}

void lti_start(void)
{
    award_add_watcher(watch);
}

code lti_wake_scores(struct db *db, struct arena *a, int64_t course, struct error *err)
{
    return wake(db, a, "lti.scores", sql_of_course, course, err);
}

/* ---- places ---- */

static const char sql_places[] = SQL(
    "SELECT x.id, v.name, x.column_url, x.read_at, (SELECT count(*) FROM lti_score s WHERE s.place_id = x.id AND s.failure = ''),"
    " (SELECT count(*) FROM lti_score s WHERE s.place_id = x.id AND s.failure <> '') FROM lti_place x JOIN achievement b ON b.id = x.achievement_id"
    " JOIN achievement_version v ON v.id = b.version_id WHERE x.course_id = $1 ORDER BY lower(v.name), x.id LIMIT 200");

code lti_places(struct db *db, struct arena *a, int64_t course, struct lti_place_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_places, ARGS(v_int(course)));

    while (rows_next(r))
        *list_add(a, out) = (struct lti_place){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_int(r, 3), row_int(r, 4), row_int(r, 5)};
    return rows_end(r, err);
}

struct place { int64_t id, course, achievement; str column, title; struct lti_platform platform; };

static const char sql_place[] = SQL(
    "SELECT x.course_id, x.achievement_id, x.column_url, c.title, p.id, p.org_id FROM lti_place x JOIN lti_course c ON c.id = x.course_id"
    " JOIN lti_platform p ON p.id = c.platform_id WHERE p.org_id = $1 AND x.id = $2 AND x.column_url <> '' AND p.is_on = 1");

static code load_place(struct db *db, struct arena *a, int64_t org, int64_t id, struct place *out, struct error *err)
{
    struct rows *r = db_query(db, sql_place, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);
    int64_t platform = 0;

    *out = (struct place){.id = id};
    if (found) {
        *out = (struct place){.id = id, .course = row_int(r, 0), .achievement = row_int(r, 1), .column = row_str(r, 2, a), .title = row_str(r, 3, a)};
        platform = row_int(r, 4);
    }
    TRY(rows_end(r, err));
    return found ? lti_platform_get(db, a, org, platform, &out->platform, err) : fail(err, NOT_FOUND, "place", "there is no such place any more");
}

/* ---- scores are told ---- */

struct due { str subject; bool has; };
LIST_OF(due_list, struct due);

#define HAS "CASE WHEN EXISTS (SELECT 1 FROM award w WHERE w.achievement_id = $3 AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $4)" \
    " AND w.person_id = coalesce(o.person_id, (SELECT q.id FROM person q WHERE q.org_id = $1 AND q.folded = m.folded))) THEN 1 ELSE 0 END"
static const char sql_due[] = SQL(
    "SELECT t.subject, t.has FROM (SELECT m.subject AS subject, " HAS " AS has, coalesce(s.has, 0) AS told FROM lti_member m"
    " LEFT JOIN person_address o ON o.org_id = $1 AND o.folded = m.folded LEFT JOIN lti_score s ON s.place_id = $5 AND s.subject = m.subject"
    " WHERE m.course_id = $2 AND m.learns = 1 AND m.folded <> '') AS t WHERE t.has <> t.told ORDER BY t.subject LIMIT $6");
static const char sql_told[] = SQL(
    "INSERT INTO lti_score (place_id, subject, has, failure, sent_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (place_id, subject) DO UPDATE SET has = excluded.has, failure = excluded.failure, sent_at = excluded.sent_at");

static code find_due(struct db *db, struct arena *a, const struct place *p, struct due_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_due, ARGS(v_int(p->platform.org), v_int(p->course), v_int(p->achievement), v_int(clock_now()), v_int(p->id),
                                                v_int(SCORES_PER_STEP)));

    while (rows_next(r))
        *list_add(a, out) = (struct due){row_str(r, 0, a), row_bool(r, 1)};
    return rows_end(r, err);
}

/* Whom the platform does not want is not told of again until that changes. */
static code tell(struct app *app, struct db *db, struct arena *a, const struct place *p, str token, const struct due *d, struct error *err)
{
    struct error why = {0};
    msec now = clock_now();
    code c = lti_tell_score(app, a, token, p->column, &(struct lti_score){d->subject, d->has, now}, &why);

    if (c == UNREACHABLE)
        return fail(err, c, why.where, "%s", why.text);
    return db_run(db, sql_told, ARGS(v_int(p->id), v_str(d->subject), v_int(d->has), v_str(c == OK ? S("") : cstr(why.text)), v_int(now)), NULL, err);
}

static code tell_step(struct app *app, struct db *db, struct arena *a, const struct place *p, size_t *n, struct error *err)
{
    struct due_list due = {0};
    str token;

    TRY(find_due(db, a, p, &due, err));
    *n = due.n;
    if (due.n == 0)
        return OK;
    TRY(lti_service_token(app, a, &p->platform, LTI_SCOPE_SCORE, &token, err));
    for (size_t i = 0; i < due.n; i++)
        TRY(tell(app, db, a, p, token, &due.items[i], err));
    return OK;
}

/* ---- results come in ---- */

struct known { str subject, email; };
static const char sql_addresses[] = SQL("SELECT subject, email FROM lti_member WHERE course_id = $1 AND folded <> ''");

static code addresses(struct db *db, struct arena *a, int64_t course, struct map *out, struct error *err)
{
    struct rows *r = db_query(db, sql_addresses, ARGS(v_int(course)));

    while (rows_next(r)) {
        str *email = NEW(a, str);
        *email = row_str(r, 1, a);
        *map_at(out, row_str(r, 0, a)) = email;
    }
    return rows_end(r, err);
}

/* The same result has the same id each time it is read (RFC 9562 §5.8), so it is taken once. */
static str statement_id(struct arena *a, const struct place *p, const struct lti_result *r)
{
    str h = sha256_hex(a, str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(p->column), STR_ARG(r->subject), STR_ARG(r->score),
                                     STR_ARG(r->most), STR_ARG(p->title)));

    return str_printf(a, STR_FMT "-" STR_FMT "-8" STR_FMT "-a" STR_FMT "-" STR_FMT, STR_ARG(str_slice(h, 0, 8)), STR_ARG(str_slice(h, 8, 12)),
                      STR_ARG(str_slice(h, 13, 16)), STR_ARG(str_slice(h, 17, 20)), STR_ARG(str_slice(h, 20, 32)));
}

static void put_words(struct json_writer *w, const char *name, str words)
{
    json_put_key(w, name);
    json_open_object(w);
    json_put_member(w, "en", words);
    json_close_object(w);
}

static void put_number(struct json_writer *w, const char *name, str number)
{
    json_put_key(w, name);
    json_put_number_text(w, number);
}

static void put_statement(struct arena *a, struct json_writer *w, const struct place *p, const struct lti_result *r, str email)
{
    json_open_object(w);
    json_put_member(w, "id", statement_id(a, p, r));
    json_put_key(w, "actor");
    json_open_object(w);
    json_put_member(w, "mbox", str_join(a, S("mailto:"), email));
    json_close_object(w);
    json_put_key(w, "verb");
    json_open_object(w);
    json_put_member(w, "id", S(SCORED));
    put_words(w, "display", S("graded"));
    json_close_object(w);
    json_put_key(w, "object");
    json_open_object(w);
    json_put_member(w, "id", p->column);
    json_put_key(w, "definition");
    json_open_object(w);
    put_words(w, "name", p->title);
    json_close_object(w);
    json_close_object(w);
    json_put_key(w, "result");
    json_open_object(w);
    json_put_key(w, "score");
    json_open_object(w);
    put_number(w, "raw", r->score);
    put_number(w, "min", S("0"));
    put_number(w, "max", r->most);
    json_close_object(w);
    json_close_object(w);
    json_close_object(w);
}

static code take(struct db *db, struct arena *a, const struct place *p, str text, struct error *err)
{
    struct learn_call call = {.org = p->platform.org, .version = XAPI_1, .id = {0}};
    const struct json_limits wide = {.bytes = (size_t)8 << 20, .depth = 16, .values = 100000, .keys = 100, .string = 64 * 1024};
    struct str_list ids = {0};
    const struct json *all;

    TRY(json_parse(a, text, &wide, &all, err));
    return learn_take(db, a, &call, all, &ids, err);
}

static code take_results(struct db *db, struct arena *a, const struct place *p, const struct lti_result_list *all, struct error *err)
{
    struct map *known = map_new(a), *seen = map_new(a);
    struct buf b;
    struct json_writer w;
    size_t i = 0;

    TRY(addresses(db, a, p->course, known, err));
    while (i < all->n) {
        size_t n = 0;
        b = buf_new(a);
        w = json_writer(&b);
        json_open_array(&w);
        for (; i < all->n && n < LEARN_BATCH_MOST; i++) {
            const str *email = map_get(known, all->items[i].subject);
            void **slot = email ? map_at(seen, all->items[i].subject) : NULL;
            if (!slot || *slot)
                continue;
            *slot = known;
            put_statement(a, &w, p, &all->items[i], *email);
            n++;
        }
        json_close_array(&w);
        if (n > 0)
            TRY(take(db, a, p, buf_done(&b), err));
    }
    return OK;
}

/* Is there a rule about this column at all? */
static code is_wanted(struct db *db, struct arena *a, const struct place *p, bool *wanted, struct error *err)
{
    struct learn_rule_list rules = {0};

    *wanted = false;
    TRY(learn_rules(db, a, p->platform.org, &rules, err));
    for (size_t i = 0; i < rules.n; i++) {
        const struct learn_rule *r = &rules.items[i];
        bool fits = r->is_start ? str_starts(p->column, r->activity) : str_eq(p->column, r->activity);
        *wanted = *wanted || (r->is_on && fits && str_eq(r->verb, S(SCORED)));
    }
    return OK;
}

static const char sql_was_read[] = SQL("UPDATE lti_place SET read_at = $2 WHERE id = $1");

static code read_step(struct app *app, struct db *db, struct arena *a, const struct place *p, struct error *err)
{
    struct lti_result_list all = {0};
    bool wanted;

    TRY(is_wanted(db, a, p, &wanted, err));
    if (!wanted)
        return OK;
    TRY(lti_ask_results(app, a, &p->platform, p->column, &all, err));
    TRY(take_results(db, a, p, &all, err));
    return db_run(db, sql_was_read, ARGS(v_int(p->id), v_int(clock_now())), NULL, err);
}

static const char sql_read_course[] = SQL(
    "SELECT x.id, p.org_id FROM lti_place x JOIN lti_course c ON c.id = x.course_id JOIN lti_platform p ON p.id = c.platform_id"
    " WHERE x.course_id = $1 AND x.column_url <> '' AND x.may_read = 1 AND x.seen_at > $2 AND p.is_on = 1");

code lti_wake_results(struct db *db, struct arena *a, int64_t course, struct error *err)
{
    return wake(db, a, "lti.results", sql_read_course, course, err);
}

/* ---- jobs ---- */

/* What the platform did wrong stands at it; OK here: its place is gone. */
static enum job_result result_of(struct db *db, const struct place *p, code c, struct error *err)
{
    code ignored = c != OK && c != NOT_FOUND ? lti_note_failure(db, p->platform.id, cstr(err->text), NULL) : OK;

    (void)ignored;
    return c == OK || c == NOT_FOUND ? JOB_DONE : JOB_RETRY;
}

static enum job_result run_scores(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id;
    struct place p;
    size_t n = 0;

    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    code c = load_place(db, a, org, id, &p, err);
    if (c == OK)
        c = tell_step(ctx, db, a, &p, &n, err);
    return c == OK && n > 0 ? JOB_AGAIN : result_of(db, &p, c, err);      /* until nobody is left: more may have come meanwhile */
}

static enum job_result run_results(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id;
    struct place p;

    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    code c = load_place(db, a, org, id, &p, err);
    if (c == OK)
        c = read_step(ctx, db, a, &p, err);
    return result_of(db, &p, c, err);
}

/* Each hour has a key of its own: the job of this one queues that of the next. */
static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("lti.hour"), S(""), str_printf(a, "lti.hour %lld", (long long)(at / HOUR)), at, err);
}

code lti_schedule(struct db *db, struct arena *a, struct error *err)
{
    return schedule_at(db, a, clock_now() + 5 * MINUTE, err);
}

/* Who was in a course that nobody opens any more is no business of ours. */
static const char sql_forget[] = SQL("DELETE FROM lti_member WHERE course_id IN (SELECT c.id FROM lti_course c WHERE c.seen_at < $1)");

static code every_hour(struct db *db, struct arena *a, struct error *err)
{
    TRY(db_run(db, sql_forget, ARGS(v_int(clock_now() - SOMETIME)), NULL, err));
    TRY(wake(db, a, "lti.results", sql_reading, 1, err));
    TRY(wake(db, a, "lti.scores", sql_scoring, 1, err));        /* badges end by themselves too */
    return schedule_at(db, a, (clock_now() / HOUR + 1) * HOUR, err);
}

static enum job_result run_hour(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx, (void)j;
    if (db_begin(db, err) != OK || db_end(db, every_hour(db, a, err), err) != OK)
        return JOB_RETRY;
    return JOB_DONE;
}

const struct job_kind lti_jobs[] = {{"lti.scores", run_scores}, {"lti.results", run_results}, {"lti.hour", run_hour}, {NULL, NULL}};
