/* award/award_bulk.c — awarding a list. The text is kept, every row has a plan
 * (award_plan.c), and a durable job works through the rows: rows and awards are
 * written in one transaction, so that a crash loses nothing and awards nothing
 * twice. */
#include "app/award/award_bulk.h"
#include "app/award/award_plan.h"

#include <stdio.h>
#include <string.h>

#define ROWS_PER_COMMIT 200                      /* one commit costs as much as about 20 rows */

/* ---- a new list ---- */

static const char *state_of_plan(const char *plan)
{
    return strcmp(plan, "award") == 0 ? "waiting" : strcmp(plan, "wrong") == 0 ? "failed" : "skipped";
}

static const char sql_insert_row[] = SQL(
    "INSERT INTO award_batch_row (batch_id, number, name, email, folded, plan, state, message)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

static code insert_rows(struct db *db, struct arena *a, const struct bulk_source *s, int64_t batch,
                        struct draft_row_list *rows, struct error *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct draft_row *row = &rows->items[i];
        TRY(plan_holder(db, a, s->org, s->achievement, row, err));
        TRY(db_run(db, sql_insert_row,
                   ARGS(v_int(batch), v_int(row->number), v_str(row->name), v_str(row->email), v_str(row->folded),
                        v_str(cstr(row->plan)), v_str(cstr(state_of_plan(row->plan))),
                        v_str(str_is_absent(row->message) ? S("") : row->message)),
                   NULL, err));
    }
    return OK;
}

static const char sql_insert[] = SQL(
    "INSERT INTO award_batch (org_id, achievement_id, account_id, state, source, awarded_on, narrative,"
    " evidence_url, rows_total, rows_done, rows_failed, created_at)"
    " VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, 0, 0, $9) RETURNING id");

static code create_rows(struct db *db, struct arena *a, const struct bulk_source *s, struct draft_row_list *rows,
                        int64_t *id, struct error *err)
{
    struct badge_row badge;

    TRY(catalog_get(db, a, s->org, s->achievement, &badge, err));
    if (!str_eq(badge.state, S("published")))
        return fail(err, CONFLICT, "badge", "this badge is not published, so it cannot be awarded");
    TRY(db_int(db, sql_insert,
               ARGS(v_int(s->org), v_int(s->achievement), v_int_if(s->account > 0, s->account), v_str(s->text),
                    v_int(s->awarded_on), v_str(s->narrative), v_str(s->evidence_url), v_int((int64_t)rows->n),
                    v_int(clock_now())),
               id, err));
    return insert_rows(db, a, s, *id, rows, err);
}

/* Somewhere on earth it is tomorrow already. */
static code check_day(msec day, struct error *err)
{
    if (day > clock_now() + DAY)
        return fail(err, BAD_INPUT, "awarded_on", "the day of the award lies in the future");
    if (day < date_start((struct date){1950, 1, 1}))
        return fail(err, BAD_INPUT, "awarded_on", "the day of the award lies too far back");
    return OK;
}

code bulk_create(struct db *db, struct arena *a, const struct bulk_source *s, int64_t *id, struct error *err)
{
    struct draft_row_list rows = {0};

    TRY(check_day(s->awarded_on, err));
    TRY(plan_rows(a, s->text, &rows, err));
    TRY(db_begin(db, err));
    return db_end(db, create_rows(db, a, s, &rows, id, err), err);
}

/* ---- reading ---- */

#define BULK_COLUMNS                                                           \
    "b.id, b.org_id, b.achievement_id, b.account_id, b.state, b.source, b.narrative, b.evidence_url,"  \
    " b.awarded_on, b.created_at, b.started_at, b.ended_at, b.rows_total, b.rows_done, b.rows_failed, v.name"
#define BULK_FROM                                                              \
    " FROM award_batch b JOIN achievement c ON c.id = b.achievement_id"        \
    " JOIN achievement_version v ON v.id = c.version_id "

static void read_bulk(struct rows *r, struct arena *a, struct bulk *b)
{
    *b = (struct bulk){
        .id = row_int(r, 0), .org = row_int(r, 1), .achievement = row_int(r, 2), .account = row_int(r, 3),
        .state = row_str(r, 4, a), .source = row_str(r, 5, a), .narrative = row_str(r, 6, a),
        .evidence_url = row_str(r, 7, a), .awarded_on = row_int(r, 8), .created = row_int(r, 9),
        .started = row_int(r, 10), .ended = row_int(r, 11), .total = row_int(r, 12), .done = row_int(r, 13),
        .failed = row_int(r, 14), .badge_name = row_str(r, 15, a),
    };
}

