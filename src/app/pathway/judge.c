/* pathway/judge.c — how far somebody is on a pathway at a moment, by what it is given
 * alone. Order is about what is done, not about days: a badge that somebody had before
 * counts as soon as the steps before it are done. */
#include "app/pathway/pathway.h"

enum mark { NOT_YET, UNDER_WAY, JUDGED };
enum once { ONCE_UNKNOWN, ONCE_ASKED, WAS_NOT, WAS };
/* takes: of each step, which of the trainings it takes. */
struct walk { struct arena *a; const struct pathway_steps *all; const struct pathway_facts *f; struct path_step *out; unsigned char *marks, *once; bool *takes; };

static size_t find(const struct pathway_steps *all, int64_t line)
{
    size_t i = 0;

    while (i < all->n && all->items[i].line != line)
        i++;
    return i;
}

static bool has(const struct id_list *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i] == id)
            return true;
    return false;
}

/* ---- awards ---- */

/* It is, or only ran out. */
static bool was_good(const struct pathway_award *w, msec at)
{
    return w->from <= at && (!w->revoked || w->revoked > at) && !w->is_suspended;
}

static bool is_good(const struct pathway_award *w, msec at)
{
    return was_good(w, at) && (!w->until || w->until > at);
}

static enum path_why why_not(const struct pathway_award *w, msec at)
{
    if (w->revoked && w->revoked <= at)
        return PATH_WHY_REVOKED;
    return w->is_suspended ? PATH_WHY_SUSPENDED : PATH_WHY_EXPIRED;
}

/* The one that is good for longest, else the newest that was. */
static bool is_better(const struct pathway_award *x, const struct pathway_award *than, msec at)
{
    if (!than)
        return true;
    if (is_good(x, at) != is_good(than, at))
        return is_good(x, at);
    if (is_good(x, at))
        return than->until && (!x->until || x->until > than->until);
    return x->from > than->from;
}

bool pathway_takes(struct arena *a, const struct pathway_step *s, const struct intake_facts *f)
{
    for (size_t i = 0; i < s->outside.n; i++) {
        struct intake_rule r = {.issuer = s->outside.items[i].issuer, .pattern = s->outside.items[i].pattern, .until = NO_DAY};
        if (intake_fit(a, &r, f, 0) == INTAKE_FITS)
            return true;
    }
    return false;
}

static void mark_taken(struct arena *a, const struct pathway_outside *x, const struct intake_facts *facts, size_t n, bool *takes)
{
    struct intake_rule r = {.issuer = x->issuer, .pattern = x->pattern, .until = NO_DAY};

    intake_fold_rule(a, &r);
    for (size_t t = 0; t < n; t++)
        takes[t] = takes[t] || intake_fit(a, &r, &facts[t], 0) == INTAKE_FITS;
}

/* Each step and each training, held against each other once: many of both are too much for each look. What a line takes
 * of memory goes with it. */
static void find_takes(struct walk *w)
{
    const struct pathway_trainings *all = &w->f->trainings;
    struct intake_facts *facts = NEW_ARRAY(w->a, all->n + 1, struct intake_facts);

    w->takes = NEW_ARRAY(w->a, w->all->n * all->n + 1, bool);
    for (size_t t = 0; t < all->n; t++) {
        facts[t] = all->items[t].facts;
        intake_fold_facts(w->a, &facts[t]);
    }
    struct arena *line = all->n ? arena_new(0) : NULL;
    for (size_t i = 0; i < w->all->n && all->n; i++)
        for (size_t k = 0; k < w->all->items[i].outside.n; k++) {
            mark_taken(line, &w->all->items[i].outside.items[k], facts, all->n, &w->takes[i * all->n]);
            arena_reset(line);
        }
    arena_free(line);
}

static bool takes(const struct walk *w, const struct pathway_step *s, size_t training)
{
    return w->takes[(size_t)(s - w->all->items) * w->f->trainings.n + training];
}

/* The one that does it, or did. */
struct found { const struct pathway_award *best; bool is_outside; };

static void find_training(const struct walk *w, const struct pathway_step *s, struct found *out)
{
    for (size_t i = 0; i < w->f->trainings.n; i++) {
        const struct pathway_training *one = &w->f->trainings.items[i];
        if (one->rests.from <= w->f->at && is_better(&one->rests, out->best, w->f->at) && takes(w, s, i))
            *out = (struct found){&one->rests, true};
    }
}

