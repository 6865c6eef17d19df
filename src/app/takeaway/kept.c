/* takeaway/kept.c — all of a large Backpack, made in the background: a row each, the file
 * in the data folder, both for some days, and one at a time of a person. A process that is
 * killed begins anew. What was left behind of either goes by night. */
#include "app/takeaway/takeaway_private.h"

#include "app/kept_file.h"
#include "app/mail/mail.h"
#include "base/attempt.h"
#include "web/text.h"

static struct kept_file file_of(const struct app *app, int64_t account, int64_t id)
{
    return (struct kept_file){.app = app, .folder = KEPT_OF_ACCOUNTS, .org = account, .id = id, .fd = -1};
}

/* ---- how large ---- */

/* More than somebody waits for. Counted no further than that. */
#define LARGE_BADGES  300
#define LARGE_ENTRIES 1000
#define LARGE_BYTES   ((int64_t)20 << 20)        /* of files in the learning log */

static const char sql_badges[] = SQL("SELECT count(*) FROM (SELECT 1 FROM holding WHERE owner_id = $1 LIMIT $2) AS few");
static const char sql_entries[] = SQL("SELECT count(*) FROM (SELECT 1 FROM log_entry WHERE owner_id = $1 AND removed_at IS NULL LIMIT $2) AS few");
static const char sql_bytes[] = SQL(
    "SELECT CAST(coalesce(sum(f.size), 0) AS BIGINT) FROM log_file f JOIN log_entry e ON e.id = f.entry_id"
    " WHERE e.owner_id = $1 AND e.removed_at IS NULL AND f.removed_at IS NULL");

code takeout_is_large(struct db *db, int64_t account, bool *large, struct error *err)
{
    int64_t badges = 0, entries = 0, bytes = 0;

    TRY(db_int(db, sql_badges, ARGS(v_int(account), v_int(LARGE_BADGES + 1)), &badges, err));
    TRY(db_int(db, sql_entries, ARGS(v_int(account), v_int(LARGE_ENTRIES + 1)), &entries, err));
    *large = badges > LARGE_BADGES || entries > LARGE_ENTRIES;
    if (*large)
        return OK;
    TRY(db_int(db, sql_bytes, ARGS(v_int(account)), &bytes, err));
    *large = bytes > LARGE_BYTES;
    return OK;
}

/* ---- rows ---- */

#define TAKEOUT "SELECT id, done, total, bytes, state, why, asked_at, ended_at, until_at FROM takeout WHERE account_id = $1 "
static const char sql_find[] = SQL(TAKEOUT "ORDER BY id DESC LIMIT 5");
static const char sql_one[] = SQL(TAKEOUT "AND id = $2");

static struct takeout_row read_row(struct rows *r, struct arena *a)
{
    return (struct takeout_row){
        .id = row_int(r, 0), .done = row_int(r, 1), .all = row_int(r, 2), .bytes = row_int(r, 3), .state = row_str(r, 4, a), .why = row_str(r, 5, a),
        .asked = row_int(r, 6), .ended = row_int(r, 7), .until = row_int(r, 8)};
}

code takeout_find(struct db *db, struct arena *a, int64_t account, struct takeout_rows *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

static code get(struct db *db, struct arena *a, int64_t account, int64_t id, struct takeout_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_one, ARGS(v_int(account), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = read_row(r, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "takeout", "there is no such file");
}

/* ---- asked for ---- */

static const char sql_ask[] = SQL(
    "INSERT INTO takeout (account_id, lang, state, done, total, bytes, why, asked_at) VALUES ($1, $2, 'running', 0, 0, 0, '', $3) RETURNING id");

static code ask_within(struct db *db, struct arena *a, int64_t account, str lang, struct error *err)
{
    int64_t id = 0;
    code c = db_int(db, sql_ask, ARGS(v_int(account), v_str(lang), v_int(clock_now())), &id, err);

    if (c == CONFLICT)
        return fail(err, CONFLICT, "takeout", "it is being made already: wait for it, or stop it");
    TRY(c);
    str names = str_printf(a, "%lld %lld", (long long)account, (long long)id);
    return job_add(db, S("takeaway.make"), names, str_join(a, S("takeaway "), names), clock_now(), err);
}

/* What was made before goes, so that nobody fills the disk. */
static code drop_older(struct app *app, struct db *db, struct arena *a, int64_t account, struct error *err)
{
    struct takeout_rows rows = {0};

    TRY(takeout_find(db, a, account, &rows, err));
    for (size_t i = 0; i < rows.n; i++)
        if (str_eq(rows.items[i].state, S("done")))
            TRY(takeout_drop(app, db, a, account, rows.items[i].id, 0, err));
    return OK;
}

code takeout_ask(struct app *app, struct db *db, struct arena *a, int64_t account, str lang, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, ask_within(db, a, account, lang, err), err));
    return drop_older(app, db, a, account, err);
}

