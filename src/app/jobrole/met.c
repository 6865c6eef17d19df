/* jobrole/met.c — who has the skills that job roles take: worked out from what proves them, of one
 * person or of everybody, and kept; only what is otherwise than before is written. */
#include "app/jobrole/met.h"

#include "app/org/access.h"
#include "app/skill/heat.h"
#include "app/skill/many.h"
#include "base/attempt.h"
#include <stdlib.h>

/* A skill of a job role; those of one skill stand together. */
struct line { int64_t id, item, level; enum skill_strength least; };
LIST_OF(lines, struct line);
struct met { int64_t line, person; msec ends; };
LIST_OF(mets, struct met);

struct working {
    struct db *db;
    struct arena *kept, *a, *one;                /* of all of it, of a step, and of a proof */
    int64_t org, person;                         /* person 0: everybody */
    msec now;                                    /* the end of today: it must hold through the day */
    struct lines lines;                          /* all of the organisation */
    const struct line *from, *to;                /* of a step: these */
    const int64_t *items;
    struct mets mets;                            /* of a step */
};

static const char sql_lines[] = SQL("SELECT id, coalesce(item_id, 0), least, level FROM jobrole_skill WHERE org_id = $1 ORDER BY coalesce(item_id, 0), id");

static code load_lines(struct working *w, struct error *err)
{
    struct rows *r = db_query(w->db, sql_lines, ARGS(v_int(w->org)));

    while (rows_next(r))
        *list_add(w->kept, &w->lines) = (struct line){.id = row_int(r, 0), .item = row_int(r, 1), .least = (enum skill_strength)row_int(r, 2), .level = row_int(r, 3)};
    return rows_end(r, err);
}

static void add(struct working *w, const struct line *line, int64_t person, const struct skill_proof *p)
{
    if (skill_suffices(p, line->least, line->level, w->now))
        *list_add(w->a, &w->mets) = (struct met){line->id, person, skill_holds_until(p, line->least)};
}

/* ---- put down ---- */

static int by_line_and_person(const void *x, const void *y)
{
    const struct met *a = x, *b = y;

    return a->line != b->line ? (a->line < b->line ? -1 : 1) : (a->person > b->person) - (a->person < b->person);
}

/* As long as any proof suffices. */
static void keep_longest(struct mets *all)
{
    size_t n = 0;

    if (all->n)
        qsort(all->items, all->n, sizeof *all->items, by_line_and_person);
    for (size_t i = 0; i < all->n; i++)
        if (n && by_line_and_person(&all->items[n - 1], &all->items[i]) == 0)
            all->items[n - 1].ends = skill_later(all->items[n - 1].ends, all->items[i].ends);
        else
            all->items[n++] = all->items[i];
    all->n = n;
}

static const char sql_of_line[] = SQL("SELECT skill_id, person_id, ends_at FROM jobrole_met WHERE skill_id = $1 ORDER BY person_id");
static const char sql_of_person[] = SQL("SELECT skill_id, person_id, ends_at FROM jobrole_met WHERE person_id = $1 ORDER BY skill_id");
/* Neither of whom nor of what is gone meanwhile. */
static const char sql_put[] = SQL(
    "INSERT INTO jobrole_met (skill_id, person_id, ends_at) SELECT s.id, p.id, $3 FROM jobrole_skill s JOIN person p ON p.org_id = s.org_id WHERE s.id = $1 AND p.id = $2"
    " ON CONFLICT (skill_id, person_id) DO UPDATE SET ends_at = excluded.ends_at");
static const char sql_drop[] = SQL("DELETE FROM jobrole_met WHERE skill_id = $1 AND person_id = $2");

static code read_kept(struct rows *r, struct arena *a, struct mets *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct met){row_int(r, 0), row_int(r, 1), row_int(r, 2)};
    return rows_end(r, err);
}

static code load_kept(struct working *w, struct mets *out, struct error *err)
{
    if (w->person)
        return read_kept(db_query(w->db, sql_of_person, ARGS(v_int(w->person))), w->a, out, err);
    for (const struct line *line = w->from; line < w->to; line++)
        TRY(read_kept(db_query(w->db, sql_of_line, ARGS(v_int(line->id))), w->a, out, err));
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_line_and_person);
    return OK;
}

static code write_one(struct working *w, const struct met *is, const struct met *was, struct error *err)
{
    if (!is)
        return db_run_later(w->db, sql_drop, ARGS(v_int(was->line), v_int(was->person)), err);
    return !was || was->ends != is->ends ? db_run_later(w->db, sql_put, ARGS(v_int(is->line), v_int(is->person), v_int(is->ends)), err) : OK;
}

