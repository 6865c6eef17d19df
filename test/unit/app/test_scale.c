#include "unit/test.h"

#include "app/catalog/scale.h"
#include "badge/read.h"

TEST(a_scale_is_trimmed_and_takes_each_name_once)
{
    str levels;

    assert_int_equal(scale_check(test_arena, S("  Novice \n\n Practised\nExpert\n"), &levels, NULL), OK);
    assert_true(str_eq(levels, S("Novice\nPractised\nExpert")));
    assert_int_equal(scale_count(levels), 3);
    assert_true(str_eq(scale_name(levels, 3), S("Expert")));
    assert_int_equal(scale_check(test_arena, S(" \n"), &levels, NULL), OK);
    assert_int_equal(scale_count(levels), 0);
}

TEST(what_is_no_scale_is_refused)
{
    static const char *const t[] = {"One", "A\nb\na", "A\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12", "A\nB\x01",
                                    "A\n1234567890123456789012345678901234567890123456789012345678901"};
    str levels;

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, scale_check(test_arena, cstr(t[i]), &levels, NULL) == BAD_INPUT);
}

TEST(a_number_out_of_the_scale_is_no_level)
{
    const int64_t t[] = {0, -1, 4, INT64_MAX, INT64_MIN};

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, scale_name(S("A\nB\nC"), t[i]).n == 0);
    assert_int_equal(scale_name(S(""), 1).n, 0);
}

TEST(a_level_of_then_is_one_of_now_by_its_name_else_by_its_place)
{
    const struct { const char *now, *then; int64_t level; bool by_place; int64_t want; } t[] = {
        {"A\nB\nC", "A\nB\nC", 2, false, 2}, {"X\nA\nB", "A\nB", 2, true, 3}, {"a\nb", "A\nB", 1, false, 1}, {"X\nY", "A\nB", 2, true, 2},
        {"X\nY", "A\nB", 2, false, 0}, {"", "A\nB", 2, true, 0}, {"X\nY", "A\nB\nC", 3, true, 0}, {"A\nB", "", 0, true, 0},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct alignment x = {.levels = cstr(t[i].then), .level = t[i].level};
        check_at(i, scale_now(test_arena, cstr(t[i].now), &x, t[i].by_place) == t[i].want);
    }
}

TEST(where_a_scale_changes_a_level_keeps_its_name_else_its_place_unless_another_had_that_name)
{
    const struct { const char *was, *now; int64_t to[4]; } t[] = {
        {"A\nB\nC", "A\nB\nC", {1, 2, 3, 0}}, {"A\nB\nC", "X\nA\nB\nC", {2, 3, 4, 0}}, {"A\nB\nC", "C\nb\nA", {3, 2, 1, 0}},
        {"A\nB\nC", "A\nY\nC", {1, 2, 3, 0}}, {"A\nB\nC", "A\nC", {1, 0, 2, 0}}, {"A\nB\nC", "X\nA\nC", {2, 0, 3, 0}},
        {"A\nB\nC", "", {0, 0, 0, 0}}, {"", "A\nB", {0, 0, 0, 0}}, {"A\nB", "X\nY\nZ", {1, 2, 0, 0}},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        int64_t to[SCALE_LEVELS];
        scale_moves(test_arena, cstr(t[i].was), cstr(t[i].now), to);
        check_at(i, memcmp(to, t[i].to, sizeof t[i].to) == 0);
    }
}

TEST(what_is_published_of_a_level_is_read_again_and_of_none_nothing_is)
{
    struct alignment_list skills = {0}, again = {0};
    struct result_description_list d = {0};
    struct result_list r = {0};

    *list_add(test_arena, &skills) = (struct alignment){.target_name = S("Sling"), .target_url = S("https://s.test/1")};
    *list_add(test_arena, &skills) = (struct alignment){.target_name = S("Lift"), .target_url = S("https://s.test/2"), .levels = S("A\nB\nC"), .level = 2};
    *list_add(test_arena, &skills) = (struct alignment){.target_name = S("Fly"), .target_url = S("https://s.test/3"), .levels = S("A\nB"), .level = 7};
    scale_publish(test_arena, S("https://b.test/1"), &skills, &d);
    scale_award(test_arena, S("https://b.test/1"), &skills, &r);
    assert_int_equal(d.n, 1);
    assert_int_equal(r.n, 1);
    assert_true(str_eq(d.items[0].required_level, r.items[0].achieved_level));
    *list_add(test_arena, &again) = (struct alignment){.target_url = S("https://s.test/1")};
    *list_add(test_arena, &again) = (struct alignment){.target_url = S("https://s.test/2")};
    read_skill_levels(test_arena, &d, &r, &again);
    assert_int_equal(again.items[0].level, 0);
    assert_int_equal(again.items[1].level, 2);
    assert_true(str_eq(again.items[1].levels, S("A\nB\nC")));
}
