/* pathway/training.c — training from elsewhere on pathways: badges that a step takes count as
 * soon as they are handed in, what somebody judged does a step by name, and what its issuer
 * takes back does it no more. Told by app/intake of each change, in its transaction. */
#include "app/pathway/pathway_private.h"

#include "app/intake/intake.h"

/* ---- what a step takes without anybody looking ---- */

static code take_for_step(struct db *db, struct arena *a, const struct enrolment *e, const struct pathway_step *s, const struct intakes *all, struct error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct intake *x = &all->items[i];
        struct intake_facts f = {.anchor = x->anchor, .issuer = x->issuer_ref, .achievement = x->achievement_ref, .name = x->title, .awarded = x->issued};
        if (pathway_takes(a, s, &f))
            TRY(intake_accept_for(db, a, x, e->pathway, str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(e->name), STR_ARG(s->title)), err));
    }
    return OK;
}

static code take_for(struct db *db, struct arena *a, const struct enrolment *e, const struct intakes *all, struct error *err)
{
    struct pathway_steps steps = {0};

    TRY(pathway_steps_of(db, a, e->pathway, e->number, &steps, err));
    for (size_t i = 0; i < steps.n; i++)
        if (steps.items[i].outside.n)
            TRY(take_for_step(db, a, e, &steps.items[i], all, err));
    return OK;
}

code pathway_take_later(struct db *db, struct arena *a, const struct enrolment *e, struct error *err)
{
    return job_add(db, S("pathway.take"), str_printf(a, "%lld %lld", (long long)e->org, (long long)e->id), (str){0}, clock_now(), err);
}

static code take(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct intakes all = {0};
    struct enrolment e;

    TRY(enrolment_get(db, a, org, id, &e, err));
    if (e.left)
        return OK;
    TRY(intake_takeable(db, a, org, e.person, &all, err));
    return all.n ? take_for(db, a, &e, &all, err) : OK;
}

enum job_result pathway_run_take(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id;

    (void)ctx;
    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    code c = db_end(db, take(db, a, org, id, err), err);
    return c == OK || c == NOT_FOUND ? JOB_DONE : JOB_RETRY;
}

/* ---- told of each change ---- */

static const char sql_look_now[] = SQL("UPDATE pathway_person SET look_at = $3 WHERE org_id = $1 AND person_id = $2 AND left_at IS NULL");
/* What was undone is not accepted again by itself: whoever judges it anew says for what. */
static const char sql_end[] = SQL("UPDATE pathway_credit SET ended_at = $2 WHERE intake_id = $1 AND ended_at IS NULL");

static code take_new(struct db *db, struct arena *a, const struct intake *i, struct error *err)
{
    struct enrolments on = {0};
    struct intakes all = {0};

    TRY(enrolments_of(db, a, i->org, i->person, &on, err));
    if (on.n)
        TRY(intake_takeable(db, a, i->org, i->person, &all, err));
    for (size_t k = 0; all.n && k < on.n; k++)
        if (!on.items[k].left)
            TRY(take_for(db, a, &on.items[k], &all, err));
    return OK;
}

static code changed(struct db *db, struct arena *a, const struct intake *i, struct error *err)
{
    int64_t n = 0;

    if (!intake_is(i, "accepted") && !intake_is(i, "reopened"))
        TRY(db_run(db, sql_end, ARGS(v_int(i->id), v_int(clock_now())), NULL, err));
    if (intake_is(i, "waiting"))
        TRY(take_new(db, a, i, err));
    TRY(db_run(db, sql_look_now, ARGS(v_int(i->org), v_int(i->person), v_int(clock_now())), &n, err));
    return n ? pathway_wake(db, a, err) : OK;
}

/* ---- what somebody judged ---- */

static code add_open(struct db *db, struct arena *a, const struct enrolment *e, struct intake_steps *out, struct error *err)
{
    struct pathway_look x;

    TRY(pathway_look(db, a, e, &x, err));
    for (size_t i = 0; i < x.steps.n; i++)
        if (!x.steps.items[i].is_group && x.state.steps.items[i].state != PATH_DONE)
            *list_add(a, out) = (struct intake_step){e->id, x.steps.items[i].line, str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(e->name), STR_ARG(x.steps.items[i].title))};
    return OK;
}

static code open_steps(struct db *db, struct arena *a, int64_t org, int64_t person, struct intake_steps *out, struct error *err)
{
    struct enrolments all = {0};

    TRY(enrolments_of(db, a, org, person, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (!all.items[i].left && !all.items[i].done_at)
            TRY(add_open(db, a, &all.items[i], out, err));
    return OK;
}

/* Of this person, on the way, a step that is not done. */
static code find_asked(struct db *db, struct arena *a, const struct intake *i, const struct intake_step *s, struct enrolment *e, str *title, struct error *err)
{
    code c = enrolment_get(db, a, i->org, s->enrol, e, err);

    if (c == OK && (e->person != i->person || e->left || e->done_at))
        c = NOT_FOUND;
    if (c == OK)
        c = pathway_find_open(db, a, e, s->line, title, err);
    return c == NOT_FOUND || c == CONFLICT ? fail(err, BAD_INPUT, "step", "choose a step that they have still to do") : c;
}

static const char sql_credit[] = SQL(
    "INSERT INTO pathway_credit (org_id, enrol_id, line, kind, intake_id, ends_on, account_id, words, created_at) VALUES ($1, $2, $3, 'outside', $4, $5, $6, '', $7)");

static code take_judged(struct db *db, struct arena *a, const struct intake *i, const struct intake_taking *t, int64_t *pathway, struct error *err)
{
    struct enrolment e;
    str title = S("");

    TRY(find_asked(db, a, i, t->step, &e, &title, err));
    TRY(db_run(db, sql_credit,
               ARGS(v_int(i->org), v_int(e.id), v_int(t->step->line), v_int(i->id), v_int_if(t->ends != NO_DAY, t->ends), v_int_if(t->by != 0, t->by), v_int(clock_now())), NULL, err));
    *pathway = e.pathway;
    return org_log(db, i->org, t->by, "pathway.outside", str_printf(a, "person %lld", (long long)i->person),
                   str_printf(a, STR_FMT ": " STR_FMT ", external training %lld", STR_ARG(e.name), STR_ARG(title), (long long)i->id), err);
}

void pathway_training_start(void)
{
    static const struct intake_pathways above = {open_steps, take_judged, changed};

    intake_set_pathways(&above);
}
