/* vacancy/vacancy.c — vacancies of an organisation: made, changed, opened, closed. */
#include "app/vacancy/vacancy.h"

#include "app/jobrole/jobrole.h"
#include "app/zone.h"
#include "base/crypto.h"

/* ---- read ---- */

#define VACANCY                                                                                                                  \
    "SELECT v.id, v.org_id, v.public_id, v.title, v.words, v.place, coalesce(v.jobrole_id, 0), v.state, coalesce(v.opens_on, 0), v.closes_on," \
    " v.days_kept, v.is_blind, v.created_at, coalesce(v.opened_at, 0), coalesce(v.closed_at, 0), v.last_number, ov.name FROM vacancy v" \
    " JOIN org o ON o.id = v.org_id JOIN org_version ov ON ov.id = o.version_id"
static const char sql_get[] = SQL(VACANCY " WHERE v.org_id = $1 AND v.id = $2");
static const char sql_public[] = SQL(VACANCY " WHERE v.public_id = $1 AND v.state <> 'draft'");

static code read_one(struct rows *r, struct arena *a, struct vacancy *out, struct error *err)
{
    *out = (struct vacancy){0};
    if (rows_next(r))
        *out = (struct vacancy){
            .id = row_int(r, 0), .org = row_int(r, 1), .public_id = row_str(r, 2, a), .title = row_str(r, 3, a), .words = row_str(r, 4, a), .place = row_str(r, 5, a),
            .jobrole = row_int(r, 6), .state = row_str(r, 7, a), .opens = row_int(r, 8), .closes = row_int(r, 9), .days_kept = row_int(r, 10), .is_blind = row_bool(r, 11),
            .created = row_int(r, 12), .opened = row_int(r, 13), .closed = row_int(r, 14), .candidates = row_int(r, 15), .org_name = row_str(r, 16, a)};
    TRY(rows_end(r, err));
    return out->id ? OK : fail(err, NOT_FOUND, "vacancy", "there is no such vacancy");
}

code vacancy_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct vacancy *out, struct error *err)
{
    return read_one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code vacancy_by_public_id(struct db *db, struct arena *a, str public_id, struct vacancy *out, struct error *err)
{
    return read_one(db_query(db, sql_public, ARGS(v_str(public_id))), a, out, err);
}

const char *vacancy_shut(const struct vacancy *v, msec today)
{
    if (!str_eq(v->state, S("open")))
        return "This vacancy is closed. Nothing can be sent any more.";
    if (v->opens != NO_DAY && today < v->opens)
        return "It is too early: something can be sent from its first day on.";
    return today > v->closes ? "The last day of this vacancy is over. Nothing can be sent any more." : NULL;
}

code vacancy_today(struct db *db, struct arena *a, int64_t org, msec *day, struct error *err)
{
    struct org_awarding w;

    TRY(org_awarding_get(db, a, org, &w, err));
    *day = zone_day(a, w.time_zone, clock_now()).day;
    return OK;
}

msec vacancy_goes(const struct vacancy *v)
{
    return v->closes + (v->days_kept + 1) * DAY;
}

/* ---- changed ---- */

#define TITLE_MOST 200
#define WORDS_MOST 20000

static code check(const struct vacancy *v, struct error *err)
{
    if (str_is_empty(v->title) || v->title.n > TITLE_MOST)
        return fail(err, BAD_INPUT, "title", "a vacancy needs a title, of at most %d letters", TITLE_MOST);
    if (v->words.n > WORDS_MOST)
        return fail(err, BAD_INPUT, "words", "this is too long");
    if (v->place.n > TITLE_MOST)
        return fail(err, BAD_INPUT, "place", "this is too long");
    if (v->closes == NO_DAY)
        return fail(err, BAD_INPUT, "closes", "say the last day: what people send is deleted some days after it");
    if (v->opens != NO_DAY && v->opens > v->closes)
        return fail(err, BAD_INPUT, "closes", "the last day comes before the first");
    if (v->days_kept < 1 || v->days_kept > VACANCY_KEPT_MOST)
        return fail(err, BAD_INPUT, "kept", "between 1 and %d days", VACANCY_KEPT_MOST);
    return OK;
}

code vacancy_log(struct db *db, struct arena *a, const struct vacancy_act *c, const char *what, str detail, struct error *err)
{
    return org_log(db, c->org, c->by, what, str_printf(a, "vacancy %lld", (long long)c->id), detail, err);
}

static const char sql_add[] = SQL(
    "INSERT INTO vacancy (org_id, public_id, title, words, place, jobrole_id, state, opens_on, closes_on, days_kept, is_blind, last_number, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9, $10, 0, $11) RETURNING id");

static code add(struct db *db, struct arena *a, const struct vacancy *v, int64_t by, int64_t *id, struct error *err)
{
    struct jobrole j;

    if (v->jobrole && jobrole_get(db, a, v->org, v->jobrole, &j, NULL) != OK)
        return fail(err, BAD_INPUT, "jobrole", "choose one of the list");
    TRY(db_int(db, sql_add,
               ARGS(v_int(v->org), v_str(random_token(a, 12)), v_str(v->title), v_str(v->words), v_str(v->place), v_int_if(v->jobrole != 0, v->jobrole),
                    v_int_if(v->opens != NO_DAY, v->opens), v_int(v->closes), v_int(v->days_kept), v_int(v->is_blind), v_int(clock_now())), id, err));
    if (v->jobrole)
        TRY(vacancy_lines_of_role(db, a, v->org, *id, v->jobrole, err));
    return vacancy_log(db, a, &(struct vacancy_act){v->org, *id, by}, "vacancy.add", v->title, err);
}

code vacancy_add(struct db *db, struct arena *a, const struct vacancy *v, int64_t by, int64_t *id, struct error *err)
{
    TRY(check(v, err));
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, v, by, id, err), err);
}

