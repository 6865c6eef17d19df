/* plan/step.c — the steps of a plan: which are done, and how they are changed. */
#include "app/plan/plan_private.h"

#include "app/requirement/requirement.h"

#define TITLE_MOST 200
#define NOTE_MOST  2000

/* ---- read ---- */

static const char sql_steps[] = SQL(
    "SELECT s.id, s.requirement_id, s.achievement_id, s.title, s.note, s.minutes, s.cost, s.due_on, s.done_at, s.removed_at, coalesce(" PLAN_HELD_BADGE("$2", "s.achievement_id", "$3") ", 0)"
    " FROM plan_step s WHERE s.plan_id = $1 ORDER BY coalesce(s.due_on, 9007199254740991), s.id LIMIT 200");

static void read_step(struct rows *r, struct arena *a, struct plan_step *s)
{
    *s = (struct plan_step){
        .id = row_int(r, 0), .requirement = row_int(r, 1), .badge = row_int(r, 2), .title = row_str(r, 3, a), .note = row_str(r, 4, a), .minutes = row_int(r, 5),
        .cost = row_int(r, 6), .due = row_int(r, 7), .done = row_int(r, 8), .removed = row_int(r, 9), .held = row_int(r, 10)};
    s->is_by_itself = s->requirement || s->badge;
}

/* As if it were asked of them today, whoever it is asked of. */
static code held_since(struct db *db, struct arena *a, const struct plan *p, int64_t requirement, msec *since, struct error *err)
{
    struct id_list one = {.items = (int64_t[]){p->person}, .n = 1};
    struct standing_lines lines = {0};
    struct error none = {0};
    code c = requirement_as_at(db, a, &(struct as_at_ask){.org = p->org, .requirement = requirement, .people = &one, .asked = &one}, &lines, &none);

    *since = 0;
    if (lines.n && requirement_state_is_met(lines.items[0].state))
        *since = lines.items[0].since > 0 ? lines.items[0].since : clock_now();
    return c == OK || c == NOT_FOUND ? OK : fail(err, c, none.where, "%s", none.text);
}

bool plan_step_is_done(const struct plan_step *s)
{
    return s->is_by_itself ? s->held > 0 : s->done > 0;
}

code plan_steps_of(struct db *db, struct arena *a, const struct plan *p, struct plan_steps *out, struct error *err)
{
    struct rows *r = db_query(db, sql_steps, ARGS(v_int(p->id), v_int(p->person), v_int(clock_now())));

    while (rows_next(r))
        read_step(r, a, list_add(a, out));
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++)
        if (out->items[i].requirement && !out->items[i].removed)
            TRY(held_since(db, a, p, out->items[i].requirement, &out->items[i].held, err));
    return OK;
}

struct plan_sums plan_sum(const struct plan_steps *all)
{
    struct plan_sums sums = {0};

    for (size_t i = 0; i < all->n; i++) {
        const struct plan_step *s = &all->items[i];
        bool open = !plan_step_is_done(s);
        if (s->removed)
            continue;
        sums.n++;
        sums.done += !open;
        sums.minutes += s->minutes;
        sums.cost += s->cost;
        sums.minutes_open += open ? s->minutes : 0;
        sums.cost_open += open ? s->cost : 0;
        sums.unknown += open && !s->minutes && !s->cost;
    }
    return sums;
}

/* ---- changed ---- */

static const char sql_how_many[] = SQL("SELECT count(*) FROM plan_step WHERE plan_id = $1 AND removed_at IS NULL");
static const char sql_all_of_it[] = SQL("SELECT count(*) FROM plan_step WHERE plan_id = $1");
static const char sql_insert[] = SQL(
    "INSERT INTO plan_step (org_id, plan_id, requirement_id, achievement_id, title, note, minutes, cost, due_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
static const char sql_update[] = SQL("UPDATE plan_step SET title = $3, note = $4, minutes = $5, cost = $6, due_on = $7 WHERE plan_id = $1 AND id = $2 AND removed_at IS NULL");

static code check_room(struct db *db, int64_t plan, struct error *err)
{
    int64_t shown = 0, all = 0;

    TRY(db_int(db, sql_how_many, ARGS(v_int(plan)), &shown, err));
    TRY(db_int(db, sql_all_of_it, ARGS(v_int(plan)), &all, err));
    return shown < PLAN_STEPS && all < 2 * PLAN_STEPS ? OK : fail(err, LIMIT, "title", "a plan has at most %d steps, and as many removed ones within 30 days", PLAN_STEPS);
}

code plan_step_insert(struct db *db, const struct plan *p, const struct plan_step *s, struct error *err)
{
    TRY(check_room(db, p->id, err));
    return db_run(db, sql_insert, ARGS(v_int(p->org), v_int(p->id), v_int_if(s->requirement > 0, s->requirement), v_int_if(s->badge > 0, s->badge), v_str(s->title), v_str(s->note),
                                       v_int(s->minutes), v_int(s->cost), v_int_if(s->due > 0, s->due)), NULL, err);
}

static code update(struct db *db, const struct plan *p, const struct plan_step *s, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_update, ARGS(v_int(p->id), v_int(s->id), v_str(s->title), v_str(s->note), v_int(s->minutes), v_int(s->cost), v_int_if(s->due > 0, s->due)), &changed, err));
    return changed ? OK : fail(err, NOT_FOUND, "step", "there is no such step");
}