/* ---- made ---- */

static const char sql_work[] = SQL("SELECT lang, state FROM takeout WHERE account_id = $1 AND id = $2");
static const char sql_all[] = SQL(
    "SELECT (SELECT count(*) FROM holding h WHERE h.owner_id = $1) + (SELECT count(*) FROM log_entry e WHERE e.owner_id = $1 AND e.removed_at IS NULL)");
static const char sql_tell[] = SQL("UPDATE takeout SET done = $3, total = $4 WHERE account_id = $1 AND id = $2 AND state = 'running'");
static const char sql_done[] = SQL(
    "UPDATE takeout SET state = 'done', done = total, bytes = $3, ended_at = $4, until_at = $5 WHERE account_id = $1 AND id = $2 AND state = 'running'");
static const char sql_failed[] = SQL("UPDATE takeout SET state = 'failed', why = $3, ended_at = $4 WHERE account_id = $1 AND id = $2 AND state = 'running'");

#define TOLD_EACH SECOND
#define MAKE_QUOTA ((size_t)64 << 20)
/* `work`: memory of the archive, which may come to its end; what tells of it has its own. */
struct making { struct app *app; struct db *db, *other; struct arena *a, *work; int64_t account, id, all; str lang; msec told; struct kept_file file; uint64_t bytes; };

