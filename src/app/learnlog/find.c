/* learnlog/find.c — a log searched, page by page, and counted month by month. */
#include "app/learnlog/learnlog_private.h"

#include "base/utf8.h"
#include "store/search.h"

/* $1 the owner, $2 to $4 words, $5 the year, $6 which, $7 removed ones. */
#define WITNESSED "EXISTS (SELECT 1 FROM log_witness w WHERE w.entry_id = l.id AND w.state = 'said' AND w.edition = l.edition AND w.is_hidden = 0)"
#define ASKED     "EXISTS (SELECT 1 FROM log_witness w WHERE w.entry_id = l.id AND w.state = 'asked')"
#define FITS                                                                   \
    " FROM log_entry l WHERE l.owner_id = $1 AND l.search_key LIKE $2 ESCAPE '!' AND l.search_key LIKE $3 ESCAPE '!'"          \
    " AND l.search_key LIKE $4 ESCAPE '!' AND ($5 = 0 OR l.month / 100 = $5)"                                               \
    " AND ($6 = '' OR ($6 = 'witnessed' AND " WITNESSED ") OR ($6 = 'asked' AND " ASKED ") OR ($6 = 'alone' AND NOT " WITNESSED "))" \
    " AND (l.removed_at IS NOT NULL) = ($7 = 1)"
#define FILTER 7

struct asked { struct value v[FILTER + 3]; };

/* The first three words. */
static void fill(struct arena *a, int64_t owner, const struct log_filter *f, struct asked *q)
{
    str parts[3] = {S("%"), S("%"), S("%")}, word, rest = utf8_fold(a, str_trim(f->search));

    for (size_t n = 0; n < COUNT(parts) && str_cut(&rest, ' ', &word);)
        if (!str_is_empty(word))
            parts[n++] = search_anywhere(a, word);
    *q = (struct asked){{v_int(owner), v_str(parts[0]), v_str(parts[1]), v_str(parts[2]), v_int(f->year), v_str(f->which.n ? f->which : S("")), v_int(f->removed)}};
}

static const char sql_forth[] = SQL("SELECT " LOG_COLUMNS FITS " AND (l.day < $8 OR (l.day = $8 AND l.id < $9)) ORDER BY l.day DESC, l.id DESC LIMIT $10");
static const char sql_back[] = SQL("SELECT " LOG_COLUMNS FITS " AND (l.day > $8 OR (l.day = $8 AND l.id > $9)) ORDER BY l.day, l.id LIMIT $10");
static const char sql_day[] = SQL("SELECT day FROM log_entry WHERE owner_id = $1 AND id = $2");

#define LAST_DAY INT64_C(9007199254740991)

