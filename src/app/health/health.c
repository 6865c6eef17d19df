/* health/health.c — the table of checks, their report, and the daily job. */
#include "app/health/checks.h"

#include <stdio.h>

#include "app/settings.h"
#include "format/json.h"
#include "store/job.h"

#define KEPT "health.report"

static const struct {
    const char *id, *title;
    bool needs_db;
    health_fn *run;
} checks[] = {
    {"database",     "Database",            false, check_database},
    {"schema",       "Schema",              true,  check_schema},
    {"integrity",    "Integrity",           true,  check_integrity},
    {"backup",       "Backup",              true,  check_backup},
    {"folder",       "Data folder",         false, check_folder},
    {"disk",         "Disk space",          false, check_disk},
    {"master-key",   "Master key",          false, check_master_key},
    {"key-copy",     "Copy of the key",     true,  check_key_copy},
    {"signing-keys", "Signing keys",        true,  check_signing_keys},
    {"status-lists", "Status lists",        true,  check_status_lists},
    {"clock",        "Clock",               false, check_clock},
    {"address",      "Public address",      false, check_address},
    {"name",         "Name of the host",    false, check_name},
    {"answer",       "Reachability",        false, check_answer},
    {"certificate",  "TLS certificate",     false, check_certificate},
    {"mail-server",  "Mail server",         true,  check_mail_server},
    {"mails",        "Mails",               true,  check_mails},
    {"jobs",         "Background work",     true,  check_jobs},
    {"ledger",       "Ledger",              true,  check_ledger},
    {"drawing",      "Drawing of pictures", false, check_draw},
};

/* ---- answers ---- */

PRINTF_LIKE(5, 0)
static void answer(struct health *h, struct health_result *out, enum health_outcome outcome, const char *advice, const char *fmt, va_list ap)
{
    struct buf b = buf_new(h->arena);

    buf_vprintf(&b, words(fmt), ap);
    out->outcome = outcome;
    out->sentence = buf_done(&b);
    out->advice = cstr(advice ? words(advice) : "");
}

void health_good(struct health *h, struct health_result *out, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    answer(h, out, HEALTH_GOOD, NULL, fmt, ap);
    va_end(ap);
}

void health_warn(struct health *h, struct health_result *out, const char *advice, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    answer(h, out, HEALTH_WARN, advice, fmt, ap);
    va_end(ap);
}

void health_fail(struct health *h, struct health_result *out, const char *advice, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    answer(h, out, HEALTH_FAIL, advice, fmt, ap);
    va_end(ap);
}

void health_unknown(struct health *h, struct health_result *out, const char *advice, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    answer(h, out, HEALTH_UNKNOWN, advice, fmt, ap);
    va_end(ap);
}

void health_error(struct health *h, struct health_result *out, const struct error *err)
{
    if (err->code == UNREACHABLE)
        health_unknown(h, out, NULL, "It could not be asked: %s.", err->text);
    else
        health_fail(h, out, NULL, "It could not be asked: %s.", err->text);
}

const struct probe *health_probe(struct health *h)
{
    str url = str_join(h->arena, h->app->base, S("/healthz"));

    if (!h->was_probed && fetch_probe(h->arena, url, &h->probe, &h->probe_error) == OK)
        h->probe_error.code = OK;
    h->was_probed = true;
    return &h->probe;
}

str health_count(struct arena *a, int64_t n, const char *one)
{
    return str_printf(a, "%lld %s%s", (long long)n, one, n == 1 ? "" : "s");
}

str health_ago(struct arena *a, msec since)
{
    static const struct { msec unit; const char *one, *many; } units[] = {
        {DAY, "a day", "days"}, {HOUR, "an hour", "hours"}, {MINUTE, "a minute", "minutes"},
    };

    for (size_t i = 0; i < COUNT(units); i++) {
        long long n = (long long)(since / units[i].unit);
        if (n > 0)
            return n == 1 ? cstr(units[i].one) : str_printf(a, "%lld %s", n, units[i].many);
    }
    return S("a moment");
}

/* ---- all of them ---- */

static void run_all(struct health *h, struct health_report *out)
{
    for (size_t i = 0; i < COUNT(checks); i++) {
        struct health_result *r = list_add(h->arena, out);
        *r = (struct health_result){.id = checks[i].id, .title = checks[i].title, .sentence = S(""), .advice = S("")};
        if (checks[i].needs_db && !h->db)
            health_unknown(h, r, NULL, "The database is out of reach.");
        else
            checks[i].run(h, r);
    }
}

