/* recognise/round.c — rounds as they stand, and opened as the scheme says. */
#include "app/recognise/recognise_private.h"

#include "app/recognise/every.h"
#include "app/recognise/round.h"

#define SHOWN 12

/* ---- seen ---- */

static const char sql_find[] = SQL(
    "SELECT r.id, r.number, r.opens_at, r.closes_at, coalesce(r.decided_at, 0), r.state, (SELECT count(*) FROM nomination n WHERE n.round_id = r.id AND n.state <> 'withdrawn')"
    " FROM recognition_round r WHERE r.org_id = $1 AND r.scheme_id = $2 ORDER BY r.number DESC LIMIT $3");
static const char sql_names[] = SQL(
    "SELECT CASE WHEN p.name = '' OR p.name LIKE '%@%' THEN '…' ELSE p.name END FROM nomination n JOIN person p ON p.id = n.person_id"
    " WHERE n.round_id = $1 AND n.state = 'accepted' AND n.lead_id IS NULL ORDER BY lower(p.name), n.id LIMIT 20");

static code add_names(struct db *db, struct arena *a, struct round *one, struct error *err)
{
    struct rows *r = db_query(db, sql_names, ARGS(v_int(one->id)));
    struct buf b = buf_new(a);

    while (rows_next(r))
        buf_printf(&b, "%s" STR_FMT, b.n ? ", " : "", STR_ARG(row_str(r, 0, a)));
    one->names = buf_done(&b);
    return rows_end(r, err);
}

code rounds_find(struct db *db, struct arena *a, int64_t org, int64_t scheme, struct rounds *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org), v_int(scheme), v_int(SHOWN)));

    while (rows_next(r))
        *list_add(a, out) = (struct round){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), row_str(r, 5, a), row_int(r, 6), S("")};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++)
        TRY(add_names(db, a, &out->items[i], err));
    return OK;
}

static struct every_rule rule_of(const struct scheme *s)
{
    return (struct every_rule){every_named(s->every), s->close_weekday, s->close_minute, s->time_zone};
}

void rounds_ahead(struct arena *a, const struct scheme *s, msec from, size_t n, struct moments *out)
{
    const struct every_rule rule = rule_of(s);
    msec at = s->closes;

    for (size_t i = 0; i < n && rule.every != EVERY_NEVER; i++) {
        if (i > 0 || at == 0)
            at = every_next(a, &rule, at ? at : from, at);
        *list_add(a, out) = at;
    }
}

/* ---- opened ---- */

static const char sql_no_round[] = SQL(
    "UPDATE nomination SET round_id = NULL WHERE round_id IN (SELECT r.id FROM recognition_round r WHERE r.scheme_id = $1 AND r.state = 'open')");
static const char sql_drop[] = SQL("DELETE FROM recognition_round WHERE scheme_id = $1 AND state = 'open'");
static const char sql_last[] = SQL("SELECT number, closes_at FROM recognition_round WHERE scheme_id = $1 AND state <> 'open' ORDER BY number DESC LIMIT 1");
/* One that is due ends as it was, though nobody has come to end it yet. */
static const char sql_move[] = SQL(
    "UPDATE recognition_round SET closes_at = CASE WHEN closes_at > $3 THEN $2 ELSE closes_at END WHERE scheme_id = $1 AND state = 'open' RETURNING id, closes_at");
static const char sql_open[] = SQL(
    "INSERT INTO recognition_round (org_id, scheme_id, number, opens_at, closes_at, state) VALUES ($1, $2, $3, $4, $5, 'open') RETURNING id");

static code close_later(struct db *db, struct arena *a, int64_t org, int64_t round, msec closes, struct error *err)
{
    return job_add(db, S("recognise.close"), str_printf(a, "%lld %lld", (long long)org, (long long)round),
                   str_printf(a, "recognise.close %lld %lld", (long long)round, (long long)closes), closes, err);
}

struct last_round { int64_t number; msec closed; };

static code load_last(struct db *db, int64_t scheme, struct last_round *out, struct error *err)
{
    struct rows *r = db_query(db, sql_last, ARGS(v_int(scheme)));

    if (rows_next(r))
        *out = (struct last_round){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

static code open_or_move(struct db *db, struct arena *a, const struct scheme *s, struct error *err)
{
    const struct every_rule rule = rule_of(s);
    struct last_round last = {0};
    struct rows *r;
    int64_t id = 0;
    msec now = clock_now(), closes;

    TRY(load_last(db, s->id, &last, err));
    closes = every_next(a, &rule, now, last.closed);
    r = db_query(db, sql_move, ARGS(v_int(s->id), v_int(closes), v_int(now)));
    if (rows_next(r)) {
        id = row_int(r, 0);
        closes = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    if (id == 0)
        TRY(db_int(db, sql_open, ARGS(v_int(s->org), v_int(s->id), v_int(last.number + 1), v_int(now), v_int(closes)), &id, err));
    return close_later(db, a, s->org, id, closes, err);
}

/* One that is stopped opens none; what is open then still ends in its time. */
code round_follow_scheme(struct db *db, struct arena *a, int64_t org, int64_t scheme, struct error *err)
{
    struct scheme s;

    TRY(scheme_get(db, a, org, scheme, &s, err));
    if (s.every.n == 0) {
        TRY(db_run(db, sql_no_round, ARGS(v_int(scheme)), NULL, err));
        return db_run(db, sql_drop, ARGS(v_int(scheme)), NULL, err);
    }
    return s.stopped ? OK : open_or_move(db, a, &s, err);
}
