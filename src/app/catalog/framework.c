/* catalog/framework.c — frameworks of skills: kept, looked through, taken out. */
#include "app/catalog/framework_private.h"

#include "app/catalog/catalog_private.h"
#include "app/catalog/scale.h"
#include "app/org/access.h"
#include "base/attempt.h"
#include "store/search.h"

/* ---- which there are ---- */

#define FRAMEWORK_ROW "SELECT id, org_id, items, months, name, language, format, created_at, changed_at, levels FROM framework"
static const char sql_all[] = SQL(FRAMEWORK_ROW " WHERE org_id = $1 ORDER BY lower(name), id LIMIT 200");
static const char sql_get[] = SQL(FRAMEWORK_ROW " WHERE org_id = $1 AND id = $2");

static struct framework_row read_row(struct rows *r, struct arena *a)
{
    return (struct framework_row){.id = row_int(r, 0), .org = row_int(r, 1), .items = row_int(r, 2), .months = row_int(r, 3), .name = row_str(r, 4, a),
                                  .language = row_str(r, 5, a), .format = row_str(r, 6, a), .created = row_int(r, 7), .changed = row_int(r, 8), .levels = row_str(r, 9, a)};
}

code framework_all(struct db *db, struct arena *a, int64_t org, struct framework_row_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

code framework_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct framework_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));

    *out = (struct framework_row){0};
    if (rows_next(r))
        *out = read_row(r, a);
    TRY(rows_end(r, err));
    return out->id ? OK : fail(err, NOT_FOUND, "framework", "there is no such framework");
}

/* ---- all of one ---- */

static const char sql_items[] = SQL(
    "SELECT id, code, name, url, about, type, retired_at FROM framework_item WHERE framework_id = $1 ORDER BY id");
static const char sql_labels_of[] = SQL(
    "SELECT l.item_id, l.language, l.name FROM framework_label l JOIN framework_item i ON i.id = l.item_id WHERE i.framework_id = $1 ORDER BY l.item_id, l.language");
static const char sql_links_of[] = SQL(
    "SELECT l.item_id, b.url FROM framework_link l JOIN framework_item i ON i.id = l.item_id JOIN framework_item b ON b.id = l.broader_id"
    " WHERE i.framework_id = $1 ORDER BY l.item_id, b.id");

static const char sql_addresses_of[] = SQL(
    "SELECT d.item_id, d.url FROM framework_address d JOIN framework_item i ON i.id = d.item_id WHERE i.framework_id = $1 ORDER BY d.item_id, d.url");

/* Both are in the order of ids: one walk finds the skill of each row. */
static struct framework_skill *skill_of(struct framework_file *f, const struct id_list *ids, size_t *at, int64_t id)
{
    while (*at < ids->n && ids->items[*at] < id)
        ++*at;
    return *at < ids->n && ids->items[*at] == id ? &f->items.items[*at] : NULL;
}

static code load_labels(struct db *db, struct arena *a, int64_t id, struct framework_file *out, const struct id_list *ids, struct error *err)
{
    struct rows *r = db_query(db, sql_labels_of, ARGS(v_int(id)));
    struct framework_skill *s;
    size_t at = 0;

    while (rows_next(r))
        if ((s = skill_of(out, ids, &at, row_int(r, 0))))
            *list_add(a, &s->labels) = (struct framework_label){row_str(r, 1, a), row_str(r, 2, a)};
    return rows_end(r, err);
}

static code load_links(struct db *db, struct arena *a, int64_t id, struct framework_file *out, const struct id_list *ids, struct error *err)
{
    struct rows *r = db_query(db, sql_links_of, ARGS(v_int(id)));
    struct framework_skill *s;
    size_t at = 0;

    while (rows_next(r))
        if ((s = skill_of(out, ids, &at, row_int(r, 0))))
            *list_add(a, &s->broader) = row_str(r, 1, a);
    return rows_end(r, err);
}

static code load_former(struct db *db, struct arena *a, int64_t id, struct framework_file *out, const struct id_list *ids, struct error *err)
{
    struct rows *r = db_query(db, sql_addresses_of, ARGS(v_int(id)));
    struct framework_skill *s;
    size_t at = 0;

    while (rows_next(r))
        if ((s = skill_of(out, ids, &at, row_int(r, 0))))
            *list_add(a, &s->former) = row_str(r, 1, a);
    return rows_end(r, err);
}

