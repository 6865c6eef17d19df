/* reports/months.c — the ends of the last months: worked out once each when the month is
 * over, requirement by requirement in the background, and kept by department and site. */
#include "app/reports/compliance.h"

#include "app/reports/reports_private.h"
#include "app/zone.h"
#include "base/log.h"

#include <stdio.h>

msec months_last_day(msec today, int back)
{
    struct date d = date_of(today);

    return date_start(date_add_months((struct date){d.year, d.month, 1}, 1 - back)) - DAY;
}

/* ---- one requirement at the end of one month ---- */

static const char sql_missing[] = SQL(
    "SELECT coalesce(min(r.id), 0) FROM requirement r WHERE r.org_id = $1 AND r.id > $3 AND NOT EXISTS (SELECT 1 FROM standing_month m WHERE m.requirement_id = r.id AND m.last_day = $2 AND m.by_person = 1)");
static const char sql_people[] = SQL(
    "SELECT p.id, coalesce(p.department_id, 0), coalesce(p.site_id, 0) FROM person p WHERE p.org_id = $1 AND EXISTS (SELECT 1 FROM requirement_assignment w"
    " WHERE w.requirement_id = $2 AND w.person_id = p.id AND w.from_on <= $3 AND (w.until_on IS NULL OR w.until_on >= $3)) AND p.id > $4 ORDER BY p.id LIMIT $5");
static const char sql_keep[] = SQL(
    "INSERT INTO standing_month (org_id, requirement_id, department_id, site_id, last_day, asked, held, by_person) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)");

struct month { int64_t org, requirement; msec last_day; };
struct place { int64_t department, site, asked, held; };
LIST_OF(place_sums, struct place);
struct asked_people { struct id_list ids; LIST(struct place) places; };
struct person_sum { int64_t id; bool is_held; };
LIST_OF(person_sums, struct person_sum);
struct month_sum { struct db *db; struct arena *a, *some; struct place_sums sums; struct person_sums people; };      /* some: of some people */

#define PEOPLE_AT_ONCE 800

static code read_people(struct db *db, struct arena *a, const struct month *m, int64_t after, struct asked_people *out, struct error *err)
{
    struct rows *r = db_query(db, sql_people, ARGS(v_int(m->org), v_int(m->requirement), v_int(m->last_day), v_int(after), v_int(PEOPLE_AT_ONCE)));

    while (rows_next(r)) {
        *list_add(a, &out->ids) = row_int(r, 0);
        *list_add(a, &out->places) = (struct place){.department = row_int(r, 1), .site = row_int(r, 2)};
    }
    return rows_end(r, err);
}

static struct place *sum_of(struct arena *a, struct place_sums *sums, const struct place *of)
{
    for (size_t i = 0; i < sums->n; i++)
        if (sums->items[i].department == of->department && sums->items[i].site == of->site)
            return &sums->items[i];
    struct place *added = list_add(a, sums);
    *added = (struct place){.department = of->department, .site = of->site};
    return added;
}

/* Both go by person, and the lines are of some of the people. */
static void add_lines(struct month_sum *s, const struct asked_people *people, const struct standing_lines *lines)
{
    size_t k = 0;

    for (size_t i = 0; i < lines->n; i++) {
        while (k < people->ids.n && people->ids.items[k] < lines->items[i].person)
            k++;
        if (k == people->ids.n || !compliance_is_asked(lines->items[i].state))
            continue;
        struct place *sum = sum_of(s->a, &s->sums, &people->places.items[k]);
        bool is_held = compliance_is_held(lines->items[i].state);
        sum->asked++;
        sum->held += is_held;
        *list_add(s->a, &s->people) = (struct person_sum){lines->items[i].person, is_held};
    }
}

/* Some people, from one on; `after` 0 then: there are no more. */
static code add_people(struct month_sum *s, const struct month *m, int64_t *after, struct error *err)
{
    struct asked_people people = {0};
    struct standing_lines lines = {0};
    struct error none = {0};

    TRY(read_people(s->db, s->some, m, *after, &people, err));
    *after = people.ids.n == PEOPLE_AT_ONCE ? people.ids.items[people.ids.n - 1] : 0;
    if (people.ids.n == 0)
        return OK;
    code c = requirement_as_at(s->db, s->some, &(struct as_at_ask){.org = m->org, .requirement = m->requirement, .people = &people.ids, .at = {.day = m->last_day}}, &lines, &none);
    if (c != OK && c != NOT_FOUND)               /* NOT_FOUND: it was published later */
        return fail(err, c, none.where, "%s", none.text);
    add_lines(s, &people, &lines);
    return OK;
}

static code work_out(struct month_sum *s, const struct month *m, struct error *err)
{
    int64_t after = 0;
    code c;

    do {
        s->some = arena_new(0);
        c = add_people(s, m, &after, err);
        arena_free(s->some);
    } while (c == OK && after);
    return c;
}

