/* ladder/way_effort.c — what something usually takes of which nobody has said it: what is left
 * of the pathways that lead to the badges that do. */
#include "app/ladder/way.h"

#include "app/catalog/scale.h"
#include "app/pathway/pathway.h"

struct way_efforts { struct db *db; struct arena *a; int64_t org, person; struct map *badges; struct pathway_badges known; bool has_known; };

struct way_efforts *way_efforts_open(struct db *db, struct arena *a, int64_t org, int64_t person)
{
    struct way_efforts *x = NEW(a, struct way_efforts);

    *x = (struct way_efforts){.db = db, .a = a, .org = org, .person = person, .badges = map_new(a)};
    return x;
}

static code of_badge(struct way_efforts *x, int64_t badge, struct effort *out, struct error *err)
{
    void **slot = map_at(x->badges, str_printf(x->a, "%lld", (long long)badge));
    struct effort *e = *slot;

    if (!e) {
        e = *slot = NEW(x->a, struct effort);
        TRY(pathway_effort_find(x->db, x->a, &(struct pathway_effort_ask){x->org, x->person, badge}, e, err));
    }
    *out = *e;
    return OK;
}

struct estimate { struct effort effort; int64_t badge; };

static struct estimate less_of(const struct estimate *x, const struct estimate *y)
{
    struct effort less = effort_less(&x->effort, &y->effort);
    bool is_first = less.minutes == x->effort.minutes && less.cost == x->effort.cost && less.has_time == x->effort.has_time && less.has_cost == x->effort.has_cost;

    return x->badge && is_first ? *x : *y;
}

/* Of all parts together, or of the one that takes least. Records, training from elsewhere and "so
 * many of" are not known. */
static code of_proof(struct way_efforts *x, const struct proof_tree *proof, struct estimate *out, struct error *err)
{
    bool all = proof->kind == PROOF_ALL;

    *out = (struct estimate){.effort = {.has_time = all && proof->n, .has_cost = all && proof->n}};
    if (proof->kind == PROOF_BADGE) {
        out->badge = proof->ref;
        return of_badge(x, proof->ref, &out->effort, err);
    }
    for (size_t i = 0; i < proof->n && (all || proof->kind == PROOF_ANY); i++) {
        struct estimate part;
        TRY(of_proof(x, &proof->parts[i], &part, err));
        if (all)
            *out = (struct estimate){effort_both(&out->effort, &part.effort), proof->n == 1 ? part.badge : 0};
        else if (part.effort.has_time || part.effort.has_cost)
            *out = out->badge ? less_of(out, &part) : part;
    }
    return OK;
}

static void put(const struct estimate *e, struct way_item *out)
{
    out->effort = e->effort;
    out->badge = e->effort.has_time || e->effort.has_cost ? e->badge : 0;
}

code way_effort_of_proof(struct way_efforts *x, const struct proof_tree *proof, struct way_item *out, struct error *err)
{
    struct estimate e;

    TRY(of_proof(x, proof, &e, err));
    put(&e, out);
    return OK;
}

/* Does an award of the badge prove the skill as well as it must be proved? */
static bool proves(struct way_efforts *x, const struct pathway_badge *b, const struct jobrole_skill *ask)
{
    for (size_t i = 0; i < b->skills.n; i++) {
        const struct alignment *s = &b->skills.items[i];
        if (ask->url.n && str_eq(s->target_url, ask->url) && scale_now(x->a, ask->levels, s, true) >= ask->level)
            return true;
    }
    return false;
}

code way_effort_of_skill(struct way_efforts *x, const struct jobrole_skill *ask, struct way_item *out, struct error *err)
{
    struct estimate best = {0};

    if (ask->least > SKILL_PROVED)
        return OK;
    if (!x->has_known)
        TRY(pathway_badges_find(x->db, x->a, x->org, &x->known, err));
    x->has_known = true;
    for (size_t i = 0; i < x->known.n; i++) {
        struct estimate one = {.badge = x->known.items[i].id};
        if (!proves(x, &x->known.items[i], ask))
            continue;
        TRY(of_badge(x, one.badge, &one.effort, err));
        best = best.badge ? less_of(&best, &one) : one;
    }
    put(&best, out);
    return OK;
}
