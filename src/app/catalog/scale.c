/* catalog/scale.c */
#include "app/catalog/scale.h"

#include "base/utf8.h"

/* ---- names ---- */

int64_t scale_count(str levels)
{
    int64_t n = 0;
    str one;

    while (str_cut(&levels, '\n', &one))
        n += one.n > 0;
    return n;
}

str scale_name(str levels, int64_t level)
{
    str one;

    for (int64_t n = 1; str_cut(&levels, '\n', &one); n++)
        if (n == level)
            return one;
    return S("");
}

str scale_words(struct arena *a, str levels)
{
    struct buf b = buf_new(a);
    str one;

    while (str_cut(&levels, '\n', &one))
        if (one.n)
            buf_printf(&b, "%s" STR_FMT, b.n ? ", " : "", STR_ARG(one));
    return buf_done(&b);
}

/* By its name, in letters of any size; 0: none is called so. */
static int64_t find(struct arena *a, str levels, str name)
{
    str one, folded;

    if (str_is_empty(name))
        return 0;
    folded = utf8_fold(a, str_trim(name));
    for (int64_t n = 1; str_cut(&levels, '\n', &one); n++)
        if (str_eq(utf8_fold(a, one), folded))
            return n;
    return 0;
}

static code check_name(struct arena *a, str name, str before, struct error *err)
{
    if (utf8_count(name) > SCALE_NAME || utf8_has_controls(name))
        return fail(err, BAD_INPUT, "levels", "a level is called by at most %d letters", SCALE_NAME);
    return find(a, before, name) ? fail(err, BAD_INPUT, "levels", "two levels are called the same: " STR_FMT, STR_ARG(name)) : OK;
}

code scale_check(struct arena *a, str typed, str *levels, struct error *err)
{
    int64_t n = 0;
    str one;

    *levels = S("");
    while (str_cut(&typed, '\n', &one)) {
        one = str_trim(one);
        if (!one.n)
            continue;
        TRY(check_name(a, one, *levels, err));
        *levels = n++ ? str_printf(a, STR_FMT "\n" STR_FMT, STR_ARG(*levels), STR_ARG(one)) : one;
    }
    if (n > SCALE_LEVELS)
        return fail(err, BAD_INPUT, "levels", "a scale has at most %d levels", SCALE_LEVELS);
    return n == 1 ? fail(err, BAD_INPUT, "levels", "a scale has at least two levels") : OK;
}

int64_t scale_now(struct arena *a, str levels, const struct alignment *x, bool by_place)
{
    int64_t named = x->level ? find(a, levels, scale_name(x->levels, x->level)) : 0;

    return named || !by_place || x->level > scale_count(levels) ? named : x->level;
}

void scale_moves(struct arena *a, str was, str levels, int64_t *to)
{
    for (int64_t n = 1; n <= SCALE_LEVELS; n++) {
        str name = scale_name(was, n), there = scale_name(levels, n);
        to[n - 1] = find(a, levels, name);
        if (!to[n - 1] && name.n && there.n && !find(a, was, there))
            to[n - 1] = n;
    }
}

/* ---- in the words of the standard ---- */

/* The skill's place among those of the version tells them apart: a version is never changed. */
static str id_of(struct arena *a, str badge, size_t skill)
{
    return str_printf(a, STR_FMT "#skill-%zu", STR_ARG(badge), skill + 1);
}

static str level_id(struct arena *a, str badge, size_t skill, int64_t level)
{
    return str_printf(a, STR_FMT "-%lld", STR_ARG(id_of(a, badge, skill)), (long long)level);
}

static bool has_level(const struct alignment *x)
{
    return x->level > 0 && scale_name(x->levels, x->level).n > 0;
}

void scale_publish(struct arena *a, str badge, const struct alignment_list *skills, struct result_description_list *out)
{
    for (size_t i = 0; i < skills->n; i++) {
        const struct alignment *x = &skills->items[i];
        if (!has_level(x))
            continue;
        struct result_description *d = list_add(a, out);
        *d = (struct result_description){.id = id_of(a, badge, i), .name = x->target_name, .type = S("RubricCriterionLevel"),
                                         .required_level = level_id(a, badge, i, x->level)};
        *list_add(a, &d->alignments) = *x;
        for (int64_t n = 1; n <= scale_count(x->levels); n++)
            *list_add(a, &d->levels) = (struct rubric_level){.id = level_id(a, badge, i, n), .name = scale_name(x->levels, n),
                                                             .level = str_printf(a, "%lld", (long long)n)};
    }
}

void scale_award(struct arena *a, str badge, const struct alignment_list *skills, struct result_list *out)
{
    for (size_t i = 0; i < skills->n; i++)
        if (has_level(&skills->items[i]))
            *list_add(a, out) = (struct result){.description = id_of(a, badge, i), .achieved_level = level_id(a, badge, i, skills->items[i].level)};
}
