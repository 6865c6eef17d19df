/* cv/cv.c — CVs and the links to them, in the database. */
#include "app/cv/cv.h"

#include "app/backpack/news.h"
#include "base/crypto.h"

#define COLUMNS "c.id, c.owner_id, c.public_id, c.label, c.is_public, c.content, c.before, c.created_at, c.changed_at, c.removed_at"

static void read_cv(struct rows *r, struct arena *a, struct cv *out)
{
    *out = (struct cv){.id = row_int(r, 0), .owner = row_int(r, 1), .public_id = row_str(r, 2, a), .label = row_str(r, 3, a),
                       .is_public = row_bool(r, 4), .has_before = !row_is_null(r, 6), .created = row_int(r, 7), .changed = row_int(r, 8),
                       .removed = row_int(r, 9)};
    cv_read_content(a, row_str(r, 5, a), out);
}

static code one_cv(struct rows *r, struct arena *a, struct cv *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_cv(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "", "there is no such CV here");
}

static const char sql_list[] = SQL("SELECT " COLUMNS " FROM cv c WHERE c.owner_id = $1 ORDER BY c.id DESC");
static const char sql_get[] = SQL("SELECT " COLUMNS " FROM cv c WHERE c.owner_id = $1 AND c.id = $2");

code cv_list_of(struct db *db, struct arena *a, int64_t owner, struct cv_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_int(owner)));

    while (rows_next(r))
        read_cv(r, a, list_add(a, out));
    return rows_end(r, err);
}

code cv_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct cv *out, struct error *err)
{
    return one_cv(db_query(db, sql_get, ARGS(v_int(owner), v_int(id))), a, out, err);
}

/* ---- making and changing ---- */

static const char sql_count[] = SQL("SELECT count(*) FROM cv WHERE owner_id = $1");
static const char sql_insert[] = SQL(
    "INSERT INTO cv (owner_id, public_id, label, is_public, content, created_at, changed_at) VALUES ($1, $2, $3, 0, $4, $5, $5) RETURNING id");

code cv_add(struct db *db, struct arena *a, const struct cv *c, int64_t *id, struct error *err)
{
    int64_t n = 0;
    str content;

    TRY(db_int(db, sql_count, ARGS(v_int(c->owner)), &n, err));
    if (n >= CV_MOST)
        return fail(err, LIMIT, "label", "a person has at most %d CVs here: delete one first", CV_MOST);
    TRY(cv_write_content(a, c, &content, err));
    return db_int(db, sql_insert, ARGS(v_int(c->owner), v_str(random_token(a, 16)), v_str(c->label), v_str(content), v_int(clock_now())), id, err);
}

/* With the sections that most begin with. */
code cv_create(struct db *db, struct arena *a, int64_t owner, str label, str name, int64_t *id, struct error *err)
{
    struct cv c = {.owner = owner, .label = label, .next = 1};

    cv_read_content(a, S("{}"), &c);
    c.name = name;
    for (size_t i = 0; i < 4; i++)
        cv_add_section(a, &c, &cv_kinds[i]);
    return cv_add(db, a, &c, id, err);
}

code cv_copy(struct db *db, struct arena *a, int64_t owner, int64_t id, str label, int64_t *copy, struct error *err)
{
    struct cv c;

    TRY(cv_get(db, a, owner, id, &c, err));
    c.label = label;
    return cv_add(db, a, &c, copy, err);
}

/* A pointer, since arguments are made in any order. */
static code changed_one(code c, const int64_t *n, struct error *err)
{
    return c == OK && *n == 0 ? fail(err, NOT_FOUND, "", "there is no such CV here") : c;
}

static const char sql_save[] = SQL(
    "UPDATE cv SET label = $3, before = content, content = $4, changed_at = $5 WHERE owner_id = $1 AND id = $2");

code cv_save(struct db *db, struct arena *a, const struct cv *c, struct error *err)
{
    int64_t n = 0;
    str content;

    TRY(cv_write_content(a, c, &content, err));
    return changed_one(db_run(db, sql_save, ARGS(v_int(c->owner), v_int(c->id), v_str(c->label), v_str(content), v_int(clock_now())), &n, err), &n, err);
}

static const char sql_undo[] = SQL(
    "UPDATE cv SET content = before, before = content, changed_at = $3 WHERE owner_id = $1 AND id = $2 AND before IS NOT NULL");

code cv_undo(struct db *db, int64_t owner, int64_t id, struct error *err)
{
    int64_t n = 0;

    return changed_one(db_run(db, sql_undo, ARGS(v_int(owner), v_int(id), v_int(clock_now())), &n, err), &n, err);
}

