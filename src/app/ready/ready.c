/* ready/ready.c — one person and one job role: ready, since and until when, or what is missing. */
#include "app/ready/ready.h"

#include "app/catalog/scale.h"
#include "app/layout/parts.h"
#include "app/org/person.h"
#include "app/people/directory.h"
#include "app/zone.h"

/* ---- judged ---- */

static void add_met(struct ready *r, const struct ready_line *line)
{
    if (line->since > r->since)
        r->since = line->since;
    if (line->expires && (!r->until || line->expires < r->until))
        r->until = line->expires;
}

static void add_met_skill(struct ready *r, const struct ready_skill *s)
{
    if (s->since > r->since)
        r->since = s->since;
    if (s->until && (!r->until || s->until < r->until))
        r->until = s->until;
}

/* Is its day still to come? */
static bool is_to_come(const struct ready_line *line, msec day)
{
    switch (line->state) {
    case STANDING_NOT_STARTED: case STANDING_IN_PROGRESS: case STANDING_SUBMITTED: case STANDING_DUE_SOON:
        return line->due >= day;
    default:
        return false;
    }
}

void ready_judge(struct ready *r, msec day)
{
    bool all_to_come = true;

    r->day = day;
    for (size_t i = 0; i < r->lines.n; i++) {
        const struct ready_line *line = &r->lines.items[i];
        if (!line->ask.mandatory)
            continue;
        r->mandatory++;
        r->missing += !line->is_met;
        if (line->is_met)
            add_met(r, line);
        else if (!is_to_come(line, day))
            all_to_come = false;
        else if (line->due > r->by)
            r->by = line->due;
    }
    for (size_t i = 0; i < r->skills.n; i++) {
        const struct ready_skill *s = &r->skills.items[i];
        if (!s->ask.mandatory)
            continue;
        r->mandatory++;
        r->missing += !s->is_met;
        if (s->is_met)
            add_met_skill(r, s);
        else
            all_to_come = false;                 /* no day is set for a skill */
    }
    r->state = r->is_gone ? READY_NO : r->mandatory == 0 ? READY_UNKNOWN : r->missing == 0 ? READY_YES : all_to_come ? READY_UNDER_WAY : READY_NO;
    if (r->state != READY_YES)
        r->since = r->until = NO_DAY;
    if (r->state != READY_UNDER_WAY)
        r->by = NO_DAY;
}

/* ---- found ---- */

code ready_zone(struct db *db, struct arena *a, int64_t org, int64_t person, int64_t site, str *zone, struct error *err)
{
    struct workplace there;
    struct org_awarding w;
    struct person p;

    *zone = S("");
    if (site)
        TRY(place_get(db, a, org, SITE, site, &there, err));
    TRY(person_get(db, a, org, person, &p, err));
    TRY(org_awarding_get(db, a, org, &w, err));
    if (site || p.site_id)
        TRY(site_zone(db, a, org, site ? site : p.site_id, zone, err));
    if (zone->n == 0)
        *zone = w.time_zone;
    return OK;
}

static code find_day(struct db *db, struct arena *a, const struct ready_ask *q, struct ready *out, struct error *err)
{
    struct person p;
    str zone;

    TRY(ready_zone(db, a, q->org, q->person, 0, &zone, err));
    TRY(person_get(db, a, q->org, q->person, &p, err));
    out->day = q->at.day ? q->at.day : zone_day(a, zone, clock_now()).day;
    out->is_gone = (p.removed && zone_day(a, zone, p.removed).day <= out->day) || (p.leaves && p.leaves <= out->day) || (q->is_gate && p.starts > out->day);
    return OK;
}

/* `is_asked`: as it is asked of them; else as if it were, which is the same for every role. */
struct line_ask { const struct ready_ask *q; int64_t requirement; bool is_asked; };

static code work_out(struct db *db, struct arena *a, const struct line_ask *l, struct standing_line *out, struct error *err)
{
    const struct ready_ask *q = l->q;
    struct id_list one = {.items = (int64_t[]){q->person}, .n = 1};
    struct standing_lines lines = {0};
    struct error none = {0};
    code c = requirement_as_at(db, a, &(struct as_at_ask){.org = q->org, .requirement = l->requirement, .people = &one, .asked = l->is_asked ? NULL : &one, .at = q->at}, &lines, &none);

    *out = lines.n ? lines.items[0] : (struct standing_line){.state = STANDING_NOT_APPLICABLE};
    out->requirement = l->requirement;
    return c == OK || c == NOT_FOUND ? OK : fail(err, c, none.where, "%s", none.text);   /* NOT_FOUND: published after that day */
}

