/* catalog/results.c */
#include "app/catalog/results.h"

#include <math.h>
#include <stdlib.h>

#include "app/catalog/catalog_private.h"
#include "base/crypto.h"

const struct result_word result_statuses[] = {
    {"Completed", "Passed"}, {"Failed", "Not passed"}, {"Provisional", "Passed for now"}, {"InProgress", "Under way"},
    {"Enrolled", "Enrolled"}, {"OnHold", "On hold"}, {"Withdrew", "Withdrew"},
};
const size_t result_status_count = COUNT(result_statuses);

const struct result_word result_types[] = {
    {"Result", "A result of no particular kind"}, {"Status", "Passed or not"}, {"PerformanceLevel", "Level of performance"},
    {"RubricCriterionLevel", "Level of a rubric"}, {"RubricCriterion", "One criterion of a rubric"},
    {"RubricScore", "Points by a rubric"}, {"Percent", "Percent"}, {"RawScore", "Points"}, {"ScaledScore", "Points on a scale"},
    {"PredictedScore", "Points expected"}, {"LetterGrade", "Grade in letters"}, {"GradePointAverage", "Average of grades"},
};
const size_t result_type_count = COUNT(result_types);

static str or_empty(str s)
{
    return str_is_absent(s) ? S("") : s;
}

enum result_entry result_entry_of(const struct result_description *d)
{
    if (str_eq(d->type, S("Status")))
        return RESULT_STATUS;
    if (d->levels.n)
        return RESULT_LEVELS;
    if (d->allowed.n)
        return RESULT_VALUES;
    return str_is_empty(d->value_min) && str_is_empty(d->value_max) ? RESULT_WORDS : RESULT_NUMBER;
}

const struct result_description *result_described(const struct result_description_list *l, str key)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].id, key))
            return &l->items[i];
    return NULL;
}

const struct result *result_of(const struct result_list *l, str key)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].description, key))
            return &l->items[i];
    return NULL;
}

static size_t level_at(const struct result_description *d, str key)
{
    for (size_t i = 0; i < d->levels.n; i++)
        if (str_eq(d->levels.items[i].id, key))
            return i;
    return d->levels.n;
}

static size_t value_at(const struct result_description *d, str value)
{
    for (size_t i = 0; i < d->allowed.n; i++)
        if (str_eq(d->allowed.items[i], value))
            return i;
    return d->allowed.n;
}

/* ---- numbers as people write them ---- */

/* "87", "87.5", "87,5", "87 %"; the text to keep has a point. */
static bool read_number(struct arena *a, str typed, double *number, str *kept)
{
    struct buf b = buf_new(a);
    char *end;

    typed = str_trim(typed);
    if (typed.n && typed.p[typed.n - 1] == '%')
        typed = str_trim(str_slice(typed, 0, typed.n - 1));
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i] == ',' ? '.' : typed.p[i];
        if (!(c >= '0' && c <= '9') && c != '.' && !(c == '-' && i == 0))
            return false;
        buf_byte(&b, c);
    }
    *kept = buf_done(&b);
    const char *z = str_z(a, *kept);
    *number = strtod(z, &end);
    return *z && !*end && kept->n <= 20 && isfinite(*number);
}

static bool is_below(struct arena *a, str value, str bound)
{
    double v, b;
    str kept;

    return read_number(a, value, &v, &kept) && read_number(a, bound, &b, &kept) && v < b;
}

/* ---- is the description sound? ---- */

static code check_number(struct arena *a, const struct result_description *d, struct error *err)
{
    double n;
    str kept;

    if (!read_number(a, d->value_min, &n, &kept) || !read_number(a, d->value_max, &n, &kept))
        return fail(err, BAD_INPUT, "min", "give the lowest and the highest number");
    if (!is_below(a, d->value_min, d->value_max))
        return fail(err, BAD_INPUT, "min", "the lowest number must be below the highest");
    if (str_is_empty(d->required_value))
        return OK;
    if (!read_number(a, d->required_value, &n, &kept))
        return fail(err, BAD_INPUT, "needed", "what is needed must be a number");
    return is_below(a, d->required_value, d->value_min) || is_below(a, d->value_max, d->required_value)
        ? fail(err, BAD_INPUT, "needed", "what is needed must lie between the lowest and the highest number") : OK;
}

code result_check(struct arena *a, const struct result_description *d, struct error *err)
{
    enum result_entry entry = result_entry_of(d);

    if (str_is_empty(d->name))
        return fail(err, BAD_INPUT, "name", "say what is measured");
    if (entry == RESULT_NUMBER)
        return check_number(a, d, err);
    if (entry == RESULT_VALUES && !str_is_empty(d->required_value) && value_at(d, d->required_value) == d->allowed.n)
        return fail(err, BAD_INPUT, "needed", "what is needed must be one of the grades");
    if (!str_is_empty(d->required_level) && level_at(d, d->required_level) == d->levels.n)
        return fail(err, BAD_INPUT, "needed", "what is needed must be one of the levels");
    return OK;
}

