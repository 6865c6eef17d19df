/* pathway/step.c — steps of a working copy, and of versions. */
#include "app/pathway/pathway_private.h"

#include "app/catalog/catalog.h"

#define TITLE_MOST 200
#define WORDS_MOST 4000
#define MINUTES_MOST 600000                      /* ten thousand hours */
#define COST_MOST  10000000
#define CREDIT_MOST 10000

/* ---- read ---- */

static const char sql_steps[] = SQL(
    "SELECT s.id, s.line, s.parent, s.needed, s.minutes, s.cost, s.credit, s.kind, s.optional, s.title, s.words, s.unit FROM pathway_step s"
    " WHERE s.pathway_id = $1 AND s.number = $2 ORDER BY s.place, s.line");
static const char sql_badges[] = SQL("SELECT q.line, q.achievement_id FROM pathway_badge q WHERE q.pathway_id = $1 AND q.number = $2 ORDER BY q.line, q.achievement_id");
static const char sql_after[] = SQL("SELECT q.line, q.after_line FROM pathway_after q WHERE q.pathway_id = $1 AND q.number = $2 ORDER BY q.line, q.after_line");

static const char sql_outside[] = SQL("SELECT q.line, q.issuer, q.pattern FROM pathway_outside q WHERE q.pathway_id = $1 AND q.number = $2 ORDER BY q.line, q.issuer, q.pattern");

static struct pathway_step *step_of(const struct pathway_steps *all, int64_t line)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].line == line)
            return &all->items[i];
    return NULL;
}

static code read_steps(struct db *db, struct arena *a, int64_t pathway, int64_t number, struct pathway_steps *out, struct error *err)
{
    struct rows *r = db_query(db, sql_steps, ARGS(v_int(pathway), v_int(number)));

    while (rows_next(r))
        *list_add(a, out) = (struct pathway_step){
            .id = row_int(r, 0), .line = row_int(r, 1), .parent = row_int(r, 2), .needed = row_int(r, 3), .minutes = row_int(r, 4), .cost = row_int(r, 5),
            .credit = row_int(r, 6), .is_group = str_eq(row_str(r, 7, a), S("group")), .optional = row_bool(r, 8), .title = row_str(r, 9, a),
            .words = row_str(r, 10, a), .unit = row_str(r, 11, a)};
    return rows_end(r, err);
}

static code read_badges(struct db *db, struct arena *a, int64_t pathway, int64_t number, struct pathway_steps *all, struct error *err)
{
    struct rows *r = db_query(db, sql_badges, ARGS(v_int(pathway), v_int(number)));

    while (rows_next(r)) {
        struct pathway_step *s = step_of(all, row_int(r, 0));
        if (s)
            *list_add(a, &s->badges) = row_int(r, 1);
    }
    return rows_end(r, err);
}

static code read_after(struct db *db, struct arena *a, int64_t pathway, int64_t number, struct pathway_steps *all, struct error *err)
{
    struct rows *r = db_query(db, sql_after, ARGS(v_int(pathway), v_int(number)));

    while (rows_next(r)) {
        struct pathway_step *s = step_of(all, row_int(r, 0));
        if (s)
            *list_add(a, &s->after) = row_int(r, 1);
    }
    return rows_end(r, err);
}

static code read_outside(struct db *db, struct arena *a, int64_t pathway, int64_t number, struct pathway_steps *all, struct error *err)
{
    struct rows *r = db_query(db, sql_outside, ARGS(v_int(pathway), v_int(number)));

    while (rows_next(r)) {
        struct pathway_step *s = step_of(all, row_int(r, 0));
        if (s)
            *list_add(a, &s->outside) = (struct pathway_outside){row_str(r, 1, a), row_str(r, 2, a)};
    }
    return rows_end(r, err);
}

static void arrange(struct arena *a, const struct pathway_steps *all, int64_t parent, int depth, struct pathway_steps *out)
{
    for (size_t i = 0; depth <= PATHWAY_DEPTH_MOST && i < all->n; i++)
        if (all->items[i].parent == parent) {
            *list_add(a, out) = all->items[i];
            if (all->items[i].is_group)
                arrange(a, all, all->items[i].line, depth + 1, out);
        }
}

