/* remind/remind_find.c — some people at a time, and what each of them is to be told
 * today: awards that end, what is asked of them, and once a week how those they lead stand. */
#include "app/remind/remind_private.h"

#include "app/mail/letter.h"
#include "app/org/org.h"
#include "app/zone.h"

#include <stdlib.h>

#define SOME 500

/* ---- the rules ---- */

/* The longest that any badge, or requirement, wants to be told ahead. */
static const char sql_badge_days[] = SQL(
    "SELECT b.days FROM badge_reminder b JOIN achievement c ON c.id = b.achievement_id WHERE c.org_id = $1");
static const char sql_duty_days[] = SQL(
    "SELECT d.days FROM requirement_reminder d JOIN requirement q ON q.id = d.requirement_id WHERE q.org_id = $1");

static code most_days(struct run *r, const char *sql, int64_t *most, bool *any, struct error *err)
{
    struct remind_steps own;
    struct rows *row = db_query(r->db, sql, ARGS(v_int(r->org)));
    code c = OK;

    while (c == OK && rows_next(row)) {
        c = remind_duty_days_read(row_str(row, 0, r->a), &own, err);
        *most = c == OK && own.n && own.days[0] > *most ? own.days[0] : *most;
        *any = *any || own.n > 0;
    }
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

static const char sql_has_duties[] = SQL(
    "SELECT count(*) FROM (SELECT q.id FROM requirement q JOIN requirement_version v ON v.requirement_id = q.id AND v.number > 0"
    " WHERE q.org_id = $1 AND q.archived_at IS NULL LIMIT 1) x");

code run_open(struct run *r, struct error *err)
{
    struct org_awarding awarding;
    bool any = false;
    int64_t duties = 0;

    TRY(remind_rule_get(r->db, r->a, r->org, &r->rule, err));
    TRY(duty_rule_get(r->db, r->a, r->org, &r->duty, err));
    TRY(org_awarding_get(r->db, r->a, r->org, &awarding, err));
    TRY(db_int(r->db, sql_has_duties, ARGS(v_int(r->org)), &duties, err));
    TRY(run_sources_open(r, &any, err));
    r->org_zone = awarding.time_zone;
    r->has_awards = r->rule.steps.n > 0;
    r->award_days = r->has_awards ? r->rule.steps.days[0] : 0;
    r->has_duties = r->duty.days.n > 0;
    r->duty_days = r->has_duties ? r->duty.days.days[0] : 0;
    TRY(most_days(r, sql_badge_days, &r->award_days, &r->has_awards, err));
    TRY(most_days(r, sql_duty_days, &r->duty_days, &r->has_duties, err));
    r->has_duties = duties && (r->has_duties || r->duty.team_day || r->duty.to_owner);
    return OK;
}

/* ---- zones ---- */

static const char sql_zones[] = SQL(
    "SELECT DISTINCT s.time_zone FROM site s WHERE s.org_id = $1 AND s.time_zone <> '' AND s.time_zone <> $2 ORDER BY s.time_zone");

code run_zones(struct run *r, struct str_list *out, struct error *err)
{
    struct rows *row = db_query(r->db, sql_zones, ARGS(v_int(r->org), v_str(r->org_zone)));

    *list_add(r->a, out) = r->org_zone;
    while (rows_next(row))
        *list_add(r->a, out) = row_str(row, 0, r->a);
    return rows_end(row, err);
}

static msec day_there(const struct run *r, msec t)
{
    msec wall = t + tzif_ahead(r->zone, t);

    return wall - wall % DAY;
}

code run_enter(struct run *r, str zone, struct error *err)
{
    r->zone_name = zone;
    if (zone_open(r->a, zone, &r->zone, NULL) != OK)
        TRY(zone_open(r->a, S("UTC"), &r->zone, err));
    r->today = day_there(r, r->now);
    return OK;
}

/* ---- people ---- */

/* Who works there. Where they work has its own clocks, or those of the organisation. */
static const char sql_receivers[] = SQL(
    "SELECT p.id, p.name, p.email, coalesce(x.refused, ''),"
    " (SELECT count(*) FROM mail m WHERE m.person_id = p.id AND m.kind IN " MAILS_OF_THE_DAY " AND m.created_at >= $5)"
    " FROM person p LEFT JOIN letter_choice x ON x.person_id = p.id LEFT JOIN site s ON s.id = p.site_id"
    " WHERE p.org_id = $1 AND p.id > $2 AND " WORKS_HERE("p", "$6")
    " AND CASE WHEN coalesce(s.time_zone, '') <> '' THEN s.time_zone ELSE $4 END = $3 ORDER BY p.id LIMIT $7");

code run_receivers(struct run *r, int64_t after, struct receivers *out, struct error *err)
{
    /* 00:00 of today there, as a moment. */
    msec midnight = tzif_moment(r->zone, r->today);
    struct rows *row = db_query(r->db, sql_receivers, ARGS(v_int(r->org), v_int(after), v_str(r->zone_name), v_str(r->org_zone), v_int(midnight), v_int(r->now), v_int(SOME)));

    while (rows_next(row))
        *list_add(r->some, out) = (struct receiver){row_int(row, 0), row_str(row, 1, r->some), row_str(row, 2, r->some), row_str(row, 3, r->some), row_int(row, 4) > 0};
    return rows_end(row, err);
}

/* ---- awards that end ---- */

/* Valid or ended of late, neither revoked nor held back nor followed by another of the
 * same badge that lasts longer, and of somebody who still works there. What was told
 * stands beside: of the holder, or of the manager. "+ 0": by these people, not by day. */
#define SQL_ENDING                                                                                                        \
    " FROM person p JOIN award w ON w.person_id = p.id LEFT JOIN badge_reminder b ON b.achievement_id = w.achievement_id"
#define SQL_ENDS                                                                                                        \
    " AND w.org_id + 0 = $1 AND w.valid_until > $2 AND w.valid_until <= $3 AND w.valid_until IS NOT NULL AND w.revoked_at IS NULL"  \
    " AND " WORKS_HERE("p", "$4")  \
    " AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id)"  \
    " AND NOT EXISTS (SELECT 1 FROM award_successor n WHERE n.award_id = w.id)"  \
    " AND NOT EXISTS (SELECT 1 FROM award n WHERE n.person_id = w.person_id AND n.achievement_id = w.achievement_id AND n.id <> w.id"  \
    "  AND n.revoked_at IS NULL AND (n.valid_until IS NULL OR n.valid_until > w.valid_until))"
static const char sql_own_awards[] = SQL(
    "SELECT p.id, p.id, w.id, w.valid_until, b.days, h.days" SQL_ENDING " LEFT JOIN reminder h ON h.award_id = w.id AND h.to_manager = 0"
    " WHERE p.id BETWEEN $5 AND $6" SQL_ENDS);
static const char sql_team_awards[] = SQL(
    "SELECT p.manager_id, p.id, w.id, w.valid_until, b.days, h.days" SQL_ENDING " LEFT JOIN reminder h ON h.award_id = w.id AND h.to_manager = 1"
    " WHERE p.manager_id BETWEEN $5 AND $6" SQL_ENDS);

/* The step that it has come to, if nobody was told so far. */
static bool comes_to(const struct remind_steps *s, int64_t left, struct rows *row, int told, int64_t *step)
{
    return remind_step(s, left, step) && (row_is_null(row, told) || *step < row_int(row, told));
}

static code add_award(struct run *r, struct rows *row, enum due_kind kind, struct due_list *out, struct error *err)
{
    struct remind_steps steps = r->rule.steps;
    int64_t step = 0;
    msec until = row_int(row, 3);

    if (!row_is_null(row, 4))
        TRY(remind_steps_read(row_str(row, 4, r->some), &steps, err));
    if (comes_to(&steps, (day_there(r, until) - r->today) / DAY, row, 5, &step))
        *list_add(r->some, out) = (struct due){row_int(row, 0), kind, row_int(row, 1), row_int(row, 2), step, until};
    return OK;
}

struct stretch_of { int64_t first, last; };   /* of the people, by id */

static code find_awards(struct run *r, const struct stretch_of *p, enum due_kind kind, struct due_list *out, struct error *err)
{
    struct rows *row = db_query(r->db, kind == DUE_AWARD ? sql_own_awards : sql_team_awards,
                                ARGS(v_int(r->org), v_int(r->now - 10 * DAY), v_int(r->now + (r->award_days + 2) * DAY), v_int(r->now), v_int(p->first), v_int(p->last)));
    code c = OK;

    while (c == OK && rows_next(row))
        c = add_award(r, row, kind, out, err);
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

/* ---- what is asked of them ---- */

static const char sql_duties[] = SQL(
    "SELECT s.person_id, s.requirement_id, s.due_on, d.days, t.days FROM requirement_standing s JOIN requirement q ON q.id = s.requirement_id"
    " LEFT JOIN requirement_reminder d ON d.requirement_id = s.requirement_id LEFT JOIN duty_told t ON t.person_id = s.person_id"
    " AND t.requirement_id = s.requirement_id AND t.to_owner = 0 AND t.due_on = s.due_on"
    " WHERE s.org_id = $1 AND s.person_id BETWEEN $2 AND $3 AND s.due_on BETWEEN $4 AND $5 AND s.state IN " OPEN_STATES " AND q.archived_at IS NULL");

static code add_duty(struct run *r, struct rows *row, struct due_list *out, struct error *err)
{
    struct remind_steps steps = r->duty.days;
    int64_t step = 0, person = row_int(row, 0);
    msec due = row_int(row, 2);

    if (!row_is_null(row, 3))
        TRY(remind_duty_days_read(row_str(row, 3, r->some), &steps, err));
    if (comes_to(&steps, (due - r->today) / DAY, row, 4, &step))
        *list_add(r->some, out) = (struct due){person, DUE_DUTY, person, row_int(row, 1), step, due};
    return OK;
}

static code find_duties(struct run *r, const struct stretch_of *p, struct due_list *out, struct error *err)
{
    struct rows *row = db_query(r->db, sql_duties, ARGS(v_int(r->org), v_int(p->first), v_int(p->last), v_int(r->today - (REMIND_LATE_MOST + 10) * DAY),
                                                        v_int(r->today + (r->duty_days + 1) * DAY)));
    code c = OK;

    while (c == OK && rows_next(row))
        c = add_duty(r, row, out, err);
    TRY(rows_end(row, c == OK ? err : NULL));
    return c;
}

/* ---- whom they lead ---- */

static const char sql_teams[] = SQL(
    "SELECT DISTINCT p.manager_id FROM person p JOIN requirement_standing s ON s.person_id = p.id JOIN requirement q ON q.id = s.requirement_id"
    " WHERE p.org_id = $1 AND p.manager_id BETWEEN $2 AND $3 AND " WORKS_HERE("p", "$5")
    " AND s.state IN " TEAM_STATES " AND q.archived_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM duty_team t WHERE t.person_id = p.manager_id AND t.told_on >= $4)");

static bool is_team_day(const struct run *r)
{
    int64_t weekday = (r->today / DAY + 3) % 7 + 1;      /* 1 January 1970 was a Thursday */

    return r->has_duties && weekday == r->duty.team_day;
}

static code find_teams(struct run *r, const struct stretch_of *p, struct due_list *out, struct error *err)
{
    struct rows *row = db_query(r->db, sql_teams, ARGS(v_int(r->org), v_int(p->first), v_int(p->last), v_int(r->today), v_int(r->now)));

    while (rows_next(row))
        *list_add(r->some, out) = (struct due){.receiver = row_int(row, 0), .kind = DUE_TEAM};
    return rows_end(row, err);
}

/* ---- together ---- */

static int in_order(const void *x, const void *y)
{
    const struct due *a = x, *b = y;

    if (a->receiver != b->receiver)
        return a->receiver < b->receiver ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->until != b->until)
        return a->until < b->until ? -1 : 1;
    if (a->thing != b->thing)
        return a->thing < b->thing ? -1 : 1;
    return (a->person > b->person) - (a->person < b->person);
}

code run_find(struct run *r, const struct receivers *who, struct due_list *out, struct error *err)
{
    const struct stretch_of p = {who->items[0].id, who->items[who->n - 1].id};

    if (r->has_duties)
        TRY(find_duties(r, &p, out, err));
    if (r->has_awards)
        TRY(find_awards(r, &p, DUE_AWARD, out, err));
    if (r->has_awards && r->rule.to_managers)
        TRY(find_awards(r, &p, DUE_TEAM_AWARD, out, err));
    if (is_team_day(r))
        TRY(find_teams(r, &p, out, err));
    TRY(run_sources_find(r, p.first, p.last, out, err));
    if (out->n)
        qsort(out->items, out->n, sizeof out->items[0], in_order);
    return OK;
}

/* ---- what kind of mail ---- */

/* A mail of a source alone: of what is one's own before what concerns a team. */
static const char *source_kind(const struct due *d, const char *kind)
{
    const struct remind_source *s = remind_sources[d->from];

    for (size_t i = 0; kind && remind_sources[i]; i++)
        if (remind_sources[i]->team_kind && str_eq(cstr(kind), cstr(remind_sources[i]->team_kind)) && !d->of_team)
            return s->kind;
    return kind ? kind : d->of_team ? s->team_kind : s->kind;
}

bool due_is_wanted(const struct due *d, const struct receiver *who)
{
    if (d->kind == DUE_SOURCE)
        return !letter_refused(who->refused, d->of_team ? "team" : remind_sources[d->from]->topic ? remind_sources[d->from]->topic : "reminders");
    return d->kind == DUE_AWARD ? !letter_refused(who->refused, "reminders") : d->kind != DUE_TEAM_AWARD || !letter_refused(who->refused, "team");
}

/* What is asked before all; "reminder", or "ended" when nothing is left to be done in time;
 * how the team stands; "team" when only awards of others end. */
const char *run_kind(const struct run *r, const struct due *all, size_t n, const struct receiver *who)
{
    const char *kind = NULL;

    for (size_t i = 0; i < n; i++) {
        if (!due_is_wanted(&all[i], who))
            continue;
        if (all[i].kind == DUE_DUTY)
            return "duty";
        if (all[i].kind == DUE_AWARD && all[i].until > r->now)
            return "reminder";
        if (all[i].kind == DUE_AWARD)
            kind = "ended";
        else if (all[i].kind == DUE_TEAM)
            kind = kind && !str_eq(cstr(kind), S("team")) ? kind : "duty-team";
        else if (all[i].kind == DUE_SOURCE)
            kind = source_kind(&all[i], kind);
        else
            kind = kind ? kind : "team";
    }
    return kind;
}
