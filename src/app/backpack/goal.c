/* backpack/goal.c — goals as rows, how far each is, and what is told of them. */
#include "app/backpack/goal.h"

#include "app/backpack/news.h"
#include "app/org/access.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "format/json.h"
#include "web/scratch.h"

#define COLUMNS                                                                \
    "g.id, g.owner_id, g.badge_id, g.title, g.issuer, g.achievement, g.link, g.picture, g.needs, g.note, g.until_day, g.created_at, g.done_at, g.removed_at"

static void read_goal(struct rows *r, struct arena *a, struct goal *g)
{
    *g = (struct goal){
        .id = row_int(r, 0), .owner = row_int(r, 1), .badge = row_int(r, 2), .title = row_str(r, 3, a), .issuer = row_str(r, 4, a),
        .achievement = row_str(r, 5, a), .link = row_str(r, 6, a), .picture = row_str(r, 7, a), .needs = row_str(r, 8, a), .note = row_str(r, 9, a),
        .until = row_int(r, 10), .created = row_int(r, 11), .done = row_int(r, 12), .removed = row_int(r, 13)};
}

static code read_all(struct rows *r, struct arena *a, struct goal_list *out, struct error *err)
{
    while (rows_next(r))
        read_goal(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_all[] = SQL(
    "SELECT " COLUMNS " FROM goal g WHERE g.owner_id = $1 AND (g.removed_at IS NOT NULL) = ($2 = 1)"
    " ORDER BY (g.done_at IS NOT NULL), coalesce(g.until_day, 9007199254740991), g.id DESC LIMIT 200");
static const char sql_one[] = SQL("SELECT " COLUMNS " FROM goal g WHERE g.owner_id = $1 AND g.id = $2");

code goals_of(struct db *db, struct arena *a, int64_t owner, bool removed, struct goal_list *out, struct error *err)
{
    return read_all(db_query(db, sql_all, ARGS(v_int(owner), v_int(removed))), a, out, err);
}

code goal_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct goal *out, struct error *err)
{
    struct goal_list one = {0};

    TRY(read_all(db_query(db, sql_one, ARGS(v_int(owner), v_int(id))), a, &one, err));
    if (one.n == 0)
        return fail(err, NOT_FOUND, "goal", "there is no such goal");
    *out = one.items[0];
    return OK;
}

/* ---- pathways ---- */

static const char sql_ways[] = SQL(
    "SELECT u.id, u.steps_done, u.steps, h.name, g.name, u.next_title FROM pathway_person u JOIN pathway_version h ON h.pathway_id = u.pathway_id AND h.number = u.number"
    " JOIN org ox ON ox.id = u.org_id JOIN org_version g ON g.id = ox.version_id WHERE u.person_id IN " ACCESS_ME_STILL("$1")
    " AND u.left_at IS NULL AND u.done_at IS NULL ORDER BY u.id DESC LIMIT 20");

code goal_ways_of(struct db *db, struct arena *a, int64_t owner, struct goal_ways *out, struct error *err)
{
    struct rows *r = db_query(db, sql_ways, ARGS(v_int(owner)));

    while (rows_next(r))
        *list_add(a, out) = (struct goal_way){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a)};
    return rows_end(r, err);
}

/* ---- making ---- */

static const char sql_count[] = SQL("SELECT count(*) FROM goal WHERE owner_id = $1");
static const char sql_same[] = SQL("SELECT coalesce(min(id), 0) FROM goal WHERE owner_id = $1 AND achievement = $2 AND achievement <> '' AND removed_at IS NULL");
static const char sql_insert[] = SQL(
    "INSERT INTO goal (owner_id, badge_id, title, issuer, achievement, link, picture, needs, note, until_day, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id");

