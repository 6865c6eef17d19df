/* requirement/proof_shown.c — the rule of a version as a list within lists, with links. */
#include "app/requirement/proof_shown.h"

#include "app/catalog/catalog.h"
#include "base/words.h"

#define OTHERS_DEPTH 3                           /* requirements within requirements that are written out */

static badge_doors_fn *doors;

void requirement_set_doors(badge_doors_fn *fn)
{
    doors = fn;
}

struct walk {
    struct db *db;
    struct arena *a;
    struct proof_reader *to;
    struct requirement r;                        /* whose rule it is */
    const struct requirement_version *v;
    const struct requirement_rule *rule;
    int depth;
};

static void link_to(const struct walk *w, struct proof_part *out, str words, str href)
{
    *list_add(w->a, &out->links) = (struct proof_link){words, href};
}

/* ---- a badge ---- */

static code find_badge(const struct walk *w, int64_t id, struct proof_badge *out, struct error *err)
{
    struct badge_row b;
    struct error none = {0};
    code c = catalog_get(w->db, w->a, w->to->org, id, &b, &none);

    *out = (struct proof_badge){.id = id, .page = S("")};
    if (c == NOT_FOUND || (c == OK && str_eq(b.state, S("draft"))))
        return OK;
    if (c != OK)
        return fail(err, c, none.where, "%s", none.text);
    out->page = str_join(w->a, S("/badges/"), b.public_id);
    return doors ? doors(w->to->app, w->db, w->a, &(struct badge_doors_ask){w->to->org, id, w->to->kind == PROOF_FOR_THEM ? w->to->account : 0}, &out->links, err) : OK;
}

static code put_badge(const struct walk *w, int64_t id, struct proof_part *out, struct error *err)
{
    const struct proof_badge *b = NULL;

    for (size_t i = 0; !b && i < w->to->known.n; i++)
        if (w->to->known.items[i].id == id)
            b = &w->to->known.items[i];
    if (!b) {
        struct proof_badge found;
        TRY(find_badge(w, id, &found, err));
        struct proof_badge *kept = list_add(w->a, &w->to->known);
        *kept = found;
        b = kept;
    }
    out->href = b->page;
    out->links = b->links;
    return OK;
}

/* ---- what people do for one ---- */

/* Who makes the records of a rule, and whom one asks: once, at its head. Strangers are told no names. */
static void put_recorder(const struct walk *w, const struct proof_tree *rule, struct proof_part *out)
{
    struct proof_leaves leaves = {0};
    bool no_manager = str_eq(w->v->sign_off, S("not-manager")), asks = false;

    proof_tree_leaves(w->a, rule, &leaves);
    for (size_t i = 0; i < leaves.n; i++)
        asks |= leaves.items[i]->kind == PROOF_RECORD;
    if (w->to->kind == PROOF_FOR_ANYBODY || !asks)
        return;
    out->note = no_manager ? said("A record is made by a member who may: nobody for themselves, nor their manager") : said("A record is made by a member who may: nobody for themselves");
    if (w->r.owner_name.n)
        out->note = words_printf(w->a, STR_FMT ". Responsible: " STR_FMT, STR_ARG(out->note), STR_ARG(w->r.owner_name));
}

/* What it has to be, and where it is handed in. */
static void put_evidence(const struct walk *w, struct proof_part *out)
{
    out->note = requirement_evidence_words(w->a, w->rule, w->v->sign_off);
    if (w->to->kind == PROOF_FOR_THEM)
        link_to(w, out, said("Hand in evidence"), str_printf(w->a, "/standards/%lld/evidence", (long long)w->r.id));
}