static code keep(struct db *db, const struct month *m, const struct place_sums *sums, struct error *err)
{
    static const struct place nobody = {0};
    size_t n = sums->n ? sums->n : 1;

    for (size_t i = 0; i < n; i++) {
        const struct place *p = sums->n ? &sums->items[i] : &nobody;
        TRY(db_run(db, sql_keep, ARGS(v_int(m->org), v_int(m->requirement), v_int_if(p->department != 0, p->department), v_int_if(p->site != 0, p->site),
                                      v_int(m->last_day), v_int(p->asked), v_int(p->held)), NULL, err));
    }
    return OK;
}

/* Worked out before the transaction: its reads are many. Of two that work out the same,
 * one row of the organisation lets one after the other, and the second finds it done. */
static const char sql_alone[] = SQL("UPDATE org SET time_zone = time_zone WHERE id = $1");
static const char sql_has[] = SQL("SELECT count(*) FROM standing_month m WHERE m.requirement_id = $1 AND m.last_day = $2 AND m.by_person >= $3");
static const char sql_has_people[] = SQL("UPDATE standing_month SET by_person = 1 WHERE requirement_id = $1 AND last_day = $2");
static const char sql_person[] = SQL(
    "INSERT INTO person_month (org_id, person_id, last_day, asked, held) SELECT p.org_id, p.id, CAST($2 AS BIGINT), 1, CAST($3 AS BIGINT) FROM person p WHERE p.id = $1"
    " ON CONFLICT (person_id, last_day) DO UPDATE SET asked = person_month.asked + 1, held = person_month.held + excluded.held");

static code keep_people(struct db *db, const struct month *m, const struct person_sums *all, struct error *err)
{
    for (size_t i = 0; i < all->n; i++)
        TRY(db_run(db, sql_person, ARGS(v_int(all->items[i].id), v_int(m->last_day), v_int(all->items[i].is_held)), NULL, err));
    return OK;
}

/* The places of a month stay as they were counted: people may work elsewhere since. */
static code keep_once(struct db *db, const struct month *m, const struct month_sum *s, struct error *err)
{
    int64_t has = 0, has_people = 0;

    TRY(db_run(db, sql_alone, ARGS(v_int(m->org)), NULL, err));
    TRY(db_int(db, sql_has, ARGS(v_int(m->requirement), v_int(m->last_day), v_int(0)), &has, err));
    TRY(db_int(db, sql_has, ARGS(v_int(m->requirement), v_int(m->last_day), v_int(1)), &has_people, err));
    if (has_people)
        return OK;
    TRY(has ? db_run(db, sql_has_people, ARGS(v_int(m->requirement), v_int(m->last_day)), NULL, err) : keep(db, m, &s->sums, err));
    return keep_people(db, m, &s->people, err);
}

static code count_one(struct db *db, const struct month *m, struct error *err)
{
    struct month_sum s = {.db = db, .a = arena_new(0)};
    code c = work_out(&s, m, err);

    if (c == OK)
        c = db_begin(db, err);
    if (c == OK)
        c = db_end(db, keep_once(db, m, &s, err), err);
    arena_free(s.a);
    return c;
}

static code today_of(struct db *db, int64_t org, msec *today, struct error *err)
{
    struct arena *a = arena_new(0);
    code c = reports_today(db, a, org, today, err);

    arena_free(a);
    return c;
}

struct months_run { struct db *db; int64_t left; };         /* left: how many more this time */

/* One that cannot be worked out is tried again tomorrow, and keeps none from what lies behind it. */
static code count_month(struct months_run *run, int64_t org, msec last_day, struct error *err)
{
    struct month m = {.org = org, .last_day = last_day};

    while (run->left > 0) {
        struct error why = {0};
        TRY(db_int(run->db, sql_missing, ARGS(v_int(org), v_int(last_day), v_int(m.requirement)), &m.requirement, err));
        if (m.requirement == 0)
            return OK;
        if (count_one(run->db, &m, &why) == OK)
            run->left--;
        else
            log_error("reports.months", &why);
    }
    return OK;
}

/* Of people it goes after a year. */
static const char sql_old[] = SQL("DELETE FROM person_month WHERE org_id = $1 AND last_day <= $2");

/* The newest month first, as it is what people look for. */
static code count_org(struct months_run *run, int64_t org, struct error *err)
{
    msec today;

    TRY(today_of(run->db, org, &today, err));
    TRY(db_run(run->db, sql_old, ARGS(v_int(org), v_int(months_last_day(today, COMPLIANCE_MONTHS + 1))), NULL, err));
    for (int back = 1; back <= COMPLIANCE_MONTHS; back++)
        TRY(count_month(run, org, months_last_day(today, back), err));
    return OK;
}

code months_count(struct db *db, int64_t org, struct error *err)
{
    return count_org(&(struct months_run){db, INT64_MAX}, org, err);
}

/* ---- every night ---- */

static const char sql_orgs[] = SQL("SELECT DISTINCT r.org_id FROM requirement r ORDER BY r.org_id");

/* The job of a day may queue that of the next, which has a key of its own. */
static code schedule_at(struct db *db, msec at, struct error *err)
{
    char key[40];

    snprintf(key, sizeof key, "months %lld", (long long)(at / DAY));
    return job_add(db, S("reports.months"), S(""), cstr(key), at, err);
}

