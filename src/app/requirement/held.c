/* requirement/held.c — stretches of days from records. */
#include "app/requirement/held.h"

#include <stdlib.h>

const char *record_verdict_name(enum record_verdict v)
{
    static const char *const names[RECORD_VERDICTS] = {
        [RECORD_APART] = "apart", [RECORD_COUNTS] = "counts", [RECORD_OVER] = "over", [RECORD_EARLY] = "early", [RECORD_REVOKED] = "revoked",
        [RECORD_SUSPENDED] = "suspended", [RECORD_CORRECTED] = "corrected", [RECORD_LOW] = "low", [RECORD_OLD] = "old",
        [RECORD_BEFORE_REHIRE] = "before-rehire", [RECORD_LATER] = "later",
    };

    return (unsigned)v < RECORD_VERDICTS ? names[v] : "?";
}

/* ---- sums of stretches ---- */

struct edge { msec day; int step; };

static int by_day(const void *x, const void *y)
{
    const struct edge *a = x, *b = y;

    return (a->day > b->day) - (a->day < b->day);
}

static void sweep(struct arena *a, const struct edge *edges, size_t n, size_t need, struct stretches *out)
{
    size_t depth = 0;
    bool inside = false;

    for (size_t i = 0; i < n; i++) {
        depth += (size_t)edges[i].step;
        if (i + 1 < n && edges[i + 1].day == edges[i].day)
            continue;                            /* what ends and begins on one day touches */
        if (depth >= need && !inside)
            *list_add(a, out) = (struct stretch){edges[i].day, NO_DAY};
        if (depth < need && inside)
            out->items[out->n - 1].last = edges[i].day - DAY;
        inside = depth >= need;
    }
}

/* Where at least `need` of the `n` lists hold: in order, none touching the next. */
static void stretches_cover(struct arena *a, const struct stretches *lists, size_t n, size_t need, struct stretches *out)
{
    LIST(struct edge) edges = {0};

    *out = (struct stretches){0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < lists[i].n; k++) {
            *list_add(a, &edges) = (struct edge){lists[i].items[k].first, 1};
            *list_add(a, &edges) = (struct edge){lists[i].items[k].last + DAY, -1};
        }
    if (edges.n == 0)
        return;
    qsort(edges.items, edges.n, sizeof *edges.items, by_day);
    sweep(a, edges.items, edges.n, need, out);
}

/* ---- days of leave ---- */

msec held_paused(const struct leaves_of_absence *leaves, msec from, msec day)
{
    if (day >= LAST_DAY || day == NO_DAY || !leaves)
        return day;
    /* In their order, as one may lie within the time that an earlier one added. */
    for (size_t i = 0; i < leaves->n; i++) {
        struct stretch s = leaves->items[i];
        msec first = s.first > from ? s.first : from;
        if (first <= day)
            day = s.last >= LAST_DAY ? LAST_DAY : day + days_within(first, s.last) * DAY;
    }
    return day;
}

msec renewal_opens(const struct requirement_rule *r, msec last)
{
    return r->window ? last - (r->window - 1) * DAY : NO_DAY;
}

/* ---- one leaf ---- */

/* The records of one leaf as they follow each other. */
struct chain {
    const struct held_ask *q;
    msec completed, last;                        /* of the one before; 0: there is none */
    msec anchor;                                 /* ends are counted from here, `times` over */
    int times;
};

static bool is_known(const struct held_ask *q, const struct proof_record *r)
{
    return q->known == 0 || r->recorded <= q->known;
}

static bool is_corrected(const struct held_ask *q, const struct proof_record *r)
{
    for (size_t i = 0; r->from == FROM_RECORD && i < q->records->n; i++) {
        const struct proof_record *c = &q->records->items[i];
        if (c->from == FROM_RECORD && c->corrects == r->id && is_known(q, c))
            return true;
    }
    return false;
}

static bool fits(const struct proof_tree *leaf, const struct proof_record *r)
{
    return leaf->kind == r->kind && !r->voids && (leaf->ref == 0 || leaf->ref == r->ref) && str_eq(leaf->what, r->what);
}

/* RECORD_COUNTS: nothing is against it. */
static enum record_verdict verdict_of(const struct held_ask *q, const struct proof_tree *leaf, const struct proof_record *r)
{
    if (!is_known(q, r) || r->completed > q->at)
        return RECORD_LATER;
    if (is_corrected(q, r))
        return RECORD_CORRECTED;
    if (r->level < leaf->level)
        return RECORD_LOW;
    if (q->void_before && r->completed < q->void_before)
        return RECORD_BEFORE_REHIRE;
    if (leaf->age.unit && span_after(r->completed, leaf->age, 1) < q->assigned)
        return RECORD_OLD;
    if (r->revoked && r->revoked <= q->at)
        return RECORD_REVOKED;
    return r->suspended && r->suspended <= q->at ? RECORD_SUSPENDED : RECORD_COUNTS;
}

/* A later version asked for it anew between these two. */
static bool is_cut_between(const struct requirement_rule *rule, msec before, msec after)
{
    for (size_t i = 0; i < rule->n_cuts; i++)
        if (before < rule->cuts[i].since && rule->cuts[i].since <= after)
            return true;
    return false;
}

static msec cut(const struct requirement_rule *rule, msec completed, msec last)
{
    for (size_t i = 0; i < rule->n_cuts; i++)
        if (completed < rule->cuts[i].since && rule->cuts[i].until < last)
            last = rule->cuts[i].until;
    return last;
}