static code put_external(const struct walk *w, struct proof_part *out, struct error *err)
{
    struct requirement_ways ways = {0};

    if (w->to->kind == PROOF_FOR_THEM)
        link_to(w, out, said("Hand in external training"), str_printf(w->a, "/training/new?requirement=%lld", (long long)w->r.id));
    if (w->to->kind != PROOF_FOR_MEMBER)
        return OK;
    TRY(requirement_ways(w->db, w->a, w->to->org, w->r.id, &ways, err));
    for (size_t i = 0; i < ways.n; i++)
        *list_add(w->a, &out->parts) = (struct proof_part){.words = ways.items[i].title, .href = ways.items[i].href, .note = words_printf(w->a, "By " STR_FMT, STR_ARG(ways.items[i].by))};
    return OK;
}

/* ---- the tree ---- */

static code put_rule(const struct walk *w, const struct proof_tree *rule, struct proof_part *out, struct error *err);

/* Another requirement: members go to its page; who has to do it reads its rule here. */
static code put_requirement(const struct walk *w, int64_t id, struct proof_part *out, struct error *err)
{
    struct walk in = {w->db, w->a, w->to, .depth = w->depth + 1};
    struct requirement_version v;
    struct requirement_rule rule;

    if (requirement_get(w->db, w->a, w->to->org, id, &in.r, NULL) != OK)
        return OK;
    out->words = words_printf(w->a, "Requirement “" STR_FMT "”", STR_ARG(str_printf(w->a, STR_FMT " " STR_FMT, STR_ARG(in.r.code), STR_ARG(in.r.name))));
    if (w->to->kind == PROOF_FOR_MEMBER)
        out->href = str_printf(w->a, "/org/%lld/standards/%lld", (long long)w->to->org, (long long)id);
    if (w->to->kind != PROOF_FOR_THEM || in.depth > OTHERS_DEPTH || !in.r.number)
        return OK;
    TRY(requirement_version_get(w->db, w->a, w->to->org, id, in.r.number, &v, err));
    TRY(requirement_rule_of(w->db, w->a, &v, &rule, err));
    in.v = &v;
    in.rule = &rule;
    return put_rule(&in, &rule.proof, list_add(w->a, &out->parts), err);
}

static code put_leaf(const struct walk *w, const struct proof_tree *p, struct proof_part *out, struct error *err)
{
    out->words = requirement_leaf_words(w->a, w->db, w->to->org, p);
    switch (p->kind) {
    case PROOF_BADGE: return put_badge(w, p->ref, out, err);
    case PROOF_REQUIREMENT: return put_requirement(w, p->ref, out, err);
    case PROOF_EXTERNAL: return put_external(w, out, err);
    case PROOF_EVIDENCE: put_evidence(w, out); return OK;
    default: return OK;
    }
}

static str join_words(struct arena *a, const struct proof_tree *p)
{
    if (p->kind == PROOF_SOME)
        return words_printf(a, "%d of these %d", p->need, (int)p->n);
    return p->kind == PROOF_ANY ? said("One of these") : said("All of these");
}

static code put(const struct walk *w, const struct proof_tree *p, struct proof_part *out, struct error *err)
{
    while (!proof_tree_is_leaf(p) && p->n == 1)      /* one of one is that one */
        p = p->parts;
    *out = (struct proof_part){.href = S(""), .note = S("")};
    if (proof_tree_is_leaf(p))
        return put_leaf(w, p, out, err);
    out->words = join_words(w->a, p);
    for (size_t i = 0; i < p->n; i++) {
        struct proof_part part;
        TRY(put(w, &p->parts[i], &part, err));
        *list_add(w->a, &out->parts) = part;
    }
    return OK;
}

static code put_rule(const struct walk *w, const struct proof_tree *rule, struct proof_part *out, struct error *err)
{
    TRY(put(w, rule, out, err));
    put_recorder(w, rule, out);
    return OK;
}

code requirement_proof_shown(struct db *db, struct arena *a, struct proof_reader *to, const struct requirement_version *v, struct proof_part *out, struct error *err)
{
    struct walk w = {db, a, to, .v = v};
    struct requirement_rule rule;

    TRY(requirement_get(db, a, to->org, v->requirement, &w.r, err));
    TRY(requirement_rule_of(db, a, v, &rule, err));
    w.rule = &rule;
    return put_rule(&w, &rule.proof, out, err);
}
