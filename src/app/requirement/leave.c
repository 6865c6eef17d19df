/* requirement/leave.c — leave of absence of a person, and days of theirs that rules count from. */
#include "app/requirement/requirement_private.h"

#include "app/zone.h"

static const char sql_leaves[] = SQL(
    "SELECT l.id, l.from_on, coalesce(l.until_on, 0), coalesce(c.name, '') FROM person_leave l LEFT JOIN account c ON c.id = l.account_id"
    " WHERE l.org_id = $1 AND l.person_id = $2 ORDER BY l.from_on DESC, l.id DESC LIMIT 200");
static const char sql_days[] = SQL(
    "SELECT d.name, d.day FROM person_day d JOIN person p ON p.id = d.person_id WHERE p.org_id = $1 AND p.id = $2 ORDER BY d.name LIMIT 200");

code person_leaves(struct db *db, struct arena *a, int64_t org, int64_t person, struct leave_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql_leaves, ARGS(v_int(org), v_int(person)));

    while (rows_next(r))
        *list_add(a, out) = (struct leave_line){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_str(r, 3, a)};
    return rows_end(r, err);
}

code person_days(struct db *db, struct arena *a, int64_t org, int64_t person, struct day_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql_days, ARGS(v_int(org), v_int(person)));

    while (rows_next(r))
        *list_add(a, out) = (struct day_line){row_str(r, 0, a), row_int(r, 1)};
    return rows_end(r, err);
}

static const char sql_meets[] = SQL(
    "SELECT count(*) FROM person_leave WHERE org_id = $1 AND person_id = $2 AND from_on <= $4 AND (until_on IS NULL OR until_on >= $3)");
static const char sql_leave[] = SQL(
    "INSERT INTO person_leave (org_id, person_id, from_on, until_on, account_id, created_at)"
    " SELECT p.org_id, p.id, $3, $4, $5, $6 FROM person p WHERE p.org_id = $1 AND p.id = $2 RETURNING id");

static code need_other_on_leave(struct db *db, const struct leave_new *l, struct error *err)
{
    return requirement_need_other(db, &(struct requirement_person){.org = l->org, .person = l->person, .by = l->by}, err);
}

static code add_leave(struct db *db, struct arena *a, const struct leave_new *l, int64_t *id, struct error *err)
{
    int64_t n = 0;

    TRY(need_other_on_leave(db, l, err));
    TRY(db_int(db, sql_meets, ARGS(v_int(l->org), v_int(l->person), v_int(l->first), v_int(l->last ? l->last : LAST_DAY)), &n, err));
    if (n)
        return fail(err, BAD_INPUT, "first", "they are on leave on some of these days already");
    code c = db_int(db, sql_leave, ARGS(v_int(l->org), v_int(l->person), v_int(l->first), v_int_if(l->last != NO_DAY, l->last), v_int(l->by), v_int(clock_now())), id, err);
    if (c != OK)
        return c == NOT_FOUND ? fail(err, NOT_FOUND, "person", "there is no such person in this organisation") : c;
    TRY(org_log(db, l->org, l->by, "person.leave-of-absence", str_printf(a, "person %lld", (long long)l->person), date_format(a, date_of(l->first)), err));
    return requirement_touch(db, a, l->org, 0, l->person, err);
}

code person_leave_add(struct db *db, struct arena *a, const struct leave_new *l, int64_t *id, struct error *err)
{
    if (l->first == NO_DAY || (l->last && l->last < l->first))
        return fail(err, BAD_INPUT, "last", "it would end before it begins");
    TRY(db_begin(db, err));
    return db_end(db, add_leave(db, a, l, id, err), err);
}

static const char sql_leave_end[] = SQL("UPDATE person_leave SET until_on = $4 WHERE org_id = $1 AND person_id = $2 AND id = $3 AND from_on <= $4");

static code end_leave(struct db *db, struct arena *a, const struct leave_new *l, int64_t id, struct error *err)
{
    int64_t changed = 0;

    TRY(need_other_on_leave(db, l, err));
    TRY(db_run(db, sql_leave_end, ARGS(v_int(l->org), v_int(l->person), v_int(id), v_int(l->last)), &changed, err));
    if (!changed)
        return fail(err, BAD_INPUT, "last", "it would end before it begins");
    TRY(org_log(db, l->org, l->by, "person.back", str_printf(a, "person %lld", (long long)l->person), date_format(a, date_of(l->last)), err));
    return requirement_touch(db, a, l->org, 0, l->person, err);
}

code person_leave_end(struct db *db, struct arena *a, const struct leave_new *l, int64_t id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, end_leave(db, a, l, id, err), err);
}

/* Of the days around: which of them is today there is only worked out for who has one. */
static const char sql_near[] = SQL(
    "SELECT l.from_on, coalesce(l.until_on, 0), CASE WHEN coalesce(s.time_zone, '') <> '' THEN s.time_zone ELSE g.time_zone END"
    " FROM person_leave l JOIN person p ON p.id = l.person_id JOIN org g ON g.id = p.org_id LEFT JOIN site s ON s.id = p.site_id"
    " WHERE l.org_id = $1 AND l.person_id = $2 AND l.from_on <= $4 AND (l.until_on IS NULL OR l.until_on >= $3)");

code person_is_away(struct db *db, int64_t org, int64_t person, msec now, bool *is_away, struct error *err)
{
    struct arena *a = arena_new(0);
    struct rows *r = db_query(db, sql_near, ARGS(v_int(org), v_int(person), v_int(now - 2 * DAY), v_int(now + 2 * DAY)));

    *is_away = false;
    while (rows_next(r)) {
        msec first = row_int(r, 0), last = row_int(r, 1), today = zone_day(a, row_str(r, 2, a), now).day;
        *is_away = *is_away || (first <= today && (last == NO_DAY || today <= last));
    }
    code c = rows_end(r, err);
    arena_free(a);
    return c;
}

static const char sql_day[] = SQL(
    "INSERT INTO person_day (person_id, name, day) SELECT p.id, $3, $4 FROM person p WHERE p.org_id = $1 AND p.id = $2"
    " ON CONFLICT (person_id, name) DO UPDATE SET day = excluded.day");
static const char sql_no_day[] = SQL(
    "DELETE FROM person_day WHERE name = $3 AND person_id = (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $2)");

static code set_day(struct db *db, struct arena *a, const struct person_day *d, struct error *err)
{
    if (d->day)
        TRY(db_run(db, sql_day, ARGS(v_int(d->org), v_int(d->person), v_str(d->name), v_int(d->day)), NULL, err));
    else
        TRY(db_run(db, sql_no_day, ARGS(v_int(d->org), v_int(d->person), v_str(d->name)), NULL, err));
    return requirement_touch(db, a, d->org, 0, d->person, err);
}

code person_day_set(struct db *db, struct arena *a, const struct person_day *d, struct error *err)
{
    if (d->name.n == 0 || d->name.n > PROOF_WHAT)
        return fail(err, BAD_INPUT, "name", "say what the day is of, in a few letters");
    TRY(db_begin(db, err));
    return db_end(db, set_day(db, a, d, err), err);
}
