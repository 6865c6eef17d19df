/* plan/gap.c — what the goal takes that is not held and no step yet, and how it becomes steps. */
#include "app/plan/plan_private.h"

#include "app/ladder/way.h"
#include "app/pathway/pathway.h"

static bool is_step(const struct plan_steps *all, int64_t requirement, int64_t badge)
{
    for (size_t i = 0; i < all->n; i++)
        if (!all->items[i].removed && all->items[i].requirement == requirement && all->items[i].badge == badge)
            return true;
    return false;
}

static bool is_titled(const struct plan_steps *all, str title)
{
    for (size_t i = 0; i < all->n; i++)
        if (!all->items[i].removed && !all->items[i].is_by_itself && str_eq(all->items[i].title, title))
            return true;
    return false;
}

/* Over the ladder from what they work as: what is missing for each role on the way, in the order in which it
 * can be had. A skill of a framework that is gone is no step. */
static code of_role(struct db *db, struct arena *a, const struct plan *p, const struct plan_steps *steps, struct plan_gap *out, struct error *err)
{
    struct way w;

    TRY(way_find(db, a, &(struct way_ask){.org = p->org, .person = p->person, .to = p->jobrole}, &w, err));
    out->has = w.has;
    for (size_t i = 0; i < w.items.n; i++) {
        const struct way_item *x = &w.items.items[i];
        if (x->requirement ? is_step(steps, x->requirement, 0) : !x->skill || is_titled(steps, x->title))
            continue;
        *list_add(a, &out->missing) = (struct plan_offer){
            .requirement = x->requirement, .skill = x->skill, .title = x->title, .effort = x->effort, .with = way_name(&w.items, x->with),
            .how = x->requirement ? x->how : words_printf(a, "Skill, at least: " STR_FMT, STR_ARG(x->asks)),
            .role = w.roles.n > w.first + 1 ? w.roles.items[x->stage].name : S("")};
    }
    return OK;
}

/* The badge, and before it those that it is made of. */
static const char sql_parts[] = SQL(
    "SELECT x.id, v.name, coalesce(" PLAN_HELD_BADGE("$3", "x.id", "$4") ", 0) FROM achievement x JOIN achievement_version v ON v.id = x.version_id WHERE x.org_id = $1 AND (x.id = $2"
    " OR x.id IN (SELECT t.achievement_id FROM award_set_part t JOIN award_set s ON s.id = t.set_id WHERE s.achievement_id = $2 AND s.is_on = 1)) ORDER BY CASE WHEN x.id = $2 THEN 1 ELSE 0 END, v.name, x.id LIMIT 50");

static code of_badge(struct db *db, struct arena *a, const struct plan *p, const struct plan_steps *steps, struct plan_gap *out, struct error *err)
{
    struct rows *r = db_query(db, sql_parts, ARGS(v_int(p->org), v_int(p->badge), v_int(p->person), v_int(clock_now())));

    while (rows_next(r)) {
        int64_t badge = row_int(r, 0);
        str name = row_str(r, 1, a);
        if (row_int(r, 2) > 0)
            *list_add(a, &out->has) = name;
        else if (!is_step(steps, 0, badge))
            *list_add(a, &out->missing) = (struct plan_offer){.badge = badge, .title = name, .how = S(""), .role = S(""), .with = S("")};
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->missing.n; i++)
        TRY(pathway_effort_find(db, a, &(struct pathway_effort_ask){p->org, p->person, out->missing.items[i].badge}, &out->missing.items[i].effort, err));
    return OK;
}

code plan_gap_find(struct db *db, struct arena *a, const struct plan *p, const struct plan_steps *steps, struct plan_gap *out, struct error *err)
{
    if (!p->jobrole && !p->badge)
        return OK;
    return p->jobrole ? of_role(db, a, p, steps, out, err) : of_badge(db, a, p, steps, out, err);
}

static bool is_chosen(struct arena *a, const struct str_list *chosen, const struct plan_offer *o)
{
    str key = o->skill ? str_printf(a, "s%lld", (long long)o->skill) : str_printf(a, "%c%lld", o->requirement ? 'r' : 'b', (long long)(o->requirement ? o->requirement : o->badge));

    for (size_t i = 0; i < chosen->n; i++)
        if (str_eq(chosen->items[i], key))
            return true;
    return false;
}

static const char sql_is_step[] = SQL("SELECT count(*) FROM plan_step WHERE plan_id = $1 AND coalesce(requirement_id, 0) = $2 AND coalesce(achievement_id, 0) = $3 AND removed_at IS NULL");

static const char sql_is_titled[] = SQL("SELECT count(*) FROM plan_step WHERE plan_id = $1 AND title = $2 AND requirement_id IS NULL AND achievement_id IS NULL AND removed_at IS NULL");

/* Of two at once one makes it. */
static code is_there(struct db *db, int64_t plan, const struct plan_offer *o, int64_t *n, struct error *err)
{
    return o->skill ? db_int(db, sql_is_titled, ARGS(v_int(plan), v_str(o->title)), n, err)
                    : db_int(db, sql_is_step, ARGS(v_int(plan), v_int(o->requirement), v_int(o->badge)), n, err);
}

static code take(struct db *db, struct arena *a, const struct plan_take *t, const struct plan_gap *gap, int64_t *n, struct error *err)
{
    struct plan p;

    TRY(plan_touch(db, a, t->plan, t->account, &p, err));
    for (size_t i = 0; i < gap->missing.n; i++) {
        const struct plan_offer *o = &gap->missing.items[i];
        int64_t there = 0;
        if (!is_chosen(a, t->chosen, o))
            continue;
        TRY(is_there(db, p.id, o, &there, err));
        if (there)
            continue;
        TRY(plan_step_insert(db, &p, &(struct plan_step){.requirement = o->requirement, .badge = o->badge, .title = o->title, .note = o->skill ? o->how : S(""),
                                                         .minutes = o->effort.has_time ? o->effort.minutes : 0, .cost = o->effort.has_cost ? o->effort.cost : 0}, err));
        TRY(plan_note(db, &(struct plan_note){&p, t->account, "step", o->title}, err));
        ++*n;
    }
    return OK;
}

/* What is missing takes its time to be worked out: nobody waits for it. */
static code missing_of(struct db *db, struct arena *a, const struct plan_take *t, struct plan_gap *out, struct error *err)
{
    struct plan_steps steps = {0};
    struct plan p;

    TRY(plan_look(db, a, t->plan, t->account, &p, err));
    TRY(plan_steps_of(db, a, &p, &steps, err));
    return plan_gap_find(db, a, &p, &steps, out, err);
}

code plan_take(struct db *db, struct arena *a, const struct plan_take *t, int64_t *n, struct error *err)
{
    struct plan_gap gap = {0};

    *n = 0;
    TRY(missing_of(db, a, t, &gap, err));
    TRY(db_begin(db, err));
    return db_end(db, take(db, a, t, &gap, n, err), err);
}
