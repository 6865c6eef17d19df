/* award/award_run.c — the durable job that awards a list. Rows, awards, mails
 * and counts of a part are written in one transaction, so that a crash loses
 * nothing and awards nothing twice. What can be said of all rows at once is one
 * statement; only signing and inserting goes person by person. */
#include "app/award/award_bulk.h"
#include "app/award/award_private.h"
#include "app/hook/hook.h"
#include "app/mail/mail.h"
#include "web/scratch.h"

struct chunk_row { int64_t number; str name, email, narrative, evidence_url, results; msec awarded_on, valid_until; struct award_person person; bool holds; };
LIST_OF(chunk_row_list, struct chunk_row);

/* Rows of a list behind `after` up to `last`, awarded together. */
struct chunk {
    struct bulk list;
    struct award_context *c;
    int64_t after, last;
    struct chunk_row_list rows;
    struct bulk counts;                          /* what changes in the counts of the list */
};

/* ---- who is in it ---- */

static const char sql_last[] = SQL(
    "SELECT coalesce(max(number), 0) FROM (SELECT number FROM award_batch_line WHERE batch_id = $1 AND state = 'waiting'"
    " AND number > $2 ORDER BY number LIMIT $3) AS part");
/* Everybody is a person of the organisation from now on; on PostgreSQL this
 * also makes another list with the same people wait. */
static const char sql_people[] = SQL(
    "INSERT INTO person (org_id, name, email, folded, created_at)"
    " SELECT CAST($1 AS BIGINT), min(x.name), min(x.email), x.folded, CAST($5 AS BIGINT) FROM award_batch_line x"
    " WHERE x.batch_id = $2 AND x.number > $3 AND x.number <= $4 AND x.state = 'waiting'"
    " AND NOT EXISTS (SELECT 1 FROM person_address o WHERE o.org_id = $1 AND o.folded = x.folded) GROUP BY x.folded ORDER BY x.folded"
    " ON CONFLICT (org_id, folded) DO UPDATE SET removed_at = NULL,"
    " name = CASE WHEN person.name = '' THEN excluded.name ELSE person.name END"
    " WHERE person.removed_at IS NOT NULL OR (person.name = '' AND excluded.name <> '')");
/* Each row with its person, and how often they hold the badge in any version,
 * neither revoked nor expired. (Counted, because PostgreSQL would answer EXISTS
 * by reading every award of the badge.) */
static const char sql_rows[] = SQL(
    "SELECT x.number, x.name, x.email, p.id, p.email, (SELECT count(*) FROM award w WHERE w.person_id = p.id"
    " AND w.achievement_id = $1 AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $2)),"
    " x.narrative, x.evidence_url, x.results, x.awarded_on, x.valid_until"
    " FROM award_batch_line x LEFT JOIN person_address o ON o.org_id = $3 AND o.folded = x.folded"
    " JOIN person p ON p.id = coalesce(o.person_id, (SELECT q.id FROM person q WHERE q.org_id = $3 AND q.folded = x.folded))"
    " WHERE x.batch_id = $4 AND x.number > $5 AND x.number <= $6 AND x.state = 'waiting' ORDER BY x.number");

/* In this part; of an earlier one they hold the badge by now. */
static bool came_before(const struct chunk_row_list *rows, int64_t person)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->items[i].person.id == person)
            return true;
    return false;
}

static code load_rows(struct chunk *p, struct db *db, struct arena *a, struct error *err)
{
    const struct bulk *b = &p->list;

    TRY(db_run(db, sql_people, ARGS(v_int(b->org), v_int(b->id), v_int(p->after), v_int(p->last), v_int(clock_now())), NULL, err));
    struct rows *r = db_query(db, sql_rows,
                              ARGS(v_int(b->achievement), v_int(clock_now()), v_int(b->org), v_int(b->id), v_int(p->after),
                                   v_int(p->last)));
    while (rows_next(r)) {
        struct award_person person = {row_int(r, 3), row_str(r, 4, a)};
        bool holds = (row_int(r, 5) > 0 && !b->renews) || came_before(&p->rows, person.id);
        *list_add(a, &p->rows) = (struct chunk_row){
            .number = row_int(r, 0), .name = row_str(r, 1, a), .email = row_str(r, 2, a), .person = person,
            .holds = holds, .narrative = row_str(r, 6, a), .evidence_url = row_str(r, 7, a),
            .results = row_str(r, 8, a), .awarded_on = row_int(r, 9), .valid_until = row_int(r, 10)};
    }
    return rows_end(r, err);
}

