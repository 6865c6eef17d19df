/* skill/match.c — skills that badges name and no framework has: what each may be, what a person
 * decided, and back. */
#include "app/skill/match.h"

#include "app/cache.h"
#include "app/org/org.h"
#include "base/attempt.h"
#include "base/utf8.h"
#include <stdlib.h>

/* ---- what it may be ---- */

#define ALIKE_LEAST 35

static const char sql_skills[] = SQL(
    "SELECT i.id, i.name, i.code, f.name FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND i.retired_at IS NULL ORDER BY i.id LIMIT $2");

/* The likeliest first; of those alike the first one. */
static void offer(struct arena *a, struct match_offers *all, const struct match_offer *o)
{
    size_t at = all->n;

    while (at > 0 && all->items[at - 1].alike < o->alike)
        at--;
    if (at == MATCH_OFFERS)
        return;
    if (all->n < MATCH_OFFERS)
        (void)list_add(a, all);
    for (size_t i = all->n - 1; i > at; i--)
        all->items[i] = all->items[i - 1];
    all->items[at] = (struct match_offer){o->item, str_copy(a, o->name), str_copy(a, o->code), str_copy(a, o->framework), o->alike};
}

static bool is_wanted(const struct match_offers *all, int alike)
{
    return alike >= ALIKE_LEAST && (all->n < MATCH_OFFERS || all->items[all->n - 1].alike < alike);
}

/* `one`: of a skill, reset. */
static code find_offers(struct db *db, struct arena *a, struct arena *one, int64_t org, struct match_rows *rows, struct error *err)
{
    struct rows *r = db_query(db, sql_skills, ARGS(v_int(org), v_int(MATCH_SKILLS)));
    struct str_list names = {0};

    for (size_t i = 0; i < rows->n; i++)
        *list_add(a, &names) = rows->items[i].name;
    struct alike *x = alike_open(a, &names);
    while (rows_next(r)) {
        int alike[MATCH_ROWS];
        arena_reset(one);
        str name = row_str(r, 1, one);
        alike_to(x, utf8_fold(one, name), alike);
        for (size_t i = 0; i < rows->n; i++)
            if (is_wanted(&rows->items[i].offers, alike[i]))
                offer(a, &rows->items[i].offers, &(struct match_offer){row_int(r, 0), name, row_str(r, 2, one), row_str(r, 3, one), alike[i]});
    }
    return rows_end(r, err);
}

/* ---- what is open ---- */

static const char sql_decided[] = SQL("SELECT url FROM skill_match WHERE org_id = $1");
static const char sql_others[] = SQL(
    "SELECT count(*) FROM (SELECT DISTINCT w.person_id, w.hash FROM outside_skill o JOIN intake_skill x ON x.outside_id = o.id JOIN intake w ON w.id = x.intake_id"
    " WHERE o.org_id = $1 AND o.url = $2 AND " SKILL_OUTSIDE_COUNTS("x", "w") ") t");

struct finding_open { struct db *db; struct arena *a, *kept, *one; const struct match_ask *q; struct match_rows *out; size_t *n; };

static int by_name(const void *x, const void *y)
{
    const struct skill_unknown *a = x, *b = y;
    int c = str_cmp(a->of.target_name, b->of.target_name);

    return c ? c : str_cmp(a->of.target_url, b->of.target_url);
}

static code load_decided(struct finding_open *f, struct map *out, struct error *err)
{
    struct rows *r = db_query(f->db, sql_decided, ARGS(v_int(f->q->org)));

    while (rows_next(r))
        *map_at(out, row_str(r, 0, f->kept)) = f;
    return rows_end(r, err);
}

static str or_none(struct arena *a, str s)
{
    return str_is_empty(s) ? S("") : str_copy(a, s);
}

static code add_row(struct finding_open *f, const struct skill_unknown *u, struct error *err)
{
    struct match_row *row = list_add(f->a, f->out);

    *row = (struct match_row){.url = str_copy(f->a, u->of.target_url), .name = or_none(f->a, str_is_empty(u->of.target_name) ? u->of.target_url : u->of.target_name),
                              .code = or_none(f->a, u->of.target_code), .framework = or_none(f->a, u->of.target_framework), .item_name = S(""), .badges = u->badges};
    return u->outside ? db_int(f->db, sql_others, ARGS(v_int(f->q->org), v_str(u->of.target_url)), &row->others, err) : OK;
}

