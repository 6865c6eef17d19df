/* skill/found.c — the skills of a person: what the versions of their badges were for when
 * they were awarded, what badges of others stand for, found again in the frameworks of the
 * organisation; and what they and others say. */
#include "app/skill/skill.h"

#include "app/catalog/alignments.h"
#include "app/catalog/scale.h"
#include "app/skill/vouch.h"
#include "base/utf8.h"
#include "store/in_list.h"
#include <stdlib.h>

/* ---- which skill an alignment means ---- */

/* By the address that a skill has, or had before a newer file gave it another one; by the code within the framework; by
 * what somebody decided (match.h). Badges share skills: eighty are looked up at once, each key once. */
#define KNOWN "i.id, i.name, i.code, i.framework_id, f.name, f.months, f.levels"
#define KNOWN_COLUMNS 7
static const char sql_by_url[] = SQL(
    "SELECT " KNOWN ", u.url FROM (SELECT x.id, x.url, 0 AS was FROM framework_item x WHERE x.url IN (" IN_80_FROM_2 ")"
    " UNION ALL SELECT d.item_id, d.url, 1 FROM framework_address d WHERE d.url IN (" IN_80_FROM_2 ")) u"
    " JOIN framework_item i ON i.id = u.id JOIN framework f ON f.id = i.framework_id WHERE +f.org_id = $1 ORDER BY u.was, coalesce(i.retired_at, 0), i.id");
static const char sql_by_code[] = SQL(
    "SELECT " KNOWN " FROM framework f JOIN framework_item i ON i.framework_id = f.id WHERE f.org_id = $1 AND i.code IN (" IN_80_FROM_2 ") ORDER BY i.id");
static const char sql_by_match[] = SQL(
    "SELECT " KNOWN ", m.url FROM skill_match m JOIN framework_item i ON i.id = m.item_id JOIN framework f ON f.id = i.framework_id"
    " WHERE m.org_id = $1 AND m.url IN (" IN_80_FROM_2 ") AND +f.org_id = $1");

struct looking { struct db *db; struct arena *a; int64_t org; struct map *known, *seen; struct skill_helds *out; };

static struct skill_known known_at(struct rows *r, int at, struct arena *a)
{
    return (struct skill_known){.item = row_int(r, at), .name = row_str(r, at + 1, a), .code = row_str(r, at + 2, a), .framework = row_int(r, at + 3),
                                .framework_name = row_str(r, at + 4, a), .months = row_int(r, at + 5), .levels = row_str(r, at + 6, a)};
}

/* Two badges may mean different skills by the same address. */
static str spelled(struct arena *a, const struct alignment *x)
{
    bool has_code = !str_is_empty(x->target_code) && !str_is_empty(x->target_framework);

    return has_code ? str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(x->target_url), STR_ARG(x->target_code), STR_ARG(x->target_framework)) : x->target_url;
}

LIST_OF(alignment_refs, const struct alignment *);

static str code_key(struct arena *a, str framework, str spelled_code)
{
    return str_printf(a, STR_FMT "\n" STR_FMT, STR_ARG(spelled_code), STR_ARG(framework));
}

static str key_by_url(struct arena *a, const struct alignment *x)
{
    (void)a;
    return x->target_url;
}

static str key_by_code(struct arena *a, const struct alignment *x)
{
    return str_is_empty(x->target_code) || str_is_empty(x->target_framework) ? S("") : code_key(a, x->target_framework, x->target_code);
}

/* By which of its words an alignment is found; `by_code`: two of a key are none, else the first is meant. */
struct finding_way { const char *sql; str (*key)(struct arena *a, const struct alignment *x); bool by_code; };
static const struct finding_way ways[] = {{sql_by_url, key_by_url, false}, {sql_by_code, key_by_code, true}, {sql_by_match, key_by_url, false}};

static code read_80(struct looking *l, const struct finding_way *w, const str *values, size_t n, struct map *found, struct error *err)
{
    struct rows *r = db_query(l->db, w->sql, in_list_of(l->a, ARGS(v_int(l->org)), values, n));

    while (rows_next(r)) {
        struct skill_known k = known_at(r, 0, l->a);
        void **slot = map_at(found, w->by_code ? code_key(l->a, k.framework_name, k.code) : row_str(r, KNOWN_COLUMNS, l->a));
        struct skill_known *was = *slot;
        if (!was)
            *(struct skill_known *)(*slot = NEW(l->a, struct skill_known)) = k;
        else if (w->by_code)
            *was = (struct skill_known){0};
    }
    return rows_end(r, err);
}

