/* catalog/hints.c — what would make a badge better. */
#include "app/catalog/hints.h"

#include "base/utf8.h"

/* Long enough for "Drives a forklift in aisles where people walk". */
#define DESCRIPTION_LETTERS 40
#define CRITERIA_LETTERS    60
#define CRITERION_LETTERS   12
#define NAME_LETTERS        60

static bool is_short(str s, size_t letters)
{
    return utf8_count(str_trim(s)) < letters;
}

static bool has_short_item(const struct badge_version_row *v)
{
    for (size_t i = 0; i < v->items.n; i++)
        if (is_short(v->items.items[i].text, CRITERION_LETTERS))
            return true;
    return false;
}

static bool has_no_proof(const struct badge_version_row *v)
{
    for (size_t i = 0; i < v->items.n; i++)
        if (!str_is_empty(v->items.items[i].proof))
            return false;
    return v->items.n > 0;
}

void catalog_hints(struct arena *a, const struct badge_version_row *v, struct badge_hint_list *out)
{
    str criteria = catalog_criteria(a, v), name = str_lower(a, str_trim(v->name));
    bool says_name = !str_is_empty(name) && str_eq(name, str_lower(a, str_trim(v->description)));
    const struct { bool is_so; const char *step, *sentence; } tips[] = {
        {!is_short(v->name, NAME_LETTERS + 1), "basics", "The name is long: on a phone only its beginning is seen. Six words are enough."},
        {!says_name && !str_is_empty(v->description) && is_short(v->description, DESCRIPTION_LETTERS), "basics",
         "The description is short. Whoever reads it does not know your house: say what somebody can do, and where."},
        {says_name, "basics", "The description says what the name says. Tell what somebody can do who holds it."},
        {!str_is_empty(criteria) && is_short(criteria, CRITERIA_LETTERS), "criteria",
         "What it takes is told in few words. Say how much, how long and who checked it: then others can rely on it."},
        {has_short_item(v), "criteria", "A criterion is very short. “Loads a lorry by ramp without touching the sides” says more than “Loading”."},
        {has_no_proof(v), "criteria", "No criterion says what may be handed in. Whoever applies will want to know."},
        {v->alignments.n == 0, "skills", "No skill of a public framework is named. With one, other systems understand what the badge stands for."},
        {str_is_empty(str_trim(v->tags)), "validity", "It has no tags. Two or three words help to find it."},
    };

    for (size_t i = 0; i < COUNT(tips); i++)
        if (tips[i].is_so)
            *list_add(a, out) = (struct badge_hint){tips[i].step, tips[i].sentence};
}
