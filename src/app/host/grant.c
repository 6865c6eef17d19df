/* host/grant.c — what somebody lets a program do, and the secrets that say so: a
 * code for the way through the browser, tokens for what follows. */
#include "app/host/host_private.h"

#include "app/account/notice.h"
#include "app/token/token.h"
#include "base/crypto.h"
#include "web/session.h"

/* ---- secrets ---- */

struct secret { const char *kind; int64_t grant; str scope, redirect, challenge; msec life; };
static const char sql_put[] = SQL(
    "INSERT INTO app_token (hash, grant_id, kind, scope, redirect, challenge, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

static code put_secret(struct db *db, struct arena *a, const struct secret *s, str *out, struct error *err)
{
    msec now = clock_now();

    *out = random_token(a, 32);
    return db_run(db, sql_put,
                  ARGS(v_str(sha256_hex(a, *out)), v_int(s->grant), v_str(cstr(s->kind)), v_str(s->scope), v_str(s->redirect.p ? s->redirect : S("")),
                       v_str(s->challenge.p ? s->challenge : S("")), v_int(now), v_int(now + s->life)),
                  NULL, err);
}

/* ---- allowing ---- */

static const char sql_grant[] = SQL(
    "INSERT INTO app_grant (account_id, client_id, scope, reads_all, created_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (account_id, client_id) DO UPDATE SET scope = excluded.scope, reads_all = excluded.reads_all RETURNING id");
static const char sql_allowed[] = SQL("UPDATE app_client SET allowed_at = $2 WHERE id = $1 AND allowed_at IS NULL");
static const char sql_no_tokens[] = SQL("DELETE FROM app_token WHERE grant_id = $1");
static const char sql_no_collections[] = SQL("DELETE FROM app_grant_collection WHERE grant_id = $1");
static const char sql_collection[] = SQL(
    "INSERT INTO app_grant_collection (grant_id, collection_id) SELECT $1, id FROM collection WHERE id = $2 AND owner_id = $3");

static code write_grant(struct app *app, struct db *db, struct arena *a, const struct allowance *w, str *code_out, struct error *err)
{
    int64_t id = 0;
    struct secret s = {.kind = "code", .scope = w->scope, .redirect = w->redirect, .challenge = w->challenge, .life = CODE_LIFE};

    TRY(db_int(db, sql_grant, ARGS(v_int(w->account), v_int(w->client), v_str(w->scope), v_int(w->reads_all), v_int(clock_now())), &id, err));
    TRY(db_run(db, sql_allowed, ARGS(v_int(w->client), v_int(clock_now())), NULL, err));
    TRY(db_run(db, sql_no_tokens, ARGS(v_int(id)), NULL, err));
    TRY(db_run(db, sql_no_collections, ARGS(v_int(id)), NULL, err));
    for (size_t i = 0; !w->reads_all && i < w->collections.n; i++)
        TRY(db_run(db, sql_collection, ARGS(v_int(id), v_int(w->collections.items[i]), v_int(w->account)), NULL, err));
    s.grant = id;
    TRY(put_secret(db, a, &s, code_out, err));
    return account_note(app, db, a, &(struct account_event){.account = w->account, .what = "app.allow", .detail = w->client_name, .user_agent = w->user_agent}, err);
}

code grant_allow(struct app *app, struct db *db, struct arena *a, const struct allowance *w, str *code_out, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, write_grant(app, db, a, w, code_out, err), err));
    app_wake(app);
    return OK;
}

/* ---- code and refresh token become tokens ---- */

struct found { int64_t grant, client; str scope, redirect, challenge; msec expires; bool is_used; };
static const char sql_find[] = SQL(
    "SELECT t.grant_id, g.client_id, t.scope, t.redirect, t.challenge, t.expires_at, t.used_at FROM app_token t JOIN app_grant g ON g.id = t.grant_id"
    " WHERE t.hash = $1 AND t.kind = $2");
static const char sql_use[] = SQL("UPDATE app_token SET used_at = $2 WHERE hash = $1 AND used_at IS NULL");
static const char sql_old[] = SQL("DELETE FROM app_token WHERE grant_id = $1 AND expires_at < $2");

static code find_secret(struct db *db, struct arena *a, str token, const char *kind, struct found *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_str(sha256_hex(a, token)), v_str(cstr(kind))));
    bool found = rows_next(r);

    if (found)
        *out = (struct found){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_int(r, 5), !row_is_null(r, 6)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, DENIED, "invalid_grant", "this is not a %s that is good here", kind);
}

/* Whoever comes second may be the thief or the robbed: nothing of it stays good. */
static code end_all(struct db *db, int64_t grant, struct error *err)
{
    TRY(db_run(db, sql_no_tokens, ARGS(v_int(grant)), NULL, err));
    return fail(err, DENIED, "invalid_grant", "this was used before, so all that came of it has ended");
}

