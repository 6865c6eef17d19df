/* reveal/reveal.c — what was shown to whom, and until when. */
#include "app/reveal/reveal.h"

#include "base/crypto.h"

static const char sql_count[] = SQL("SELECT count(*) FROM holding_part WHERE holding_id = $1");
static const char sql_add[] = SQL(
    "INSERT INTO holding_part (holding_id, public_id, reader, credential, created_at, ends_at, views) VALUES ($1, $2, $3, $4, $5, $6, 0)");

code reveal_add(struct db *db, struct arena *a, const struct holding *h, const struct reveal *r, str *public_id, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_count, ARGS(v_int(h->id)), &n, err));
    if (n >= REVEAL_MOST)
        return fail(err, LIMIT, "reader", "a badge has at most %d such links: end some first", REVEAL_MOST);
    *public_id = random_token(a, 16);
    return db_run(db, sql_add, ARGS(v_int(h->id), v_str(*public_id), v_str(r->reader), v_str(r->credential), v_int(clock_now()), v_int(r->ends)), NULL, err);
}

static void read_reveal(struct rows *r, struct arena *a, struct reveal *out)
{
    *out = (struct reveal){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_int(r, 4), row_int(r, 5), row_int(r, 6)};
}

static const char sql_list[] = SQL(
    "SELECT id, public_id, reader, credential, created_at, ends_at, views FROM holding_part WHERE holding_id = $1 ORDER BY id DESC");

code reveal_list_of(struct db *db, struct arena *a, const struct holding *h, struct reveal_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_int(h->id)));

    while (rows_next(r))
        read_reveal(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_end[] = SQL("DELETE FROM holding_part WHERE holding_id = $1 AND id = $2");

code reveal_end(struct db *db, const struct holding *h, int64_t id, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_end, ARGS(v_int(h->id), v_int(id)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "", "there is no such link");
}

static const char sql_open[] = SQL(
    "SELECT p.id, p.public_id, p.reader, p.credential, p.created_at, p.ends_at, p.views FROM holding_part p JOIN holding h ON h.id = p.holding_id"
    " WHERE p.public_id = $1 AND p.ends_at > $2 AND h.removed_at IS NULL");
static const char sql_seen[] = SQL("UPDATE holding_part SET views = views + 1 WHERE public_id = $1");

code reveal_open(struct db *db, struct arena *a, str public_id, bool counts, struct reveal *out, struct error *err)
{
    struct rows *r = db_query(db, sql_open, ARGS(v_str(public_id), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        read_reveal(r, a, out);
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "", "this link is over, or never was one");
    return counts ? db_run(db, sql_seen, ARGS(v_str(public_id)), NULL, err) : OK;
}
