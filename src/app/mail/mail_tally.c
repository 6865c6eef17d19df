/* mail/mail_tally.c — how many mails are in which state: kept in the
 * transactions that change them, because a page cannot count a million. */
#include "app/mail/mail_private.h"

static const char sql_add[] = SQL(
    "INSERT INTO mail_tally (org_id, batch_id, state, n) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id, batch_id, state) DO UPDATE SET n = mail_tally.n + excluded.n");

code mail_tally_add(struct db *db, const struct mail *m, str state, int64_t n, struct error *err)
{
    TRY(db_run_later(db, sql_add, ARGS(v_int(m->org), v_int(0), v_str(state), v_int(n)), err));
    if (m->batch == 0)
        return OK;
    return db_run_later(db, sql_add, ARGS(v_int(m->org), v_int(m->batch), v_str(state), v_int(n)), err);
}

code mail_tally_move(struct db *db, const struct mail *m, str from, str to, struct error *err)
{
    TRY(mail_tally_add(db, m, from, -1, err));
    return mail_tally_add(db, m, to, 1, err);
}

static const char sql_requeue[] = SQL(
    "INSERT INTO mail_tally (org_id, batch_id, state, n)"
    " SELECT org_id, batch_id, 'queued', CAST(sum(n) AS BIGINT) FROM mail_tally"
    " WHERE org_id = $1 AND state IN ('outbox', 'failed') GROUP BY org_id, batch_id"
    " ON CONFLICT (org_id, batch_id, state) DO UPDATE SET n = mail_tally.n + excluded.n");
static const char sql_requeued[] = SQL("UPDATE mail_tally SET n = 0 WHERE org_id = $1 AND state IN ('outbox', 'failed')");

code mail_tally_requeue(struct db *db, int64_t org, struct error *err)
{
    TRY(db_run(db, sql_requeue, ARGS(v_int(org)), NULL, err));
    return db_run(db, sql_requeued, ARGS(v_int(org)), NULL, err);
}

static const char sql_park[] = SQL(
    "INSERT INTO mail_tally (org_id, batch_id, state, n)"
    " SELECT org_id, batch_id, 'outbox', n FROM mail_tally WHERE state = 'queued'"
    " ON CONFLICT (org_id, batch_id, state) DO UPDATE SET n = mail_tally.n + excluded.n");
static const char sql_parked[] = SQL("UPDATE mail_tally SET n = 0 WHERE state = 'queued'");

code mail_tally_park(struct db *db, struct error *err)
{
    TRY(db_run(db, sql_park, NO_ARGS, NULL, err));
    return db_run(db, sql_parked, NO_ARGS, NULL, err);
}

/* ---- from the mails themselves ---- */

static const char sql_forget[] = SQL("DELETE FROM mail_tally WHERE org_id = $1");
static const char sql_recount[] = SQL(
    "INSERT INTO mail_tally (org_id, batch_id, state, n)"
    " SELECT org_id, 0, state, count(*) FROM mail WHERE org_id = $1 GROUP BY org_id, state"
    " UNION ALL SELECT org_id, batch_id, state, count(*) FROM mail WHERE org_id = $1 AND batch_id IS NOT NULL"
    " GROUP BY org_id, batch_id, state");

code mail_recount(struct db *db, int64_t org, struct error *err)
{
    TRY(db_run(db, sql_forget, ARGS(v_int(org)), NULL, err));
    return db_run(db, sql_recount, ARGS(v_int(org)), NULL, err);
}

/* ---- reading ---- */

static const char sql_count[] = SQL("SELECT state, n FROM mail_tally WHERE org_id = $1 AND batch_id = $2");

code mail_count(struct db *db, struct arena *a, int64_t org, int64_t batch, struct mail_counts *out, struct error *err)
{
    struct rows *r = db_query(db, sql_count, ARGS(v_int(org), v_int(batch)));

    *out = (struct mail_counts){0};
    while (rows_next(r)) {
        str state = row_str(r, 0, a);
        int64_t n = row_int(r, 1);
        out->outbox += str_eq(state, S("outbox")) ? n : 0;
        out->queued += str_eq(state, S("queued")) ? n : 0;
        out->sent += str_eq(state, S("sent")) ? n : 0;
        out->failed += str_eq(state, S("failed")) ? n : 0;
        out->dropped += str_eq(state, S("dropped")) ? n : 0;
    }
    return rows_end(r, err);
}
