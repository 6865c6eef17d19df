#include "unit/test.h"
#include "app/requirement/edit_form.h"
#include "unit/app/fixture.h"

static str canonical(str rule)
{
    struct requirement_rule r;

    NEED(rule_read(test_arena, rule, &r, &err));
    return rule_write(test_arena, &r);
}

/* As a browser sends it: the same texts; the ticks in the order of the page, not of the rule. */
static struct form *sent(struct form *shown)
{
    struct form *f = form_empty(test_arena, &requirement_edit_spec);

    for (size_t i = 0; i < f->n; i++) {
        const struct form_value *v = &shown->values[i];
        if (v->field->kind != FIELD_MANY)
            form_set(f, v->field->name, v->text);
        for (size_t k = v->many.n; k > 0; k--)
            *list_add(test_arena, &f->values[i].many) = v->many.items[k - 1];
    }
    return f;
}

static struct form *shown(str rule, struct requirement_rule *r)
{
    struct form *f = form_empty(test_arena, &requirement_edit_spec);

    NEED(rule_read(test_arena, rule, r, &err));
    rule_to_form(test_arena, f, r);
    return sent(f);
}

static str again(str rule)
{
    struct requirement_rule r;
    struct form *f = shown(rule, &r);
    str out = S("");

    NEED(rule_from_form(test_arena, f, &r, &out, &err));
    return out;
}

#define EVERYTHING                                                                                                      \
    "{\"proof\":{\"any\":[{\"all\":[{\"badge\":12,\"level\":2},{\"of\":2,\"from\":[{\"requirement\":5},{\"record\":\"drill “ß”\",\"age\":\"P12M\"}," \
    "{\"evidence\":\"\"},{\"external\":0},{\"external\":7}]},{\"badge\":3,\"age\":\"P2Y\"},{\"badge\":4}]},{\"record\":\"\"}]},"                   \
    "\"due\":[{\"from\":\"hired\",\"after\":\"P2M\"},{\"on\":\"2027-05-01\"},{\"from\":\"completed\",\"after\":\"-P14D\",\"requirement\":5},"        \
    "{\"from\":\"date\",\"after\":\"P1Y\",\"name\":\"licence issued\"},{\"from\":\"role\"},{\"from\":\"signed-in\",\"after\":\"P0D\"},"              \
    "{\"from\":\"assigned\",\"after\":\"P30D\"},{\"on\":\"2028-02-29\"}],\"validity\":\"P2Y\",\"base\":\"previous\",\"window\":90,\"soon\":10,"      \
    "\"grace\":5,\"notice\":7,\"rehire\":12,\"early\":true,\"leave\":true}"

TEST(a_rule_with_everything_in_it_survives_the_form)
{
    check_str(again(S(EVERYTHING)), canonical(S(EVERYTHING)));
}