code framework_load(struct db *db, struct arena *a, const struct framework_row *f, struct framework_file *out, struct id_list *ids, struct error *err)
{
    struct rows *r = db_query(db, sql_items, ARGS(v_int(f->id)));

    *out = (struct framework_file){.name = f->name, .language = f->language, .format = f->format, .levels = f->levels};
    while (rows_next(r)) {
        *list_add(a, ids) = row_int(r, 0);
        *list_add(a, &out->items) = (struct framework_skill){
            .x = {.target_code = row_str(r, 1, a), .target_name = row_str(r, 2, a), .target_url = row_str(r, 3, a), .target_description = row_str(r, 4, a),
                  .target_type = row_str(r, 5, a), .target_framework = f->name}, .is_retired = row_int(r, 6) > 0};
    }
    TRY(rows_end(r, err));
    TRY(load_labels(db, a, f->id, out, ids, err));
    TRY(load_former(db, a, f->id, out, ids, err));
    return load_links(db, a, f->id, out, ids, err);
}

/* ---- changed, taken out ---- */

static framework_watcher *watching;

void framework_watch(framework_watcher *watcher)
{
    watching = watcher;
}

code framework_changed(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    return watching ? watching(db, a, org, err) : OK;
}

static const char sql_set[] = SQL("UPDATE framework SET name = $3, months = $4, changed_at = $5, levels = $6 WHERE org_id = $1 AND id = $2");
/* What names levels of a framework's skills: people, job roles, and what these took once. */
#define OF_IT " AND item_id IN (SELECT i.id FROM framework_item i WHERE i.framework_id = $2)"
#define CLAIMS_OF_IT " FROM skill_claim WHERE org_id = $1" OF_IT
#define PAST_OF " AND past_id IN (SELECT p.id FROM jobrole_past p WHERE p.org_id = $1)"
static const char sql_named[] = SQL(
    "SELECT DISTINCT level FROM (SELECT level" CLAIMS_OF_IT " UNION ALL SELECT level FROM skill_word WHERE claim_id IN (SELECT id" CLAIMS_OF_IT ")"
    " UNION ALL SELECT level FROM jobrole_skill WHERE org_id = $1" OF_IT " UNION ALL SELECT level FROM jobrole_past_skill WHERE level > 0" OF_IT PAST_OF
    ") named WHERE level > 0 ORDER BY level");
#define MOVED(level)                                                                                                            \
    " SET " level " = CASE " level " WHEN 1 THEN $3 WHEN 2 THEN $4 WHEN 3 THEN $5 WHEN 4 THEN $6 WHEN 5 THEN $7 WHEN 6 THEN $8 WHEN 7 THEN $9 WHEN 8 THEN $10" \
    " WHEN 9 THEN $11 WHEN 10 THEN $12 WHEN 11 THEN $13 WHEN 12 THEN $14 ELSE " level " END WHERE " level " > 0"
static const char sql_move_claims[] = SQL("UPDATE skill_claim" MOVED("level") " AND org_id = $1" OF_IT);
static const char sql_move_words[] = SQL("UPDATE skill_word" MOVED("level") " AND claim_id IN (SELECT id" CLAIMS_OF_IT ")");
static const char sql_move_abouts[] = SQL("UPDATE skill_word" MOVED("about_level") " AND claim_id IN (SELECT id" CLAIMS_OF_IT ")");
static const char sql_move_roles[] = SQL("UPDATE jobrole_skill" MOVED("level") " AND org_id = $1" OF_IT);
static const char sql_move_past[] = SQL("UPDATE jobrole_past_skill" MOVED("level") OF_IT PAST_OF);

