/* vacancy/score.c — which proof counts for which line, and how much. */
#include "app/vacancy/score.h"

#include "app/catalog/scale.h"
#include "base/utf8.h"

const char *const point_whys[WHY_COUNT] = {
    [WHY_NOTHING] = "nothing", [WHY_OTHER] = "other", [WHY_NOBODY] = "nobody", [WHY_UNPROVED] = "unproved", [WHY_SKILL] = "skill", [WHY_NAMED] = "named",
};

enum point_why point_why_named(str name)
{
    for (int i = 0; i < WHY_COUNT; i++)
        if (str_eq(name, cstr(point_whys[i])))
            return (enum point_why)i;
    return WHY_NOTHING;
}

/* ---- does it fit? ---- */

static bool is_of_issuer(struct arena *a, const struct vacancy_way *w, const struct vacancy_proof *p)
{
    struct intake_rule rule = {.issuer = w->issuer, .pattern = S("*")};
    struct intake_facts facts = p->facts;

    facts.name = S("-");
    return intake_fit(a, &rule, &facts, NO_DAY) == INTAKE_FITS;
}

static bool is_skill(struct arena *a, const struct vacancy_way *w, str folded, const struct alignment *x)
{
    return str_eq(x->target_url, w->pattern) || (!str_is_empty(x->target_name) && str_eq(utf8_fold(a, x->target_name), folded)) ||
           (!str_is_empty(x->target_code) && str_eq(x->target_code, w->pattern));
}

static bool has_skill(struct arena *a, const struct vacancy_way *w, const struct vacancy_proof *p)
{
    str folded = utf8_fold(a, w->pattern);

    for (size_t i = 0; i < p->skills.n; i++)
        if (is_skill(a, w, folded, &p->skills.items[i]))
            return true;
    return false;
}

/* A skill is what a badge says of itself: whose word that is, is known where we are its
 * issuer, or the line names it. */
static enum point_why fits(struct arena *a, const struct vacancy_way *w, const struct vacancy_proof *p)
{
    struct intake_rule rule = {.issuer = w->issuer, .pattern = w->pattern};

    if (str_eq(w->kind, S("badge")))
        return p->own && p->own == w->badge ? WHY_NAMED : WHY_NOTHING;
    if (str_eq(w->kind, S("others")))
        return intake_fit(a, &rule, &p->facts, NO_DAY) == INTAKE_FITS ? WHY_NAMED : WHY_NOTHING;
    if (!has_skill(a, w, p))
        return WHY_NOTHING;
    if (w->issuer.n)
        return is_of_issuer(a, w, p) ? WHY_NAMED : WHY_NOTHING;
    return p->is_ours ? WHY_NAMED : WHY_SKILL;
}

/* ---- how much? ---- */

/* Names stand from the lowest: whoever has a level has those below. */
static bool shows(struct arena *a, const struct alignment *x, str wanted)
{
    for (int64_t n = 1; n <= x->level && n <= SCALE_LEVELS; n++)
        if (str_eq(utf8_fold(a, scale_name(x->levels, n)), wanted))
            return true;
    return false;
}

static bool names_levels(const struct vacancy_proof *p)
{
    for (size_t i = 0; i < p->skills.n; i++)
        if (p->skills.items[i].level)
            return true;
    return false;
}

static bool skill_reaches(struct arena *a, const struct vacancy_way *w, const struct vacancy_proof *p, str wanted)
{
    str folded = utf8_fold(a, w->pattern);

    for (size_t i = 0; i < p->skills.n; i++)
        if (is_skill(a, w, folded, &p->skills.items[i]) && shows(a, &p->skills.items[i], wanted))
            return true;
    return false;
}

/* Where a badge says which of its skills it shows at which level, a skill counts by its own alone. */
static bool reaches(struct arena *a, const struct vacancy_line *line, const struct vacancy_way *w, const struct vacancy_proof *p)
{
    str wanted = utf8_fold(a, line->level);

    if (line->level.n && str_eq(w->kind, S("skill")) && names_levels(p))
        return skill_reaches(a, w, p, wanted);
    for (size_t i = 0; i < p->levels.n; i++)
        if (str_eq(utf8_fold(a, p->levels.items[i]), wanted))
            return true;
    return line->level.n == 0;
}

static enum point_why counts(const struct vacancy_proof *p, enum point_why fit)
{
    if (!p->is_valid)
        return WHY_UNPROVED;
    return p->whose == WHOSE_OTHER ? WHY_OTHER : p->whose == WHOSE_NOBODY ? WHY_NOBODY : fit;
}

static struct vacancy_point point_by(struct arena *a, const struct vacancy_line *line, const struct vacancy_way *w, const struct vacancy_proof *p)
{
    struct vacancy_point x = {.proof = NO_PROOF};
    enum point_why fit = fits(a, w, p);

    if (fit == WHY_NOTHING)
        return x;
    x.why = counts(p, fit);
    if (x.why == WHY_NAMED || x.why == WHY_SKILL) {
        x.coverage = reaches(a, line, w, p) ? 100 : 50;
        x.strength = x.why == WHY_NAMED ? 100 : 50;
    }
    x.points = line->weight * x.coverage * x.strength / 100;
    return x;
}

static struct vacancy_point point_of(struct arena *a, const struct vacancy_line *line, const struct vacancy_proof *p)
{
    struct vacancy_point x = {.proof = NO_PROOF};

    for (size_t i = 0; i < line->ways.n; i++) {
        struct vacancy_point one = point_by(a, line, &line->ways.items[i], p);
        if (one.points > x.points || (one.points == x.points && one.why > x.why))
            x = one;
    }
    return x;
}

static struct vacancy_point best_of(struct arena *a, const struct vacancy_line *line, const struct vacancy_proofs *proofs)
{
    struct vacancy_point best = {.proof = NO_PROOF};

    for (size_t i = 0; i < proofs->n; i++) {
        struct vacancy_point x = point_of(a, line, &proofs->items[i]);
        if (x.why == WHY_NOTHING || x.points < best.points || (x.points == best.points && x.why <= best.why))
            continue;
        best = x;
        best.proof = (int64_t)i;
    }
    return best;
}

void vacancy_judge(struct arena *a, const struct vacancy_lines *lines, const struct vacancy_proofs *proofs,
                   struct vacancy_point *points, struct vacancy_score *out)
{
    *out = (struct vacancy_score){0};
    for (size_t i = 0; i < lines->n; i++) {
        const struct vacancy_line *line = &lines->items[i];
        points[i] = best_of(a, line, proofs);
        *(line->is_must ? &out->must : &out->nice) += points[i].points;
        *(line->is_must ? &out->must_of : &out->nice_of) += line->weight * 100;
        out->n_must += line->is_must;
        out->n_met += line->is_must && points[i].coverage == 100;
    }
}

/* More than all nice lines together can have. */
#define ABOVE_NICE ((int64_t)VACANCY_LINES * VACANCY_WEIGHT * 100 + 1)

int64_t vacancy_rank(const struct vacancy_score *s)
{
    return s->must * ABOVE_NICE + s->nice;
}

str vacancy_points_words(struct arena *a, int64_t n)
{
    if (n % 100 == 0)
        return str_printf(a, "%lld", (long long)(n / 100));
    return n % 10 ? str_printf(a, "%lld.%02lld", (long long)(n / 100), (long long)(n % 100)) : str_printf(a, "%lld.%lld", (long long)(n / 100), (long long)(n % 100 / 10));
}
