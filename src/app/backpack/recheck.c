/* backpack/recheck.c — badges are looked at again: when their owner asks, and by
 * themselves, a few at a time, no host more than it can bear. What cannot be told
 * today does not undo what was found before; after some days it does. */
#include "app/backpack/backpack_private.h"
#include "app/backpack/watch.h"

#include "base/uri.h"

/* ---- how it stands ---- */

const char *standing_of(const struct report *r, bool held)
{
    if (r->verdict == VALID)
        return "good";
    if (report_has(r, "revoked"))
        return "revoked";
    if (report_has(r, "suspended"))
        return "suspended";
    if (r->verdict == UNVERIFIED)
        return held ? "silent" : "doubtful";
    return holding_is_only_expired(r) ? "expired" : "broken";
}

/* ---- when next ---- */

#define NIGHTLY (20 * HOUR)                      /* and what scatter adds: once a day */

static msec usual_wait(const struct checked *c)
{
    if (c->report->verdict == VALID)
        return 7 * DAY;
    return report_has(c->report, "suspended") ? DAY : 30 * DAY;
}

/* An hour, then twice as long each time. */
static msec patient_wait(int64_t failed)
{
    msec wait = HOUR;

    for (int64_t i = 1; i < failed && wait < 30 * DAY; i++)
        wait *= 2;
    return wait < 30 * DAY ? wait : 30 * DAY;
}

/* Up to a fifth later, so that what came together is not asked together. */
static msec scatter(msec wait)
{
    return wait + (msec)random_below((uint32_t)(wait / SECOND / 5 + 1)) * SECOND;
}

msec next_check(const struct checked *c)
{
    const struct badge *b = &c->report->badge;
    msec wait = c->report->verdict == UNVERIFIED ? patient_wait(c->failed + 1) : usual_wait(c), at;

    if (c->relied && wait > NIGHTLY)
        wait = NIGHTLY;                          /* also while nothing answers: it may have been revoked meanwhile */
    at = c->now + scatter(wait);
    return c->report->verdict == VALID && b->has_valid_until && b->valid_until > c->now && b->valid_until < at ? b->valid_until + MINUTE : at;
}

/* ---- what is known of it ---- */

static const char sql_known[] = SQL(
    "SELECT id, owner_id, failed_checks, original, source, standing, held_at, silent_since, relied_on FROM holding"
    " WHERE owner_id = $1 AND id = $2 AND standing <> 'paper'");

static code find_known(struct db *db, struct arena *a, int64_t owner, int64_t id, struct known_badge *out, struct error *err)
{
    struct rows *r = db_query(db, sql_known, ARGS(v_int(owner), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = (struct known_badge){.id = row_int(r, 0), .owner = row_int(r, 1), .failed = row_int(r, 2), .bytes = row_str(r, 3, a), .source = row_str(r, 4, a),
                              .standing = row_str(r, 5, a), .held = row_int(r, 6), .silent_since = row_int(r, 7), .relied = row_bool(r, 8)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badge", "there is no such badge in your Backpack");
}

/* ---- what was found, in the caller's transaction ---- */


static const char sql_silent[] = SQL(
    "UPDATE holding SET silent_since = coalesce(silent_since, $2), failed_checks = failed_checks + 1, next_check_at = $3 WHERE id = $1");
static const char sql_found[] = SQL(
    "UPDATE holding SET verdict = $2, report = $3, checked_at = $4, standing = $5, held_at = coalesce($6, held_at), silent_since = $7,"
    " failed_checks = $8, next_check_at = $9 WHERE id = $1");

/* It held not long ago, and today nothing can be told: that may be a morning's fault. */
static bool is_to_wait(const struct look *l)
{
    msec since = l->known.silent_since ? l->known.silent_since : l->now;

    return l->report.verdict == UNVERIFIED && l->known.held > 0 && l->now - since < SILENT_AFTER
           && !str_eq(l->known.standing, S("silent"));
}

static code write_found(struct db *db, struct arena *a, const struct look *l, struct error *err)
{
    const struct report *r = &l->report;
    bool open = r->verdict == UNVERIFIED;
    msec silent = l->known.silent_since ? l->known.silent_since : l->now;

    return db_run(db, sql_found,
                  ARGS(v_int(l->known.id), v_str(cstr(verdict_name(r->verdict))), v_str(report_json(a, r)), v_int(r->at),
                       v_str(cstr(standing_of(r, l->known.held > 0))), v_int_if(r->verdict == VALID, r->at), v_int_if(open, silent),
                       v_int(open ? l->known.failed + 1 : 0), v_int(next_check(&(struct checked){r, l->now, l->known.failed, l->known.relied}))),
                  NULL, err);
}

static code write_look(struct app *app, struct db *db, struct arena *a, const struct look *l, struct error *err)
{
    const struct badge *b = &l->report.badge;
    const char *standing = standing_of(&l->report, l->known.held > 0);

    if (is_to_wait(l))
        return db_run(db, sql_silent,
                      ARGS(v_int(l->known.id), v_int(l->now), v_int(next_check(&(struct checked){&l->report, l->now, l->known.failed, l->known.relied}))), NULL, err);
    TRY(write_found(db, a, l, err));
    if (!str_eq(l->known.standing, cstr(standing)))
        TRY(watch_note(db, &(struct watched){l->known.id, l->known.standing, standing, l->now, b->has_valid_until ? b->valid_until : 0}, err));
    if (l->known.relied)
        TRY(watch_tell_reliers(app, db, a, &(struct relied){l->known.id, standing, l->now, &l->report}, err));
    return frozen_keep(app, db, a, l->known.id, l->known.bytes, &l->sight, &l->report, err);
}

code recheck_write(struct app *app, struct db *db, struct arena *a, const struct look *l, bool *told, struct error *err)
{
    if (told)
        *told = !is_to_wait(l);
    if (db_in_transaction(db))
        return write_look(app, db, a, l, err);
    TRY(db_begin(db, err));
    return db_end(db, write_look(app, db, a, l, err), err);
}

/* ---- one look ---- */

code recheck_look(struct db *db, struct arena *a, struct loader web, int64_t owner, int64_t id, struct look *out, struct error *err)
{
    struct known_badge *k = &out->known;
    struct loader l = recorder_open(&out->sight.rec, a, web);

    out->now = clock_now();
    TRY(find_known(db, a, owner, id, k, err));
    out->sight.found_at = uri_is_http(k->source) ? k->source : (str){0};
    code c = holding_verify(&l, db, a, k->owner, (struct found){k->bytes, out->sight.found_at}, &out->report, err);
    return c == BAD_INPUT ? OK : c;              /* what is no badge has a report that says so */
}

code backpack_recheck(struct app *app, struct db *db, struct arena *a, int64_t owner, int64_t id, bool *told, struct error *err)
{
    struct look l = {0};

    TRY(recheck_look(db, a, app_loader(app, db, a), owner, id, &l, err));
    return recheck_write(app, db, a, &l, told, err);
}