/* By another connection, for this one sees one moment till its end. */
static code tell(void *ctx, int64_t done, struct error *err)
{
    struct making *m = ctx;
    int64_t changed = 0;

    if (m->told && clock_now() - m->told < TOLD_EACH)
        return OK;
    m->told = clock_now();
    TRY(db_run(m->other, sql_tell, ARGS(v_int(m->account), v_int(m->id), v_int(done < m->all ? done : m->all), v_int(m->all)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "takeout", "it was stopped");
}

static code put(void *ctx, str bytes, struct error *err)
{
    struct making *m = ctx;

    m->bytes += bytes.n;
    return kept_file_put(&m->file, bytes, err);
}

static code write_file(struct making *m, struct error *err)
{
    const struct takeaway q = {.owner = m->account, .lang = m->lang};
    const struct takeaway_to to = {.put = put, .tell = tell, .ctx = m};

    TRY(kept_file_begin(&m->file, m->a, err));
    return kept_file_end(&m->file, m->a, takeaway_write(m->app, m->db, m->work, &q, &to, err), err);
}

/* In the language that whoever asked for it reads. */
static code send_mail(struct making *m, struct error *err)
{
    struct account who;

    TRY(account_get(m->db, m->a, m->account, &who, err));
    struct mail mail = {.kind = S("takeout"), .to_address = who.email, .to_name = who.name};
    return mail_letter(m->app, m->db, m->a, &(struct letter){.kind = "takeout", .link = app_url(m->a, m->app, S("/account/takeout"))}, &mail, err);
}

static code mark_done(struct making *m, int64_t *changed, struct error *err)
{
    msec now = clock_now();

    TRY(db_run(m->db, sql_done, ARGS(v_int(m->account), v_int(m->id), v_int((int64_t)m->bytes), v_int(now), v_int(now + TAKEOUT_DAYS * DAY)), changed, err));
    return *changed ? send_mail(m, err) : OK;
}

/* Who stopped it at the last moment, or left, has no file. */
static code finish(struct making *m, code made, const struct error *why, struct error *err)
{
    int64_t changed = 0;

    if (made != OK)
        return db_run(m->db, sql_failed, ARGS(v_int(m->account), v_int(m->id), v_str(cstr(why->text)), v_int(clock_now())), NULL, err);
    TRY(db_begin(m->db, err));
    code c = db_end(m->db, mark_done(m, &changed, err), err);
    if (c != OK || !changed)
        kept_file_remove(&m->file, m->a);
    return c;
}

static code find_work(struct making *m, str *state, struct error *err)
{
    struct rows *r = db_query(m->db, sql_work, ARGS(v_int(m->account), v_int(m->id)));
    bool found = rows_next(r);

    m->lang = found ? row_str(r, 0, m->a) : S("");
    *state = found ? row_str(r, 1, m->a) : S("gone");
    return rows_end(r, err);
}

static code make(void *making, struct error *err)
{
    struct making *m = making;
    struct error why = {0};
    str state;

    m->file = file_of(m->app, m->account, m->id);
    TRY(find_work(m, &state, err));
    if (!str_eq(state, S("running")) && !str_eq(state, S("done")))
        kept_file_remove(&m->file, m->a);        /* stopped before it began, or when a process was killed */
    if (!str_eq(state, S("running")))
        return OK;
    TRY(db_int(m->db, sql_all, ARGS(v_int(m->account)), &m->all, err));
    text_speak(m->lang);
    return finish(m, write_file(m, &why), &why, err);
}

static enum job_result run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct making m = {.app = ctx, .db = db, .a = a};

    if (!job_names(j, &m.account, &m.id))
        return JOB_DEAD;
    m.other = db_borrow(m.app->pool, err);
    if (!m.other)
        return JOB_RETRY;
    const struct dictionary *before = words_spoken();
    m.work = arena_new(MAKE_QUOTA);
    code c = attempt(make, &m, err);
    words_speak(before);
    arena_free(m.work);
    db_return(m.app->pool, m.other);
    return c == OK ? JOB_DONE : JOB_RETRY;
}

/* ---- fetched, and gone ---- */

code takeout_open(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t id, int *fd, uint64_t *bytes, struct error *err)
{
    const struct kept_file f = file_of(app, account, id);
    struct takeout_row e;

    TRY(get(db, a, account, id, &e, err));
    if (!str_eq(e.state, S("done")))
        return fail(err, NOT_FOUND, "takeout", "this file is gone, or is not made yet");
    return kept_file_open(&f, a, fd, bytes, err);
}

static const char sql_drop[] = SQL(
    "UPDATE takeout SET state = CASE WHEN state = 'running' THEN 'stopped' ELSE 'gone' END, ended_at = coalesce(ended_at, $3)"
    " WHERE account_id = $1 AND id = $2 AND state IN ('running', 'done')");

code takeout_drop(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t id, int64_t by, struct error *err)
{
    const struct kept_file f = file_of(app, account, id);
    int64_t changed = 0;

    (void)by;
    TRY(db_run(db, sql_drop, ARGS(v_int(account), v_int(id), v_int(clock_now())), &changed, err));
    if (changed)
        kept_file_remove(&f, a);
    return OK;
}

/* ---- by night ---- */

static const char sql_old[] = SQL("SELECT account_id, id FROM takeout WHERE state = 'done' AND until_at < $1 ORDER BY id LIMIT 100");

static const struct kept_days days = {"takeaway.tidy", sql_old, takeout_drop};

code takeout_schedule(struct db *db, struct error *err)
{
    return kept_days_schedule(&days, db, err);
}

/* Its job is dead, or was lost: nobody works on it any more. */
static const char sql_lost[] = SQL(
    "UPDATE takeout SET state = 'failed', why = $2, ended_at = $1 WHERE state = 'running'"
    " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.job_key = 'takeaway ' || CAST(takeout.account_id AS TEXT) || ' ' || CAST(takeout.id AS TEXT) AND j.state <> 2)");
static const char sql_is_kept[] = SQL("SELECT count(*) FROM takeout WHERE account_id = $1 AND id = $2 AND state IN ('running', 'done')");

static code end_lost(struct db *db, struct error *err)
{
    struct error why = {0};

    (void)fail(&why, FAULT, "takeout", "it was not made to its end: ask for it once more");
    return db_run(db, sql_lost, ARGS(v_int(clock_now()), v_str(cstr(why.text))), NULL, err);
}

static enum job_result run_tidy(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)j;
    if (end_lost(db, err) != OK || kept_file_sweep(ctx, db, a, &(struct kept_sweep){KEPT_OF_ACCOUNTS, sql_is_kept}, err) != OK)
        return JOB_RETRY;
    return kept_days_run(&days, ctx, db, a, err);
}

const struct job_kind takeaway_jobs[] = {{"takeaway.make", run}, {"takeaway.tidy", run_tidy}, {NULL}};