/* Those that are found leave the list. */
static code find_by(struct looking *l, const struct finding_way *w, struct alignment_refs *open, struct error *err)
{
    struct map *seen = map_new(l->a), *found = map_new(l->a);
    struct str_list values = {0};
    size_t left = 0;

    for (size_t i = 0; i < open->n; i++) {
        str key = w->key(l->a, open->items[i]);
        void **slot = key.n ? map_at(seen, key) : NULL;
        if (slot && !*slot)
            *list_add(l->a, &values) = w->by_code ? open->items[i]->target_code : key;
        if (slot)
            *slot = l;
    }
    for (size_t i = 0; i < values.n; i += IN_80)
        TRY(read_80(l, w, values.items + i, values.n - i < IN_80 ? values.n - i : IN_80, found, err));
    for (size_t i = 0; i < open->n; i++) {
        const struct alignment *x = open->items[i];
        struct skill_known *k = map_get(found, w->key(l->a, x));
        if (k && k->item)
            *map_at(l->known, spelled(l->a, x)) = k;
        else
            open->items[left++] = x;
    }
    open->n = left;
    return OK;
}

static code find_known(struct looking *l, const struct alignment_refs *all, struct error *err)
{
    struct alignment_refs open = {0};

    for (size_t i = 0; i < all->n; i++) {
        void **slot = map_at(l->known, spelled(l->a, all->items[i]));
        if (*slot)
            continue;
        *slot = NEW(l->a, struct skill_known);   /* of those that no way finds */
        *list_add(l->a, &open) = all->items[i];
    }
    for (size_t i = 0; i < COUNT(ways); i++)
        TRY(find_by(l, &ways[i], &open, err));
    return OK;
}

/* item 0: no skill of the organisation. */
static const struct skill_known *known_of(struct looking *l, const struct alignment *x)
{
    return map_get(l->known, spelled(l->a, x));
}

/* ---- what they hold ---- */

static struct skill_held *held_of(struct looking *l, const struct skill_known *k)
{
    for (size_t i = 0; i < l->out->n; i++)
        if (l->out->items[i].item == k->item)
            return &l->out->items[i];
    struct skill_held *h = list_add(l->a, l->out);
    *h = (struct skill_held){.item = k->item, .framework = k->framework, .name = k->name, .code = k->code, .framework_name = k->framework_name, .levels = k->levels};
    return h;
}

#define AWARDS_MOST 1000
static const char sql_awards[] = SQL(
    "SELECT w.id, w.public_id, w.awarded_at, coalesce(w.valid_until, 0), v.name, v.alignments FROM award w JOIN achievement_version v ON v.id = w.version_id"
    " WHERE +w.org_id = $1 AND w.person_id = $2 AND w.revoked_at IS NULL AND v.alignments <> '[]'"
    " AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id) ORDER BY w.id DESC LIMIT $3");

struct held_award { struct skill_source source; struct alignment_list skills; };
LIST_OF(held_awards, struct held_award);

static code load_awards(struct looking *l, int64_t person, struct held_awards *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_awards, ARGS(v_int(l->org), v_int(person), v_int(AWARDS_MOST)));

    while (rows_next(r)) {
        struct held_award *w = list_add(l->a, out);
        *w = (struct held_award){.source = {
            .id = row_int(r, 0), .public_id = row_str(r, 1, l->a), .proof = {.full = SKILL_PROVED, .at = row_int(r, 2), .ends = row_int(r, 3)}, .words = row_str(r, 4, l->a), .note = S("")}};
        alignments_read(l->a, row_str(r, 5, l->a), &w->skills);
    }
    return rows_end(r, err);
}

static void add_award(struct looking *l, const struct held_award *w)
{
    for (size_t i = 0; i < w->skills.n; i++) {
        const struct alignment *x = &w->skills.items[i];
        const struct skill_known *k = str_is_empty(x->target_url) ? NULL : known_of(l, x);
        if (!k || !k->item)
            continue;
        struct skill_source *s = list_add(l->a, &held_of(l, k)->sources);
        *s = w->source;
        s->proof.months = k->months;
        s->proof.level = scale_now(l->a, k->levels, x, true);
    }
}

