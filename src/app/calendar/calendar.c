/* calendar/calendar.c — the address, and what stands in the file. */
#include "app/calendar/calendar.h"

#include "app/calendar/ical.h"
#include "app/org/access.h"
#include "app/requirement/standing.h"
#include "base/crypto.h"

#define PAST (90 * DAY)

/* ---- the address ---- */

#define SQL_FEED "SELECT account_id, token, asked, ends, team, created_at, coalesce(read_at, 0) FROM calendar_feed WHERE "
static const char sql_get[] = SQL(SQL_FEED "account_id = $1");
static const char sql_by_token[] = SQL(SQL_FEED "token = $1");
static const char sql_read[] = SQL("UPDATE calendar_feed SET read_at = $2 WHERE account_id = $1");

static code get(struct db *db, struct arena *a, const char *sql, struct value by, struct calendar_feed *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(by));
    bool found = rows_next(r);

    if (found)
        *out = (struct calendar_feed){row_int(r, 0), row_str(r, 1, a), {row_bool(r, 2), row_bool(r, 3), row_bool(r, 4)}, row_int(r, 5), row_int(r, 6)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "calendar", "there is no such calendar, or its address was changed");
}

code calendar_get(struct db *db, struct arena *a, int64_t account, struct calendar_feed *out, struct error *err)
{
    return get(db, a, sql_get, v_int(account), out, err);
}

code calendar_by_token(struct db *db, struct arena *a, str token, struct calendar_feed *out, struct error *err)
{
    msec hour = clock_now() - clock_now() % HOUR;

    TRY(get(db, a, sql_by_token, v_str(token), out, err));
    return out->read == hour ? OK : db_run(db, sql_read, ARGS(v_int(out->account), v_int(hour)), NULL, err);
}

static const char sql_set[] = SQL(
    "INSERT INTO calendar_feed (account_id, token, asked, ends, team, created_at) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (account_id) DO UPDATE SET asked = excluded.asked, ends = excluded.ends, team = excluded.team");
static const char sql_replace[] = SQL("UPDATE calendar_feed SET token = $2, read_at = NULL WHERE account_id = $1");
static const char sql_end[] = SQL("DELETE FROM calendar_feed WHERE account_id = $1");

code calendar_set(struct db *db, struct arena *a, int64_t account, struct calendar_choice tells, struct error *err)
{
    if (!tells.asked && !tells.ends && !tells.team)
        return fail(err, BAD_INPUT, "ends", "tick what the calendar is to tell");
    return db_run(db, sql_set, ARGS(v_int(account), v_str(random_token(a, 24)), v_int(tells.asked), v_int(tells.ends), v_int(tells.team), v_int(clock_now())), NULL, err);
}

code calendar_replace(struct db *db, struct arena *a, int64_t account, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_replace, ARGS(v_int(account), v_str(random_token(a, 24))), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "calendar", "there is no calendar");
}

code calendar_end(struct db *db, int64_t account, struct error *err)
{
    return db_run(db, sql_end, ARGS(v_int(account)), NULL, err);
}

/* ---- what is asked ---- */

#define SQL_ASKED                                                                                                        \
    "SELECT s.requirement_id, s.person_id, s.state, s.due_on, s.computed_at, q.code, v.name, ov.name, p.name, p.email FROM person p"  \
    " JOIN requirement_standing s ON s.person_id = p.id JOIN requirement q ON q.id = s.requirement_id JOIN requirement_version v ON v.id = s.version_id"  \
    " JOIN org o ON o.id = s.org_id JOIN org_version ov ON ov.id = o.version_id"
#define SQL_DUE                                                                                                        \
    " AND " WORKS_HERE("p", "$3") " AND q.archived_at IS NULL AND s.due_on >= $2 AND s.state BETWEEN 1 AND 9"  \
    " ORDER BY s.due_on, s.requirement_id, s.person_id LIMIT 500"
static const char sql_own[] = SQL(SQL_ASKED " WHERE p.id IN " ACCESS_ME("$1") SQL_DUE);
/* Who has left leads nobody, though nobody else was named so far. */
static const char sql_team[] = SQL(SQL_ASKED " JOIN person m ON m.id = p.manager_id AND " WORKS_HERE("m", "$3")
                                   " WHERE p.manager_id IN " ACCESS_ME("$1") SQL_DUE);

struct writing { struct app *app; struct db *db; struct arena *a; int64_t account; msec from, now; struct buf out; };

/* Asked and never proved so far is due; what was proved ends. */
static const char *day_words(enum requirement_state s)
{
    return s >= STANDING_CURRENT && s <= STANDING_EXPIRED ? words("Ends") : words("Due");
}