/* ---- one after the other ---- */

static const char sql_not_awarded[] = SQL(
    "UPDATE award_batch_line SET state = $3, message = $4 WHERE batch_id = $1 AND number = $2");

static code leave_row(struct chunk *p, struct db *db, const struct chunk_row *row, str state, str why, struct error *err)
{
    bulk_count(&p->counts, S(""), state, 1);
    return db_run_later(db, sql_not_awarded, ARGS(v_int(p->list.id), v_int(row->number), v_str(state), v_str(why)), err);
}

/* A row that breaks a rule fails alone; a failure of ours stops the part. */
static code award_row(struct chunk *p, struct db *db, struct arena *a, const struct chunk_row *row, struct error *err)
{
    const struct bulk *b = &p->list;
    struct error why = {0};
    str public_id;

    if (row->holds)
        return leave_row(p, db, row, S("skipped"), S("holds this badge already"), err);
    code c = award_write(p->c, db, a,
                         &(struct award_request){.org = b->org, .achievement = b->achievement, .account = b->account,
                                                 .batch = b->id, .line = row->number, .name = row->name, .email = row->email,
                                                 .narrative = row->narrative.n ? row->narrative : b->narrative,
                                                 .evidence_url = row->evidence_url.n ? row->evidence_url : b->evidence_url,
                                                 .results = row->results.n ? row->results : b->results,
                                                 .awarded = row->awarded_on ? row->awarded_on : b->awarded_on,
                                                 .valid_until = row->valid_until},
                         &row->person, &public_id, &why);
    if (c == BAD_INPUT)
        return leave_row(p, db, row, S("failed"), str_copy(a, cstr(why.text)), err);
    if (c != OK && err)
        *err = why;
    bulk_count(&p->counts, S(""), S("done"), 1);
    return c;
}

/* In an arena that is emptied every few rows: a row needs some pages of memory,
 * and those of the last ones are still in the processor's cache. */
#define ROWS_PER_SWEEP 8

static code award_rows(struct chunk *p, struct db *db, struct error *err)
{
    struct arena *a = scratch_open();

    for (size_t i = 0; i < p->rows.n; i++) {
        if (i % ROWS_PER_SWEEP == 0)
            arena_reset(a);
        TRY(award_row(p, db, a, &p->rows.items[i], err));
    }
    return OK;
}

/* ---- all of them at once ---- */

static const char sql_newest[] = SQL("SELECT coalesce(max(id), 0) FROM award");
static const char sql_take_out[] = SQL(
    "DELETE FROM award_batch_line WHERE batch_id = $1 AND number > $2 AND number <= $3 AND state = 'waiting'");
static const char sql_went_on[] = SQL("UPDATE award_batch SET next_line = $2 WHERE id = $1");

static code finish_part(struct chunk *p, struct db *db, int64_t newest_before, struct error *err)
{
    const struct bulk *b = &p->list;
    const struct mail_lines lines = {b->org, b->id, p->after, p->last, newest_before};

    bulk_count(&p->counts, S(""), S("waiting"), -(int64_t)p->rows.n);
    TRY(mail_queue_lines(db, &lines, err));
    if (b->renews)
        TRY(award_renewed_lines(db, p->c->arena, b, &lines, err));
    TRY(hook_tell_lines(db, p->c->arena, &(struct hook_lines){b->org, b->id, p->after, p->last, newest_before}, err));
    TRY(db_run(db, sql_take_out, ARGS(v_int(b->id), v_int(p->after), v_int(p->last)), NULL, err));
    TRY(bulk_add_counts(db, b->id, &p->counts, err));
    TRY(award_count(p->c, db, p->counts.n_done, 0, err));
    return db_run(db, sql_went_on, ARGS(v_int(b->id), v_int(p->last)), NULL, err);
}