/* ---- badges of others ---- */

#define OUTSIDE_MOST 1000
static const char sql_outside[] = SQL(
    "SELECT w.id, w.title, w.issuer, coalesce(w.issued_on, w.created_at), " SKILL_BADGE_ENDS("w") ", " SKILL_RECORD_ENDS("w") ", w.hash, o.url, o.code, o.framework, x.level FROM intake w"
    " JOIN intake_skill x ON x.intake_id = w.id JOIN outside_skill o ON o.id = x.outside_id"
    " WHERE +w.org_id = $1 AND w.person_id = $2 AND " SKILL_OUTSIDE_COUNTS("x", "w") " ORDER BY w.id DESC LIMIT $3");

struct held_outside { struct skill_source source; struct alignment skill; str hash; };
LIST_OF(held_outsides, struct held_outside);

static code load_outside(struct looking *l, int64_t person, struct held_outsides *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_outside, ARGS(v_int(l->org), v_int(person), v_int(OUTSIDE_MOST)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct held_outside){
            {.id = row_int(r, 0), .public_id = S(""), .words = row_str(r, 1, l->a), .note = row_str(r, 2, l->a),
             .proof = {.full = SKILL_OUTSIDE, .at = row_int(r, 3), .ends = skill_sooner(row_int(r, 4), row_int(r, 5))}},
            {.target_url = row_str(r, 7, l->a), .target_code = row_str(r, 8, l->a), .target_framework = row_str(r, 9, l->a), .levels = row_str(r, 10, l->a), .level = 1}, row_str(r, 6, l->a)};
    return rows_end(r, err);
}

/* A badge that counts for several requirements was handed in once for each, and is one proof: for as long as any of them lasts. */
static struct skill_source *source_of(struct looking *l, const struct skill_known *k, const struct held_outside *w)
{
    struct skill_held *h = held_of(l, k);
    void **slot = map_at(l->seen, str_printf(l->a, "%lld " STR_FMT, (long long)k->item, STR_ARG(w->hash)));
    size_t *place = *slot;

    if (place)
        return &h->sources.items[*place];
    place = *slot = NEW(l->a, size_t);
    *place = h->sources.n;
    struct skill_source *s = list_add(l->a, &h->sources);
    *s = w->source;
    return s;
}

static void add_outside(struct looking *l, const struct held_outside *w)
{
    const struct skill_known *k = known_of(l, &w->skill);

    if (w->source.proof.ends < 0 || !k->item)    /* < 0: it was voided */
        return;
    struct skill_source *s = source_of(l, k, w);
    if (!w->source.proof.ends || (s->proof.ends && w->source.proof.ends > s->proof.ends))
        s->proof.ends = w->source.proof.ends;
    s->proof.months = k->months;
    int64_t level = scale_now(l->a, k->levels, &w->skill, false);
    if (level > s->proof.level)                  /* it may have been handed in before levels were read */
        s->proof.level = level;
}

static code find_proved(struct looking *l, const struct held_awards *awards, const struct held_outsides *outside, struct error *err)
{
    struct alignment_refs all = {0};

    for (size_t i = 0; i < awards->n; i++)
        for (size_t k = 0; k < awards->items[i].skills.n; k++)
            if (!str_is_empty(awards->items[i].skills.items[k].target_url))
                *list_add(l->a, &all) = &awards->items[i].skills.items[k];
    for (size_t i = 0; i < outside->n; i++)
        *list_add(l->a, &all) = &outside->items[i].skill;
    TRY(find_known(l, &all, err));
    for (size_t i = 0; i < awards->n; i++)
        add_award(l, &awards->items[i]);
    for (size_t i = 0; i < outside->n; i++)
        add_outside(l, &outside->items[i]);
    return OK;
}

/* ---- what is said ---- */

#define CLAIMED                                                                                                                  \
    KNOWN " FROM skill_claim c JOIN framework_item i ON i.id = c.item_id"        \
    " JOIN framework f ON f.id = i.framework_id"
