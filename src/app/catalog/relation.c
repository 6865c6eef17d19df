/* catalog/relation.c — how badges stand to each other. */
#include "app/catalog/relation.h"
#include "app/settings.h"

const struct relation_kind relation_kinds[] = {
    {"related", "Related", "Related"},
    {"needs", "Needed before", "Leads on to"},
    {"replaces", "Takes the place of", "Its place is taken by"},
    {"part", "Part of", "Made up of"},
};
const size_t relation_kind_count = COUNT(relation_kinds);

static const struct relation_kind *kind_of(str name)
{
    for (size_t i = 0; i < COUNT(relation_kinds); i++)
        if (str_eq(name, cstr(relation_kinds[i].name)))
            return &relation_kinds[i];
    return NULL;
}

const char *relation_words(const struct relation *r)
{
    const struct relation_kind *k = kind_of(r->kind);

    return !k ? "Related" : r->is_back ? k->back : k->words;
}

/* Relations of a badge, and those of others to it. $2: drafts too. */
#define SEEN "r.kind, b.public_id, v.name, v.png_hash, b.state, v.number"
#define OTHER " JOIN achievement_version v ON v.id = b.version_id WHERE "
#define SHOWN " AND ($2 = 0 OR b.state <> 'draft')"
static const char sql_find[] = SQL(
    "SELECT r.id, b.id, 0 AS back, " SEEN " FROM achievement_relation r JOIN achievement b ON b.id = r.other_id" OTHER
    "r.achievement_id = $1" SHOWN
    " UNION ALL SELECT r.id, b.id, 1 AS back, " SEEN " FROM achievement_relation r JOIN achievement b ON b.id = r.achievement_id" OTHER
    "r.other_id = $1" SHOWN " ORDER BY 4, 3, 6, 1 LIMIT 200");

code relation_find(struct db *db, struct arena *a, int64_t achievement, bool is_public, struct relation_list *out,
                   struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(achievement), v_int(is_public)));

    while (rows_next(r))
        *list_add(a, out) = (struct relation){
            .id = row_int(r, 0), .other = row_int(r, 1), .is_back = row_int(r, 2) == 1, .kind = row_str(r, 3, a),
            .public_id = row_str(r, 4, a), .name = row_str(r, 5, a), .png_hash = row_str(r, 6, a), .state = row_str(r, 7, a),
            .number = row_int(r, 8)};
    return rows_end(r, err);
}

static const char sql_choices[] = SQL(
    "SELECT b.id, v.name FROM achievement b JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1 AND b.id <> $2"
    " AND v.name <> '' AND b.state <> 'archived' ORDER BY lower(v.name), b.id LIMIT 500");

code relation_choices(struct db *db, struct arena *a, int64_t org, int64_t without, struct relation_choices *out, struct error *err)
{
    struct rows *r = db_query(db, sql_choices, ARGS(v_int(org), v_int(without)));

    while (rows_next(r))
        *list_add(a, out) = (struct relation_choice){.id = row_int(r, 0), .name = row_str(r, 1, a)};
    return rows_end(r, err);
}

/* ---- changing ---- */

static const char sql_ours[] = SQL("SELECT count(*) FROM achievement WHERE org_id = $1 AND id IN ($2, $3)");
static const char sql_count[] = SQL("SELECT count(*) FROM achievement_relation WHERE achievement_id = $1");
/* Does the way from $1 by this kind come to $2? */
static const char sql_leads[] = SQL(
    "WITH RECURSIVE way(id) AS (SELECT other_id FROM achievement_relation WHERE achievement_id = $1 AND kind = $3"
    " UNION SELECT r.other_id FROM achievement_relation r JOIN way w ON r.achievement_id = w.id WHERE r.kind = $3)"
    " SELECT count(*) FROM way WHERE id = $2");
static const char sql_add[] = SQL(
    "INSERT INTO achievement_relation (org_id, achievement_id, kind, other_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");

static code check(struct db *db, const struct relation_act *act, struct error *err)
{
    int64_t n = 0;

    if (!kind_of(act->kind))
        return fail(err, BAD_INPUT, "kind", "say how they stand to each other");
    if (act->other == act->achievement)
        return fail(err, BAD_INPUT, "other", "choose another badge than this one");
    TRY(db_int(db, sql_ours, ARGS(v_int(act->org), v_int(act->achievement), v_int(act->other)), &n, err));
    if (n != 2)
        return fail(err, BAD_INPUT, "other", "choose one of your badges");
    TRY(db_int(db, sql_count, ARGS(v_int(act->achievement)), &n, err));
    if (n >= RELATIONS_MOST)
        return fail(err, CONFLICT, "other", "%d badges are named already: take one away first", RELATIONS_MOST);
    TRY(db_int(db, sql_leads, ARGS(v_int(act->other), v_int(act->achievement), v_str(act->kind)), &n, err));
    return n ? fail(err, CONFLICT, "other", "it is said the other way round already: that would lead in a circle") : OK;
}

static code note(struct db *db, struct arena *a, const struct relation_act *act, const char *what, str detail, struct error *err)
{
    TRY(org_log(db, act->org, act->account, what, str_printf(a, "badge %lld", (long long)act->achievement), detail, err));
    return public_changed(db, err);
}

static code add_rows(struct db *db, struct arena *a, const struct relation_act *act, struct error *err)
{
    int64_t added = 0;

    TRY(check(db, act, err));
    TRY(db_run(db, sql_add, ARGS(v_int(act->org), v_int(act->achievement), v_str(act->kind), v_int(act->other)), &added, err));
    if (added == 0)
        return fail(err, CONFLICT, "other", "this is said already");
    return note(db, a, act, "badge.relate", str_printf(a, STR_FMT " badge %lld", STR_ARG(act->kind), (long long)act->other), err);
}

code relation_add(struct db *db, struct arena *a, const struct relation_act *act, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, add_rows(db, a, act, err), err);
}

static const char sql_remove[] = SQL(
    "DELETE FROM achievement_relation WHERE org_id = $1 AND id = $2 AND (achievement_id = $3 OR other_id = $3)");

static code remove_rows(struct db *db, struct arena *a, const struct relation_act *act, int64_t id, struct error *err)
{
    int64_t removed = 0;

    TRY(db_run(db, sql_remove, ARGS(v_int(act->org), v_int(id), v_int(act->achievement)), &removed, err));
    if (removed == 0)
        return fail(err, NOT_FOUND, "relation", "this is not said any more");
    return note(db, a, act, "badge.unrelate", S(""), err);
}

code relation_remove(struct db *db, struct arena *a, const struct relation_act *act, int64_t id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, act, id, err), err);
}