static void judge_badges(const struct walk *w, const struct pathway_step *s, struct path_step *out)
{
    struct found f = {0};
    msec at = w->f->at;

    for (size_t i = 0; i < w->f->awards.n; i++) {
        const struct pathway_award *one = &w->f->awards.items[i];
        if (has(&s->badges, one->achievement) && one->from <= at && is_better(one, f.best, at))
            f.best = one;
    }
    find_training(w, s, &f);
    *out = (struct path_step){.state = PATH_OPEN, .minutes = s->minutes, .cost = s->cost};
    if (!f.best)
        return;
    *(f.is_outside ? &out->intake : &out->award) = f.best->id;
    out->since = f.best->from;
    out->until = f.best->until;
    out->state = is_good(f.best, at) ? PATH_DONE : PATH_LAPSED;
    out->why = !is_good(f.best, at) ? why_not(f.best, at) : f.is_outside ? PATH_WHY_OUTSIDE : PATH_WHY_AWARD;
}

/* What was kept or recognised is done whatever the order. */
static bool judge_credit(const struct walk *w, const struct pathway_step *s, struct path_step *out)
{
    for (size_t i = 0; i < w->f->credits.n; i++) {
        const struct pathway_credit *c = &w->f->credits.items[i];
        if (c->line != s->line || c->at > w->f->at || (c->rests.id && !is_good(&c->rests, w->f->at)))
            continue;
        *out = (struct path_step){.state = PATH_DONE, .why = PATH_WHY_CREDIT, .credit = c->id, .award = c->award, .intake = c->intake, .since = c->at, .until = c->rests.id ? c->rests.until : 0};
        return true;
    }
    return false;
}

/* ---- groups ---- */

static void judge(struct walk *w, size_t i);

static bool is_asked(const struct pathway_step *s, bool any_mandatory)
{
    return !s->optional || !any_mandatory;
}

/* Are parts of `parent` mandatory? Where none is, all are asked for. */
static bool any_mandatory(const struct pathway_steps *all, int64_t parent)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].parent == parent && !all->items[i].optional)
            return true;
    return false;
}

static void add_least(int64_t *least, size_t *n, int64_t x)
{
    size_t at = *n;

    while (at && least[at - 1] > x) {
        least[at] = least[at - 1];
        at--;
    }
    least[at] = x;
    ++*n;
}

/* Still to do: of a group with a choice the shortest parts, and the cheapest. */
static void add_rest(const struct walk *w, const struct pathway_step *group, struct path_step *out)
{
    int64_t minutes[PATHWAY_STEPS_MOST], cost[PATHWAY_STEPS_MOST];
    bool mandatory = any_mandatory(w->all, group->line);
    size_t n = 0, m = 0;

    for (size_t i = 0; i < w->all->n; i++) {
        const struct pathway_step *s = &w->all->items[i];
        if (s->parent != group->line || n == PATHWAY_STEPS_MOST || w->out[i].state == PATH_DONE || (!group->needed && !is_asked(s, mandatory)))
            continue;
        add_least(minutes, &n, w->out[i].minutes);
        add_least(cost, &m, w->out[i].cost);
    }
    for (size_t i = 0; i < n && (int64_t)i < out->needed - out->done; i++) {
        out->minutes += minutes[i];
        out->cost += cost[i];
    }
}

static void judge_group(struct walk *w, const struct pathway_step *s, struct path_step *out)
{
    bool mandatory = any_mandatory(w->all, s->line);
    int64_t parts = 0;

    *out = (struct path_step){.state = PATH_OPEN, .why = PATH_WHY_EMPTY};
    for (size_t i = 0; i < w->all->n; i++) {
        const struct pathway_step *part = &w->all->items[i];
        if (part->parent != s->line)
            continue;
        judge(w, i);
        if (!s->needed && !is_asked(part, mandatory))
            continue;
        parts++;
        out->done += w->out[i].state == PATH_DONE;
    }
    out->needed = s->needed ? s->needed : parts;
    if (parts == 0)
        return;
    out->why = PATH_WHY_PARTS;
    if (out->done >= out->needed) {
        out->done = out->needed;
        out->state = PATH_DONE;
    } else {
        add_rest(w, s, out);
    }
}

