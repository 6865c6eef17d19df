/* requirement/standing.c — how somebody stands: what holds, what is due, and why. */
#include "app/requirement/standing.h"

static const char *const state_names[STANDING_STATES] = {
    [STANDING_NOT_APPLICABLE] = "not-applicable", [STANDING_NOT_STARTED] = "not-started", [STANDING_IN_PROGRESS] = "in-progress",
    [STANDING_SUBMITTED] = "submitted", [STANDING_DUE_SOON] = "due-soon", [STANDING_OVERDUE] = "overdue", [STANDING_CURRENT] = "current",
    [STANDING_IN_RENEWAL] = "in-renewal", [STANDING_GRACE] = "grace", [STANDING_EXPIRED] = "expired", [STANDING_WAIVED] = "waived",
    [STANDING_SUSPENDED] = "suspended",
};
static const char *const exception_names[EXCEPT_KINDS] = {[EXCEPT_WAIVE] = "waive", [EXCEPT_EXTEND] = "extend", [EXCEPT_SUSPEND] = "suspend"};

const char *requirement_state_name(enum requirement_state s)
{
    return (unsigned)s < STANDING_STATES ? state_names[s] : "?";
}

bool requirement_state_named(str name, enum requirement_state *out)
{
    for (*out = 0; *out < STANDING_STATES; ++*out)
        if (str_eq(name, cstr(state_names[*out])))
            return true;
    return false;
}

bool requirement_state_is_met(enum requirement_state s)
{
    return s == STANDING_CURRENT || s == STANDING_IN_RENEWAL || s == STANDING_WAIVED;
}

const char *exception_kind_name(enum exception_kind k)
{
    return (unsigned)k < EXCEPT_KINDS ? exception_names[k] : "?";
}

bool exception_kind_named(str name, enum exception_kind *out)
{
    for (*out = 0; *out < EXCEPT_KINDS; ++*out)
        if (str_eq(name, cstr(exception_names[*out])))
            return true;
    return false;
}

/* ---- one question ---- */

struct asking {
    struct arena *a;
    const struct requirement_rule *rule;
    const struct requirement_assignment *w;
    const struct proof_records *records;
    struct requirement_moment at;
    struct requirement_standing *out;
};

static void say(struct asking *q, struct requirement_why why)
{
    *list_add(q->a, &q->out->why) = why;
}

/* It may stand otherwise from `day` on. */
static void changes_on(struct asking *q, msec day)
{
    if (day > q->at.day && day < LAST_DAY && (q->out->next == NO_DAY || day < q->out->next))
        q->out->next = day;
}

static bool has(const struct stretch *s, msec day)
{
    return s->first <= day && day <= s->last;
}

static msec or_none(msec last)
{
    return last >= LAST_DAY ? NO_DAY : last;
}

/* The one of that kind that is in force, as far as it was known. Of several the one that lasts longest. */
static const struct requirement_exception *in_force(struct asking *q, enum exception_kind kind)
{
    const struct requirement_exception *found = NULL;

    for (size_t i = 0; i < q->w->exceptions.n; i++) {
        const struct requirement_exception *e = &q->w->exceptions.items[i];
        bool known = q->at.known ? e->recorded <= q->at.known && (e->ended == 0 || e->ended > q->at.known) : e->ended == 0;
        if (e->kind != kind || !known)
            continue;
        changes_on(q, e->first);
        changes_on(q, e->last + DAY);
        if (e->first <= q->at.day && q->at.day <= e->last && (!found || e->last > found->last))
            found = e;
    }
    return found;
}

static const struct stretch *leave_now(struct asking *q)
{
    const struct stretch *found = NULL;

    for (size_t i = 0; i < q->w->leaves.n; i++) {
        const struct stretch *s = &q->w->leaves.items[i];
        changes_on(q, s->first);
        changes_on(q, s->last + DAY);
        if (has(s, q->at.day))
            found = s;
    }
    return found;
}

/* ---- due ---- */

static msec fact_of(const struct asking *q, const struct due_rule *d)
{
    for (size_t i = 0; i < q->w->facts.n; i++) {
        const struct due_fact *f = &q->w->facts.items[i];
        if (f->from == d->from && f->ref == d->ref && str_eq(f->name, d->name))
            return f->day;
    }
    return d->from == DUE_ASSIGNED ? q->w->from : d->from == DUE_HIRED ? q->w->hired : NO_DAY;
}

static msec due_by(const struct asking *q, const struct due_rule *d)
{
    msec from = d->from == DUE_ON ? d->on : fact_of(q, d);

    return from == NO_DAY || d->from == DUE_ON ? from : d->after.unit ? span_after(from, d->after, 1) : from;
}

