/* jobrole/jobrole.c — the job roles of an organisation: made, changed, archived and back. */
#include "app/jobrole/jobrole.h"

#include "base/crypto.h"

/* ---- read ---- */

#define JOBROLE_ROW                                                                                                              \
    "SELECT j.id, j.org_id, j.code, j.name, j.words, j.created_at, coalesce(j.archived_at, 0),"                                  \
    " coalesce(j.public_id, ''), coalesce(j.published_at, 0), coalesce(j.known_from, j.created_at),"                                                                 \
    " " JOBROLE_TAKES("1") ", " JOBROLE_TAKES("0") " FROM jobrole j"

static const char sql_get[] = SQL(JOBROLE_ROW " WHERE j.org_id = $1 AND j.id = $2");
static const char sql_by_code[] = SQL(JOBROLE_ROW " WHERE j.org_id = $1 AND j.folded = $2");
static const char sql_by_public_id[] = SQL(JOBROLE_ROW " WHERE j.public_id = $1 AND j.published_at IS NOT NULL AND j.archived_at IS NULL");
static const char sql_find[] = SQL(JOBROLE_ROW " WHERE j.org_id = $1 AND j.archived_at IS NULL ORDER BY j.folded LIMIT $2");

static struct jobrole read_row(struct rows *r, struct arena *a)
{
    return (struct jobrole){.id = row_int(r, 0), .org = row_int(r, 1), .code = row_str(r, 2, a), .name = row_str(r, 3, a), .words = row_str(r, 4, a),
                            .created = row_int(r, 5), .archived = row_int(r, 6), .public_id = row_str(r, 7, a), .published = row_int(r, 8),
                            .known = row_int(r, 9), .mandatory = row_int(r, 10), .desirable = row_int(r, 11)};
}

static code read_one(struct rows *r, struct arena *a, struct jobrole *out, struct error *err)
{
    *out = (struct jobrole){0};
    if (rows_next(r))
        *out = read_row(r, a);
    TRY(rows_end(r, err));
    return out->id ? OK : fail(err, NOT_FOUND, "role", "there is no such job role in this organisation");
}

