/* movein/movein.c — the rest of a folder, once its badges are judged: each folder of a
 * run in one transaction, which is only begun by whoever finds it undone. */
#include "app/movein/movein.h"

#include "app/draw.h"
#include "base/attempt.h"

#define MEMORY     ((size_t)320 << 20)
#define FILE_BYTES ((int64_t)64 << 20)           /* more than can be handed in at once */
#define FEW        20                            /* files: somebody may wait for them; more have a job of their own */
#define LONG_NS    (10 * 1000000000LL)

/* ---- the files of a folder, as rows ---- */

static const char sql_next[] = SQL("SELECT coalesce(min(id), 0) FROM collect_item WHERE run_id = $1 AND outcome = 'folder' AND name = 'backpack.json'");
static const char sql_before[] = SQL(
    "SELECT coalesce(min(id), 9007199254740991) FROM collect_item WHERE run_id = $1 AND id > $2 AND name = 'backpack.json' AND outcome IN ('folder', 'restored', 'torn')");
static const char sql_file[] = SQL(
    "SELECT bytes FROM collect_item WHERE run_id = $1 AND id >= $2 AND id < $3 AND name = $4 AND outcome IN ('folder', 'restored') AND bytes IS NOT NULL ORDER BY id LIMIT 1");

/* What lies at that place in the folder; NOT_FOUND. */
static code find_file(struct moving *m, str name, str *bytes, struct error *err)
{
    struct rows *r = db_query(m->db, sql_file, ARGS(v_int(m->run), v_int(m->from), v_int(m->before), v_str(name)));
    bool found = rows_next(r);

    *bytes = found ? row_str(r, 0, m->a) : S("");
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "", "this file is not in the folder");
}

/* ---- reading ---- */

/* `files`, `bytes`: what may still be looked at of covers and files of the log: each takes
 * a moment and its place, whoever named it, and however often. */
struct folder {
    struct moving m;
    struct moved_person person;
    struct log_copy_list log;
    int64_t files, bytes;
    struct buf unread;                           /* what of it could not be, in sentences */
    int64_t lists;                               /* those that could */
};

typedef code read_fn(struct folder *f, str text, struct error *err);

static code read_list(struct folder *f, str text, struct error *err)
{
    return movein_read_list(f->m.a, text, &f->m.list, err);
}

static code read_person(struct folder *f, str text, struct error *err)
{
    return movein_read_person(f->m.a, text, &f->person, err);
}

static str look_at(struct folder *f, str place)
{
    str bytes = S("");

    if (f->files <= 0 || f->bytes <= 0) {
        f->m.n.left++;
        return S("");
    }
    f->files--;
    if (find_file(&f->m, place, &bytes, NULL) != OK)
        return S("");
    f->bytes -= (int64_t)bytes.n;
    return bytes;
}

/* A picture of a stranger's is drawn anew; one that cannot be is left out. */
static void read_covers(struct folder *f)
{
    for (size_t i = 0; i < f->m.list.collections.n; i++) {
        struct moved_collection *c = &f->m.list.collections.items[i];
        str bytes = c->cover.n ? look_at(f, c->cover) : S("");
        struct accepted_image image;
        if (bytes.n && draw_image_accept(f->m.a, bytes, &image, NULL) == OK)
            c->picture = image.png;
    }
}

static void read_files(struct folder *f, struct log_copy *c)
{
    for (size_t i = 0; i < c->files.n; i++)
        c->files.items[i].bytes = look_at(f, c->files.items[i].place);
    learnlog_copy_clean(f->m.a, c);
}

static code read_log(struct folder *f, str text, struct error *err)
{
    struct log_copy_list some = {0};

    TRY(movein_read_log(f->m.a, text, &some, err));
    for (size_t i = 0; i < some.n; i++)
        *list_add(f->m.a, &f->log) = some.items[i];
    return OK;
}

/* Each list by itself: one that cannot be read keeps nothing else out, but of a later
 * Lapel none is. */
static code read_one(struct folder *f, str name, read_fn *read, const char *unread, struct error *err)
{
    struct error why = {0};
    str text;
    code c = find_file(&f->m, name, &text, &why);

    if (c == NOT_FOUND)
        return OK;
    if (c == OK)
        c = read(f, text, &why);
    f->lists += c == OK;
    if (c == BAD_INPUT || c == LIMIT)
        buf_printf(&f->unread, "%s" STR_FMT " " STR_FMT, f->unread.n ? " " : "", STR_ARG(said(unread)), STR_ARG(app_sentence(f->m.a, why.text)));
    else if (c != OK)
        return fail(err, c, why.where, "%s", why.text);
    return OK;
}