/* The earliest of all; each is told of. */
static msec earliest_due(struct asking *q)
{
    size_t chosen = 0, first = q->out->why.n;
    msec due = NO_DAY;

    for (size_t i = 0; i < q->rule->n_dues; i++) {
        const struct due_rule *d = &q->rule->dues[i];
        msec day = due_by(q, d);
        say(q, (struct requirement_why){.code = day ? WHY_DUE : WHY_DUE_UNKNOWN, .from = d->from, .ref = d->ref, .name = d->name, .day = day});
        if (day && (due == NO_DAY || day < due)) {
            due = day;
            chosen = first + i;
        }
    }
    if (due)
        q->out->why.items[chosen].chosen = true;
    else
        say(q, (struct requirement_why){.code = WHY_NO_DUE});
    return due;
}

static msec moved_due(struct asking *q, msec due)
{
    msec least = q->w->from + q->rule->notice * DAY, moved = due;

    if (moved && q->rule->notice && moved < least) {
        moved = least;
        say(q, (struct requirement_why){.code = WHY_DUE_NOTICE, .day = moved, .n = q->rule->notice});
    }
    msec later = held_paused(&q->w->leaves, q->w->from, moved);
    if (later != moved)
        say(q, (struct requirement_why){.code = WHY_DUE_LEAVE, .day = or_none(later)});
    return later;
}

/* By an extension that somebody granted; it may have passed by now. */
static msec extended(struct asking *q, msec day)
{
    const struct requirement_exception *longest = NULL;

    for (size_t i = 0; i < q->w->exceptions.n; i++) {
        const struct requirement_exception *e = &q->w->exceptions.items[i];
        bool known = q->at.known ? e->recorded <= q->at.known && (e->ended == 0 || e->ended > q->at.known) : e->ended == 0;
        if (e->kind == EXCEPT_EXTEND && known && e->first <= q->at.day && (!longest || e->last > longest->last))
            longest = e;
    }
    if (!longest || longest->last <= day)
        return day;
    say(q, (struct requirement_why){.code = WHY_EXTENDED, .ref = longest->id, .day = longest->first, .last = longest->last});
    return longest->last;
}

/* ---- what holds ---- */

static void say_records(struct asking *q, const struct held *held)
{
    for (size_t i = 0; i < q->records->n; i++) {
        const struct proof_record *r = &q->records->items[i];
        const struct held_record *h = &held->records[i];
        if (h->verdict == RECORD_APART)
            continue;
        say(q, (struct requirement_why){.code = WHY_RECORD, .record = i, .verdict = h->verdict, .day = r->completed, .last = or_none(h->days.last)});
        if (h->verdict == RECORD_COUNTS && r->completed > q->out->completed)
            q->out->completed = r->completed;
        changes_on(q, r->completed);
        changes_on(q, r->revoked);
        changes_on(q, r->suspended);
    }
    for (size_t i = 0; i < q->rule->n_cuts; i++)
        say(q, (struct requirement_why){.code = WHY_RENEWED_BY_VERSION, .day = q->rule->cuts[i].since, .last = q->rule->cuts[i].until});
}

/* The stretch of that day, else the last one before it; NULL: neither. */
static const struct stretch *last_held(const struct held *held, msec day)
{
    const struct stretch *found = NULL;

    for (size_t i = 0; i < held->days.n && held->days.items[i].first <= day; i++)
        found = &held->days.items[i];
    return found;
}

static bool is_taken(const struct held *held, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (held->records[i].verdict == RECORD_SUSPENDED)
            return true;
    return false;
}

/* Was it taken away, rather than that it came to its end? Then it is asked for as if it had never been. */
static bool is_reopened(const struct asking *q, const struct held *held, const struct stretch *s)
{
    for (size_t i = 0; i < q->records->n; i++) {
        enum record_verdict v = held->records[i].verdict;
        if ((v == RECORD_REVOKED || v == RECORD_SUSPENDED) && held->records[i].days.last == s->last)
            return true;
    }
    return false;
}

static struct held_ask ask_of(struct asking *q)
{
    struct held_ask ask = {.rule = q->rule, .records = q->records, .leaves = &q->w->leaves, .assigned = q->w->from, .at = q->at.day, .known = q->at.known};
    msec hired = q->w->hired ? q->w->hired : q->w->from;

    if (q->rule->rehire && q->w->left && span_after(q->w->left, (struct span){SPAN_MONTHS, q->rule->rehire}, 1) < hired) {
        ask.void_before = hired;
        say(q, (struct requirement_why){.code = WHY_AWAY_TOO_LONG, .day = hired});
    }
    return ask;
}

/* What is missing, and whether something of it is there. */
static bool say_missing(struct asking *q, const struct held_ask *ask)
{
    struct proof_leaves leaves = {0};
    bool some = false;

    proof_tree_leaves(q->a, &q->rule->proof, &leaves);
    for (size_t i = 0; i < leaves.n; i++) {
        if (held_leaf(q->a, ask, leaves.items[i]))
            some = true;
        else
            say(q, (struct requirement_why){.code = WHY_MISSING, .leaf = leaves.items[i], .ref = leaves.items[i]->ref, .name = leaves.items[i]->what});
    }
    return some;
}

/* ---- the states ---- */

static enum requirement_state state_held(struct asking *q, const struct stretch *s)
{
    struct requirement_standing *out = q->out;