code goal_add(struct db *db, struct arena *a, struct goal *g, struct error *err)
{
    int64_t n = 0;

    (void)a;
    if (str_is_empty(str_trim(g->title)))
        return fail(err, BAD_INPUT, "title", "say what you want to reach");
    TRY(db_int(db, sql_same, ARGS(v_int(g->owner), v_str(g->achievement)), &g->id, err));
    if (g->id)
        return OK;
    TRY(db_int(db, sql_count, ARGS(v_int(g->owner)), &n, err));
    if (n >= GOALS_MOST)
        return fail(err, LIMIT, "title", "there are %d goals already: remove some first", GOALS_MOST);
    return db_int(db, sql_insert,
                  ARGS(v_int(g->owner), v_int_if(g->badge > 0, g->badge), v_str(utf8_cut(g->title, 200)), v_str(utf8_cut(g->issuer, 200)), v_str(g->achievement),
                       v_str(g->link), v_str(g->picture), v_str(utf8_cut(g->needs, 8000)), v_str(g->note), v_int_if(g->until > 0, g->until), v_int(clock_now())),
                  &g->id, err);
}

/* ---- the badge of a page ---- */

static str text_of(const struct json *v, const char *key)
{
    str s = json_str(json_get(v, key));

    return str_is_absent(s) ? S("") : str_trim(s);
}

/* Of this server: its number and picture, by the random word in the address. */
static const char sql_badge[] = SQL(
    "SELECT b.id, v.name, coalesce(v.png_hash, ''), o.name FROM achievement b JOIN achievement_version v ON v.id = b.version_id JOIN org g ON g.id = b.org_id"
    " LEFT JOIN issuer i ON i.id = v.issuer_id JOIN org_version o ON o.id = coalesce(i.version_id, g.version_id)"
    " WHERE b.public_id = $1 AND b.state = 'published'");

static code find_here(struct db *db, struct arena *a, str public_id, struct goal *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badge, ARGS(v_str(public_id)));

    if (rows_next(r)) {
        str hash = row_str(r, 2, a);
        out->badge = row_int(r, 0);
        out->title = row_str(r, 1, a);
        out->issuer = row_str(r, 3, a);
        out->picture = hash.n ? str_join(a, S("/images/"), hash) : S("");
    }
    return rows_end(r, err);
}

/* "BASE/badges/WORD…" */
static str word_of(const struct app *app, struct arena *a, str link)
{
    str before = str_join(a, app->base, S("/badges/")), rest, word = S("");

    if (!str_starts(link, before))
        return S("");
    rest = str_from(link, before.n);
    (void)!str_cut(&rest, '/', &word);
    return word;
}

code goal_find_here(const struct app *app, struct db *db, struct arena *a, struct goal *g, struct error *err)
{
    str word = word_of(app, a, g->link);

    if (word.n == 0)
        word = word_of(app, a, g->achievement);
    return word.n ? find_here(db, a, word, g, err) : OK;
}

/* A BadgeClass of 1.x and 2.x, an Achievement of 3.0, or a credential's own. */
static code read_document(const struct json *doc, str link, struct goal *out, struct error *err)
{
    const struct json *issuer, *criteria;
    const struct json *inner = json_get(json_get(doc, "credentialSubject"), "achievement");

    if (!inner)
        inner = json_get(doc, "badge");
    if (inner && json_get(inner, "name"))
        doc = inner;
    issuer = json_get(doc, "creator") ? json_get(doc, "creator") : json_get(doc, "issuer");
    criteria = json_get(doc, "criteria");
    out->title = text_of(doc, "name");
    out->issuer = text_of(issuer, "name");
    out->achievement = text_of(doc, "id").n ? text_of(doc, "id") : link;
    if (out->achievement.n > GOAL_ID_BYTES)
        return fail(err, BAD_INPUT, "link", "the address by which this badge calls itself is too long: write the goal in words");
    out->needs = text_of(criteria, "narrative").n ? text_of(criteria, "narrative") : text_of(doc, "description");
    return out->title.n ? OK : fail(err, BAD_INPUT, "link", "there is no badge at this address: write the goal in words, and keep the link in a note");
}