static code find_open(void *ctx, struct error *err)
{
    struct finding_open *f = ctx;
    struct skill_unknowns all = {0};
    struct map *decided = map_new(f->kept);

    TRY(skill_unknown_find(f->db, &(struct skill_index_ask){f->q->org, f->kept, f->one, f->q->urls}, &all, err));
    TRY(load_decided(f, decided, err));
    if (all.n)
        qsort(all.items, all.n, sizeof *all.items, by_name);
    for (size_t i = 0; i < all.n; i++) {
        if (map_get(decided, all.items[i].of.target_url))
            continue;
        if ((*f->n)++ >= f->q->from && f->out->n < MATCH_ROWS)
            TRY(add_row(f, &all.items[i], err));
    }
    return f->out->n ? find_offers(f->db, f->a, f->one, f->q->org, f->out, err) : OK;
}

#define MEMORY ((size_t)128 << 20)

static code find_open_apart(struct finding_open *f, struct error *err)
{
    f->kept = arena_new(MEMORY);
    f->one = arena_new(0);
    code c = attempt(find_open, f, err);
    arena_free(f->one);
    arena_free(f->kept);
    return c;
}

/* ---- what was decided ---- */

#define DECIDED " FROM skill_match m LEFT JOIN framework_item i ON i.id = m.item_id WHERE m.org_id = $1 AND (m.item_id IS NULL) = ($2 = 1)"
static const char sql_count[] = SQL("SELECT count(*)" DECIDED);
static const char sql_rows[] = SQL("SELECT m.url, m.name, coalesce(i.id, 0), coalesce(i.name, '')" DECIDED " ORDER BY lower(m.name), m.id LIMIT $3 OFFSET $4");

code match_find(struct db *db, struct arena *a, const struct match_ask *q, struct match_rows *out, size_t *n, struct error *err)
{
    int64_t left = q->state == MATCH_LEFT, all = 0;
    struct rows *r;

    *n = 0;
    if (q->state == MATCH_OPEN)
        return find_open_apart(&(struct finding_open){.db = db, .a = a, .q = q, .out = out, .n = n}, err);
    TRY(db_int(db, sql_count, ARGS(v_int(q->org), v_int(left)), &all, err));
    *n = (size_t)all;
    r = db_query(db, sql_rows, ARGS(v_int(q->org), v_int(left), v_int(MATCH_ROWS), v_int((int64_t)q->from)));
    while (rows_next(r))
        *list_add(a, out) = (struct match_row){.url = row_str(r, 0, a), .name = row_str(r, 1, a), .item = row_int(r, 2), .item_name = row_str(r, 3, a), .code = S(""), .framework = S("")};
    return rows_end(r, err);
}

/* ---- counted ---- */

static const char sql_decisions[] = SQL("SELECT count(*) FROM skill_match WHERE org_id = $1");

/* Reading what all badges name is dear: kept for an hour, and till one more is decided. */
code match_waiting(struct db *db, struct arena *a, int64_t org, int64_t *n, struct error *err)
{
    str key = str_printf(a, "skills without a place %lld", (long long)org), kept;
    struct match_rows none = {0};
    int64_t decided = 0;
    size_t open = 0;

    TRY(db_int(db, sql_decisions, ARGS(v_int(org)), &decided, err));
    int64_t stamp = clock_now() / HOUR * 1000000 + decided;
    if (cache_get(a, key, stamp, &kept) && str_to_int(kept, n))
        return OK;
    TRY(match_find(db, a, &(struct match_ask){.org = org, .state = MATCH_OPEN, .from = SIZE_MAX}, &none, &open, err));
    *n = (int64_t)open;
    cache_put(key, stamp, str_printf(a, "%zu", open));
    return OK;
}

/* ---- decided ---- */