    out->since = s->first;
    out->expires = out->due = or_none(s->last);
    say(q, (struct requirement_why){.code = WHY_HELD, .day = s->first, .last = out->expires});
    if (out->expires == NO_DAY)
        return STANDING_CURRENT;
    changes_on(q, s->last + DAY);
    if (q->rule->window == 0)
        return STANDING_CURRENT;
    msec opens = renewal_opens(q->rule, s->last);
    say(q, (struct requirement_why){.code = WHY_WINDOW, .day = opens});
    changes_on(q, opens);
    return q->at.day >= opens ? STANDING_IN_RENEWAL : STANDING_CURRENT;
}

static enum requirement_state state_ended(struct asking *q, const struct stretch *s)
{
    msec grace = extended(q, s->last + q->rule->grace * DAY);

    q->out->ended = q->out->due = s->last;
    say(q, (struct requirement_why){.code = WHY_ENDED, .last = s->last});
    if (grace == s->last)
        return STANDING_EXPIRED;
    say(q, (struct requirement_why){.code = WHY_GRACE, .last = grace});
    changes_on(q, grace + DAY);
    return q->at.day <= grace ? STANDING_GRACE : STANDING_EXPIRED;
}

static enum requirement_state state_open(struct asking *q, bool has_part)
{
    msec due = extended(q, moved_due(q, earliest_due(q))), started = q->w->started, submitted = q->w->submitted;
    bool is_submitted = submitted && submitted <= q->at.day, is_started = has_part || (started && started <= q->at.day);

    q->out->due = due == LAST_DAY ? NO_DAY : due;
    if (is_submitted)
        say(q, (struct requirement_why){.code = WHY_SUBMITTED, .day = submitted});
    else if (started && started <= q->at.day)
        say(q, (struct requirement_why){.code = WHY_STARTED, .day = started});
    changes_on(q, started);
    changes_on(q, submitted);
    if (due) {
        changes_on(q, due + DAY);
        changes_on(q, due - q->rule->soon * DAY);
    }
    if (due && q->at.day > due)
        return STANDING_OVERDUE;
    if (is_submitted)
        return STANDING_SUBMITTED;
    if (due && q->at.day >= due - q->rule->soon * DAY)
        return STANDING_DUE_SOON;
    return is_started ? STANDING_IN_PROGRESS : STANDING_NOT_STARTED;
}

static enum requirement_state state_by_proof(struct asking *q)
{
    struct held_ask ask = ask_of(q);
    struct held held;

    held_find(q->a, &ask, &held);
    say_records(q, &held);
    const struct stretch *s = last_held(&held, q->at.day);
    if (s && has(s, q->at.day))
        return state_held(q, s);
    bool has_part = say_missing(q, &ask);
    if (is_taken(&held, q->records->n)) {
        say(q, (struct requirement_why){.code = WHY_SUSPENDED});
        return STANDING_SUSPENDED;
    }
    return s && !is_reopened(q, &held, s) ? state_ended(q, s) : state_open(q, has_part);
}

static void say_exception(struct asking *q, enum why_code why, const struct requirement_exception *e)
{
    say(q, (struct requirement_why){.code = why, .ref = e->id, .day = e->first, .last = or_none(e->last)});
}

/* A licence that is held back counts for nothing; who holds what is asked needs no
 * waiver; and nobody is chased while on leave. */
static enum requirement_state state_assigned(struct asking *q)
{
    const struct requirement_exception *suspended = in_force(q, EXCEPT_SUSPEND), *waived = in_force(q, EXCEPT_WAIVE);
    const struct stretch *leave = leave_now(q);
    enum requirement_state s = state_by_proof(q);

    (void)in_force(q, EXCEPT_EXTEND);
    if (suspended) {
        say_exception(q, WHY_SUSPENDED, suspended);
        return STANDING_SUSPENDED;
    }
    if (s == STANDING_CURRENT)
        return s;
    if (waived) {
        say_exception(q, WHY_WAIVED, waived);
        q->out->waived = or_none(waived->last);
        return STANDING_WAIVED;
    }
    if (leave && s != STANDING_IN_RENEWAL) {
        say(q, (struct requirement_why){.code = WHY_LEAVE, .day = leave->first, .last = or_none(leave->last)});
        return STANDING_SUSPENDED;
    }
    return s;
}

void requirement_state(struct arena *a, const struct requirement_rule *rule, const struct requirement_assignment *w,
                       const struct proof_records *records, struct requirement_moment at, struct requirement_standing *out)
{
    struct asking q = {a, rule, w, records, at, out};
    bool is_on = w->from && w->from <= at.day && (w->until == NO_DAY || at.day <= w->until);

    *out = (struct requirement_standing){0};
    changes_on(&q, w->from);
    if (!is_on) {
        say(&q, (struct requirement_why){.code = WHY_NOT_ASSIGNED, .day = w->from, .last = w->until});
        return;
    }
    if (w->until)
        changes_on(&q, w->until + DAY);
    say(&q, (struct requirement_why){.code = WHY_ASSIGNED, .day = w->from});
    out->state = state_assigned(&q);
}
