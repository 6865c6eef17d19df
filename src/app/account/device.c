/* account/device.c */
#include "app/account/entrance.h"

#include "app/account/notice.h"
#include "base/crypto.h"

#define COOKIE "lapel-device"
#define TOKEN_LETTERS 43
#define COOKIE_LIFE (400 * DAY)                  /* what browsers allow at most */
#define TRUST_LIFE (30 * DAY)

/* Empty: the browser has no name yet. */
static str hash_here(struct request *rq)
{
    str token = session_cookie(rq, &app_of(rq)->session, COOKIE);

    return token.n == TOKEN_LETTERS ? sha256_hex(rq->arena, token) : S("");
}

static str name_browser(struct request *rq, struct response *rs)
{
    str token = random_token(rq->arena, 32);

    response_cookie(rs, COOKIE, token, COOKIE_LIFE / SECOND, app_of(rq)->session.secure_cookies);
    return sha256_hex(rq->arena, token);
}

static const char sql_count[] = SQL("SELECT count(*) FROM account_device WHERE account_id = $1");
static const char sql_seen[] = SQL(
    "UPDATE account_device SET seen_at = $3, user_agent = $4, trusted_until = CASE WHEN $5 > 0 THEN $5 ELSE trusted_until END"
    " WHERE account_id = $1 AND token_hash = $2");
static const char sql_add[] = SQL(
    "INSERT INTO account_device (account_id, token_hash, user_agent, created_at, seen_at, trusted_until)"
    " VALUES ($1, $2, $4, $3, $3, $5) ON CONFLICT (account_id, token_hash) DO NOTHING");
static const char sql_forget_old[] = SQL("DELETE FROM account_device WHERE account_id = $1 AND seen_at < $2");

code device_note(struct request *rq, struct response *rs, int64_t account, bool trust, struct device_seen *out, struct error *err)
{
    str hash = hash_here(rq), agent = session_agent(rq);
    msec now = clock_now(), until = trust ? now + TRUST_LIFE : 0;
    int64_t changed = 0, others = 0;

    TRY(db_int(rq->db, sql_count, ARGS(v_int(account)), &others, err));
    if (hash.n)
        TRY(db_run(rq->db, sql_seen, ARGS(v_int(account), v_str(hash), v_int(now), v_str(agent.p ? agent : S("")), v_int(until)), &changed, err));
    *out = (struct device_seen){.is_known = changed > 0, .is_first = others == 0};
    if (changed)
        return OK;
    if (!hash.n)
        hash = name_browser(rq, rs);
    TRY(db_run(rq->db, sql_forget_old, ARGS(v_int(account), v_int(now - COOKIE_LIFE)), NULL, err));
    return db_run(rq->db, sql_add,
                  ARGS(v_int(account), v_str(hash), v_int(now), v_str(agent.p ? agent : S("")), v_int_if(until > 0, until)), NULL, err);
}

static const char sql_is_trusted[] = SQL(
    "SELECT count(*) FROM account_device WHERE account_id = $1 AND token_hash = $2 AND trusted_until > $3");

bool device_is_trusted(struct request *rq, int64_t account)
{
    str hash = hash_here(rq);
    int64_t n = 0;

    return hash.n && db_int(rq->db, sql_is_trusted, ARGS(v_int(account), v_str(hash), v_int(clock_now())), &n, NULL) == OK && n > 0;
}

static const char sql_trusted[] = SQL(
    "SELECT id, user_agent, created_at, seen_at, trusted_until, token_hash FROM account_device"
    " WHERE account_id = $1 AND trusted_until > $2 ORDER BY seen_at DESC LIMIT 50");

code device_trusted(struct request *rq, int64_t account, struct device_list *out, struct error *err)
{
    struct arena *a = rq->arena;
    str here = hash_here(rq);
    struct rows *r = db_query(rq->db, sql_trusted, ARGS(v_int(account), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct device){row_int(r, 0), device_words(a, row_str(r, 1, a)), row_int(r, 2), row_int(r, 3), row_int(r, 4),
                                            str_eq(row_str(r, 5, a), here)};
    return rows_end(r, err);
}

static const char sql_forget[] = SQL("UPDATE account_device SET trusted_until = NULL WHERE account_id = $1 AND id = $2");
static const char sql_trust_none[] = SQL("UPDATE account_device SET trusted_until = NULL WHERE account_id = $1");

code device_forget(struct db *db, int64_t account, int64_t id, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_forget, ARGS(v_int(account), v_int(id)), &changed, err));
    return changed ? OK : fail(err, NOT_FOUND, "device", "this browser is forgotten already");
}

code device_trust_none(struct db *db, int64_t account, struct error *err)
{
    return db_run(db, sql_trust_none, ARGS(v_int(account)), NULL, err);
}
