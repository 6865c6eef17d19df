/* mail/mail_all.c — the mails of the whole server, for who runs it. */
#include "app/mail/mail_private.h"

static const char sql_overview[] = SQL(
    "SELECT coalesce(sum(CASE WHEN state = 'outbox' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN state = 'queued' THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN state = 'queued' AND last_error IS NOT NULL THEN 1 ELSE 0 END), 0),"
    " min(CASE WHEN state = 'queued' THEN created_at END)"
    " FROM mail WHERE state IN ('outbox', 'failed', 'queued')");

code mail_look(struct db *db, struct mail_overview *out, struct error *err)
{
    struct rows *r = db_query(db, sql_overview, NO_ARGS);

    *out = (struct mail_overview){0};
    if (rows_next(r))
        *out = (struct mail_overview){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4)};
    return rows_end(r, err);
}

/* The newest that needs somebody: failed, or tried without success. */
static const char sql_unsent[] = SQL(
    "SELECT " MAIL_COLUMNS " FROM mail WHERE ($1 = 0 AND state NOT IN ('sent', 'dropped'))"
    " OR state = 'failed' OR (state = 'queued' AND last_error IS NOT NULL) ORDER BY id DESC LIMIT $2");

code mail_find_unsent(struct db *db, struct arena *a, bool failed_only, int limit, struct mail_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_unsent, ARGS(v_int(failed_only), v_int(limit)));

    while (rows_next(r))
        mail_read(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_retry_all[] = SQL(
    "UPDATE mail SET state = 'queued', due_at = $1, attempts = 0, last_error = NULL, bounced_at = NULL"
    " WHERE state IN ('outbox', 'failed') OR (state = 'queued' AND last_error IS NOT NULL)");

static code retry_rows(struct db *db, int64_t *count, struct error *err)
{
    TRY(db_run(db, sql_retry_all, ARGS(v_int(clock_now())), count, err));
    return *count ? mail_wake_at(db, clock_now(), err) : OK;
}

code mail_retry_all(struct app *app, struct db *db, struct arena *a, int64_t *count, struct error *err)
{
    struct mail_settings s;

    TRY(mail_settings_load(app, db, a, &s, err));
    if (!s.has_server)
        return fail(err, CONFLICT, "mail", "there is no mail server yet; set one first");
    TRY(db_begin(db, err));
    TRY(db_end(db, retry_rows(db, count, err), err));
    app_wake(app);
    return OK;
}