static code check_moves(struct db *db, const struct framework_row *f, const int64_t *to, struct error *err)
{
    struct rows *r = db_query(db, sql_named, ARGS(v_int(f->org), v_int(f->id)));
    str gone = S("");

    while (rows_next(r)) {
        int64_t level = row_int(r, 0);
        if (!gone.n && level <= SCALE_LEVELS && !to[level - 1])
            gone = scale_name(f->levels, level);
    }
    TRY(rows_end(r, err));
    return gone.n ? fail(err, CONFLICT, "levels", "the level " STR_FMT " stays: people or job roles name it", STR_ARG(gone)) : OK;
}

/* Whoever names a level names it afterwards too, wherever it stands then. */
static code move_levels(struct db *db, struct arena *a, const struct framework_row *f, str levels, struct error *err)
{
    static const char *const moves[] = {sql_move_claims, sql_move_words, sql_move_abouts, sql_move_roles, sql_move_past};
    int64_t to[SCALE_LEVELS];
    struct value values[2 + SCALE_LEVELS] = {v_int(f->org), v_int(f->id)};

    scale_moves(a, f->levels, levels, to);
    TRY(check_moves(db, f, to, err));
    for (size_t i = 0; i < SCALE_LEVELS; i++)
        values[2 + i] = v_int(to[i]);
    for (size_t i = 0; i < COUNT(moves); i++)
        TRY(db_run(db, moves[i], (struct args){values, COUNT(values)}, NULL, err));
    return OK;
}

static str change_words(struct arena *a, const struct framework_settings *s, str was, str levels)
{
    str months = s->months ? str_printf(a, "%lld months", (long long)s->months) : S("");

    if (str_eq(was, levels))
        return months;
    return str_printf(a, STR_FMT "%slevels: " STR_FMT " -> " STR_FMT, STR_ARG(months), months.n ? "; " : "", STR_ARG(scale_words(a, was)), STR_ARG(scale_words(a, levels)));
}

static code set(struct db *db, struct arena *a, const struct framework_settings *s, struct error *err)
{
    struct framework_row was;
    str levels;

    TRY(scale_check(a, s->levels, &levels, err));
    TRY(framework_get(db, a, s->org, s->id, &was, err));
    if (!str_eq(was.levels, levels))
        TRY(move_levels(db, a, &was, levels, err));
    TRY(db_run(db, sql_set, ARGS(v_int(s->org), v_int(s->id), v_str(str_trim(s->name)), v_int(s->months), v_int(clock_now()), v_str(levels)), NULL, err));
    TRY(framework_changed(db, a, s->org, err));
    return org_log(db, s->org, s->by, "framework.change", str_trim(s->name), change_words(a, s, was.levels, levels), err);
}

code framework_set(struct db *db, struct arena *a, const struct framework_settings *s, struct error *err)
{
    if (str_is_empty(str_trim(s->name)) || s->name.n > 200)
        return fail(err, BAD_INPUT, "name", "give the framework a name");
    if (s->months < 0 || s->months > 600)
        return fail(err, BAD_INPUT, "months", "say for how many months, from 1 to 600");
    TRY(db_begin(db, err));
    return db_end(db, set(db, a, s, err), err);
}

static const char sql_urls[] = SQL(
    "SELECT i.url FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND f.id = $2"
    " UNION SELECT d.url FROM framework_address d JOIN framework_item i ON i.id = d.item_id JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND f.id = $2");
static const char sql_badges[] = SQL(
    "SELECT v.achievement_id, v.alignments FROM achievement_version v JOIN achievement b ON b.id = v.achievement_id"
    " WHERE b.org_id = $1 AND v.alignments <> '[]' ORDER BY v.achievement_id");

static bool has_any(struct arena *a, const struct map *urls, str alignments)
{
    struct alignment_list all = {0};

    alignments_read(a, alignments, &all);
    for (size_t i = 0; i < all.n; i++)
        if (!str_is_empty(all.items[i].target_url) && map_get(urls, all.items[i].target_url))
            return true;
    return false;
}

/* All addresses of a framework, and every version of every badge, one at a time. */
#define USE_MEMORY ((size_t)192 << 20)
struct use { struct db *db; struct arena *kept, *one; int64_t org, id, badges; };