static code read_logs(struct folder *f, struct error *err)
{
    TRY(read_one(f, S("log.json"), read_log, "The learning log cannot be read, and is left out.", err));
    for (int i = 2; i <= MOVEIN_LOGS; i++)
        TRY(read_one(f, str_printf(f->m.a, "log-%d.json", i), read_log, "A part of the learning log cannot be read, and is left out.", err));
    for (size_t i = 0; i < f->log.n; i++)
        read_files(f, &f->log.items[i]);
    return OK;
}

static code read_folder(void *folder, struct error *err)
{
    struct folder *f = folder;

    f->unread = buf_new(f->m.a);
    TRY(read_one(f, S("backpack.json"), read_list, "Tags and collections cannot be read, and are left out.", err));
    read_covers(f);
    TRY(read_one(f, S("person.json"), read_person, "Your page, CVs and goals cannot be read, and are left out.", err));
    TRY(read_logs(f, err));
    return f->lists ? OK : fail(err, BAD_INPUT, "", "it is not what a folder of badges has in this place");
}

/* ---- what came of it, in words ---- */

static void put(struct buf *b, int64_t n, str words)
{
    if (n)
        buf_printf(b, "%s" STR_FMT, b->n ? " · " : "", STR_ARG(words));
}

/* Empty: nothing. */
static str counted(struct arena *a, const struct moved_count *n)
{
    struct buf b = buf_new(a);

    put(&b, n->tags, words_printf(a, "Tags on badges: %lld", (long long)n->tags));
    put(&b, n->collections, words_printf(a, "Collections: %lld", (long long)n->collections));
    put(&b, n->page, said("Your page"));
    put(&b, n->cvs, words_printf(a, "CVs: %lld", (long long)n->cvs));
    put(&b, n->goals, words_printf(a, "Goals: %lld", (long long)n->goals));
    put(&b, n->entries, words_printf(a, "Entries of the learning log: %lld", (long long)n->entries));
    put(&b, n->left, words_printf(a, "Files left out, since there were too many: %lld", (long long)n->left));
    return buf_done(&b);
}

static str told(struct folder *f)
{
    str all = counted(f->m.a, &f->m.n), sentence = all.n ? all : said("Nothing beside the badges was new.");

    return f->unread.n ? str_printf(f->m.a, STR_FMT "%s " STR_FMT, STR_ARG(sentence), all.n ? "." : "", STR_ARG(buf_done(&f->unread))) : sentence;
}

/* ---- bringing it in ---- */

static const char sql_claim[] = SQL("UPDATE collect_item SET outcome = 'restored', why = $2, todo = $3 WHERE id = $1 AND outcome = 'folder'");
static const char sql_files_done[] = SQL(
    "UPDATE collect_item SET outcome = 'restored' WHERE run_id = $1 AND id > $2 AND id < $3 AND outcome = 'folder'");
static const char sql_torn[] = SQL("UPDATE collect_item SET outcome = 'torn', why = $2, todo = $3 WHERE id = $1 AND outcome = 'folder'");
static const char sql_files_torn[] = SQL(
    "UPDATE collect_item SET outcome = 'torn', bytes = NULL WHERE run_id = $1 AND id > $2 AND id < $3 AND outcome = 'folder'");
/* Nothing will be tried again, so nothing refers to it any more. */
static const char sql_forget[] = SQL(
    "UPDATE collect_item SET bytes = NULL WHERE run_id = $1 AND outcome = 'restored' AND NOT EXISTS"
    " (SELECT 1 FROM collect_item o WHERE o.run_id = $1 AND o.outcome IN ('other', 'away', 'refused'))");

static code claim(struct moving *m, str why, bool *mine, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(m->db, sql_claim, ARGS(v_int(m->from), v_str(why), v_str(said("All of it is for you alone until you share it again. Links for readers are secrets, so none came along: make new ones."))), &n, err));
    *mine = n > 0;
    return db_run(m->db, sql_files_done, ARGS(v_int(m->run), v_int(m->from), v_int(m->before)), NULL, err);
}

static const char sql_say[] = SQL("UPDATE collect_item SET why = $2 WHERE id = $1");