static const char sql_own_word[] = SQL(
    "SELECT c.id, c.said_at, c.note, '', 0, c.level, " CLAIMED " WHERE +c.org_id = $1 AND c.person_id = $2 AND c.said_at IS NOT NULL AND c.ended_at IS NULL ORDER BY c.id");
/* Who became one with whom they speak of says nothing any more. */
static const char sql_words[] = SQL(
    "SELECT k.id, k.said_at, k.note, coalesce((SELECT CASE WHEN p.name = '' THEN p.email ELSE p.name END FROM person p WHERE p.id = k.by_id), ''), 1 + k.is_manager, k.level, "
    CLAIMED " JOIN skill_word k ON k.claim_id = c.id WHERE +c.org_id = $1 AND c.person_id = $2 AND " SKILL_WORD_COUNTS("k", "c") " ORDER BY k.id");

static code add_words(struct looking *l, struct rows *r, struct error *err)
{
    while (rows_next(r)) {
        struct skill_known k = known_at(r, 6, l->a);
        *list_add(l->a, &held_of(l, &k)->sources) = (struct skill_source){
            .id = row_int(r, 0), .note = row_str(r, 2, l->a), .words = row_str(r, 3, l->a), .public_id = S(""),
            .proof = {.full = (enum skill_strength)(SKILL_SAID + row_int(r, 4)), .at = row_int(r, 1), .months = k.months, .level = row_int(r, 5)}};
    }
    return rows_end(r, err);
}

static code find_said(struct looking *l, int64_t person, struct error *err)
{
    TRY(add_words(l, db_query(l->db, sql_words, ARGS(v_int(l->org), v_int(person))), err));
    return add_words(l, db_query(l->db, sql_own_word, ARGS(v_int(l->org), v_int(person))), err);
}

/* ---- all together ---- */

static void judge(struct arena *a, struct skill_held *h, msec now)
{
    struct skill_proof *proofs = NEW_ARRAY(a, h->sources.n + 1, struct skill_proof);

    for (size_t i = 0; i < h->sources.n; i++)
        proofs[i] = h->sources.items[i].proof;
    skill_judge(proofs, h->sources.n, now, &h->standing);
}

static void take_out_notes(struct skill_helds *all)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->items[i].sources.n; k++)
            all->items[i].sources.items[k].note = S("");
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
    struct looking l = {db, a, q->org, map_new(a), map_new(a), out};
    struct held_awards awards = {0};
    struct held_outsides outside = {0};

    if (!q->no_awards)
        TRY(load_awards(&l, q->person, &awards, err));
    if (!q->no_more)
        TRY(load_outside(&l, q->person, &outside, err));
    TRY(find_proved(&l, &awards, &outside, err));
    TRY(find_said(&l, q->person, err));
    if (q->no_more)
        take_out_notes(out);
    for (size_t i = 0; i < out->n; i++)
        judge(a, &out->items[i], q->now);
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_strength);
    return OK;
}

/* ---- everything that badges stand for ---- */

static const char sql_versions[] = SQL(
    "SELECT v.id, v.alignments, b.id FROM achievement b JOIN achievement_version v ON v.achievement_id = b.id WHERE b.org_id = $1 AND v.alignments <> '[]' ORDER BY b.id, v.id");

/* Many badges name the same few skills: what is meant is kept once. */
struct meaning { int64_t key, badge; const struct alignment *of; };
LIST_OF(meanings, struct meaning);
struct stands_for { int64_t key, level; const struct skill_known *of; };
LIST_OF(stand_fors, struct stands_for);

static const struct alignment *keep_once(struct arena *a, struct map *kept, const struct alignment *x)
{
    str key = x->level ? str_printf(a, STR_FMT "\n%lld\n" STR_FMT, STR_ARG(spelled(a, x)), (long long)x->level, STR_ARG(x->levels)) : spelled(a, x);
    struct alignment *own = map_get(kept, key);

    if (own)
        return own;
    own = NEW(a, struct alignment);
    own->target_url = str_copy(a, x->target_url);
    own->target_name = str_copy(a, x->target_name);
    own->target_framework = str_copy(a, x->target_framework);
    own->target_code = str_copy(a, x->target_code);
    own->levels = str_copy(a, x->levels);
    own->level = x->level;
    *map_at(kept, str_copy(a, key)) = own;
    return own;
}

