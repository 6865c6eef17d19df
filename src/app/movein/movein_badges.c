/* movein/movein_badges.c — tags and collections, of the badges that were taken. */
#include "app/movein/movein.h"

#include "app/backpack/shelf.h"
#include "store/blob.h"

/* ---- which badge of ours a place in the folder is ---- */

static const char sql_holdings[] = SQL(
    "SELECT i.name, i.holding_id FROM collect_item i JOIN holding h ON h.id = i.holding_id"
    " WHERE i.run_id = $1 AND i.id >= $2 AND i.id < $3 AND h.owner_id = $4 AND h.removed_at IS NULL");

/* From "badges/7-Driver" to its number here. */
static code find_holdings(struct moving *m, struct map *out, struct error *err)
{
    struct rows *r = db_query(m->db, sql_holdings, ARGS(v_int(m->run), v_int(m->from), v_int(m->before), v_int(m->owner)));
    struct map *by_file = map_new(m->a);

    while (rows_next(r)) {
        int64_t *id = NEW(m->a, int64_t);
        *id = row_int(r, 1);
        *map_at(by_file, row_str(r, 0, m->a)) = id;
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < m->list.badges.n; i++) {
        const struct moved_badge *b = &m->list.badges.items[i];
        int64_t *id = map_get(by_file, b->file);
        if (id)
            *map_at(out, b->folder) = id;
    }
    return OK;
}

static int64_t holding_of(const struct map *holdings, str folder)
{
    const int64_t *id = map_get(holdings, folder);

    return id ? *id : 0;
}

/* ---- tags ---- */

static const char sql_give[] = SQL("INSERT INTO holding_word (holding_id, word_id) VALUES ($1, $2) ON CONFLICT (holding_id, word_id) DO NOTHING");

/* One tag too many is left out, and so are those behind it. */
static code put_tag(struct moving *m, int64_t holding, str tag, struct error *err)
{
    struct error why = {0};
    int64_t word = 0, n = 0;
    code c = shelf_tag(m->db, m->a, m->owner, tag, &word, &why);

    if (c == LIMIT || c == BAD_INPUT)
        return OK;
    if (c != OK)
        return fail(err, c, "", "%s", why.text);
    TRY(db_run(m->db, sql_give, ARGS(v_int(holding), v_int(word)), &n, err));
    if (n)
        movein_note(m, "tag", holding, word);
    m->n.tags += n;
    return OK;
}

static code put_tags(struct moving *m, const struct map *holdings, struct error *err)
{
    for (size_t i = 0; i < m->list.badges.n; i++) {
        const struct moved_badge *b = &m->list.badges.items[i];
        int64_t holding = holding_of(holdings, b->folder);
        for (size_t k = 0; holding && k < b->tags.n; k++)
            TRY(put_tag(m, holding, b->tags.items[k], err));
    }
    return OK;
}

/* ---- collections ---- */

/* Of several with one name, the first of theirs is the first of ours, and so on. */
const struct collection *movein_collection_of(const struct moving *m, size_t i)
{
    const struct moved_collection *want = &m->list.collections.items[i];
    size_t nth = 0;

    for (size_t k = 0; k < m->mine.n; k++)
        if (want->id.n && str_eq(m->mine.items[k].public_id, want->id))
            return &m->mine.items[k];
    for (size_t k = i + 1; k < m->list.collections.n; k++)
        nth += str_eq(m->list.collections.items[k].name, want->name);
    for (size_t k = 0; k < m->mine.n; k++)
        if (str_eq(m->mine.items[k].name, want->name) && nth-- == 0)
            return &m->mine.items[k];
    return NULL;
}

static code make(struct moving *m, const struct moved_collection *w, struct error *err)
{
    struct collection c = {.owner = m->owner, .name = w->name, .story = w->story, .shows = SHOW_USUAL, .cover_hash = S("")};

    if (w->picture.n)
        TRY(blob_put(m->db, m->a, w->picture, S("image/png"), clock_now(), &c.cover_hash, err));
    TRY(collection_create(m->db, m->a, &c, &c.id, err));
    TRY(collection_set_look(m->db, &c, err));
    movein_note(m, "collection", c.id, 0);
    m->n.collections++;
    return collection_get(m->db, m->a, m->owner, c.id, list_add(m->a, &m->mine), err);
}

static const char sql_is_in[] = SQL("SELECT count(*) FROM collection_holding WHERE collection_id = $1 AND holding_id = $2");

static code fill(struct moving *m, const struct map *holdings, const struct moved_collection *w, int64_t id, struct error *err)
{
    bool is_new = movein_made(m, "collection", id);

    for (size_t i = 0; i < w->badges.n; i++) {
        int64_t holding = holding_of(holdings, w->badges.items[i].folder), n = 0;
        if (holding == 0)
            continue;
        TRY(db_int(m->db, sql_is_in, ARGS(v_int(id), v_int(holding)), &n, err));
        if (n)
            continue;
        TRY(collection_put(m->db, m->owner, id, holding, true, err));
        if (w->badges.items[i].story.n)
            TRY(collection_tell(m->db, &(struct collection_story){m->owner, id, holding, w->badges.items[i].story}, err));
        if (!is_new)
            movein_note(m, "place", id, holding);
    }
    return OK;
}

static const char sql_marked[] = SQL(
    "SELECT coalesce(min(e.id), 0) FROM log_entry e WHERE e.owner_id = $1 AND e.mark = $2"
    " AND NOT EXISTS (SELECT 1 FROM collection_entry d WHERE d.collection_id = $3 AND d.entry_id = e.id)");

static code fill_deeds(struct moving *m, const struct moved_collection *w, int64_t id, struct error *err)
{
    bool is_new = movein_made(m, "collection", id);

    for (size_t i = 0; i < w->log.n; i++) {
        int64_t entry = 0;
        TRY(db_int(m->db, sql_marked, ARGS(v_int(m->owner), v_str(w->log.items[i]), v_int(id)), &entry, err));
        if (entry == 0)
            continue;
        TRY(learnlog_collect(m->db, m->owner, id, entry, true, err));
        if (!is_new)
            movein_note(m, "deed", id, entry);
    }
    return OK;
}

/* The folder names the newest first: made from the end, they stand here as they stood there. */
static code put_collections(struct moving *m, const struct map *holdings, struct error *err)
{
    for (size_t i = m->list.collections.n; i > 0; i--) {
        const struct moved_collection *w = &m->list.collections.items[i - 1];
        const struct collection *c = movein_collection_of(m, i - 1);
        if (!c) {
            TRY(make(m, w, err));
            c = &m->mine.items[m->mine.n - 1];
        }
        TRY(fill(m, holdings, w, c->id, err));
        TRY(fill_deeds(m, w, c->id, err));
    }
    return OK;
}

code movein_badges(struct moving *m, struct error *err)
{
    struct map *holdings = map_new(m->a);

    TRY(find_holdings(m, holdings, err));
    TRY(put_tags(m, holdings, err));
    TRY(collection_list_of(m->db, m->a, m->owner, &m->mine, err));
    list_reverse(&m->mine);
    return put_collections(m, holdings, err);
}
