/* demo/demo_plans.c — development plans of the sample organisation: hers, with what is
 * missing for a job role as steps, and one that waits for the answer of who leads. */
#include "app/demo/demo_private.h"

#include "app/jobrole/jobrole.h"
#include "app/plan/plan.h"

static code begin(const struct demo_plans *in, int64_t *id, struct error *err)
{
    struct plan_new n = {.account = in->owner, .title = S(""), .why = S("I know the gates and the racks by now, and want to keep the machines running."), .review = (clock_now() / DAY + 60) * DAY};
    struct jobrole j;

    n.me = (struct plan_me){.org = in->org, .person = in->person};
    TRY(jobrole_by_code(in->db, in->a, in->org, S("TECH"), &j, err));
    n.jobrole = j.id;
    return plan_add(in->db, in->a, &n, id, err);
}

static code take_gap(const struct demo_plans *in, int64_t id, struct error *err)
{
    struct plan_steps steps = {0};
    struct plan_gap gap = {0};
    struct str_list chosen = {0};
    struct plan p;
    int64_t n = 0;

    TRY(plan_look(in->db, in->a, id, in->owner, &p, err));
    TRY(plan_gap_find(in->db, in->a, &p, &steps, &gap, err));
    for (size_t i = 0; i < gap.missing.n; i++)
        *list_add(in->a, &chosen) = str_printf(in->a, "r%lld", (long long)gap.missing.items[i].requirement);
    return plan_take(in->db, in->a, &(struct plan_take){id, in->owner, &chosen}, &n, err);
}

static code add_step(const struct demo_plans *in, int64_t id, struct error *err)
{
    struct plan_step_save s = {.plan = id, .account = in->owner,
                               .step = {.title = S("Two shifts beside somebody of the workshop"), .note = S("Ask Oliver which ones."), .minutes = 16 * 60, .due = (clock_now() / DAY + 30) * DAY}};

    TRY(plan_step_save(in->db, in->a, &s, err));
    s.step = (struct plan_step){.title = S("Electricity for beginners, evening course"), .note = S(""), .minutes = 12 * 60, .cost = 24900};
    return plan_step_save(in->db, in->a, &s, err);
}

static code send(const struct demo_plans *in, int64_t id, struct error *err)
{
    struct plan p;

    TRY(plan_act(in->db, in->a, &(struct plan_do){id, in->owner, PLAN_COMMENT, S("The evening course is on Tuesdays, which fits my shifts.")}, err));
    TRY(plan_look(in->db, in->a, id, in->owner, &p, err));
    return p.manager ? plan_act(in->db, in->a, &(struct plan_do){id, in->owner, PLAN_SEND, S("")}, err) : OK;
}

/* Of somebody without an account here, who leads nobody. */
static const char sql_led[] = SQL(
    "SELECT p.id FROM person p JOIN person m ON m.id = p.manager_id JOIN account_email e ON e.folded = m.folded WHERE p.org_id = $1 AND e.verified_at IS NOT NULL AND p.removed_at IS NULL"
    " AND (p.leaves_at IS NULL OR p.leaves_at > $2) AND m.folded <> p.folded AND m.removed_at IS NULL AND p.id <> $3 ORDER BY p.id LIMIT 1");
static const char sql_plan[] = SQL(
    "INSERT INTO plan (org_id, person_id, title, why, state, review_on, created_at, changed_at, sent_at, reached) VALUES ($1, $2, 'Lead a shift', $3, 'sent', $4, $5, $5, $5, 0) RETURNING id");
static const char sql_step[] = SQL("INSERT INTO plan_step (org_id, plan_id, title, note, minutes, cost, due_on, done_at) VALUES ($1, $2, $3, '', $4, $5, $6, $7)");
static const char sql_event[] = SQL("INSERT INTO plan_event (org_id, plan_id, kind, words, at) VALUES ($1, $2, 'send', '', $3)");

static code of_team(const struct demo_plans *in, struct error *err)
{
    msec today = clock_now() / DAY * DAY, sent = today - 2 * DAY + 9 * HOUR;
    int64_t person = 0, id = 0;
    code c = db_int(in->db, sql_led, ARGS(v_int(in->org), v_int(clock_now()), v_int(in->person)), &person, err);

    if (c != OK)
        return c == NOT_FOUND ? OK : c;
    TRY(db_int(in->db, sql_plan, ARGS(v_int(in->org), v_int(person), v_str(S("Plan who works where, and be the one who answers for it.")), v_int(today + 90 * DAY), v_int(sent)), &id, err));
    TRY(db_run(in->db, sql_step, ARGS(v_int(in->org), v_int(id), v_str(S("Write the rota of a month, and go through it together")), v_int(300), v_int(0), v_int(today - 7 * DAY), v_int(today - 8 * DAY)), NULL, err));
    TRY(db_run(in->db, sql_step, ARGS(v_int(in->org), v_int(id), v_str(S("Course: conversations that are not easy")), v_int(960), v_int(68000), v_int(today + 45 * DAY), v_null()), NULL, err));
    return db_run(in->db, sql_event, ARGS(v_int(in->org), v_int(id), v_int(sent)), NULL, err);
}

code demo_plans_make(const struct demo_plans *in, struct error *err)
{
    int64_t id = 0;

    TRY(begin(in, &id, err));
    TRY(take_gap(in, id, err));
    TRY(add_step(in, id, err));
    TRY(send(in, id, err));
    return of_team(in, err);
}