static msec chain_end(struct chain *c, msec completed)
{
    const struct requirement_rule *rule = c->q->rule;
    bool in_time = c->last && completed <= span_after(c->last, (struct span){SPAN_DAYS, rule->grace}, 1);

    if (rule->base == BASE_FIXED)
        return year_day_from(span_after(completed, rule->active, 1), rule->until);
    if (rule->validity.unit == SPAN_NONE)
        return LAST_DAY;
    if (rule->base == BASE_PREVIOUS && in_time && !is_cut_between(rule, c->completed, completed)) {
        c->times++;
    } else {
        c->anchor = completed;
        c->times = 1;
    }
    return span_after(c->anchor, rule->validity, c->times);
}

static bool is_early(const struct chain *c, msec completed)
{
    const struct requirement_rule *rule = c->q->rule;
    bool moves = rule->early_counts || rule->base == BASE_FIXED || rule->validity.unit == SPAN_NONE;

    return c->last && !moves && completed < renewal_opens(rule, c->last) && !is_cut_between(rule, c->completed, completed);
}

static msec earlier(msec x, msec y)
{
    return y && y < x ? y : x;
}

/* The days of one that counts, behind those before it. */
static struct stretch chain_add(struct chain *c, const struct proof_record *r)
{
    const struct requirement_rule *rule = c->q->rule;
    msec last = chain_end(c, r->completed);

    if (rule->leave_prolongs)
        last = held_paused(c->q->leaves, r->completed, last);
    last = cut(rule, r->completed, earlier(last, r->ends));
    c->completed = r->completed;
    c->last = last > c->last ? last : c->last;
    return (struct stretch){r->completed, last};
}

/* What was taken away held until then, and moves no end. What had come to its end
 * before that, or has by now while it is only held back, is over like any other. */
static struct held_record judge_taken(const struct chain *c, const struct proof_record *r, enum record_verdict v)
{
    struct chain alone = {.q = c->q};
    struct stretch s = chain_add(&alone, r);
    msec taken = v == RECORD_REVOKED ? r->revoked : r->suspended;
    bool is_over = s.last < taken || (v == RECORD_SUSPENDED && s.last < c->q->at);

    s.last = earlier(s.last, taken - DAY);
    return (struct held_record){is_over ? RECORD_OVER : v, s};
}

static struct held_record judge(struct chain *c, const struct proof_tree *leaf, const struct proof_record *r)
{
    enum record_verdict v = verdict_of(c->q, leaf, r);

    if (v == RECORD_REVOKED || v == RECORD_SUSPENDED)
        return judge_taken(c, r, v);
    if (v != RECORD_COUNTS)
        return (struct held_record){v, {0, 0}};
    if (is_early(c, r->completed))
        return (struct held_record){RECORD_EARLY, {0, 0}};
    struct stretch s = chain_add(c, r);
    return (struct held_record){s.last >= c->q->at ? RECORD_COUNTS : RECORD_OVER, s};
}

struct placed { const struct proof_record *record; size_t index; };

static int by_completion(const void *x, const void *y)
{
    const struct placed *a = x, *b = y;

    if (a->record->completed != b->record->completed)
        return a->record->completed < b->record->completed ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static size_t records_of(struct arena *a, const struct held_ask *q, const struct proof_tree *leaf, struct placed **out)
{
    size_t n = 0;

    *out = NEW_ARRAY(a, q->records->n + 1, struct placed);
    for (size_t i = 0; i < q->records->n; i++)
        if (fits(leaf, &q->records->items[i]))
            (*out)[n++] = (struct placed){&q->records->items[i], i};
    if (n)
        qsort(*out, n, sizeof **out, by_completion);
    return n;
}

/* `found` may be NULL: only the days are asked for. */
static void leaf_days(struct arena *a, const struct held_ask *q, const struct proof_tree *leaf, struct held_record *found, struct stretches *out)
{
    struct chain c = {.q = q};
    struct placed *placed;
    struct stretches raw = {0};
    size_t n = records_of(a, q, leaf, &placed);

    for (size_t i = 0; i < n; i++) {
        struct held_record h = judge(&c, leaf, placed[i].record);
        if (h.days.first && h.days.last >= h.days.first)
            *list_add(a, &raw) = h.days;
        if (found && (found[placed[i].index].verdict != RECORD_COUNTS))
            found[placed[i].index] = h;
    }
    stretches_cover(a, &raw, 1, 1, out);
}

/* ---- the tree ---- */

static void tree_days(struct arena *a, const struct held_ask *q, const struct proof_tree *p, struct held_record *found, struct stretches *out)
{
    if (proof_tree_is_leaf(p)) {
        leaf_days(a, q, p, found, out);
        return;
    }
    struct stretches *parts = NEW_ARRAY(a, p->n + 1, struct stretches);
    for (size_t i = 0; i < p->n; i++)
        tree_days(a, q, &p->parts[i], found, &parts[i]);
    stretches_cover(a, parts, p->n, p->kind == PROOF_ALL ? p->n : p->kind == PROOF_ANY ? 1 : (size_t)p->need, out);
}

void held_find(struct arena *a, const struct held_ask *q, struct held *out)
{
    *out = (struct held){.records = NEW_ARRAY(a, q->records->n + 1, struct held_record)};
    tree_days(a, q, &q->rule->proof, out->records, &out->days);
}

bool held_leaf(struct arena *a, const struct held_ask *q, const struct proof_tree *leaf)
{
    struct stretches days;

    leaf_days(a, q, leaf, NULL, &days);
    for (size_t i = 0; i < days.n; i++)
        if (days.items[i].first <= q->at && q->at <= days.items[i].last)
            return true;
    return false;
}