code learnlog_find(struct db *db, struct arena *a, int64_t owner, const struct log_filter *f, struct log_entry_list *out, struct error *err)
{
    int64_t row = keyset_row(&f->at, 0), day = LAST_DAY;
    struct asked q;

    if (row && db_int(db, sql_day, ARGS(v_int(owner), v_int(row)), &day, NULL) != OK)
        day = LAST_DAY;
    fill(a, owner, f, &q);
    q.v[FILTER] = v_int(day);
    q.v[FILTER + 1] = v_int(row);
    q.v[FILTER + 2] = v_int(f->at.limit);
    struct rows *r = db_query(db, keyset_is_back(&f->at) ? sql_back : sql_forth, (struct args){q.v, FILTER + 3});
    while (rows_next(r))
        learnlog_read(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- sums ---- */

static const char sql_total[] = SQL("SELECT count(*), CAST(coalesce(sum(l.minutes), 0) AS BIGINT)" FITS);
static const char sql_months[] = SQL(
    "SELECT l.month, count(*), CAST(coalesce(sum(l.minutes), 0) AS BIGINT)" FITS " AND l.month >= $8 AND l.month <= $9 GROUP BY l.month ORDER BY l.month DESC");
static const char sql_years[] = SQL(
    "SELECT l.month / 100, count(*), CAST(coalesce(sum(l.minutes), 0) AS BIGINT) FROM log_entry l WHERE l.owner_id = $1 AND l.removed_at IS NULL"
    " GROUP BY l.month / 100 ORDER BY 1 DESC");

code learnlog_total(struct db *db, struct arena *a, int64_t owner, const struct log_filter *f, struct log_sum *out, struct error *err)
{
    struct asked q;

    *out = (struct log_sum){0};
    fill(a, owner, f, &q);
    struct rows *r = db_query(db, sql_total, (struct args){q.v, FILTER});
    if (rows_next(r))
        *out = (struct log_sum){0, row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

static code read_sums(struct rows *r, struct arena *a, struct log_sums *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct log_sum){row_int(r, 0), row_int(r, 1), row_int(r, 2)};
    return rows_end(r, err);
}

code learnlog_months(struct db *db, struct arena *a, int64_t owner, const struct log_filter *f, int64_t from, int64_t to, struct log_sums *out, struct error *err)
{
    struct asked q;

    fill(a, owner, f, &q);
    q.v[FILTER] = v_int(from);
    q.v[FILTER + 1] = v_int(to);
    return read_sums(db_query(db, sql_months, (struct args){q.v, FILTER + 2}), a, out, err);
}

code learnlog_years(struct db *db, struct arena *a, int64_t owner, struct log_sums *out, struct error *err)
{
    return read_sums(db_query(db, sql_years, ARGS(v_int(owner))), a, out, err);
}

/* ---- for others ---- */

static const char sql_by_mark[] = SQL("SELECT " LOG_COLUMNS " FROM log_entry l WHERE l.owner_id = $1 AND l.mark = $2 AND l.removed_at IS NULL");
static const char sql_collected[] = SQL(
    "SELECT " LOG_COLUMNS " FROM collection_entry x JOIN log_entry l ON l.id = x.entry_id JOIN collection c ON c.id = x.collection_id"
    " WHERE c.owner_id = $1 AND c.id = $2 AND l.owner_id = $1 AND l.removed_at IS NULL ORDER BY l.day DESC, l.id DESC LIMIT 200");

static code say_who(struct db *db, struct arena *a, struct log_shown *s, struct error *err)
{
    struct witness_list all = {0};
    struct buf b = buf_new(a);

    if (s->e.said)
        TRY(witnesses_shown(db, a, s->e.id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? "; " : "", STR_ARG(witness_words(a, &all.items[i])));
    s->witnessed = all.n ? words_printf(a, "Witnessed by %.*s", STR_ARG(buf_done(&b))) : S("");
    return OK;
}

code learnlog_shown(struct db *db, struct arena *a, int64_t owner, str mark, struct log_shown *out, struct error *err)
{
    struct rows *r = db_query(db, sql_by_mark, ARGS(v_int(owner), v_str(mark)));
    bool found = rows_next(r);

    if (found)
        learnlog_read(r, a, &out->e);
    TRY(rows_end(r, err));
    return found ? say_who(db, a, out, err) : fail(err, NOT_FOUND, "entry", "there is no such entry");
}

code learnlog_in_collection(struct db *db, struct arena *a, int64_t owner, int64_t collection, struct log_shown_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_collected, ARGS(v_int(owner), v_int(collection)));

    while (rows_next(r))
        learnlog_read(r, a, &list_add(a, out)->e);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++)
        TRY(say_who(db, a, &out->items[i], err));
    return OK;
}

static const char sql_in[] = SQL(
    "INSERT INTO collection_entry (collection_id, entry_id) SELECT c.id, l.id FROM collection c, log_entry l"
    " WHERE c.owner_id = $1 AND c.id = $2 AND l.owner_id = $1 AND l.id = $3 ON CONFLICT (collection_id, entry_id) DO NOTHING");
static const char sql_out[] = SQL(
    "DELETE FROM collection_entry WHERE entry_id = $3 AND collection_id = (SELECT c.id FROM collection c WHERE c.owner_id = $1 AND c.id = $2)");
static const char sql_both[] = SQL(
    "SELECT count(*) FROM collection c, log_entry l WHERE c.owner_id = $1 AND c.id = $2 AND l.owner_id = $1 AND l.id = $3");

code learnlog_collect(struct db *db, int64_t owner, int64_t collection, int64_t entry, bool in, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_both, ARGS(v_int(owner), v_int(collection), v_int(entry)), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "collection", "there is no such collection or entry");
    return db_run(db, in ? sql_in : sql_out, ARGS(v_int(owner), v_int(collection), v_int(entry)), NULL, err);
}
