/* recognise/wall_screen.c — the address at which a screen in the lobby reads the wall. */
#include "app/recognise/wall.h"

#include "base/crypto.h"

#define SQL_SCREEN "SELECT org_id, token, created_at, coalesce(read_at, 0) FROM wall_screen WHERE "
static const char sql_get[] = SQL(SQL_SCREEN "org_id = $1");
static const char sql_by_token[] = SQL(SQL_SCREEN "token = $1");
static const char sql_read[] = SQL("UPDATE wall_screen SET read_at = $2 WHERE org_id = $1");

static code get(struct db *db, struct arena *a, const char *sql, struct value by, struct wall_screen *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(by));
    bool found = rows_next(r);

    if (found)
        *out = (struct wall_screen){row_int(r, 0), row_str(r, 1, a), row_int(r, 2), row_int(r, 3)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "screen", "there is no such screen, or its address was changed");
}

code wall_screen_get(struct db *db, struct arena *a, int64_t org, struct wall_screen *out, struct error *err)
{
    return get(db, a, sql_get, v_int(org), out, err);
}

code wall_screen_by_token(struct db *db, struct arena *a, str token, struct wall_screen *out, struct error *err)
{
    msec hour = clock_now() - clock_now() % HOUR;

    TRY(get(db, a, sql_by_token, v_str(token), out, err));
    return out->read == hour ? OK : db_run(db, sql_read, ARGS(v_int(out->org), v_int(hour)), NULL, err);
}

static const char sql_replace[] = SQL(
    "INSERT INTO wall_screen (org_id, token, created_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (org_id) DO UPDATE SET token = excluded.token, created_at = excluded.created_at, read_at = NULL");
static const char sql_end[] = SQL("DELETE FROM wall_screen WHERE org_id = $1");

static code replace(struct db *db, struct arena *a, const struct wall_screen_change *c, struct error *err)
{
    TRY(db_run(db, sql_replace, ARGS(v_int(c->org), v_str(random_token(a, 24)), v_int(clock_now())), NULL, err));
    return org_log(db, c->org, c->by, "recognise.screen", S(""), S(""), err);
}

code wall_screen_replace(struct db *db, struct arena *a, const struct wall_screen_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, replace(db, a, c, err), err);
}

static code end(struct db *db, const struct wall_screen_change *c, struct error *err)
{
    TRY(db_run(db, sql_end, ARGS(v_int(c->org)), NULL, err));
    return org_log(db, c->org, c->by, "recognise.screen-end", S(""), S(""), err);
}

code wall_screen_end(struct db *db, const struct wall_screen_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, end(db, c, err), err);
}
