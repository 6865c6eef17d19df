/* skill/found.c — the skills of a person: what the versions of their badges were for when
 * they were awarded, found again in the frameworks of the organisation. */
#include "app/skill/skill.h"

#include "app/catalog/alignments.h"
#include <stdlib.h>

/* ---- which skill an alignment means ---- */

static const char sql_by_url[] = SQL(
    "SELECT i.id, i.name, i.code, i.framework_id, f.name, f.months FROM framework_item i JOIN framework f ON f.id = i.framework_id"
    " WHERE f.org_id = $1 AND i.id IN (SELECT x.id FROM framework_item x WHERE x.url = $2 UNION SELECT d.item_id FROM framework_address d WHERE d.url = $2)"
    " ORDER BY CASE WHEN i.url = $2 THEN 0 ELSE 1 END, coalesce(i.retired_at, 0), i.id LIMIT 1");
static const char sql_by_code[] = SQL(
    "SELECT i.id, i.name, i.code, i.framework_id, f.name, f.months FROM framework f JOIN framework_item i ON i.framework_id = f.id"
    " WHERE f.org_id = $1 AND f.name = $2 AND i.code = $3 ORDER BY i.id LIMIT 2");

struct looking { struct db *db; struct arena *a; int64_t org; struct map *known; struct skill_helds *out; };

/* Two of a code: neither is meant. */
static code read_known(struct looking *l, struct rows *r, struct skill_known *out, struct error *err)
{
    for (int n = 0; rows_next(r); n++)
        *out = n ? (struct skill_known){0} : (struct skill_known){row_int(r, 0), row_int(r, 3), row_int(r, 5), row_str(r, 1, l->a), row_str(r, 2, l->a), row_str(r, 4, l->a)};
    return rows_end(r, err);
}

/* By the address that a skill has, or had before a newer file gave it another one; then by the code within the framework.
 * Badges share skills: each address is looked up once. */
static code find_known(struct looking *l, const struct alignment *x, const struct skill_known **out, struct error *err)
{
    void **slot = map_at(l->known, x->target_url);
    struct skill_known *k = *slot;

    if (!k) {
        k = *slot = NEW(l->a, struct skill_known);
        TRY(read_known(l, db_query(l->db, sql_by_url, ARGS(v_int(l->org), v_str(x->target_url))), k, err));
        if (!k->item && !str_is_empty(x->target_code) && !str_is_empty(x->target_framework))
            TRY(read_known(l, db_query(l->db, sql_by_code, ARGS(v_int(l->org), v_str(x->target_framework), v_str(x->target_code))), k, err));
    }
    *out = k;
    return OK;
}

/* ---- what they hold ---- */

static struct skill_held *held_of(struct looking *l, const struct skill_known *k)
{
    for (size_t i = 0; i < l->out->n; i++)
        if (l->out->items[i].item == k->item)
            return &l->out->items[i];
    struct skill_held *h = list_add(l->a, l->out);
    *h = (struct skill_held){.item = k->item, .framework = k->framework, .name = k->name, .code = k->code, .framework_name = k->framework_name};
    return h;
}

#define AWARDS_MOST 1000
static const char sql_awards[] = SQL(
    "SELECT w.id, w.public_id, w.awarded_at, coalesce(w.valid_until, 0), v.name, v.alignments FROM award w JOIN achievement_version v ON v.id = w.version_id"
    " WHERE w.org_id = $1 AND w.person_id = $2 AND w.revoked_at IS NULL AND v.alignments <> '[]'"
    " AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id) ORDER BY w.id DESC LIMIT $3");

struct held_award { struct skill_source source; str alignments; };
LIST_OF(held_awards, struct held_award);

static code load_awards(struct looking *l, int64_t person, struct held_awards *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_awards, ARGS(v_int(l->org), v_int(person), v_int(AWARDS_MOST)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct held_award){
            {.id = row_int(r, 0), .public_id = row_str(r, 1, l->a), .proof = {.at = row_int(r, 2), .ends = row_int(r, 3)}, .words = row_str(r, 4, l->a)},
            row_str(r, 5, l->a)};
    return rows_end(r, err);
}

static code add_award(struct looking *l, const struct held_award *w, struct error *err)
{
    struct alignment_list skills = {0};
    const struct skill_known *k;

    alignments_read(l->a, w->alignments, &skills);
    for (size_t i = 0; i < skills.n; i++) {
        if (str_is_empty(skills.items[i].target_url))
            continue;
        TRY(find_known(l, &skills.items[i], &k, err));
        if (!k->item)
            continue;
        struct skill_source *s = list_add(l->a, &held_of(l, k)->sources);
        *s = w->source;
        s->proof.months = k->months;
    }
    return OK;
}

