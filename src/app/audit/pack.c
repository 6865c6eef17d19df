/* audit/pack.c — packs that are made in the background: a row each, the file in the
 * data folder, both for a month. A process that is killed begins anew. */
#include "app/audit/pack.h"

#include "app/evidence/evidence.h"
#include "app/kept_file.h"

static struct kept_file file_of(const struct app *app, int64_t org, int64_t id)
{
    return (struct kept_file){.app = app, .folder = "packs", .org = org, .id = id, .fd = -1};
}

/* ---- rows ---- */

#define PACK                                                                   \
    "SELECT k.id, k.sample_id, k.done, k.total, k.bytes, k.state, k.why, coalesce((SELECT c.name FROM account c WHERE c.id = k.account_id), '')," \
    " coalesce((SELECT s.name FROM audit_sample s WHERE s.id = k.sample_id), ''), k.manifest, k.asked_at, coalesce(k.ended_at, 0), coalesce(k.until_at, 0), coalesce(k.account_id, 0), k.with_evidence, k.left_out, k.sight" \
    " FROM audit_pack k WHERE k.org_id = $1 "
static const char sql_find[] = SQL(PACK "AND ($2 = 0 OR k.account_id = $2) ORDER BY k.id DESC LIMIT 50");
static const char sql_one[] = SQL(PACK "AND k.id = $2");

static struct pack_row read_row(struct rows *r, struct arena *a)
{
    return (struct pack_row){
        .id = row_int(r, 0), .sample = row_int(r, 1), .done = row_int(r, 2), .all = row_int(r, 3), .bytes = row_int(r, 4), .state = row_str(r, 5, a), .why = row_str(r, 6, a),
        .by = row_str(r, 7, a), .sample_name = row_str(r, 8, a), .manifest = row_str(r, 9, a), .asked = row_int(r, 10), .ended = row_int(r, 11), .until = row_int(r, 12), .account = row_int(r, 13),
        .with_evidence = row_bool(r, 14), .left_out = row_int(r, 15), .sight = row_str(r, 16, a)};
}

code packs_find(struct db *db, struct arena *a, int64_t org, int64_t account, struct pack_rows *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org), v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

code pack_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct pack_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_one, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = read_row(r, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "pack", "there is no such pack");
}

/* ---- asked for ---- */

static const char sql_ask[] = SQL(
    "INSERT INTO audit_pack (org_id, account_id, sample_id, state, done, total, bytes, manifest, why, asked_at, with_evidence, reason, sight)"
    " SELECT s.org_id, $3, s.id, 'running', 0, 0, 0, '', '', $4, $5, $6, $7 FROM audit_sample s WHERE s.org_id = $1 AND s.id = $2 RETURNING id");

static code ask_within(struct db *db, struct arena *a, const struct pack_ask *q, struct error *err)
{
    int64_t id = 0;
    code c = db_int(db, sql_ask, ARGS(v_int(q->org), v_int(q->sample), v_int(q->by), v_int(clock_now()), v_int(q->with_evidence), v_str(q->with_evidence ? q->reason : S("")), v_str(q->sight)), &id, err);

    if (c == CONFLICT)
        return fail(err, CONFLICT, "pack", "a pack is being made already: wait for it, or stop it");
    if (c == NOT_FOUND)
        return fail(err, NOT_FOUND, "sample", "there is no such sample");
    TRY(c);
    str names = str_printf(a, "%lld %lld", (long long)q->org, (long long)id);
    TRY(job_add(db, S("audit.pack"), names, str_join(a, S("pack "), names), clock_now(), err));
    return org_log(db, q->org, q->by, "audit.pack", str_printf(a, "pack %lld", (long long)id), q->with_evidence ? q->reason : S(""), err);
}

code pack_ask(struct db *db, struct arena *a, const struct pack_ask *q, struct error *err)
{
    if (q->with_evidence)
        TRY(evidence_need_reason(q->reason, err));
    TRY(db_begin(db, err));
    return db_end(db, ask_within(db, a, q, err), err);
}

/* ---- made ---- */

static const char sql_work[] = SQL("SELECT sample_id, coalesce(account_id, 0), with_evidence, reason FROM audit_pack WHERE org_id = $1 AND id = $2 AND state = 'running'");
static const char sql_tell[] = SQL("UPDATE audit_pack SET done = $3, total = $4 WHERE org_id = $1 AND id = $2 AND state = 'running'");
static const char sql_done[] = SQL(
    "UPDATE audit_pack SET state = 'done', bytes = $3, manifest = $4, ended_at = $5, until_at = $6, left_out = $7 WHERE org_id = $1 AND id = $2 AND state = 'running'");
