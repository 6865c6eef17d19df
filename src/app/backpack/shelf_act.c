/* backpack/shelf_act.c — something done with many badges of the shelf, with a record
 * by which it is taken back. */
#include "app/backpack/shelf.h"

#include "base/words.h"

/* In each: $1 whose, $2 which badge, $3 what the act is about. */
static const char sql_seen[] = SQL(
    "UPDATE holding SET is_public = $3 WHERE owner_id = $1 AND id = $2 AND is_public <> $3 AND removed_at IS NULL"
    " AND ($3 = 0 OR standing NOT IN ('doubtful', 'broken'))");
static const char sql_remove[] = SQL(
    "UPDATE holding SET removed_at = $3, is_public = 0 WHERE owner_id = $1 AND id = $2 AND removed_at IS NULL");
static const char sql_restore[] = SQL("UPDATE holding SET removed_at = NULL WHERE owner_id = $1 AND id = $2 AND removed_at <= $3");
static const char sql_bring_back[] = SQL(
    "UPDATE holding SET removed_at = NULL, is_public = (SELECT x.was_public FROM shelf_act_row x WHERE x.act_id = $3 AND x.holding_id = $2)"
    " WHERE owner_id = $1 AND id = $2 AND removed_at IS NOT NULL");
static const char sql_tag[] = SQL(
    "INSERT INTO holding_word (holding_id, word_id) SELECT h.id, w.id FROM holding h JOIN shelf_word w ON w.owner_id = h.owner_id"
    " WHERE h.owner_id = $1 AND h.id = $2 AND w.id = $3 AND w.kind = 'tag' ON CONFLICT (holding_id, word_id) DO NOTHING");
static const char sql_untag[] = SQL(
    "DELETE FROM holding_word WHERE holding_id = (SELECT h.id FROM holding h WHERE h.owner_id = $1 AND h.id = $2)"
    " AND word_id = (SELECT w.id FROM shelf_word w WHERE w.owner_id = $1 AND w.id = $3 AND w.kind = 'tag')");
static const char sql_collect[] = SQL(
    "INSERT INTO collection_holding (collection_id, holding_id, place)"
    " SELECT c.id, h.id, (SELECT coalesce(max(x.place), 0) + 1 FROM collection_holding x WHERE x.collection_id = c.id)"
    " FROM collection c JOIN holding h ON h.owner_id = c.owner_id WHERE h.owner_id = $1 AND h.id = $2 AND c.id = $3"
    " AND h.removed_at IS NULL ON CONFLICT (collection_id, holding_id) DO NOTHING");
static const char sql_uncollect[] = SQL(
    "DELETE FROM collection_holding WHERE holding_id = (SELECT h.id FROM holding h WHERE h.owner_id = $1 AND h.id = $2)"
    " AND collection_id = (SELECT c.id FROM collection c WHERE c.owner_id = $1 AND c.id = $3)");

enum about { ABOUT_SEEN, ABOUT_HIDDEN, ABOUT_NOW, ABOUT_ACT, ABOUT_SUBJECT };
struct way { const char *sql; enum about about; };
static const struct kind {
    const char *what;
    struct way there, back;
    const char *done;
} kinds[] = {
    {"show",      {sql_seen, ABOUT_SEEN},         {sql_seen, ABOUT_HIDDEN},       "Seen by whoever has the link"},
    {"hide",      {sql_seen, ABOUT_HIDDEN},       {sql_seen, ABOUT_SEEN},         "Seen by you alone"},
    {"remove",    {sql_remove, ABOUT_NOW},        {sql_bring_back, ABOUT_ACT},    "Removed"},
    {"restore",   {sql_restore, ABOUT_NOW},       {sql_remove, ABOUT_NOW},        "Brought back"},
    {"tag",       {sql_tag, ABOUT_SUBJECT},       {sql_untag, ABOUT_SUBJECT},     "Tagged"},
    {"untag",     {sql_untag, ABOUT_SUBJECT},     {sql_tag, ABOUT_SUBJECT},       "Tag taken away"},
    {"collect",   {sql_collect, ABOUT_SUBJECT},   {sql_uncollect, ABOUT_SUBJECT}, "Put into the collection"},
    {"uncollect", {sql_uncollect, ABOUT_SUBJECT}, {sql_collect, ABOUT_SUBJECT},   "Taken out of the collection"},
};

static const struct kind *kind_of(str what)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(what, cstr(kinds[i].what)))
            return &kinds[i];
    return NULL;
}

static int64_t about(enum about about, const struct shelf_act *act)
{
    switch (about) {
    case ABOUT_SEEN: return 1;
    case ABOUT_HIDDEN: return 0;
    case ABOUT_NOW: return clock_now();
    case ABOUT_ACT: return act->id;
    case ABOUT_SUBJECT: return act->subject;
    }
    return 0;
}

static code go(struct db *db, const struct shelf_act *act, const struct way *way, int64_t holding, int64_t *changed, struct error *err)
{
    return db_run(db, way->sql, ARGS(v_int(act->owner), v_int(holding), v_int(about(way->about, act))), changed, err);
}

/* ---- doing ---- */

static const char sql_new[] = SQL(
    "INSERT INTO shelf_act (owner_id, what, subject, n, created_at) VALUES ($1, $2, $3, 0, $4) RETURNING id");
static const char sql_note[] = SQL(
    "INSERT INTO shelf_act_row (act_id, holding_id, was_public) SELECT $1, h.id, h.is_public FROM holding h WHERE h.owner_id = $2 AND h.id = $3"
    " ON CONFLICT (act_id, holding_id) DO NOTHING");