static code save(struct db *db, struct arena *a, const struct plan_step_save *s, struct error *err)
{
    struct plan p;

    TRY(plan_touch(db, a, s->plan, s->account, &p, err));
    TRY(s->step.id ? update(db, &p, &s->step, err) : plan_step_insert(db, &p, &s->step, err));
    return plan_note(db, &(struct plan_note){&p, s->account, s->step.id ? "step-changed" : "step", s->step.title}, err);
}

code plan_step_save(struct db *db, struct arena *a, const struct plan_step_save *s, struct error *err)
{
    if (!s->step.title.n || s->step.title.n > TITLE_MOST)
        return fail(err, BAD_INPUT, "title", "say in a few words what is to be done");
    if (s->step.note.n > NOTE_MOST)
        return fail(err, BAD_INPUT, "note", "that is too long");
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, s, err), err);
}

/* What names something cannot be ticked: it is done when that is held. */
static const char sql_tick[] = SQL(
    "UPDATE plan_step SET done_at = $3 WHERE plan_id = $1 AND id = $2 AND removed_at IS NULL AND done_at IS NULL AND requirement_id IS NULL AND achievement_id IS NULL RETURNING title");
static const char sql_untick[] = SQL("UPDATE plan_step SET done_at = NULL WHERE plan_id = $1 AND id = $2 AND $3 = $3 AND removed_at IS NULL AND done_at IS NOT NULL RETURNING title");
static const char sql_remove[] = SQL("UPDATE plan_step SET removed_at = $3 WHERE plan_id = $1 AND id = $2 AND removed_at IS NULL RETURNING title");
static const char sql_restore[] = SQL("UPDATE plan_step SET removed_at = NULL WHERE plan_id = $1 AND id = $2 AND $3 = $3 AND removed_at IS NOT NULL RETURNING title");
static const struct { const char *sql, *kind; } acts[] = {
    [STEP_TICK] = {sql_tick, "step-tick"}, [STEP_UNTICK] = {sql_untick, "step-untick"}, [STEP_REMOVE] = {sql_remove, "step-remove"}, [STEP_RESTORE] = {sql_restore, "step-restore"},
};

/* What was done is no change of what was agreed. */
static code open_to_tick(struct db *db, struct arena *a, const struct plan_step_do *d, struct plan *p, struct error *err)
{
    if (d->act == STEP_REMOVE || d->act == STEP_RESTORE)
        return plan_touch(db, a, d->plan, d->account, p, err);
    TRY(plan_look(db, a, d->plan, d->account, p, err));
    if (!p->is_own)
        return fail(err, DENIED, "plan", "a step is ticked by whoever the plan is of");
    return p->closed || p->removed ? fail(err, CONFLICT, "plan", "the plan is closed: open it again first") : OK;
}

static code act(struct db *db, struct arena *a, const struct plan_step_do *d, struct error *err)
{
    struct rows *r;
    struct plan p;
    str title = S("");

    TRY(open_to_tick(db, a, d, &p, err));
    if (d->act == STEP_RESTORE)
        TRY(check_room(db, d->plan, err));
    r = db_query(db, acts[d->act].sql, ARGS(v_int(d->plan), v_int(d->step), v_int(clock_now())));
    bool found = rows_next(r);
    if (found)
        title = row_str(r, 0, a);
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, CONFLICT, "step", "the step stands otherwise by now");
    return plan_note(db, &(struct plan_note){&p, d->account, acts[d->act].kind, title}, err);
}

code plan_step_act(struct db *db, struct arena *a, const struct plan_step_do *d, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, act(db, a, d, err), err);
}