static bool is_asked(const struct skill_index_ask *q, str url)
{
    if (!q->urls)
        return !str_is_empty(url);
    for (size_t i = 0; i < q->urls->n; i++)
        if (str_eq(q->urls->items[i], url))
            return true;
    return false;
}

static code load_versions(struct looking *l, const struct skill_index_ask *q, struct meanings *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_versions, ARGS(v_int(l->org)));
    struct arena *one = q->one;
    struct map *kept = map_new(l->a);

    while (rows_next(r)) {
        struct alignment_list skills = {0};
        arena_reset(one);
        alignments_read(one, row_str(r, 1, one), &skills);
        for (size_t i = 0; i < skills.n; i++)
            if (is_asked(q, skills.items[i].target_url))
                *list_add(l->a, out) = (struct meaning){row_int(r, 0), row_int(r, 2), keep_once(l->a, kept, &skills.items[i])};
    }
    return rows_end(r, err);
}

static code find_meanings(struct looking *l, const struct meanings *all, struct error *err)
{
    struct alignment_refs refs = {0};

    for (size_t i = 0; i < all->n; i++)
        *list_add(l->a, &refs) = all->items[i].of;
    return find_known(l, &refs, err);
}

#define OUTSIDE_ALL(which) SQL(                                                                                                  \
    "SELECT o.id, o.url, o.code, o.framework, o.name FROM outside_skill o WHERE o.org_id = $1" which " AND EXISTS (SELECT 1 FROM intake_skill x" \
    " JOIN intake w ON w.id = x.intake_id WHERE x.outside_id = o.id AND " SKILL_OUTSIDE_COUNTS("x", "w") ") ORDER BY o.id")
static const char sql_outside_all[] = OUTSIDE_ALL(""), sql_outside_some[] = OUTSIDE_ALL(" AND o.url IN (" IN_80_FROM_2 ")");
static const char sql_outside_item[] = OUTSIDE_ALL(
    " AND (o.url IN (SELECT i.url FROM framework_item i WHERE i.id = $2 UNION ALL SELECT d.url FROM framework_address d WHERE d.item_id = $2"
    " UNION ALL SELECT m.url FROM skill_match m WHERE m.item_id = $2)"
    " OR (o.code <> '' AND o.code = (SELECT i.code FROM framework_item i WHERE i.id = $2)))");

static struct rows *ask_outside(struct looking *l, const struct skill_index_ask *q)
{
    if (q->item)
        return db_query(l->db, sql_outside_item, ARGS(v_int(l->org), v_int(q->item)));
    return q->urls ? db_query(l->db, sql_outside_some, in_list_of(l->a, ARGS(v_int(l->org)), q->urls->items, q->urls->n)) : db_query(l->db, sql_outside_all, ARGS(v_int(l->org)));
}

static code load_outside_all(struct looking *l, const struct skill_index_ask *q, struct meanings *out, struct error *err)
{
    struct rows *r = ask_outside(l, q);

    while (rows_next(r)) {
        struct alignment *x = NEW(l->a, struct alignment);
        x->target_url = row_str(r, 1, l->a);
        x->target_code = row_str(r, 2, l->a);
        x->target_framework = row_str(r, 3, l->a);
        x->target_name = row_str(r, 4, l->a);
        *list_add(l->a, out) = (struct meaning){.key = row_int(r, 0), .of = x};
    }
    return rows_end(r, err);
}

static int by_name(const void *x, const void *y)
{
    const struct skill_known *a = x, *b = y;
    int c = str_cmp(a->name, b->name);

    return c ? c : (a->item > b->item) - (a->item < b->item);
}

/* The skills of an index, each once, and where each stands when they are in order. */
struct indexing { struct looking l; struct skill_index *out; struct map *seen; };

static void **place_at(struct indexing *x, int64_t item)
{
    return map_at(x->seen, str_printf(x->l.a, "%lld", (long long)item));
}

static void add_item(struct indexing *x, const struct skill_known *k)
{
    void **place = place_at(x, k->item);

    if (*place)
        return;
    *place = NEW(x->l.a, size_t);
    *list_add(x->l.a, &x->out->items) = *k;
}