static void judge(struct arena *a, struct skill_held *h, msec now)
{
    struct skill_proof *proofs = NEW_ARRAY(a, h->sources.n + 1, struct skill_proof);

    for (size_t i = 0; i < h->sources.n; i++)
        proofs[i] = h->sources.items[i].proof;
    skill_judge(proofs, h->sources.n, now, &h->standing);
}

static int by_strength(const void *x, const void *y)
{
    const struct skill_held *a = x, *b = y;

    if (a->standing.strength != b->standing.strength)
        return a->standing.strength > b->standing.strength ? -1 : 1;
    int c = str_cmp(a->name, b->name);
    return c ? c : (a->item > b->item) - (a->item < b->item);
}

code skill_of_person(struct db *db, struct arena *a, const struct skill_ask *q, struct skill_helds *out, struct error *err)
{
    struct looking l = {db, a, q->org, map_new(a), out};
    struct held_awards awards = {0};

    TRY(load_awards(&l, q->person, &awards, err));
    for (size_t i = 0; i < awards.n; i++)
        TRY(add_award(&l, &awards.items[i], err));
    for (size_t i = 0; i < out->n; i++)
        judge(a, &out->items[i], q->now);
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_strength);
    return OK;
}

/* ---- everything that badges stand for ---- */

static const char sql_versions[] = SQL(
    "SELECT v.id, v.alignments FROM achievement b JOIN achievement_version v ON v.achievement_id = b.id WHERE b.org_id = $1 AND v.alignments <> '[]' ORDER BY v.id");

/* Many badges name the same few skills: what is meant is kept once. */
struct meaning { int64_t version; const struct alignment *of; };
LIST_OF(meanings, struct meaning);
struct stands_for { int64_t version; const struct skill_known *of; };

static const struct alignment *keep_once(struct arena *a, struct map *kept, const struct alignment *x)
{
    struct alignment *own = map_get(kept, x->target_url);

    if (own)
        return own;
    own = NEW(a, struct alignment);
    own->target_url = str_copy(a, x->target_url);
    own->target_framework = str_copy(a, x->target_framework);
    own->target_code = str_copy(a, x->target_code);
    *map_at(kept, own->target_url) = own;
    return own;
}

static code load_versions(struct looking *l, struct arena *one, struct meanings *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_versions, ARGS(v_int(l->org)));
    struct map *kept = map_new(l->a);

    while (rows_next(r)) {
        struct alignment_list skills = {0};
        arena_reset(one);
        alignments_read(one, row_str(r, 1, one), &skills);
        for (size_t i = 0; i < skills.n; i++)
            if (!str_is_empty(skills.items[i].target_url))
                *list_add(l->a, out) = (struct meaning){row_int(r, 0), keep_once(l->a, kept, &skills.items[i])};
    }
    return rows_end(r, err);
}

static int by_name(const void *x, const void *y)
{
    const struct skill_known *a = x, *b = y;
    int c = str_cmp(a->name, b->name);

    return c ? c : (a->item > b->item) - (a->item < b->item);
}

static size_t place_of(const struct skill_index *index, int64_t item)
{
    size_t i = 0;

    while (i < index->items.n && index->items.items[i].item != item)
        i++;
    return i;
}

code skill_index_find(struct db *db, const struct skill_index_ask *q, struct skill_index *out, struct error *err)
{
    struct looking l = {.db = db, .a = q->kept, .org = q->org, .known = map_new(q->kept)};
    struct meanings all = {0};
    LIST(struct stands_for) pairs = {0};

    TRY(load_versions(&l, q->one, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct skill_known *known;
        TRY(find_known(&l, all.items[i].of, &known, err));
        if (!known->item)
            continue;
        *list_add(l.a, &pairs) = (struct stands_for){all.items[i].version, known};
        if (place_of(out, known->item) == out->items.n)
            *list_add(l.a, &out->items) = *known;
    }
    if (out->items.n)
        qsort(out->items.items, out->items.n, sizeof *out->items.items, by_name);
    for (size_t i = 0; i < pairs.n; i++)
        *list_add(l.a, &out->versions) = (struct skill_version){pairs.items[i].version, place_of(out, pairs.items[i].of->item)};
    return OK;
}
