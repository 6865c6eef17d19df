/* ready/ready.c — one person and one job role: ready, since and until when, or what is missing. */
#include "app/ready/ready.h"

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

static code stand(struct db *db, struct arena *a, const struct line_ask *l, struct standing_line *out, struct error *err)
{
    struct standing_lines *kept = l->is_asked ? NULL : l->q->kept;

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

code ready_find(struct db *db, struct arena *a, const struct ready_ask *q, struct ready *out, struct error *err)
{
    struct jobrole_asks asks = {0};
    struct jobrole j;

    *out = (struct ready){0};
    TRY(jobrole_get(db, a, q->org, q->jobrole, &j, err));
    TRY(find_day(db, a, q, out, err));
    TRY(jobrole_is_held(db, q->org, j.id, q->person, &out->works_as, err));
    TRY(jobrole_asks(db, a, q->org, j.id, &asks, err));
    for (size_t i = 0; i < asks.n; i++)
        TRY(add_line(db, a, q, &asks.items[i], out, err));
    ready_judge(out, out->day);
    return OK;
}

/* ---- in words ---- */

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
    return (struct tag_view){NULL, "help-circle", said("Nothing is mandatory yet")};
}
