/* backpack/backpack.c — the shelf: what a person keeps, shows and groups. */
#include "app/backpack/backpack_private.h"
#include "app/backpack/collect.h"
#include "app/backpack/news.h"
#include "app/backpack/watch.h"
#include "app/backpack/shelf.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "store/search.h"

#define HOLDING_COLUMNS                                                        \
    "h.id, h.owner_id, h.public_id, h.source, h.title, h.issuer_name, h.issuer_anchor, h.description,"  \
    " h.image_hash, h.version, h.verdict, h.report, h.awarded_at, h.valid_until, h.checked_at,"         \
    " h.created_at, h.is_public, h.removed_at, h.refreshed_at, h.standing, h.held_at, h.silent_since"

static void read_holding(struct rows *r, struct arena *a, struct holding *h)
{
    *h = (struct holding){
        .id = row_int(r, 0), .owner = row_int(r, 1), .public_id = row_str(r, 2, a), .source = row_str(r, 3, a),
        .title = row_str(r, 4, a), .issuer_name = row_str(r, 5, a), .issuer_anchor = row_str(r, 6, a),
        .description = row_str(r, 7, a), .image_hash = row_str(r, 8, a), .version = row_str(r, 9, a),
        .verdict = row_str(r, 10, a), .report = row_str(r, 11, a), .awarded = row_int(r, 12),
        .valid_until = row_int(r, 13), .checked = row_int(r, 14), .created = row_int(r, 15),
        .is_public = row_bool(r, 16), .removed = row_int(r, 17),
        .refreshed = row_int(r, 18), .standing = row_str(r, 19, a), .held = row_int(r, 20), .silent_since = row_int(r, 21),
    };
    if (str_eq(h->standing, S("good")) && h->valid_until > 0 && h->valid_until <= clock_now())
        h->standing = S("expired");
}

static code one_holding(struct rows *r, struct arena *a, struct holding *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_holding(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badge", "there is no such badge in your Backpack");
}

static const char sql_get[] = SQL("SELECT " HOLDING_COLUMNS " FROM holding h WHERE h.owner_id = $1 AND h.id = $2");
static const char sql_by_public_id[] = SQL(
    "SELECT " HOLDING_COLUMNS " FROM holding h WHERE h.public_id = $1 AND h.is_public = 1 AND " HOLDING_MAY_BE_SHOWN);

code backpack_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct holding *out, struct error *err)
{
    return one_holding(db_query(db, sql_get, ARGS(v_int(owner), v_int(id))), a, out, err);
}