static const char sql_get[] = SQL("SELECT " BULK_COLUMNS BULK_FROM "WHERE b.org_id = $1 AND b.id = $2");
static const char sql_count[] = SQL("SELECT plan, state, count(*) FROM award_batch_row WHERE batch_id = $1 GROUP BY plan, state");

static void count_rows(struct bulk *b, str plan, str state, int64_t n)
{
    b->n_award += str_eq(plan, S("award")) ? n : 0;
    b->n_holds += str_eq(plan, S("skip-holds")) ? n : 0;
    b->n_double += str_eq(plan, S("skip-double")) ? n : 0;
    b->n_wrong += str_eq(plan, S("wrong")) ? n : 0;
    b->n_waiting += str_eq(state, S("waiting")) ? n : 0;
    b->n_failed += str_eq(state, S("failed")) ? n : 0;
    b->n_done += str_eq(state, S("done")) ? n : 0;
    b->n_skipped += str_eq(state, S("skipped")) ? n : 0;
}

code bulk_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct bulk *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_bulk(r, a, out);
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "list", "there is no such list");
    r = db_query(db, sql_count, ARGS(v_int(id)));
    while (rows_next(r))
        count_rows(out, row_str(r, 0, a), row_str(r, 1, a), row_int(r, 2));
    return rows_end(r, err);
}

static const char sql_recent[] = SQL(
    "SELECT " BULK_COLUMNS BULK_FROM "WHERE b.org_id = $1 ORDER BY b.id DESC LIMIT $2");