/* ---- what somebody got ---- */

static bool is_word(struct arena *a, str typed, str word)
{
    return !str_is_empty(word) && str_eq(str_lower(a, typed), str_lower(a, word));
}

static code too_low(struct error *err, const struct result_description *d, str needed)
{
    return fail(err, BAD_INPUT, "result", STR_FMT ": this badge needs at least " STR_FMT, STR_ARG(d->name), STR_ARG(needed));
}

static code unknown(struct arena *a, struct error *err, const struct result_description *d)
{
    return fail(err, BAD_INPUT, "result", STR_FMT ": may be " STR_FMT, STR_ARG(d->name), STR_ARG(result_range_words(a, d)));
}

/* The key itself, the name, the short form, or the points; which level counts from the lowest. */
static code take_level(struct arena *a, const struct result_description *d, str typed, struct result *out, struct error *err)
{
    const char *const ways = "knlp";

    for (const char *way = ways; *way; way++)
        for (size_t i = 0; i < d->levels.n; i++) {
            const struct rubric_level *l = &d->levels.items[i];
            str word = *way == 'k' ? l->id : *way == 'n' ? l->name : *way == 'l' ? l->level : l->points;
            if (!is_word(a, typed, word))
                continue;
            out->achieved_level = l->id;
            size_t needed = level_at(d, d->required_level);
            return needed < d->levels.n && i < needed ? too_low(err, d, d->levels.items[needed].name) : OK;
        }
    return unknown(a, err, d);
}

static code take_value(struct arena *a, const struct result_description *d, str typed, struct result *out, struct error *err)
{
    size_t needed = value_at(d, d->required_value);

    for (size_t i = 0; i < d->allowed.n; i++)
        if (is_word(a, typed, d->allowed.items[i])) {
            out->value = d->allowed.items[i];
            return needed < d->allowed.n && i < needed ? too_low(err, d, d->required_value) : OK;
        }
    return unknown(a, err, d);
}

static code take_number(struct arena *a, const struct result_description *d, str typed, struct result *out, struct error *err)
{
    double n;

    if (!read_number(a, typed, &n, &out->value) || is_below(a, out->value, d->value_min) || is_below(a, d->value_max, out->value))
        return unknown(a, err, d);
    return !str_is_empty(d->required_value) && is_below(a, out->value, d->required_value) ? too_low(err, d, d->required_value) : OK;
}

static code take_status(struct arena *a, const struct result_description *d, str typed, struct result *out, struct error *err)
{
    static const struct { const char *word, *status; } also[] = {
        {"pass", "Completed"}, {"yes", "Completed"}, {"ok", "Completed"}, {"complete", "Completed"}, {"x", "Completed"},
        {"fail", "Failed"}, {"no", "Failed"}, {"in progress", "InProgress"},
    };

    for (size_t i = 0; i < result_status_count; i++)
        if (is_word(a, typed, cstr(result_statuses[i].name)) || is_word(a, typed, cstr(result_statuses[i].label)))
            out->status = cstr(result_statuses[i].name);
    for (size_t i = 0; i < COUNT(also) && str_is_empty(out->status); i++)
        if (is_word(a, typed, cstr(also[i].word)))
            out->status = cstr(also[i].status);
    return str_is_empty(out->status) ? unknown(a, err, d) : OK;
}

code result_take(struct arena *a, const struct result_description *d, str typed, struct result *out, struct error *err)
{
    typed = str_trim(typed);
    *out = (struct result){.description = d->id};
    switch (result_entry_of(d)) {
    case RESULT_STATUS:
        return take_status(a, d, typed, out, err);
    case RESULT_LEVELS:
        return take_level(a, d, typed, out, err);
    case RESULT_VALUES:
        return take_value(a, d, typed, out, err);
    case RESULT_NUMBER:
        return take_number(a, d, typed, out, err);
    case RESULT_WORDS:
        break;
    }
    out->value = typed;
    return typed.n <= 200 ? OK : fail(err, BAD_INPUT, "result", STR_FMT ": at most 200 letters", STR_ARG(d->name));
}

static str told(const struct result *r)
{
    return !str_is_empty(r->achieved_level) ? r->achieved_level : str_is_empty(r->value) ? r->status : r->value;
}

code results_check(struct arena *a, const struct result_description_list *l, const struct result_list *r, struct error *err)
{
    struct result again;

    for (size_t i = 0; i < r->n; i++) {
        const struct result_description *d = result_described(l, r->items[i].description);
        if (!d)
            return fail(err, BAD_INPUT, "result", "the badge does not have this result any more: take it out of the list");
        TRY(result_take(a, d, told(&r->items[i]), &again, err));
    }
    return OK;
}