static int64_t count_wanted(const struct chunk_row_list *rows)
{
    int64_t n = 0;

    for (size_t i = 0; i < rows->n; i++)
        n += !rows->items[i].holds;
    return n;
}

static code award_part(struct chunk *p, struct db *db, struct arena *a, struct error *err)
{
    int64_t newest = 0, wanted;

    TRY(bulk_plan_selves(db, a, &p->list, &(struct bulk_selves){p->list.account, p->after, p->last}, err));
    TRY(load_rows(p, db, a, err));
    TRY(db_int(db, sql_newest, NO_ARGS, &newest, err));
    wanted = count_wanted(&p->rows);
    if (wanted > 0)
        TRY(award_take_places(p->c, db, wanted, err));
    TRY(award_rows(p, db, err));
    return finish_part(p, db, newest, err);
}

/* ---- the job ---- */

/* The badge was archived meanwhile: every row says so, and may be tried again. */
static const char sql_give_up[] = SQL(
    "UPDATE award_batch_line SET state = 'failed', message = $2 WHERE batch_id = $1 AND state = 'waiting'");

static code give_up(struct db *db, int64_t id, const struct error *why, struct error *err)
{
    struct bulk delta = {0};
    int64_t n = 0;

    TRY(db_run(db, sql_give_up, ARGS(v_int(id), v_str(cstr(why->text))), &n, err));
    bulk_count(&delta, S(""), S("waiting"), -n);
    bulk_count(&delta, S(""), S("failed"), n);
    return bulk_add_counts(db, id, &delta, err);
}

static const char sql_finish[] = SQL("UPDATE award_batch SET state = 'done', ended_at = $2 WHERE id = $1");

static code next_part(struct app *app, struct db *db, struct arena *a, struct chunk *p, bool *more, struct error *err)
{
    const struct bulk *b = &p->list;
    struct error why = {0};

    p->after = b->next_line;
    TRY(db_int(db, sql_last, ARGS(v_int(b->id), v_int(p->after), v_int(BULK_ROWS_PER_COMMIT)), &p->last, err));
    if (p->last == 0) {
        TRY(db_run(db, sql_finish, ARGS(v_int(b->id), v_int(clock_now())), NULL, err));
        return hook_tell(db, a, b->org, "list.finished", b->id, err);
    }
    *more = true;
    code c = award_context_open(app, db, a, b->org, b->achievement, &p->c, &why);
    if (c == CONFLICT || c == NOT_FOUND)
        return give_up(db, b->id, &why, err);
    if (c == OK)
        c = award_part(p, db, a, &why);
    award_context_close(p->c);
    if (c != OK && err)
        *err = why;
    return c;
}

/* Which start of which list a job is for. */
struct start { int64_t list; msec at; };

static bool read_start(str payload, struct start *s)
{
    str first;

    *s = (struct start){0};
    str_cut(&payload, ' ', &first);
    return str_to_int(first, &s->list) && (str_is_empty(payload) || str_to_int(payload, &s->at));
}

static code run_part(struct app *app, struct db *db, struct arena *a, const struct start *s, bool *more, struct error *err)
{
    struct chunk p = {0};
    struct error why = {0};
    bool begun = false;
    code c = bulk_by_id(db, a, s->list, &p.list, &why);

    if (c == NOT_FOUND)
        return OK;                               /* thrown away */
    if (c != OK)
        return fail(err, c, why.where, "%s", why.text);
    TRY(bulk_begin(db, &p.list, s->at, &begun, err));
    return begun ? next_part(app, db, a, &p, more, err) : OK;
}

static enum job_result run_batch(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct start s;
    bool more = false;

    if (!read_start(j->payload, &s))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    code result = db_end(db, run_part(ctx, db, a, &s, &more, err), err);
    app_wake(ctx);
    if (result != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}

const struct job_kind award_jobs[] = {{"award.batch", run_batch}, {"award.read", award_run_read}, {"award.resign", award_run_resign}, {NULL, NULL}};