/* Both go by person; of whom there is no line it is not asked. */
static code keep_one(struct db *db, struct arena *a, const struct ready_many *m, int64_t requirement, struct error *err)
{
    struct standing_lines lines = {0};
    struct error none = {0};
    code c = requirement_as_at(db, a, &(struct as_at_ask){.org = m->org, .requirement = requirement, .people = m->people, .asked = m->people}, &lines, &none);

    if (c != OK && c != NOT_FOUND)
        return fail(err, c, none.where, "%s", none.text);
    for (size_t i = 0, k = 0; i < m->people->n; i++) {
        struct standing_line *line = list_add(a, &m->kept[i].lines);
        while (k < lines.n && lines.items[k].person < m->people->items[i])
            k++;
        bool has = k < lines.n && lines.items[k].person == m->people->items[i];
        *line = has ? lines.items[k] : (struct standing_line){.state = STANDING_NOT_APPLICABLE};
        line->requirement = requirement;
    }
    return OK;
}

code ready_work_out(struct db *db, struct arena *a, const struct ready_many *m, struct error *err)
{
    struct jobrole_asks asks = {0};

    TRY(jobrole_asks_at(db, a, &(struct jobrole_then){.org = m->org, .id = m->jobrole}, &asks, err));
    for (size_t i = 0; i < asks.n; i++)
        if (asks.items[i].r.version && !asks.items[i].r.archived)
            TRY(keep_one(db, a, m, asks.items[i].r.id, err));
    return OK;
}

static code stand(struct db *db, struct arena *a, const struct line_ask *l, struct standing_line *out, struct error *err)
{
    struct standing_lines *kept = l->is_asked || !l->q->kept ? NULL : &l->q->kept->lines;

    for (size_t i = 0; kept && i < kept->n; i++)
        if (kept->items[i].requirement == l->requirement) {
            *out = kept->items[i];
            return OK;
        }
    TRY(work_out(db, a, l, out, err));
    if (kept)
        *list_add(a, kept) = *out;
    return OK;
}

/* The last day on which it is met; a waiver that has no end has none. */
static msec met_until(const struct standing_line *s)
{
    return s->state == STANDING_WAIVED && (s->waived == NO_DAY || s->waived > s->expires) ? s->waived : s->expires;
}

/* What nobody asks any more, or yet, is not held by anybody. */
static code add_line(struct db *db, struct arena *a, const struct ready_ask *q, const struct jobrole_ask *ask, struct ready *out, struct error *err)
{
    struct ready_line *line = list_add(a, &out->lines);
    struct standing_line s;

    *line = (struct ready_line){.ask = *ask};
    if (!ask->r.version || ask->r.archived)
        return OK;
    TRY(stand(db, a, &(struct line_ask){q, ask->r.id, out->works_as}, &s, err));
    line->state = s.state;
    line->is_met = requirement_state_is_met(s.state);
    line->due = s.due;
    line->since = line->is_met ? s.since : NO_DAY;
    line->expires = line->is_met ? met_until(&s) : NO_DAY;
    return OK;
}

/* As at when the role is asked what it takes; 0: as it is. A day counts as at its end. */
static struct jobrole_then then_of(const struct ready_ask *q, msec day)
{
    msec end = q->at.known ? q->at.known : day + DAY - 1;

    return (struct jobrole_then){q->org, q->jobrole, end < clock_now() ? end : 0};
}

/* ---- skills ---- */

/* A skill must be held through the day; a moment is asked as it was then. */
static code find_skills(struct db *db, struct arena *a, const struct ready_ask *q, msec day, struct skill_helds *out, struct error *err)
{
    const struct skill_ask ask = {q->org, q->person, q->at.known ? q->at.known : day + DAY - 1};

    if (!q->kept)
        return skill_of_person(db, a, &ask, out, err);
    if (!q->kept->has_skills)
        TRY(skill_of_person(db, a, &ask, &q->kept->skills, err));
    q->kept->has_skills = true;
    *out = q->kept->skills;
    return OK;
}

/* One and the same proof shows the level and is strong enough. */
static bool suffices(const struct skill_proof *p, const struct jobrole_skill *ask, msec now)
{
    return skill_suffices(p, ask->least, ask->level, now);
}

/* The proof that suffices and counts most, of equals the newer one; NULL: none does. */
static const struct skill_proof *best_of(const struct skill_held *h, const struct jobrole_skill *ask, msec now)
{
    const struct skill_proof *best = NULL;

    for (size_t i = 0; i < h->sources.n; i++) {
        const struct skill_proof *p = &h->sources.items[i].proof;
        if (suffices(p, ask, now) && (!best || skill_counts(p, now) > skill_counts(best, now) || (skill_counts(p, now) == skill_counts(best, now) && p->at > best->at)))
            best = p;
    }
    return best;
}

