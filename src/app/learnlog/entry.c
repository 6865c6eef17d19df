/* learnlog/entry.c — one entry: written, changed with what it said before, removed
 * and brought back. */
#include "app/learnlog/learnlog_private.h"

#include "base/crypto.h"
#include "base/utf8.h"

int64_t learnlog_month(msec day)
{
    struct date d = date_of(day);

    return (int64_t)d.year * 100 + d.month;
}

/* ---- writing ---- */

str learnlog_search_key(struct arena *a, const struct log_entry *e)
{
    return utf8_fold(a, str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(e->what), STR_ARG(e->words), STR_ARG(e->seen_by), STR_ARG(e->link)));
}

/* Tomorrow is today somewhere. */
code learnlog_check(const struct log_entry *e, struct error *err)
{
    if (str_is_empty(e->what))
        return fail(err, BAD_INPUT, "what", "say in a few words what you did");
    if (e->day > clock_now() + DAY)
        return fail(err, BAD_INPUT, "day", "this day is still to come");
    if (e->day < date_start((struct date){1900, 1, 1}))
        return fail(err, BAD_INPUT, "day", "choose the day it was");
    return OK;
}

static const char sql_count[] = SQL("SELECT count(*) FROM log_entry WHERE owner_id = $1");
static const char sql_by_mark[] = SQL("SELECT id FROM log_entry WHERE owner_id = $1 AND mark = $2");
static const char sql_insert[] = SQL(
    "INSERT INTO log_entry (owner_id, mark, what, day, month, minutes, words, link, seen_by, edition, search_key, created_at, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $11) ON CONFLICT (owner_id, mark) DO NOTHING");

code learnlog_add(struct db *db, struct arena *a, struct log_entry *e, struct error *err)
{
    int64_t n = 0, made = 0;

    TRY(learnlog_check(e, err));
    TRY(db_int(db, sql_count, ARGS(v_int(e->owner)), &n, err));
    if (n >= LEARNLOG_MOST)
        return fail(err, LIMIT, "what", "a log has at most %d entries", LEARNLOG_MOST);
    if (str_is_empty(e->mark))
        e->mark = random_token(a, 12);
    TRY(db_run(db, sql_insert,
               ARGS(v_int(e->owner), v_str(e->mark), v_str(e->what), v_int(e->day), v_int(learnlog_month(e->day)), v_int(e->minutes), v_str(e->words),
                    v_str(e->link), v_str(e->seen_by), v_str(learnlog_search_key(a, e)), v_int(clock_now())), &made, err));
    TRY(db_int(db, sql_by_mark, ARGS(v_int(e->owner), v_str(e->mark)), &e->id, err));
    return made ? OK : learnlog_change(db, a, e, err);
}

/* ---- reading ---- */

void learnlog_read(struct rows *r, struct arena *a, struct log_entry *e)
{
    *e = (struct log_entry){
        .id = row_int(r, 0), .owner = row_int(r, 1), .mark = row_str(r, 2, a), .what = row_str(r, 3, a), .day = row_int(r, 4),
        .minutes = row_int(r, 5), .words = row_str(r, 6, a), .link = row_str(r, 7, a), .seen_by = row_str(r, 8, a), .edition = row_int(r, 9),
        .created = row_int(r, 10), .changed = row_int(r, 11), .removed = row_int(r, 12), .files = row_int(r, 13), .said = row_int(r, 14),
        .asked = row_int(r, 15)};
}

static const char sql_get[] = SQL("SELECT " LOG_COLUMNS " FROM log_entry l WHERE l.owner_id = $1 AND l.id = $2");

code learnlog_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct log_entry *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(owner), v_int(id)));
    bool found = rows_next(r);

    if (found)
        learnlog_read(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "entry", "there is no such entry in your log");
}

/* ---- changing ---- */

static const char sql_keep[] = SQL(
    "INSERT INTO log_past (entry_id, edition, what, day, minutes, words, link, seen_by, changed_at)"
    " SELECT l.id, l.edition, l.what, l.day, l.minutes, l.words, l.link, l.seen_by, $3 FROM log_entry l WHERE l.owner_id = $1 AND l.id = $2");
static const char sql_change[] = SQL(
    "UPDATE log_entry SET what = $3, day = $4, month = $5, minutes = $6, words = $7, link = $8, seen_by = $9, edition = edition + $10,"
    " search_key = $11, changed_at = $12 WHERE owner_id = $1 AND id = $2");

/* As many as learnlog_past tells. */
static const char sql_forget[] = SQL(
    "DELETE FROM log_past WHERE entry_id = $1 AND id <= (SELECT p.id FROM log_past p WHERE p.entry_id = $1 ORDER BY p.id DESC LIMIT 1 OFFSET 200)");

/* What a witness is shown: who saw it they know themselves. */
static bool is_same_deed(const struct log_entry *x, const struct log_entry *y)
{
    return str_eq(x->what, y->what) && x->day == y->day && x->minutes == y->minutes && str_eq(x->words, y->words) && str_eq(x->link, y->link);
}

static code change(struct db *db, struct arena *a, const struct log_entry *e, struct error *err)
{
    struct log_entry was;

    TRY(learnlog_get(db, a, e->owner, e->id, &was, err));
    bool is_same = is_same_deed(&was, e);
    if (is_same && str_eq(was.seen_by, e->seen_by))
        return OK;
    TRY(db_run(db, sql_keep, ARGS(v_int(e->owner), v_int(e->id), v_int(clock_now())), NULL, err));
    TRY(db_run(db, sql_forget, ARGS(v_int(e->id)), NULL, err));
    return db_run(db, sql_change,
                  ARGS(v_int(e->owner), v_int(e->id), v_str(e->what), v_int(e->day), v_int(learnlog_month(e->day)), v_int(e->minutes), v_str(e->words),
                       v_str(e->link), v_str(e->seen_by), v_int(!is_same), v_str(learnlog_search_key(a, e)), v_int(clock_now())), NULL, err);
}

code learnlog_change(struct db *db, struct arena *a, const struct log_entry *e, struct error *err)
{
    TRY(learnlog_check(e, err));
    TRY(db_begin(db, err));
    return db_end(db, change(db, a, e, err), err);
}

static const char sql_removed[] = SQL("UPDATE log_entry SET removed_at = $3 WHERE owner_id = $1 AND id = $2");

code learnlog_set_removed(struct db *db, int64_t owner, int64_t id, bool removed, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_removed, ARGS(v_int(owner), v_int(id), v_int_if(removed, clock_now())), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "entry", "there is no such entry in your log");
}

static const char sql_past[] = SQL(
    "SELECT edition, what, day, minutes, words, link, seen_by, changed_at FROM log_past WHERE entry_id = $1 ORDER BY id DESC LIMIT 200");

code learnlog_past(struct db *db, struct arena *a, const struct log_entry *e, struct log_past_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_past, ARGS(v_int(e->id)));

    while (rows_next(r))
        *list_add(a, out) = (struct log_past){
            .e = {.id = e->id, .owner = e->owner, .edition = row_int(r, 0), .what = row_str(r, 1, a), .day = row_int(r, 2), .minutes = row_int(r, 3),
                  .words = row_str(r, 4, a), .link = row_str(r, 5, a), .seen_by = row_str(r, 6, a)},
            .changed = row_int(r, 7)};
    return rows_end(r, err);
}
