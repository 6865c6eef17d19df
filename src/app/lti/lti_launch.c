/* lti/lti_launch.c — somebody's way from a platform to here and what proves it: a
 * state that is good once, a token for us and this moment, and the same browser at
 * both ends, by cookie or by what the platform's own page keeps for us. */
#include "app/lti/lti_course.h"

#include "base/crypto.h"
#include "base/uri.h"
#include "format/oidc.h"
#include "web/fetch.h"

#define WAY_TIME   (10 * MINUTE)
#define KEEP_FOR   HOUR                          /* the platform's keys */
#define KEYS_AGAIN MINUTE
#define HINT_MOST  4000

/* ---- there ---- */

static void put_pair(struct arena *a, struct buf *b, const char *name, str value)
{
    if (!str_is_empty(value))
        buf_printf(b, "%s%s=" STR_FMT, b->n ? "&" : "", name, STR_ARG(uri_encode(a, value)));
}

static str authorize_url(struct app *app, struct arena *a, const struct lti_platform *p, const struct lti_begin *b, str state, str nonce)
{
    struct buf q = buf_new(a);

    put_pair(a, &q, "scope", S("openid"));
    put_pair(a, &q, "response_type", S("id_token"));
    put_pair(a, &q, "response_mode", S("form_post"));
    put_pair(a, &q, "prompt", S("none"));
    put_pair(a, &q, "client_id", p->client);
    put_pair(a, &q, "redirect_uri", app_url(a, app, lti_path(a, p, "launch")));
    put_pair(a, &q, "login_hint", b->hint);
    put_pair(a, &q, "lti_message_hint", b->message_hint);
    put_pair(a, &q, "state", state);
    put_pair(a, &q, "nonce", nonce);
    return str_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(p->authorize), str_find_byte(p->authorize, '?') < 0 ? "?" : "&", STR_ARG(buf_done(&q)));
}

static code check_begin(struct app *app, struct arena *a, const struct lti_platform *p, const struct lti_begin *b, struct error *err)
{
    if (!p->is_on || !lti_is_registered(p))
        return fail(err, DENIED, "platform", "this learning platform is switched off here");
    if (!str_eq(b->issuer, p->issuer))
        return fail(err, DENIED, "iss", "another platform calls than the one that is registered here");
    if (!str_is_empty(b->client) && !str_eq(b->client, p->client))
        return fail(err, DENIED, "client_id", "the platform calls another tool");
    if (str_is_empty(b->hint) || b->hint.n > HINT_MOST || b->message_hint.n > HINT_MOST)
        return fail(err, BAD_INPUT, "login_hint", "the platform does not say who comes");
    return str_starts(b->target, app_url(a, app, lti_path(a, p, "launch"))) ? OK : fail(err, DENIED, "target_link_uri", "the platform’s link leads elsewhere");
}