static code bring(void *folder, struct error *err)
{
    struct folder *f = folder;
    struct moving *m = &f->m;
    bool mine;

    TRY(claim(m, S(""), &mine, err));
    if (!mine)
        return OK;
    TRY(movein_made_before(m, err));
    TRY(learnlog_copy(m->db, m->a, m->owner, &f->log, &m->n.entries, err));
    for (size_t i = 0; i < f->log.n; i++)
        if (f->log.items[i].e.id)
            movein_note(m, "entry", f->log.items[i].e.id, 0);
    TRY(movein_badges(m, err));
    TRY(movein_person(m, &f->person, err));
    TRY(movein_seal(m, err));
    TRY(db_run(m->db, sql_say, ARGS(v_int(m->from), v_str(told(f))), NULL, err));
    return db_run(m->db, sql_forget, ARGS(v_int(m->run)), NULL, err);
}

/* Nothing of it comes in. */
static code tear(struct moving *m, const struct error *why, struct error *err)
{
    arena_reset(m->a);
    TRY(db_run(m->db, sql_torn,
               ARGS(v_int(m->from), v_str(said("What lies beside the badges in this folder cannot be read, and is left out.")), v_str(app_sentence(m->a, why->text))), NULL, err));
    return db_run(m->db, sql_files_torn, ARGS(v_int(m->run), v_int(m->from), v_int(m->before)), NULL, err);
}

static code bring_folder(struct folder *f, struct error *err)
{
    struct error why = {0};
    code c = attempt(read_folder, f, &why);

    if (c == OK) {
        TRY(db_begin(f->m.db, err));
        c = db_end(f->m.db, attempt(bring, f, &why), &why);
        if (c != NO_MEMORY && c != OK)
            return fail(err, c, why.where, "%s", why.text);
    }
    if (c == FAULT)
        return fail(err, c, why.where, "%s", why.text);
    return c == OK ? OK : tear(&f->m, &why, err);
}

static const char sql_files[] = SQL(
    "SELECT count(*) FROM collect_item WHERE run_id = $1 AND id > $2 AND id < $3 AND outcome = 'folder'");

static code next_folder(struct folder *f, int64_t until_ns, bool *later, struct error *err)
{
    struct moving *m = &f->m;
    int64_t files = 0;

    TRY(db_int(m->db, sql_before, ARGS(v_int(m->run), v_int(m->from)), &m->before, err));
    TRY(db_int(m->db, sql_files, ARGS(v_int(m->run), v_int(m->from), v_int(m->before)), &files, err));
    *later = files > FEW && clock_monotonic_ns() + LONG_NS > until_ns;
    return *later ? OK : bring_folder(f, err);
}

static code bring_all(struct app *app, struct db *db, const struct collect_run *run, int64_t until_ns, bool *all, struct error *err)
{
    for (bool later = false; !later;) {
        int64_t from = 0;
        TRY(db_int(db, sql_next, ARGS(v_int(run->id)), &from, err));
        *all = from == 0;
        if (*all)
            return OK;
        struct folder f = {.m = {.app = app, .db = db, .a = arena_new(MEMORY), .run = run->id, .owner = run->owner, .from = from}, .files = COLLECT_BESIDE, .bytes = FILE_BYTES};
        code c = next_folder(&f, until_ns, &later, err);
        arena_free(f.m.a);
        TRY(c);
    }
    return OK;
}

/* ---- taking it back ---- */

static const char sql_undone[] = SQL("UPDATE collect_item SET outcome = 'undone', why = $2, todo = $3 WHERE run_id = $1 AND outcome = 'restored' AND name = 'backpack.json'");
static const char sql_files_undone[] = SQL("UPDATE collect_item SET bytes = NULL WHERE run_id = $1 AND outcome = 'restored'");

static code undo(struct db *db, struct arena *a, int64_t owner, int64_t run, struct error *err)
{
    struct moving m = {.db = db, .a = a, .run = run, .owner = owner};
    struct moved_count kept;

    TRY(movein_undo(&m, &kept, err));
    str gone = counted(a, &m.n), stays = counted(a, &kept);
    str rest = stays.n ? words_printf(a, "You changed this since, so it stays: " STR_FMT, STR_ARG(stays)) : S("");
    TRY(db_run(db, sql_undone, ARGS(v_int(run), v_str(gone), v_str(rest)), NULL, err));
    return db_run(db, sql_files_undone, ARGS(v_int(run)), NULL, err);
}

void movein_start(void)
{
    collect_set_folders(bring_all, undo);
}
