/* remind/remind_run.c — once a day for each organisation: what ends is found,
 * gathered by who is told, and queued person by person. Each person's mail and
 * the steps it tells are one commit, so that after a crash the rest goes out and
 * nothing twice. */
#include "app/remind/remind.h"

#include "app/award/award.h"
#include "app/mail/mail.h"
#include "app/org/org.h"
#include "app/org/person.h"
#include "app/requirement/requirement.h"
#include "app/zone.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- what is due ---- */

/* One award that somebody is to be told of. */
struct due { int64_t receiver, award, step, until; bool to_manager; };
LIST_OF(due_list, struct due);

struct run {
    struct app *app;
    struct db *db;
    struct arena *a;
    int64_t org;
    struct remind_rule rule;
    struct tzif *zone;
    msec now, today;                             /* today: 00:00 there, written as if it were UTC */
    struct due_list due;
    int64_t mails;
};

/* Valid or ended of late, neither revoked nor held back nor followed by another of the
 * same badge that lasts longer, and of somebody who still works there. What was told
 * stands beside: of the holder, of the manager. */
static const char sql_ending[] = SQL(
    "SELECT w.id, w.person_id, coalesce(p.manager_id, 0), w.valid_until, b.days, h.days, m.days FROM award w"
    " JOIN person p ON p.id = w.person_id LEFT JOIN badge_reminder b ON b.achievement_id = w.achievement_id"
    " LEFT JOIN reminder h ON h.award_id = w.id AND h.to_manager = 0 LEFT JOIN reminder m ON m.award_id = w.id AND m.to_manager = 1"
    " WHERE w.org_id = $1 AND w.valid_until > $2 AND w.valid_until <= $3 AND w.valid_until IS NOT NULL AND w.revoked_at IS NULL"
    " AND p.removed_at IS NULL AND (p.leaves_at IS NULL OR p.leaves_at > $4)"
    " AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id)"
    " AND NOT EXISTS (SELECT 1 FROM award_successor n WHERE n.award_id = w.id)"
    " AND NOT EXISTS (SELECT 1 FROM award n WHERE n.person_id = w.person_id AND n.achievement_id = w.achievement_id AND n.id <> w.id"
    "  AND n.revoked_at IS NULL AND (n.valid_until IS NULL OR n.valid_until > w.valid_until))");

static msec day_there(const struct run *r, msec t)
{
    msec wall = t + tzif_ahead(r->zone, t);

    return wall - wall % DAY;
}

#define NEVER_TOLD INT64_MAX

/* The step for who has been told as far as `told`; an award of before it ended says so once more after. */
static void add_due(struct run *r, const struct due *d, int64_t told)
{
    if (d->receiver && d->step < told)
        *list_add(r->a, &r->due) = *d;
}

static code add_award(struct run *r, struct rows *row, struct error *err)
{
    struct remind_steps own = r->rule.steps;
    int64_t step = 0, until = row_int(row, 3), left = (day_there(r, until) - r->today) / DAY;

    if (!row_is_null(row, 4))
        TRY(remind_steps_read(row_str(row, 4, r->a), &own, err));
    if (!remind_step(&own, left, &step))
        return OK;
    add_due(r, &(struct due){row_int(row, 1), row_int(row, 0), step, until, false}, row_is_null(row, 5) ? NEVER_TOLD : row_int(row, 5));
    if (r->rule.to_managers)
        add_due(r, &(struct due){row_int(row, 2), row_int(row, 0), step, until, true}, row_is_null(row, 6) ? NEVER_TOLD : row_int(row, 6));
    return OK;
}

/* The longest that any badge wants to be told ahead. */
static const char sql_badge_days[] = SQL(
    "SELECT b.days FROM badge_reminder b JOIN achievement c ON c.id = b.achievement_id WHERE c.org_id = $1");