code bulk_recent(struct db *db, struct arena *a, int64_t org, int limit, struct bulk_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_recent, ARGS(v_int(org), v_int(limit)));

    while (rows_next(r))
        read_bulk(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* $3: a plan or a state, or all. */
static const char sql_rows[] = SQL(
    "SELECT x.number, x.name, x.email, x.plan, x.state, x.message, x.award_id, w.public_id FROM award_batch_row x"
    " JOIN award_batch b ON b.id = x.batch_id LEFT JOIN award w ON w.id = x.award_id WHERE b.org_id = $1 AND b.id = $2"
    " AND ($3 = '' OR x.plan = $3 OR x.state = $3) AND x.number > $4 ORDER BY x.number LIMIT $5");

code bulk_rows(struct db *db, struct arena *a, int64_t org, int64_t id, const struct bulk_page *p,
               struct bulk_row_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_rows,
                              ARGS(v_int(org), v_int(id), v_str(str_is_absent(p->only) ? S("") : p->only),
                                   v_int(p->after), v_int(p->limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct bulk_row){
            .number = row_int(r, 0), .name = row_str(r, 1, a), .email = row_str(r, 2, a), .plan = row_str(r, 3, a),
            .state = row_str(r, 4, a), .message = row_str(r, 5, a), .award = row_int(r, 6),
            .public_id = row_str(r, 7, a)};
    return rows_end(r, err);
}

/* ---- correcting ---- */

static const char sql_double[] = SQL(
    "SELECT count(*) FROM award_batch_row WHERE batch_id = $1 AND folded = $2 AND number <> $3"
    " AND (plan = 'award' OR state = 'done')");
static const char sql_correct[] = SQL(
    "UPDATE award_batch_row SET name = $3, email = $4, folded = $5, plan = $6, state = $7, message = $8"
    " WHERE batch_id = $1 AND number = $2 AND state <> 'done'");

static code plan_double(struct db *db, int64_t batch, struct draft_row *row, struct error *err)
{
    int64_t others = 0;

    if (strcmp(row->plan, "award") != 0)
        return OK;
    TRY(db_int(db, sql_double, ARGS(v_int(batch), v_str(row->folded), v_int(row->number)), &others, err));
    if (others > 0) {
        row->plan = "skip-double";
        row->message = S("another line of this list has the same address");
    }
    return OK;
}

static code correct_row(struct db *db, struct arena *a, int64_t org, int64_t id, struct draft_row *row, struct error *err)
{
    struct bulk b;

    TRY(bulk_get(db, a, org, id, &b, err));
    TRY(plan_double(db, id, row, err));
    TRY(plan_holder(db, a, org, b.achievement, row, err));
    return db_run(db, sql_correct,
                  ARGS(v_int(id), v_int(row->number), v_str(row->name), v_str(row->email), v_str(row->folded),
                       v_str(cstr(row->plan)), v_str(cstr(state_of_plan(row->plan))),
                       v_str(str_is_absent(row->message) ? S("") : row->message)),
                  NULL, err);
}

code bulk_correct(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, str name, str email,
                  struct error *err)
{
    struct draft_row row = {.number = number};

    plan_address(a, str_trim(email), str_trim(name), &row);
    if (strcmp(row.plan, "wrong") == 0)
        return fail(err, BAD_INPUT, "email", STR_FMT, STR_ARG(row.message));
    TRY(db_begin(db, err));
    return db_end(db, correct_row(db, a, org, id, &row, err), err);
}

static const char sql_leave_out[] = SQL(
    "UPDATE award_batch_row SET plan = 'skip-user', state = 'skipped', message = 'left out by hand'"
    " WHERE batch_id = (SELECT id FROM award_batch WHERE org_id = $1 AND id = $2) AND number = $3"
    " AND state <> 'done'");

code bulk_leave_out(struct db *db, int64_t org, int64_t id, int64_t number, struct error *err)
{
    return db_run(db, sql_leave_out, ARGS(v_int(org), v_int(id), v_int(number)), NULL, err);
}

/* ---- running ---- */

/* A list whose job gave up may be started anew. */
static const char sql_start[] = SQL(
    "UPDATE award_batch SET state = 'running', started_at = $3, ended_at = NULL, rows_failed = 0"
    " WHERE org_id = $1 AND id = $2 AND (state <> 'running' OR NOT EXISTS"
    " (SELECT 1 FROM job WHERE job_key = $4 AND state <> 2))");
static const char sql_waiting_again[] = SQL(
    "UPDATE award_batch_row SET state = 'waiting', message = ''"
    " WHERE batch_id = $1 AND state = 'failed' AND plan = 'award'");

static code start(struct db *db, int64_t org, int64_t id, struct error *err)
{
    int64_t changed = 0;
    char payload[32], key[48];

    snprintf(payload, sizeof payload, "%lld", (long long)id);
    snprintf(key, sizeof key, "award.batch:%s", payload);
    TRY(db_run(db, sql_start, ARGS(v_int(org), v_int(id), v_int(clock_now()), v_str(cstr(key))), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "list", "this list is being awarded already");
    TRY(db_run(db, sql_waiting_again, ARGS(v_int(id)), NULL, err));
    return job_add(db, S("award.batch"), cstr(payload), cstr(key), clock_now(), err);
}

code bulk_start(struct app *app, struct db *db, int64_t org, int64_t id, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, start(db, org, id, err), err));
    app_wake(app);
    return OK;
}

static const char sql_jobs[] = SQL("SELECT count(*) FROM job WHERE job_key = $1 AND state <> 2");

bool bulk_is_stuck(struct db *db, struct arena *a, const struct bulk *b)
{
    int64_t jobs = 1;
    code c = db_int(db, sql_jobs, ARGS(v_str(str_printf(a, "award.batch:%lld", (long long)b->id))), &jobs, NULL);

    return c == OK && jobs == 0 && str_eq(b->state, S("running"));
}

static const char sql_mails[] = SQL(
    "SELECT m.state, count(*) FROM award_batch_row x JOIN mail m ON m.award_id = x.award_id"
    " WHERE x.batch_id = $1 GROUP BY m.state");

code bulk_mails(struct db *db, struct arena *a, int64_t id, int64_t *sent, int64_t *waiting, struct error *err)
{
    struct rows *r = db_query(db, sql_mails, ARGS(v_int(id)));

    *sent = *waiting = 0;
    while (rows_next(r))
        *(str_eq(row_str(r, 0, a), S("sent")) ? sent : waiting) += row_int(r, 1);
    return rows_end(r, err);
}

static const char sql_discard[] = SQL("DELETE FROM award_batch WHERE org_id = $1 AND id = $2 AND state = 'draft'");

code bulk_discard(struct db *db, int64_t org, int64_t id, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_discard, ARGS(v_int(org), v_int(id)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "list", "only a list that was not sent can be thrown away");
}

/* ---- the job ---- */

static const char sql_by_id[] = SQL("SELECT " BULK_COLUMNS BULK_FROM "WHERE b.id = $1");
static const char sql_next_rows[] = SQL(
    "SELECT number, name, email FROM award_batch_row WHERE batch_id = $1 AND state = 'waiting'"
    " ORDER BY number LIMIT $2");
static const char sql_row_done[] = SQL(
    "UPDATE award_batch_row SET state = $3, message = $4, award_id = $5 WHERE batch_id = $1 AND number = $2");
static const char sql_progress[] = SQL(
    "UPDATE award_batch SET rows_done = rows_done + $2, rows_failed = rows_failed + $3 WHERE id = $1");
static const char sql_finish[] = SQL("UPDATE award_batch SET state = 'done', ended_at = $2 WHERE id = $1");

static code load_batch(struct db *db, struct arena *a, int64_t id, struct bulk *b, bool *found, struct error *err)
{
    struct rows *r = db_query(db, sql_by_id, ARGS(v_int(id)));

    *found = rows_next(r);
    if (*found)
        read_bulk(r, a, b);
    return rows_end(r, err);
}

static code next_rows(struct db *db, struct arena *a, int64_t batch, struct draft_row_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_next_rows, ARGS(v_int(batch), v_int(ROWS_PER_COMMIT)));

    while (rows_next(r))
        *list_add(a, out) = (struct draft_row){
            .number = row_int(r, 0), .name = row_str(r, 1, a), .email = row_str(r, 2, a)};
    return rows_end(r, err);
}

