/* ready/clearance.c — may this person work as that, here and now? Worked out when it is asked. */
#include "app/ready/ready.h"

#include "app/induct/induct.h"
#include "app/matrix/matrix.h"
#include "app/org/access.h"
#include "app/zone.h"

code clearance_find(struct db *db, struct arena *a, const struct clearance_ask *q, struct ready *out, struct error *err)
{
    struct ready_ask ask = {.org = q->org, .jobrole = q->jobrole, .person = q->person, .is_gate = true};
    str zone;

    TRY(why_moment(q->at, &ask.at, err));
    TRY(ready_zone(db, a, q->org, q->person, q->site, &zone, err));
    if (ask.at.known || !ask.at.day)
        ask.at.day = zone_day(a, zone, ask.at.known ? ask.at.known : clock_now()).day;
    TRY(ready_find(db, a, &ask, out, err));
    TRY(induct_holding_back(db, a, q->org, q->person, ask.at.known, &out->held_back, err));
    if (!ask.at.known)
        TRY(induct_would_hold(db, a, &(struct induct_move){q->org, q->person, q->site, q->jobrole}, &out->would_hold, err));
    if ((out->held_back.n || out->would_hold.n) && out->state == READY_YES)
        out->state = READY_NO;
    return OK;
}

code clearance_sees(struct request *rq, int64_t org, int64_t person, struct error *err)
{
    const struct access *x;
    bool reaches = false;

    TRY(access_of(rq, org, &x, err));
    TRY(access_reaches(rq->db, x, &(struct reach_ask){.right = VIEW_STANDINGS, .what = OF_PERSON, .id = person}, &reaches, err));
    return reaches ? OK : fail(err, NOT_FOUND, "person", "there is no such person in this organisation");
}

static str why_not(const struct ready_line *line)
{
    if (!line->ask.r.version || line->ask.r.archived)
        return said("Not in force");
    return matrix_look(line->state).words;
}

void clearance_reasons(struct arena *a, const struct ready *r, struct str_list *out)
{
    if (r->is_gone)
        *list_add(a, out) = said("They do not work here on that day.");
    if (r->is_untold)
        *list_add(a, out) = said("What the job role took on that day is not known.");
    else if (r->state == READY_UNKNOWN)
        *list_add(a, out) = said("Nothing is mandatory for this job role yet, so nobody can be said to be ready.");
    for (size_t i = 0; i < r->held_back.n; i++)
        *list_add(a, out) = words_printf(a, "Not cleared to start: " STR_FMT, STR_ARG(r->held_back.items[i]));
    for (size_t i = 0; i < r->would_hold.n; i++)
        *list_add(a, out) = words_printf(a, "Begins there, and keeps from work until it is done: " STR_FMT, STR_ARG(r->would_hold.items[i]));
    for (size_t i = 0; i < r->lines.n; i++) {
        const struct ready_line *line = &r->lines.items[i];
        if (line->ask.mandatory && !line->is_met)
            *list_add(a, out) = str_printf(a, STR_FMT " " STR_FMT ": " STR_FMT, STR_ARG(line->ask.r.code), STR_ARG(line->ask.r.name), STR_ARG(why_not(line)));
    }
    for (size_t i = 0; i < r->skills.n; i++) {
        const struct ready_skill *s = &r->skills.items[i];
        str level = ready_level_words(a, s);
        if (s->ask.mandatory && !s->is_met)
            *list_add(a, out) = str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(s->ask.name),
                                           STR_ARG(level.n ? level : s->now ? words_printf(a, "proved too weakly (" STR_FMT ")", STR_ARG(skill_tag(s->full, s->now).words)) : said("Not proved yet")));
    }
}
