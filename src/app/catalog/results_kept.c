/* catalog/results_kept.c — the results of a badge as they are kept with its
 * version, and what one begins with. */
#include "app/catalog/catalog_private.h"
#include "app/catalog/results.h"

#include "base/crypto.h"

/* ---- beginnings ---- */

const struct result_template result_templates[] = {
    {"status", "Passed or not", "One word: passed, or not passed.", "check"},
    {"stars", "Stars", "One to five of them.", "star"},
    {"percent", "Percent", "From 0 to 100, as a test gives it.", "percentage"},
    {"points", "Points", "Between two numbers of your own.", "number"},
    {"grade", "Grade", "Letters or words from worst to best.", "school"},
    {"rubric", "Levels", "Each with a name and what it means: learner, practitioner, expert.", "stairs"},
};
const size_t result_template_count = COUNT(result_templates);

struct level_seed { const char *name, *description, *level; };

static void add_levels(struct arena *a, struct result_description *d, const struct level_seed *seeds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *list_add(a, &d->levels) = (struct rubric_level){
            .id = criterion_new_id(a), .name = cstr(seeds[i].name), .description = cstr(seeds[i].description),
            .level = cstr(seeds[i].level), .points = S("")};
}

static void begin_stars(struct arena *a, struct result_description *d)
{
    static const struct level_seed seeds[] = {{"One star", "", "1"}, {"Two stars", "", "2"}, {"Three stars", "", "3"},
                                              {"Four stars", "", "4"}, {"Five stars", "", "5"}};

    d->type = S("PerformanceLevel");
    add_levels(a, d, seeds, COUNT(seeds));
}

static void begin_rubric(struct arena *a, struct result_description *d)
{
    static const struct level_seed seeds[] = {
        {"Learner", "Does it with somebody beside them.", "1"}, {"Practitioner", "Does it alone, as it should be done.", "2"},
        {"Expert", "Does it when it is difficult, and teaches others.", "3"}};

    d->type = S("RubricCriterionLevel");
    add_levels(a, d, seeds, COUNT(seeds));
}

static void begin_grade(struct arena *a, struct result_description *d)
{
    static const char *const grades[] = {"F", "E", "D", "C", "B", "A"};

    d->type = S("LetterGrade");
    for (size_t i = 0; i < COUNT(grades); i++)
        *list_add(a, &d->allowed) = cstr(grades[i]);
}

code result_from_template(struct arena *a, str name, struct result_description *out, struct error *err)
{
    *out = (struct result_description){.id = criterion_new_id(a), .name = S("Result")};
    if (str_eq(name, S("status")))
        out->type = S("Status");
    else if (str_eq(name, S("stars")))
        begin_stars(a, out);
    else if (str_eq(name, S("percent")) || str_eq(name, S("points"))) {
        out->type = str_eq(name, S("percent")) ? S("Percent") : S("RawScore");
        out->value_min = S("0");
        out->value_max = S("100");
    } else if (str_eq(name, S("grade")))
        begin_grade(a, out);
    else if (str_eq(name, S("rubric")))
        begin_rubric(a, out);
    else
        return fail(err, NOT_FOUND, "result", "there is no such beginning for a result");
    return OK;
}

/* ---- as JSON ---- */

static void put_any(struct json_writer *w, const char *key, str value)
{
    if (!str_is_empty(value))
        json_put_member(w, key, value);
}

static void put_level(struct json_writer *w, struct arena *a, const struct rubric_level *l)
{
    json_open_object(w);
    json_put_member(w, "id", l->id);
    put_any(w, "name", l->name);
    put_any(w, "description", l->description);
    put_any(w, "level", l->level);
    put_any(w, "points", l->points);
    if (l->alignments.n) {
        json_put_key(w, "alignments");
        json_put_text(w, alignments_write(a, &l->alignments));
    }
    json_close_object(w);
}

static void put_description(struct json_writer *w, struct arena *a, const struct result_description *d)
{
    json_open_object(w);
    json_put_member(w, "id", d->id);
    put_any(w, "name", d->name);
    put_any(w, "type", d->type);
    put_any(w, "min", d->value_min);
    put_any(w, "max", d->value_max);
    put_any(w, "needs", d->required_value);
    put_any(w, "needsLevel", d->required_level);
    json_put_key(w, "allowed");
    json_open_array(w);
    for (size_t i = 0; i < d->allowed.n; i++)
        json_put_str(w, d->allowed.items[i]);
    json_close_array(w);
    json_put_key(w, "levels");
    json_open_array(w);
    for (size_t i = 0; i < d->levels.n; i++)
        put_level(w, a, &d->levels.items[i]);
    json_close_array(w);
    json_close_object(w);
}

str results_write(struct arena *a, const struct result_description_list *l)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i < l->n; i++)
        put_description(&w, a, &l->items[i]);
    json_close_array(&w);
    return buf_done(&b);
}

static str text_of(const struct json *x, const char *key)
{
    str s = json_str(json_get(x, key));

    return str_is_absent(s) ? S("") : s;
}

static void read_levels(struct arena *a, const struct json *list, struct rubric_level_list *out)
{
    for (size_t i = 0; i < json_count(list) && i < CATALOG_LEVELS; i++) {
        const struct json *x = json_item(list, i);
        struct rubric_level *l = list_add(a, out);
        *l = (struct rubric_level){.id = text_of(x, "id"), .name = text_of(x, "name"), .description = text_of(x, "description"),
                                   .level = text_of(x, "level"), .points = text_of(x, "points")};
        alignments_read_json(a, json_get(x, "alignments"), &l->alignments);
    }
}

void results_read(struct arena *a, str text, struct result_description_list *out)
{
    const struct json *list;

    if (json_parse(a, text, NULL, &list, NULL) != OK)
        return;
    for (size_t i = 0; i < json_count(list) && i < CATALOG_RESULTS; i++) {
        const struct json *x = json_item(list, i), *allowed = json_get(x, "allowed");
        struct result_description *d = list_add(a, out);
        *d = (struct result_description){
            .id = text_of(x, "id"), .name = text_of(x, "name"), .type = text_of(x, "type"), .value_min = text_of(x, "min"),
            .value_max = text_of(x, "max"), .required_value = text_of(x, "needs"), .required_level = text_of(x, "needsLevel")};
        for (size_t k = 0; k < json_count(allowed); k++)
            *list_add(a, &d->allowed) = json_str(json_item(allowed, k));
        read_levels(a, json_get(x, "levels"), &d->levels);
    }
}