void health_run(struct app *app, struct arena *a, const struct health_options *opt, struct health_report *out)
{
    struct health h = {.app = app, .arena = a, .opt = opt};

    h.db = app->pool ? db_borrow(app->pool, NULL) : NULL;
    run_all(&h, out);
    if (h.db)
        db_return(app->pool, h.db);
}

enum health_outcome health_worst(const struct health_report *r)
{
    static const int rank[] = {[HEALTH_GOOD] = 0, [HEALTH_WARN] = 1, [HEALTH_UNKNOWN] = 2, [HEALTH_FAIL] = 3};
    enum health_outcome worst = HEALTH_GOOD;

    for (size_t i = 0; i < r->n; i++)
        if (rank[r->items[i].outcome] > rank[worst])
            worst = r->items[i].outcome;
    return worst;
}

/* ---- as JSON ---- */

static const char *const outcome_words[] = {[HEALTH_GOOD] = "ok", [HEALTH_WARN] = "warn", [HEALTH_FAIL] = "fail", [HEALTH_UNKNOWN] = "unknown"};

const char *health_word(enum health_outcome o)
{
    return outcome_words[o];
}

str health_json(struct arena *a, const struct health_report *r, msec at)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "verdict", cstr(health_word(health_worst(r))));
    json_put_member(&w, "at", time_format(a, at - at % SECOND));
    json_put_key(&w, "checks");
    json_open_array(&w);
    for (size_t i = 0; i < r->n; i++) {
        const struct health_result *c = &r->items[i];
        json_open_object(&w);
        json_put_member(&w, "id", cstr(c->id));
        json_put_member(&w, "title", cstr(c->title));
        json_put_member(&w, "outcome", cstr(health_word(c->outcome)));
        json_put_member(&w, "message", c->sentence);
        json_put_member(&w, "advice", c->advice);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

static str copy_of(struct arena *a, const struct json *row, const char *key)
{
    str s = json_str(json_get(row, key));

    return str_is_absent(s) ? S("") : str_copy(a, s);
}

static bool read_row(struct arena *a, const struct json *row, struct health_result *out)
{
    str word = json_str(json_get(row, "outcome"));

    *out = (struct health_result){.id = str_z(a, copy_of(a, row, "id")), .title = str_z(a, copy_of(a, row, "title")),
                                  .sentence = copy_of(a, row, "message"), .advice = copy_of(a, row, "advice")};
    for (size_t i = 0; i < COUNT(outcome_words); i++)
        if (str_eq(word, cstr(outcome_words[i]))) {
            out->outcome = (enum health_outcome)i;
            return true;
        }
    return false;
}

bool health_read(struct arena *a, str text, struct health_report *out, msec *at)
{
    const struct json *json, *rows;

    if (str_is_absent(text) || json_parse(a, text, NULL, &json, NULL) != OK)
        return false;
    rows = json_get(json, "checks");
    for (size_t i = 0; i < json_count(rows); i++)
        if (!read_row(a, json_item(rows, i), list_add(a, out)))
            return false;
    return time_parse(json_str(json_get(json, "at")), at, NULL) == OK && out->n > 0;
}

/* ---- kept by the server ---- */

str health_kept(struct db *db, struct arena *a)
{
    return setting_get(db, a, KEPT);
}

code health_ask(struct app *app, struct db *db, struct error *err)
{
    TRY(job_add(db, S("health.check"), S(""), S("health now"), clock_now(), err));
    app_wake(app);
    return OK;
}

bool health_is_asked(struct db *db)
{
    return job_is_queued(db, S("health now"));
}

/* Each day has a key of its own: the job of today may queue that of tomorrow. */
static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("health.check"), S("daily"), str_printf(a, "health %lld", (long long)(at / DAY)), at, err);
}

code health_schedule(struct db *db, struct arena *a, struct error *err)
{
    struct health_report last = {0};
    msec at = 0;

    if (health_read(a, health_kept(db, a), &last, &at) && clock_now() - at < DAY)
        return schedule_at(db, a, at + DAY, err);
    return schedule_at(db, a, clock_now() + 10 * MINUTE, err);
}

static enum job_result check_now(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct app *app = ctx;
    struct health_report report = {0};

    health_run(app, a, &(struct health_options){.mail_to = S("")}, &report);
    if (str_eq(j->payload, S("daily")) && schedule_at(db, a, clock_now() + DAY, err) != OK)
        return JOB_RETRY;
    return setting_put(db, KEPT, health_json(a, &report, clock_now()), err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind health_jobs[] = {{"health.check", check_now}, {NULL, NULL}};