static const char sql_unnote[] = SQL("DELETE FROM shelf_act_row WHERE act_id = $1 AND holding_id = $2");
static const char sql_done[] = SQL("UPDATE shelf_act SET n = $2 WHERE id = $1");
static const char sql_drop[] = SQL("DELETE FROM shelf_act WHERE id = $1");

static code do_one(struct db *db, struct shelf_act *act, const struct kind *k, int64_t holding, struct error *err)
{
    int64_t noted = 0, changed = 0;

    TRY(db_run(db, sql_note, ARGS(v_int(act->id), v_int(act->owner), v_int(holding)), &noted, err));
    if (noted == 0)
        return OK;                               /* another's, or named twice */
    TRY(go(db, act, &k->there, holding, &changed, err));
    act->n += changed > 0;
    return changed ? OK : db_run(db, sql_unnote, ARGS(v_int(act->id), v_int(holding)), NULL, err);
}

static code do_all(struct db *db, struct shelf_act *act, const struct kind *k, const struct id_list *ids, struct error *err)
{
    TRY(db_int(db, sql_new, ARGS(v_int(act->owner), v_str(act->what), v_int(act->subject), v_int(act->at)), &act->id, err));
    for (size_t i = 0; i < ids->n && i < SHELF_ACT_MOST; i++)
        TRY(do_one(db, act, k, ids->items[i], err));
    if (act->n > 0)
        return db_run(db, sql_done, ARGS(v_int(act->id), v_int(act->n)), NULL, err);
    TRY(db_run(db, sql_drop, ARGS(v_int(act->id)), NULL, err));
    act->id = 0;
    return OK;
}

static code check_subject(struct db *db, struct arena *a, const struct shelf_act *act, const struct kind *k, struct error *err)
{
    struct shelf_word word;
    struct collection c;

    if (k->there.about != ABOUT_SUBJECT)
        return OK;
    return k->there.sql == sql_tag || k->there.sql == sql_untag ? shelf_word_get(db, a, act->owner, act->subject, &word, err)
                                                                : collection_get(db, a, act->owner, act->subject, &c, err);
}

code shelf_act_do(struct db *db, struct arena *a, struct shelf_act *act, const struct id_list *ids, struct error *err)
{
    const struct kind *k = kind_of(act->what);

    if (!k)
        return fail(err, BAD_INPUT, "act", "choose what is to be done");
    act->at = clock_now();
    act->id = act->n = 0;
    TRY(check_subject(db, a, act, k, err));
    TRY(db_begin(db, err));
    return db_end(db, do_all(db, act, k, ids, err), err);
}

/* ---- taking back ---- */

#define ACT_COLUMNS "id, owner_id, what, subject, n, created_at"
static const char sql_last[] = SQL(
    "SELECT " ACT_COLUMNS " FROM shelf_act WHERE owner_id = $1 AND created_at > $2 AND undone_at IS NULL AND n > 0 ORDER BY id DESC LIMIT 1");
static const char sql_act[] = SQL(
    "SELECT " ACT_COLUMNS " FROM shelf_act WHERE owner_id = $1 AND id = $2 AND created_at > $3 AND undone_at IS NULL");
static const char sql_rows[] = SQL("SELECT holding_id FROM shelf_act_row WHERE act_id = $1 ORDER BY holding_id");
static const char sql_undone[] = SQL("UPDATE shelf_act SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL");
static const char sql_purge[] = SQL("DELETE FROM shelf_act WHERE created_at < $1");
static const char sql_purge_words[] = SQL(
    "DELETE FROM shelf_word WHERE NOT EXISTS (SELECT 1 FROM holding_word x WHERE x.word_id = shelf_word.id)"
    " AND NOT EXISTS (SELECT 1 FROM shelf_act t WHERE t.subject = shelf_word.id)");

static code read_act(struct rows *r, struct arena *a, struct shelf_act *out, struct error *err)
{
    *out = (struct shelf_act){0};
    if (rows_next(r))
        *out = (struct shelf_act){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_int(r, 3), row_int(r, 4), row_int(r, 5)};
    return rows_end(r, err);
}

code shelf_act_last(struct db *db, struct arena *a, int64_t owner, struct shelf_act *out, struct error *err)
{
    return read_act(db_query(db, sql_last, ARGS(v_int(owner), v_int(clock_now() - SHELF_UNDO))), a, out, err);
}

static code undo_all(struct db *db, struct arena *a, const struct shelf_act *act, int64_t *n, struct error *err)
{
    struct rows *r = db_query(db, sql_rows, ARGS(v_int(act->id)));
    struct id_list ids = {0};
    int64_t changed = 0;

    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(go(db, act, &kind_of(act->what)->back, ids.items[i], &changed, err));
        *n += changed > 0;
    }
    return db_run(db, sql_undone, ARGS(v_int(act->id), v_int(clock_now())), NULL, err);
}

code shelf_act_undo(struct db *db, struct arena *a, int64_t owner, int64_t id, int64_t *n, struct error *err)
{
    struct shelf_act act;

    *n = 0;
    TRY(read_act(db_query(db, sql_act, ARGS(v_int(owner), v_int(id), v_int(clock_now() - SHELF_UNDO))), a, &act, err));
    if (act.id == 0 || !kind_of(act.what))
        return fail(err, NOT_FOUND, "act", "this cannot be taken back any more");
    TRY(db_begin(db, err));
    return db_end(db, undo_all(db, a, &act, n, err), err);
}

const char *shelf_act_done(const struct shelf_act *act)
{
    const struct kind *k = kind_of(act->what);

    return k ? k->done : "";
}

code shelf_acts_purge(struct db *db, struct error *err)
{
    TRY(db_run(db, sql_purge, ARGS(v_int(clock_now() - SHELF_UNDO)), NULL, err));
    return db_run(db, sql_purge_words, NO_ARGS, NULL, err);
}
