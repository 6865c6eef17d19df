/* catalog/framework_rubric.c — the levels of skills in CASE 1.0: a CFRubric whose criteria have
 * levels. A framework here has one scale for all of its skills, so that a package brings one
 * where all of its rubrics speak of the same levels. */
#include "app/catalog/framework_private.h"
#include "app/catalog/scale.h"

#include "base/utf8.h"

#include <stdlib.h>

/* ---- in ---- */

static str text_of(const struct json *x, const char *key)
{
    str s = json_str(json_get(x, key));

    return str_is_absent(s) ? S("") : str_trim(s);
}

/* CFRubricCriterionLevel: `quality` names it, `description` is longer, and either may be all there is. */
static str name_of(const struct json *level)
{
    str quality = text_of(level, "quality");

    return quality.n ? quality : text_of(level, "description");
}

struct placed { double at; size_t i; str name; };

static int by_place(const void *x, const void *y)
{
    const struct placed *p = x, *q = y;

    return p->at != q->at ? (p->at < q->at ? -1 : 1) : (p->i > q->i) - (p->i < q->i);
}

/* In the order of their positions, as the standard has it; else as they stand. False: they are no scale. */
static bool read_levels(struct framework_reading *r, const struct json *list, str *levels)
{
    struct placed p[SCALE_LEVELS];
    struct buf typed = buf_new(r->a);
    size_t n = json_count(list);

    if (n > SCALE_LEVELS)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct json *position = json_get(json_item(list, i), "position");
        p[i] = (struct placed){json_is(position, JSON_NUMBER) ? json_double(position) : 0, i, name_of(json_item(list, i))};
        if (str_is_empty(p[i].name) || utf8_has_controls(p[i].name))
            return false;
    }
    qsort(p, n, sizeof p[0], by_place);
    for (size_t i = 0; i < n; i++)
        buf_printf(&typed, STR_FMT "\n", STR_ARG(p[i].name));
    return scale_check(r->a, buf_done(&typed), levels, NULL) == OK;
}

static void take(struct framework_reading *r, const struct json *criterion, str place)
{
    const struct json *list = json_get(criterion, "CFRubricCriterionLevels");
    str levels;

    if (!json_is(list, JSON_ARRAY) || !json_count(list))
        return;
    if (!read_levels(r, list, &levels))
        framework_problem(r, place, "has levels that are no scale: two to twelve, each with a short name of its own");
    else if (!r->f->levels.n)
        r->f->levels = levels;
    else if (!str_eq(r->f->levels, levels))
        framework_problem(r, place, "has other levels than the one before it: a framework has one scale, and keeps the first");
}

void framework_read_rubrics(struct framework_reading *r, const struct json *package)
{
    const struct json *rubrics = json_get(package, "CFRubrics");

    for (size_t i = 0; json_is(rubrics, JSON_ARRAY) && i < json_count(rubrics); i++) {
        const struct json *criteria = json_get(json_item(rubrics, i), "CFRubricCriteria");
        for (size_t k = 0; json_is(criteria, JSON_ARRAY) && k < json_count(criteria); k++)
            take(r, json_item(criteria, k), words_printf(r->a, "%s, number %zu", "CFRubrics", i + 1));
    }
}

/* ---- out ---- */

static void put_level(struct json_writer *w, str name, int64_t n)
{
    json_open_object(w);
    json_put_member(w, "quality", name);
    json_put_member_int(w, "score", n);
    json_put_member_int(w, "position", n);
    json_close_object(w);
}

void framework_write_rubrics(struct json_writer *w, str levels)
{
    if (str_is_empty(levels))
        return;
    json_put_key(w, "CFRubrics");
    json_open_array(w);
    json_open_object(w);
    json_put_key(w, "CFRubricCriteria");
    json_open_array(w);
    json_open_object(w);
    json_put_key(w, "CFRubricCriterionLevels");
    json_open_array(w);
    for (int64_t n = 1; n <= scale_count(levels); n++)
        put_level(w, scale_name(levels, n), n);
    json_close_array(w);
    json_close_object(w);
    json_close_array(w);
    json_close_object(w);
    json_close_array(w);
}
