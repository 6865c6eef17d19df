/* show/reader_link.c — links for one reader: made, counted, ended. */
#include "app/show/show.h"

#include "app/backpack/news.h"
#include "base/crypto.h"
#include "base/utf8.h"

#define LINK_COLUMNS                                                           \
    "l.id, l.owner_id, coalesce(l.holding_id, 0), coalesce(l.collection_id, 0), l.shows, l.views, l.token, l.reader,"      \
    " coalesce(h.title, c.name, ''), l.expires_at, l.ended_at, l.viewed_at, l.created_at"
#define LINK_FROM " FROM reader_link l LEFT JOIN holding h ON h.id = l.holding_id LEFT JOIN collection c ON c.id = l.collection_id"

static void read_link(struct rows *r, struct arena *a, struct reader_link *l)
{
    *l = (struct reader_link){
        .id = row_int(r, 0), .owner = row_int(r, 1), .holding = row_int(r, 2), .collection = row_int(r, 3), .shows = row_int(r, 4),
        .views = row_int(r, 5), .token = row_str(r, 6, a), .reader = row_str(r, 7, a), .about = row_str(r, 8, a),
        .expires = row_int(r, 9), .ended = row_int(r, 10), .viewed = row_int(r, 11), .created = row_int(r, 12),
    };
}

bool reader_link_is_open(const struct reader_link *l)
{
    return l->ended == 0 && (l->expires == 0 || l->expires > clock_now());
}

/* ---- making ---- */

static const char sql_make[] = SQL(
    "INSERT INTO reader_link (owner_id, token, holding_id, collection_id, reader, shows, expires_at, views, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8) RETURNING id");
static const char sql_open[] = SQL("SELECT count(*) FROM reader_link WHERE owner_id = $1 AND ended_at IS NULL");

static code check_subject(struct db *db, struct arena *a, const struct reader_link *l, struct error *err)
{
    struct collection c;
    struct holding h;

    if (l->holding)
        return backpack_get(db, a, l->owner, l->holding, &h, err);
    return l->collection ? collection_get(db, a, l->owner, l->collection, &c, err) : OK;
}

code reader_link_make(struct db *db, struct arena *a, struct reader_link *l, struct error *err)
{
    int64_t n = 0;

    l->reader = str_trim(l->reader);
    if (l->reader.n == 0)
        return fail(err, BAD_INPUT, "reader", "say for whom the link is");
    TRY(check_subject(db, a, l, err));
    TRY(db_int(db, sql_open, ARGS(v_int(l->owner)), &n, err));
    if (n >= READER_LINKS_MOST)
        return fail(err, LIMIT, "reader", "there are %d open links: end some of them first", READER_LINKS_MOST);
    l->token = random_token(a, 24);
    l->created = clock_now();
    return db_int(db, sql_make,
                  ARGS(v_int(l->owner), v_str(l->token), v_int_if(l->holding > 0, l->holding), v_int_if(l->collection > 0, l->collection),
                       v_str(l->reader), v_int(l->shows & SHOW_ALL), v_int_if(l->expires > 0, l->expires), v_int(l->created)),
                  &l->id, err);
}

/* ---- reading ---- */

static const char sql_list[] = SQL("SELECT " LINK_COLUMNS LINK_FROM " WHERE l.owner_id = $1 ORDER BY l.id DESC LIMIT 1000");
static const char sql_by_token[] = SQL("SELECT " LINK_COLUMNS LINK_FROM " WHERE l.token = $1 AND h.removed_at IS NULL");

code reader_links(struct db *db, struct arena *a, int64_t owner, struct reader_link_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_int(owner)));

    while (rows_next(r))
        read_link(r, a, list_add(a, out));
    return rows_end(r, err);
}

static code one_link(struct rows *r, struct arena *a, struct reader_link *out, struct error *err)
{
    *out = (struct reader_link){0};
    if (rows_next(r))
        read_link(r, a, out);
    TRY(rows_end(r, err));
    return out->id ? OK : fail(err, NOT_FOUND, "link", "there is no such link");
}

code reader_link_open(struct db *db, struct arena *a, str token, struct reader_link *out, struct error *err)
{
    TRY(one_link(db_query(db, sql_by_token, ARGS(v_str(token))), a, out, err));
    return reader_link_is_open(out) ? OK : fail(err, NOT_FOUND, "link", "this link is over: ask who gave it to you for another");
}

/* ---- changing ---- */

static const char sql_end[] = SQL("UPDATE reader_link SET ended_at = $3 WHERE owner_id = $1 AND id = $2");
static const char sql_count[] = SQL("UPDATE reader_link SET views = views + 1, viewed_at = $2 WHERE id = $1");

code reader_link_end(struct db *db, int64_t owner, int64_t id, bool ended, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_end, ARGS(v_int(owner), v_int(id), v_int_if(ended, clock_now())), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "link", "there is no such link");
}

static code count(struct db *db, struct arena *a, const struct reader_link *l, struct error *err)
{
    str day = str_printf(a, "link %lld %lld", (long long)l->id, (long long)(clock_now() / DAY));

    TRY(db_run(db, sql_count, ARGS(v_int(l->id), v_int(clock_now())), NULL, err));
    return news_tell(db, &(struct news_note){l->owner, "link-opened", day, l->about.n ? l->about : said("My page"), l->reader, S("/backpack/sharing")}, err);
}

/* One line of news a day for each link. */
code reader_link_count(struct db *db, struct arena *a, const struct reader_link *l, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, count(db, a, l, err), err);
}
