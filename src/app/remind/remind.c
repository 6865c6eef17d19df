/* remind/remind.c — which days, for an organisation and for a badge. */
#include "app/remind/remind.h"

#include "app/org/org.h"
#include "app/zone.h"

/* ---- steps ---- */

/* `zero`: the day itself is one of them; `latest`: so many days after at most, below zero. */
struct step_limits { size_t most; int64_t latest; bool zero; };
static const struct step_limits of_awards = {REMIND_AWARD_STEPS, REMIND_AFTER, false}, of_duties = {REMIND_STEPS, -REMIND_LATE_MOST, true};

static code add_step(struct remind_steps *s, int64_t days, const struct step_limits *l, struct error *err)
{
    size_t at = 0;

    if (days < l->latest || days > REMIND_DAYS_MOST || (days == 0 && !l->zero))
        return fail(err, BAD_INPUT, "days", "days are numbers from %d to %d", l->zero ? 0 : 1, REMIND_DAYS_MOST);
    while (at < s->n && s->days[at] > days)
        at++;
    if (at < s->n && s->days[at] == days)
        return OK;
    if (s->n == l->most)
        return fail(err, BAD_INPUT, "days", "at most %d reminders", (int)(l->zero ? l->most : l->most - 1));
    for (size_t i = s->n++; i > at; i--)
        s->days[i] = s->days[i - 1];
    s->days[at] = days;
    return OK;
}

static code read_steps(str text, const struct step_limits *l, struct remind_steps *out, struct error *err)
{
    *out = (struct remind_steps){0};
    for (size_t i = 0, end; i < text.n; i = end + 1) {
        int64_t days;
        for (end = i; end < text.n && text.p[end] != ',' && text.p[end] != ' ' && text.p[end] != ';'; end++)
            ;
        str one = str_slice(text, i, end);
        if (str_is_empty(one))
            continue;
        if (!str_to_int(one, &days))
            return fail(err, BAD_INPUT, "days", "write numbers of days, such as 90, 30, 7");
        TRY(add_step(out, days, l, err));
    }
    return OK;
}

code remind_steps_read(str text, struct remind_steps *out, struct error *err)
{
    return read_steps(text, &of_awards, out, err);
}

code remind_duty_days_read(str text, struct remind_steps *out, struct error *err)
{
    return read_steps(text, &of_duties, out, err);
}

str remind_steps_write(struct arena *a, const struct remind_steps *s)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < s->n; i++)
        buf_printf(&b, "%s%lld", i ? " " : "", (long long)s->days[i]);
    return buf_done(&b);
}

#define TOLD_LATE 7                              /* days after the last step in which that is still news */

bool remind_step(const struct remind_steps *s, int64_t days_left, int64_t *step)
{
    bool found = false;
    int64_t last = s->n && s->days[s->n - 1] < REMIND_AFTER ? s->days[s->n - 1] : REMIND_AFTER;

    for (size_t i = 0; i < s->n; i++) {
        bool is_after = s->days[i] < 0;
        if (is_after != (days_left < 0) || days_left > s->days[i] || days_left < last - TOLD_LATE)
            continue;
        *step = s->days[i];
        found = true;
    }
    return found;
}

bool remind_next(const struct remind_steps *s, const struct remind_due *d, msec day, msec *when)
{
    int64_t left = (d->due - day) / DAY, step;

    if (remind_step(s, left, &step) && step < d->told) {
        *when = day;
        return true;
    }
    for (size_t i = 0; i < s->n; i++)
        if (s->days[i] < left && s->days[i] < d->told) {     /* they fall: the first that is still to come */
            *when = d->due - s->days[i] * DAY;
            return true;
        }
    return false;
}

/* ---- of an organisation ---- */

static const char sql_rule[] = SQL(
    "SELECT days, to_managers, weekends, from_hour, until_hour FROM reminder_rule WHERE org_id = $1");
static const char sql_set[] = SQL(
    "INSERT INTO reminder_rule (org_id, days, to_managers, weekends, from_hour, until_hour) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (org_id) DO UPDATE SET days = excluded.days, to_managers = excluded.to_managers, weekends = excluded.weekends,"
    " from_hour = excluded.from_hour, until_hour = excluded.until_hour");

code remind_rule_get(struct db *db, struct arena *a, int64_t org, struct remind_rule *out, struct error *err)
{
    struct rows *r = db_query(db, sql_rule, ARGS(v_int(org)));
    str days = S("");

    *out = (struct remind_rule){.from_hour = 8, .until_hour = 18};
    if (rows_next(r)) {
        days = row_str(r, 0, a);
        *out = (struct remind_rule){.to_managers = row_bool(r, 1), .weekends = row_bool(r, 2), .from_hour = row_int(r, 3),
                                    .until_hour = row_int(r, 4)};
    }
    TRY(rows_end(r, err));
    return remind_steps_read(days, &out->steps, err);
}

