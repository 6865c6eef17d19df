/* web/session.c — two kinds of token. Of somebody signed in: 32 random bytes,
 * their hash is in the table. Of a nobody: 16 random bytes with our mark, in
 * no table; it only carries the CSRF token of his forms. A token of neither
 * kind is dropped, never adopted. */
#include "web/session.h"
#include <string.h>
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "store/db.h"

#define COOKIE        "lapel"
#define FLASH_COOKIE  "lapel-flash"
#define FLASH_LIFE    (5 * MINUTE)
#define FLASH_MAX     ((size_t)600)
#define TOKEN_LENGTH  43                         /* base64url of 32 bytes */
#define SEEN_INTERVAL MINUTE
#define MAX_AGENT     ((size_t)200)

/* Marks: one secret serves several purposes, each with a name of its own. */
str session_mark(struct arena *a, const struct session_config *cfg, const char *purpose, str data)
{
    struct sha256 h = hmac_sha256(cfg->secret, str_printf(a, "%s:" STR_FMT, purpose, STR_ARG(data)));

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

static str token_hash(struct arena *a, str token)
{
    return sha256_hex(a, token);
}

str session_cookie(const struct request *rq, const struct session_config *cfg, const char *name)
{
    str wanted = cfg->secure_cookies ? str_printf(rq->arena, "__Host-%s", name) : cstr(name);

    for (size_t i = 0; i < rq->cookies.n; i++)
        if (str_eq(rq->cookies.items[i].name, wanted))
            return rq->cookies.items[i].value;
    return (str){NULL, 0};
}

/* Nobody's session. */

static str new_anonymous_token(struct arena *a, const struct session_config *cfg)
{
    str id = random_token(a, 16);

    return str_printf(a, STR_FMT "." STR_FMT, STR_ARG(id), STR_ARG(session_mark(a, cfg, "anonymous", id)));
}

static bool is_anonymous_token(struct arena *a, const struct session_config *cfg, str token)
{
    str id;

    if (token.n > 100 || str_find_byte(token, '.') < 0 || !str_cut(&token, '.', &id))
        return false;
    return crypto_equal(token, session_mark(a, cfg, "anonymous", id));
}

static void be_nobody(struct request *rq, const struct session_config *cfg, str cookie, struct session *out)
{
    bool known = is_anonymous_token(rq->arena, cfg, cookie);

    *out = (struct session){
        .token = known ? cookie : new_anonymous_token(rq->arena, cfg),
        .is_new = !known,
    };
}

/* Somebody's session. */

static const char sql_find[] = SQL(
    "SELECT account_id, created_at, seen_at, expires_at, proved_at, is_strong, org_id FROM session WHERE token_hash = $1");
static const char sql_seen[] = SQL("UPDATE session SET seen_at = $2 WHERE token_hash = $1");
static const char sql_end[] = SQL("DELETE FROM session WHERE token_hash = $1");
static const char sql_start[] = SQL(
    "INSERT INTO session (token_hash, account_id, created_at, seen_at, expires_at, user_agent, method, proved_at,"
    " is_strong, org_id, provider_session, provider_token) VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
static const char sql_end_others[] = SQL("DELETE FROM session WHERE account_id = $1 AND token_hash <> $2");
static const char sql_sweep[] = SQL("DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2");

struct stored { int64_t account; msec created, seen, expires, proved; bool is_strong; int64_t org; bool found; };

static code find_stored(struct db *db, str hash, struct stored *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_str(hash)));

    if (rows_next(r))
        *out = (struct stored){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3),
                               row_int(r, 4), row_bool(r, 5), row_int(r, 6), true};
    return rows_end(r, err);
}

static bool is_alive(const struct stored *s, const struct session_config *cfg, msec now)
{
    return s->found && s->account && now < s->expires && now - s->seen < cfg->idle;
}

/* A failed note of the time must not cost the visitor his page. */
static void note_seen(struct db *db, str hash, const struct stored *s, msec now)
{
    if (now - s->seen >= SEEN_INTERVAL &&
        db_run(db, sql_seen, ARGS(v_str(hash), v_int(now)), NULL, NULL) != OK)
        return;
}

code session_load(struct request *rq, const struct session_config *cfg, struct session *out, struct error *err)
{
    str cookie = session_cookie(rq, cfg, COOKIE);
    struct stored s = {0};
    msec now = clock_now();

    if (cookie.n == TOKEN_LENGTH && str_find_byte(cookie, '.') < 0) {
        str hash = token_hash(rq->arena, cookie);
        TRY(find_stored(rq->db, hash, &s, err));
        if (is_alive(&s, cfg, now))
            note_seen(rq->db, hash, &s, now);
    }
    if (is_alive(&s, cfg, now))
        *out = (struct session){.account = s.account, .token = cookie, .signed_in_at = s.created,
                                .proved_at = s.proved, .is_strong = s.is_strong, .org = s.org};
    else
        be_nobody(rq, cfg, cookie, out);
    out->csrf = session_mark(rq->arena, cfg, "csrf", out->token);
    return OK;
}