static const char sql_in_use[] = SQL("SELECT count(*) FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND i.id = $2 AND i.retired_at IS NULL");
static const char sql_decide[] = SQL("INSERT INTO skill_match (org_id, url, name, item_id, decided_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
static const char sql_undo[] = SQL("DELETE FROM skill_match WHERE org_id = $1 AND url = $2");

struct deciding { struct db *db; const struct match_act *c; struct arena *kept, *one; int64_t *n; };

static const struct skill_unknown *unknown_named(const struct skill_unknowns *all, str url)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].of.target_url, url))
            return &all->items[i];
    return NULL;
}

static code decide_one(struct deciding *d, const struct skill_unknowns *all, const struct match_say *say, struct error *err)
{
    const struct skill_unknown *u = unknown_named(all, say->url);
    int64_t done = 0, in_use = say->item == 0;

    if (!u)
        return fail(err, BAD_INPUT, "skill", "no badge names this skill, or it has its place already");
    if (say->item)
        TRY(db_int(d->db, sql_in_use, ARGS(v_int(d->c->org), v_int(say->item)), &in_use, err));
    if (!in_use)
        return fail(err, BAD_INPUT, "skill", "choose a skill of your frameworks, by its code or web address");
    TRY(db_run(d->db, sql_decide,
               ARGS(v_int(d->c->org), v_str(say->url), v_str(str_is_empty(u->of.target_name) ? say->url : u->of.target_name), v_int_if(say->item != 0, say->item), v_int(clock_now())), &done, err));
    *d->n += done;
    return done ? org_log(d->db, d->c->org, d->c->by, "framework.match", utf8_cut(say->url, 200), str_printf(d->one, "skill %lld", (long long)say->item), err) : OK;
}

static code decide_all(void *ctx, struct error *err)
{
    struct deciding *d = ctx;
    struct skill_unknowns all = {0};
    struct str_list urls = {0};

    for (size_t i = 0; i < d->c->all->n; i++)
        *list_add(d->kept, &urls) = d->c->all->items[i].url;
    TRY(skill_unknown_find(d->db, &(struct skill_index_ask){d->c->org, d->kept, d->one, &urls}, &all, err));
    for (size_t i = 0; i < d->c->all->n; i++)
        TRY(decide_one(d, &all, &d->c->all->items[i], err));
    return *d->n ? skill_changed(d->db, d->kept, d->c->org, 0, err) : OK;
}

code match_decide(struct db *db, struct arena *a, const struct match_act *c, int64_t *n, struct error *err)
{
    struct deciding d = {.db = db, .c = c, .n = n};

    (void)a;
    *n = 0;
    TRY(db_begin(db, err));
    d.kept = arena_new(MEMORY);
    d.one = arena_new(0);
    code done = attempt(decide_all, &d, err);
    arena_free(d.one);
    arena_free(d.kept);
    return db_end(db, done, err);
}

static code undo_all(struct db *db, struct arena *a, const struct match_act *c, int64_t *n, struct error *err)
{
    for (size_t i = 0; i < c->all->n; i++) {
        int64_t gone = 0;
        TRY(db_run(db, sql_undo, ARGS(v_int(c->org), v_str(c->all->items[i].url)), &gone, err));
        if (gone)
            TRY(org_log(db, c->org, c->by, "framework.match-undone", utf8_cut(c->all->items[i].url, 200), S(""), err));
        *n += gone;
    }
    return *n ? skill_changed(db, a, c->org, 0, err) : OK;
}

code match_undo(struct db *db, struct arena *a, const struct match_act *c, int64_t *n, struct error *err)
{
    *n = 0;
    TRY(db_begin(db, err));
    return db_end(db, undo_all(db, a, c, n, err), err);
}

static const char sql_named[] = SQL(
    "SELECT i.id FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND i.retired_at IS NULL AND (i.url = $2 OR i.code = $2) ORDER BY i.id LIMIT 2");

code match_named(struct db *db, int64_t org, str typed, int64_t *item, struct error *err)
{
    struct rows *r = db_query(db, sql_named, ARGS(v_int(org), v_str(str_trim(typed))));

    *item = 0;
    for (int n = 0; rows_next(r); n++)
        *item = n ? 0 : row_int(r, 0);
    return rows_end(r, err);
}
