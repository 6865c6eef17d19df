/* requirement/explain.c — one cell of the matrix, worked out from everything for any day. */
#include "app/requirement/requirement_private.h"

#include "app/zone.h"

#define OTHERS_DEPTH PROOF_DEPTH                 /* requirements that name requirements */

static const char sql_on[] = SQL(
    "SELECT id, from_on, coalesce(until_on, 0) FROM requirement_assignment WHERE org_id = $1 AND requirement_id = $2 AND person_id = $3 AND from_on <= $4"
    " ORDER BY from_on DESC, id DESC LIMIT 1");

/* The assignment of that day, where there was another than today's. */
static code assignment_on(struct db *db, const struct explain_ask *q, msec day, struct requirement_assignment *w, struct error *err)
{
    struct rows *r = db_query(db, sql_on, ARGS(v_int(q->org), v_int(q->requirement), v_int(q->person), v_int(day)));

    if (rows_next(r)) {
        w->id = row_int(r, 0);
        w->from = row_int(r, 1);
        w->until = row_int(r, 2);
    }
    return rows_end(r, err);
}

static code find_version(struct db *db, struct arena *a, const struct explain_ask *q, struct requirement_version *out, struct error *err)
{
    struct requirement r;

    TRY(requirement_get(db, a, q->org, q->requirement, &r, err));
    if (q->version)
        return requirement_version_get(db, a, q->org, q->requirement, q->version, out, err);
    TRY(requirement_version_on(db, a, q->org, q->requirement, q->at.day, out, err));
    return out->id ? OK : fail(err, NOT_FOUND, "version", "there is no published requirement of that kind");
}

static code explain(struct db *db, struct arena *a, const struct explain_ask *q, int depth, struct explained *out, struct error *err);

void requirement_forget_completions(struct arena *a, struct requirement_assignment *w)
{
    struct due_facts own = {0};

    for (size_t i = 0; i < w->facts.n; i++)
        if (w->facts.items[i].from != DUE_COMPLETED)
            *list_add(a, &own) = w->facts.items[i];
    w->facts = own;
}

/* Days that are counted from the completion of others, as of that day too. */
static void completions_on(struct db *db, struct arena *a, const struct explain_ask *q, int depth, struct explained *x)
{
    requirement_forget_completions(a, &x->assignment);
    for (size_t i = 0; i < x->rule.n_dues && depth < OTHERS_DEPTH; i++) {
        struct explained other;
        int64_t ref = x->rule.dues[i].ref;
        if (x->rule.dues[i].from != DUE_COMPLETED)
            continue;
        if (explain(db, a, &(struct explain_ask){q->org, ref, q->person, 0, {x->day, q->at.known}}, depth + 1, &other, NULL) == OK && other.standing.completed)
            *list_add(a, &x->assignment.facts) = (struct due_fact){.from = DUE_COMPLETED, .ref = ref, .name = S(""), .day = other.standing.completed};
    }
}

/* Other requirements as of that day, in the place of how they stand today. */
static void others_on(struct db *db, struct arena *a, const struct explain_ask *q, int depth, struct explained *x)
{
    struct proof_leaves leaves = {0};
    struct proof_records own = {0};

    proof_tree_leaves(a, &x->rule.proof, &leaves);
    for (size_t i = 0; i < x->records.n; i++)
        if (x->records.items[i].from != FROM_REQUIREMENT)
            *list_add(a, &own) = x->records.items[i];
    for (size_t i = 0; i < leaves.n && depth < OTHERS_DEPTH; i++) {
        struct explained other;
        int64_t ref = leaves.items[i]->ref;
        if (leaves.items[i]->kind != PROOF_REQUIREMENT)
            continue;
        if (explain(db, a, &(struct explain_ask){q->org, ref, q->person, 0, {x->day, q->at.known}}, depth + 1, &other, NULL) != OK)
            continue;
        const struct requirement_standing *s = &other.standing;
        struct proof_record proof;
        if (requirement_as_proof(&(struct standing_line){.requirement = ref, .state = s->state, .due = s->due, .expires = s->expires, .completed = s->completed}, &proof))
            *list_add(a, &own) = proof;
    }
    x->records = own;
}

static code explain(struct db *db, struct arena *a, const struct explain_ask *q, int depth, struct explained *out, struct error *err)
{
    struct facts_list facts = {0};
    struct org_awarding w;

    *out = (struct explained){0};
    TRY(find_version(db, a, q, &out->version, err));
    TRY(requirement_rule_of(db, a, &out->version, &out->rule, err));
    TRY(requirement_facts(db, a, &(struct facts_ask){.org = q->org, .requirement = q->requirement, .version = out->version.id, .first = q->person, .last = q->person,
                                                     .limit = 1, .ended_too = true}, &facts, err));
    TRY(org_awarding_get(db, a, q->org, &w, err));
    out->time_zone = facts.n ? facts.items[0].time_zone : w.time_zone;
    out->day = q->at.day ? q->at.day : zone_day(a, out->time_zone, clock_now()).day;
    if (facts.n) {
        out->assignment = facts.items[0].w;
        out->records = facts.items[0].records;
        TRY(assignment_on(db, q, out->day, &out->assignment, err));
    }
    others_on(db, a, q, depth, out);
    completions_on(db, a, q, depth, out);
    requirement_state(a, &out->rule, &out->assignment, &out->records, (struct requirement_moment){out->day, q->at.known}, &out->standing);
    return OK;
}

code requirement_explain(struct db *db, struct arena *a, const struct explain_ask *q, struct explained *out, struct error *err)
{
    return explain(db, a, q, 0, out, err);
}

static const char sql_standings[] = SQL(
    "SELECT requirement_id, person_id, version_id, state, coalesce(due_on, 0), coalesce(expires_on, 0), coalesce(completed_on, 0) FROM requirement_standing"
    " WHERE org_id = $1 AND person_id = $2 ORDER BY requirement_id");

code requirement_standings_of(struct db *db, struct arena *a, int64_t org, int64_t person, struct standing_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql_standings, ARGS(v_int(org), v_int(person)));

    while (rows_next(r))
        *list_add(a, out) = (struct standing_line){row_int(r, 0), row_int(r, 1), row_int(r, 2), (enum requirement_state)row_int(r, 3), row_int(r, 4), row_int(r, 5), row_int(r, 6), NO_DAY, NO_DAY};
    return rows_end(r, err);
}