static const char sql_public[] = SQL("UPDATE cv SET is_public = $3 WHERE owner_id = $1 AND id = $2");

code cv_set_public(struct db *db, int64_t owner, int64_t id, bool is_public, struct error *err)
{
    int64_t n = 0;

    return changed_one(db_run(db, sql_public, ARGS(v_int(owner), v_int(id), v_int(is_public)), &n, err), &n, err);
}

static const char sql_removed[] = SQL("UPDATE cv SET removed_at = $3 WHERE owner_id = $1 AND id = $2");

code cv_set_removed(struct db *db, int64_t owner, int64_t id, bool removed, struct error *err)
{
    int64_t n = 0;

    return changed_one(db_run(db, sql_removed, ARGS(v_int(owner), v_int(id), v_int_if(removed, clock_now())), &n, err), &n, err);
}

/* ---- readers ---- */

static const char sql_readers[] = SQL(
    "SELECT id, public_id, reader, created_at, ends_at, seen_at, views FROM cv_reader WHERE cv_id = $1 ORDER BY id DESC");

code cv_readers(struct db *db, struct arena *a, const struct cv *c, struct cv_reader_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_readers, ARGS(v_int(c->id)));

    while (rows_next(r))
        *list_add(a, out) = (struct cv_reader){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_int(r, 3), row_int(r, 4), row_int(r, 5), row_int(r, 6)};
    return rows_end(r, err);
}

static const char sql_count_readers[] = SQL("SELECT count(*) FROM cv_reader WHERE cv_id = $1");
static const char sql_add_reader[] = SQL(
    "INSERT INTO cv_reader (cv_id, public_id, reader, created_at, ends_at, views) VALUES ($1, $2, $3, $4, $5, 0)");

code cv_reader_add(struct db *db, struct arena *a, const struct cv *c, str reader, msec ends, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_count_readers, ARGS(v_int(c->id)), &n, err));
    if (n >= 200)
        return fail(err, LIMIT, "reader", "a CV has at most 200 links: end some first");
    return db_run(db, sql_add_reader, ARGS(v_int(c->id), v_str(random_token(a, 16)), v_str(reader), v_int(clock_now()), v_int(ends)), NULL, err);
}

static const char sql_end_reader[] = SQL("DELETE FROM cv_reader WHERE cv_id = $1 AND id = $2");

code cv_reader_end(struct db *db, const struct cv *c, int64_t reader, struct error *err)
{
    int64_t n = 0;

    return changed_one(db_run(db, sql_end_reader, ARGS(v_int(c->id), v_int(reader)), &n, err), &n, err);
}

static const char sql_open[] = SQL(
    "SELECT " COLUMNS " FROM cv c WHERE c.removed_at IS NULL AND (c.public_id = $1 AND c.is_public = 1"
    " OR c.id IN (SELECT r.cv_id FROM cv_reader r WHERE r.public_id = $1 AND r.ends_at > $2))");
static const char sql_seen[] = SQL("UPDATE cv_reader SET views = views + 1, seen_at = $2 WHERE public_id = $1 AND ends_at > $2");

static const char sql_reader[] = SQL("SELECT id, reader FROM cv_reader WHERE public_id = $1");

/* A reader's own link is news, a line a day; the general one tells nobody who came. */
static code count_view(struct db *db, struct arena *a, const struct cv *c, str public_id, struct error *err)
{
    msec now = clock_now();
    struct rows *r = db_query(db, sql_reader, ARGS(v_str(public_id)));
    int64_t id = rows_next(r) ? row_int(r, 0) : 0;
    str reader = id ? row_str(r, 1, a) : S("");

    TRY(rows_end(r, err));
    if (id == 0)
        return OK;
    TRY(db_run(db, sql_seen, ARGS(v_str(public_id), v_int(now)), NULL, err));
    return news_tell(db, &(struct news_note){c->owner, "cv-opened", str_printf(a, "reader %lld %lld", (long long)id, (long long)(now / DAY)), c->label, reader,
                                             str_printf(a, "/backpack/cvs/%lld/share", (long long)c->id)}, err);
}

code cv_open(struct db *db, struct arena *a, str public_id, bool counts, struct cv *out, struct error *err)
{
    msec now = clock_now();

    TRY(one_cv(db_query(db, sql_open, ARGS(v_str(public_id), v_int(now))), a, out, err));
    if (!counts)
        return OK;
    TRY(db_begin(db, err));
    return db_end(db, count_view(db, a, out, public_id, err), err);
}
