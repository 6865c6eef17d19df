/* pathway/simulate.c — what the working copy would do to everybody who is on the pathway,
 * before it is published. What some people hold is read at once, and let go of after them. */
#include "app/pathway/pathway_private.h"

#include "web/scratch.h"

#define AT_ONCE 40

struct held_award { int64_t enrol; struct pathway_award award; };
struct held_training { int64_t enrol; struct pathway_training training; };
struct held_credit { int64_t enrol; struct pathway_credit credit; };
struct edition { int64_t number; struct pathway_steps steps; };
struct held_by { LIST(struct held_award) awards; LIST(struct held_training) trainings; LIST(struct held_credit) credits; };
struct known {
    LIST(struct edition) editions;
    struct pathway_steps working;
    msec now;
};
struct simulating {
    struct db *db;
    struct arena *a;
    int64_t id;
    struct known k;
    struct pathway_shifts people;
    struct id_list numbers;                      /* of their versions */
    struct pathway_simulation *out;
};

/* A name only where the reader may see how the person stands. */
static const char sql_people[] = SQL(
    "SELECT u.id, u.person_id, u.number, CASE WHEN " ACCESS_GRANTED("$1", "$5", "$6", "p.id", "p.department_id", "1 = 0") " THEN coalesce(nullif(p.name, ''), p.email) END"
    " FROM pathway_person u JOIN person p ON p.id = u.person_id"
    " WHERE u.org_id = $1 AND u.pathway_id = $2 AND u.left_at IS NULL AND " WORKS_HERE("p", "$3") " ORDER BY u.id LIMIT $4");
static const char sql_awards[] = SQL(
    "SELECT u.id, w.id, w.achievement_id, CASE WHEN w.valid_from = 0 THEN w.awarded_at ELSE w.valid_from END, w.valid_until, w.revoked_at,"
    " CASE WHEN z.award_id IS NULL THEN 0 ELSE 1 END FROM pathway_person u JOIN award w ON w.person_id = u.person_id LEFT JOIN award_suspension z ON z.award_id = w.id"
    " WHERE u.pathway_id = $1 AND u.id >= $2 AND u.id <= $3 AND w.achievement_id IN (SELECT q.achievement_id FROM pathway_badge q WHERE q.pathway_id = $1) ORDER BY u.id, w.id");
static const char sql_credits[] = SQL(
    "SELECT c.enrol_id, c.id, c.line, c.award_id, c.created_at, " PATHWAY_CREDIT_RESTS " FROM pathway_credit c JOIN pathway_person u ON u.id = c.enrol_id" PATHWAY_CREDIT_ON
    " WHERE u.pathway_id = $1 AND c.enrol_id >= $2 AND c.enrol_id <= $3 AND c.ended_at IS NULL ORDER BY c.enrol_id, c.id");

static const char sql_trainings[] = SQL(
    "SELECT u.id, " PATHWAY_TRAINING " FROM pathway_person u JOIN intake i ON i.person_id = u.person_id AND i.org_id = u.org_id WHERE u.pathway_id = $1 AND u.id >= $2 AND u.id <= $3"
    " AND i.kind = 'badge' AND i.state IN ('accepted', 'reopened') AND EXISTS (SELECT 1 FROM pathway_outside q WHERE q.pathway_id = $1) ORDER BY u.id, i.id DESC");

static code read_facts(struct db *db, struct arena *a, int64_t id, int64_t first, int64_t last, struct held_by *k, struct error *err)
{
    struct rows *r = db_query(db, sql_awards, ARGS(v_int(id), v_int(first), v_int(last)));

    while (rows_next(r))
        *list_add(a, &k->awards) = (struct held_award){row_int(r, 0), {row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), row_int(r, 5), row_bool(r, 6)}};
    TRY(rows_end(r, err));
    r = db_query(db, sql_credits, ARGS(v_int(id), v_int(first), v_int(last)));
    while (rows_next(r))
        *list_add(a, &k->credits) = (struct held_credit){
            row_int(r, 0), {.id = row_int(r, 1), .line = row_int(r, 2), .award = row_int(r, 3), .at = row_int(r, 4), .rests = pathway_read_rests(r, 5)}};
    TRY(rows_end(r, err));
    r = db_query(db, sql_trainings, ARGS(v_int(id), v_int(first), v_int(last)));
    while (rows_next(r))
        *list_add(a, &k->trainings) = (struct held_training){row_int(r, 0), pathway_read_training(r, 1, a)};
    return rows_end(r, err);
}

static code find_edition(struct db *db, struct arena *a, int64_t pathway, int64_t number, struct known *k, const struct pathway_steps **out, struct error *err)
{
    struct edition *x;

    for (size_t i = 0; i < k->editions.n; i++)
        if (k->editions.items[i].number == number) {
            *out = &k->editions.items[i].steps;
            return OK;
        }
    x = list_add(a, &k->editions);
    *x = (struct edition){.number = number};
    *out = &x->steps;
    return pathway_steps_of(db, a, pathway, number, &x->steps, err);
}