code goal_read_link(struct app *app, struct db *db, struct arena *a, str link, struct goal *out, struct error *err)
{
    struct loader l = app_loader(app, db, a);
    struct loaded got;
    const struct json *doc = NULL;

    l.budget = 4;
    *out = (struct goal){.link = link, .picture = S(""), .note = S("")};
    if (!uri_is_http(link))
        return fail(err, BAD_INPUT, "link", "write an address that begins with https://");
    if (loader_get(&l, a, link, "application/ld+json, application/json", &got, NULL) != OK)
        return fail(err, UNREACHABLE, "link", "this address did not answer: try it later");
    if (got.status != 200 || json_parse(a, got.body, NULL, &doc, NULL) != OK)
        return fail(err, BAD_INPUT, "link", "there is no badge at this address: write the goal in words, and keep the link in a note");
    TRY(read_document(doc, link, out, err));
    return goal_find_here(app, db, a, out, err);
}

/* ---- changing ---- */

static code one_changed(struct db *db, const char *sql, struct args args, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql, args, &n, err));
    return n ? OK : fail(err, NOT_FOUND, "goal", "there is no such goal");
}

static const char sql_until[] = SQL("UPDATE goal SET until_day = $3, note = $4 WHERE owner_id = $1 AND id = $2");
static const char sql_removed[] = SQL("UPDATE goal SET removed_at = $3 WHERE owner_id = $1 AND id = $2");
static const char sql_done[] = SQL("UPDATE goal SET done_at = $3 WHERE owner_id = $1 AND id = $2 AND achievement = ''");

code goal_set_until(struct db *db, const struct goal *g, struct error *err)
{
    return one_changed(db, sql_until, ARGS(v_int(g->owner), v_int(g->id), v_int_if(g->until > 0, g->until), v_str(g->note)), err);
}

code goal_set_removed(struct db *db, int64_t owner, int64_t id, bool removed, struct error *err)
{
    return one_changed(db, sql_removed, ARGS(v_int(owner), v_int(id), v_int_if(removed, clock_now())), err);
}

code goal_set_done(struct db *db, int64_t owner, int64_t id, bool done, struct error *err)
{
    return one_changed(db, sql_done, ARGS(v_int(owner), v_int(id), v_int_if(done, clock_now())), err);
}

/* ---- how far ---- */

/* A badge that holds: every version of one of ours counts, by the random word in its address. */
#define HOLDS " h.removed_at IS NULL AND h.standing IN ('good', 'silent') AND (h.valid_until IS NULL OR h.valid_until > $3)"
static const char sql_holding[] = SQL(
    "SELECT coalesce(min(h.id), 0) FROM holding h WHERE h.owner_id = $1 AND h.achievement_id <> '' AND (h.achievement_id = $2"
    " OR EXISTS (SELECT 1 FROM achievement b WHERE b.id = $4 AND h.achievement_id LIKE '%/badges/' || b.public_id || '%')) AND" HOLDS);
static const char sql_parts[] = SQL(
    "SELECT v.name, b.public_id, coalesce(v.png_hash, ''), CASE WHEN EXISTS (SELECT 1 FROM holding h WHERE h.owner_id = $1"
    " AND h.achievement_id LIKE '%/badges/' || b.public_id || '%' AND" HOLDS ") THEN 1 ELSE 0 END, s.needed"
    " FROM award_set s JOIN award_set_part p ON p.set_id = s.id JOIN achievement b ON b.id = p.achievement_id JOIN achievement_version v ON v.id = b.version_id"
    " WHERE s.achievement_id = $2 AND s.is_on = 1 ORDER BY lower(v.name), b.id");

static code look_parts(struct db *db, struct arena *a, const struct goal *g, struct goal_state *out, struct error *err)
{
    struct rows *r = db_query(db, sql_parts, ARGS(v_int(g->owner), v_int(g->badge), v_int(clock_now())));

    while (rows_next(r)) {
        str hash = row_str(r, 2, a);
        *list_add(a, &out->parts) = (struct goal_part){row_str(r, 0, a), str_join(a, S("/badges/"), row_str(r, 1, a)), hash.n ? str_join(a, S("/images/"), hash) : S(""), row_bool(r, 3)};
        out->has += row_bool(r, 3);
        out->needed = row_int(r, 4);
    }
    TRY(rows_end(r, err));
    if (out->needed == 0 || out->needed > (int64_t)out->parts.n)
        out->needed = (int64_t)out->parts.n;
    return OK;
}

