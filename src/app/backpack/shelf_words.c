/* backpack/shelf_words.c — tags of the owner, skills of the badges, and what else a
 * list looks for, noted from the kept report. */
#include "app/backpack/shelf.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "format/json.h"

#define NOTE_STEP   200
#define SKILLS_MOST 50                           /* of one badge */
#define SKILL_BYTES 200

/* ---- reading ---- */

static const char sql_words[] = SQL(
    "SELECT w.id, w.name, count(*) FROM shelf_word w JOIN holding_word x ON x.word_id = w.id"
    " JOIN holding h ON h.id = x.holding_id AND h.removed_at IS NULL"
    " WHERE w.owner_id = $1 AND w.kind = $2 GROUP BY w.id, w.name ORDER BY lower(w.name), w.id");
static const char sql_words_of[] = SQL(
    "SELECT w.id, w.name, 1 FROM shelf_word w JOIN holding_word x ON x.word_id = w.id"
    " WHERE x.holding_id = $1 AND w.kind = $2 ORDER BY lower(w.name), w.id");
static const char sql_word[] = SQL("SELECT id, name, 0 FROM shelf_word WHERE owner_id = $1 AND id = $2");

static code read_words(struct rows *r, struct arena *a, struct shelf_word_list *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct shelf_word){row_int(r, 0), row_str(r, 1, a), row_int(r, 2)};
    return rows_end(r, err);
}

code shelf_words(struct db *db, struct arena *a, int64_t owner, str kind, struct shelf_word_list *out, struct error *err)
{
    return read_words(db_query(db, sql_words, ARGS(v_int(owner), v_str(kind))), a, out, err);
}

code shelf_words_of(struct db *db, struct arena *a, int64_t holding, str kind, struct shelf_word_list *out, struct error *err)
{
    return read_words(db_query(db, sql_words_of, ARGS(v_int(holding), v_str(kind))), a, out, err);
}

code shelf_word_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct shelf_word *out, struct error *err)
{
    struct shelf_word_list found = {0};

    TRY(read_words(db_query(db, sql_word, ARGS(v_int(owner), v_int(id))), a, &found, err));
    if (found.n == 0)
        return fail(err, NOT_FOUND, "tag", "there is no such tag");
    *out = found.items[0];
    return OK;
}

/* ---- making ---- */

static const char sql_make[] = SQL(
    "INSERT INTO shelf_word (owner_id, kind, name) VALUES ($1, $2, $3)"
    " ON CONFLICT (owner_id, kind, name) DO UPDATE SET name = excluded.name RETURNING id");
static const char sql_find[] = SQL("SELECT id FROM shelf_word WHERE owner_id = $1 AND kind = 'tag' AND lower(name) = lower($2) ORDER BY id LIMIT 1");
static const char sql_count[] = SQL("SELECT count(*) FROM shelf_word WHERE owner_id = $1 AND kind = 'tag'");

code shelf_tag(struct db *db, struct arena *a, int64_t owner, str name, int64_t *id, struct error *err)
{
    struct rows *r;
    int64_t n = 0;

    (void)a;
    name = str_trim(name);
    if (name.n == 0 || name.n > TAG_BYTES || !utf8_is_valid(name) || utf8_has_controls(name))
        return fail(err, BAD_INPUT, "tag", "a tag is a word or a few, %d bytes at most", TAG_BYTES);
    r = db_query(db, sql_find, ARGS(v_int(owner), v_str(name)));
    *id = rows_next(r) ? row_int(r, 0) : 0;
    TRY(rows_end(r, err));
    if (*id)
        return OK;
    TRY(db_int(db, sql_count, ARGS(v_int(owner)), &n, err));
    if (n >= TAGS_MOST)
        return fail(err, LIMIT, "tag", "there are %d tags already: take some away first", TAGS_MOST);
    return db_int(db, sql_make, ARGS(v_int(owner), v_str(S("tag")), v_str(name)), id, err);
}

/* ---- noting what the report says ---- */

static const char sql_report[] = SQL("SELECT owner_id, report, awarded_at FROM holding WHERE id = $1");
static const char sql_noted[] = SQL("UPDATE holding SET achievement_id = $2, awarded_year = $3, noted_at = $4 WHERE id = $1");
static const char sql_forget[] = SQL(
    "DELETE FROM holding_word WHERE holding_id = $1 AND word_id IN"
    " (SELECT w.id FROM shelf_word w JOIN holding h ON h.owner_id = w.owner_id WHERE w.kind = 'skill' AND h.id = $1)");
static const char sql_give[] = SQL("INSERT INTO holding_word (holding_id, word_id) VALUES ($1, $2) ON CONFLICT (holding_id, word_id) DO NOTHING");

static str skill_name(const struct json *alignment)
{
    str name = str_trim(json_str(json_get(alignment, "targetName")));

    return utf8_cut(name.n ? name : str_trim(json_str(json_get(alignment, "targetCode"))), SKILL_BYTES);
}

static code note_skills(struct db *db, int64_t owner, int64_t holding, const struct json *achievement, struct error *err)
{
    const struct json *all = json_get(achievement, "alignments");
    int64_t word = 0;

    TRY(db_run(db, sql_forget, ARGS(v_int(holding)), NULL, err));
    for (size_t i = 0; i < json_count(all) && i < SKILLS_MOST; i++) {
        str name = skill_name(json_item(all, i));
        if (name.n == 0 || !utf8_is_valid(name) || utf8_has_controls(name))
            continue;
        TRY(db_int(db, sql_make, ARGS(v_int(owner), v_str(S("skill")), v_str(name)), &word, err));
        TRY(db_run(db, sql_give, ARGS(v_int(holding), v_int(word)), NULL, err));
    }
    return OK;
}

code shelf_note(struct db *db, struct arena *a, int64_t holding, struct error *err)
{
    struct rows *r = db_query(db, sql_report, ARGS(v_int(holding)));
    const struct json *report = NULL, *achievement;
    int64_t owner = 0;
    msec awarded = 0;
    str text = {0};

    if (rows_next(r)) {
        owner = row_int(r, 0);
        text = row_str(r, 1, a);
        awarded = row_int(r, 2);
    }
    TRY(rows_end(r, err));
    if (owner == 0)
        return OK;
    if (json_parse(a, text, NULL, &report, NULL) != OK)
        report = NULL;                           /* the row is there, whatever its report */
    achievement = json_get(json_get(report, "badge"), "achievement");
    str id = json_str(json_get(achievement, "id"));
    TRY(db_run(db, sql_noted, ARGS(v_int(holding), v_str(id.p ? id : S("")), v_int(awarded ? date_of(awarded).year : 0), v_int(clock_now())), NULL, err));
    return note_skills(db, owner, holding, achievement, err);
}

static const char sql_unnoted[] = SQL("SELECT id FROM holding WHERE noted_at = 0 ORDER BY id LIMIT $1");

code shelf_note_some(struct db *db, struct arena *a, bool *left, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct rows *r = db_query(db, sql_unnoted, ARGS(v_int(NOTE_STEP)));

    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(shelf_note(db, a, ids.items[i], err));
    *left = ids.n == NOTE_STEP;
    return OK;
}