static void put_asked(struct writing *w, struct rows *r, bool of_team)
{
    struct arena *a = w->a;
    long long requirement = row_int(r, 0), person = row_int(r, 1);
    str name = row_str(r, 8, a), who = name.n ? name : row_str(r, 9, a);
    str what = str_printf(a, "%s: " STR_FMT, day_words((enum requirement_state)row_int(r, 2)), STR_ARG(row_str(r, 6, a)));

    ical_put(&w->out, &(struct ical_event){
        .uid = str_printf(a, "%s-%lld-%lld@" STR_FMT, of_team ? "team" : "asked", requirement, person, STR_ARG(app_host(a, w->app))),
        .summary = of_team ? str_printf(a, STR_FMT " (" STR_FMT ")", STR_ARG(what), STR_ARG(who)) : what,
        .description = str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(row_str(r, 7, a)), STR_ARG(row_str(r, 5, a))),
        .url = of_team ? S("") : app_url(a, w->app, S("/standards")), .day = date_of(row_int(r, 3)), .changed = row_int(r, 4)});
}

static code write_asked(struct writing *w, bool of_team, struct error *err)
{
    struct rows *r = db_query(w->db, of_team ? sql_team : sql_own, ARGS(v_int(w->account), v_int(w->from), v_int(w->now)));

    while (rows_next(r))
        put_asked(w, r, of_team);
    return rows_end(r, err);
}

/* ---- badges that end ---- */

/* In the Backpack, and awards made here to the same person that they have not put there:
 * neither revoked nor followed by another of the same badge that lasts longer. */
static const char sql_ends[] = SQL(
    "SELECT 'b', h.id, h.title, h.issuer_name, h.valid_until, h.checked_at, '/backpack/badges/' || h.id FROM holding h"
    " WHERE h.owner_id = $1 AND h.removed_at IS NULL AND h.standing IN ('good', 'expired') AND h.valid_until >= $2"
    " AND NOT EXISTS (SELECT 1 FROM holding n WHERE n.owner_id = h.owner_id AND n.id <> h.id AND n.achievement_id = h.achievement_id AND n.achievement_id <> ''"
    " AND n.removed_at IS NULL AND n.standing = 'good' AND (n.valid_until IS NULL OR n.valid_until > h.valid_until))"
    " UNION ALL SELECT 'a', w.id, v.name, ov.name, w.valid_until, w.awarded_at, '/b/' || w.public_id FROM award w JOIN achievement_version v ON v.id = w.version_id"
    " JOIN org o ON o.id = w.org_id JOIN org_version ov ON ov.id = o.version_id WHERE w.person_id IN " ACCESS_ME("$1")
    " AND w.revoked_at IS NULL AND w.valid_until >= $2 AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id)"
    " AND NOT EXISTS (SELECT 1 FROM award_successor n WHERE n.award_id = w.id)"
    " AND NOT EXISTS (SELECT 1 FROM award n WHERE n.person_id = w.person_id AND n.achievement_id = w.achievement_id AND n.id <> w.id"
    " AND n.revoked_at IS NULL AND (n.valid_until IS NULL OR n.valid_until > w.valid_until))"
    " ORDER BY 5, 3, 1 DESC, 2 LIMIT 500");

struct ending { str title; msec until; };

static void put_ending(struct writing *w, struct rows *r, const struct ending *e)
{
    struct arena *a = w->a;

    ical_put(&w->out, &(struct ical_event){
        .uid = str_printf(a, "ends-" STR_FMT "%lld@" STR_FMT, STR_ARG(row_str(r, 0, a)), (long long)row_int(r, 1), STR_ARG(app_host(a, w->app))),
        .summary = str_printf(a, "%s: " STR_FMT, words("Ends"), STR_ARG(e->title)), .description = row_str(r, 3, a),
        .url = app_url(a, w->app, row_str(r, 6, a)), .day = date_of(e->until), .changed = row_int(r, 5)});
}

static code write_ends(struct writing *w, struct error *err)
{
    struct rows *r = db_query(w->db, sql_ends, ARGS(v_int(w->account), v_int(w->from)));
    struct ending last = {0};

    while (rows_next(r)) {
        struct ending now = {row_str(r, 2, w->a), row_int(r, 4)};
        if (now.until != last.until || !str_eq(now.title, last.title))      /* the same badge stands in both */
            put_ending(w, r, &now);
        last = now;
    }
    return rows_end(r, err);
}

code calendar_write(struct app *app, struct db *db, struct arena *a, const struct calendar_feed *f, str *out, struct error *err)
{
    struct writing w = {app, db, a, f->account, clock_now() - PAST, clock_now(), buf_new(a)};

    ical_begin(&w.out, said("Badges and what is asked"));
    if (f->tells.asked)
        TRY(write_asked(&w, false, err));
    if (f->tells.team)
        TRY(write_asked(&w, true, err));
    if (f->tells.ends)
        TRY(write_ends(&w, err));
    ical_end(&w.out);
    *out = buf_done(&w.out);
    return OK;
}
