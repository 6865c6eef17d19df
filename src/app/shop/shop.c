/* shop/shop.c — what an organisation chose for its catalogue, and what the
 * operator did for the server. */
#include "app/shop/shop.h"

#include "app/settings.h"

/* ---- of an organisation ---- */

static const char sql_get[] = SQL("SELECT is_closed, is_unlisted, tells_awards, tells_people, welcome FROM shop WHERE org_id = $1");
static const char sql_set[] = SQL(
    "INSERT INTO shop (org_id, is_closed, is_unlisted, tells_awards, tells_people, welcome) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (org_id) DO UPDATE SET is_closed = excluded.is_closed, is_unlisted = excluded.is_unlisted,"
    " tells_awards = excluded.tells_awards, tells_people = excluded.tells_people, welcome = excluded.welcome");

code shop_get(struct db *db, struct arena *a, int64_t org, struct shop *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org)));

    *out = (struct shop){.welcome = S("")};
    if (rows_next(r))
        *out = (struct shop){row_bool(r, 0), row_bool(r, 1), row_bool(r, 2), row_bool(r, 3), row_str(r, 4, a)};
    return rows_end(r, err);
}

static code set_row(struct db *db, int64_t org, int64_t by, const struct shop *s, struct error *err)
{
    TRY(db_run(db, sql_set,
               ARGS(v_int(org), v_int(s->is_closed), v_int(s->is_unlisted), v_int(s->tells_awards), v_int(s->tells_people), v_str(s->welcome)),
               NULL, err));
    TRY(org_log(db, org, by, "shop.change", S(""), S(""), err));
    return public_changed(db, err);
}

code shop_set(struct db *db, int64_t org, int64_t by, const struct shop *s, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_row(db, org, by, s, err), err);
}

static const char sql_named[] = SQL(
    "SELECT count(*) FROM letter_choice x JOIN person p ON p.id = x.person_id WHERE p.org_id = $1 AND p.removed_at IS NULL AND x.named_at > 0");

code shop_named_people(struct db *db, int64_t org, int64_t *n, struct error *err)
{
    return db_int(db, sql_named, ARGS(v_int(org)), n, err);
}

bool shop_is_found(const struct shop *s)
{
    return !s->is_closed && !s->is_unlisted;
}

static const char sql_sections[] = SQL("SELECT id, name, about FROM shop_section WHERE org_id = $1 ORDER BY place, id LIMIT $2");

code shop_sections(struct db *db, struct arena *a, int64_t org, struct shop_section_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_sections, ARGS(v_int(org), v_int(SHOP_SECTIONS)));

    while (rows_next(r))
        *list_add(a, out) = (struct shop_section){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a)};
    return rows_end(r, err);
}

/* ---- of one badge ---- */

const struct shop_level shop_levels[] = {
    {"foundation", "Foundation"}, {"intermediate", "Intermediate"}, {"advanced", "Advanced"}, {"expert", "Expert"},
};
const size_t shop_level_count = COUNT(shop_levels);

const char *shop_level_words(str name)
{
    for (size_t i = 0; i < COUNT(shop_levels); i++)
        if (str_eq(name, cstr(shop_levels[i].name)))
            return shop_levels[i].words;
    return "";
}

static const char sql_badge[] = SQL(
    "SELECT coalesce(section_id, 0), is_hidden, level, takes, way FROM shop_badge WHERE org_id = $1 AND achievement_id = $2");

code shop_badge_get(struct db *db, struct arena *a, int64_t org, int64_t badge, struct shop_badge *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badge, ARGS(v_int(org), v_int(badge)));

    *out = (struct shop_badge){.level = S(""), .takes = S(""), .way = S("")};
    if (rows_next(r))
        *out = (struct shop_badge){row_int(r, 0), row_bool(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a)};
    return rows_end(r, err);
}

/* ---- of the server ---- */

bool shop_has_index(struct db *db, struct arena *a)
{
    return str_eq(setting_get(db, a, "shop.index"), S("on"));
}

code shop_set_index(struct db *db, bool on, struct error *err)
{
    TRY(db_begin(db, err));
    code c = setting_put(db, "shop.index", on ? S("on") : S("off"), err);
    return db_end(db, c == OK ? public_changed(db, err) : c, err);
}

/* Badges that anybody may find, and when the newest of them changed. */
#define SHOWN                                                                  \
    "FROM achievement b LEFT JOIN shop_badge x ON x.achievement_id = b.id WHERE b.org_id = o.id"    \
    " AND b.state = 'published' AND coalesce(x.is_hidden, 0) = 0"
static const char sql_orgs[] = SQL(
    "SELECT o.id, (SELECT count(*) " SHOWN "), o.slug, v.name, v.description, v.logo_hash, (SELECT coalesce(max(b.changed_at), 0) " SHOWN ")"
    " FROM org o JOIN org_version v ON v.id = o.version_id LEFT JOIN shop s ON s.org_id = o.id"
    " WHERE coalesce(s.is_closed, 0) = 0 AND coalesce(s.is_unlisted, 0) = 0 AND EXISTS (SELECT 1 " SHOWN ")"
    " ORDER BY lower(v.name), o.id LIMIT $1");

code shop_orgs(struct db *db, struct arena *a, struct shop_org_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_orgs, ARGS(v_int(SHOP_ORGS)));

    while (rows_next(r))
        *list_add(a, out) = (struct shop_org){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a),
                                              row_str(r, 5, a), row_int(r, 6)};
    return rows_end(r, err);
}