/* ---- order ---- */

static bool was_done(struct walk *w, size_t i);

static bool was_credited(const struct walk *w, const struct pathway_step *s)
{
    for (size_t i = 0; i < w->f->credits.n; i++) {
        const struct pathway_credit *c = &w->f->credits.items[i];
        if (c->line == s->line && c->at <= w->f->at && (!c->rests.id || was_good(&c->rests, w->f->at)))
            return true;
    }
    return false;
}

static bool was_held(const struct walk *w, const struct pathway_step *s)
{
    for (size_t i = 0; i < w->f->awards.n; i++)
        if (has(&s->badges, w->f->awards.items[i].achievement) && was_good(&w->f->awards.items[i], w->f->at))
            return true;
    for (size_t i = 0; i < w->f->trainings.n; i++)
        if (was_good(&w->f->trainings.items[i].rests, w->f->at) && takes(w, s, i))
            return true;
    return false;
}

static bool were_parts(struct walk *w, const struct pathway_step *s)
{
    bool mandatory = any_mandatory(w->all, s->line);
    int64_t parts = 0, done = 0;

    for (size_t i = 0; i < w->all->n; i++)
        if (w->all->items[i].parent == s->line && (s->needed || is_asked(&w->all->items[i], mandatory))) {
            parts++;
            done += was_done(w, i);
        }
    return parts > 0 && done >= (s->needed ? s->needed : parts);
}

static bool were_before(struct walk *w, const struct pathway_step *s)
{
    size_t up = 0;

    for (size_t depth = 0; up < w->all->n && depth <= PATHWAY_DEPTH_MOST; depth++) {
        for (size_t i = 0; i < s->after.n; i++) {
            size_t at = find(w->all, s->after.items[i]);
            if (at < w->all->n && !was_done(w, at))
                return false;
        }
        up = s->parent ? find(w->all, s->parent) : w->all->n;
        s = up < w->all->n ? &w->all->items[up] : s;
    }
    return true;
}

/* Done, but for what only ran out. */
static bool was_done(struct walk *w, size_t i)
{
    const struct pathway_step *s = &w->all->items[i];

    if (w->once[i] == ONCE_UNKNOWN) {
        w->once[i] = ONCE_ASKED;
        bool was = was_credited(w, s) || ((s->is_group ? were_parts(w, s) : was_held(w, s)) && were_before(w, s));
        w->once[i] = was ? WAS : WAS_NOT;
    }
    return w->once[i] == WAS;
}

/* What was done once stays passed when it only ran out: whoever holds what comes after it
 * keeps that. Whoever does not has to renew it first. */
static bool is_passed(struct walk *w, size_t i, bool is_held)
{
    return w->marks[i] == JUDGED && (w->out[i].state == PATH_DONE || (is_held && was_done(w, i)));
}

static int64_t blocked_here(struct walk *w, const struct pathway_step *s, bool is_held)
{
    for (size_t i = 0; i < s->after.n; i++) {
        size_t at = find(w->all, s->after.items[i]);
        if (at == w->all->n)
            continue;
        judge(w, at);
        if (!is_passed(w, at, is_held))
            return s->after.items[i];
    }
    return 0;
}

/* The first step that has to be done before this one or a group around it; 0: none. */
static int64_t blocked_by(struct walk *w, const struct pathway_step *s, bool is_held)
{
    int64_t by = blocked_here(w, s, is_held);

    for (size_t depth = 0; !by && s->parent && depth <= PATHWAY_DEPTH_MOST; depth++) {
        size_t up = find(w->all, s->parent);
        if (up == w->all->n)
            return 0;
        s = &w->all->items[up];
        by = blocked_here(w, s, is_held);
    }
    return by;
}

/* What is held takes no more time and costs nothing: it only waits. */
static void lock(struct path_step *out, int64_t by)
{
    out->why = out->state == PATH_DONE ? PATH_WHY_HELD : PATH_WHY_AFTER;
    if (out->why == PATH_WHY_HELD)
        out->minutes = out->cost = 0;
    out->state = PATH_LOCKED;
    out->other = by;
}