/* An hour into the day, when the standings of the night are worked out. */
static code schedule_next(struct db *db, struct error *err)
{
    return schedule_at(db, (clock_now() / DAY + 1) * DAY + HOUR, err);
}

code months_schedule(struct db *db, struct error *err)
{
    return schedule_at(db, clock_now() + 5 * MINUTE, err);
}

/* So that a server that is to stop waits for a few alone. */
#define MONTHS_AT_ONCE 50

static enum job_result count_all(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct id_list orgs = {0};
    struct months_run run = {db, MONTHS_AT_ONCE};
    struct rows *r = db_query(db, sql_orgs, NO_ARGS);

    (void)ctx, (void)j;
    while (rows_next(r))
        *list_add(a, &orgs) = row_int(r, 0);
    if (rows_end(r, err) != OK)
        return JOB_RETRY;
    for (size_t i = 0; i < orgs.n; i++) {
        struct error why = {0};
        if (count_org(&run, orgs.items[i], &why) != OK)
            log_error("reports.months", &why);
    }
    if (run.left == 0)
        return JOB_AGAIN;
    return schedule_next(db, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind months_jobs[] = {{"reports.months", count_all}, {NULL, NULL}};

/* ---- read ---- */

/* A grant for people below somebody, or for teams, is no sum of departments and sites. */
static const char sql_unfit[] = SQL(
    "SELECT count(*) FROM " REACH_GRANTS " g WHERE g.org_id = $1 AND g.account_id = $2 AND $3 LIKE '%,' || CAST(g.id AS TEXT) || ',%'"
    " AND (g.people = 'below' OR (g.people = 'departments' AND EXISTS (SELECT 1 FROM " REACH_PARTS " x WHERE x.grant_id = g.id AND x.kind = 'team')))");
static const char sql_months[] = SQL(
    "SELECT p.last_day, CAST(sum(p.asked) AS BIGINT), CAST(sum(p.held) AS BIGINT) FROM standing_month p JOIN requirement r ON r.id = p.requirement_id"
    " JOIN requirement_version v ON v.requirement_id = r.id AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = r.id AND n.number > 0)"
    " WHERE p.org_id = $1 AND ($4 = 0 OR r.id = $4) AND ($5 = '' OR v.criticality = $5) AND p.last_day >= $6" REPORT_PLACES("$2", "$3")
    " AND ($8 = '' OR EXISTS (SELECT 1 FROM " REACH_GRANTS " g WHERE g.org_id = $1 AND g.account_id = $7 AND $8 LIKE '%,' || CAST(g.id AS TEXT) || ',%'"
    " AND (g.people <> 'departments' OR EXISTS (SELECT 1 FROM " REACH_PARTS " gp JOIN department gt ON gt.id = gp.ref_id JOIN department gd ON gd.path LIKE gt.path || '%'"
    " WHERE gp.grant_id = g.id AND gp.kind = 'department' AND gd.id = p.department_id)"
    " OR EXISTS (SELECT 1 FROM " REACH_PARTS " gs WHERE gs.grant_id = g.id AND gs.kind = 'site' AND gs.ref_id = p.site_id))"
    " AND (g.badges <> 'some' OR " REACH_REQUIREMENT("r", "$7") ")))"
    " GROUP BY p.last_day ORDER BY p.last_day");

static code find_unfit(struct db *db, const struct compliance_ask *ask, bool *unfit, struct error *err)
{
    int64_t n = 0;

    *unfit = false;
    if (ask->grants.n == 0)
        return OK;
    TRY(db_int(db, sql_unfit, ARGS(v_int(ask->org), v_int(ask->account), v_str(ask->grants)), &n, err));
    *unfit = n > 0;
    return OK;
}

/* One point for each month, also for those of which nothing is known. */
static void lay_out(struct arena *a, msec today, struct chart_points *out)
{
    for (int back = COMPLIANCE_MONTHS; back > 0; back--)
        *list_add(a, out) = (struct chart_point){.label = chart_month(a, date_of(months_last_day(today, back)))};
}

static void put(msec today, msec last_day, int64_t asked, int64_t held, struct chart_points *out)
{
    for (int back = COMPLIANCE_MONTHS; back > 0; back--)
        if (months_last_day(today, back) == last_day) {
            out->items[COMPLIANCE_MONTHS - back].n = asked;
            out->items[COMPLIANCE_MONTHS - back].part = held;
        }
}

code months_read(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance *out, struct error *err)
{
    bool unfit;

    TRY(find_unfit(db, ask, &unfit, err));
    out->has_months = !unfit;
    if (unfit)
        return OK;
    struct rows *r = db_query(db, sql_months, ARGS(v_int(ask->org), v_int(ask->department), v_int(ask->site), v_int(ask->requirement), report_value(ask->weight),
                                                   v_int(months_last_day(out->today, COMPLIANCE_MONTHS)), v_int(ask->account), report_value(ask->grants)));
    lay_out(a, out->today, &out->months);
    while (rows_next(r))
        put(out->today, row_int(r, 0), row_int(r, 1), row_int(r, 2), &out->months);
    return rows_end(r, err);
}
