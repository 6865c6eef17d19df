/* badge/read_levels.c — at which level a badge of OB 3.0 shows its skills. An alignment has no
 * member for it; a ResultDescription that is aligned to the same skill has levels, and the one
 * that is required, or the one that the Result of this award names. */
#include "badge/read.h"

#include "base/utf8.h"

#define LEVELS_MOST 12                           /* of a scale that is kept */
#define NAME_MOST   200                          /* bytes */

static bool is_for(const struct result_description *d, const struct alignment *x)
{
    for (size_t i = 0; i < d->alignments.n; i++)
        if (!str_is_empty(x->target_url) && str_eq(d->alignments.items[i].target_url, x->target_url))
            return true;
    return false;
}

/* Absent: a result says that it was not reached, or not yet. */
static str reached(const struct result_description *d, const struct result_list *results)
{
    for (size_t i = 0; results && i < results->n; i++) {
        const struct result *r = &results->items[i];
        if (str_is_empty(d->id) || !str_eq(r->description, d->id))
            continue;
        if (!str_is_empty(r->status) && !str_eq(r->status, S("Completed")))
            return (str){0};
        if (!str_is_empty(r->achieved_level))
            return r->achieved_level;
    }
    return d->required_level;
}

/* Which of two levels is higher is told by their numbers alone (OB 3.0 §RubricCriterionLevel). */
static bool is_rising(const struct rubric_level_list *levels)
{
    int64_t n, before = 0;

    for (size_t i = 0; i < levels->n; i++, before = n)
        if (str_is_empty(levels->items[i].level) || !str_to_int(levels->items[i].level, &n) || (i && n <= before))
            return false;
    return true;
}

static void take_scale(struct arena *a, const struct result_description *d, str level, struct alignment *x)
{
    struct buf b = buf_new(a);
    str only = S("");
    int64_t at = 0;

    for (size_t i = 0; i < d->levels.n; i++) {
        str name = str_is_absent(d->levels.items[i].name) ? S("") : utf8_cut(str_trim(d->levels.items[i].name), NAME_MOST);
        if (str_is_empty(name) || utf8_has_controls(name) || d->levels.n > LEVELS_MOST)
            return;
        buf_printf(&b, "%s" STR_FMT, i ? "\n" : "", STR_ARG(name));
        if (str_eq(d->levels.items[i].id, level)) {
            at = (int64_t)i + 1;
            only = name;
        }
    }
    if (!at)
        return;
    bool rises = is_rising(&d->levels);
    x->levels = rises ? buf_done(&b) : only;
    x->level = rises ? at : 1;
}

void read_skill_levels(struct arena *a, const struct result_description_list *d, const struct result_list *r, struct alignment_list *skills)
{
    for (size_t i = 0; i < skills->n; i++) {
        struct alignment *x = &skills->items[i];
        x->level = 0;
        for (size_t k = 0; k < d->n && !x->level; k++) {
            str level = is_for(&d->items[k], x) ? reached(&d->items[k], r) : (str){0};
            if (!str_is_empty(level))
                take_scale(a, &d->items[k], level, x);
        }
    }
}
