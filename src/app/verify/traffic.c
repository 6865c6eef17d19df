/* verify/traffic.c — a small table in memory, and its rows added to those of the database. */
#include "app/verify/traffic.h"

#include "base/log.h"

#include <pthread.h>
#include <string.h>

/* ---- what came of it ---- */

static bool has_failed(const struct report *r, const char *id, const char *why)
{
    for (size_t i = 0; i < r->checks.n; i++) {
        const struct check *c = &r->checks.items[i];
        if (c->outcome == FAIL && (!id || strcmp(c->id, id) == 0) && (!why || strcmp(c->code, why) == 0))
            return true;
    }
    return false;
}

/* As reports/checked.h names them; "open": it could not be told. A wrong signature says nothing of what
 * is in the badge: it comes first. */
static const char *outcome_of(const struct report *r)
{
    static const char *const codes[] = {"revoked", "suspended", "expired"};

    if (r->verdict == VALID)
        return "valid";
    if (r->verdict == UNVERIFIED)
        return "open";
    for (size_t i = 0; i < COUNT(codes); i++)
        if (has_failed(r, "proof", codes[i]))
            return codes[i];
    if (has_failed(r, "proof", NULL) || has_failed(r, "issuer", NULL))
        return "forged";
    for (size_t i = 0; i < COUNT(codes); i++)
        if (has_failed(r, NULL, codes[i]))
            return codes[i];
    return "other";
}

/* ---- in memory ---- */

#define ROWS_MOST   256                          /* then they are written at once */
#define WRITE_AFTER (10 * SECOND)

struct row { int64_t org, badge, n; msec day; const char *outcome; };
static struct { struct row rows[ROWS_MOST]; size_t n; msec written, swept; } kept;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct row *row_of(const struct row *like)
{
    for (size_t i = 0; i < kept.n; i++) {
        struct row *r = &kept.rows[i];
        if (r->org == like->org && r->badge == like->badge && r->day == like->day && strcmp(r->outcome, like->outcome) == 0)
            return r;
    }
    if (kept.n == ROWS_MOST)
        return NULL;                             /* they could not be written for a while */
    kept.rows[kept.n] = *like;
    kept.rows[kept.n].n = 0;
    return &kept.rows[kept.n++];
}

static void add(const struct row *row)
{
    pthread_mutex_lock(&lock);
    struct row *r = row_of(row);
    if (r)
        r->n += row->n;
    pthread_mutex_unlock(&lock);
}

static size_t take(struct row *out, bool *sweeps)
{
    pthread_mutex_lock(&lock);
    size_t n = kept.n;
    memcpy(out, kept.rows, n * sizeof *out);
    kept.n = 0;
    kept.written = clock_now();
    *sweeps = n > 0 && kept.written - kept.swept > DAY;
    if (*sweeps)
        kept.swept = kept.written;
    pthread_mutex_unlock(&lock);
    return n;
}

static bool is_due(void)
{
    pthread_mutex_lock(&lock);
    bool due = kept.n > ROWS_MOST / 2 || (kept.n > 0 && clock_now() - kept.written > WRITE_AFTER);
    pthread_mutex_unlock(&lock);
    return due;
}

/* ---- written ---- */

/* Of a badge that was deleted meanwhile there is nothing to count. */
static const char sql_add[] = SQL(
    "INSERT INTO verify_traffic (org_id, achievement_id, day, outcome, n)"
    " SELECT c.org_id, c.id, CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS BIGINT) FROM achievement c WHERE c.org_id = $1 AND c.id = $2"
    " ON CONFLICT (org_id, day, achievement_id, outcome) DO UPDATE SET n = verify_traffic.n + excluded.n");
static const char sql_old[] = SQL("DELETE FROM verify_traffic WHERE day < $1");

static code write_rows(struct db *db, const struct row *rows, size_t n, bool sweeps, struct error *err)
{
    for (size_t i = 0; i < n; i++)
        TRY(db_run(db, sql_add, ARGS(v_int(rows[i].org), v_int(rows[i].badge), v_int(rows[i].day), v_str(cstr(rows[i].outcome)), v_int(rows[i].n)), NULL, err));
    return sweeps ? db_run(db, sql_old, ARGS(v_int(clock_now() - TRAFFIC_KEPT)), NULL, err) : OK;
}

code traffic_flush(struct db *db, struct error *err)
{
    struct row rows[ROWS_MOST];
    bool sweeps;
    size_t n = take(rows, &sweeps);

    if (n == 0)
        return OK;
    code c = db_begin(db, err);
    if (c == OK)
        c = db_end(db, write_rows(db, rows, n, sweeps, err), err);
    for (size_t i = 0; c != OK && i < n; i++)
        add(&rows[i]);                           /* the next one tries again */
    return c;
}

/* ---- whose it is ---- */

/* "https://badges.example.org/b/ID", whatever comes behind; absent: a badge of others. */
static str own_public_id(const struct app *app, str id)
{
    if (!str_starts(id, app->base) || !str_starts(str_from(id, app->base.n), S("/b/")))
        return (str){0};
    str rest = str_from(id, app->base.n + 3);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
        n++;
    return str_slice(rest, 0, n);
}

static const char sql_whose[] = SQL("SELECT w.org_id, w.achievement_id FROM award w WHERE w.public_id = $1");

static code find(struct db *db, str public_id, struct row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_whose, ARGS(v_str(public_id)));

    if (rows_next(r)) {
        out->org = row_int(r, 0);
        out->badge = row_int(r, 1);
    }
    return rows_end(r, err);
}

static code note(struct app *app, struct db *db, const struct report *r, struct error *err)
{
    str id = str_is_empty(r->badge.id) ? (str){0} : own_public_id(app, r->badge.id);
    struct row row = {.n = 1, .day = date_start(date_of(clock_now())), .outcome = outcome_of(r)};

    if (str_is_empty(id))
        return OK;
    TRY(find(db, id, &row, err));
    if (row.org == 0)
        return OK;
    add(&row);
    return is_due() ? traffic_flush(db, err) : OK;
}

void traffic_note(struct app *app, struct db *db, const struct report *r)
{
    struct error err = {0};

    if (db && note(app, db, r, &err) != OK)
        log_error("verify.traffic", &err);
}
