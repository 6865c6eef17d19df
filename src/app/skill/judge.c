/* skill/judge.c — of proofs, how well it is known that somebody has a skill. */
#include "app/skill/skill.h"

/* Whole months of the calendar from one moment to another. */
static int64_t months_between(msec from, msec to)
{
    struct date x = date_of(from), y = date_of(to);
    int64_t months = (int64_t)(y.year - x.year) * 12 + y.month - x.month;
    int last = date_days_in_month(y.year, y.month), day = x.day < last ? x.day : last;

    return y.day < day ? months - 1 : months;
}

msec skill_sooner(msec x, msec y)
{
    return !x || (y && y < x) ? y : x;
}

msec skill_later(msec x, msec y)
{
    return !x || !y ? 0 : x > y ? x : y;
}

#define STEPS_MOST 2                             /* that a proof falls with time */

enum skill_strength skill_counts(const struct skill_proof *p, msec now)
{
    int64_t steps;

    if (p->at > now || (p->ends && p->ends <= now))
        return SKILL_NONE;
    steps = p->months > 0 ? months_between(p->at, now) / p->months : 0;
    steps = steps < STEPS_MOST ? steps : STEPS_MOST;
    return (int)p->full - steps > SKILL_SAID ? (enum skill_strength)((int)p->full - steps) : SKILL_SAID;
}

bool skill_suffices(const struct skill_proof *p, enum skill_strength least, int64_t level, msec now)
{
    return skill_counts(p, now) >= least && p->level >= level;
}

msec skill_full_until(const struct skill_proof *p)
{
    return p->full > SKILL_SAID && p->months > 0 && p->months < 1200 ? date_start(date_add_months(date_of(p->at), (int)p->months)) : 0;
}

msec skill_holds_until(const struct skill_proof *p, enum skill_strength least)
{
    int64_t steps = (int64_t)p->full - (int64_t)least + 1;
    bool falls = p->months > 0 && p->months < 1200 && least > SKILL_SAID && steps <= STEPS_MOST;
    msec falls_at = falls ? date_start(date_add_months(date_of(p->at), (int)(p->months * steps))) : 0;

    return p->ends && (!falls_at || p->ends < falls_at) ? p->ends : falls_at;
}

/* A strong proof that names no level says nothing against a weaker one that does. */
static void judge_level(const struct skill_proof *proofs, size_t n, msec now, struct skill_standing *out)
{
    enum skill_strength most = SKILL_NONE;

    for (size_t i = 0; i < n; i++) {
        const struct skill_proof *p = &proofs[i], *best = &proofs[out->by];
        enum skill_strength counts = p->level ? skill_counts(p, now) : SKILL_NONE;
        if (counts < most || counts == SKILL_NONE || (counts == most && (p->level < best->level || (p->level == best->level && p->at <= best->at))))
            continue;
        most = counts;
        out->level = p->level;
        out->by = i;
    }
}

void skill_judge(const struct skill_proof *proofs, size_t n, msec now, struct skill_standing *out)
{
    *out = (struct skill_standing){0};
    judge_level(proofs, n, now, out);
    for (size_t i = 0; i < n; i++) {
        enum skill_strength counts = skill_counts(&proofs[i], now);
        if (counts > out->strength || (counts == out->strength && counts != SKILL_NONE && proofs[i].at > proofs[out->best].at)) {
            out->strength = counts;
            out->best = i;
        }
    }
}