code pathway_steps_of(struct db *db, struct arena *a, int64_t pathway, int64_t number, struct pathway_steps *out, struct error *err)
{
    struct pathway_steps all = {0};

    TRY(read_steps(db, a, pathway, number, &all, err));
    TRY(read_badges(db, a, pathway, number, &all, err));
    TRY(read_after(db, a, pathway, number, &all, err));
    TRY(read_outside(db, a, pathway, number, &all, err));
    arrange(a, &all, 0, 0, out);
    return OK;
}

/* ---- saved ---- */

static code check_numbers(const struct pathway_step *s, struct error *err)
{
    if (s->minutes < 0 || s->minutes > MINUTES_MOST)
        return fail(err, BAD_INPUT, "time", "at most ten thousand hours");
    if (s->cost < 0 || s->cost > COST_MOST)
        return fail(err, BAD_INPUT, "cost", "at most %d", COST_MOST);
    if (s->credit < 0 || s->credit > CREDIT_MOST)
        return fail(err, BAD_INPUT, "credit", "at most %d", CREDIT_MOST);
    if (s->needed < 0 || s->needed > PATHWAY_STEPS_MOST)
        return fail(err, BAD_INPUT, "needed", "at most %d", PATHWAY_STEPS_MOST);
    return OK;
}

static code check_outside(const struct pathway_step *s, struct error *err)
{
    if (s->outside.n > PATHWAY_OUTSIDE_MOST)
        return fail(err, BAD_INPUT, "outside", "at most %d lines", PATHWAY_OUTSIDE_MOST);
    for (size_t i = 0; i < s->outside.n; i++)
        TRY(intake_check_names(s->outside.items[i].issuer, s->outside.items[i].pattern, "outside", err));
    return OK;
}

static code check(struct db *db, struct arena *a, int64_t org, const struct pathway_step *s, struct error *err)
{
    struct badge_row b;

    if (str_is_empty(str_trim(s->title)) || s->title.n > TITLE_MOST)
        return fail(err, BAD_INPUT, "title", "say in a line what this step is");
    if (s->words.n > WORDS_MOST)
        return fail(err, BAD_INPUT, "words", "this is too long");
    if (!s->is_group && s->badges.n > PATHWAY_BADGES_MOST)
        return fail(err, BAD_INPUT, "badges", "at most %d badges", PATHWAY_BADGES_MOST);
    for (size_t i = 0; !s->is_group && i < s->badges.n; i++)
        if (catalog_get(db, a, org, s->badges.items[i], &b, NULL) != OK)
            return fail(err, BAD_INPUT, "badges", "choose badges of the list");
    if (!s->is_group)
        TRY(check_outside(s, err));
    return check_numbers(s, err);
}

/* The working copy as it would be with this step. */
static code check_with(struct db *db, struct arena *a, int64_t pathway, const struct pathway_step *s, struct error *err)
{
    struct pathway_steps all = {0};
    struct pathway_step *was;

    TRY(pathway_steps_of(db, a, pathway, 0, &all, err));
    was = step_of(&all, s->line);
    if (was && was->is_group && !s->is_group)
        for (size_t i = 0; i < all.n; i++)
            if (all.items[i].parent == s->line)
                return fail(err, BAD_INPUT, "kind", "there are steps in it: take them out of the group first");
    for (size_t i = 0; i < s->after.n; i++)
        if (!step_of(&all, s->after.items[i]))
            return fail(err, BAD_INPUT, "after", "one of these steps is not there any more");
    *(was ? was : list_add(a, &all)) = *s;
    return pathway_check(a, &all, false, err);
}

