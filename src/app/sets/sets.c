/* sets/sets.c — the rules: which badge, which parts, on or off. */
#include "app/sets/sets_private.h"

/* ---- finding ---- */

static const char sql_get[] = SQL(
    "SELECT id, org_id, achievement_id, account_id, needed, lapses, is_on, suspends FROM award_set WHERE org_id = $1 AND achievement_id = $2");
static const char sql_by_id[] = SQL(
    "SELECT id, org_id, achievement_id, account_id, needed, lapses, is_on, suspends FROM award_set WHERE id = $1");
static const char sql_parts[] = SQL("SELECT achievement_id FROM award_set_part WHERE set_id = $1 ORDER BY achievement_id");

static code read_set(struct db *db, struct arena *a, struct rows *r, struct badge_set *s, struct error *err)
{
    if (rows_next(r))
        *s = (struct badge_set){
            .id = row_int(r, 0), .org = row_int(r, 1), .achievement = row_int(r, 2), .account = row_int(r, 3),
            .needed = row_int(r, 4), .lapses = row_bool(r, 5), .is_on = row_bool(r, 6), .suspends = row_bool(r, 7)};
    TRY(rows_end(r, err));
    r = db_query(db, sql_parts, ARGS(v_int(s->id)));
    while (rows_next(r))
        *list_add(a, &s->parts) = row_int(r, 0);
    return rows_end(r, err);
}

code set_get(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct badge_set *out, struct error *err)
{
    struct badge_row b;

    *out = (struct badge_set){.org = org, .achievement = achievement, .lapses = true};
    TRY(catalog_get(db, a, org, achievement, &b, err));
    return read_set(db, a, db_query(db, sql_get, ARGS(v_int(org), v_int(achievement))), out, err);
}

code set_by_id(struct db *db, struct arena *a, int64_t id, struct badge_set *out, struct error *err)
{
    *out = (struct badge_set){0};
    return read_set(db, a, db_query(db, sql_by_id, ARGS(v_int(id))), out, err);
}

static const char sql_find[] = SQL(
    "SELECT s.achievement_id, (SELECT count(*) FROM award_set_part q WHERE q.set_id = s.id), s.needed, s.is_on, s.lapses, v.name, v.png_hash"
    " FROM award_set s JOIN achievement b ON b.id = s.achievement_id JOIN achievement_version v ON v.id = b.version_id"
    " WHERE s.org_id = $1 ORDER BY v.name, s.id LIMIT 200");

code set_find(struct db *db, struct arena *a, int64_t org, struct set_row_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct set_row){
            .achievement = row_int(r, 0), .parts = row_int(r, 1), .needed = row_int(r, 2), .is_on = row_bool(r, 3),
            .lapses = row_bool(r, 4), .name = row_str(r, 5, a), .png_hash = row_str(r, 6, a)};
    return rows_end(r, err);
}

/* ---- saving ---- */

static code check(struct db *db, struct arena *a, const struct badge_set *s, struct error *err)
{
    struct badge_row b;

    if (s->parts.n == 0)
        return fail(err, BAD_INPUT, "part", "tick the badges that make the set");
    if (s->parts.n > SET_PARTS)
        return fail(err, BAD_INPUT, "part", "at most %d badges make a set", SET_PARTS);
    if (s->needed < 0 || s->needed > (int64_t)s->parts.n)
        return fail(err, BAD_INPUT, "needed", "so many badges are not in the set");
    for (size_t i = 0; i < s->parts.n; i++) {
        if (s->parts.items[i] == s->achievement)
            return fail(err, BAD_INPUT, "part", "a badge cannot be a part of its own set");
        TRY(catalog_get(db, a, s->org, s->parts.items[i], &b, err));
    }
    return OK;
}

static const char sql_save[] = SQL(
    "INSERT INTO award_set (org_id, achievement_id, account_id, needed, lapses, is_on, changed_at, suspends) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)"
    " ON CONFLICT (achievement_id) DO UPDATE SET account_id = excluded.account_id, needed = excluded.needed,"
    " lapses = excluded.lapses, suspends = excluded.suspends, is_on = 0, changed_at = excluded.changed_at RETURNING id");
static const char sql_no_parts[] = SQL("DELETE FROM award_set_part WHERE set_id = $1");
static const char sql_part[] = SQL(
    "INSERT INTO award_set_part (set_id, achievement_id) VALUES ($1, $2) ON CONFLICT (set_id, achievement_id) DO NOTHING");

static code note(struct db *db, struct arena *a, const struct set_switch *s, const char *what, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, s->org, s->achievement, &b, err));
    return org_log(db, s->org, s->account, what, str_printf(a, "badge %lld", (long long)s->achievement), b.v.name, err);
}

static code save(struct db *db, struct arena *a, const struct badge_set *s, struct error *err)
{
    int64_t id = 0;

    TRY(check(db, a, s, err));
    TRY(db_int(db, sql_save,
               ARGS(v_int(s->org), v_int(s->achievement), v_int_if(s->account > 0, s->account), v_int(s->needed), v_int(s->lapses), v_int(clock_now()),
                    v_int(s->suspends)),
               &id, err));
    TRY(db_run(db, sql_no_parts, ARGS(v_int(id)), NULL, err));
    for (size_t i = 0; i < s->parts.n; i++)
        TRY(db_run(db, sql_part, ARGS(v_int(id), v_int(s->parts.items[i])), NULL, err));
    return note(db, a, &(struct set_switch){s->org, s->achievement, s->account, false}, "set.change", err);
}

code set_save(struct db *db, struct arena *a, const struct badge_set *s, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, s->org, s->achievement, &b, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, s, err), err);
}

static const char sql_switch[] = SQL(
    "UPDATE award_set SET is_on = $3, account_id = coalesce($4, account_id), changed_at = $5 WHERE org_id = $1 AND achievement_id = $2 RETURNING id");

static code switch_rows(struct db *db, struct arena *a, const struct set_switch *s, struct error *err)
{
    struct badge_row b;
    int64_t id = 0;

    TRY(catalog_get(db, a, s->org, s->achievement, &b, err));
    if (s->on && !str_eq(b.state, S("published")))
        return fail(err, CONFLICT, "badge", "publish the badge before it is awarded");
    code c = db_int(db, sql_switch,
                    ARGS(v_int(s->org), v_int(s->achievement), v_int(s->on), v_int_if(s->account > 0, s->account), v_int(clock_now())), &id, err);
    if (c == NOT_FOUND)
        return fail(err, CONFLICT, "set", "choose its parts first");
    TRY(c);
    if (s->on)
        TRY(set_wake(db, a, id, clock_now(), err));
    return note(db, a, s, s->on ? "set.on" : "set.off", err);
}

code set_switch(struct db *db, struct arena *a, const struct set_switch *s, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, switch_rows(db, a, s, err), err);
}