static code count_used(void *ctx, struct error *err)
{
    struct use *u = ctx;
    struct rows *r = db_query(u->db, sql_urls, ARGS(v_int(u->org), v_int(u->id)));
    struct map *urls = map_new(u->kept);
    int64_t last = 0;

    while (rows_next(r))
        *map_at(urls, row_str(r, 0, u->kept)) = urls;
    TRY(rows_end(r, err));
    r = db_query(u->db, sql_badges, ARGS(v_int(u->org)));
    while (rows_next(r)) {
        arena_reset(u->one);
        if (row_int(r, 0) == last || !has_any(u->one, urls, row_str(r, 1, u->one)))
            continue;
        last = row_int(r, 0);
        u->badges++;
    }
    return rows_end(r, err);
}

code framework_used(struct db *db, int64_t org, int64_t id, int64_t *badges, struct error *err)
{
    struct use u = {.db = db, .kept = arena_new(USE_MEMORY), .one = arena_new(0), .org = org, .id = id};
    code c = attempt(count_used, &u, err);

    arena_free(u.one);
    arena_free(u.kept);
    *badges = u.badges;
    return c;
}

/* What people say of themselves and of others would go with it. Who has left holds nothing up, unless nothing about them,
 * or about whoever said something of theirs, may be deleted. */
static const char sql_spoken[] = SQL(
    "SELECT count(*) FROM skill_claim c JOIN framework_item i ON i.id = c.item_id JOIN person p ON p.id = c.person_id WHERE c.org_id = $1 AND i.framework_id = $2"
    " AND ((" WORKS_HERE("p", "$3") ") OR EXISTS (SELECT 1 FROM legal_hold h WHERE h.ended_at IS NULL AND h.org_id = $1 AND (h.person_id = p.id"
    " OR h.person_id IN (SELECT k.by_id FROM skill_word k WHERE k.claim_id = c.id))))");

static const char sql_taken[] = SQL(
    "SELECT count(DISTINCT k.jobrole_id) FROM jobrole_skill k JOIN framework_item i ON i.id = k.item_id WHERE k.org_id = $1 AND i.framework_id = $2");

code framework_unused(struct db *db, int64_t org, int64_t id, struct error *err)
{
    int64_t badges = 0, spoken = 0, taken = 0;

    TRY(framework_used(db, org, id, &badges, err));
    if (badges)
        return fail(err, CONFLICT, "framework", "skills of it stand on %lld badges: while they do, it stays", (long long)badges);
    TRY(db_int(db, sql_spoken, ARGS(v_int(org), v_int(id), v_int(clock_now())), &spoken, err));
    if (!spoken) {
        TRY(db_int(db, sql_taken, ARGS(v_int(org), v_int(id)), &taken, err));
        return taken ? fail(err, CONFLICT, "framework", "%lld job roles take skills of it: while they do, it stays", (long long)taken) : OK;
    }
    return spoken ? fail(err, CONFLICT, "framework", "skills of it are said by people (so often: %lld): while they are, it stays", (long long)spoken) : OK;
}

static const char sql_remove[] = SQL("DELETE FROM framework WHERE org_id = $1 AND id = $2");

static code remove_rows(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    struct framework_row f;

    TRY(framework_get(db, a, org, id, &f, err));
    TRY(framework_unused(db, org, id, err));
    TRY(db_run(db, sql_remove, ARGS(v_int(org), v_int(id)), NULL, err));
    TRY(framework_changed(db, a, org, err));
    return org_log(db, org, by, "framework.remove", f.name, str_printf(a, "framework %lld", (long long)id), err);
}

code framework_remove(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, org, id, by, err), err);
}

/* ---- searched ---- */

#define ITEM "SELECT i.id, i.name, i.url, i.about, f.name, i.code, i.type, i.framework_id, coalesce(i.retired_at, 0)," \
    " (SELECT count(*) FROM framework_link n JOIN framework_item c ON c.id = n.item_id WHERE n.broader_id = i.id AND c.retired_at IS NULL), f.levels" \
    " FROM framework_item i JOIN framework f ON f.id = i.framework_id "
static const char sql_search[] = SQL(ITEM
    "WHERE f.org_id = $1 AND i.retired_at IS NULL AND i.folded LIKE $2 ESCAPE '!' AND i.folded LIKE $3 ESCAPE '!' AND i.folded LIKE $4 ESCAPE '!'"
    " ORDER BY length(i.name), i.id LIMIT $5");