static code most_days(struct run *r, int64_t *days, struct error *err)
{
    struct remind_steps own;
    struct rows *row = db_query(r->db, sql_badge_days, ARGS(v_int(r->org)));
    code c = OK;

    *days = r->rule.steps.n ? r->rule.steps.days[0] : 0;
    while (c == OK && rows_next(row)) {
        c = remind_steps_read(row_str(row, 0, r->a), &own, err);
        *days = c == OK && own.n && own.days[0] > *days ? own.days[0] : *days;
    }
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

static code find_due(struct run *r, struct error *err)
{
    code c = OK;
    int64_t ahead = 0;

    TRY(most_days(r, &ahead, err));
    struct rows *row = db_query(r->db, sql_ending, ARGS(v_int(r->org), v_int(r->now - 10 * DAY), v_int(r->now + (ahead + 2) * DAY), v_int(r->now)));

    while (c == OK && rows_next(row))
        c = add_award(r, row, err);
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

/* By receiver, own awards before those of others, the next to end first. */
static int by_receiver(const void *x, const void *y)
{
    const struct due *a = x, *b = y;

    if (a->receiver != b->receiver)
        return a->receiver < b->receiver ? -1 : 1;
    if (a->to_manager != b->to_manager)
        return a->to_manager ? 1 : -1;
    if (a->until != b->until)
        return a->until < b->until ? -1 : 1;
    return (a->award > b->award) - (a->award < b->award);
}

/* ---- one person ---- */

static const char sql_receiver[] = SQL(
    "SELECT p.name, p.email, coalesce(x.refused, ''), CASE WHEN p.removed_at IS NULL AND (p.leaves_at IS NULL OR p.leaves_at > $3) THEN 1 ELSE 0 END,"
    " (SELECT count(*) FROM mail m WHERE m.person_id = p.id AND m.kind IN ('reminder', 'ended', 'team') AND m.created_at >= $2)"
    " FROM person p LEFT JOIN letter_choice x ON x.person_id = p.id WHERE p.id = $1");
static const char sql_tell[] = SQL(
    "INSERT INTO reminder (award_id, to_manager, days, mail_id) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (award_id, to_manager) DO UPDATE SET days = excluded.days, mail_id = excluded.mail_id WHERE reminder.days > excluded.days");

struct receiver { str name, address, refused; bool works_here, had_one, is_away; };

static code read_receiver(struct run *r, int64_t person, struct receiver *out, struct error *err)
{
    /* 00:00 of today there, as a moment. */
    msec midnight = tzif_moment(r->zone, r->today);
    struct rows *row = db_query(r->db, sql_receiver, ARGS(v_int(person), v_int(midnight), v_int(r->now)));

    *out = (struct receiver){0};
    if (rows_next(row))
        *out = (struct receiver){row_str(row, 0, r->a), row_str(row, 1, r->a), row_str(row, 2, r->a), row_bool(row, 3), row_int(row, 4) > 0};
    TRY(rows_end(row, err));
    return person_is_away(r->db, r->org, person, r->now, &out->is_away, err);
}

static bool is_wanted(const struct due *d, const struct receiver *who)
{
    return !letter_refused(who->refused, d->to_manager ? "team" : "reminders");
}

/* "reminder", or "ended" when nothing is left to be done in time; "team" when none is one's own. */
static const char *kind_of(const struct run *r, const struct due *all, size_t n, const struct receiver *who)
{
    const char *kind = NULL;

    for (size_t i = 0; i < n; i++) {
        if (!is_wanted(&all[i], who))
            continue;
        if (all[i].to_manager)
            kind = kind ? kind : "team";
        else if (all[i].until > r->now)
            return "reminder";
        else
            kind = "ended";
    }
    return kind;
}

static code tell_rows(struct run *r, const struct due *all, size_t n, const struct receiver *who, const char *kind, struct error *err)
{
    int64_t mail = 0;

    if (kind)
        TRY(mail_queue_id(r->db, &(struct mail){.org = r->org, .person = all[0].receiver, .kind = cstr(kind), .to_address = who->address, .to_name = who->name},
                          &mail, err));
    for (size_t i = 0; i < n; i++)
        TRY(db_run(r->db, sql_tell,
                   ARGS(v_int(all[i].award), v_int(all[i].to_manager), v_int(all[i].step), v_int_if(kind && is_wanted(&all[i], who), mail)), NULL, err));
    r->mails += kind != NULL;
    return OK;
}

/* Who had one today waits until tomorrow, who is on leave until they are back; who wants none, or has no address, is told nothing and not asked about again. */
static code tell(struct run *r, const struct due *all, size_t n, struct error *err)
{
    struct receiver who;

    TRY(read_receiver(r, all[0].receiver, &who, err));
    if (who.had_one || who.is_away)
        return OK;
    bool can = who.works_here && who.address.n && person_has_address(who.address);
    TRY(db_begin(r->db, err));
    return db_end(r->db, tell_rows(r, all, n, &who, can ? kind_of(r, all, n, &who) : NULL, err), err);
}

static code tell_all(struct run *r, struct error *err)
{
    size_t n = 0;

    if (r->due.n)
        qsort(r->due.items, r->due.n, sizeof r->due.items[0], by_receiver);
    for (size_t i = 0; i < r->due.n; i += n) {
        for (n = 1; i + n < r->due.n && r->due.items[i + n].receiver == r->due.items[i].receiver; n++)
            ;
        TRY(tell(r, &r->due.items[i], n, err));
    }
    return OK;
}

/* ---- one organisation ---- */

static const char sql_looked[] = SQL("UPDATE reminder_rule SET looked_day = $2, last_count = $3 WHERE org_id = $1");

/* 1 January 1970 was a Thursday. */
static bool is_weekend(msec day)
{
    int64_t weekday = (day / DAY + 4) % 7;       /* 0: Sunday */

    return weekday == 0 || weekday == 6;
}

static bool may_now(const struct run *r)
{
    int64_t hour = (r->now + tzif_ahead(r->zone, r->now) - r->today) / HOUR;

    return hour >= r->rule.from_hour && hour < r->rule.until_hour && (r->rule.weekends || !is_weekend(r->today)) && r->rule.looked_day != r->today;
}

static code open_run(struct run *r, struct error *err)
{
    struct org_awarding awarding;

    TRY(remind_rule_get(r->db, r->a, r->org, &r->rule, err));
    TRY(org_awarding_get(r->db, r->a, r->org, &awarding, err));
    if (zone_open(r->a, awarding.time_zone, &r->zone, NULL) != OK)
        TRY(zone_open(r->a, S("UTC"), &r->zone, err));
    r->today = day_there(r, r->now);
    return OK;
}

/* Asked for at all: by the rule, or by a badge of its own. */
static const char sql_is_on[] = SQL(
    "SELECT count(*) FROM reminder_rule r WHERE r.org_id = $1 AND (r.days <> '' OR EXISTS (SELECT 1 FROM badge_reminder b"
    " JOIN achievement c ON c.id = b.achievement_id WHERE c.org_id = r.org_id AND b.days <> ''))");

code remind_run(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t *mails, struct error *err)
{
    struct run r = {.app = app, .db = db, .a = a, .org = org, .now = clock_now()};
    int64_t on = 0;

    *mails = 0;
    TRY(db_int(db, sql_is_on, ARGS(v_int(org)), &on, err));
    if (!on)
        return OK;
    TRY(open_run(&r, err));
    if (!may_now(&r))
        return OK;
    TRY(find_due(&r, err));
    TRY(tell_all(&r, err));
    *mails = r.mails;
    return db_run(db, sql_looked, ARGS(v_int(org), v_int(r.today), v_int(r.mails)), NULL, err);
}

/* ---- every hour ---- */

static const char sql_orgs[] = SQL("SELECT org_id FROM reminder_rule ORDER BY org_id");

#define RUN_BYTES ((size_t)64 << 20)             /* half a million awards that are due on one day */

static code look_at(struct app *app, struct db *db, int64_t org)
{
    struct error why = {0};
    struct arena *a = arena_new(RUN_BYTES);
    int64_t mails = 0;
    code c = remind_run(app, db, a, org, &mails, &why);

    if (c != OK)
        log_error("remind.failed", &why);
    arena_free(a);
    return c;
}

/* Each hour has a key of its own: the job of this one may queue that of the next. */
static code schedule_at(struct db *db, msec at, struct error *err)
{
    char key[40];

    snprintf(key, sizeof key, "remind %lld", (long long)(at / HOUR));
    return job_add(db, S("remind.look"), S(""), cstr(key), at / HOUR * HOUR, err);
}

code remind_schedule(struct db *db, struct error *err)
{
    return schedule_at(db, clock_now() + HOUR, err);
}

code remind_look_now(struct db *db, struct error *err)
{
    return job_add(db, S("remind.look"), S(""), S("remind now"), clock_now(), err);
}

static enum job_result look(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    LIST(int64_t) orgs = {0};
    struct rows *r = db_query(db, sql_orgs, NO_ARGS);

    (void)j;
    while (rows_next(r))
        *list_add(a, &orgs) = row_int(r, 0);
    if (rows_end(r, err) != OK)
        return JOB_RETRY;
    /* One that fails is tried again in an hour, and keeps no other from theirs. */
    for (size_t i = 0; i < orgs.n; i++)
        (void)look_at(ctx, db, orgs.items[i]);
    return remind_schedule(db, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind remind_jobs[] = {{"remind.look", look}, {NULL, NULL}};