static const char sql_last[] = SQL("SELECT coalesce(max(line), 0) FROM pathway_step WHERE org_id = $1 AND pathway_id = $2");
static const char sql_insert[] = SQL(
    "INSERT INTO pathway_step (org_id, pathway_id, number, line, place, parent, kind, title, words, needed, optional, minutes, cost, unit, credit)"
    " VALUES ($1, $2, 0, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
static const char sql_update[] = SQL(
    "UPDATE pathway_step SET parent = $4, kind = $5, title = $6, words = $7, needed = $8, optional = $9, minutes = $10, cost = $11, unit = $12, credit = $13"
    " WHERE org_id = $1 AND pathway_id = $2 AND line = $3 AND number = 0");
static const char sql_no_badges[] = SQL("DELETE FROM pathway_badge WHERE pathway_id = $1 AND number = 0 AND line = $2");
static const char sql_no_after[] = SQL("DELETE FROM pathway_after WHERE pathway_id = $1 AND number = 0 AND line = $2");
static const char sql_no_outside[] = SQL("DELETE FROM pathway_outside WHERE pathway_id = $1 AND number = 0 AND line = $2");
static const char sql_takes[] = SQL("INSERT INTO pathway_outside (pathway_id, number, line, issuer, pattern) VALUES ($1, 0, $2, $3, $4) ON CONFLICT DO NOTHING");
static const char sql_badge[] = SQL("INSERT INTO pathway_badge (pathway_id, number, line, achievement_id) VALUES ($1, 0, $2, $3) ON CONFLICT DO NOTHING");
static const char sql_comes_after[] = SQL("INSERT INTO pathway_after (pathway_id, number, line, after_line) VALUES ($1, 0, $2, $3) ON CONFLICT DO NOTHING");
static const char sql_edited[] = SQL("UPDATE pathway SET is_edited = 1 WHERE org_id = $1 AND id = $2");

static code write_lists(struct db *db, const struct pathway_act *c, const struct pathway_step *s, struct error *err)
{
    TRY(db_run(db, sql_no_badges, ARGS(v_int(c->id), v_int(s->line)), NULL, err));
    TRY(db_run(db, sql_no_after, ARGS(v_int(c->id), v_int(s->line)), NULL, err));
    for (size_t i = 0; !s->is_group && i < s->badges.n; i++)
        TRY(db_run(db, sql_badge, ARGS(v_int(c->id), v_int(s->line), v_int(s->badges.items[i])), NULL, err));
    TRY(db_run(db, sql_no_outside, ARGS(v_int(c->id), v_int(s->line)), NULL, err));
    for (size_t i = 0; !s->is_group && i < s->outside.n; i++)
        TRY(db_run(db, sql_takes, ARGS(v_int(c->id), v_int(s->line), v_str(s->outside.items[i].issuer), v_str(s->outside.items[i].pattern)), NULL, err));
    for (size_t i = 0; i < s->after.n; i++)
        TRY(db_run(db, sql_comes_after, ARGS(v_int(c->id), v_int(s->line), v_int(s->after.items[i])), NULL, err));
    return OK;
}

static code save(struct db *db, struct arena *a, const struct pathway_act *c, const struct pathway_step *given, struct error *err)
{
    struct pathway p;
    struct pathway_step s = *given;
    int64_t n = 0;

    TRY(pathway_lock(db, c->org, c->id, err));
    TRY(pathway_get(db, a, c->org, c->id, &p, err));
    if (!s.line) {
        TRY(db_int(db, sql_last, ARGS(v_int(c->org), v_int(c->id)), &s.line, err));
        s.line++;
    }
    TRY(check_with(db, a, c->id, &s, err));
    TRY(db_run(db, given->line ? sql_update : sql_insert,
               ARGS(v_int(c->org), v_int(c->id), v_int(s.line), v_int(s.parent), v_str(s.is_group ? S("group") : S("badge")), v_str(str_trim(s.title)), v_str(s.words),
                    v_int(s.is_group ? s.needed : 0), v_int(s.optional), v_int(s.is_group ? 0 : s.minutes), v_int(s.is_group ? 0 : s.cost), v_str(s.unit), v_int(s.credit)),
               &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "step", "there is no such step in the working copy");
    TRY(write_lists(db, c, &s, err));
    TRY(db_run(db, sql_edited, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    return pathway_log(db, a, c, "pathway.step", str_trim(s.title), err);
}

code pathway_step_save(struct db *db, struct arena *a, const struct pathway_act *c, const struct pathway_step *s, struct error *err)
{
    TRY(check(db, a, c->org, s, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, c, s, err), err);
}

/* ---- taken out ---- */

static const char sql_drop[] = SQL("DELETE FROM pathway_step WHERE org_id = $1 AND pathway_id = $2 AND line = $3 AND number = 0");

static code check_alone(struct arena *a, const struct pathway_steps *all, int64_t line, struct error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->items[i].parent == line)
            return fail(err, CONFLICT, "step", "“%s” stands in this group: take it out first", str_z(a, all->items[i].title));
        for (size_t k = 0; k < all->items[i].after.n; k++)
            if (all->items[i].after.items[k] == line)
                return fail(err, CONFLICT, "step", "“%s” comes after this step: change that first", str_z(a, all->items[i].title));
    }
    return OK;
}

static code drop(struct db *db, struct arena *a, const struct pathway_act *c, int64_t line, struct error *err)
{
    struct pathway_steps all = {0};
    struct pathway p;
    const struct pathway_step *s;

    TRY(pathway_lock(db, c->org, c->id, err));
    TRY(pathway_get(db, a, c->org, c->id, &p, err));
    TRY(pathway_steps_of(db, a, c->id, 0, &all, err));
    s = step_of(&all, line);
    if (!s)
        return fail(err, NOT_FOUND, "step", "there is no such step in the working copy");
    TRY(check_alone(a, &all, line, err));
    TRY(db_run(db, sql_no_badges, ARGS(v_int(c->id), v_int(line)), NULL, err));
    TRY(db_run(db, sql_no_after, ARGS(v_int(c->id), v_int(line)), NULL, err));
    TRY(db_run(db, sql_no_outside, ARGS(v_int(c->id), v_int(line)), NULL, err));
    TRY(db_run(db, sql_drop, ARGS(v_int(c->org), v_int(c->id), v_int(line)), NULL, err));
    TRY(db_run(db, sql_edited, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    return pathway_log(db, a, c, "pathway.step-drop", s->title, err);
}

code pathway_step_drop(struct db *db, struct arena *a, const struct pathway_act *c, int64_t line, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop(db, a, c, line, err), err);
}

/* ---- order on the page ---- */

static const char sql_place[] = SQL("UPDATE pathway_step SET place = $4 WHERE org_id = $1 AND pathway_id = $2 AND line = $3 AND number = 0");

/* The one before it in the same group; the number of steps where it is the first. */
static size_t above(const struct pathway_steps *all, size_t at)
{
    for (size_t i = at; i-- > 0;)
        if (all->items[i].parent == all->items[at].parent)
            return i;
    return all->n;
}

/* Places anew, 1, 2, 3: this one takes that of the one above it. */
static code up(struct db *db, struct arena *a, const struct pathway_act *c, int64_t line, struct error *err)
{
    struct pathway_steps all = {0};
    struct pathway p;
    size_t at = 0, other;

    TRY(pathway_lock(db, c->org, c->id, err));
    TRY(pathway_get(db, a, c->org, c->id, &p, err));
    TRY(pathway_steps_of(db, a, c->id, 0, &all, err));
    while (at < all.n && all.items[at].line != line)
        at++;
    if (at == all.n)
        return fail(err, NOT_FOUND, "step", "there is no such step in the working copy");
    other = above(&all, at);
    for (size_t i = 0; i < all.n && other < all.n; i++) {
        size_t place = i == at ? other : i == other ? at : i;
        TRY(db_run(db, sql_place, ARGS(v_int(c->org), v_int(c->id), v_int(all.items[i].line), v_int((int64_t)place + 1)), NULL, err));
    }
    return other < all.n ? db_run(db, sql_edited, ARGS(v_int(c->org), v_int(c->id)), NULL, err) : OK;
}

code pathway_step_up(struct db *db, struct arena *a, const struct pathway_act *c, int64_t line, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, up(db, a, c, line, err), err);
}
