#include "badge/issue.h"
#include "badge/write.h"

/* ---- OB 3.0 ---- */

static void put_level(struct json_writer *w, const struct rubric_level *l)
{
    json_open_object(w);
    put_text(w, "id", l->id);
    put_type(w, "RubricCriterionLevel");
    put_alignments(w, &l->alignments);
    put_text(w, "description", l->description);
    put_text(w, "level", l->level);
    put_text(w, "name", l->name);
    put_text(w, "points", l->points);
    json_close_object(w);
}

static void put_levels(struct json_writer *w, const struct rubric_level_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "rubricCriterionLevel");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++)
        put_level(w, &l->items[i]);
    json_close_array(w);
}

static void put_result_description(struct json_writer *w, const struct result_description *d)
{
    json_open_object(w);
    put_text(w, "id", d->id);
    put_type(w, "ResultDescription");
    put_alignments(w, &d->alignments);
    put_strings(w, "allowedValue", &d->allowed);
    put_text(w, "name", d->name);
    put_text(w, "requiredLevel", d->required_level);
    put_text(w, "requiredValue", d->required_value);
    put_text(w, "resultType", d->type);
    put_levels(w, &d->levels);
    put_text(w, "valueMax", d->value_max);
    put_text(w, "valueMin", d->value_min);
    json_close_object(w);
}

void put_result_descriptions(struct json_writer *w, const struct result_description_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "resultDescription");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++)
        put_result_description(w, &l->items[i]);
    json_close_array(w);
}

void put_results(struct json_writer *w, const struct result_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "result");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        const struct result *r = &l->items[i];
        json_open_object(w);
        put_type(w, "Result");
        put_text(w, "achievedLevel", r->achieved_level);
        put_text(w, "resultDescription", r->description);
        put_text(w, "status", r->status);
        put_text(w, "value", r->value);
        json_close_object(w);
    }
    json_close_array(w);
}

/* ---- in words ---- */

static const struct rubric_level *level_of(const struct result_description *d, str id)
{
    for (size_t i = 0; i < d->levels.n; i++)
        if (str_eq(d->levels.items[i].id, id))
            return &d->levels.items[i];
    return NULL;
}

/* "Bronze, Silver, Gold", "0 to 100"; empty: anything. */
static void put_range(struct buf *b, const struct result_description *d)
{
    for (size_t i = 0; i < d->levels.n; i++)
        buf_printf(b, "%s" STR_FMT, i ? ", " : ": ", STR_ARG(d->levels.items[i].name));
    for (size_t i = 0; i < d->allowed.n; i++)
        buf_printf(b, "%s" STR_FMT, i ? ", " : ": ", STR_ARG(d->allowed.items[i]));
    if (!str_is_empty(d->value_min) && !str_is_empty(d->value_max))
        buf_printf(b, ": " STR_FMT " to " STR_FMT, STR_ARG(d->value_min), STR_ARG(d->value_max));
}

static str required_of(const struct result_description *d)
{
    const struct rubric_level *level = level_of(d, d->required_level);

    return level ? level->name : d->required_value;
}

str results_described(struct arena *a, const struct result_description_list *l)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < l->n; i++) {
        buf_printf(&b, "%s- **" STR_FMT "**", i ? "\n" : "", STR_ARG(l->items[i].name));
        put_range(&b, &l->items[i]);
        if (!str_is_empty(required_of(&l->items[i])))
            buf_printf(&b, " (at least " STR_FMT ")", STR_ARG(required_of(&l->items[i])));
    }
    return buf_done(&b);
}

static const struct result_description *description_of(const struct result_description_list *l, str id)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].id, id))
            return &l->items[i];
    return NULL;
}

str results_told(struct arena *a, const struct result_list *l, const struct result_description_list *described)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < l->n; i++) {
        const struct result *r = &l->items[i];
        const struct result_description *d = description_of(described, r->description);
        const struct rubric_level *level = d ? level_of(d, r->achieved_level) : NULL;
        str said = level ? level->name : str_is_empty(r->value) ? r->status : r->value;
        if (d && !str_is_empty(said))
            buf_printf(&b, "%s" STR_FMT ": " STR_FMT, b.n ? "\n" : "", STR_ARG(d->name), STR_ARG(said));
    }
    return buf_done(&b);
}
