/* movein/movein_undo.c — what a run brought in beside badges goes again, where nobody
 * changed it since: each thing has a seal of how it stood when it came. */
#include "app/movein/movein.h"

#include "base/crypto.h"

/* ---- how a thing stands ---- */

/* `sql_look`: $1 the owner, $2 its number; texts. A link for a reader is a use of it. */
static const struct sealed { const char *kind; int columns; const char *sql_look, *sql_drop; } kinds[] = {
    {"collection", 9,
     SQL("SELECT c.name, c.story, CAST(c.is_public AS TEXT), CAST(c.shows AS TEXT), coalesce(c.cover_hash, ''), CAST(coalesce(x.holding_id, 0) AS TEXT), coalesce(x.story, ''),"
         " CAST((SELECT count(*) FROM reader_link l WHERE l.collection_id = c.id) AS TEXT), CAST((SELECT count(*) FROM collection_entry d WHERE d.collection_id = c.id) AS TEXT)"
         " FROM collection c LEFT JOIN collection_holding x ON x.collection_id = c.id WHERE c.owner_id = $1 AND c.id = $2 ORDER BY x.place, x.holding_id"),
     SQL("DELETE FROM collection WHERE owner_id = $1 AND id = $2")},
    {"cv", 4,
     SQL("SELECT label, content, CAST(is_public AS TEXT), CAST((SELECT count(*) FROM cv_reader r WHERE r.cv_id = cv.id) AS TEXT)"
         " FROM cv WHERE owner_id = $1 AND id = $2 AND removed_at IS NULL"),
     SQL("DELETE FROM cv WHERE owner_id = $1 AND id = $2")},
    {"goal", 4,
     SQL("SELECT title, note, CAST(coalesce(until_day, 0) AS TEXT), CASE WHEN achievement = '' THEN CAST(coalesce(done_at, 0) AS TEXT) ELSE '' END"
         " FROM goal WHERE owner_id = $1 AND id = $2 AND removed_at IS NULL"),
     SQL("DELETE FROM goal WHERE owner_id = $1 AND id = $2")},
    {"page", 4,
     SQL("SELECT name, headline, about, CAST(is_public AS TEXT) FROM showcase WHERE account_id = $1 AND account_id = $2"),
     SQL("DELETE FROM showcase WHERE account_id = $1 AND account_id = $2")},
};

static const struct sealed *kind_of(str name)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(name, cstr(kinds[i].kind)))
            return &kinds[i];
    return NULL;
}

/* Empty: it is not there any more. */
static code seal_of(struct moving *m, const struct sealed *k, int64_t subject, str *seal, struct error *err)
{
    struct buf b = buf_new(m->a);
    struct rows *r = db_query(m->db, k->sql_look, ARGS(v_int(m->owner), v_int(subject)));

    while (rows_next(r))
        for (int i = 0; i < k->columns; i++) {
            buf_put(&b, row_str(r, i, m->a));
            buf_byte(&b, 0);
        }
    TRY(rows_end(r, err));
    *seal = b.n ? sha256_hex(m->a, buf_done(&b)) : S("");
    return OK;
}

/* ---- kept while it comes in ---- */

void movein_note(struct moving *m, const char *kind, int64_t subject, int64_t other)
{
    *list_add(m->a, &m->made) = (struct moved_thing){kind, subject, other};
}

bool movein_made(const struct moving *m, const char *kind, int64_t subject)
{
    for (size_t i = 0; i < m->made.n; i++)
        if (m->made.items[i].subject == subject && str_eq(cstr(m->made.items[i].kind), cstr(kind)))
            return true;
    return false;
}

static const char sql_seal[] = SQL(
    "INSERT INTO moved_in (run_id, kind, subject, other, seal) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (run_id, kind, subject, other) DO UPDATE SET seal = excluded.seal");
static const char sql_seal_entry[] = SQL(
    "INSERT INTO moved_in (run_id, kind, subject, other, seal)"
    " SELECT $1, 'entry', e.id, 0, CAST(e.edition AS TEXT) || ' ' || CAST(e.changed_at AS TEXT) FROM log_entry e WHERE e.id = $2");
static const char sql_seal_place[] = SQL(
    "INSERT INTO moved_in (run_id, kind, subject, other, seal)"
    " SELECT $1, 'place', x.collection_id, x.holding_id, x.story FROM collection_holding x WHERE x.collection_id = $2 AND x.holding_id = $3"
    " ON CONFLICT (run_id, kind, subject, other) DO UPDATE SET seal = excluded.seal");

static code seal_one(struct moving *m, const struct moved_thing *t, struct error *err)
{
    const struct sealed *k = kind_of(cstr(t->kind));
    str seal = S("");

    if (str_eq(cstr(t->kind), S("entry")))
        return db_run(m->db, sql_seal_entry, ARGS(v_int(m->run), v_int(t->subject)), NULL, err);
    if (str_eq(cstr(t->kind), S("place")))
        return db_run(m->db, sql_seal_place, ARGS(v_int(m->run), v_int(t->subject), v_int(t->other)), NULL, err);
    if (k)
        TRY(seal_of(m, k, t->subject, &seal, err));
    return db_run(m->db, sql_seal, ARGS(v_int(m->run), v_str(cstr(t->kind)), v_int(t->subject), v_int(t->other), v_str(seal)), NULL, err);
}

code movein_seal(struct moving *m, struct error *err)
{
    for (size_t i = 0; i < m->made.n; i++)
        TRY(seal_one(m, &m->made.items[i], err));
    return OK;
}

