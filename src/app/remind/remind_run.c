/* remind/remind_run.c — once a day for each zone in which people of an organisation
 * work: what is due is found for some of them at a time, and queued person by person.
 * Each person's mail and what it tells are one commit, so that after a crash the rest
 * goes out and nothing twice. */
#include "app/remind/remind_private.h"

#include "app/mail/mail.h"
#include "app/org/person.h"
#include "app/requirement/requirement.h"
#include "app/zone.h"
#include "base/log.h"

#include <stdio.h>

/* ---- one person ---- */

static const char sql_tell[] = SQL(
    "INSERT INTO reminder (award_id, to_manager, days, mail_id) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (award_id, to_manager) DO UPDATE SET days = excluded.days, mail_id = excluded.mail_id WHERE reminder.days > excluded.days");
static const char sql_tell_duty[] = SQL(
    "INSERT INTO duty_told (person_id, requirement_id, to_owner, due_on, days, mail_id) VALUES ($1, $2, 0, $3, $4, $5)"
    " ON CONFLICT (person_id, requirement_id, to_owner, due_on) DO UPDATE SET days = excluded.days, mail_id = excluded.mail_id WHERE duty_told.days > excluded.days");
static const char sql_tell_team[] = SQL(
    "INSERT INTO duty_team (person_id, told_on, mail_id) VALUES ($1, $2, $3) ON CONFLICT (person_id) DO UPDATE SET told_on = excluded.told_on, mail_id = excluded.mail_id");

static code tell_source(struct run *r, const struct due *d, struct value mail, struct error *err)
{
    struct remind_said s = {d->receiver, d->person, d->thing, d->step, d->until, d->of_team};

    return remind_sources[d->from]->told(r->db, &s, mail.kind == VALUE_INT ? mail.i : 0, err);
}

static code tell_row(struct run *r, const struct due *d, struct value mail, struct error *err)
{
    if (d->kind == DUE_DUTY)
        return db_run(r->db, sql_tell_duty, ARGS(v_int(d->person), v_int(d->thing), v_int(d->until), v_int(d->step), mail), NULL, err);
    if (d->kind == DUE_TEAM)
        return db_run(r->db, sql_tell_team, ARGS(v_int(d->receiver), v_int(r->today), mail), NULL, err);
    if (d->kind == DUE_SOURCE)
        return tell_source(r, d, mail, err);
    return db_run(r->db, sql_tell, ARGS(v_int(d->thing), v_int(d->kind == DUE_TEAM_AWARD), v_int(d->step), mail), NULL, err);
}

static code tell_rows(struct run *r, const struct due *all, size_t n, const struct receiver *who, const char *kind, struct error *err)
{
    int64_t mail = 0;

    if (kind)
        TRY(mail_queue_id(r->db, &(struct mail){.org = r->org, .person = who->id, .kind = cstr(kind), .to_address = who->address, .to_name = who->name},
                          &mail, err));
    for (size_t i = 0; i < n; i++)
        TRY(tell_row(r, &all[i], v_int_if(kind && due_is_wanted(&all[i], who), mail), err));
    r->mails += kind != NULL;
    return OK;
}

/* Who had one today waits until tomorrow, who is on leave until they are back; who wants none, or has no address, is told nothing and not asked about again. */
static code tell(struct run *r, const struct due *all, size_t n, const struct receiver *who, struct error *err)
{
    bool is_away = false;

    if (who->had_one)
        return OK;
    TRY(person_is_away(r->db, r->org, who->id, r->now, &is_away, err));
    if (is_away)
        return OK;
    bool can = who->address.n && person_has_address(who->address);
    TRY(db_begin(r->db, err));
    return db_end(r->db, tell_rows(r, all, n, who, can ? run_kind(r, all, n, who) : NULL, err), err);
}

/* Both go by id; who is in the second alone works elsewhere, or no more. */
static code tell_all(struct run *r, const struct receivers *who, const struct due_list *due, struct error *err)
{
    size_t n = 0, w = 0;

    for (size_t i = 0; i < due->n; i += n) {
        int64_t receiver = due->items[i].receiver;
        for (n = 1; i + n < due->n && due->items[i + n].receiver == receiver; n++)
            ;
        while (w < who->n && who->items[w].id < receiver)
            w++;
        if (w < who->n && who->items[w].id == receiver)
            TRY(tell(r, &due->items[i], n, &who->items[w], err));
    }
    return OK;
}

/* ---- one zone ---- */

static code tell_some(struct run *r, int64_t *after, struct error *err)
{
    struct receivers who = {0};
    struct due_list due = {0};

    TRY(run_receivers(r, *after, &who, err));
    *after = who.n ? who.items[who.n - 1].id : 0;
    if (!who.n)
        return OK;
    TRY(run_find(r, &who, &due, err));
    return tell_all(r, &who, &due, err);
}

static code tell_zone(struct run *r, struct error *err)
{
    int64_t after = 0;
    code c = OK;

    do {
        r->some = arena_new(0);
        c = tell_some(r, &after, err);
        arena_free(r->some);
    } while (c == OK && after);
    return c;
}

static const char sql_looked_on[] = SQL("SELECT count(*) FROM reminder_looked WHERE org_id = $1 AND time_zone = $2 AND day = $3");
static const char sql_looked[] = SQL(
    "INSERT INTO reminder_looked (org_id, time_zone, day, mails) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id, time_zone) DO UPDATE SET day = excluded.day, mails = excluded.mails");

static bool may_now(const struct run *r)
{
    int64_t hour = (r->now + tzif_ahead(r->zone, r->now) - r->today) / HOUR;

    return hour >= r->rule.from_hour && hour < r->rule.until_hour && (r->rule.weekends || !remind_is_weekend(r->today));
}

static code look_in(struct run *r, str zone, struct error *err)
{
    int64_t looked = 0, before = r->mails;

    TRY(run_enter(r, zone, err));
    TRY(db_int(r->db, sql_looked_on, ARGS(v_int(r->org), v_str(zone), v_int(r->today)), &looked, err));
    if (looked || !may_now(r))
        return OK;
    TRY(tell_zone(r, err));
    if (r->has_duties && r->duty.to_owner && str_eq(zone, r->org_zone))
        TRY(remind_owners(r, err));
    if (r->has_owners && str_eq(zone, r->org_zone))
        TRY(run_sources_owners(r, err));
    return db_run(r->db, sql_looked, ARGS(v_int(r->org), v_str(zone), v_int(r->today), v_int(r->mails - before)), NULL, err);
}

static bool has_any(const struct run *r)
{
    bool any = r->has_owners;

    for (size_t i = 0; i < REMIND_SOURCES; i++)
        any = any || r->has[i];
    return any;
}

code remind_run(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t *mails, struct error *err)
{
    struct run r = {.db = db, .a = a, .org = org, .now = clock_now()};
    struct str_list zones = {0};

    (void)app;
    *mails = 0;
    TRY(run_open(&r, err));
    if (!r.has_awards && !r.has_duties && !has_any(&r))
        return OK;
    TRY(run_zones(&r, &zones, err));
    for (size_t i = 0; i < zones.n; i++)
        TRY(look_in(&r, zones.items[i], err));
    *mails = r.mails;
    return OK;
}

/* ---- every hour ---- */

static const char sql_orgs[] = SQL("SELECT id FROM org ORDER BY id");

static code look_at(struct app *app, struct db *db, int64_t org)
{
    struct error why = {0};
    struct arena *a = arena_new(0);
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
