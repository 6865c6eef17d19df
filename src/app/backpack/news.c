/* backpack/news.c — notes of what is new, as rows of whoever they concern. */
#include "app/backpack/news.h"

/* What goes into a mail, and what is only read where it stands: views of a link would
 * be a mail a day. */
static const struct { const char *kind, *words; bool is_mailed; } kinds[] = {
    {"witness-said", "Witnessed it", true},
    {"witness-refused", "Does not want to witness it", true},
    {"witness-withdrawn", "Took their words back", true},
    {"goal-done", "You reached it", true},
    {"goal-near", "One away", true},
    {"proof-asked", "Asks whether it is yours", true},           /* or has a mail of its own, at once */
    {"link-opened", "Opened your link", false},
    {"cv-opened", "Opened your CV", false},
};

static bool is_mailed(str kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(kind, cstr(kinds[i].kind)))
            return kinds[i].is_mailed;
    return false;
}

const char *news_words(str kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(kind, cstr(kinds[i].kind)))
            return kinds[i].words;
    return "";
}

static const char sql_tell[] = SQL(
    "INSERT INTO backpack_note (account_id, kind, about, title, who, path, times, at, mailed_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)"
    " ON CONFLICT (account_id, kind, about) DO UPDATE SET times = backpack_note.times + 1, title = excluded.title, who = excluded.who,"
    " path = excluded.path, at = excluded.at, mailed_at = excluded.mailed_at");

code news_tell(struct db *db, const struct news_note *n, struct error *err)
{
    return db_run(db, sql_tell,
                  ARGS(v_int(n->account), v_str(cstr(n->kind)), v_str(n->about), v_str(n->title), v_str(n->who), v_str(n->path), v_int(clock_now()),
                       v_int_if(!is_mailed(cstr(n->kind)), 0)), NULL, err);
}

static const char sql_settle[] = SQL("UPDATE backpack_note SET mailed_at = 0 WHERE account_id = $1 AND kind = $2 AND about = $3 AND mailed_at IS NULL");

code news_settle(struct db *db, int64_t account, const char *kind, str about, struct error *err)
{
    return db_run(db, sql_settle, ARGS(v_int(account), v_str(cstr(kind)), v_str(about)), NULL, err);
}

static const char sql_recent[] = SQL(
    "SELECT id, kind, title, who, path, times, at FROM backpack_note WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT $2");
static const char sql_untold[] = SQL(
    "SELECT id, kind, title, who, path, times, at FROM backpack_note WHERE account_id = $1 AND mailed_at IS NULL ORDER BY at, id LIMIT $2");

static code read_all(struct rows *r, struct arena *a, struct news_items *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct news){.id = row_int(r, 0), .kind = row_str(r, 1, a), .title = row_str(r, 2, a), .who = row_str(r, 3, a),
                                          .path = row_str(r, 4, a), .times = row_int(r, 5), .at = row_int(r, 6)};
    return rows_end(r, err);
}

code news_recent(struct db *db, struct arena *a, int64_t account, int limit, struct news_items *out, struct error *err)
{
    return read_all(db_query(db, sql_recent, ARGS(v_int(account), v_int(limit))), a, out, err);
}

code news_untold(struct db *db, struct arena *a, int64_t account, int limit, struct news_items *out, struct error *err)
{
    return read_all(db_query(db, sql_untold, ARGS(v_int(account), v_int(limit))), a, out, err);
}

static const char sql_told[] = SQL("UPDATE backpack_note SET mailed_at = $2 WHERE account_id = $1 AND mailed_at IS NULL");
static const char sql_purge[] = SQL("DELETE FROM backpack_note WHERE at < $1");

code news_told(struct db *db, int64_t account, msec at, struct error *err)
{
    return db_run(db, sql_told, ARGS(v_int(account), v_int(at)), NULL, err);
}

static const char sql_told_one[] = SQL("UPDATE backpack_note SET mailed_at = $4 WHERE account_id = $1 AND kind = $2 AND about = $3");
static const char sql_last_told[] = SQL("SELECT coalesce(max(mailed_at), 0) FROM backpack_note WHERE account_id = $1 AND kind = $2");

code news_told_one(struct db *db, int64_t account, const char *kind, str about, msec at, struct error *err)
{
    return db_run(db, sql_told_one, ARGS(v_int(account), v_str(cstr(kind)), v_str(about), v_int(at)), NULL, err);
}

code news_last_told(struct db *db, int64_t account, const char *kind, msec *at, struct error *err)
{
    return db_int(db, sql_last_told, ARGS(v_int(account), v_str(cstr(kind))), at, err);
}

code news_purge(struct db *db, struct error *err)
{
    return db_run(db, sql_purge, ARGS(v_int(clock_now() - 365 * DAY)), NULL, err);
}
