/* host/site.c — tokens as Backpack Connect has them: an hour for the access
 * token, and a refresh token that is good once and until it is taken back. */
#include "app/host/site.h"

#include "app/account/notice.h"
#include "base/codec.h"
#include "base/crypto.h"

/* ---- tokens ---- */

/* 24 random bytes, and when it was made: the form that clients know. */
static str new_token(struct arena *a, msec now)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
    char text[16];
    size_t n = sizeof text;

    for (uint64_t rest = (uint64_t)now; rest; rest /= 32)
        text[--n] = digits[rest % 32];
    return str_printf(a, STR_FMT "_" STR_FMT, STR_ARG(random_token(a, 24)), STR_ARG(((str){text + n, sizeof text - n})));
}

static struct site_tokens new_tokens(struct arena *a, msec now)
{
    return (struct site_tokens){new_token(a, now), new_token(a, now)};
}

/* ---- allowing ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO site_grant (account_id, origin, access_hash, refresh_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)");

static code write_allowance(struct app *app, struct db *db, struct arena *a, const struct site_allowance *w, const struct site_tokens *t, struct error *err)
{
    msec now = clock_now();

    TRY(db_run(db, sql_insert,
               ARGS(v_int(w->account), v_str(w->origin), v_str(sha256_hex(a, t->access)), v_str(sha256_hex(a, t->refresh)), v_int(now),
                    v_int(now + SITE_ACCESS_LIFE)),
               NULL, err));
    return account_note(app, db, a, &(struct account_event){.account = w->account, .what = "app.allow", .detail = w->origin, .user_agent = w->user_agent}, err);
}

code site_allow(struct app *app, struct db *db, struct arena *a, const struct site_allowance *w, struct site_tokens *out, struct error *err)
{
    *out = new_tokens(a, clock_now());
    TRY(db_begin(db, err));
    TRY(db_end(db, write_allowance(app, db, a, w, out, err), err));
    app_wake(app);
    return OK;
}

/* ---- finding ---- */

#define GRANT_COLUMNS "id, account_id, origin, expires_at, used_at"
static const char sql_by_access[] = SQL("SELECT " GRANT_COLUMNS " FROM site_grant WHERE access_hash = $1");
static const char sql_by_refresh[] = SQL("SELECT " GRANT_COLUMNS " FROM site_grant WHERE refresh_hash = $1");

static code find(struct db *db, struct arena *a, const char *sql, str token, struct site_grant *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_str(sha256_hex(a, token))));
    bool found = rows_next(r);

    if (found)
        *out = (struct site_grant){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_int(r, 3), row_int(r, 4)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "token", "this token is unknown here");
}

code site_by_access(struct db *db, struct arena *a, str token, struct site_grant *out, struct error *err)
{
    return find(db, a, sql_by_access, token, out, err);
}

code site_by_refresh(struct db *db, struct arena *a, str token, struct site_grant *out, struct error *err)
{
    return find(db, a, sql_by_refresh, token, out, err);
}

static const char sql_used[] = SQL("UPDATE site_grant SET used_at = $2 WHERE id = $1");

/* The minute is enough for a list that people read. */
code site_note_use(struct db *db, const struct site_grant *g, struct error *err)
{
    msec now = clock_now();

    return now - g->used < MINUTE ? OK : db_run(db, sql_used, ARGS(v_int(g->id), v_int(now)), NULL, err);
}

/* ---- refreshing ---- */

/* One statement: of two that come at once with the same token one finds nothing. */
static const char sql_refresh[] = SQL(
    "UPDATE site_grant SET access_hash = $2, refresh_hash = $3, spent_hash = $1, expires_at = $4 WHERE refresh_hash = $1");
static const char sql_thief[] = SQL("DELETE FROM site_grant WHERE spent_hash = $1");

code site_refresh(struct db *db, struct arena *a, str token, struct site_tokens *out, struct error *err)
{
    str hash = sha256_hex(a, token);
    msec now = clock_now();
    int64_t changed = 0;

    *out = new_tokens(a, now);
    TRY(db_run(db, sql_refresh, ARGS(v_str(hash), v_str(sha256_hex(a, out->access)), v_str(sha256_hex(a, out->refresh)), v_int(now + SITE_ACCESS_LIFE)),
               &changed, err));
    if (changed)
        return OK;
    /* Whoever comes second may be the thief or the robbed. */
    TRY(db_run(db, sql_thief, ARGS(v_str(hash)), NULL, err));
    return fail(err, NOT_FOUND, "refresh_token", "this token is unknown here");
}

/* ---- for its owner ---- */

static const char sql_list[] = SQL(
    "SELECT origin, min(created_at), max(coalesce(used_at, 0)) FROM site_grant WHERE account_id = $1 GROUP BY origin ORDER BY min(id) DESC");
static const char sql_end[] = SQL("DELETE FROM site_grant WHERE account_id = $1 AND origin = $2");

code site_list_of(struct db *db, struct arena *a, int64_t account, struct site_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = (struct site){row_str(r, 0, a), row_int(r, 1), row_int(r, 2)};
    return rows_end(r, err);
}

static code end_all(struct app *app, struct db *db, struct arena *a, const struct site_allowance *w, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_end, ARGS(v_int(w->account), v_str(w->origin)), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "origin", "this site may do nothing here anyway");
    return account_note(app, db, a, &(struct account_event){.account = w->account, .what = "app.end", .detail = w->origin, .user_agent = w->user_agent}, err);
}

code site_end(struct app *app, struct db *db, struct arena *a, const struct site_allowance *w, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, end_all(app, db, a, w, err), err));
    app_wake(app);
    return OK;
}