/* A row that breaks a rule fails alone; a failure of ours stops the chunk. */
static code award_row(struct award_context *c, struct db *db, struct arena *a, const struct bulk *b,
                      const struct draft_row *row, int64_t *done, int64_t *failed, struct error *err)
{
    struct error why = {0};
    int64_t award = 0;
    code result = award_issue(c, db, a,
                              &(struct award_request){.org = b->org, .achievement = b->achievement,
                                                      .account = b->account, .batch = b->id, .name = row->name,
                                                      .email = row->email, .narrative = b->narrative,
                                                      .evidence_url = b->evidence_url, .awarded = b->awarded_on},
                              &award, &why);

    if (result != OK && result != CONFLICT && result != BAD_INPUT) {
        if (err)
            *err = why;
        return result;
    }
    *done += result == OK;
    *failed += result == BAD_INPUT;
    const char *state = result == OK ? "done" : result == CONFLICT ? "skipped" : "failed";
    return db_run(db, sql_row_done,
                  ARGS(v_int(b->id), v_int(row->number), v_str(cstr(state)), v_str(str_copy(a, cstr(why.text))),
                       v_int_if(result == OK, award)),
                  NULL, err);
}

static code award_rows(struct award_context *c, struct db *db, struct arena *a, const struct bulk *b,
                       const struct draft_row_list *rows, struct error *err)
{
    int64_t done = 0, failed = 0;

    for (size_t i = 0; i < rows->n; i++)
        TRY(award_row(c, db, a, b, &rows->items[i], &done, &failed, err));
    return db_run(db, sql_progress, ARGS(v_int(b->id), v_int(done), v_int(failed)), NULL, err);
}

/* The badge was archived meanwhile: every row says so, and may be tried again. */
static const char sql_give_up[] = SQL(
    "UPDATE award_batch_row SET state = 'failed', message = $2 WHERE batch_id = $1 AND state = 'waiting'");

static code give_up(struct db *db, struct arena *a, int64_t id, const struct error *why, struct error *err)
{
    return db_run(db, sql_give_up, ARGS(v_int(id), v_str(str_copy(a, cstr(why->text)))), NULL, err);
}

static code run_chunk(struct app *app, struct db *db, struct arena *a, int64_t id, bool *more, struct error *err)
{
    struct bulk b;
    struct draft_row_list rows = {0};
    struct award_context *c = NULL;
    struct error why = {0};
    bool found;

    *more = false;
    TRY(load_batch(db, a, id, &b, &found, err));
    if (!found)
        return OK;
    TRY(next_rows(db, a, id, &rows, err));
    if (rows.n == 0)
        return db_run(db, sql_finish, ARGS(v_int(id), v_int(clock_now())), NULL, err);
    *more = true;
    code result = award_context_open(app, db, a, b.org, b.achievement, &c, &why);
    if (result == CONFLICT || result == NOT_FOUND)
        return give_up(db, a, id, &why, err);
    if (result == OK)
        result = award_rows(c, db, a, &b, &rows, &why);
    award_context_close(c);
    if (result != OK && err)
        *err = why;
    return result;
}

static enum job_result run_batch(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t id;
    bool more = false;

    if (!str_to_int(j->payload, &id))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    code result = db_end(db, run_chunk(ctx, db, a, id, &more, err), err);
    app_wake(ctx);
    if (result != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}

const struct job_kind award_jobs[] = {{"award.batch", run_batch}, {NULL, NULL}};