/* Whoever sent something was told a day: an earlier one may come of a change, never a later one.
 * What was changed back gives them that day again. */
static const char sql_keep[] = SQL("UPDATE vacancy_candidate SET keep_until = CASE WHEN told_until < $2 THEN told_until ELSE $2 END WHERE vacancy_id = $1");

/* As the vacancy stands now. One that was closed by hand ended that day. */
static code count_days(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct org_awarding w;
    struct vacancy v;

    TRY(vacancy_get(db, a, org, id, &v, err));
    TRY(org_awarding_get(db, a, org, &w, err));
    msec last = str_eq(v.state, S("closed")) ? zone_day(a, w.time_zone, v.closed).day : v.closes;
    if (last > v.closes)
        last = v.closes;
    return db_run(db, sql_keep, ARGS(v_int(id), v_int(last + (v.days_kept + 1) * DAY)), NULL, err);
}

static const char sql_save[] = SQL(
    "UPDATE vacancy SET title = $3, words = $4, place = $5, opens_on = $6, closes_on = $7, days_kept = $8, is_blind = CASE WHEN opened_at IS NULL THEN $9 ELSE is_blind END"
    " WHERE org_id = $1 AND id = $2");

static code save(struct db *db, struct arena *a, const struct vacancy *v, int64_t by, struct error *err)
{
    struct vacancy was;
    msec today = 0;

    TRY(vacancy_get(db, a, v->org, v->id, &was, err));
    TRY(vacancy_today(db, a, v->org, &today, err));
    if (was.opened && v->closes != was.closes && v->closes < today)
        return fail(err, BAD_INPUT, "closes", "this day is over already: to end it now, close the vacancy");
    TRY(db_run(db, sql_save,
               ARGS(v_int(v->org), v_int(v->id), v_str(v->title), v_str(v->words), v_str(v->place), v_int_if(v->opens != NO_DAY, v->opens), v_int(v->closes),
                    v_int(v->days_kept), v_int(v->is_blind)), NULL, err));
    TRY(count_days(db, a, v->org, v->id, err));
    return vacancy_log(db, a, &(struct vacancy_act){v->org, v->id, by}, "vacancy.change", v->title, err);
}

code vacancy_save(struct db *db, struct arena *a, const struct vacancy *v, int64_t by, struct error *err)
{
    TRY(check(v, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, v, by, err), err);
}

/* ---- opened, closed, deleted ---- */

static const char sql_open[] = SQL("UPDATE vacancy SET state = 'open', opened_at = coalesce(opened_at, $3), closed_at = NULL WHERE org_id = $1 AND id = $2");

static code open_it(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err)
{
    struct vacancy v;
    struct vacancy_lines lines = {0};
    msec today = 0;

    TRY(vacancy_get(db, a, c->org, c->id, &v, err));
    TRY(vacancy_lines(db, a, v.id, &lines, err));
    TRY(vacancy_today(db, a, c->org, &today, err));
    if (lines.n == 0)
        return fail(err, CONFLICT, "vacancy", "it asks for nothing yet: add a line first");
    for (size_t i = 0; i < lines.n; i++)
        if (lines.items[i].ways.n == 0)
            return fail(err, CONFLICT, "vacancy", "nothing meets the line “" STR_FMT "”: say what does, or take it out", STR_ARG(lines.items[i].title));
    if (today > v.closes)
        return fail(err, CONFLICT, "vacancy", "its last day is over: choose a later one first");
    TRY(db_run(db, sql_open, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), NULL, err));
    TRY(count_days(db, a, c->org, c->id, err));
    return vacancy_log(db, a, c, "vacancy.open", v.title, err);
}

code vacancy_open(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, open_it(db, a, c, err), err);
}

static const char sql_close[] = SQL("UPDATE vacancy SET state = 'closed', closed_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'open'");

static code close_it(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err)
{
    struct vacancy v;
    int64_t n = 0;

    TRY(vacancy_get(db, a, c->org, c->id, &v, err));
    TRY(db_run(db, sql_close, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), &n, err));
    if (n == 0)
        return fail(err, CONFLICT, "vacancy", "this vacancy is not open");
    TRY(count_days(db, a, c->org, c->id, err));
    return vacancy_log(db, a, c, "vacancy.close", v.title, err);
}

code vacancy_close(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, close_it(db, a, c, err), err);
}

static const char sql_delete[] = SQL("DELETE FROM vacancy WHERE org_id = $1 AND id = $2 AND opened_at IS NULL");

static code delete_it(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err)
{
    struct vacancy v;
    int64_t n = 0;

    TRY(vacancy_get(db, a, c->org, c->id, &v, err));
    TRY(db_run(db, sql_delete, ARGS(v_int(c->org), v_int(c->id)), &n, err));
    return n ? vacancy_log(db, a, c, "vacancy.delete", v.title, err) : fail(err, CONFLICT, "vacancy", "it was open to people: close it instead");
}

code vacancy_delete(struct db *db, struct arena *a, const struct vacancy_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, delete_it(db, a, c, err), err);
}
