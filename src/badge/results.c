/* OB 3.0 §Result and §ResultDescription: a result names the description that it
 * is of, which must be in the same achievement; a level names one of its levels.
 * Links that lead nowhere and values that nobody announced make a result hard
 * to read, not the badge untrue (the standard's own complete example has one):
 * they are warnings. What is required by name is a flaw. */
#include <stdlib.h>
#include "badge/model.h"
#include "badge/read.h"

#define RESULTS      "/credentialSubject/result"
#define DESCRIPTIONS "/credentialSubject/achievement/resultDescription"

struct results {
    struct arena *a;
    const struct json *descriptions;
    struct model_flaw_list *out;
};

static void tell(struct results *r, struct model_flaw flaw)
{
    if (r->out->n < MODEL_MAX_FLAWS)
        *list_add(r->a, r->out) = flaw;
}

static void odd(struct results *r, str where, const char *text)
{
    tell(r, (struct model_flaw){"value-type", where, cstr(text), .is_warning = true});
}

static str place(struct arena *a, const char *list, const struct json *v, size_t i,
                 const char *member)
{
    if (json_is(v, JSON_ARRAY))
        return str_printf(a, "%s/%zu/%s", list, i, member);
    return str_printf(a, "%s/%s", list, member);
}

static const struct json *with_id(const struct json *list, str id)
{
    for (size_t i = 0; i < json_many_count(list); i++)
        if (str_eq(id_of(json_many(list, i)), id))
            return json_many(list, i);
    return NULL;
}

static bool is_number(struct arena *a, str s, double *out)
{
    const char *z = str_z(a, str_trim(s));
    char *end;

    *out = strtod(z, &end);
    return *z && !*end;
}

/* Outside the list, or outside the range where all three are numbers. */
static bool is_outside(struct arena *a, const struct json *description, str value)
{
    const struct json *allowed = json_get(description, "allowedValue");
    double v, low, high;

    if (json_many_count(allowed) && !many_has(allowed, value))
        return true;
    if (!is_number(a, value, &v))
        return false;
    return (is_number(a, member_text(description, "valueMin"), &low) && v < low) ||
           (is_number(a, member_text(description, "valueMax"), &high) && v > high);
}

static void judge_linked(struct results *r, const struct json *result,
                         const struct json *description, size_t i, const struct json *all)
{
    str level = member_text(result, "achievedLevel"), value = member_text(result, "value");

    if (str_eq(member_text(description, "resultType"), S("Status")) && !json_get(result, "status"))
        tell(r, (struct model_flaw){"required-missing", place(r->a, RESULTS, all, i, "status"),
                                    S("A result that is a status lacks its \"status\"."), false});
    if (level.n && !with_id(json_get(description, "rubricCriterionLevel"), level))
        odd(r, place(r->a, RESULTS, all, i, "achievedLevel"),
            "A result's level is none of the levels that the badge describes for it.");
    if (value.n && is_outside(r->a, description, value))
        odd(r, place(r->a, RESULTS, all, i, "value"),
            "A result is none of the values that the badge describes for it.");
}

static void judge_results(struct results *r, const struct json *results)
{
    for (size_t i = 0; i < json_many_count(results); i++) {
        const struct json *result = json_many(results, i);
        str link = member_text(result, "resultDescription");
        const struct json *description = with_id(r->descriptions, link);
        if (description)
            judge_linked(r, result, description, i, results);
        else if (link.n)
            odd(r, place(r->a, RESULTS, results, i, "resultDescription"),
                "A result is of a kind that the badge does not describe.");
    }
}

static void judge_description(struct results *r, const struct json *d, size_t i)
{
    str level = member_text(d, "requiredLevel"), value = member_text(d, "requiredValue");
    double low, high;

    if (level.n && !with_id(json_get(d, "rubricCriterionLevel"), level))
        odd(r, place(r->a, DESCRIPTIONS, r->descriptions, i, "requiredLevel"),
            "The level required is none of the levels that are described.");
    if (value.n && is_outside(r->a, d, value))
        odd(r, place(r->a, DESCRIPTIONS, r->descriptions, i, "requiredValue"),
            "The value required is none of the values that are allowed.");
    if (is_number(r->a, member_text(d, "valueMin"), &low) &&
        is_number(r->a, member_text(d, "valueMax"), &high) && low > high)
        odd(r, place(r->a, DESCRIPTIONS, r->descriptions, i, "valueMin"),
            "The least value allowed is above the greatest.");
}

void model_judge_results(struct arena *a, const struct json *credential,
                         struct model_flaw_list *out)
{
    const struct json *subject = json_many(json_get(credential, "credentialSubject"), 0);
    const struct json *achievement = json_many(json_get(subject, "achievement"), 0);
    struct results r = {a, json_get(achievement, "resultDescription"), out};

    judge_results(&r, json_get(subject, "result"));
    for (size_t i = 0; i < json_many_count(r.descriptions); i++)
        judge_description(&r, json_many(r.descriptions, i), i);
}
