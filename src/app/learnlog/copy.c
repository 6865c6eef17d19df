/* learnlog/copy.c — entries of a log that was kept elsewhere, with their history and
 * files. Who saw them was proved there and not here. */
#include "app/learnlog/learnlog_private.h"

#include "app/evidence/evidence.h"
#include "base/crypto.h"

void learnlog_copy_clean(struct arena *a, struct log_copy *c)
{
    for (size_t i = 0; i < c->files.n; i++) {
        struct log_copy_file *f = &c->files.items[i];
        struct evidence_new photo = {.file = f->bytes, .file_name = f->name};
        const struct file_type *t;

        bool is_kept = f->bytes.n > 0 && f->bytes.n <= LEARNLOG_FILE_BYTES && evidence_clean_photo(a, &photo, NULL) == OK && file_type_of(photo.file, &t, NULL) == OK;
        f->bytes = is_kept ? photo.file : S("");
        f->name = is_kept ? photo.file_name : f->name;
    }
}

/* ---- one entry ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO log_entry (owner_id, mark, what, day, month, minutes, words, link, seen_by, edition, search_key, created_at, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (owner_id, mark) DO NOTHING");
static const char sql_by_mark[] = SQL("SELECT id FROM log_entry WHERE owner_id = $1 AND mark = $2");
static const char sql_past[] = SQL(
    "INSERT INTO log_past (entry_id, edition, what, day, minutes, words, link, seen_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
/* Its link is nobody's: the hash is of a word that no mail ever had. */
static const char sql_witness[] = SQL(
    "INSERT INTO log_witness (entry_id, edition, address, folded, asked_name, message, token_hash, state, mails, asked_at, ends_at, answered_at,"
    " saw, name, role, relation, statement, is_hidden) VALUES ($1, $2, $3, '', '', '', $4, 'copied', 0, $5, $5, $6, $7, $8, $9, $10, $11, 0)");

static msec past_time(msec t)
{
    return t > 0 && t < clock_now() ? t : clock_now();
}

static code put_entry(struct db *db, struct arena *a, struct log_entry *e, int64_t edition, bool *made, struct error *err)
{
    int64_t n = 0;

    e->edition = edition;
    TRY(db_run(db, sql_insert,
               ARGS(v_int(e->owner), v_str(e->mark), v_str(e->what), v_int(e->day), v_int(learnlog_month(e->day)), v_int(e->minutes), v_str(e->words),
                    v_str(e->link), v_str(e->seen_by), v_int(edition), v_str(learnlog_search_key(a, e)), v_int(past_time(e->created)),
                    v_int(past_time(e->changed))), &n, err));
    *made = n > 0;
    return *made ? db_int(db, sql_by_mark, ARGS(v_int(e->owner), v_str(e->mark)), &e->id, err) : OK;
}

/* The newest stands first there, and is written last here. */
static code put_past(struct db *db, const struct log_copy *c, int64_t entry, struct error *err)
{
    for (size_t i = c->past.n; i > 0; i--) {
        const struct log_entry *was = &c->past.items[i - 1].e;
        TRY(db_run(db, sql_past,
                   ARGS(v_int(entry), v_int((int64_t)(c->past.n - i) + 1), v_str(was->what), v_int(was->day), v_int(was->minutes), v_str(was->words),
                        v_str(was->link), v_str(was->seen_by), v_int(past_time(c->past.items[i - 1].changed))), NULL, err));
    }
    return OK;
}

static code put_witnesses(struct db *db, struct arena *a, const struct log_copy *c, const struct log_entry *e, struct error *err)
{
    for (size_t i = 0; i < c->witnesses.n; i++) {
        const struct witness *w = &c->witnesses.items[i];
        TRY(db_run(db, sql_witness,
                   ARGS(v_int(e->id), v_int(e->edition), v_str(w->address), v_str(random_token(a, 24)), v_int(clock_now()),
                        v_int_if(w->answered > 0, past_time(w->answered)), v_str(w->saw), v_str(w->name), v_str(w->role), v_str(w->relation), v_str(w->statement)), NULL, err));
    }
    return OK;
}

/* Where there is no more room for files, the entry comes without. */
static code put_files(struct db *db, struct arena *a, const struct log_copy *c, const struct log_entry *e, struct error *err)
{
    for (size_t i = 0; i < c->files.n; i++) {
        const struct log_copy_file *f = &c->files.items[i];
        const struct file_type *t;
        struct error why = {0};
        bool made;
        if (f->bytes.n == 0 || file_type_of(f->bytes, &t, NULL) != OK)
            continue;
        code one = learnlog_file_put(db, a, e, &(struct log_upload){f->bytes, f->name}, t, &made, &why);
        if (one != OK && one != LIMIT)
            return fail(err, one, "", "%s", why.text);
    }
    return OK;
}

static code copy_one(struct db *db, struct arena *a, int64_t owner, struct log_copy *c, bool *made, struct error *err)
{
    struct log_entry e = c->e;

    e.owner = owner;
    TRY(put_entry(db, a, &e, (int64_t)c->past.n + 1, made, err));
    if (!*made)
        return OK;
    c->e.id = e.id;
    TRY(put_past(db, c, e.id, err));
    TRY(put_witnesses(db, a, c, &e, err));
    return put_files(db, a, c, &e, err);
}

static const char sql_count[] = SQL("SELECT count(*) FROM log_entry WHERE owner_id = $1");

code learnlog_copy(struct db *db, struct arena *a, int64_t owner, struct log_copy_list *all, int64_t *n, struct error *err)
{
    int64_t there = 0;
    bool made;

    *n = 0;
    TRY(db_int(db, sql_count, ARGS(v_int(owner)), &there, err));
    for (size_t i = 0; i < all->n && there + *n < LEARNLOG_MOST; i++) {
        if (learnlog_check(&all->items[i].e, NULL) != OK)
            continue;
        TRY(copy_one(db, a, owner, &all->items[i], &made, err));
        *n += made;
    }
    return OK;
}