code goal_look(struct db *db, struct arena *a, const struct goal *g, struct goal_state *out, struct error *err)
{
    *out = (struct goal_state){.is_done = g->done > 0};
    if (str_is_empty(g->achievement))
        return OK;
    TRY(db_int(db, sql_holding, ARGS(v_int(g->owner), v_str(g->achievement), v_int(clock_now()), v_int(g->badge)), &out->holding, err));
    out->is_done = out->holding > 0;
    return g->badge ? look_parts(db, a, g, out, err) : OK;
}

code goal_rows_of(struct db *db, struct arena *a, int64_t owner, size_t most, struct goal_rows *out, struct error *err)
{
    struct goal_list all = {0};

    TRY(goals_of(db, a, owner, false, &all, err));
    for (size_t i = 0; i < all.n && out->n < most; i++) {
        struct goal_row row = {.g = all.items[i], .path = str_printf(a, "/backpack/goals/%lld", (long long)all.items[i].id), .words = S("")};
        TRY(goal_look(db, a, &row.g, &row.s, err));
        if (row.s.parts.n && !row.s.is_done)
            row.words = row.s.has + 1 == row.s.needed ? said("One away")
                                                     : words_printf(a, "%lld of %lld", (long long)row.s.has, (long long)row.s.needed);
        *list_add(a, out) = row;
    }
    return OK;
}

/* ---- told ---- */

#define AT_ONCE 200

static const char sql_open[] = SQL(
    "SELECT g.id, g.owner_id, g.badge_id, g.title, g.issuer, g.achievement FROM goal g"
    " WHERE g.id > $1 AND g.done_at IS NULL AND g.removed_at IS NULL AND g.achievement <> '' ORDER BY g.id LIMIT $2");
static const char sql_reached[] = SQL("UPDATE goal SET done_at = $2 WHERE id = $1 AND done_at IS NULL");
static const char sql_told_near[] = SQL("SELECT count(*) FROM backpack_note WHERE account_id = $1 AND kind = 'goal-near' AND about = $2");

static code write_news(struct db *db, struct arena *a, const struct goal *g, bool is_done, struct error *err)
{
    str about = str_printf(a, "goal %lld", (long long)g->id), path = str_printf(a, "/backpack/goals/%lld", (long long)g->id);

    if (is_done)
        TRY(db_run(db, sql_reached, ARGS(v_int(g->id), v_int(clock_now())), NULL, err));
    return news_tell(db, &(struct news_note){g->owner, is_done ? "goal-done" : "goal-near", about, g->title, g->issuer, path}, err);
}

/* Most goals are where they were: only what is news takes the turn to write. */
static code tell_one(struct db *db, struct arena *a, const struct goal *g, struct error *err)
{
    struct goal_state s;
    int64_t told = 0;

    TRY(goal_look(db, a, g, &s, err));
    if (!s.is_done && (s.parts.n == 0 || s.has + 1 != s.needed))
        return OK;
    if (!s.is_done)
        TRY(db_int(db, sql_told_near, ARGS(v_int(g->owner), v_str(str_printf(a, "goal %lld", (long long)g->id))), &told, err));
    if (told)
        return OK;
    TRY(db_begin(db, err));
    return db_end(db, write_news(db, a, g, s.is_done, err), err);
}

static code tell_some(struct db *db, struct arena *a, int64_t *last, size_t *n, struct error *err)
{
    struct goal_list some = {0};
    struct rows *r = db_query(db, sql_open, ARGS(v_int(*last), v_int(AT_ONCE)));

    while (rows_next(r))
        *list_add(a, &some) = (struct goal){.id = row_int(r, 0), .owner = row_int(r, 1), .badge = row_int(r, 2), .title = row_str(r, 3, a),
                                            .issuer = row_str(r, 4, a), .achievement = row_str(r, 5, a)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < some.n; i++) {
        TRY(tell_one(db, a, &some.items[i], err));
        *last = some.items[i].id;
    }
    *n = some.n;
    return OK;
}

code goals_tell(struct db *db, struct error *err)
{
    struct arena *a = scratch_open();
    int64_t last = 0;

    for (size_t n = AT_ONCE; n == AT_ONCE; arena_reset(a))
        TRY(tell_some(db, a, &last, &n, err));
    return OK;
}
