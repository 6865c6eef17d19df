/* elsewhere/tie.c — a connection with a Backpack elsewhere; secret and tokens lie
 * sealed under the master key. */
#include "app/elsewhere/elsewhere_private.h"

#include "app/account/notice.h"
#include "base/crypto.h"
#include "base/uri.h"

#define TRIES_AN_HOUR 60                         /* of one account, to connect; then ever longer pauses */

/* ---- rows ---- */

#define COLUMNS                                                                 \
    "id, account_id, public_id, name, base21, base30, authorize, token, revoke, issuer, names_itself, terms, privacy, client, scope," \
    " sealed, expires_at, state, who, pushes_since, next_page, run, pages, failure, failed_at, created_at, base_clr"

static str keep_secrets(struct app *app, struct arena *a, const struct tie *t)
{
    return seal(a, app->master_key, str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(t->secret), STR_ARG(t->access), STR_ARG(t->refresh)));
}

static code open_secrets(struct app *app, struct arena *a, str sealed, struct tie *t, struct error *err)
{
    str text, part;

    TRY(unseal(a, app->master_key, sealed, &text, err));
    t->secret = str_cut(&text, '\n', &part) ? part : S("");
    t->access = str_cut(&text, '\n', &part) ? part : S("");
    t->refresh = str_is_absent(text) ? S("") : text;
    return OK;
}

static str read_tie(struct rows *r, struct arena *a, struct tie *t)
{
    *t = (struct tie){
        .id = row_int(r, 0), .account = row_int(r, 1), .public_id = row_str(r, 2, a),
        .place = {.name = row_str(r, 3, a), .base21 = row_str(r, 4, a), .base30 = row_str(r, 5, a), .base_clr = row_str(r, 26, a), .authorize = row_str(r, 6, a),
                  .token = row_str(r, 7, a), .revoke = row_str(r, 8, a), .issuer = row_str(r, 9, a), .names_itself = row_bool(r, 10),
                  .terms = row_str(r, 11, a), .privacy = row_str(r, 12, a), .scope = row_str(r, 14, a)},
        .client = row_str(r, 13, a), .expires = row_int(r, 16), .state = row_str(r, 17, a), .who = row_str(r, 18, a),
        .pushes_since = row_int(r, 19), .next_page = row_str(r, 20, a), .run = row_int(r, 21), .pages = row_int(r, 22),
        .failure = row_str(r, 23, a), .failed = row_int(r, 24), .created = row_int(r, 25),
    };
    return row_str(r, 15, a);
}

static code one(struct app *app, struct arena *a, struct rows *r, struct tie *out, struct error *err)
{
    str sealed = {0};
    bool found = rows_next(r);

    if (found)
        sealed = read_tie(r, a, out);
    TRY(rows_end(r, err));
    return found ? open_secrets(app, a, sealed, out, err) : fail(err, NOT_FOUND, "", "there is no such connection");
}

static const char sql_by_id[] = SQL("SELECT " COLUMNS " FROM elsewhere WHERE id = $1");
static const char sql_by_name[] = SQL("SELECT " COLUMNS " FROM elsewhere WHERE account_id = $1 AND public_id = $2");
static const char sql_all[] = SQL("SELECT " COLUMNS " FROM elsewhere WHERE account_id = $1 ORDER BY id DESC");

code tie_by_id(struct app *app, struct db *db, struct arena *a, int64_t id, struct tie *out, struct error *err)
{
    return one(app, a, db_query(db, sql_by_id, ARGS(v_int(id))), out, err);
}

code tie_get(struct app *app, struct db *db, struct arena *a, int64_t account, str public_id, struct tie *out, struct error *err)
{
    return one(app, a, db_query(db, sql_by_name, ARGS(v_int(account), v_str(public_id))), out, err);
}

