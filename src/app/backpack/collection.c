/* backpack/collection.c — groups of badges with a name and a story. */
#include "app/backpack/backpack.h"

#include "base/crypto.h"

#define COLLECTION_COLUMNS                                                     \
    "c.id, c.owner_id, c.public_id, c.name, c.story, c.is_public,"             \
    " (SELECT count(*) FROM collection_holding x JOIN holding h ON h.id = x.holding_id"  \
    " WHERE x.collection_id = c.id AND h.removed_at IS NULL), c.shows, c.cover_hash"

static void read_collection(struct rows *r, struct arena *a, struct collection *c)
{
    *c = (struct collection){
        .id = row_int(r, 0), .owner = row_int(r, 1), .public_id = row_str(r, 2, a), .name = row_str(r, 3, a),
        .story = row_str(r, 4, a), .is_public = row_bool(r, 5), .count = row_int(r, 6),
        .shows = row_int(r, 7), .cover_hash = row_str(r, 8, a),
    };
}

static code one_collection(struct rows *r, struct arena *a, struct collection *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_collection(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "collection", "there is no such collection");
}

static const char sql_list[] = SQL("SELECT " COLLECTION_COLUMNS " FROM collection c WHERE c.owner_id = $1 ORDER BY c.id DESC");
static const char sql_get[] = SQL("SELECT " COLLECTION_COLUMNS " FROM collection c WHERE c.owner_id = $1 AND c.id = $2");
static const char sql_by_public_id[] = SQL(
    "SELECT " COLLECTION_COLUMNS " FROM collection c WHERE c.public_id = $1 AND c.is_public = 1");

code collection_list_of(struct db *db, struct arena *a, int64_t owner, struct collection_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_int(owner)));

    while (rows_next(r))
        read_collection(r, a, list_add(a, out));
    return rows_end(r, err);
}

code collection_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct collection *out, struct error *err)
{
    return one_collection(db_query(db, sql_get, ARGS(v_int(owner), v_int(id))), a, out, err);
}

code collection_by_public_id(struct db *db, struct arena *a, str public_id, struct collection *out, struct error *err)
{
    return one_collection(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

static const char sql_insert[] = SQL(
    "INSERT INTO collection (owner_id, public_id, name, story, is_public, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");
static const char sql_update[] = SQL(
    "UPDATE collection SET name = $3, story = $4, is_public = $5 WHERE owner_id = $1 AND id = $2");
static const char sql_delete[] = SQL("DELETE FROM collection WHERE owner_id = $1 AND id = $2");

code collection_create(struct db *db, struct arena *a, const struct collection *c, int64_t *id, struct error *err)
{
    return db_int(db, sql_insert,
                  ARGS(v_int(c->owner), v_str(random_token(a, 16)), v_str(c->name), v_str(c->story),
                       v_int(c->is_public), v_int(clock_now())),
                  id, err);
}

code collection_update(struct db *db, const struct collection *c, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_update, ARGS(v_int(c->owner), v_int(c->id), v_str(c->name), v_str(c->story), v_int(c->is_public)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "collection", "there is no such collection");
}

static const char sql_look[] = SQL("UPDATE collection SET shows = $3, cover_hash = $4 WHERE owner_id = $1 AND id = $2");

code collection_set_look(struct db *db, const struct collection *c, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_look, ARGS(v_int(c->owner), v_int(c->id), v_int(c->shows), v_text_if_any(c->cover_hash)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "collection", "there is no such collection");
}

code collection_delete(struct db *db, int64_t owner, int64_t id, struct error *err)
{
    return db_run(db, sql_delete, ARGS(v_int(owner), v_int(id)), NULL, err);
}

/* Both the collection and the badge must be this owner's. */
static const char sql_put[] = SQL(
    "INSERT INTO collection_holding (collection_id, holding_id, place)"
    " SELECT c.id, h.id, (SELECT coalesce(max(x.place), 0) + 1 FROM collection_holding x WHERE x.collection_id = c.id)"
    " FROM collection c, holding h WHERE c.owner_id = $1 AND c.id = $2 AND h.owner_id = $1 AND h.id = $3"
    " ON CONFLICT (collection_id, holding_id) DO NOTHING");
static const char sql_take[] = SQL(
    "DELETE FROM collection_holding WHERE holding_id = $3 AND collection_id ="
    " (SELECT id FROM collection WHERE owner_id = $1 AND id = $2)");

static const char sql_both_mine[] = SQL(
    "SELECT count(*) FROM collection c, holding h WHERE c.owner_id = $1 AND c.id = $2 AND h.owner_id = $1 AND h.id = $3");

code collection_put(struct db *db, int64_t owner, int64_t collection, int64_t holding, bool in, struct error *err)
{
    const char *sql = in ? sql_put : sql_take;
    int64_t n = 0;

    TRY(db_int(db, sql_both_mine, ARGS(v_int(owner), v_int(collection), v_int(holding)), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "badge", "there is no such badge in your Backpack");
    return db_run(db, sql, ARGS(v_int(owner), v_int(collection), v_int(holding)), NULL, err);
}