static code give(struct db *db, struct arena *a, const struct found *f, bool refreshes, struct oauth_tokens *out, struct error *err)
{
    struct secret s = {.kind = "access", .grant = f->grant, .scope = f->scope, .life = ACCESS_LIFE};

    *out = (struct oauth_tokens){.scope = f->scope, .seconds = ACCESS_LIFE / SECOND};
    TRY(db_run(db, sql_old, ARGS(v_int(f->grant), v_int(clock_now())), NULL, err));
    TRY(put_secret(db, a, &s, &out->access, err));
    if (!refreshes)
        return OK;
    s.kind = "refresh";
    s.life = REFRESH_LIFE;
    return put_secret(db, a, &s, &out->refresh, err);
}

/* "away" of OB 2.1 is a scope; OB 3.0 leaves it to the registration. */
static bool may_refresh(const struct app_client *c, str scope)
{
    return c->refreshes && (oauth_scope_has(scope, S("offline_access")) || str_contains(scope, S(OB30_SCOPE)));
}

static code check_code(struct arena *a, const struct redemption *r, const struct found *f, struct error *err)
{
    if (f->client != r->client->id || f->expires <= clock_now())
        return fail(err, DENIED, "invalid_grant", "this is not a code that is good here");
    if (!str_eq(r->redirect, f->redirect))
        return fail(err, DENIED, "invalid_grant", "redirect_uri is another than that of the authorization");
    if (!oauth_is_verifier(r->verifier) || !crypto_equal(oauth_challenge(a, r->verifier), f->challenge))
        return fail(err, DENIED, "invalid_grant", "code_verifier does not fit code_challenge");
    return OK;
}

static code use_once(struct db *db, struct arena *a, str token, const struct found *f, struct error *err)
{
    int64_t changed = 0;

    if (!f->is_used)
        TRY(db_run(db, sql_use, ARGS(v_str(sha256_hex(a, token)), v_int(clock_now())), &changed, err));
    return changed == 1 ? OK : CONFLICT;
}

static code redeem(struct db *db, struct arena *a, const struct redemption *r, struct found *f, bool *again, struct oauth_tokens *out, struct error *err)
{
    TRY(find_secret(db, a, r->token, "code", f, err));
    TRY(check_code(a, r, f, err));
    code c = use_once(db, a, r->token, f, err);
    *again = c == CONFLICT;
    TRY(c);
    return give(db, a, f, may_refresh(r->client, f->scope), out, err);
}

code grant_redeem_code(struct db *db, struct arena *a, const struct redemption *r, struct oauth_tokens *out, struct error *err)
{
    struct found f = {0};
    bool again = false;

    TRY(db_begin(db, err));
    code c = db_end(db, redeem(db, a, r, &f, &again, out, err), err);
    return again ? end_all(db, f.grant, err) : c;
}

static code renew(struct db *db, struct arena *a, const struct redemption *r, struct found *f, bool *again, struct oauth_tokens *out, struct error *err)
{
    TRY(find_secret(db, a, r->token, "refresh", f, err));
    if (f->client != r->client->id || f->expires <= clock_now())
        return fail(err, DENIED, "invalid_grant", "this is not a refresh token that is good here");
    if (r->scope.n) {
        str scope = oauth_scope_within(a, r->scope, f->scope);
        if (scope.n < r->scope.n)
            return fail(err, DENIED, "invalid_scope", "more is asked for than was allowed");
        f->scope = scope;
    }
    code c = use_once(db, a, r->token, f, err);
    *again = c == CONFLICT;
    TRY(c);
    return give(db, a, f, true, out, err);
}

code grant_refresh(struct db *db, struct arena *a, const struct redemption *r, struct oauth_tokens *out, struct error *err)
{
    struct found f = {0};
    bool again = false;

    TRY(db_begin(db, err));
    code c = db_end(db, renew(db, a, r, &f, &again, out, err), err);
    return again ? end_all(db, f.grant, err) : c;
}

/* ---- ending ---- */

static const char sql_whose[] = SQL(
    "SELECT t.grant_id, t.kind FROM app_token t JOIN app_grant g ON g.id = t.grant_id WHERE t.hash = $1 AND g.client_id = $2");
static const char sql_drop[] = SQL("DELETE FROM app_token WHERE hash = $1");
static const char sql_no_grant[] = SQL("DELETE FROM app_grant WHERE id = $1");

