/* lti/lti.c — platforms: connected, registered, switched; their deployments. */
#include "app/lti/lti.h"

#include "base/crypto.h"
#include "base/uri.h"
#include "web/fetch.h"

#define PLATFORM "SELECT id, org_id, public_id, name, issuer, client, authorize, token, keys_url, keys, sealed, kid, failure, keys_at, register_until," \
    " failed_at, used_at, created_at, is_on FROM lti_platform"

str lti_path(struct arena *a, const struct lti_platform *p, const char *what)
{
    return str_printf(a, "/lti/" STR_FMT "/%s", STR_ARG(p->public_id), what);
}

/* ---- found ---- */

static void read_platform(struct rows *r, struct arena *a, struct lti_platform *out)
{
    *out = (struct lti_platform){
        .id = row_int(r, 0), .org = row_int(r, 1), .public_id = row_str(r, 2, a), .name = row_str(r, 3, a), .issuer = row_str(r, 4, a),
        .client = row_str(r, 5, a), .authorize = row_str(r, 6, a), .token = row_str(r, 7, a), .keys_url = row_str(r, 8, a), .keys = row_str(r, 9, a),
        .sealed = row_str(r, 10, a), .kid = row_str(r, 11, a), .failure = row_str(r, 12, a), .keys_at = row_int(r, 13), .register_until = row_int(r, 14),
        .failed = row_int(r, 15), .used = row_int(r, 16), .created = row_int(r, 17), .is_on = row_bool(r, 18),
    };
}

static code one_platform(struct rows *r, struct arena *a, struct lti_platform *out, struct error *err)
{
    bool found = rows_next(r);

    *out = (struct lti_platform){0};
    if (found)
        read_platform(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "platform", "there is no such learning platform");
}

static const char sql_get[] = SQL(PLATFORM " WHERE org_id = $1 AND id = $2");
static const char sql_by_public_id[] = SQL(PLATFORM " WHERE public_id = $1");
static const char sql_find[] = SQL(PLATFORM " WHERE org_id = $1 ORDER BY lower(name), id");

