/* ladder/way_find.c — what is missing for each role on the way: as somebody stands with it, or,
 * of nobody, all that the role takes and the first one does not. */
#include "app/ladder/way.h"

#define WORKS_AS_MOST 50

struct listed { struct jobrole_skill ask; size_t place; };      /* a skill, and its place among the items */

struct finding {
    struct db *db;
    struct arena *a;
    const struct way_ask *q;
    struct way_efforts *efforts;
    struct ready_kept kept;
    struct ready start;                          /* of nobody: what they have */
    struct map *had;
    LIST(struct listed) listed;
    struct way *out;
};

/* ---- the route ---- */

static code find_from(const struct finding *x, struct id_list *from, struct error *err)
{
    struct jobrole_list all = {0};

    if (x->q->from) {
        *list_add(x->a, from) = x->q->from;
        return OK;
    }
    TRY(jobrole_of_person(x->db, x->a, &(struct jobrole_of_person){x->q->org, x->q->person, true, WORKS_AS_MOST}, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(x->a, from) = all.items[i].id;
    return OK;
}

static str words_of(const struct ladder_steps *steps, int64_t from, int64_t to)
{
    for (size_t i = 0; i < steps->n; i++)
        if (steps->items[i].from == from && steps->items[i].to == to)
            return steps->items[i].words;
    return S("");
}

static code find_route(struct finding *x, struct error *err)
{
    struct ladder_steps steps = {0};
    struct id_list from = {0}, route = {0};

    TRY(ladder_steps(x->db, x->a, x->q->org, &steps, err));
    TRY(find_from(x, &from, err));
    x->out->has_steps = steps.n > 0;
    x->out->works_as_any = from.n > 0;
    x->out->is_found = way_route(x->a, &steps, &from, x->q->to, &route);
    if (!x->out->is_found)
        *list_add(x->a, &route) = x->q->to;
    x->out->first = route.n > 1;
    for (size_t i = 0; i < route.n; i++) {
        struct jobrole j;
        TRY(jobrole_get(x->db, x->a, x->q->org, route.items[i], &j, err));
        *list_add(x->a, &x->out->roles) = (struct way_role){j.id, j.name, i ? words_of(&steps, route.items[i - 1], j.id) : S("")};
    }
    return OK;
}

/* ---- as they stand ---- */

/* Of nobody: everything is missing that the first role does not take. */
static code take_role(const struct finding *x, int64_t role, struct ready *out, struct error *err)
{
    struct jobrole_asks asks = {0};
    struct jobrole_skills skills = {0};

    *out = (struct ready){0};
    TRY(jobrole_asks(x->db, x->a, x->q->org, role, &asks, err));
    TRY(jobrole_skills(x->db, x->a, x->q->org, role, &skills, err));
    for (size_t i = 0; i < asks.n; i++)
        *list_add(x->a, &out->lines) = (struct ready_line){.ask = asks.items[i]};
    for (size_t i = 0; i < skills.n; i++)
        *list_add(x->a, &out->skills) = (struct ready_skill){.ask = skills.items[i]};
    return OK;
}

/* The same skill, as well proved and on as high a level. */
static bool covers(const struct jobrole_skill *has, const struct jobrole_skill *ask)
{
    return ask->item && has->item == ask->item && has->least >= ask->least && has->level >= ask->level;
}

static void mark_had(const struct ready *start, struct ready *r)
{
    for (size_t i = 0; i < r->lines.n; i++)
        for (size_t k = 0; k < start->lines.n; k++)
            r->lines.items[i].is_met |= start->lines.items[k].ask.r.id == r->lines.items[i].ask.r.id;
    for (size_t i = 0; i < r->skills.n; i++)
        for (size_t k = 0; k < start->skills.n; k++)
            r->skills.items[i].is_met |= covers(&start->skills.items[k].ask, &r->skills.items[i].ask);
}

static code stand(struct finding *x, int64_t role, struct ready *out, struct error *err)
{
    if (x->q->person)
        return ready_find(x->db, x->a, &(struct ready_ask){.org = x->q->org, .jobrole = role, .person = x->q->person, .kept = &x->kept}, out, err);
    TRY(take_role(x, role, out, err));
    mark_had(&x->start, out);
    return OK;
}

/* ---- one thing ---- */

static void add_had(struct finding *x, str name)
{
    void **slot = map_at(x->had, name);

    if (!*slot)
        *list_add(x->a, &x->out->has) = name;
    *slot = x;
}

/* What it comes after: a requirement from whose completion its day is counted, or that proves it. */
static void add_follows(struct arena *a, const struct requirement_rule *rule, const struct proof_leaves *leaves, struct way_item *out)
{
    for (size_t i = 0; i < rule->n_dues; i++)
        if (rule->dues[i].from == DUE_COMPLETED)
            *list_add(a, &out->follows) = rule->dues[i].ref;
    for (size_t i = 0; i < leaves->n; i++) {
        if (leaves->items[i]->kind == PROOF_REQUIREMENT)
            *list_add(a, &out->follows) = leaves->items[i]->ref;
        if (leaves->items[i]->kind == PROOF_BADGE)
            *list_add(a, &out->badges) = leaves->items[i]->ref;
    }
}

static code add_rule(struct finding *x, const struct requirement *r, struct way_item *out, struct error *err)
{
    struct requirement_version version;
    struct requirement_rule rule;
    struct proof_leaves leaves = {0};

    TRY(requirement_version_get(x->db, x->a, x->q->org, r->id, r->number, &version, err));
    TRY(requirement_rule_of(x->db, x->a, &version, &rule, err));
    proof_tree_leaves(x->a, &rule.proof, &leaves);
    add_follows(x->a, &rule, &leaves, out);
    out->how = requirement_proof_words(x->a, x->db, x->q->org, &rule.proof);
    out->effort = r->usual;
    return r->usual.has_time || r->usual.has_cost ? OK : way_effort_of_proof(x->efforts, &rule.proof, out, err);
}

static struct way_item *asked_before(const struct way *w, int64_t requirement)
{
    for (size_t i = 0; i < w->items.n; i++)
        if (w->items.items[i].requirement == requirement)
            return &w->items.items[i];
    return NULL;
}

/* What is not in force cannot be met. */
static code add_line(struct finding *x, size_t place, const struct ready_line *line, struct error *err)
{
    const struct requirement *r = &line->ask.r;
    struct way_item *before = asked_before(x->out, r->id);

    if (line->is_met) {
        add_had(x, r->name);
        return OK;
    }
    if (before)
        before->mandatory = before->is_needed = before->mandatory || line->ask.mandatory;
    if (before || !r->version || r->archived)
        return OK;
    struct way_item *item = list_add(x->a, &x->out->items);
    *item = (struct way_item){.requirement = r->id, .code = r->code, .name = r->name, .title = r->name, .asks = S(""), .mandatory = line->ask.mandatory,
                              .is_needed = line->ask.mandatory, .asked = place, .stage = place};
    return add_rule(x, r, item, err);
}

/* Is it listed, as well proved? `again`: less well. */
static struct way_item *listed_before(const struct finding *x, const struct jobrole_skill *ask, bool *again)
{
    *again = false;
    for (size_t i = 0; i < x->listed.n; i++) {
        if (covers(&x->listed.items[i].ask, ask))
            return &x->out->items.items[x->listed.items[i].place];
        *again |= ask->item && x->listed.items[i].ask.item == ask->item;
    }
    return NULL;
}

static code add_skill(struct finding *x, size_t place, const struct ready_skill *s, struct error *err)
{
    bool again;
    struct way_item *before = listed_before(x, &s->ask, &again);

    if (s->is_met) {
        add_had(x, s->ask.name);
        return OK;
    }
    if (before) {
        before->mandatory = before->is_needed = before->mandatory || s->ask.mandatory;
        return OK;
    }
    *list_add(x->a, &x->listed) = (struct listed){s->ask, x->out->items.n};
    struct way_item *item = list_add(x->a, &x->out->items);
    *item = (struct way_item){.skill = s->ask.item, .code = s->ask.code, .name = s->ask.name, .title = s->ask.name, .asks = jobrole_skill_words(x->a, &s->ask), .how = S(""),
                              .mandatory = s->ask.mandatory, .is_needed = s->ask.mandatory, .asked = place, .stage = place};
    if (again)                                   /* more of it than a role before asks: a step of its own */
        item->title = str_printf(x->a, STR_FMT " (" STR_FMT ")", STR_ARG(s->ask.name), STR_ARG(item->asks));
    return way_effort_of_skill(x->efforts, &s->ask, item, err);
}

/* ---- all of it ---- */

static const char sql_parts[] = SQL(
    "SELECT s.achievement_id, t.achievement_id FROM award_set s JOIN award_set_part t ON t.set_id = s.id WHERE s.org_id = $1 AND s.is_on = 1 ORDER BY s.id, t.achievement_id LIMIT 5000");

static code find_parts(const struct finding *x, struct way_parts *out, struct error *err)
{
    struct rows *r = db_query(x->db, sql_parts, ARGS(v_int(x->q->org)));

    while (rows_next(r))
        *list_add(x->a, out) = (struct way_part){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

static code find_items(struct finding *x, struct error *err)
{
    struct ready r;

    for (size_t i = x->out->first; i < x->out->roles.n; i++) {
        TRY(stand(x, x->out->roles.items[i].id, &r, err));
        for (size_t k = 0; k < r.lines.n; k++)
            TRY(add_line(x, i, &r.lines.items[k], err));
        for (size_t k = 0; k < r.skills.n; k++)
            TRY(add_skill(x, i, &r.skills.items[k], err));
    }
    return OK;
}

code way_find(struct db *db, struct arena *a, const struct way_ask *q, struct way *out, struct error *err)
{
    struct finding x = {.db = db, .a = a, .q = q, .efforts = way_efforts_open(db, a, q->org, q->person), .had = map_new(a), .out = out};
    struct way_parts parts = {0};

    *out = (struct way){0};
    TRY(find_route(&x, err));
    if (!q->person)
        TRY(take_role(&x, q->from, &x.start, err));
    TRY(find_items(&x, err));
    TRY(find_parts(&x, &parts, err));
    way_link(a, &out->items, &parts);
    way_order(a, &out->items);
    way_share(&out->items);
    return OK;
}