code remind_rule_set(struct db *db, struct arena *a, int64_t org, const struct remind_rule *r, struct error *err)
{
    if (r->from_hour < 0 || r->from_hour > 23)
        return fail(err, BAD_INPUT, "from_hour", "an hour of the day, from 0 to 23");
    if (r->until_hour <= r->from_hour || r->until_hour > 24)
        return fail(err, BAD_INPUT, "until_hour", "an hour after the first, up to 24");
    TRY(db_run(db, sql_set,
               ARGS(v_int(org), v_str(remind_steps_write(a, &r->steps)), v_int(r->to_managers), v_int(r->weekends), v_int(r->from_hour),
                    v_int(r->until_hour)), NULL, err));
    return remind_look_anew(db, org, err);
}

/* 1 January 1970 was a Thursday. */
bool remind_is_weekend(msec day)
{
    int64_t weekday = (day / DAY + 4) % 7;       /* 0: Sunday */

    return weekday == 0 || weekday == 6;
}

code remind_next_morning(struct db *db, struct arena *a, int64_t org, msec from, msec *out, struct error *err)
{
    struct org_awarding clocks;
    struct remind_rule rule;
    struct zone_day here;
    msec day;

    TRY(org_awarding_get(db, a, org, &clocks, err));
    TRY(remind_rule_get(db, a, org, &rule, err));
    here = zone_day(a, clocks.time_zone, from);
    day = here.minute * MINUTE < rule.from_hour * HOUR ? here.day : here.day + DAY;
    while (remind_is_weekend(day) && !rule.weekends)
        day += DAY;
    *out = zone_moment(a, clocks.time_zone, day + rule.from_hour * HOUR);
    return OK;
}

static const char sql_look_anew[] = SQL("DELETE FROM reminder_looked WHERE org_id = $1");

code remind_look_anew(struct db *db, int64_t org, struct error *err)
{
    return db_run(db, sql_look_anew, ARGS(v_int(org)), NULL, err);
}

static const char sql_last[] = SQL(
    "SELECT l.day, CAST(sum(l.mails) AS BIGINT) FROM reminder_looked l WHERE l.org_id = $1 AND l.day = (SELECT max(n.day) FROM reminder_looked n WHERE n.org_id = $1) GROUP BY l.day");

code remind_last(struct db *db, int64_t org, msec *day, int64_t *mails, struct error *err)
{
    struct rows *r = db_query(db, sql_last, ARGS(v_int(org)));

    *day = *mails = 0;
    if (rows_next(r)) {
        *day = row_int(r, 0);
        *mails = row_int(r, 1);
    }
    return rows_end(r, err);
}

/* ---- of a badge ---- */

#define SQL_BADGES                                                                                                        \
    "SELECT c.id, v.name, b.days, v.validity_months, (SELECT count(*) FROM (SELECT w.id FROM award w WHERE w.achievement_id = c.id"  \
    " AND w.revoked_at IS NULL AND w.valid_until > $2 LIMIT 10000) AS w) FROM achievement c JOIN achievement_version v ON v.id = c.version_id"  \
    " LEFT JOIN badge_reminder b ON b.achievement_id = c.id WHERE c.org_id = $1"
static const char sql_badges[] = SQL(SQL_BADGES " AND c.state = 'published' AND (v.validity_months > 0 OR b.days IS NOT NULL) ORDER BY lower(v.name), c.id LIMIT 500");
static const char sql_badge[] = SQL(SQL_BADGES " AND c.id = $3");

static code read_badge(struct rows *r, struct arena *a, struct remind_badge *out, struct error *err)
{
    str days = row_str(r, 2, a);

    *out = (struct remind_badge){.id = row_int(r, 0), .name = row_str(r, 1, a), .has_own = !str_is_absent(days), .months = row_int(r, 3), .held = row_int(r, 4)};
    return remind_steps_read(days, &out->own, err);
}

code remind_badges(struct db *db, struct arena *a, int64_t org, struct remind_badge_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badges, ARGS(v_int(org), v_int(clock_now())));
    code c = OK;

    while (c == OK && rows_next(r))
        c = read_badge(r, a, list_add(a, out), err);
    TRY(rows_end(r, c == OK ? err : NULL));
    return c;
}

code remind_badge_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct remind_badge *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badge, ARGS(v_int(org), v_int(clock_now()), v_int(id)));
    code c = rows_next(r) ? read_badge(r, a, out, err) : fail(err, NOT_FOUND, "badge", "there is no such badge");

    TRY(rows_end(r, c == OK ? err : NULL));
    return c;
}

static const char sql_own[] = SQL(
    "INSERT INTO badge_reminder (achievement_id, days) VALUES ($1, $2) ON CONFLICT (achievement_id) DO UPDATE SET days = excluded.days");
static const char sql_not_own[] = SQL("DELETE FROM badge_reminder WHERE achievement_id = $1");

code remind_badge_set(struct db *db, struct arena *a, int64_t id, const struct remind_steps *own, struct error *err)
{
    if (!own)
        return db_run(db, sql_not_own, ARGS(v_int(id)), NULL, err);
    return db_run(db, sql_own, ARGS(v_int(id), v_str(remind_steps_write(a, own))), NULL, err);
}