static code find_all(struct indexing *x, const struct meanings *all, struct stand_fors *out, struct error *err)
{
    TRY(find_meanings(&x->l, all, err));
    for (size_t i = 0; i < all->n; i++) {
        const struct skill_known *known = known_of(&x->l, all->items[i].of);
        if (!known->item)
            continue;
        *list_add(x->l.a, out) = (struct stands_for){all->items[i].key, scale_now(x->l.a, known->levels, all->items[i].of, true), known};
        add_item(x, known);
    }
    return OK;
}

static const char sql_claimed[] = SQL(
    "SELECT " KNOWN " FROM framework_item i JOIN framework f ON f.id = i.framework_id"
    " WHERE f.org_id = $1 AND EXISTS (SELECT 1 FROM skill_claim c WHERE c.item_id = i.id)");

static code add_claimed(struct indexing *x, struct error *err)
{
    struct rows *r = db_query(x->l.db, sql_claimed, ARGS(v_int(x->l.org)));

    while (rows_next(r)) {
        struct skill_known k = known_at(r, 0, x->l.a);
        add_item(x, &k);
    }
    return rows_end(r, err);
}

static void put_places(struct indexing *x, const struct stand_fors *all, struct skill_of_keys *out)
{
    for (size_t i = 0; i < all->n; i++)
        *list_add(x->l.a, out) = (struct skill_of_key){all->items[i].key, *(size_t *)*place_at(x, all->items[i].of->item), all->items[i].level};
}

code skill_index_find(struct db *db, const struct skill_index_ask *q, struct skill_index *out, struct error *err)
{
    struct indexing x = {{.db = db, .a = q->kept, .org = q->org, .known = map_new(q->kept)}, out, map_new(q->kept)};
    struct meanings versions = {0}, outside = {0};
    struct stand_fors of_versions = {0}, of_outside = {0};

    TRY(load_versions(&x.l, q, &versions, err));
    TRY(load_outside_all(&x.l, q, &outside, err));
    TRY(find_all(&x, &versions, &of_versions, err));
    TRY(find_all(&x, &outside, &of_outside, err));
    TRY(add_claimed(&x, err));
    if (out->items.n)
        qsort(out->items.items, out->items.n, sizeof *out->items.items, by_name);
    for (size_t i = 0; i < out->items.n; i++)
        *(size_t *)*place_at(&x, out->items.items[i].item) = i;
    put_places(&x, &of_versions, &out->versions);
    put_places(&x, &of_outside, &out->outside);
    return OK;
}

/* ---- what no framework has ---- */

static struct skill_unknown *unknown_of(struct looking *l, struct map *seen, const struct alignment *x, struct skill_unknowns *out)
{
    void **slot = map_at(seen, x->target_url);
    size_t *place = *slot;

    if (!place) {
        place = *slot = NEW(l->a, size_t);
        *place = out->n;
        *list_add(l->a, out) = (struct skill_unknown){.of = *x};
    }
    return &out->items[*place];
}

static code add_unknown(struct looking *l, struct map *seen, const struct meanings *all, struct skill_unknowns *out, struct error *err)
{
    TRY(find_meanings(l, all, err));
    for (size_t i = 0; i < all->n; i++) {
        const struct meaning *m = &all->items[i];
        if (known_of(l, m->of)->item)
            continue;
        struct skill_unknown *u = unknown_of(l, seen, m->of, out);
        u->badges += m->badge && m->badge != u->last;        /* those of one badge stand together */
        u->last = m->badge ? m->badge : u->last;
        u->outside = m->badge ? u->outside : m->key;
    }
    return OK;
}

code skill_unknown_find(struct db *db, const struct skill_index_ask *q, struct skill_unknowns *out, struct error *err)
{
    struct looking l = {.db = db, .a = q->kept, .org = q->org, .known = map_new(q->kept)};
    struct meanings versions = {0}, outside = {0};
    struct map *seen = map_new(q->kept);

    if (q->urls && !q->urls->n)
        return OK;
    TRY(load_versions(&l, q, &versions, err));
    TRY(load_outside_all(&l, q, &outside, err));
    TRY(add_unknown(&l, seen, &versions, out, err));
    return add_unknown(&l, seen, &outside, out, err);
}
