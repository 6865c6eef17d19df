/* requirement/as_at.c — how many people stand on any day, read set by set: a column of
 * the matrix costs a few statements for every 80 of them, however many records there are. */
#include "app/requirement/requirement_private.h"

#include "app/zone.h"
#include "store/in_list.h"

#define OTHERS_DEPTH PROOF_DEPTH                 /* requirements that name requirements */

struct as_at {
    struct db *db;
    struct arena *a, *kept;                      /* of a set of people; of what is found */
    const struct as_at_ask *q;
    int depth;
    struct requirement_version version;
    struct requirement_rule rule;
    struct proof_leaves leaves;
    struct standing_lines *out;
};

static bool has_id(const struct id_list *ids, int64_t id)
{
    size_t low = 0, high = ids->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (ids->items[mid] < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < ids->n && ids->items[low] == id;
}

static msec day_of(struct as_at *x, const struct person_facts *f)
{
    return x->q->at.day ? x->q->at.day : zone_day(x->a, f->time_zone, clock_now()).day;
}

/* ---- other requirements, as of that day ---- */

static code as_at(struct db *db, struct arena *a, const struct as_at_ask *q, int depth, struct standing_lines *out, struct error *err);

/* Those of before, without how other requirements stand today. */
static void drop_others(struct as_at *x, struct person_facts *f)
{
    struct proof_records own = {0};

    for (size_t i = 0; i < f->records.n; i++)
        if (f->records.items[i].from != FROM_REQUIREMENT)
            *list_add(x->a, &own) = f->records.items[i];
    f->records = own;
    requirement_forget_completions(x->a, &f->w);
}

static void add_other(struct as_at *x, struct person_facts *f, const struct standing_line *s, bool counts_days)
{
    struct proof_record proof;

    if (counts_days && s->completed)
        *list_add(x->a, &f->w.facts) = (struct due_fact){.from = DUE_COMPLETED, .ref = s->requirement, .name = S(""), .day = s->completed};
    else if (!counts_days && requirement_as_proof(s, &proof))
        *list_add(x->a, &f->records) = proof;
}

static code add_others(struct as_at *x, const struct id_list *people, int64_t ref, bool counts_days, struct facts_list *facts, struct error *err)
{
    struct standing_lines lines = {0};
    struct error none = {0};
    struct as_at_ask ask = {.org = x->q->org, .requirement = ref, .people = people, .at = x->q->at};
    code c = as_at(x->db, x->a, &ask, x->depth + 1, &lines, &none);

    if (c == NOT_FOUND)
        return OK;                               /* it was published by nobody yet */
    if (c != OK)
        return fail(err, c, none.where, "%s", none.text);
    for (size_t i = 0, k = 0; i < facts->n; i++) {
        while (k < lines.n && lines.items[k].person < facts->items[i].person)
            k++;
        if (k < lines.n && lines.items[k].person == facts->items[i].person)
            add_other(x, &facts->items[i], &lines.items[k], counts_days);
    }
    return OK;
}

static code others_on(struct as_at *x, const struct id_list *people, struct facts_list *facts, struct error *err)
{
    for (size_t i = 0; i < facts->n; i++)
        drop_others(x, &facts->items[i]);
    for (size_t i = 0; i < x->leaves.n && x->depth < OTHERS_DEPTH; i++)
        if (x->leaves.items[i]->kind == PROOF_REQUIREMENT)
            TRY(add_others(x, people, x->leaves.items[i]->ref, false, facts, err));
    for (size_t i = 0; i < x->rule.n_dues && x->depth < OTHERS_DEPTH; i++)
        if (x->rule.dues[i].from == DUE_COMPLETED)
            TRY(add_others(x, people, x->rule.dues[i].ref, true, facts, err));
    return OK;
}

/* ---- worked out ---- */

static void ask_of(struct as_at *x, struct person_facts *f, msec day)
{
    if (!x->q->asked)
        return;
    if (!has_id(x->q->asked, f->person))
        f->w.from = f->w.until = NO_DAY;
    else if (!f->w.from || (f->w.until && f->w.until < day))
        f->w.from = day, f->w.until = NO_DAY;
}

static code compute(struct as_at *x, const struct id_list *people, struct error *err)
{
    struct facts_list facts = {0};
    msec day = x->q->at.day ? x->q->at.day : clock_now() + DAY;
    struct facts_ask ask = {.org = x->q->org, .requirement = x->q->requirement, .version = x->version.id, .people = people, .day = day};

    TRY(requirement_facts(x->db, x->a, &ask, &facts, err));
    TRY(others_on(x, people, &facts, err));
    for (size_t i = 0; i < facts.n; i++) {
        struct person_facts *f = &facts.items[i];
        struct requirement_standing s;
        msec on = day_of(x, f);
        ask_of(x, f, on);
        requirement_state(x->a, &x->rule, &f->w, &f->records, (struct requirement_moment){on, x->q->at.known}, &s);
        *list_add(x->kept, x->out) = (struct standing_line){x->q->requirement, f->person, x->version.id, s.state, s.due, s.expires, s.completed, s.since, s.waived};
    }
    return OK;
}

static code find_version(struct as_at *x, struct error *err)
{
    if (x->q->version)
        x->version = *x->q->version;
    else
        TRY(requirement_version_on(x->db, x->a, x->q->org, x->q->requirement, x->q->at.day, &x->version, err));
    if (!x->version.id)
        return fail(err, NOT_FOUND, "version", "there is no published requirement of that kind");
    TRY(requirement_rule_of(x->db, x->a, &x->version, &x->rule, err));
    proof_tree_leaves(x->a, &x->rule.proof, &x->leaves);
    return OK;
}

static code as_at(struct db *db, struct arena *a, const struct as_at_ask *q, int depth, struct standing_lines *out, struct error *err)
{
    struct as_at x = {.db = db, .a = a, .kept = a, .q = q, .depth = depth, .out = out};
    code c = OK;

    TRY(find_version(&x, err));
    for (size_t i = 0; c == OK && i < q->people->n; i += IN_80) {
        struct id_list some = {.items = q->people->items + i, .n = q->people->n - i < IN_80 ? q->people->n - i : IN_80};
        x.a = arena_new(0);
        c = compute(&x, &some, err);
        arena_free(x.a);
    }
    return c;
}

code requirement_as_at(struct db *db, struct arena *a, const struct as_at_ask *q, struct standing_lines *out, struct error *err)
{
    return as_at(db, a, q, 0, out, err);
}

/* ---- as it was worked out last ---- */

static const char sql_now[] = SQL(
    "SELECT requirement_id, person_id, version_id, state, coalesce(due_on, 0), coalesce(expires_on, 0), coalesce(completed_on, 0) FROM requirement_standing"
    " WHERE org_id = $1 AND ($2 = 0 OR requirement_id IN (SELECT q.id FROM requirement q WHERE q.org_id = $1 AND " REACH_REQUIREMENT("q", "$2") "))"
    " AND person_id IN (" IN_80_FROM_3 ") ORDER BY person_id, requirement_id");

code requirement_standings_now(struct db *db, struct arena *a, const struct standings_ask *q, struct standing_lines *out, struct error *err)
{
    for (size_t i = 0; i < q->people->n; i += IN_80) {
        size_t n = q->people->n - i < IN_80 ? q->people->n - i : IN_80;
        struct rows *r = db_query(db, sql_now, in_list(a, ARGS(v_int(q->org), v_int(q->owner)), q->people->items + i, n));
        while (rows_next(r))
            *list_add(a, out) = (struct standing_line){row_int(r, 0), row_int(r, 1), row_int(r, 2), (enum requirement_state)row_int(r, 3), row_int(r, 4), row_int(r, 5), row_int(r, 6), NO_DAY, NO_DAY};
        TRY(rows_end(r, err));
    }
    return OK;
}
