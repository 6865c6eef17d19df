/* shop/shop_arrange.c — sections and badges in their order. Places are counted anew
 * with each move, so that they stay small and without gaps. */
#include "app/shop/shop.h"

#include "app/settings.h"


/* `id` in front of `before`, or last; NOT_FOUND never: what is not there is added. */
static struct id_list moved(struct arena *a, const struct id_list *ids, int64_t id, int64_t before)
{
    struct id_list out = {0};

    for (size_t i = 0; i < ids->n; i++) {
        if (ids->items[i] == id)
            continue;
        if (ids->items[i] == before)
            *list_add(a, &out) = id;
        *list_add(a, &out) = ids->items[i];
        if (ids->items[i] == before)
            before = -1;                         /* done */
    }
    if (before != -1)
        *list_add(a, &out) = id;
    return out;
}

static code ids_of(struct rows *r, struct arena *a, struct id_list *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

static code done(struct db *db, const struct shop_act *act, const char *what, str subject, str detail, struct error *err)
{
    TRY(org_log(db, act->org, act->account, what, subject, detail, err));
    return public_changed(db, err);
}

/* ---- sections ---- */

static const char sql_name[] = SQL("SELECT name FROM shop_section WHERE org_id = $1 AND id = $2");

static code section_name(struct db *db, struct arena *a, int64_t org, int64_t id, str *name, struct error *err)
{
    struct rows *r = db_query(db, sql_name, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *name = row_str(r, 0, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "section", "there is no such section");
}

static const char sql_count[] = SQL("SELECT count(*) FROM shop_section WHERE org_id = $1");
static const char sql_add[] = SQL("INSERT INTO shop_section (org_id, place, name, about) VALUES ($1, $2, $3, $4)");
static const char sql_change[] = SQL("UPDATE shop_section SET name = $3, about = $4 WHERE org_id = $1 AND id = $2");

static code save_section(struct db *db, struct arena *a, const struct shop_act *act, const struct shop_section *s, struct error *err)
{
    int64_t n = 0;
    str was;

    if (s->id) {
        TRY(section_name(db, a, act->org, s->id, &was, err));
        TRY(db_run(db, sql_change, ARGS(v_int(act->org), v_int(s->id), v_str(s->name), v_str(s->about)), NULL, err));
        return done(db, act, "shop.section", s->name, S(""), err);
    }
    TRY(db_int(db, sql_count, ARGS(v_int(act->org)), &n, err));
    if (n >= SHOP_SECTIONS)
        return fail(err, LIMIT, "name", "at most %d sections", SHOP_SECTIONS);
    TRY(db_run(db, sql_add, ARGS(v_int(act->org), v_int(n), v_str(s->name), v_str(s->about)), NULL, err));
    return done(db, act, "shop.section", s->name, S(""), err);
}

code shop_section_save(struct db *db, struct arena *a, const struct shop_act *act, const struct shop_section *s, struct error *err)
{
    if (str_is_empty(s->name))
        return fail(err, BAD_INPUT, "name", "give the section a name");
    TRY(db_begin(db, err));
    return db_end(db, save_section(db, a, act, s, err), err);
}

static const char sql_remove[] = SQL("DELETE FROM shop_section WHERE org_id = $1 AND id = $2");

static code remove_section(struct db *db, struct arena *a, const struct shop_act *act, int64_t id, struct error *err)
{
    str name;

    TRY(section_name(db, a, act->org, id, &name, err));
    TRY(db_run(db, sql_remove, ARGS(v_int(act->org), v_int(id)), NULL, err));
    return done(db, act, "shop.section-remove", name, S(""), err);
}

code shop_section_remove(struct db *db, struct arena *a, const struct shop_act *act, int64_t id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_section(db, a, act, id, err), err);
}

static const char sql_order[] = SQL("SELECT id FROM shop_section WHERE org_id = $1 ORDER BY place, id");
static const char sql_place[] = SQL("UPDATE shop_section SET place = $3 WHERE org_id = $1 AND id = $2");

static code move_section(struct db *db, struct arena *a, const struct shop_act *act, int64_t id, int64_t before, struct error *err)
{
    struct id_list ids = {0};
    str name;

    TRY(section_name(db, a, act->org, id, &name, err));
    TRY(ids_of(db_query(db, sql_order, ARGS(v_int(act->org))), a, &ids, err));
    ids = moved(a, &ids, id, before);
    for (size_t i = 0; i < ids.n; i++)
        TRY(db_run(db, sql_place, ARGS(v_int(act->org), v_int(ids.items[i]), v_int((int64_t)i)), NULL, err));
    return public_changed(db, err);
}

code shop_section_move(struct db *db, struct arena *a, const struct shop_act *act, int64_t id, int64_t before, struct error *err)
{
    if (id == before)
        return OK;
    TRY(db_begin(db, err));
    return db_end(db, move_section(db, a, act, id, before, err), err);
}

/* ---- badges ---- */

#define LAST 1000000                             /* behind those that have a place */

static const char sql_put[] = SQL(
    "INSERT INTO shop_badge (achievement_id, org_id, section_id, place, is_hidden, level, takes, way)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (achievement_id) DO UPDATE SET"
    " place = CASE WHEN coalesce(shop_badge.section_id, 0) = coalesce(excluded.section_id, 0) THEN shop_badge.place ELSE excluded.place END,"
    " section_id = excluded.section_id, is_hidden = excluded.is_hidden, level = excluded.level, takes = excluded.takes, way = excluded.way");

static code put_badge(struct db *db, const struct shop_act *act, int64_t badge, const struct shop_badge *s, struct error *err)
{
    return db_run(db, sql_put,
                  ARGS(v_int(badge), v_int(act->org), v_int_if(s->section > 0, s->section), v_int(LAST), v_int(s->is_hidden), v_str(s->level),
                       v_str(s->takes), v_str(s->way)), NULL, err);
}

static code set_badge(struct db *db, struct arena *a, const struct shop_act *act, int64_t badge, const struct shop_badge *s, struct error *err)
{
    struct badge_row b;
    str name;

    TRY(catalog_get(db, a, act->org, badge, &b, err));
    if (s->section && section_name(db, a, act->org, s->section, &name, NULL) != OK)
        return fail(err, BAD_INPUT, "section", "choose one of the sections");
    TRY(put_badge(db, act, badge, s, err));
    return done(db, act, "shop.badge", str_printf(a, "badge %lld", (long long)badge), b.v.name, err);
}

code shop_badge_set(struct db *db, struct arena *a, const struct shop_act *act, int64_t badge, const struct shop_badge *s, struct error *err)
{
    if (!str_is_empty(s->level) && !*shop_level_words(s->level))
        return fail(err, BAD_INPUT, "level", "choose one of the levels");
    TRY(db_begin(db, err));
    return db_end(db, set_badge(db, a, act, badge, s, err), err);
}

/* As they stand now: those without a place behind the others, the newest first. */
static const char sql_shelf[] = SQL(
    "SELECT b.id FROM achievement b LEFT JOIN shop_badge s ON s.achievement_id = b.id"
    " WHERE b.org_id = $1 AND b.state = 'published' AND coalesce(s.section_id, 0) = $2 ORDER BY coalesce(s.place, 1000000), b.id DESC LIMIT $3");
static const char sql_stand[] = SQL(
    "INSERT INTO shop_badge (achievement_id, org_id, section_id, place, is_hidden, level, takes, way)"
    " VALUES ($1, $2, $3, $4, 0, '', '', '') ON CONFLICT (achievement_id) DO UPDATE SET"
    " section_id = excluded.section_id, place = excluded.place");

static code move_badge(struct db *db, struct arena *a, const struct shop_act *act, const struct shop_move *m, struct error *err)
{
    struct id_list ids = {0};
    struct badge_row b;
    str name;

    TRY(catalog_get(db, a, act->org, m->badge, &b, err));
    if (m->section)
        TRY(section_name(db, a, act->org, m->section, &name, err));
    TRY(ids_of(db_query(db, sql_shelf, ARGS(v_int(act->org), v_int(m->section), v_int(SHOP_BADGES))), a, &ids, err));
    ids = moved(a, &ids, m->badge, m->before);
    for (size_t i = 0; i < ids.n; i++)
        TRY(db_run(db, sql_stand, ARGS(v_int(ids.items[i]), v_int(act->org), v_int_if(m->section > 0, m->section), v_int((int64_t)i)), NULL, err));
    return public_changed(db, err);
}

code shop_badge_move(struct db *db, struct arena *a, const struct shop_act *act, const struct shop_move *m, struct error *err)
{
    if (m->badge == m->before)
        return OK;
    TRY(db_begin(db, err));
    return db_end(db, move_badge(db, a, act, m, err), err);
}