code jobrole_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole *out, struct error *err)
{
    return read_one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code jobrole_by_code(struct db *db, struct arena *a, int64_t org, str code_typed, struct jobrole *out, struct error *err)
{
    return read_one(db_query(db, sql_by_code, ARGS(v_int(org), v_str(str_lower(a, str_trim(code_typed))))), a, out, err);
}

code jobrole_by_public_id(struct db *db, struct arena *a, str public_id, struct jobrole *out, struct error *err)
{
    return read_one(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

code jobrole_find(struct db *db, struct arena *a, int64_t org, struct jobrole_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org), v_int(JOBROLES_MOST)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

static const char sql_of_person[] = SQL(
    JOBROLE_ROW " JOIN person p ON p.org_id = j.org_id WHERE j.org_id = $1 AND p.id = $2 AND j.archived_at IS NULL"
    " AND CASE WHEN " WORKS_AS("j.id") " THEN 1 ELSE 0 END = $3 ORDER BY j.folded LIMIT $4");

code jobrole_of_person(struct db *db, struct arena *a, const struct jobrole_of_person *q, struct jobrole_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_of_person, ARGS(v_int(q->org), v_int(q->person), v_int(q->works_as), v_int(q->most)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

static const char sql_titles[] = SQL(
    "SELECT t.title FROM jobrole_title t JOIN jobrole j ON j.id = t.jobrole_id WHERE j.org_id = $1 AND j.id = $2 ORDER BY t.title");

code jobrole_titles(struct db *db, struct arena *a, int64_t org, int64_t id, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_titles, ARGS(v_int(org), v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}

/* ---- changed ---- */

#define CODE_MOST  40
#define NAME_MOST  200
#define TITLE_MOST 200
#define WORDS_MOST 20000

static code check(const struct jobrole_details *d, struct error *err)
{
    if (str_is_empty(str_trim(d->code)) || d->code.n > CODE_MOST)
        return fail(err, BAD_INPUT, "code", "a job role needs a short code, of at most %d letters", CODE_MOST);
    if (str_is_empty(str_trim(d->name)) || d->name.n > NAME_MOST)
        return fail(err, BAD_INPUT, "name", "a job role needs a name, of at most %d letters", NAME_MOST);
    if (d->words.n > WORDS_MOST)
        return fail(err, BAD_INPUT, "words", "this is too long");
    if (d->titles.n > JOBROLE_TITLES_MOST)
        return fail(err, BAD_INPUT, "titles", "at most %d titles", JOBROLE_TITLES_MOST);
    for (size_t i = 0; i < d->titles.n; i++)
        if (d->titles.items[i].n > TITLE_MOST)
            return fail(err, BAD_INPUT, "titles", "a title is too long");
    return OK;
}

static const char sql_title_clear[] = SQL("DELETE FROM jobrole_title WHERE jobrole_id = $1");
static const char sql_title[] = SQL("INSERT INTO jobrole_title (jobrole_id, title) VALUES ($1, $2) ON CONFLICT DO NOTHING");

static code set_titles(struct db *db, int64_t id, const struct str_list *titles, struct error *err)
{
    TRY(db_run(db, sql_title_clear, ARGS(v_int(id)), NULL, err));
    for (size_t i = 0; i < titles->n; i++)
        if (!str_is_empty(str_trim(titles->items[i])))
            TRY(db_run(db, sql_title, ARGS(v_int(id), v_str(str_trim(titles->items[i]))), NULL, err));
    return OK;
}

static const char sql_add[] = SQL(
    "INSERT INTO jobrole (org_id, code, folded, name, words, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id");

static code said_twice(code c, struct error *err)
{
    return c == CONFLICT || c == NOT_FOUND ? fail(err, CONFLICT, "code", "another job role has this code") : c;
}

static code add(struct db *db, struct arena *a, const struct jobrole_details *d, int64_t *id, struct error *err)
{
    str text = str_trim(d->code);

    TRY(said_twice(db_int(db, sql_add, ARGS(v_int(d->org), v_str(text), v_str(str_lower(a, text)), v_str(str_trim(d->name)), v_str(d->words), v_int(clock_now())), id, err), err));
    TRY(set_titles(db, *id, &d->titles, err));
    return org_log(db, d->org, d->by, "jobrole.add", text, str_trim(d->name), err);
}

code jobrole_add(struct db *db, struct arena *a, const struct jobrole_details *d, int64_t *id, struct error *err)
{
    TRY(check(d, err));
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, d, id, err), err);
}

static const char sql_taken[] = SQL("SELECT count(*) FROM jobrole WHERE org_id = $1 AND folded = $2 AND id <> $3");
static const char sql_save[] = SQL("UPDATE jobrole SET code = $3, folded = $4, name = $5, words = $6 WHERE org_id = $1 AND id = $2");

static code save(struct db *db, struct arena *a, const struct jobrole_details *d, struct error *err)
{
    str text = str_trim(d->code), folded = str_lower(a, text);
    int64_t taken = 0;
    struct jobrole was;

    TRY(jobrole_get(db, a, d->org, d->id, &was, err));
    TRY(db_int(db, sql_taken, ARGS(v_int(d->org), v_str(folded), v_int(d->id)), &taken, err));
    if (taken)
        return said_twice(CONFLICT, err);
    TRY(db_run(db, sql_save, ARGS(v_int(d->org), v_int(d->id), v_str(text), v_str(folded), v_str(str_trim(d->name)), v_str(d->words)), NULL, err));
    TRY(set_titles(db, d->id, &d->titles, err));
    TRY(jobrole_touch(db, a, d->org, d->id, err));
    return org_log(db, d->org, d->by, "jobrole.change", text, str_trim(d->name), err);
}

code jobrole_save(struct db *db, struct arena *a, const struct jobrole_details *d, struct error *err)
{
    TRY(check(d, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, d, err), err);
}

static const char sql_archive[] = SQL("UPDATE jobrole SET archived_at = $3 WHERE org_id = $1 AND id = $2");

static code set_archived(struct db *db, struct arena *a, const struct jobrole_act *c, msec at, struct error *err)
{
    struct jobrole j;

    TRY(jobrole_get(db, a, c->org, c->id, &j, err));
    TRY(db_run(db, sql_archive, ARGS(v_int(c->org), v_int(c->id), v_int_if(at != 0, at)), NULL, err));
    return org_log(db, c->org, c->by, at ? "jobrole.archive" : "jobrole.restore", j.code, j.name, err);
}

code jobrole_archive(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_archived(db, a, c, clock_now(), err), err);
}

code jobrole_restore(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_archived(db, a, c, 0, err), err);
}

/* ---- for anybody to read ---- */

static const char sql_publish[] = SQL("UPDATE jobrole SET public_id = coalesce(public_id, $3), published_at = $4 WHERE org_id = $1 AND id = $2");
static const char sql_unpublish[] = SQL("UPDATE jobrole SET published_at = NULL WHERE org_id = $1 AND id = $2");

static code set_public(struct db *db, struct arena *a, const struct jobrole_act *c, bool is_public, struct error *err)
{
    struct jobrole j;

    TRY(jobrole_get(db, a, c->org, c->id, &j, err));
    if (is_public && j.archived)
        return fail(err, CONFLICT, "role", "this job role is archived: use it again first");
    TRY(is_public ? db_run(db, sql_publish, ARGS(v_int(c->org), v_int(c->id), v_str(random_token(a, 12)), v_int(clock_now())), NULL, err)
                  : db_run(db, sql_unpublish, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    return org_log(db, c->org, c->by, is_public ? "jobrole.publish" : "jobrole.unpublish", j.code, j.name, err);
}

code jobrole_publish(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_public(db, a, c, true, err), err);
}

code jobrole_unpublish(struct db *db, struct arena *a, const struct jobrole_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_public(db, a, c, false, err), err);
}