static const char sql_item[] = SQL(ITEM "WHERE f.org_id = $1 AND i.id = $2");

static void read_item(struct rows *r, struct arena *a, struct framework_item *out)
{
    *out = (struct framework_item){
        .id = row_int(r, 0), .framework = row_int(r, 7), .retired = row_int(r, 8), .narrower = row_int(r, 9),
        .skill = {.target_name = row_str(r, 1, a), .target_url = row_str(r, 2, a), .target_description = row_str(r, 3, a),
                  .target_framework = row_str(r, 4, a), .target_code = row_str(r, 5, a), .target_type = row_str(r, 6, a), .levels = row_str(r, 10, a)}};
}

static code read_items(struct rows *r, struct arena *a, struct framework_item_list *out, struct error *err)
{
    while (rows_next(r))
        read_item(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* The first three words; what is not typed is found anywhere. */
static void patterns(struct arena *a, str words, str parts[3])
{
    str word, rest = str_lower(a, str_trim(words));
    size_t n = 0;

    parts[0] = parts[1] = parts[2] = S("%");
    while (n < 3 && str_cut(&rest, ' ', &word))
        if (!str_is_empty(word))
            parts[n++] = search_anywhere(a, word);
}

code framework_search(struct db *db, struct arena *a, int64_t org, str words, int limit, struct framework_item_list *out, struct error *err)
{
    str p[3];

    patterns(a, words, p);
    return read_items(db_query(db, sql_search, ARGS(v_int(org), v_str(p[0]), v_str(p[1]), v_str(p[2]), v_int(limit))), a, out, err);
}

code framework_item_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct framework_item *out, struct error *err)
{
    struct rows *r = db_query(db, sql_item, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_item(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "framework", "there is no such skill");
}

static const char sql_levels_of[] = SQL(
    "SELECT f.levels FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1"
    " AND i.id IN (SELECT x.id FROM framework_item x WHERE x.url = $2 UNION SELECT d.item_id FROM framework_address d WHERE d.url = $2)"
    " ORDER BY CASE WHEN i.url = $2 THEN 0 ELSE 1 END, coalesce(i.retired_at, 0), i.id LIMIT 1");

code framework_levels_of(struct db *db, struct arena *a, int64_t org, str url, str *levels, struct error *err)
{
    struct rows *r = db_query(db, sql_levels_of, ARGS(v_int(org), v_str(url)));

    *levels = rows_next(r) ? row_str(r, 0, a) : S("");
    return rows_end(r, err);
}

/* ---- page by page ---- */

#define WORDS "(i.folded LIKE $2 ESCAPE '!' AND i.folded LIKE $3 ESCAPE '!' AND i.folded LIKE $4 ESCAPE '!' OR EXISTS (SELECT 1 FROM framework_label l" \
    " WHERE l.item_id = i.id AND l.folded LIKE $2 ESCAPE '!' AND l.folded LIKE $3 ESCAPE '!' AND l.folded LIKE $4 ESCAPE '!'))"
#define LIVE(n) " AND (i.retired_at IS NULL OR " n " = 1)"
static const char sql_found[] = SQL(ITEM "WHERE i.framework_id = $1 AND i.id > $5 AND " WORDS LIVE("$6") " ORDER BY i.id LIMIT $7");
static const char sql_found_back[] = SQL(ITEM "WHERE i.framework_id = $1 AND i.id < $5 AND " WORDS LIVE("$6") " ORDER BY i.id DESC LIMIT $7");
#define TOP "NOT EXISTS (SELECT 1 FROM framework_link n WHERE n.item_id = i.id)"
static const char sql_top[] = SQL(ITEM "WHERE i.framework_id = $1 AND i.id > $2 AND " TOP LIVE("$3") " ORDER BY i.id LIMIT $4");
static const char sql_top_back[] = SQL(ITEM "WHERE i.framework_id = $1 AND i.id < $2 AND " TOP LIVE("$3") " ORDER BY i.id DESC LIMIT $4");
#define BELOW "JOIN framework_link b ON b.item_id = i.id WHERE i.framework_id = $1 AND b.broader_id = $5 AND i.id "
static const char sql_below[] = SQL(ITEM BELOW "> $2" LIVE("$3") " ORDER BY i.id LIMIT $4");
static const char sql_below_back[] = SQL(ITEM BELOW "< $2" LIVE("$3") " ORDER BY i.id DESC LIMIT $4");

code framework_items(struct db *db, struct arena *a, const struct framework_page *q, struct framework_item_list *out, struct error *err)
{
    const struct keyset *at = &q->paging->at;
    bool back = keyset_is_back(at);
    struct value row = v_int(keyset_row(at, back ? INT64_MAX : 0)), limit = v_int(at->limit), retired = v_int(q->with_retired), id = v_int(q->framework);
    struct rows *r;
    str p[3];

    patterns(a, q->words, p);
    if (!str_is_empty(q->words))
        r = db_query(db, back ? sql_found_back : sql_found, ARGS(id, v_str(p[0]), v_str(p[1]), v_str(p[2]), row, retired, limit));
    else if (q->below)
        r = db_query(db, back ? sql_below_back : sql_below, ARGS(id, row, retired, limit, v_int(q->below)));
    else
        r = db_query(db, back ? sql_top_back : sql_top, ARGS(id, row, retired, limit));
    TRY(read_items(r, a, out, err));
    paging_arrange(q->paging, out);
    return OK;
}

static const char sql_broader[] = SQL(ITEM "JOIN framework_link b ON b.broader_id = i.id WHERE b.item_id = $1 ORDER BY i.id LIMIT 20");

code framework_broader(struct db *db, struct arena *a, int64_t item, struct framework_item_list *out, struct error *err)
{
    return read_items(db_query(db, sql_broader, ARGS(v_int(item))), a, out, err);
}

static const char sql_labels[] = SQL("SELECT language, name FROM framework_label WHERE item_id = $1 ORDER BY language");

code framework_labels(struct db *db, struct arena *a, int64_t item, struct framework_labels *out, struct error *err)
{
    struct rows *r = db_query(db, sql_labels, ARGS(v_int(item)));

    while (rows_next(r))
        *list_add(a, out) = (struct framework_label){row_str(r, 0, a), row_str(r, 1, a)};
    return rows_end(r, err);
}

static const char sql_badges_with[] = SQL(
    "SELECT b.id, v.name, v.alignments FROM achievement b JOIN achievement_version v ON v.id = b.version_id"
    " WHERE b.org_id = $1 AND lower(v.alignments) LIKE $2 ESCAPE '!' ORDER BY lower(v.name), b.id LIMIT $3");

/* The text is only near enough: the address may be the beginning of another. */
static code badges_at(struct db *db, struct arena *a, const struct framework_badges_ask *q, str address, struct framework_badges *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badges_with, ARGS(v_int(q->org), v_str(search_anywhere(a, address)), v_int(q->most)));
    struct map *url = map_new(a);

    *map_at(url, address) = url;
    while (rows_next(r)) {
        bool is_known = out->n >= (size_t)q->most;
        for (size_t i = 0; !is_known && i < out->n; i++)
            is_known = out->items[i].id == row_int(r, 0);
        if (!is_known && has_any(a, url, row_str(r, 2, a)))
            *list_add(a, out) = (struct framework_badge){row_int(r, 0), row_str(r, 1, a)};
    }
    return rows_end(r, err);
}

static const char sql_addresses[] = SQL(
    "SELECT url, 0 AS place FROM framework_item WHERE id = $1 UNION ALL SELECT url, 1 AS place FROM framework_address WHERE item_id = $1 ORDER BY place, url LIMIT 20");

code framework_badges(struct db *db, struct arena *a, const struct framework_badges_ask *q, struct framework_badges *out, struct error *err)
{
    struct rows *r = db_query(db, sql_addresses, ARGS(v_int(q->item)));
    struct str_list urls = {0};

    while (rows_next(r))
        *list_add(a, &urls) = row_str(r, 0, a);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < urls.n; i++)
        TRY(badges_at(db, a, q, urls.items[i], out, err));
    return OK;
}