code lti_platform_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct lti_platform *out, struct error *err)
{
    return one_platform(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code lti_platform_by_public_id(struct db *db, struct arena *a, str public_id, struct lti_platform *out, struct error *err)
{
    return one_platform(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

code lti_platform_find(struct db *db, struct arena *a, int64_t org, struct lti_platform_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        read_platform(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- made ---- */

static const char sql_count[] = SQL("SELECT count(*) FROM lti_platform WHERE org_id = $1");
static const char sql_make[] = SQL(
    "INSERT INTO lti_platform (org_id, public_id, name, issuer, client, authorize, token, keys_url, keys, keys_at, sealed, kid, register_until, is_on,"
    " failure, failed_at, used_at, created_at) VALUES ($1, $2, $3, '', '', '', '', '', '', 0, $4, $5, $6, 0, '', 0, 0, $7) RETURNING id");

static code note(struct db *db, struct arena *a, const struct lti_change *c, const char *what, str name, struct error *err)
{
    return org_log(db, c->org, c->by, what, str_printf(a, "platform %lld", (long long)c->id), name, err);
}

static code make(struct db *db, struct arena *a, const struct lti_platform *p, int64_t by, int64_t *id, struct error *err)
{
    int64_t n = 0;
    msec now = clock_now();

    TRY(db_int(db, sql_count, ARGS(v_int(p->org)), &n, err));
    if (n >= LTI_PLATFORMS_MOST)
        return fail(err, LIMIT, "name", "there are %d learning platforms already", LTI_PLATFORMS_MOST);
    TRY(db_int(db, sql_make, ARGS(v_int(p->org), v_str(random_token(a, 12)), v_str(p->name), v_bytes(p->sealed), v_str(p->kid),
                                  v_int(now + LTI_REGISTER_TIME), v_int(now)), id, err));
    return note(db, a, &(struct lti_change){p->org, *id, by}, "platform.create", p->name, err);
}

code lti_platform_make(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, int64_t by, int64_t *id, struct error *err)
{
    struct lti_platform made = *p;

    TRY(lti_new_key(app, a, &made.sealed, &made.kid, err));
    TRY(db_begin(db, err));
    return db_end(db, make(db, a, &made, by, id, err), err);
}

/* ---- registered ---- */

static code check_address(const struct app *app, str url, const char *where, struct error *err)
{
    struct error why = {0};
    code c = fetch_check_url(url, &app->fetch, &why);

    return c == OK ? OK : fail(err, BAD_INPUT, where, "%s", why.text);
}

static code check(const struct app *app, const struct lti_platform *p, struct error *err)
{
    if (!uri_is_http(p->issuer) || (!app->fetch.allow_http && !str_starts(p->issuer, S("https:"))))
        return fail(err, BAD_INPUT, "issuer", "the platform’s name for itself begins with https://");
    if (str_is_empty(p->client) || p->client.n > 255)
        return fail(err, BAD_INPUT, "client", "enter the name that the platform gave to this tool");
    TRY(check_address(app, p->authorize, "authorize", err));
    TRY(check_address(app, p->token, "token", err));
    return check_address(app, p->keys_url, "keys_url", err);
}

static const char sql_save[] = SQL(
    "UPDATE lti_platform SET issuer = $3, client = $4, authorize = $5, token = $6, keys_url = $7, keys = '', keys_at = 0, register_until = 0,"
    " is_on = 1, failure = '', failed_at = 0 WHERE org_id = $1 AND id = $2");

static code save(struct db *db, struct arena *a, const struct lti_platform *p, int64_t by, struct error *err)
{
    struct lti_platform was;

    TRY(lti_platform_get(db, a, p->org, p->id, &was, err));
    TRY(db_run(db, sql_save, ARGS(v_int(p->org), v_int(p->id), v_str(p->issuer), v_str(p->client), v_str(p->authorize), v_str(p->token), v_str(p->keys_url)),
               NULL, err));
    return note(db, a, &(struct lti_change){p->org, p->id, by}, "platform.register", was.name, err);
}

code lti_platform_save(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, int64_t by, struct error *err)
{
    TRY(check(app, p, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, p, by, err), err);
}

/* ---- on, off, away ---- */

static const char sql_switch[] = SQL("UPDATE lti_platform SET is_on = $3 WHERE org_id = $1 AND id = $2");
static const char sql_remove[] = SQL("DELETE FROM lti_platform WHERE org_id = $1 AND id = $2");
static const char sql_open[] = SQL("UPDATE lti_platform SET register_until = $3 WHERE org_id = $1 AND id = $2 AND client = ''");
static const char sql_failure[] = SQL("UPDATE lti_platform SET failure = $2, failed_at = $3 WHERE id = $1");

static code switch_rows(struct db *db, struct arena *a, const struct lti_change *c, bool on, struct error *err)
{
    struct lti_platform p;

    TRY(lti_platform_get(db, a, c->org, c->id, &p, err));
    if (on && !lti_is_registered(&p))
        return fail(err, CONFLICT, "platform", "enter what the platform says of itself first");
    TRY(db_run(db, sql_switch, ARGS(v_int(c->org), v_int(c->id), v_int(on)), NULL, err));
    return note(db, a, c, on ? "platform.on" : "platform.off", p.name, err);
}

code lti_platform_switch(struct db *db, struct arena *a, const struct lti_change *c, bool on, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, switch_rows(db, a, c, on, err), err);
}

static code remove_rows(struct db *db, struct arena *a, const struct lti_change *c, struct error *err)
{
    struct lti_platform p;

    TRY(lti_platform_get(db, a, c->org, c->id, &p, err));
    TRY(db_run(db, sql_remove, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    return note(db, a, c, "platform.remove", p.name, err);
}

code lti_platform_remove(struct db *db, struct arena *a, const struct lti_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, c, err), err);
}

code lti_platform_open(struct db *db, const struct lti_change *c, struct error *err)
{
    return db_run(db, sql_open, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now() + LTI_REGISTER_TIME)), NULL, err);
}

code lti_note_failure(struct db *db, int64_t platform, str why, struct error *err)
{
    return db_run(db, sql_failure, ARGS(v_int(platform), v_str(why), v_int(clock_now())), NULL, err);
}

/* ---- deployments ---- */

static const char sql_deployments[] = SQL("SELECT id, deployment, is_allowed, seen_at FROM lti_deployment WHERE platform_id = $1 ORDER BY id LIMIT 100");

code lti_deployments(struct db *db, struct arena *a, int64_t platform, struct lti_deployment_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_deployments, ARGS(v_int(platform)));

    while (rows_next(r))
        *list_add(a, out) = (struct lti_deployment){row_int(r, 0), row_str(r, 1, a), row_bool(r, 2), row_int(r, 3)};
    return rows_end(r, err);
}

/* A token is signed before a deployment is noted, so that the platform alone can add some; few. */
static const char sql_seen[] = SQL(
    "INSERT INTO lti_deployment (platform_id, deployment, is_allowed, seen_at) SELECT $1, $2,"
    " CASE WHEN EXISTS (SELECT 1 FROM lti_deployment d WHERE d.platform_id = $1) THEN 0 ELSE 1 END, $3"
    " WHERE (SELECT count(*) FROM lti_deployment d WHERE d.platform_id = $1) < 100"
    " ON CONFLICT (platform_id, deployment) DO UPDATE SET seen_at = excluded.seen_at");
static const char sql_allowed[] = SQL("SELECT count(*) FROM lti_deployment WHERE platform_id = $1 AND deployment = $2 AND is_allowed = 1");

code lti_deployment_check(struct db *db, int64_t platform, str deployment, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_seen, ARGS(v_int(platform), v_str(deployment), v_int(clock_now())), NULL, err));
    TRY(db_int(db, sql_allowed, ARGS(v_int(platform), v_str(deployment)), &n, err));
    return n ? OK : fail(err, DENIED, "deployment", "this place of the platform is not allowed yet: whoever runs Lapel can allow it in the settings");
}

static const char sql_allow[] = SQL("UPDATE lti_deployment SET is_allowed = 1 WHERE platform_id = $1 AND id = $2");

code lti_deployment_allow(struct db *db, struct arena *a, const struct lti_change *c, int64_t deployment, struct error *err)
{
    struct lti_platform p;

    TRY(lti_platform_get(db, a, c->org, c->id, &p, err));
    TRY(db_run(db, sql_allow, ARGS(v_int(c->id), v_int(deployment)), NULL, err));
    return note(db, a, c, "platform.allow", p.name, err);
}
