/* backpack/collection_items.c — the badges of a collection: their order, what is told
 * of each, and a copy of it all. */
#include "app/backpack/backpack.h"

#include "base/crypto.h"
#include "base/words.h"

#define ITEMS                                                                  \
    "SELECT x.holding_id, x.story, x.place FROM collection_holding x JOIN holding h ON h.id = x.holding_id JOIN collection c ON c.id = x.collection_id" \
    " WHERE c.id = $1 AND c.owner_id = $2 AND h.owner_id = $2 AND h.removed_at IS NULL "
static const char sql_items[] = SQL(ITEMS "AND (x.place > $3 OR (x.place = $3 AND x.holding_id > $4)) ORDER BY x.place, x.holding_id LIMIT $5 OFFSET $6");
static const char sql_ids[] = SQL(ITEMS "ORDER BY x.place, x.holding_id");
static const char sql_item[] = SQL(ITEMS "AND h.public_id = $3");

struct place { int64_t place, holding; };

/* Where it stands; of one that is not in it, before all. */
static code place_of(struct db *db, const struct collection *c, str public_id, struct place *out, struct error *err)
{
    struct rows *r = db_query(db, sql_item, ARGS(v_int(c->id), v_int(c->owner), v_str(public_id)));

    *out = (struct place){INT64_MIN, 0};
    if (rows_next(r))
        *out = (struct place){row_int(r, 2), row_int(r, 0)};
    return rows_end(r, err);
}

static code read_items(struct rows *r, struct arena *a, struct collection_item_list *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct collection_item){.holding.id = row_int(r, 0), .story = row_str(r, 1, a)};
    return rows_end(r, err);
}

code collection_some(struct db *db, struct arena *a, const struct collection_part *p, struct collection_item_list *out, struct error *err)
{
    const struct collection *c = p->of;
    struct place from;

    TRY(place_of(db, c, p->after, &from, err));
    TRY(read_items(db_query(db, sql_items, ARGS(v_int(c->id), v_int(c->owner), v_int(from.place), v_int(from.holding), v_int(p->most),
                                                      v_int(p->skip))), a, out, err));
    for (size_t i = 0; i < out->n; i++)
        TRY(backpack_get(db, a, c->owner, out->items[i].holding.id, &out->items[i].holding, err));
    return OK;
}

code collection_ids(struct db *db, struct arena *a, const struct collection *c, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_ids, ARGS(v_int(c->id), v_int(c->owner)));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

code collection_items(struct db *db, struct arena *a, const struct collection *c, struct collection_item_list *out, struct error *err)
{
    return collection_some(db, a, &(struct collection_part){.of = c, .after = S(""), .most = COLLECTION_MOST}, out, err);
}

code collection_item_get(struct db *db, struct arena *a, const struct collection *c, str public_id, struct collection_item *out, struct error *err)
{
    struct collection_item_list one = {0};

    TRY(read_items(db_query(db, sql_item, ARGS(v_int(c->id), v_int(c->owner), v_str(public_id))), a, &one, err));
    if (one.n == 0)
        return fail(err, NOT_FOUND, "badge", "there is no such badge in this collection");
    *out = one.items[0];
    return backpack_get(db, a, c->owner, out->holding.id, &out->holding, err);
}

/* ---- order ---- */

static const char sql_order[] = SQL(
    "SELECT x.holding_id, x.place FROM collection_holding x JOIN collection c ON c.id = x.collection_id"
    " WHERE c.owner_id = $1 AND c.id = $2 ORDER BY x.place, x.holding_id");
static const char sql_place[] = SQL("UPDATE collection_holding SET place = $3 WHERE collection_id = $1 AND holding_id = $2");

struct placed { int64_t holding, place; };
LIST_OF(placed_list, struct placed);

static size_t find(const struct placed_list *all, int64_t holding)
{
    size_t i = 0;

    while (i < all->n && all->items[i].holding != holding)
        i++;
    return i;
}

/* Out of its place, and in again in front of `before`. */
static void put_before(struct placed_list *all, size_t from, int64_t before)
{
    struct placed moving = all->items[from];
    size_t to;

    for (size_t i = from; i + 1 < all->n; i++)
        all->items[i] = all->items[i + 1];
    all->n--;
    to = before ? find(all, before) : all->n;
    for (size_t i = all->n; i > to; i--)
        all->items[i] = all->items[i - 1];
    all->items[to] = moving;
    all->n++;
}

static code move(struct db *db, struct arena *a, const struct collection_move *m, struct error *err)
{
    struct rows *r = db_query(db, sql_order, ARGS(v_int(m->owner), v_int(m->collection)));
    struct placed_list all = {0};

    while (rows_next(r))
        *list_add(a, &all) = (struct placed){row_int(r, 0), row_int(r, 1)};
    TRY(rows_end(r, err));
    size_t from = find(&all, m->holding);
    if (from == all.n)
        return fail(err, NOT_FOUND, "badge", "this badge is not in the collection");
    if (m->before != m->holding)
        put_before(&all, from, m->before);
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].place != (int64_t)i + 1)
            TRY(db_run(db, sql_place, ARGS(v_int(m->collection), v_int(all.items[i].holding), v_int((int64_t)i + 1)), NULL, err));
    return OK;
}

code collection_move(struct db *db, struct arena *a, const struct collection_move *m, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, move(db, a, m, err), err);
}

/* ---- stories ---- */

static const char sql_tell[] = SQL(
    "UPDATE collection_holding SET story = $4 WHERE holding_id = $3 AND collection_id ="
    " (SELECT id FROM collection WHERE owner_id = $1 AND id = $2)");

code collection_tell(struct db *db, const struct collection_story *s, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_tell, ARGS(v_int(s->owner), v_int(s->collection), v_int(s->holding), v_str(s->story)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "badge", "this badge is not in the collection");
}

/* ---- a copy ---- */

static const char sql_copy[] = SQL(
    "INSERT INTO collection (owner_id, public_id, name, story, is_public, created_at, shows, cover_hash)"
    " SELECT c.owner_id, $3, $4, c.story, 0, $5, c.shows, c.cover_hash FROM collection c WHERE c.owner_id = $1 AND c.id = $2 RETURNING id");
static const char sql_copy_items[] = SQL(
    "INSERT INTO collection_holding (collection_id, holding_id, place, story)"
    " SELECT $2, x.holding_id, x.place, x.story FROM collection_holding x WHERE x.collection_id = $1");

static code copy(struct db *db, struct arena *a, const struct collection *c, int64_t *id, struct error *err)
{
    str name = words_printf(a, "%.*s (copy)", STR_ARG(c->name));

    TRY(db_int(db, sql_copy, ARGS(v_int(c->owner), v_int(c->id), v_str(random_token(a, 16)), v_str(name), v_int(clock_now())), id, err));
    return db_run(db, sql_copy_items, ARGS(v_int(c->id), v_int(*id)), NULL, err);
}

code collection_copy(struct db *db, struct arena *a, int64_t owner, int64_t id, int64_t *out, struct error *err)
{
    struct collection c;

    TRY(collection_get(db, a, owner, id, &c, err));
    TRY(db_begin(db, err));
    return db_end(db, copy(db, a, &c, out, err), err);
}
