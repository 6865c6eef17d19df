/* remind/duty.c — on which days people hear of what is asked of them, for an
 * organisation and for a requirement. */
#include "app/remind/remind.h"

#define USUAL_DAYS S("90 60 30 14 7 0 -1 -7")
#define MONDAY 1
#define FRIDAY 5

/* ---- of an organisation ---- */

static const char sql_rule[] = SQL("SELECT days, team_day, to_owner FROM duty_rule WHERE org_id = $1");
static const char sql_set[] = SQL(
    "INSERT INTO duty_rule (org_id, days, team_day, to_owner) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id) DO UPDATE SET days = excluded.days, team_day = excluded.team_day, to_owner = excluded.to_owner");

code duty_rule_get(struct db *db, struct arena *a, int64_t org, struct duty_rule *out, struct error *err)
{
    struct rows *r = db_query(db, sql_rule, ARGS(v_int(org)));
    str days = USUAL_DAYS;

    *out = (struct duty_rule){.team_day = MONDAY, .to_owner = true};
    if (rows_next(r)) {
        days = row_str(r, 0, a);
        *out = (struct duty_rule){.team_day = row_int(r, 1), .to_owner = row_bool(r, 2)};
    }
    TRY(rows_end(r, err));
    return remind_duty_days_read(days, &out->days, err);
}

code duty_rule_set(struct db *db, struct arena *a, int64_t org, const struct duty_rule *r, struct error *err)
{
    if (r->team_day < 0 || r->team_day > FRIDAY)
        return fail(err, BAD_INPUT, "team_day", "choose a day of the week");
    TRY(db_run(db, sql_set, ARGS(v_int(org), v_str(remind_steps_write(a, &r->days)), v_int(r->team_day), v_int(r->to_owner)), NULL, err));
    return remind_look_anew(db, org, err);
}

/* ---- of a requirement ---- */

#define SQL_DUTIES                                                                                                        \
    "SELECT q.id, q.code, v.name, d.days, (SELECT CAST(coalesce(sum(t.n), 0) AS BIGINT) FROM requirement_tally t WHERE t.requirement_id = q.id AND t.state > 0)"  \
    " FROM requirement q JOIN requirement_version v ON v.requirement_id = q.id AND v.number ="  \
    " (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = q.id) LEFT JOIN requirement_reminder d ON d.requirement_id = q.id"  \
    " WHERE q.org_id = $1"
static const char sql_duties[] = SQL(SQL_DUTIES " AND v.number > 0 AND q.archived_at IS NULL ORDER BY q.folded LIMIT 500");
static const char sql_duty[] = SQL(SQL_DUTIES " AND q.id = $2");

static code read_duty(struct rows *r, struct arena *a, struct duty_line *out, struct error *err)
{
    str days = row_str(r, 3, a);

    *out = (struct duty_line){.id = row_int(r, 0), .code = row_str(r, 1, a), .name = row_str(r, 2, a), .has_own = !str_is_absent(days), .asked = row_int(r, 4)};
    return remind_duty_days_read(days, &out->own, err);
}

code duty_requirements(struct db *db, struct arena *a, int64_t org, struct duty_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql_duties, ARGS(v_int(org)));
    code c = OK;

    while (c == OK && rows_next(r))
        c = read_duty(r, a, list_add(a, out), err);
    TRY(rows_end(r, c == OK ? err : NULL));
    return c;
}

code duty_requirement_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct duty_line *out, struct error *err)
{
    struct rows *r = db_query(db, sql_duty, ARGS(v_int(org), v_int(id)));
    code c = rows_next(r) ? read_duty(r, a, out, err) : fail(err, NOT_FOUND, "requirement", "there is no such requirement");

    TRY(rows_end(r, c == OK ? err : NULL));
    return c;
}

code duty_steps(struct db *db, struct arena *a, int64_t org, int64_t requirement, struct remind_steps *out, struct error *err)
{
    struct duty_line line = {0};
    struct duty_rule rule;
    code c = duty_requirement_get(db, a, org, requirement, &line, err);

    TRY(c == NOT_FOUND ? OK : c);
    TRY(duty_rule_get(db, a, org, &rule, err));
    *out = line.has_own ? line.own : rule.days;
    return OK;
}

static const char sql_own[] = SQL(
    "INSERT INTO requirement_reminder (requirement_id, days) VALUES ($1, $2) ON CONFLICT (requirement_id) DO UPDATE SET days = excluded.days");
static const char sql_not_own[] = SQL("DELETE FROM requirement_reminder WHERE requirement_id = $1");

code duty_requirement_set(struct db *db, struct arena *a, int64_t id, const struct remind_steps *own, struct error *err)
{
    if (!own)
        return db_run(db, sql_not_own, ARGS(v_int(id)), NULL, err);
    return db_run(db, sql_own, ARGS(v_int(id), v_str(remind_steps_write(a, own))), NULL, err);
}