TEST(whatever_a_rule_says_survives_the_form)
{
    static const char *const rules[] = {
        "{\"proof\":{\"record\":\"\"}}",
        "{\"proof\":{\"badge\":12},\"window\":60}",
        "{\"proof\":{\"all\":[{\"badge\":12}]},\"base\":\"previous\"}",
        "{\"proof\":{\"all\":[{\"badge\":9},{\"requirement\":3},{\"badge\":2}]}}",
        "{\"proof\":{\"all\":[{\"badge\":9},{\"badge\":9}]}}",
        "{\"proof\":{\"any\":[{\"record\":\"\"},{\"badge\":1}]}}",
        "{\"proof\":{\"any\":[{\"badge\":1},{\"record\":\"\"}]}}",
        "{\"proof\":{\"any\":[{\"record\":\"\"},{\"record\":\"\"}]}}",
        "{\"proof\":{\"all\":[{\"any\":[{\"badge\":1},{\"badge\":2}]},{\"record\":\"\"}]}}",
        "{\"proof\":{\"any\":[{\"of\":1,\"from\":[{\"badge\":1},{\"badge\":2}]},{\"record\":\"\"}]}}",
        "{\"proof\":{\"of\":2,\"from\":[{\"badge\":1},{\"badge\":2},{\"record\":\"fire drill\"}]}}",
        "{\"proof\":{\"record\":\"first\"},\"validity\":\"P400D\",\"window\":0,\"soon\":0}",
        "{\"proof\":{\"record\":\"\"},\"base\":\"fixed\",\"until\":\"--02-29\",\"active\":\"P6M\",\"window\":30}",
        "{\"proof\":{\"record\":\"\"},\"base\":\"fixed\",\"until\":\"--12-31\",\"window\":0}",
        "{\"proof\":{\"record\":\"\"},\"base\":\"fixed\",\"until\":\"--12-31\",\"active\":\"P0D\",\"window\":0}",
        "{\"proof\":{\"evidence\":\"\"}}",
        "{\"proof\":{\"all\":[{\"evidence\":\"portfolio\"},{\"badge\":1}]},\"evidence\":{\"types\":[\"observation\",\"badge\"],\"least\":3,\"months\":12,\"second\":20}}",
    };

    for (size_t i = 0; i < COUNT(rules); i++)
        check_str_at(i, again(cstr(rules[i])), canonical(cstr(rules[i])));
}

TEST(a_tick_taken_away_leaves_what_no_tick_can_say)
{
    struct requirement_rule r, now;
    struct form *f = shown(S("{\"proof\":{\"all\":[{\"badge\":4},{\"badge\":12,\"level\":2},{\"of\":1,\"from\":[{\"badge\":1},{\"badge\":2}]}]}}"), &r);
    struct str_list *parts = &form_value(f, "part")->many;
    str out;

    check_str(parts->items[2], S("badge:4"));
    parts->n = 2;
    NEED(rule_from_form(test_arena, f, &r, &out, &err));
    NEED(rule_read(test_arena, out, &now, &err));
    assert_true(now.proof.kind == PROOF_ALL && now.proof.n == 2);
    assert_true(now.proof.parts[0].kind == PROOF_SOME && now.proof.parts[1].level == 2);
}

TEST(a_due_day_that_is_not_whole_is_refused_at_its_field)
{
    static const struct { const char *field, *value, *where; } t[] = {
        {"due1_from", "on", "due1_on"}, {"due1_from", "completed", "due1_ref"}, {"due2_from", "date", "due2_name"},
        {"join", "of", "need"}, {"tree", "{", "tree"}, {"tree", "{\"badge\":0}", "tree"}, {"window", "700", "window"}, {"base", "fixed", "until_month"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        struct requirement_rule r;
        struct form *f = shown(S("{\"proof\":{\"badge\":4},\"due\":[{\"on\":\"2027-05-01\"}],\"validity\":\"P1Y\"}"), &r);
        str out;
        form_set(f, t[i].field, cstr(t[i].value));
        check_code_at(i, rule_from_form(test_arena, f, &r, &out, &err), BAD_INPUT);
        check_str_at(i, cstr(err.where), cstr(t[i].where));
    }
}

TEST(a_due_day_is_taken_away_and_the_others_close_up)
{
    struct requirement_rule r, now;
    struct form *f = shown(S(EVERYTHING), &r);
    str out;

    form_set(f, "due1_from", S("none"));
    NEED(rule_from_form(test_arena, f, &r, &out, &err));
    NEED(rule_read(test_arena, out, &now, &err));
    assert_true(now.n_dues == 7 && now.dues[1].from == DUE_COMPLETED && now.dues[1].after.n == -14);
}

TEST(a_part_that_is_none_is_refused)
{
    static const char *const bad[] = {"", "badge", "badge:", "badge:0", "badge:-1", "record:1", "{", "{}", "[]", "{\"all\":[]}", "{\"badge\":\"x\"}"};
    struct proof_tree out;

    for (size_t i = 0; i < COUNT(bad); i++)
        check_at(i, !proof_part_read(test_arena, cstr(bad[i]), &out));
}