static void judge(struct walk *w, size_t i)
{
    const struct pathway_step *s = &w->all->items[i];
    struct path_step *out = &w->out[i];

    if (w->marks[i] != NOT_YET)
        return;
    w->marks[i] = UNDER_WAY;
    if (!judge_credit(w, s, out)) {
        if (s->is_group)
            judge_group(w, s, out);
        else
            judge_badges(w, s, out);
        int64_t by = blocked_by(w, s, out->state == PATH_DONE);
        if (by)
            lock(out, by);
    }
    w->marks[i] = JUDGED;
}

/* ---- all of it ---- */

/* Enough of its group is done, or the group is not needed itself. Groups stand before their parts. */
static void find_spare(const struct walk *w)
{
    for (size_t i = 0; i < w->all->n; i++) {
        size_t up = w->all->items[i].parent ? find(w->all, w->all->items[i].parent) : w->all->n;
        if (up == w->all->n || w->out[i].state == PATH_DONE)
            continue;
        bool chosen = w->all->items[up].needed > 0 || w->out[up].why == PATH_WHY_CREDIT || w->out[up].state == PATH_SPARE;
        if (chosen && (w->out[up].state == PATH_DONE || w->out[up].state == PATH_SPARE))
            w->out[i].state = PATH_SPARE;
    }
}

static void sum_up(const struct walk *w, struct pathway_state *out)
{
    bool mandatory = any_mandatory(w->all, 0), all_done = true;

    for (size_t i = 0; i < w->all->n; i++) {
        const struct pathway_step *s = &w->all->items[i];
        const struct path_step *x = &w->out[i];
        if (s->parent || !is_asked(s, mandatory))
            continue;
        int64_t n = s->is_group && x->needed > 0 ? x->needed : 1;
        out->n += n;
        out->done += x->state == PATH_DONE ? n : s->is_group ? x->done : 0;
        all_done = all_done && x->state == PATH_DONE;
        out->minutes += x->state == PATH_DONE ? 0 : x->minutes;
        out->cost += x->state == PATH_DONE ? 0 : x->cost;
    }
    out->is_complete = out->n > 0 && all_done;
}

/* It is, or stands in a group that is. */
static bool may_be_left(const struct pathway_steps *all, size_t i)
{
    for (size_t depth = 0; i < all->n && depth <= PATHWAY_DEPTH_MOST; depth++) {
        if (all->items[i].optional)
            return true;
        i = all->items[i].parent ? find(all, all->items[i].parent) : all->n;
    }
    return false;
}

/* What has to be done comes before what may be. */
static size_t find_next(const struct walk *w)
{
    size_t optional = w->all->n;

    for (size_t i = 0; i < w->all->n; i++) {
        const struct pathway_step *s = &w->all->items[i];
        if (s->is_group || (w->out[i].state != PATH_OPEN && w->out[i].state != PATH_LAPSED))
            continue;
        if (!may_be_left(w->all, i))
            return i;
        if (optional == w->all->n)
            optional = i;
    }
    return optional;
}

static void sooner(msec x, msec at, msec *out)
{
    if (x > at && (!*out || x < *out))
        *out = x;
}

static msec find_change(const struct pathway_facts *f)
{
    msec out = 0;

    for (size_t i = 0; i < f->awards.n; i++) {
        sooner(f->awards.items[i].from, f->at, &out);
        sooner(f->awards.items[i].until, f->at, &out);
    }
    for (size_t i = 0; i < f->trainings.n; i++) {
        sooner(f->trainings.items[i].rests.from, f->at, &out);
        sooner(f->trainings.items[i].rests.until, f->at, &out);
    }
    for (size_t i = 0; i < f->credits.n; i++)
        sooner(f->credits.items[i].rests.until, f->at, &out);
    return out;
}

struct pathway_state pathway_judge(struct arena *a, const struct pathway_steps *all, const struct pathway_facts *f)
{
    struct pathway_state out = {0};
    struct walk w = {a, all, f, NEW_ARRAY(a, all->n + 1, struct path_step), NEW_ARRAY(a, all->n + 1, unsigned char), NEW_ARRAY(a, all->n + 1, unsigned char)};

    find_takes(&w);
    for (size_t i = 0; i < all->n; i++)
        judge(&w, i);
    find_spare(&w);
    sum_up(&w, &out);
    out.steps = (struct path_steps){.items = w.out, .n = all->n};
    out.next = out.is_complete ? all->n : find_next(&w);
    out.changes = find_change(f);
    return out;
}
