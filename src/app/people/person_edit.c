/* people/person_edit.c — a person is entered, changed, taken off the list and put back. */
#include "app/people/people.h"

#include <string.h>

#include "app/hook/hook.h"
#include "base/utf8.h"
#include "format/email.h"

const struct employment employments[] = {
    {"permanent", "Permanent"}, {"fixed-term", "Fixed term"}, {"part-time", "Part time"}, {"apprentice", "Apprentice"},
    {"temporary", "Agency or temporary"}, {"contractor", "Contractor"}, {"volunteer", "Volunteer"}, {NULL, NULL},
};

const char *employment_words(str name)
{
    for (const struct employment *e = employments; e->name; e++)
        if (str_eq(name, cstr(e->name)))
            return e->words;
    return "";
}

static person_watcher *watchers[4];

void person_watch(person_watcher *watcher)
{
    size_t i = 0;

    while (i < COUNT(watchers) - 1 && watchers[i] && watchers[i] != watcher)
        i++;
    watchers[i] = watcher;
}

code person_tell_watcher(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err)
{
    for (size_t i = 0; i < COUNT(watchers) && watchers[i]; i++)
        TRY(watchers[i](db, a, org, person, err));
    return OK;
}

/* How the log names a person, also when the address changes its owner. */
static code tell(struct db *db, struct arena *a, const struct person_details *d, const char *what, struct error *err)
{
    TRY(org_log(db, d->org, d->by, what, str_printf(a, "person %lld", (long long)d->id), str_is_absent(d->email) ? S("") : d->email, err));
    return person_tell_watcher(db, a, d->org, d->id, err);
}

/* ---- what is typed ---- */

static code check(const struct person_details *d, struct error *err)
{
    if (d->name.n > 200 || d->title.n > 120)
        return fail(err, BAD_INPUT, d->name.n > 200 ? "name" : "title", "that is longer than %d bytes", d->name.n > 200 ? 200 : 120);
    if (d->staff_number.n > 40)
        return fail(err, BAD_INPUT, "staff_number", "a staff number has at most 40 bytes");
    if (d->employment.n > 0 && !*employment_words(d->employment))
        return fail(err, BAD_INPUT, "employment", "choose one of the list");
    if (d->starts && d->leaves && d->leaves < d->starts)
        return fail(err, BAD_INPUT, "leaves", "nobody leaves before they start");
    if (d->id > 0 && d->manager == d->id)
        return fail(err, BAD_INPUT, "manager", "nobody is their own manager");
    return OK;
}

/* Who would lead themselves by a chain of others? */
static const char sql_leads[] = SQL(
    "WITH RECURSIVE chain(id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT p.manager_id FROM person p JOIN chain ON p.id = chain.id"
    " WHERE p.manager_id IS NOT NULL) SELECT count(*) FROM chain WHERE id = $2");

static code check_manager(struct db *db, const struct person_details *d, struct error *err)
{
    int64_t n = 0;

    if (d->manager == 0 || d->id == 0)
        return OK;
    TRY(db_int(db, sql_leads, ARGS(v_int(d->manager), v_int(d->id)), &n, err));
    return n == 0 ? OK : fail(err, BAD_INPUT, "manager", "this person leads that manager already: one of the two must go");
}

static const char sql_number_taken[] = SQL(
    "SELECT count(*) FROM person WHERE org_id = $1 AND staff_number = $2 AND staff_number <> '' AND id <> $3");

static code check_number(struct db *db, const struct person_details *d, struct error *err)
{
    int64_t n = 0;

    if (d->staff_number.n == 0)
        return OK;
    TRY(db_int(db, sql_number_taken, ARGS(v_int(d->org), v_str(d->staff_number), v_int(d->id)), &n, err));
    return n == 0 ? OK : fail(err, CONFLICT, "staff_number", "somebody else has this staff number");
}

/* ---- entered ---- */

/* Another address first: who was merged is somebody else now. */
static const char sql_known[] = SQL(
    "SELECT coalesce((SELECT o.person_id FROM person_address o WHERE o.org_id = $1 AND o.folded = $2),"
    " (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.folded = $2), 0)");
