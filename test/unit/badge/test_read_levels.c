#include "unit/test.h"

#include "badge/read.h"

static const char *const names[] = {"Low", "Mid", "High"}, *const numbers[] = {"1", "2", "4"};

static struct result_description scale_of(const char *url, const char *required)
{
    struct result_description d = {.id = S("d"), .required_level = cstr(required)};

    *list_add(test_arena, &d.alignments) = (struct alignment){.target_url = cstr(url)};
    for (size_t i = 0; i < COUNT(names); i++)
        *list_add(test_arena, &d.levels) = (struct rubric_level){.id = cstr(names[i]), .name = cstr(names[i]), .level = cstr(numbers[i])};
    return d;
}

static struct alignment read_with(const struct result_description *d, const char *url, const struct result *r)
{
    struct result_description_list all = {0};
    struct result_list results = {0};
    struct alignment_list skills = {0};

    *list_add(test_arena, &all) = *d;
    if (r)
        *list_add(test_arena, &results) = *r;
    *list_add(test_arena, &skills) = (struct alignment){.target_url = cstr(url), .level = 9, .levels = S("?")};
    read_skill_levels(test_arena, &all, r ? &results : NULL, &skills);
    return skills.items[0];
}

TEST(what_was_achieved_decides_else_what_is_required)
{
    const struct result high = {.description = S("d"), .achieved_level = S("High")}, of_another = {.description = S("e"), .achieved_level = S("High")},
                        done = {.description = S("d"), .status = S("Completed")}, failed = {.description = S("d"), .achieved_level = S("High"), .status = S("Failed")},
                        nowhere = {.description = S("d"), .achieved_level = S("Top")};
    const struct { const char *required; const struct result *r; int64_t want; } t[] = {
        {"Mid", NULL, 2}, {"Mid", &high, 3}, {"", &high, 3}, {"", NULL, 0}, {"Mid", &of_another, 2}, {"Mid", &done, 2}, {"Mid", &failed, 0}, {"Mid", &nowhere, 0}, {"Top", NULL, 0},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct result_description d = scale_of("https://s.test/1", t[i].required);
        check_at(i, read_with(&d, "https://s.test/1", t[i].r).level == t[i].want);
    }
}

TEST(levels_without_rising_numbers_stand_for_themselves)
{
    static const char *const wrong[][3] = {{"", "", ""}, {"4", "2", "1"}, {"1", "1", "2"}, {"1", "two", "3"}};

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct result_description d = scale_of("https://s.test/1", "Mid");
        for (size_t k = 0; k < d.levels.n; k++)
            d.levels.items[k].level = cstr(wrong[i][k]);
        struct alignment x = read_with(&d, "https://s.test/1", NULL);
        check_at(i, x.level == 1 && str_eq(x.levels, S("Mid")));
    }
}

TEST(a_description_of_another_skill_or_of_none_says_nothing)
{
    struct result_description d = scale_of("https://s.test/2", "Mid"), bare = scale_of("", "Mid");

    assert_int_equal(read_with(&d, "https://s.test/1", NULL).level, 0);
    assert_int_equal(read_with(&bare, "", NULL).level, 0);
}

TEST(a_scale_that_cannot_be_shown_is_none)
{
    struct result_description nameless = scale_of("https://s.test/1", "Mid"), hidden = nameless, long_one = scale_of("https://s.test/1", "Mid");

    hidden.levels = (struct rubric_level_list){0};
    *list_add(test_arena, &hidden.levels) = (struct rubric_level){.id = S("Mid"), .name = S("M\nid")};
    nameless.levels.items[0].name = (str){0};
    for (size_t i = 0; i < 10; i++)
        *list_add(test_arena, &long_one.levels) = (struct rubric_level){.id = S("x"), .name = S("x")};
    assert_int_equal(read_with(&nameless, "https://s.test/1", NULL).level, 0);
    assert_int_equal(read_with(&hidden, "https://s.test/1", NULL).level, 0);
    assert_int_equal(read_with(&long_one, "https://s.test/1", NULL).level, 0);
}