/* ---- in words ---- */

str result_words(struct arena *a, const struct result_description *d, const struct result *r)
{
    if (!d || !r)
        return S("");
    if (!str_is_empty(r->achieved_level)) {
        size_t i = level_at(d, r->achieved_level);
        return i < d->levels.n ? d->levels.items[i].name : S("");
    }
    if (!str_is_empty(r->value))
        return str_eq(d->type, S("Percent")) ? str_join(a, r->value, S(" %")) : r->value;
    for (size_t i = 0; i < result_status_count; i++)
        if (str_eq(r->status, cstr(result_statuses[i].name)))
            return cstr(result_statuses[i].label);
    return or_empty(r->status);
}

str result_range_words(struct arena *a, const struct result_description *d)
{
    struct buf b = buf_new(a);

    switch (result_entry_of(d)) {
    case RESULT_STATUS:
        return S("passed, not passed, passed for now, under way, enrolled, on hold or withdrew");
    case RESULT_LEVELS:
        for (size_t i = 0; i < d->levels.n; i++)
            buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(d->levels.items[i].name));
        break;
    case RESULT_VALUES:
        for (size_t i = 0; i < d->allowed.n; i++)
            buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(d->allowed.items[i]));
        break;
    case RESULT_NUMBER:
        buf_printf(&b, "a number from " STR_FMT " to " STR_FMT, STR_ARG(d->value_min), STR_ARG(d->value_max));
        break;
    case RESULT_WORDS:
        return S("any words");
    }
    return buf_done(&b);
}

str results_words(struct arena *a, const struct result_description_list *l, str kept)
{
    struct result_list results;
    struct buf b = buf_new(a);

    results_kept(a, kept, &results);
    for (size_t i = 0; i < results.n; i++) {
        const struct result_description *d = result_described(l, results.items[i].description);
        str words = result_words(a, d, &results.items[i]);
        if (!str_is_empty(words))
            buf_printf(&b, "%s" STR_FMT ": " STR_FMT, b.n ? ", " : "", STR_ARG(d->name), STR_ARG(words));
    }
    return buf_done(&b);
}

/* ---- of an award, as kept: [["key","l|v|s","what"],…] ---- */

str results_keep(struct arena *a, const struct result_list *l)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    if (!l->n)
        return (str){0};
    json_open_array(&w);
    for (size_t i = 0; i < l->n; i++) {
        const struct result *r = &l->items[i];
        json_open_array(&w);
        json_put_str(&w, r->description);
        json_put_cstr(&w, !str_is_empty(r->achieved_level) ? "l" : str_is_empty(r->value) ? "s" : "v");
        json_put_str(&w, told(r));
        json_close_array(&w);
    }
    json_close_array(&w);
    return buf_done(&b);
}

void results_kept(struct arena *a, str text, struct result_list *out)
{
    const struct json *list;

    *out = (struct result_list){0};
    if (str_is_empty(text) || json_parse(a, text, NULL, &list, NULL) != OK)
        return;
    for (size_t i = 0; i < json_count(list) && out->n < CATALOG_RESULTS; i++) {
        const struct json *x = json_item(list, i);
        struct result r = {.description = json_str(json_item(x, 0))};
        str kind = json_str(json_item(x, 1)), what = json_str(json_item(x, 2));
        if (str_eq(kind, S("l")))
            r.achieved_level = what;
        else if (str_eq(kind, S("v")))
            r.value = what;
        else
            r.status = what;
        *list_add(a, out) = r;
    }
}

/* ---- keys and addresses ---- */

static str address_of(struct arena *a, str badge, str key)
{
    return str_is_empty(key) ? (str){0} : str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(badge), STR_ARG(key));
}

void results_publish(struct arena *a, str badge, const struct result_description_list *l, struct result_description_list *out)
{
    *out = (struct result_description_list){0};
    for (size_t i = 0; i < l->n; i++) {
        struct result_description *d = list_add(a, out);
        *d = l->items[i];
        d->id = address_of(a, badge, d->id);
        d->required_level = address_of(a, badge, d->required_level);
        d->levels = (struct rubric_level_list){0};
        for (size_t k = 0; k < l->items[i].levels.n; k++) {
            struct rubric_level *level = list_add(a, &d->levels);
            *level = l->items[i].levels.items[k];
            level->id = address_of(a, badge, level->id);
        }
    }
}

void results_award(struct arena *a, str badge, const struct result_list *l, struct result_list *out)
{
    *out = (struct result_list){0};
    for (size_t i = 0; i < l->n; i++) {
        struct result *r = list_add(a, out);
        *r = l->items[i];
        r->description = address_of(a, badge, r->description);
        r->achieved_level = address_of(a, badge, r->achieved_level);
    }
}
