/* api/api_once.c — the same request sent twice does it once: what was answered is
 * kept for a day by token, key and hash of the request. It is kept in the
 * transaction of the work itself, so no crash comes between the two. */
#include "app/api/api_private.h"

#define KEPT_FOR DAY

static const char sql_find[] = SQL("SELECT hash, status, body, location FROM api_once WHERE token_id = $1 AND key = $2 AND at > $3");

code api_once_find(struct db *db, struct arena *a, const struct api_once *o, bool *found, struct api_kept *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(o->token), v_str(o->key), v_int(clock_now() - KEPT_FOR)));
    bool is_same = true;

    *found = rows_next(r);
    if (*found) {
        is_same = str_eq(row_str(r, 0, a), o->hash);
        *out = (struct api_kept){(int)row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a)};
    }
    TRY(rows_end(r, err));
    return is_same ? OK : fail(err, CONFLICT, "idempotency-key", "this Idempotency-Key was used for another request");
}

static const char sql_sweep[] = SQL("DELETE FROM api_once WHERE at <= $1");
static const char sql_keep[] = SQL(
    "INSERT INTO api_once (token_id, key, hash, status, body, location, at) VALUES ($1, $2, $3, $4, $5, $6, $7)");

code api_once_keep(struct db *db, const struct api_once *o, const struct api_kept *k, struct error *err)
{
    msec now = clock_now();

    TRY(db_run(db, sql_sweep, ARGS(v_int(now - KEPT_FOR)), NULL, err));
    return db_run(db, sql_keep,
                  ARGS(v_int(o->token), v_str(o->key), v_str(o->hash), v_int(k->status), v_str(k->body),
                       v_str(str_is_absent(k->location) ? S("") : k->location), v_int(now)),
                  NULL, err);
}