static void give_cookie(struct response *rs, const struct session_config *cfg, str token)
{
    response_cookie(rs, COOKIE, token, cfg->absolute / SECOND, cfg->secure_cookies);
}

static code end_current(struct request *rq, struct error *err)
{
    if (!rq->session || !rq->session->account)
        return OK;
    return db_run(rq->db, sql_end, ARGS(v_str(token_hash(rq->arena, rq->session->token))), NULL, err);
}

str session_agent(const struct request *rq)
{
    str s = str_slice(request_header(rq, "user-agent"), 0, MAX_AGENT);

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~')
            return (str){NULL, 0};
    return s;
}

static void be_somebody(struct request *rq, struct response *rs, const struct session_config *cfg, struct session s)
{
    s.csrf = session_mark(rq->arena, cfg, "csrf", s.token);
    *rq->session = s;
    give_cookie(rs, cfg, s.token);
}

code session_sign_in(struct request *rq, struct response *rs, const struct session_config *cfg,
                     const struct session_start *start, struct error *err)
{
    str token = random_token(rq->arena, 32);
    msec now = clock_now(), proved = start->org ? 0 : now;

    TRY(session_sweep(rq->db, cfg, err));
    TRY(end_current(rq, err));
    TRY(db_run(rq->db, sql_start,
               ARGS(v_str(token_hash(rq->arena, token)), v_int(start->account), v_int(now), v_int(now + cfg->absolute),
                    v_str(session_agent(rq)), v_str(cstr(start->method)), v_int(proved), v_int(start->is_strong),
                    v_int_if(start->org > 0, start->org), v_text_if_any(start->provider_session),
                    v_bytes(start->provider_token)),
               NULL, err));
    be_somebody(rq, rs, cfg, (struct session){.account = start->account, .token = token, .signed_in_at = now, .proved_at = proved,
                                              .is_strong = start->is_strong, .org = start->org});
    return OK;
}

static const char sql_provider_token[] = SQL("SELECT provider_token FROM session WHERE token_hash = $1");

code session_provider_token(struct request *rq, str *sealed, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_provider_token, ARGS(v_str(token_hash(rq->arena, rq->session->token))));

    *sealed = rows_next(r) ? row_str(r, 0, rq->arena) : (str){0};
    return rows_end(r, err);
}

static const char sql_prove[] = SQL(
    "UPDATE session SET token_hash = $2, proved_at = $3, is_strong = $4 WHERE token_hash = $1");

code session_prove(struct request *rq, struct response *rs, const struct session_config *cfg, bool is_strong, struct error *err)
{
    struct session s = *rq->session;
    str before = token_hash(rq->arena, s.token);
    int64_t changed = 0;

    s.token = random_token(rq->arena, 32);
    s.proved_at = clock_now();
    s.is_strong = s.is_strong || is_strong;
    TRY(db_run(rq->db, sql_prove,
               ARGS(v_str(before), v_str(token_hash(rq->arena, s.token)), v_int(s.proved_at), v_int(s.is_strong)), &changed, err));
    if (!changed)
        return fail(err, DENIED, "", "you were signed out meanwhile");
    be_somebody(rq, rs, cfg, s);
    return OK;
}

code session_sign_out(struct request *rq, struct response *rs, const struct session_config *cfg, struct error *err)
{
    TRY(end_current(rq, err));
    be_nobody(rq, cfg, (str){NULL, 0}, rq->session);
    rq->session->csrf = session_mark(rq->arena, cfg, "csrf", rq->session->token);
    response_cookie(rs, COOKIE, S(""), 0, cfg->secure_cookies);
    return OK;
}

code session_end_others(struct request *rq, int64_t account, struct error *err)
{
    str own = token_hash(rq->arena, rq->session->token);

    return db_run(rq->db, sql_end_others, ARGS(v_int(account), v_str(own)), NULL, err);
}

#define NAME_LENGTH 16                           /* of 64 letters of a hash of 256 random bits */

static const char sql_end_one[] = SQL("DELETE FROM session WHERE account_id = $1 AND substr(token_hash, 1, 16) = $2");

code session_end_one(struct request *rq, int64_t account, str name, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(rq->db, sql_end_one, ARGS(v_int(account), v_str(name)), &changed, err));
    return changed ? OK : fail(err, NOT_FOUND, "session", "this browser is signed out already");
}

static const char sql_list[] = SQL(
    "SELECT created_at, seen_at, user_agent, token_hash, method FROM session"
    " WHERE account_id = $1 AND expires_at > $2 AND seen_at > $3 ORDER BY seen_at DESC LIMIT 50");