static code write_all(struct working *w, const struct mets *was, struct error *err)
{
    const struct mets *is = &w->mets;

    for (size_t i = 0, k = 0; i < is->n || k < was->n;) {
        int c = k == was->n ? -1 : i == is->n ? 1 : by_line_and_person(&is->items[i], &was->items[k]);
        TRY(write_one(w, c <= 0 ? &is->items[i] : NULL, c >= 0 ? &was->items[k] : NULL, err));
        i += c <= 0;
        k += c >= 0;
    }
    return OK;
}

static code put_down(struct working *w, struct error *err)
{
    struct mets was = {0};

    keep_longest(&w->mets);
    TRY(load_kept(w, &was, err));
    TRY(db_begin(w->db, err));
    return db_end(w->db, write_all(w, &was, err), err);
}

/* ---- of one person ---- */

static const char sql_works[] = SQL("SELECT count(*) FROM person p WHERE p.org_id = $1 AND p.id = $2 AND " WORKS_HERE("p", "$3"));

static code work_person(struct working *w, struct error *err)
{
    const struct skill_ask ask = {.org = w->org, .person = w->person, .now = w->now};
    struct skill_helds held = {0};
    int64_t works = 0;

    TRY(db_int(w->db, sql_works, ARGS(v_int(w->org), v_int(w->person), v_int(clock_now())), &works, err));
    if (works)
        TRY(skill_of_person(w->db, w->a, &ask, &held, err));
    for (size_t i = 0; i < w->lines.n; i++)
        for (size_t k = 0; k < held.n; k++)
            for (size_t p = 0; held.items[k].item == w->lines.items[i].item && p < held.items[k].sources.n; p++)
                add(w, &w->lines.items[i], w->person, &held.items[k].sources.items[p].proof);
    return put_down(w, err);
}

/* ---- of everybody, some skills at a time ---- */

#define STEP_ITEMS 8

static void take(void *ctx, const struct skill_many_of *of)
{
    struct working *w = ctx;

    for (const struct line *line = w->from; line < w->to; line++)
        if (line->item == w->items[of->row])
            add(w, line, of->person, &of->proof);
}

static code work_step(struct working *w, const struct skill_index *index, const int64_t *items, size_t n, struct error *err)
{
    struct list l;

    w->items = items;
    w->mets = (struct mets){0};
    TRY(list_of_query(&(struct list_query_of){.db = w->db, .a = w->a, .def = &heat_list_def, .org = w->org, .query = S("")}, &l, err));
    TRY(skill_many_find(&(struct skill_many){.l = &l, .a = w->a, .one = w->one, .index = index, .items = items, .n = n, .each = take, .ctx = w}, err));
    return put_down(w, err);
}

/* From `from` on as many lines as are of STEP_ITEMS skills. */
static size_t find_step(struct working *w, size_t from, int64_t *items)
{
    size_t n = 0;

    w->from = w->to = w->lines.items + from;
    for (; w->to < w->lines.items + w->lines.n; w->to++) {
        if (n && items[n - 1] == w->to->item)
            continue;
        if (n == STEP_ITEMS)
            break;
        items[n++] = w->to->item;
    }
    return n;
}

static code work_everybody(struct working *w, struct error *err)
{
    struct skill_index index = {0};
    int64_t items[STEP_ITEMS];

    TRY(skill_index_find(w->db, &(struct skill_index_ask){.org = w->org, .kept = w->kept, .one = w->one}, &index, err));
    for (size_t from = 0; from < w->lines.n; from = (size_t)(w->to - w->lines.items)) {
        size_t n = find_step(w, from, items);
        arena_reset(w->a);
        TRY(work_step(w, &index, items, n, err));
    }
    return OK;
}

static code run(void *ctx, struct error *err)
{
    struct working *w = ctx;

    TRY(load_lines(w, err));
    w->from = w->lines.items;
    w->to = w->from + w->lines.n;
    return w->person ? work_person(w, err) : work_everybody(w, err);
}

#define MEMORY ((size_t)256 << 20)

code jobrole_met_work_out(struct db *db, int64_t org, int64_t person, struct error *err)
{
    struct working w = {.db = db, .org = org, .person = person, .now = clock_now() / DAY * DAY + DAY - 1};

    w.kept = arena_new(MEMORY);
    w.a = arena_new(MEMORY);
    w.one = arena_new(0);
    code c = attempt(run, &w, err);
    arena_free(w.one);
    arena_free(w.a);
    arena_free(w.kept);
    return c;
}