static const char sql_add[] = SQL(
    "INSERT INTO person (org_id, name, email, folded, title, staff_number, employment, department_id, site_id, manager_id, starts_at,"
    " leaves_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING id");
static const char sql_save[] = SQL(
    "UPDATE person SET name = $3, title = $4, staff_number = $5, employment = $6, department_id = $7, site_id = $8,"
    " manager_id = $9, starts_at = $10, leaves_at = $11,"
    " ended_at = CASE WHEN CAST($11 AS BIGINT) IS NULL OR CAST($11 AS BIGINT) > $12 THEN NULL ELSE ended_at END"
    " WHERE org_id = $1 AND id = $2");

static code write_details(struct db *db, const struct person_details *d, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_save,
               ARGS(v_int(d->org), v_int(d->id), v_str(d->name), v_str(d->title), v_str(d->staff_number), v_str(d->employment),
                    v_int_if(d->department > 0, d->department), v_int_if(d->site > 0, d->site), v_int_if(d->manager > 0, d->manager),
                    v_int_if(d->starts != 0, d->starts), v_int_if(d->leaves != 0, d->leaves), v_int(clock_now())),
               &changed, err));
    return changed ? OK : fail(err, NOT_FOUND, "person", "there is no such person in this organisation");
}

static code insert(struct db *db, const struct person_details *d, str folded, int64_t *id, struct error *err)
{
    code c = db_int(db, sql_add,
                    ARGS(v_int(d->org), v_str(d->name), v_str(d->email), v_str(folded), v_str(d->title), v_str(d->staff_number), v_str(d->employment),
                         v_int_if(d->department > 0, d->department), v_int_if(d->site > 0, d->site), v_int_if(d->manager > 0, d->manager),
                         v_int_if(d->starts != 0, d->starts), v_int_if(d->leaves != 0, d->leaves), v_int(clock_now())), id, err);

    return c == NOT_FOUND ? fail(err, CONFLICT, "email", "somebody with this address or staff number is in the directory already") : c;
}

code person_enter_within(struct db *db, struct arena *a, const struct person_details *given, int64_t *id, struct error *err)
{
    struct person_details d = *given;
    struct email email;

    d.id = 0;
    TRY(check(&d, err));
    if (email_parse(a, d.email, &email, err) != OK)
        return fail(err, BAD_INPUT, "email", "an e-mail address looks like ann@example.org");
    d.email = email.address;
    TRY(insert(db, &d, email_fold(a, d.email), &d.id, err));
    *id = d.id;
    return tell(db, a, &d, "person.add", err);
}

code person_add_within(struct db *db, struct arena *a, const struct person_details *d, int64_t *id, struct error *err)
{
    struct email email;
    int64_t known = 0;

    if (email_parse(a, d->email, &email, NULL) == OK)
        TRY(db_int(db, sql_known, ARGS(v_int(d->org), v_str(email_fold(a, email.address))), &known, err));
    if (known)
        return fail(err, CONFLICT, "email", "somebody with this address is in the directory already");
    struct person_details fresh = *d;
    fresh.id = 0;
    TRY(check_number(db, &fresh, err));
    TRY(person_enter_within(db, a, d, id, err));
    return hook_tell(db, a, d->org, "person.added", *id, err);
}

code person_add(struct db *db, struct arena *a, const struct person_details *d, int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, person_add_within(db, a, d, id, err), err);
}

code person_save_within(struct db *db, struct arena *a, const struct person_details *d, struct error *err)
{
    if (str_is_empty(d->name))
        return fail(err, BAD_INPUT, "name", "a person needs a name");
    return person_import_within(db, a, d, err);
}

code person_import_within(struct db *db, struct arena *a, const struct person_details *d, struct error *err)
{
    TRY(check(d, err));
    TRY(check_manager(db, d, err));
    TRY(check_number(db, d, err));
    TRY(write_details(db, d, err));
    return tell(db, a, d, "person.change", err);
}

code person_save(struct db *db, struct arena *a, const struct person_details *d, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, person_save_within(db, a, d, err), err);
}

/* ---- off the list, and on it ---- */

static const char sql_remove[] = SQL(
    "UPDATE person SET removed_at = $3 WHERE org_id = $1 AND id = $2 AND removed_at IS NULL");