/* The facts of the one whose turn it is: all lists are in the order of people. */
struct reached { size_t award, training, credit; };

static struct pathway_facts facts_of(struct arena *a, const struct held_by *k, msec now, int64_t enrol, struct reached *at)
{
    struct pathway_facts out = {.at = now};

    for (; at->award < k->awards.n && k->awards.items[at->award].enrol <= enrol; at->award++)
        if (k->awards.items[at->award].enrol == enrol)
            *list_add(a, &out.awards) = k->awards.items[at->award].award;
    for (; at->training < k->trainings.n && k->trainings.items[at->training].enrol <= enrol; at->training++)
        if (k->trainings.items[at->training].enrol == enrol)
            *list_add(a, &out.trainings) = k->trainings.items[at->training].training;
    for (; at->credit < k->credits.n && k->credits.items[at->credit].enrol <= enrol; at->credit++)
        if (k->credits.items[at->credit].enrol == enrol)
            *list_add(a, &out.credits) = k->credits.items[at->credit].credit;
    return out;
}

/* As moving them would: what was done by a badge then is kept. */
static void keep(struct arena *a, const struct pathway_steps *steps, const struct pathway_state *was, struct pathway_facts *f)
{
    for (size_t i = 0; i < steps->n; i++)
        if (!steps->items[i].is_group && (was->steps.items[i].why == PATH_WHY_AWARD || was->steps.items[i].why == PATH_WHY_OUTSIDE))
            *list_add(a, &f->credits) = (struct pathway_credit){.line = steps->items[i].line, .at = f->at};
}

static void add_shift(struct arena *a, const struct pathway_shift *shift, struct pathway_shifted *to)
{
    to->n++;
    if (!str_is_absent(shift->name))
        *list_add(a, &to->seen) = *shift;
}

static void compare(struct arena *a, const struct pathway_shift *shift, const struct pathway_state *was, const struct pathway_state *is, struct pathway_simulation *out)
{
    if (was->is_complete != is->is_complete)
        add_shift(a, shift, is->is_complete ? &out->gain : &out->lose);
    else if (!is->is_complete && (was->n - was->done != is->n - is->done))
        add_shift(a, shift, &out->other);
    else
        out->same++;
}

static code add_people(struct db *db, struct arena *a, const struct pathway_ask *q, struct pathway_shifts *out, struct id_list *numbers, struct error *err)
{
    struct rows *r = db_query(db, sql_people, ARGS(v_int(q->org), v_int(q->id), v_int(clock_now()), v_int(PATHWAY_SIMULATED + 1), v_int(q->account), v_str(q->grants)));

    while (rows_next(r)) {
        *list_add(a, out) = (struct pathway_shift){.enrol = row_int(r, 0), .person = row_int(r, 1), .name = row_str(r, 3, a)};
        *list_add(a, numbers) = row_int(r, 2);
    }
    return rows_end(r, err);
}

/* Those from `from` on; what is needed for them alone is in `s`. */
static code simulate_some(struct simulating *x, struct arena *s, size_t from, struct error *err)
{
    struct held_by held = {0};
    struct reached at = {0};
    size_t n = x->people.n < PATHWAY_SIMULATED ? x->people.n : PATHWAY_SIMULATED, to = n - from > AT_ONCE ? from + AT_ONCE : n;

    TRY(read_facts(x->db, s, x->id, x->people.items[from].enrol, x->people.items[to - 1].enrol, &held, err));
    for (size_t i = from; i < to; i++) {
        const struct pathway_steps *steps = NULL;
        struct pathway_shift *shift = &x->people.items[i];
        struct pathway_facts f = facts_of(s, &held, x->k.now, shift->enrol, &at);
        TRY(find_edition(x->db, x->a, x->id, x->numbers.items[i], &x->k, &steps, err));
        struct pathway_state was = pathway_judge(s, steps, &f);
        keep(s, steps, &was, &f);
        struct pathway_state is = pathway_judge(s, &x->k.working, &f);
        shift->before = was.done, shift->n_before = was.n, shift->after = is.done, shift->n_after = is.n;
        compare(x->a, shift, &was, &is, x->out);
        x->out->looked_at++;
    }
    return OK;
}

code pathway_simulate(struct db *db, struct arena *a, const struct pathway_ask *q, struct pathway_simulation *out, struct error *err)
{
    struct simulating x = {.db = db, .a = a, .id = q->id, .k = {.now = clock_now()}, .out = out};

    *out = (struct pathway_simulation){0};
    TRY(add_people(db, a, q, &x.people, &x.numbers, err));
    TRY(pathway_steps_of(db, a, q->id, 0, &x.k.working, err));
    for (size_t from = 0; from < x.people.n && from < PATHWAY_SIMULATED; from += AT_ONCE)
        TRY(simulate_some(&x, scratch_open(), from, err));
    out->more = x.people.n > PATHWAY_SIMULATED;
    return OK;
}