code session_list(struct request *rq, const struct session_config *cfg, struct session_list *out, struct error *err)
{
    struct arena *a = rq->arena;
    str own = token_hash(a, rq->session->token);
    msec now = clock_now();
    struct rows *r = db_query(rq->db, sql_list, ARGS(v_int(rq->session->account), v_int(now), v_int(now - cfg->idle)));

    while (rows_next(r)) {
        str hash = row_str(r, 3, a);
        *list_add(a, out) = (struct session_row){str_slice(hash, 0, NAME_LENGTH), row_int(r, 0), row_int(r, 1),
                                                 row_str(r, 2, a), row_str(r, 4, a), str_eq(hash, own)};
    }
    return rows_end(r, err);
}

code session_sweep(struct db *db, const struct session_config *cfg, struct error *err)
{
    msec now = clock_now();

    return db_run(db, sql_sweep, ARGS(v_int(now), v_int(now - cfg->idle)), NULL, err);
}

void session_finish(const struct request *rq, struct response *rs, const struct session_config *cfg)
{
    const struct session *s = rq->session;

    if (s && s->is_new && !s->account && s->csrf.n && str_contains(rs->body, s->csrf))
        give_cookie(rs, cfg, s->token);
}

/* CSRF. */

static bool is_own_origin(const struct request *rq, const struct session_config *cfg, str origin)
{
    str host = request_header(rq, "host");
    struct uri u;

    if (!str_is_empty(cfg->origin) && str_eq_nocase(origin, cfg->origin))
        return true;
    return uri_parse(origin, &u, NULL) == OK && u.authority.n && str_eq_nocase(u.authority, host);
}

/* Browsers say where a form stands. Sec-Fetch-Site comes with https and
 * localhost, Origin everywhere; neither can be set by a page. */
static bool is_same_site(const struct request *rq, const struct session_config *cfg)
{
    str site = request_header(rq, "sec-fetch-site"), origin = request_header(rq, "origin");

    if (!str_is_absent(site) && !str_eq(site, S("same-origin")) && !str_eq(site, S("none")))
        return false;
    if (!str_is_absent(origin))
        return is_own_origin(rq, cfg, origin) || (str_eq(site, S("same-origin")) && cfg->origin.n);
    return true;
}

code session_check_csrf(const struct request *rq, const struct session_config *cfg, struct error *err)
{
    str sent = request_field(rq, "csrf");

    if (!is_same_site(rq, cfg))
        return fail(err, DENIED, "", "this form was sent from another site");
    if (str_is_absent(sent))
        sent = request_header(rq, "x-csrf-token");
    const struct session *own = rq->session;
    /* A request without a session has an empty token, which nothing may equal. */
    if (!own || own->is_new || own->csrf.n == 0 || !crypto_equal(sent, own->csrf))
        return fail(err, DENIED, "", "this form is too old or your browser keeps no cookies; "
                                     "please go back, reload the page and send it again");
    return OK;
}

/* Long bodies. */

#define LONG_PURPOSE "long body"

str session_long_mark(const struct request *rq, const struct session_config *cfg)
{
    return rq->session && rq->session->account ? session_mark(rq->arena, cfg, LONG_PURPOSE, rq->session->token) : S("");
}

/* Nobody's tokens hold a dot, and get no such mark. */
str session_long_sender(const struct request *rq, const struct session_config *cfg)
{
    str sent = request_query(rq, "long"), token = session_cookie(rq, cfg, COOKIE);
    bool may = sent.n > 0 && token.n == TOKEN_LENGTH && crypto_equal(sent, session_mark(rq->arena, cfg, LONG_PURPOSE, token));

    return may ? sent : (str){0};
}

/* Flash: "kind LF time LF message", base64url, a dot, its mark. */

void flash_set(struct request *rq, struct response *rs, const struct session_config *cfg, const char *kind, str message)
{
    struct arena *a = rq->arena;
    str plain = str_printf(a, "%s\n%lld\n" STR_FMT, kind, (long long)clock_now(),
                           STR_ARG(str_slice(message, 0, FLASH_MAX)));
    str body = base64url_encode(a, plain);
    str value = str_printf(a, STR_FMT "." STR_FMT, STR_ARG(body), STR_ARG(session_mark(a, cfg, "flash", body)));

    response_cookie(rs, FLASH_COOKIE, value, FLASH_LIFE / SECOND, cfg->secure_cookies);
}

bool flash_take(struct request *rq, struct response *rs, const struct session_config *cfg, str *kind, str *message)
{
    str value = session_cookie(rq, cfg, FLASH_COOKIE), body, time;
    int64_t t;

    if (str_is_absent(value))
        return false;
    response_cookie(rs, FLASH_COOKIE, S(""), 0, cfg->secure_cookies);
    if (!str_cut(&value, '.', &body) || !crypto_equal(value, session_mark(rq->arena, cfg, "flash", body)))
        return false;
    str plain = base64url_decode(rq->arena, body);
    if (!str_cut(&plain, '\n', kind) || !str_cut(&plain, '\n', &time) || !str_to_int(time, &t))
        return false;
    *message = plain;
    return clock_now() - t < FLASH_LIFE;
}