static const char sql_restore[] = SQL(
    "UPDATE person SET removed_at = NULL WHERE org_id = $1 AND id = $2 AND removed_at IS NOT NULL AND erased_at IS NULL");

static const char sql_merged[] = SQL(
    "SELECT count(*) FROM person p JOIN person_address o ON o.org_id = p.org_id AND o.folded = p.folded"
    " WHERE p.org_id = $1 AND p.id = $2 AND o.person_id <> p.id");

static code change(struct db *db, struct arena *a, const struct person_change *c, const char *what, const char *sql, struct args args,
                   struct error *err)
{
    int64_t changed = 0;
    struct person p;

    TRY(person_get(db, a, c->org, c->id, &p, err));
    TRY(db_run(db, sql, args, &changed, err));
    return changed ? tell(db, a, &(struct person_details){.org = c->org, .id = c->id, .by = c->by, .email = p.email}, what, err) : OK;
}

code person_remove(struct db *db, struct arena *a, const struct person_change *c, struct error *err)
{
    return change(db, a, c, "person.remove", sql_remove, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), err);
}

code person_restore(struct db *db, struct arena *a, const struct person_change *c, struct error *err)
{
    int64_t merged = 0;

    TRY(db_int(db, sql_merged, ARGS(v_int(c->org), v_int(c->id)), &merged, err));
    if (merged > 0)
        return fail(err, CONFLICT, "person", "this entry was put together with another person and cannot come back");
    return change(db, a, c, "person.restore", sql_restore, ARGS(v_int(c->org), v_int(c->id)), err);
}

/* ---- found by words ---- */

static const char sql_by_number[] = SQL("SELECT coalesce(max(id), 0) FROM person WHERE org_id = $1 AND staff_number = $2 AND staff_number <> ''");
static const char sql_by_name[] = SQL(
    "SELECT CASE WHEN count(*) = 1 THEN max(id) ELSE 0 END FROM (SELECT id FROM person WHERE org_id = $1"
    " AND lower(name) = lower($2) AND removed_at IS NULL LIMIT 2) AS found");

code person_by_words(struct db *db, struct arena *a, int64_t org, str words, int64_t *id, struct error *err)
{
    struct email email;

    *id = 0;
    words = str_trim(words);
    if (str_is_empty(words))
        return OK;
    if (str_find_byte(words, '@') >= 0)
        return email_parse(a, words, &email, NULL) == OK
                   ? db_int(db, sql_known, ARGS(v_int(org), v_str(email_fold(a, email.address))), id, err) : OK;
    TRY(db_int(db, sql_by_number, ARGS(v_int(org), v_str(words)), id, err));
    return *id ? OK : db_int(db, sql_by_name, ARGS(v_int(org), v_str(words)), id, err);
}

/* ---- teams ---- */

static const char sql_teams[] = SQL(
    "SELECT t.id, t.name FROM person_team x JOIN team t ON t.id = x.team_id WHERE x.person_id = $1 ORDER BY t.folded");
static const char sql_clear_teams[] = SQL(
    "DELETE FROM person_team WHERE person_id = (SELECT id FROM person WHERE org_id = $1 AND id = $2)");
static const char sql_add_team[] = SQL(
    "INSERT INTO person_team (person_id, team_id) SELECT p.id, t.id FROM person p JOIN team t ON t.org_id = p.org_id"
    " WHERE p.org_id = $1 AND p.id = $2 AND t.id = $3 ON CONFLICT DO NOTHING");

code person_teams(struct db *db, struct arena *a, int64_t person, struct workplace_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_teams, ARGS(v_int(person)));

    while (rows_next(r))
        *list_add(a, out) = (struct workplace){.id = row_int(r, 0), .name = row_str(r, 1, a)};
    return rows_end(r, err);
}

code person_set_teams(struct db *db, const struct person_change *c, const struct id_list *teams, struct error *err)
{
    TRY(db_run(db, sql_clear_teams, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    for (size_t i = 0; i < teams->n; i++)
        TRY(db_run(db, sql_add_team, ARGS(v_int(c->org), v_int(c->id), v_int(teams->items[i])), NULL, err));
    return OK;
}