/* For a list: without their secrets. */
code tie_find(struct app *app, struct db *db, struct arena *a, int64_t account, struct tie_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(account)));

    (void)app;
    while (rows_next(r))
        (void)read_tie(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- making ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO elsewhere (account_id, public_id, name, base21, base30, authorize, token, revoke, issuer, names_itself, terms, privacy,"
    " client, scope, sealed, expires_at, state, who, next_page, run, pages, busy_until, failure, failed_at, created_at, base_clr)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 'new', '', '', 0, 0, 0, '', 0, $16, $17)");
static const char sql_count[] = SQL("SELECT count(*) FROM elsewhere WHERE account_id = $1");

static str some(str s)
{
    return str_is_absent(s) ? S("") : s;
}

static code insert(struct app *app, struct db *db, struct arena *a, const struct tie *t, struct error *err)
{
    const struct spot *p = &t->place;

    return db_run(db, sql_insert,
                  ARGS(v_int(t->account), v_str(t->public_id), v_str(p->name.n ? p->name : tie_host(t)), v_str(p->base21), v_str(p->base30),
                       v_str(p->authorize), v_str(p->token), v_str(some(p->revoke)), v_str(some(p->issuer)), v_int(p->names_itself), v_str(some(p->terms)),
                       v_str(some(p->privacy)), v_str(t->client), v_str(p->scope), v_bytes(keep_secrets(app, a, t)), v_int(clock_now()),
                       v_str(p->base_clr)),
                  NULL, err);
}

code tie_make(struct app *app, struct db *db, struct arena *a, int64_t account, str typed, str *public_id, struct error *err)
{
    struct tie t = {.account = account, .public_id = random_token(a, 12), .access = S(""), .refresh = S("")};
    struct oauth_registered r;
    int64_t n = 0;

    TRY(db_int(db, sql_count, ARGS(v_int(account)), &n, err));
    if (n >= TIES_MOST)
        return fail(err, LIMIT, "address", "there are %d connections already: end one that you do not need", TIES_MOST);
    TRY(throttle_try(db, str_printf(a, "elsewhere %lld", (long long)account), TRIES_AN_HOUR, err));
    TRY(spot_find(app, a, typed, &t.place, err));
    TRY(spot_register(app, a, &t.place, tie_back(a, app, t.public_id), &r, err));
    t.client = r.client;
    t.secret = r.secret;
    *public_id = t.public_id;
    return insert(app, db, a, &t, err);
}

/* ---- changing ---- */

static const char sql_keep[] = SQL(
    "UPDATE elsewhere SET sealed = $2, expires_at = $3, state = $4, who = $5, scope = $6, failure = $7, failed_at = $8 WHERE id = $1");

code tie_keep(struct app *app, struct db *db, struct arena *a, const struct tie *t, struct error *err)
{
    return db_run(db, sql_keep,
                  ARGS(v_int(t->id), v_bytes(keep_secrets(app, a, t)), v_int(t->expires), v_str(t->state), v_str(t->who), v_str(t->place.scope),
                       v_str(t->failure), v_int(t->failed)),
                  NULL, err);
}

static const char sql_failure[] = SQL("UPDATE elsewhere SET failure = $2, failed_at = $3 WHERE id = $1 AND failure <> $2");

code tie_note_failure(struct db *db, int64_t id, str sentence, struct error *err)
{
    return db_run(db, sql_failure, ARGS(v_int(id), v_str(sentence), v_int(clock_now())), NULL, err);
}

static const char sql_push[] = SQL("UPDATE elsewhere SET pushes_since = $2 WHERE id = $1");

code tie_push(struct db *db, const struct tie *t, bool on, struct error *err)
{
    return db_run(db, sql_push, ARGS(v_int(t->id), v_int_if(on, clock_now())), NULL, err);
}

static const char sql_end[] = SQL("DELETE FROM elsewhere WHERE id = $1");

static code end_now(struct app *app, struct db *db, struct arena *a, const struct tie *t, str user_agent, struct error *err)
{
    TRY(db_run(db, sql_end, ARGS(v_int(t->id)), NULL, err));
    return account_note(app, db, a, &(struct account_event){.account = t->account, .what = "elsewhere.end", .detail = t->place.name, .user_agent = user_agent}, err);
}

code tie_end(struct app *app, struct db *db, struct arena *a, const struct tie *t, str user_agent, struct error *err)
{
    ask_revoke(app, a, t);
    TRY(db_begin(db, err));
    TRY(db_end(db, end_now(app, db, a, t, user_agent, err), err));
    app_wake(app);
    return OK;
}

/* ---- names ---- */

str tie_path(struct arena *a, str public_id)
{
    return str_join(a, S("/backpack/elsewhere/"), public_id);
}

str tie_back(struct arena *a, const struct app *app, str public_id)
{
    return app_url(a, app, str_join(a, tie_path(a, public_id), S("/back")));
}

str tie_host(const struct tie *t)
{
    struct uri u;

    return uri_parse(t->place.token, &u, NULL) == OK ? u.authority : S("");
}
