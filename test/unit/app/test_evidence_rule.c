#include "unit/test.h"
#include "app/requirement/rule.h"
#include "unit/app/fixture.h"

#define TODAY (NOON - 12 * HOUR)
#define NOON  1795435200000                      /* 23 November 2026, 12:00 UTC */

static struct error why;

static struct evidence_rule rule_of(const char *evidence)
{
    struct requirement_rule r;

    NEED(rule_read(test_arena, str_printf(test_arena, "{\"proof\":{\"evidence\":\"\"},\"evidence\":%s}", evidence), &r, &err));
    return r.evidence;
}

static code read_rule(const char *evidence)
{
    struct requirement_rule r;

    return rule_read(test_arena, str_printf(test_arena, "{\"proof\":{\"evidence\":\"\"},\"evidence\":%s}", evidence), &r, &why);
}

TEST(a_requirement_that_says_nothing_of_evidence_takes_one_piece_of_any_type_and_age)
{
    struct evidence_rule r = rule_of("{}");
    struct evidence_shown_list one = {0};

    for (int t = 0; t < EVIDENCE_TYPES; t++)
        check_code(evidence_rule_takes(test_arena, &r, &(struct evidence_shown){cstr(evidence_type_name((enum evidence_type)t)), TODAY - 9000 * DAY}, TODAY, &why), OK);
    check_code(evidence_rule_met(test_arena, &r, &one, TODAY, &why), BAD_INPUT);
    *list_add(test_arena, &one) = (struct evidence_shown){S("photo"), TODAY};
    check_code(evidence_rule_met(test_arena, &r, &one, TODAY, &why), OK);
}

TEST(what_makes_no_sense_in_a_rule_of_evidence_is_named)
{
    static const struct { const char *rule, *where; } cases[] = {
        {"{\"types\":[]}", "ev_type"}, {"{\"types\":[\"rumour\"]}", "ev_type"}, {"{\"types\":[7]}", "ev_type"}, {"{\"least\":0}", "ev_least"}, {"{\"least\":21}", "ev_least"},
        {"{\"least\":-1}", "ev_least"}, {"{\"least\":\"2\"}", "ev_least"}, {"{\"months\":241}", "ev_months"}, {"{\"months\":99999999999}", "ev_months"},
        {"{\"second\":101}", "ev_second"}, {"{\"second\":-1}", "ev_second"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        check_code_at(i, read_rule(cases[i].rule), BAD_INPUT);
        check_str(cstr(why.where), cstr(cases[i].where));
    }
}

TEST(a_piece_has_to_be_of_a_type_that_is_asked_for_and_young_enough_to_the_day)
{
    struct evidence_rule r = rule_of("{\"types\":[\"observation\"],\"months\":12}");
    static const struct { const char *type; msec made; const char *where; } cases[] = {
        {"observation", TODAY, ""}, {"observation", TODAY + DAY, ""}, {"observation", TODAY + 2 * DAY, "made"}, {"observation", NO_DAY, "made"}, {"observation", -DAY, "made"},
        {"observation", TODAY - 365 * DAY, ""}, {"observation", TODAY - 367 * DAY, "made"}, {"photo", TODAY, "type"}, {"", TODAY, "type"}, {"Observation", TODAY, "type"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        code c = evidence_rule_takes(test_arena, &r, &(struct evidence_shown){cstr(cases[i].type), cases[i].made}, TODAY, &why);
        check_at(i, (c == OK) == !*cases[i].where);
        if (c != OK)
            check_str(cstr(why.where), cstr(cases[i].where));
    }
}

TEST(all_of_it_together_is_counted_and_the_piece_that_does_not_fit_is_named)
{
    struct evidence_rule r = rule_of("{\"types\":[\"observation\"],\"least\":2,\"months\":1}");
    struct evidence_shown_list all = {0};

    *list_add(test_arena, &all) = (struct evidence_shown){S("observation"), TODAY};
    check_code(evidence_rule_met(test_arena, &r, &all, TODAY, &why), BAD_INPUT);
    check_str(cstr(why.text), S("at least 2 pieces are asked for; there so far: 1"));
    *list_add(test_arena, &all) = (struct evidence_shown){S("observation"), TODAY - 90 * DAY};
    check_code(evidence_rule_met(test_arena, &r, &all, TODAY, &why), BAD_INPUT);
    assert_true(str_starts(cstr(why.text), S("piece 2: it is from ")));
    all.items[1].made = TODAY - 9 * DAY;
    check_code(evidence_rule_met(test_arena, &r, &all, TODAY, &why), OK);
}

TEST(a_rule_of_evidence_is_written_where_evidence_proves_it_and_is_not_the_standard)
{
    static const struct { const char *rule; bool says; } cases[] = {
        {"{\"proof\":{\"evidence\":\"\"},\"evidence\":{\"least\":2}}", true}, {"{\"proof\":{\"evidence\":\"\"},\"evidence\":{\"least\":1}}", false},
        {"{\"proof\":{\"record\":\"\"},\"evidence\":{\"least\":2}}", false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct requirement_rule r;
        NEED(rule_read(test_arena, cstr(cases[i].rule), &r, &err));
        check_at(i, str_contains(rule_write(test_arena, &r), S("\"least\"")) == cases[i].says);
    }
}