static const char sql_sweep[] = SQL("DELETE FROM lti_login WHERE expires_at < $1");
static const char sql_login[] = SQL(
    "INSERT INTO lti_login (hash, platform_id, nonce, proof, storage, hint, message_hint, target, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

static str plain(str s) { return str_is_absent(s) ? S("") : s; }

code lti_begin(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, const struct lti_begin *b, struct lti_way *out, struct error *err)
{
    str nonce = random_token(a, 24);

    TRY(check_begin(app, a, p, b, err));
    *out = (struct lti_way){.state = random_token(a, 24), .secret = random_token(a, 24), .storage = plain(str_slice(b->storage, 0, 200))};
    out->url = authorize_url(app, a, p, b, out->state, nonce);
    TRY(db_run(db, sql_sweep, ARGS(v_int(clock_now())), NULL, err));
    return db_run(db, sql_login, ARGS(v_str(sha256_hex(a, out->state)), v_int(p->id), v_str(nonce), v_str(sha256_hex(a, out->secret)), v_str(out->storage),
                                      v_str(b->hint), v_str(plain(b->message_hint)), v_str(b->target), v_int(clock_now() + WAY_TIME)), NULL, err);
}

/* ---- back ---- */

struct login { str nonce, proof, storage, hint, message_hint, target; };

/* Taken away as it is read: a state is good once, for whatever comes with it. */
static const char sql_take[] = SQL(
    "DELETE FROM lti_login WHERE hash = $1 AND platform_id = $2 AND expires_at > $3 RETURNING nonce, proof, storage, hint, message_hint, target");

static code take_login(struct db *db, struct arena *a, const struct lti_platform *p, str state, struct login *out, struct error *err)
{
    struct rows *r = db_query(db, sql_take, ARGS(v_str(sha256_hex(a, state)), v_int(p->id), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        *out = (struct login){row_str(r, 0, a), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, DENIED, "state", "this way in is over, or was used before: open the link in your course again");
}

static const char sql_keys[] = SQL("UPDATE lti_platform SET keys = $2, keys_at = $3 WHERE id = $1");

static code fetch_keys(struct app *app, struct db *db, struct arena *a, struct lti_platform *p, struct error *err)
{
    struct fetched f = {0};

    TRY(fetch_get(a, p->keys_url, "application/json", &app->fetch, &f, err));
    if (f.status != 200)
        return fail(err, UNREACHABLE, "keys", "the platform answered %d where its keys should be", f.status);
    p->keys = f.body;
    p->keys_at = clock_now();
    return db_run(db, sql_keys, ARGS(v_int(p->id), v_str(p->keys), v_int(p->keys_at)), NULL, err);
}

static code check_token(struct app *app, struct db *db, struct arena *a, struct lti_platform *p, str token, str nonce, struct oidc_identity *who, struct error *err)
{
    const struct oidc_expected want = {.issuer = p->issuer, .client = p->client, .nonce = nonce, .now = clock_now()};
    msec age = clock_now() - p->keys_at;

    if (p->keys.n == 0 || age < 0 || age >= KEEP_FOR)
        TRY(fetch_keys(app, db, a, p, err));
    code c = oidc_token_check(a, token, p->keys, &want, who, err);
    if (c != NOT_FOUND || clock_now() - p->keys_at < KEYS_AGAIN)
        return c == NOT_FOUND ? fail(err, DENIED, "kid", "the platform publishes no key for this token") : c;
    TRY(fetch_keys(app, db, a, p, err));
    return oidc_token_check(a, token, p->keys, &want, who, err);
}

static const char sql_old_visits[] = SQL("DELETE FROM lti_visit WHERE expires_at < $1");
static const char sql_visit[] = SQL(
    "INSERT INTO lti_visit (hash, platform_id, proof, subject, name, email, claims, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
static const char sql_used[] = SQL("UPDATE lti_platform SET used_at = $2, failure = '', failed_at = 0 WHERE id = $1");

static code write_visit(struct db *db, struct arena *a, const struct lti_platform *p, const struct oidc_identity *who, str proof, str *visit, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    msec now = clock_now();

    json_put_value(&w, who->claims);
    *visit = random_token(a, 32);
    TRY(db_run(db, sql_old_visits, ARGS(v_int(now)), NULL, err));
    TRY(db_run(db, sql_used, ARGS(v_int(p->id), v_int(now)), NULL, err));
    return db_run(db, sql_visit, ARGS(v_str(sha256_hex(a, *visit)), v_int(p->id), v_str(proof), v_str(who->subject), v_str(plain(who->name)),
                                      v_str(plain(who->email)), v_str(buf_done(&b)), v_int(now + LTI_VISIT_TIME)), NULL, err);
}

/* The way for one more try in a window of its own, which the platform's hints allow. */
static code keep_again(struct db *db, struct arena *a, const struct lti_platform *p, const struct login *l, str *again, struct error *err)
{
    *again = random_token(a, 24);
    return db_run(db, sql_login, ARGS(v_str(sha256_hex(a, *again)), v_int(p->id), v_str(S("again")), v_str(S("")), v_str(S("")), v_str(l->hint),
                                      v_str(l->message_hint), v_str(l->target), v_int(clock_now() + WAY_TIME)), NULL, err);
}

static bool is_same_browser(struct arena *a, const struct login *l, str secret)
{
    return !str_is_empty(secret) && !str_is_empty(l->proof) && crypto_equal(sha256_hex(a, secret), l->proof);
}

code lti_arrive(struct app *app, struct db *db, struct arena *a, struct lti_platform *p, const struct lti_back *b, struct lti_arrival *out, struct error *err)
{
    struct login l;
    struct oidc_identity who;
    struct lti_launch launch;
    struct lti_services services;
    int64_t course;

    *out = (struct lti_arrival){0};
    TRY(take_login(db, a, p, plain(b->state), &l, err));
    if (!p->is_on || str_eq(l.nonce, S("again")))
        return fail(err, DENIED, "state", "this way in is over, or was used before: open the link in your course again");
    TRY(check_token(app, db, a, p, plain(b->token), l.nonce, &who, err));
    TRY(lti_launch_read(who.claims, &launch, err));
    TRY(lti_services_read(who.claims, &services, err));
    TRY(lti_deployment_check(db, p->id, launch.deployment, err));
    if (!str_starts(launch.target, app_url(a, app, lti_path(a, p, "launch"))))
        return fail(err, DENIED, "target_link_uri", "the platform’s link leads elsewhere");
    TRY(lti_course_see(db, a, &(struct lti_seen){p, &launch, &services, who.subject, who.name, who.email}, &course, err));
    out->is_proved = is_same_browser(a, &l, b->secret);
    if (!out->is_proved && str_is_empty(l.storage))
        return keep_again(db, a, p, &l, &out->again, err);
    out->storage = l.storage;
    return write_visit(db, a, p, &who, out->is_proved ? S("") : l.proof, &out->visit, err);
}

static const char sql_again[] = SQL(
    "DELETE FROM lti_login WHERE hash = $1 AND platform_id = $2 AND nonce = 'again' AND expires_at > $3 RETURNING nonce, proof, storage, hint, message_hint, target");

code lti_begin_again(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, str again, struct lti_way *out, struct error *err)
{
    struct rows *r = db_query(db, sql_again, ARGS(v_str(sha256_hex(a, plain(again))), v_int(p->id), v_int(clock_now())));
    struct lti_begin b = {.issuer = p->issuer};
    bool found = rows_next(r);

    if (found) {
        b.hint = row_str(r, 3, a);
        b.message_hint = row_str(r, 4, a);
        b.target = row_str(r, 5, a);
    }
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, DENIED, "state", "this way in is over, or was used before: open the link in your course again");
    return lti_begin(app, db, a, p, &b, out, err);
}

/* ---- proved by what the platform's page kept ---- */

static const char sql_prove[] = SQL("UPDATE lti_visit SET proof = '' WHERE hash = $1 AND proof = $2 AND proof <> '' AND expires_at > $3");

code lti_prove(struct db *db, struct arena *a, str visit, str secret, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_prove, ARGS(v_str(sha256_hex(a, plain(visit))), v_str(sha256_hex(a, plain(secret))), v_int(clock_now())), &changed, err));
    return changed ? OK : fail(err, DENIED, "state", "this browser is not the one that left for the course: open the link there again");
}

/* ---- here ---- */

static const char sql_get[] = SQL(
    "SELECT v.subject, v.name, v.email, v.claims, p.public_id FROM lti_visit v JOIN lti_platform p ON p.id = v.platform_id"
    " WHERE v.hash = $1 AND v.proof = '' AND v.expires_at > $2 AND p.is_on = 1");

static const char sql_course[] = SQL("SELECT coalesce((SELECT id FROM lti_course WHERE platform_id = $1 AND deployment = $2 AND context = $3), 0)");

static code find_course(struct db *db, struct lti_visit *v, struct error *err)
{
    if (str_is_empty(v->launch.context))
        return OK;
    return db_int(db, sql_course, ARGS(v_int(v->platform.id), v_str(v->launch.deployment), v_str(v->launch.context)), &v->course, err);
}

code lti_visit_get(struct db *db, struct arena *a, str visit, struct lti_visit *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_str(sha256_hex(a, plain(visit))), v_int(clock_now())));
    const struct json *claims;
    str text = S(""), platform = S("");
    bool found = rows_next(r);

    *out = (struct lti_visit){0};
    if (found) {
        *out = (struct lti_visit){.subject = row_str(r, 0, a), .name = row_str(r, 1, a), .email = row_str(r, 2, a)};
        text = row_str(r, 3, a);
        platform = row_str(r, 4, a);
    }
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "visit", "this visit is over: open the link in your course again");
    TRY(lti_platform_by_public_id(db, a, platform, &out->platform, err));
    TRY(json_parse(a, text, NULL, &claims, err));
    TRY(lti_launch_read(claims, &out->launch, err));
    return find_course(db, out, err);
}