/* ---- what stands as it came ---- */

static const char sql_made[] = SQL("SELECT kind, subject, seal FROM moved_in WHERE run_id = $1 AND kind IN ('collection', 'cv', 'goal', 'page') ORDER BY kind, subject");

struct made { const struct sealed *k; int64_t subject; str seal; };
LIST_OF(made_list, struct made);

static code read_made(struct moving *m, struct made_list *out, struct error *err)
{
    struct rows *r = db_query(m->db, sql_made, ARGS(v_int(m->run)));

    while (rows_next(r)) {
        struct made one = {kind_of(row_str(r, 0, m->a)), row_int(r, 1), row_str(r, 2, m->a)};
        if (one.k)
            *list_add(m->a, out) = one;
    }
    return rows_end(r, err);
}

static code find_unchanged(struct moving *m, struct made_list *out, struct made_list *changed, struct error *err)
{
    struct made_list all = {0};

    TRY(read_made(m, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        str now;
        TRY(seal_of(m, all.items[i].k, all.items[i].subject, &now, err));
        if (now.n)
            *list_add(m->a, str_eq(now, all.items[i].seal) ? out : changed) = all.items[i];
    }
    return OK;
}

/* A collection that came with this run before and gets more badges now has a new seal. */
code movein_made_before(struct moving *m, struct error *err)
{
    struct made_list same = {0}, changed = {0};

    TRY(find_unchanged(m, &same, &changed, err));
    for (size_t i = 0; i < same.n; i++)
        movein_note(m, same.items[i].k->kind, same.items[i].subject, 0);
    return OK;
}

/* ---- undone ---- */

static const char sql_entries[] = SQL("SELECT count(*) FROM moved_in m JOIN log_entry e ON e.id = m.subject WHERE m.run_id = $1 AND m.kind = 'entry' AND e.owner_id = $2 AND e.removed_at IS NULL");
static const char sql_drop_entries[] = SQL(
    "DELETE FROM log_entry WHERE owner_id = $2 AND removed_at IS NULL AND id IN (SELECT m.subject FROM moved_in m JOIN log_entry e ON e.id = m.subject"
    " WHERE m.run_id = $1 AND m.kind = 'entry' AND m.seal = CAST(e.edition AS TEXT) || ' ' || CAST(e.changed_at AS TEXT))"
    " AND NOT EXISTS (SELECT 1 FROM log_witness w WHERE w.entry_id = log_entry.id AND w.state <> 'copied')");
static const char sql_drop_places[] = SQL(
    "DELETE FROM collection_holding WHERE EXISTS (SELECT 1 FROM moved_in m WHERE m.run_id = $1 AND m.kind = 'place' AND m.subject = collection_holding.collection_id"
    " AND m.other = collection_holding.holding_id AND m.seal = collection_holding.story)"
    " AND collection_id IN (SELECT c.id FROM collection c WHERE c.owner_id = $2)");
static const char sql_drop_deeds[] = SQL(
    "DELETE FROM collection_entry WHERE EXISTS (SELECT 1 FROM moved_in m WHERE m.run_id = $1 AND m.kind = 'deed' AND m.subject = collection_entry.collection_id"
    " AND m.other = collection_entry.entry_id) AND collection_id IN (SELECT c.id FROM collection c WHERE c.owner_id = $2)");
static const char sql_drop_tags[] = SQL(
    "DELETE FROM holding_word WHERE EXISTS (SELECT 1 FROM moved_in m WHERE m.run_id = $1 AND m.kind = 'tag' AND m.subject = holding_word.holding_id"
    " AND m.other = holding_word.word_id) AND holding_id IN (SELECT h.id FROM holding h WHERE h.owner_id = $2)");
static const char sql_forget[] = SQL("DELETE FROM moved_in WHERE run_id = $1");

static void count(struct moved_count *n, const struct made_list *all)
{
    for (size_t i = 0; i < all->n; i++) {
        str kind = cstr(all->items[i].k->kind);
        n->collections += str_eq(kind, S("collection"));
        n->cvs += str_eq(kind, S("cv"));
        n->goals += str_eq(kind, S("goal"));
        n->page += str_eq(kind, S("page"));
    }
}

/* What is in others of theirs first: a seal is of all that is in a thing. */
static code drop_all(struct moving *m, const struct made_list *same, struct moved_count *kept, struct error *err)
{
    int64_t entries = 0;
    const struct args of_run = ARGS(v_int(m->run), v_int(m->owner));

    TRY(db_int(m->db, sql_entries, of_run, &entries, err));
    TRY(db_run(m->db, sql_drop_places, of_run, NULL, err));
    TRY(db_run(m->db, sql_drop_deeds, of_run, NULL, err));
    TRY(db_run(m->db, sql_drop_tags, of_run, &m->n.tags, err));
    TRY(db_run(m->db, sql_drop_entries, of_run, &m->n.entries, err));
    kept->entries = entries - m->n.entries;
    for (size_t i = 0; i < same->n; i++)
        TRY(db_run(m->db, same->items[i].k->sql_drop, ARGS(v_int(m->owner), v_int(same->items[i].subject)), NULL, err));
    return db_run(m->db, sql_forget, ARGS(v_int(m->run)), NULL, err);
}

code movein_undo(struct moving *m, struct moved_count *kept, struct error *err)
{
    struct made_list same = {0}, changed = {0};

    *kept = (struct moved_count){0};
    TRY(find_unchanged(m, &same, &changed, err));
    count(&m->n, &same);
    count(kept, &changed);
    return drop_all(m, &same, kept, err);
}