code backpack_by_public_id(struct db *db, struct arena *a, str public_id, struct holding *out, struct error *err)
{
    return one_holding(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

/* The shelf, newest first; $2 verdict, $3 part of title or issuer, $4 collection, $7 the bin. */
#define PAGE(than, order)                                                      \
    "SELECT " HOLDING_COLUMNS " FROM holding h WHERE h.owner_id = $1 AND ($2 = '' OR h.verdict = $2)"      \
    " AND ($3 = '' OR lower(h.title) LIKE $3 ESCAPE '!' OR lower(h.issuer_name) LIKE $3 ESCAPE '!')"       \
    " AND ($4 = 0 OR EXISTS (SELECT 1 FROM collection_holding c WHERE c.holding_id = h.id AND c.collection_id = $4))"  \
    " AND h.id " than " $5 AND (($7 = 0 AND h.removed_at IS NULL) OR ($7 = 1 AND h.removed_at IS NOT NULL))"  \
    " ORDER BY h.id " order " LIMIT $6"
static const char sql_page[] = SQL(PAGE("<", "DESC"));
static const char sql_page_back[] = SQL(PAGE(">", "ASC"));

code backpack_list(struct db *db, struct arena *a, int64_t owner, const struct holding_filter *f,
                   struct holding_list *out, struct error *err)
{
    struct rows *r = db_query(db, keyset_is_back(&f->at) ? sql_page_back : sql_page,
                              ARGS(v_int(owner), v_str(str_is_absent(f->verdict) ? S("") : f->verdict),
                                   v_str(search_anywhere(a, f->search)), v_int(f->collection),
                                   v_int(keyset_row(&f->at, INT64_MAX)), v_int(f->at.limit), v_int(f->removed)));

    while (rows_next(r))
        read_holding(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_original[] = SQL("SELECT original FROM holding WHERE owner_id = $1 AND id = $2");

code backpack_original(struct db *db, struct arena *a, int64_t owner, int64_t id, str *bytes, struct error *err)
{
    struct rows *r = db_query(db, sql_original, ARGS(v_int(owner), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *bytes = row_str(r, 0, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badge", "there is no such badge in your Backpack");
}

/* ---- changing ---- */

static code changed_one(code c, int64_t changed, struct error *err)
{
    TRY(c);
    return changed ? OK : fail(err, NOT_FOUND, "badge", "there is no such badge in your Backpack");
}

static const char sql_set_public[] = SQL("UPDATE holding SET is_public = $3 WHERE owner_id = $1 AND id = $2");
static const char sql_standing[] = SQL("SELECT standing FROM holding WHERE owner_id = $1 AND id = $2");
static const char sql_remove[] = SQL(
    "UPDATE holding SET removed_at = $3, is_public = 0 WHERE owner_id = $1 AND id = $2 AND removed_at IS NULL");
static const char sql_restore[] = SQL("UPDATE holding SET removed_at = NULL WHERE owner_id = $1 AND id = $2");

static code may_be_shown(struct db *db, struct arena *a, int64_t owner, int64_t id, struct error *err)
{
    struct rows *r = db_query(db, sql_standing, ARGS(v_int(owner), v_int(id)));
    str standing = rows_next(r) ? row_str(r, 0, a) : S("");

    TRY(rows_end(r, err));
    if (str_eq(standing, S("doubtful")) || str_eq(standing, S("broken")))
        return fail(err, CONFLICT, "seen", "a badge that could not be proved is kept for you alone: check it again first");
    return OK;
}

code backpack_set_public(struct db *db, struct arena *a, int64_t owner, int64_t id, bool is_public, struct error *err)
{
    int64_t n = 0;

    if (is_public)
        TRY(may_be_shown(db, a, owner, id, err));
    code c = db_run(db, sql_set_public, ARGS(v_int(owner), v_int(id), v_int(is_public)), &n, err);

    return changed_one(c, n, err);
}

code backpack_remove(struct db *db, int64_t owner, int64_t id, struct error *err)
{
    int64_t n = 0;
    code c = db_run(db, sql_remove, ARGS(v_int(owner), v_int(id), v_int(clock_now())), &n, err);

    return changed_one(c, n, err);
}

code backpack_restore(struct db *db, int64_t owner, int64_t id, struct error *err)
{
    int64_t n = 0;
    code c = db_run(db, sql_restore, ARGS(v_int(owner), v_int(id)), &n, err);

    return changed_one(c, n, err);
}

/* ---- what was removed more than 30 days ago is gone for good ---- */

static const char *const sql_purges[] = {
    SQL("DELETE FROM holding WHERE removed_at IS NOT NULL AND removed_at < $1 AND NOT EXISTS (SELECT 1 FROM intake i WHERE i.holding_id = holding.id"
        " AND i.state NOT IN ('refused', 'withdrawn'))"),
    SQL("DELETE FROM cv WHERE removed_at IS NOT NULL AND removed_at < $1"),
    SQL("DELETE FROM log_entry WHERE removed_at IS NOT NULL AND removed_at < $1"),
    SQL("DELETE FROM goal WHERE removed_at IS NOT NULL AND removed_at < $1"),
    SQL("DELETE FROM log_file WHERE removed_at IS NOT NULL AND removed_at < $1"),
};

/* Each day has a key of its own: the job of today may queue that of tomorrow. */
static code purge_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("backpack.purge"), S(""), str_printf(a, "purge %lld", (long long)(at / DAY)), at, err);
}

code backpack_schedule(struct db *db, struct arena *a, struct error *err)
{
    TRY(watch_schedule(db, a, err));
    TRY(job_add(db, S("backpack.note"), S(""), S("backpack.note"), clock_now(), err));
    return purge_at(db, a, clock_now() + 3 * MINUTE, err);
}

/* Badges of before lists looked for what their reports say. */
static enum job_result note(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    bool left = false;

    (void)ctx, (void)j;
    if (shelf_note_some(db, a, &left, err) != OK)
        return JOB_RETRY;
    return left ? JOB_AGAIN : JOB_DONE;
}

static enum job_result purge(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx, (void)j;
    for (size_t i = 0; i < COUNT(sql_purges); i++)
        if (db_run(db, sql_purges[i], ARGS(v_int(clock_now() - 30 * DAY)), NULL, err) != OK)
            return JOB_RETRY;
    if (frozen_purge(db, err) != OK || news_purge(db, err) != OK || collect_purge(db, err) != OK || shelf_acts_purge(db, err) != OK)
        return JOB_RETRY;
    return purge_at(db, a, clock_now() + DAY, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind backpack_jobs[] = {
    {"backpack.purge", purge}, {"backpack.note", note}, {"backpack.refresh", backpack_run_refresh}, {"backpack.round", watch_run_rounds}, {"backpack.tell", watch_run_tell},
    {"backpack.collect", collect_run_job}, {NULL, NULL}};
