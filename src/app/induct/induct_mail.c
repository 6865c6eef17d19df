/* induct/induct_mail.c — whoever has a checklist hears of it when it begins; whoever does
 * or signs off a step, in the morning of the day on which it waits, and once a week while it is late. */
#include "app/induct/induct_private.h"

#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/people/people.h"
#include "app/remind/remind.h"
#include "app/zone.h"

#define AHEAD (2 * DAY)
#define AGAIN (7 * DAY)
#define MOST  5000
#define ITEMS 20

code induct_tell_newcomer(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct induct u;
    bool off = false;

    TRY(induct_get(db, a, org, id, &u, err));
    if (u.cancelled)
        return OK;
    TRY(letter_is_off(db, a, org, "induction-started", &off, err));
    if (off || !person_has_address(u.person_email))
        return OK;
    struct mail m = {.org = org, .kind = S("induction-started"), .to_address = u.person_email, .to_name = str_eq(u.person_name, u.person_email) ? S("") : u.person_name};
    return mail_letter(app, db, a, &(struct letter){.kind = "induction-started", .org = org, .message = u.name,
                                                    .link = app_url(a, app, str_printf(a, "/induction/%lld", (long long)id))}, &m, err);
}

/* Once it cannot be taken back any more that it was begun. */
enum job_result induct_run_tell(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    return app_run_about(ctx, db, a, j, induct_tell_newcomer, err);
}

/* ---- in the morning ---- */

/* 1 January 1970 was a Thursday. */
static bool is_weekend(msec day)
{
    int64_t weekday = (day / DAY + 4) % 7;       /* 0: Sunday */

    return weekday == 0 || weekday == 6;
}

static code is_morning(struct db *db, struct arena *a, int64_t org, bool *out, struct error *err)
{
    struct org_awarding clocks;
    struct remind_rule rule;
    struct zone_day here;

    TRY(org_awarding_get(db, a, org, &clocks, err));
    TRY(remind_rule_get(db, a, org, &rule, err));
    here = zone_day(a, clocks.time_zone, clock_now());
    *out = here.minute / 60 == rule.from_hour && (rule.weekends || !is_weekend(here.day));
    return OK;
}

struct wait { int64_t step; str to, name, title; msec due; };
LIST_OF(waits, struct wait);

#define MEMBER_MAIL(column) "(SELECT e.address FROM account_email e WHERE e.account_id = t." column " AND e.is_primary = 1"             \
    " AND EXISTS (SELECT 1 FROM member om WHERE om.org_id = t.org_id AND om.account_id = t." column "))"
#define OWNER_MAIL MEMBER_MAIL("owner_id")
#define WAITS_FOR                                                                                                                \
    "coalesce(CASE WHEN " INDUCT_NOBODY(INDUCT_ROLE) " THEN " MEMBER_MAIL("substitute_id") " ELSE CASE " INDUCT_ROLE " WHEN 'newcomer' THEN p.email"  \
    " WHEN 'named' THEN coalesce(n.email, " OWNER_MAIL ") WHEN 'manager' THEN coalesce(m.email, " OWNER_MAIL ") ELSE " OWNER_MAIL " END END, '')"
static const char sql_waits[] = SQL(
    "SELECT s.id, " WAITS_FOR ", " INDUCT_OWES ", coalesce(nullif(p.name, ''), p.email), i.text, s.due_on FROM induct_step s" INDUCT_JOINS
    " WHERE s.org_id = $1 AND u.done_at IS NULL AND u.cancelled_at IS NULL AND s.dropped_at IS NULL AND " WORKS_HERE("p", "$5") " AND " INDUCT_IS_OPEN
    " AND (s.due_on <= $2 OR s.done_at IS NOT NULL) AND (s.told_at IS NULL OR (s.told_at <= $3 AND s.due_on < $2)) ORDER BY 2, s.due_on, s.id LIMIT $4");
static const char sql_told[] = SQL("UPDATE induct_step SET told_at = $2 WHERE id = $1");

static code find_waits(struct db *db, struct arena *a, int64_t org, struct waits *out, struct error *err)
{
    msec now = clock_now();
    struct rows *r = db_query(db, sql_waits, ARGS(v_int(org), v_int(now + AHEAD), v_int(now - AGAIN), v_int(MOST), v_int(now)));

    while (rows_next(r))
        *list_add(a, out) = (struct wait){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a),
                                          str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(row_str(r, 3, a)), STR_ARG(row_str(r, 4, a))), row_int(r, 5)};
    return rows_end(r, err);
}

static code send(struct app *app, struct db *db, struct arena *a, int64_t org, const struct wait *some, size_t n, struct error *err)
{
    struct letter l = {.kind = "induction-waits", .org = org, .message = some[0].title, .link = app_url(a, app, S("/induction"))};
    struct mail m = {.org = org, .kind = S("induction-waits"), .to_address = some[0].to, .to_name = str_eq(some[0].name, some[0].to) ? S("") : some[0].name};

    if (!some[0].to.n || !person_has_address(some[0].to))
        return OK;
    if (n > 1)
        l.message = str_printf(a, STR_FMT ", …", STR_ARG(some[0].title));
    for (size_t i = 0; i < n && i < ITEMS; i++)
        *list_add(a, &l.items) = (struct letter_item){.title = some[i].title, .href = S(""), .until = some[i].due, .is_due = true, .is_over = some[i].due + DAY <= clock_now()};
    return mail_letter(app, db, a, &l, &m, err);
}

static code tell_org(struct app *app, struct db *db, struct arena *a, int64_t org, struct error *err)
{
    struct waits all = {0};
    bool off = false;

    TRY(letter_is_off(db, a, org, "induction-waits", &off, err));
    TRY(find_waits(db, a, org, &all, err));
    for (size_t i = 0, n; i < all.n; i += n) {
        for (n = 1; i + n < all.n && str_eq(all.items[i + n].to, all.items[i].to); n++)
            ;
        if (!off)
            TRY(send(app, db, a, org, &all.items[i], n, err));
        for (size_t k = i; k < i + n; k++)
            TRY(db_run(db, sql_told, ARGS(v_int(all.items[k].step), v_int(clock_now())), NULL, err));
    }
    return OK;
}

static const char sql_orgs[] = SQL("SELECT DISTINCT u.org_id FROM induct u WHERE u.done_at IS NULL AND u.cancelled_at IS NULL");

code induct_tell_all(struct app *app, struct db *db, struct arena *a, struct error *err)
{
    LIST(int64_t) orgs = {0};
    struct rows *r = db_query(db, sql_orgs, NO_ARGS);
    bool now = false;

    while (rows_next(r))
        *list_add(a, &orgs) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < orgs.n; i++) {
        TRY(is_morning(db, a, orgs.items[i], &now, err));
        if (!now)
            continue;
        TRY(db_begin(db, err));
        TRY(db_end(db, tell_org(app, db, a, orgs.items[i], err), err));
    }
    return OK;
}