/* As long as any proof of it suffices, of which `best` is one; NO_DAY: for good. */
static msec held_until(const struct skill_held *h, const struct skill_proof *best, const struct jobrole_skill *ask, msec now)
{
    msec last = skill_holds_until(best, ask->least);

    for (size_t i = 0; i < h->sources.n; i++)
        if (suffices(&h->sources.items[i].proof, ask, now))
            last = skill_later(last, skill_holds_until(&h->sources.items[i].proof, ask->least));
    return last ? date_start(date_of(last - 1)) : NO_DAY;
}

static int64_t shown_level(const struct skill_held *h, enum skill_strength least, msec now)
{
    int64_t highest = 0;

    for (size_t i = 0; i < h->sources.n; i++) {
        const struct skill_proof *p = &h->sources.items[i].proof;
        if (skill_counts(p, now) >= least && p->level > highest)
            highest = p->level;
    }
    return highest;
}

static void add_skill(struct arena *a, const struct jobrole_skill *ask, const struct skill_helds *held, msec now, struct ready *out)
{
    struct ready_skill *s = list_add(a, &out->skills);

    *s = (struct ready_skill){.ask = *ask};
    for (size_t i = 0; i < held->n; i++) {
        const struct skill_held *h = &held->items[i];
        if (!ask->item || h->item != ask->item)
            continue;
        s->now = h->standing.strength;
        s->full = h->sources.items[h->standing.best].proof.full;
        s->shown = shown_level(h, ask->least, now);
        const struct skill_proof *best = best_of(h, ask, now);
        s->is_met = best != NULL;
        s->since = best ? date_start(date_of(best->at)) : NO_DAY;
        s->until = best ? held_until(h, best, ask, now) : NO_DAY;
    }
}

static code add_skills(struct db *db, struct arena *a, const struct ready_ask *q, struct ready *out, struct error *err)
{
    struct jobrole_skills asks = {0};
    struct skill_helds held = {0};

    const struct jobrole_then then = then_of(q, out->day);
    TRY(jobrole_skills_at(db, a, &then, &asks, err));
    if (!asks.n)
        return OK;
    TRY(find_skills(db, a, q, out->day, &held, err));
    for (size_t i = 0; i < asks.n; i++)
        add_skill(a, &asks.items[i], &held, q->at.known ? q->at.known : out->day + DAY - 1, out);
    return OK;
}

/* ---- all of it ---- */

code ready_find(struct db *db, struct arena *a, const struct ready_ask *q, struct ready *out, struct error *err)
{
    struct jobrole_asks asks = {0};
    struct jobrole j;

    *out = (struct ready){0};
    TRY(jobrole_get(db, a, q->org, q->jobrole, &j, err));
    TRY(find_day(db, a, q, out, err));
    TRY(jobrole_is_held(db, q->org, j.id, q->person, &out->works_as, err));
    const struct jobrole_then then = then_of(q, out->day);
    out->is_untold = then.at && then.at < j.known;
    if (!out->is_untold) {
        TRY(jobrole_asks_at(db, a, &then, &asks, err));
        for (size_t i = 0; i < asks.n; i++)
            TRY(add_line(db, a, q, &asks.items[i], out, err));
        TRY(add_skills(db, a, q, out, err));
    }
    ready_judge(out, out->day);
    return OK;
}

/* ---- in words ---- */

str ready_level_words(struct arena *a, const struct ready_skill *s)
{
    str asked = scale_name(s->ask.levels, s->ask.level), shown = scale_name(s->ask.levels, s->shown);

    if (s->is_met || !asked.n || s->now < s->ask.least)
        return S("");
    return shown.n ? words_printf(a, STR_FMT " asked, " STR_FMT " shown", STR_ARG(asked), STR_ARG(shown)) : words_printf(a, STR_FMT " asked, no level shown", STR_ARG(asked));
}

struct tag_view ready_tag(struct arena *a, const struct ready *r)
{
    switch (r->state) {
    case READY_YES:
        return (struct tag_view){"good", "circle-check", r->until ? words_printf(a, "Ready until " STR_FMT, STR_ARG(out_day_said(a, r->until))) : said("Ready")};
    case READY_UNDER_WAY:
        return (struct tag_view){"warn", "clock", words_printf(a, "%lld missing, due by " STR_FMT, (long long)r->missing, STR_ARG(out_day_said(a, r->by)))};
    case READY_NO:
        if (r->is_gone)
            return (struct tag_view){"bad", "circle-x", said("Does not work here")};
        return (struct tag_view){"bad", "circle-x", words_printf(a, "%lld missing", (long long)r->missing)};
    case READY_UNKNOWN: break;
    }
    if (r->is_untold)
        return (struct tag_view){NULL, "help-circle", said("Not known for that day")};
    return (struct tag_view){NULL, "help-circle", said("Nothing is mandatory yet")};
}