code grant_revoke_token(struct db *db, struct arena *a, const struct app_client *client, str token, struct error *err)
{
    str hash = sha256_hex(a, token);
    struct rows *r = db_query(db, sql_whose, ARGS(v_str(hash), v_int(client->id)));
    bool found = rows_next(r);
    int64_t grant = found ? row_int(r, 0) : 0;
    bool is_refresh = found && str_eq(row_str(r, 1, a), S("refresh"));

    TRY(rows_end(r, err));
    if (!found)
        return OK;
    return is_refresh ? db_run(db, sql_no_grant, ARGS(v_int(grant)), NULL, err) : db_run(db, sql_drop, ARGS(v_str(hash)), NULL, err);
}

#define GRANT_COLUMNS "g.id, g.account_id, g.client_id, c.name, c.uri, g.scope, g.reads_all, g.created_at, g.used_at"

static struct grant read_grant(struct rows *r, struct arena *a)
{
    return (struct grant){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a),
                          row_bool(r, 6), row_int(r, 7), row_int(r, 8)};
}

static const char sql_of_account[] = SQL(
    "SELECT " GRANT_COLUMNS " FROM app_grant g JOIN app_client c ON c.id = g.client_id WHERE g.account_id = $1 ORDER BY g.id DESC");

code grant_find(struct db *db, struct arena *a, int64_t account, struct grant_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_of_account, ARGS(v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = read_grant(r, a);
    return rows_end(r, err);
}

static const char sql_end[] = SQL("DELETE FROM app_grant WHERE id = $1 AND account_id = $2");
static const char sql_name[] = SQL(
    "SELECT " GRANT_COLUMNS " FROM app_grant g JOIN app_client c ON c.id = g.client_id WHERE g.id = $1 AND g.account_id = $2");

static code end_one(struct app *app, struct db *db, struct arena *a, const struct grant *g, str user_agent, struct error *err)
{
    TRY(db_run(db, sql_end, ARGS(v_int(g->id), v_int(g->account)), NULL, err));
    return account_note(app, db, a, &(struct account_event){.account = g->account, .what = "app.end", .detail = g->name, .user_agent = user_agent}, err);
}

code grant_end(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t id, str user_agent, struct error *err)
{
    struct rows *r = db_query(db, sql_name, ARGS(v_int(id), v_int(account)));
    struct grant g = {0};

    if (rows_next(r))
        g = read_grant(r, a);
    TRY(rows_end(r, err));
    if (!g.id)
        return fail(err, NOT_FOUND, "app", "there is no such app");
    TRY(db_begin(db, err));
    TRY(db_end(db, end_one(app, db, a, &g, user_agent, err), err));
    app_wake(app);
    return OK;
}

/* ---- a call with a token ---- */

static const char sql_access[] = SQL(
    "SELECT g.id, g.account_id, g.client_id, c.name, c.uri, t.scope, g.reads_all, g.created_at, g.used_at"
    " FROM app_token t JOIN app_grant g ON g.id = t.grant_id JOIN app_client c ON c.id = g.client_id"
    " WHERE t.hash = $1 AND t.kind = 'access' AND t.expires_at > $2");
static const char sql_used[] = SQL("UPDATE app_grant SET used_at = $2 WHERE id = $1");

/* The minute is enough for a list that people read. */
static code note_use(struct request *rq, const struct grant *g, struct error *err)
{
    msec now = clock_now();

    return now - g->used < MINUTE ? OK : db_run(rq->db, sql_used, ARGS(v_int(g->id), v_int(now)), NULL, err);
}

static code find_access(struct request *rq, str token, struct grant *out, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_access, ARGS(v_str(sha256_hex(rq->arena, token)), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        *out = read_grant(r, rq->arena);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, DENIED, "token", "this token is unknown, revoked or too old");
}

static code enter(struct request *rq, const char *scope, struct error *err)
{
    str header = request_header(rq, "authorization");
    struct grant *g = NEW(rq->arena, struct grant);

    if (!str_eq_nocase(str_slice(header, 0, 7), S("Bearer ")))
        return fail(err, DENIED, "token", "send a token: Authorization: Bearer …");
    TRY(find_access(rq, str_trim(str_from(header, 7)), g, err));
    rq->grant = g;
    rq->session->account = g->account;
    if (token_rate(-g->id, clock_now()).is_over)
        return fail(err, LIMIT, "token", "too many calls: at most %d a minute", TOKEN_CALLS_A_MINUTE);
    if (!oauth_scope_has(g->scope, cstr(scope)))
        return fail(err, DENIED, "token", "this token may not do that: it lacks the scope %s", scope);
    return note_use(rq, g, err);
}

code grant_bearer(struct request *rq, const char *scope)
{
    struct error err = {0};
    code c = enter(rq, scope, &err);

    if (c != OK)
        rq->refused = app_sentence(rq->arena, err.text);
    return c;
}

const struct grant *grant_of(const struct request *rq)
{
    return rq->grant;
}