static const char sql_failed[] = SQL("UPDATE audit_pack SET state = 'failed', why = $3, ended_at = $4 WHERE org_id = $1 AND id = $2 AND state = 'running'");

struct making { struct app *app; struct db *db; struct arena *a; int64_t org, id; struct pack_request q; struct kept_file file; };

static code tell(void *ctx, int64_t done, int64_t all, struct error *err)
{
    struct making *m = ctx;
    int64_t changed = 0;

    TRY(db_run(m->db, sql_tell, ARGS(v_int(m->org), v_int(m->id), v_int(done), v_int(all)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "pack", "it was stopped");
}

static code put(void *ctx, str bytes, struct error *err)
{
    struct making *m = ctx;

    return kept_file_put(&m->file, bytes, err);
}

/* NOT_FOUND: it was stopped before it began. */
static code read_work(struct making *m, struct error *err)
{
    struct rows *r = db_query(m->db, sql_work, ARGS(v_int(m->org), v_int(m->id)));
    bool found = rows_next(r);

    if (found)
        m->q = (struct pack_request){.org = m->org, .sample = row_int(r, 0), .by = row_int(r, 1), .with_evidence = row_bool(r, 2), .reason = row_str(r, 3, m->a),
                                     .tell = tell, .put = put, .ctx = m};
    TRY(rows_end(r, err));
    return found ? OK : NOT_FOUND;
}

static code write_file(struct making *m, struct pack_made *made, struct error *err)
{
    m->file = file_of(m->app, m->org, m->id);
    TRY(kept_file_begin(&m->file, m->a, err));
    return kept_file_end(&m->file, m->a, pack_write(m->app, m->db, m->a, &m->q, made, err), err);
}

static code make(struct making *m, struct error *err)
{
    struct pack_made made = {0};
    struct error why = {0};
    msec now;
    code c = read_work(m, err);

    if (c == NOT_FOUND)
        return OK;
    TRY(c);
    c = write_file(m, &made, &why);
    now = clock_now();
    if (c == OK)
        return db_run(m->db, sql_done, ARGS(v_int(m->org), v_int(m->id), v_int((int64_t)made.bytes), v_str(made.manifest), v_int(now), v_int(now + PACK_DAYS * DAY),
                                              v_int(made.left_out)), NULL, err);
    return db_run(m->db, sql_failed, ARGS(v_int(m->org), v_int(m->id), v_str(cstr(why.text)), v_int(now)), NULL, err);
}

static enum job_result run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct making m = {.app = ctx, .db = db, .a = a};

    if (!job_names(j, &m.org, &m.id))
        return JOB_DEAD;
    return make(&m, err) == OK ? JOB_DONE : JOB_RETRY;
}

/* ---- fetched, and gone ---- */

code pack_open(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int *fd, uint64_t *bytes, struct error *err)
{
    const struct kept_file f = file_of(app, org, id);
    struct pack_row e;

    TRY(pack_get(db, a, org, id, &e, err));
    if (!str_eq(e.state, S("done")))
        return fail(err, NOT_FOUND, "pack", "the file of this pack is gone, or is not made yet");
    return kept_file_open(&f, a, fd, bytes, err);
}

static const char sql_drop[] = SQL(
    "UPDATE audit_pack SET state = CASE WHEN state = 'running' THEN 'stopped' ELSE 'gone' END, ended_at = coalesce(ended_at, $3)"
    " WHERE org_id = $1 AND id = $2 AND state IN ('running', 'done')");

static code drop(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_drop, ARGS(v_int(org), v_int(id), v_int(clock_now())), &changed, err));
    return changed ? org_log(db, org, by, "audit.pack-drop", str_printf(a, "pack %lld", (long long)id), S(""), err) : OK;
}

code pack_drop(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    const struct kept_file f = file_of(app, org, id);

    TRY(db_begin(db, err));
    TRY(db_end(db, drop(db, a, org, id, by, err), err));
    kept_file_remove(&f, a);
    return OK;
}

/* ---- by night ---- */

static const char sql_old[] = SQL("SELECT org_id, id FROM audit_pack WHERE state = 'done' AND until_at < $1 ORDER BY id LIMIT 100");

static const struct kept_days days = {"audit.tidy", sql_old, pack_drop};

code pack_schedule(struct db *db, struct error *err)
{
    return kept_days_schedule(&days, db, err);
}

static enum job_result run_tidy(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)j;
    return kept_days_run(&days, ctx, db, a, err);
}

const struct job_kind pack_jobs[] = {{"audit.pack", run}, {"audit.tidy", run_tidy}, {NULL}};
