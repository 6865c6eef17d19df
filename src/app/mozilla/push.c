/* mozilla/push.c — what a site pushed waits here for its owner's word, for a day
 * at most: the way through signing in, and the word itself, must not depend on a
 * window of the site that is still there. */
#include "app/mozilla/mozilla_private.h"

#include "base/crypto.h"

static str list_json(struct arena *a, const struct str_list *badges)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i < badges->n; i++)
        json_put_str(&w, badges->items[i]);
    json_close_array(&w);
    return buf_done(&b);
}

static const char sql_sweep[] = SQL("DELETE FROM push WHERE created_at < $1");
static const char sql_insert[] = SQL(
    "INSERT INTO push (token_hash, channel_hash, origin, badges, created_at) VALUES ($1, $2, $3, $4, $5)");

/* A channel that is in use already is somebody's who tries another's. */
code push_create(struct db *db, struct arena *a, const struct new_push *n, str *token, struct error *err)
{
    msec now = clock_now();

    *token = random_token(a, 16);
    TRY(db_run(db, sql_sweep, ARGS(v_int(now - PUSH_LIFE)), NULL, err));
    return db_run(db, sql_insert,
                  ARGS(v_str(sha256_hex(a, *token)), n->channel.n ? v_str(sha256_hex(a, n->channel)) : v_null(), v_str(n->origin),
                       v_str(list_json(a, n->badges)), v_int(now)),
                  NULL, err);
}

static void read_badges(struct arena *a, str json, struct str_list *out)
{
    const struct json *v = NULL;

    if (json_parse(a, json, NULL, &v, NULL) != OK)
        return;
    for (size_t i = 0; i < json_count(v); i++)
        *list_add(a, out) = json_str(json_item(v, i));
}

static code one_push(struct rows *r, struct arena *a, struct push *out, struct error *err)
{
    bool found = rows_next(r);

    *out = (struct push){0};
    if (found) {
        *out = (struct push){.id = row_int(r, 0), .account = row_int(r, 1), .origin = row_str(r, 2, a), .outcome = row_str(r, 4, a),
                             .left = row_int(r, 5), .is_popup = !row_is_null(r, 6)};
        read_badges(a, row_str(r, 3, a), &out->badges);
    }
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "push", "this offer is over: begin again where the badge is");
}

#define PUSH_COLUMNS "id, account_id, origin, badges, outcome, left_at, channel_hash"
static const char sql_claim[] = SQL("UPDATE push SET account_id = $2 WHERE token_hash = $1 AND account_id IS NULL");
static const char sql_open[] = SQL(
    "SELECT " PUSH_COLUMNS " FROM push WHERE token_hash = $1 AND account_id = $2 AND created_at >= $3");
static const char sql_by_channel[] = SQL("SELECT " PUSH_COLUMNS " FROM push WHERE channel_hash = $1 AND created_at >= $2");

code push_open(struct db *db, struct arena *a, str token, int64_t account, struct push *out, struct error *err)
{
    str hash = sha256_hex(a, token);

    TRY(db_run(db, sql_claim, ARGS(v_str(hash), v_int(account)), NULL, err));
    return one_push(db_query(db, sql_open, ARGS(v_str(hash), v_int(account), v_int(clock_now() - PUSH_LIFE))), a, out, err);
}

code push_by_channel(struct db *db, struct arena *a, str channel, struct push *out, struct error *err)
{
    return one_push(db_query(db, sql_by_channel, ARGS(v_str(sha256_hex(a, channel)), v_int(clock_now() - PUSH_LIFE))), a, out, err);
}

static const char sql_decide[] = SQL("UPDATE push SET outcome = $2 WHERE id = $1 AND outcome IS NULL");
static const char sql_left[] = SQL("UPDATE push SET left_at = $2 WHERE id = $1");

code push_decide(struct db *db, int64_t id, str outcome, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_decide, ARGS(v_int(id), v_str(outcome)), &n, err));
    return n ? OK : fail(err, CONFLICT, "push", "this was answered already");
}

code push_leave(struct db *db, int64_t id, bool left, struct error *err)
{
    return db_run(db, sql_left, ARGS(v_int(id), v_int_if(left, clock_now())), NULL, err);
}

/* ---- what the site is told ---- */

static void put_error(struct json_writer *w, const struct push_result *r)
{
    json_open_object(w);
    json_put_member(w, "assertion", r->badge);
    json_put_member(w, "url", r->badge);         /* as it was called in 2012 */
    json_put_member(w, "reason", cstr(r->reason));
    json_close_object(w);
}

str push_outcome(struct arena *a, const struct push_result_list *results)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "state", S("done"));
    json_put_key(&w, "errors");
    json_open_array(&w);
    for (size_t i = 0; i < results->n; i++)
        if (results->items[i].reason)
            put_error(&w, &results->items[i]);
    json_close_array(&w);
    json_put_key(&w, "successes");
    json_open_array(&w);
    for (size_t i = 0; i < results->n; i++)
        if (!results->items[i].reason)
            json_put_str(&w, results->items[i].badge);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

str push_denied(struct arena *a, const struct str_list *badges)
{
    struct push_result_list all = {0};

    for (size_t i = 0; i < badges->n; i++)
        *list_add(a, &all) = (struct push_result){badges->items[i], "DENIED"};
    return push_outcome(a, &all);
}
