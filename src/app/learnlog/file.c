/* learnlog/file.c — photographs and papers of an entry. */
#include "app/learnlog/learnlog_private.h"

#include "app/evidence/evidence.h"
#include "base/codec.h"
#include "base/crypto.h"

static const char sql_room[] = SQL(
    "SELECT coalesce(sum(CASE WHEN f.entry_id = $2 THEN 1 ELSE 0 END), 0), CAST(coalesce(sum(f.size), 0) AS BIGINT)"
    " FROM log_file f JOIN log_entry l ON l.id = f.entry_id WHERE l.owner_id = $1 AND f.removed_at IS NULL");

static code check_room(struct db *db, const struct log_entry *e, int64_t size, struct error *err)
{
    struct rows *r = db_query(db, sql_room, ARGS(v_int(e->owner), v_int(e->id)));
    int64_t n = 0, bytes = 0;

    if (rows_next(r)) {
        n = row_int(r, 0);
        bytes = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    if (n >= LEARNLOG_FILES)
        return fail(err, LIMIT, "file", "an entry has at most %d files: remove one first", LEARNLOG_FILES);
    if (bytes + size > LEARNLOG_OWNER_BYTES)
        return fail(err, LIMIT, "file", "the files of your log would be more than %d MB: remove some first", (int)(LEARNLOG_OWNER_BYTES >> 20));
    return OK;
}

/* A witness vouches for the files too: once they differ, it is another deed. */
static const char sql_edition[] = SQL("UPDATE log_entry SET edition = edition + 1, changed_at = $2 WHERE id = $1");

static code raise_edition(struct db *db, int64_t entry, struct error *err)
{
    return db_run(db, sql_edition, ARGS(v_int(entry), v_int(clock_now())), NULL, err);
}

static const char sql_add[] = SQL(
    "INSERT INTO log_file (entry_id, name, type, hash, size, created_at, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)");
static const char sql_same[] = SQL("SELECT count(*) FROM log_file WHERE entry_id = $1 AND hash = $2 AND removed_at IS NULL");

code learnlog_file_put(struct db *db, struct arena *a, const struct log_entry *e, const struct log_upload *u, const struct file_type *t, bool *made, struct error *err)
{
    struct sha256 h = sha256(u->bytes);
    str hash = base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
    int64_t same = 0, size = (int64_t)u->bytes.n;

    TRY(db_int(db, sql_same, ARGS(v_int(e->id), v_str(hash)), &same, err));
    *made = same == 0;
    if (same)
        return OK;
    TRY(check_room(db, e, size, err));
    return db_run(db, sql_add,
                  ARGS(v_int(e->id), v_str(file_name_clean(a, u->name, t)), v_str(cstr(t->type)), v_str(hash), v_int(size), v_int(clock_now()), v_bytes(u->bytes)), NULL, err);
}

static code add(struct db *db, struct arena *a, const struct log_entry *e, const struct log_upload *u, const struct file_type *t, struct error *err)
{
    bool made;

    TRY(learnlog_file_put(db, a, e, u, t, &made, err));
    return made ? raise_edition(db, e->id, err) : OK;
}

code learnlog_file_add(struct db *db, struct arena *a, const struct log_entry *e, const struct log_upload *u, struct error *err)
{
    struct evidence_new photo = {.file = u->bytes, .file_name = u->name};
    const struct file_type *t = NULL;

    if (u->bytes.n > LEARNLOG_FILE_BYTES)
        return fail(err, LIMIT, "file", "this file is larger than %d MB", (int)(LEARNLOG_FILE_BYTES >> 20));
    TRY(evidence_clean_photo(a, &photo, err));
    TRY(file_type_of(photo.file, &t, err));
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, e, &(struct log_upload){photo.file, photo.file_name}, t, err), err);
}

static const char sql_all[] = SQL("SELECT id, entry_id, size, name, type, hash, created_at, removed_at FROM log_file WHERE entry_id = $1 ORDER BY id");
static const char sql_one[] = SQL(
    "SELECT id, entry_id, size, name, type, hash, created_at, removed_at, bytes FROM log_file WHERE entry_id = $1 AND id = $2");

static void read_file(struct rows *r, struct arena *a, struct log_file *f)
{
    *f = (struct log_file){.id = row_int(r, 0), .entry = row_int(r, 1), .size = row_int(r, 2), .name = row_str(r, 3, a), .type = row_str(r, 4, a),
                           .hash = row_str(r, 5, a), .created = row_int(r, 6), .removed = row_int(r, 7)};
}

code learnlog_files(struct db *db, struct arena *a, int64_t entry, struct log_file_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(entry)));

    while (rows_next(r))
        read_file(r, a, list_add(a, out));
    return rows_end(r, err);
}

code learnlog_file(struct db *db, struct arena *a, int64_t entry, int64_t id, struct log_file *out, str *bytes, struct error *err)
{
    struct rows *r = db_query(db, sql_one, ARGS(v_int(entry), v_int(id)));
    bool found = rows_next(r);

    if (found) {
        read_file(r, a, out);
        *bytes = row_str(r, 8, a);
    }
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "file", "there is no such file");
}

static const char sql_state[] = SQL("SELECT size, removed_at FROM log_file WHERE entry_id = $1 AND id = $2");
static const char sql_removed[] = SQL("UPDATE log_file SET removed_at = $3 WHERE entry_id = $1 AND id = $2");

static code set_removed(struct db *db, const struct log_entry *e, int64_t id, bool removed, struct error *err)
{
    struct rows *r = db_query(db, sql_state, ARGS(v_int(e->id), v_int(id)));
    bool found = rows_next(r), was_removed = found && !row_is_null(r, 1);
    int64_t size = found ? row_int(r, 0) : 0;

    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "file", "there is no such file");
    if (was_removed == removed)
        return OK;
    if (!removed)
        TRY(check_room(db, e, size, err));
    TRY(db_run(db, sql_removed, ARGS(v_int(e->id), v_int(id), v_int_if(removed, clock_now())), NULL, err));
    return raise_edition(db, e->id, err);
}

code learnlog_file_set_removed(struct db *db, const struct log_entry *e, int64_t id, bool removed, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_removed(db, e, id, removed, err), err);
}
