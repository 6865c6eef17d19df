#include "unit/test.h"
#include "app/requirement/proof_tree.h"
#include "app/vacancy/score.h"
#include "app/verify/judge.h"

/* ---- how well badges cover what is asked for, without a database ---- */

static struct vacancy_line a_line(bool must, int64_t weight, const char *level, const struct vacancy_way *ways, size_t n)
{
    struct vacancy_line line = {.is_must = must, .weight = weight, .title = S("Line"), .level = cstr(level)};

    for (size_t i = 0; i < n; i++)
        *list_add(test_arena, &line.ways) = ways[i];
    return line;
}

#define OURS(number)        ((struct vacancy_way){.kind = S("badge"), .badge = (number), .issuer = S(""), .pattern = S("")})
#define OTHERS(who, what)   ((struct vacancy_way){.kind = S("others"), .issuer = S(who), .pattern = S(what)})
#define SKILL(who, what)    ((struct vacancy_way){.kind = S("skill"), .issuer = S(who), .pattern = S(what)})

static struct vacancy_proof crane(enum proof_whose whose)
{
    return (struct vacancy_proof){.is_valid = true, .whose = whose,
                                  .facts = {S("quay.example"), S("https://quay.example/i"), S("https://quay.example/badges/1"), S("Crane driver"), 1}};
}

static struct vacancy_point judged(struct vacancy_line line, struct vacancy_proof proof)
{
    struct vacancy_lines lines = {0};
    struct vacancy_proofs proofs = {0};
    struct vacancy_score score;
    struct vacancy_point point;

    *list_add(test_arena, &lines) = line;
    *list_add(test_arena, &proofs) = proof;
    vacancy_judge(test_arena, &lines, &proofs, &point, &score);
    return point;
}

TEST(a_badge_counts_by_who_was_proved_to_have_issued_it_and_whose_it_is)
{
    static const struct { const char *issuer, *pattern; enum proof_whose whose; bool valid; int64_t points; enum point_why why; } cases[] = {
        {"quay.example", "Crane*", WHOSE_THEIRS, true, 400, WHY_NAMED},
        {"quay.example", "https://quay.example/badges/1", WHOSE_THEIRS, true, 400, WHY_NAMED},
        {"quay.example", "Crane*", WHOSE_UNASKED, true, 400, WHY_NAMED},
        {"quay.example", "Crane*", WHOSE_OTHER, true, 0, WHY_OTHER},
        {"quay.example", "Crane*", WHOSE_NOBODY, true, 0, WHY_NOBODY},
        {"quay.example", "Crane*", WHOSE_THEIRS, false, 0, WHY_UNPROVED},
        {"evil.example", "Crane*", WHOSE_THEIRS, true, 0, WHY_NOTHING},
        {"Quay Academy", "Crane*", WHOSE_THEIRS, true, 0, WHY_NOTHING},
        {"quay.example", "Fork*", WHOSE_THEIRS, true, 0, WHY_NOTHING},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct vacancy_way way = {.kind = S("others"), .issuer = cstr(cases[i].issuer), .pattern = cstr(cases[i].pattern)};
        struct vacancy_proof proof = crane(cases[i].whose);
        proof.is_valid = cases[i].valid;
        struct vacancy_point x = judged(a_line(true, 4, "", &way, 1), proof);
        check_at(i, x.points == cases[i].points && x.why == cases[i].why);
    }
}

TEST(a_badge_of_ours_counts_by_its_number_and_none_that_only_says_so)
{
    struct vacancy_way way = OURS(7);
    struct vacancy_proof proof = crane(WHOSE_THEIRS);

    assert_int_equal(judged(a_line(true, 2, "", &way, 1), proof).points, 0);
    proof.own = 7;
    assert_int_equal(judged(a_line(true, 2, "", &way, 1), proof).points, 200);
    proof.own = 8;
    assert_int_equal(judged(a_line(true, 2, "", &way, 1), proof).points, 0);
    way.badge = 0;
    proof.own = 0;
    assert_int_equal(judged(a_line(true, 2, "", &way, 1), proof).points, 0);
}

TEST(a_skill_counts_by_half_unless_its_issuer_is_named_or_we_are)
{
    static const struct { const char *issuer, *skill; bool ours; int64_t points; } cases[] = {
        {"", "https://skills.example/rigging", false, 50}, {"", "rigging", false, 50}, {"", "R-1", false, 50}, {"", "https://skills.example/other", false, 0}, {"", "", false, 0},
        {"", "https://skills.example/rigging", true, 100}, {"quay.example", "https://skills.example/rigging", false, 100}, {"evil.example", "https://skills.example/rigging", false, 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct vacancy_way way = {.kind = S("skill"), .issuer = cstr(cases[i].issuer), .pattern = cstr(cases[i].skill)};
        struct vacancy_proof proof = crane(WHOSE_THEIRS);
        proof.is_ours = cases[i].ours;
        *list_add(test_arena, &proof.skills) = (struct alignment){.target_name = S("Rigging"), .target_url = S("https://skills.example/rigging"), .target_code = S("R-1")};
        check_at(i, judged(a_line(false, 1, "", &way, 1), proof).points == cases[i].points);
    }
}

TEST(without_the_level_that_is_asked_for_a_badge_covers_half)
{
    static const struct { const char *asked, *reached; int64_t coverage; } cases[] = {
        {"", "", 100}, {"", "B2", 100}, {"B2", "B2", 100}, {"b2", "B2", 100}, {"B2", "", 50}, {"B2", "B1", 50}, {"B2", "B22", 50},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct vacancy_way way = OTHERS("quay.example", "*");
        struct vacancy_proof proof = crane(WHOSE_THEIRS);
        if (*cases[i].reached)
            *list_add(test_arena, &proof.levels) = cstr(cases[i].reached);
        struct vacancy_point x = judged(a_line(true, 10, cases[i].asked, &way, 1), proof);
        check_at(i, x.coverage == cases[i].coverage && x.points == 10 * cases[i].coverage);
    }
}

TEST(a_skill_has_the_levels_that_the_badge_shows_of_it_and_not_those_of_another)
{
    static const struct { const char *skill, *asked; int64_t lift, sling, coverage; } cases[] = {
        {"Sling", "Expert", 1, 3, 100}, {"Lift", "Expert", 1, 3, 50}, {"Lift", "novice", 1, 3, 100}, {"Sling", "Practised", 1, 3, 100}, {"Sling", "", 1, 3, 100},
        {"Lift", "Novice", 0, 3, 50}, {"Lift", "Expert", 0, 0, 100},      /* which skill, nothing says */
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct vacancy_way way = {.kind = S("skill"), .issuer = S("quay.example"), .pattern = cstr(cases[i].skill)};
        struct vacancy_proof proof = crane(WHOSE_THEIRS);
        proof.skills = (struct alignment_list){0};
        *list_add(test_arena, &proof.skills) = (struct alignment){.target_name = S("Lift"), .target_url = S("https://s.test/1"), .levels = S("Novice\nPractised\nExpert"), .level = cases[i].lift};
        *list_add(test_arena, &proof.skills) = (struct alignment){.target_name = S("Sling"), .target_url = S("https://s.test/2"), .levels = S("Novice\nPractised\nExpert"), .level = cases[i].sling};
        *list_add(test_arena, &proof.levels) = S("Expert");
        check_at(i, judged(a_line(true, 10, cases[i].asked, &way, 1), proof).coverage == cases[i].coverage);
    }
}

TEST(of_several_badges_the_best_counts_of_equals_the_first_and_one_may_count_for_several_lines)
{
    const struct vacancy_way ways[] = {OTHERS("quay.example", "Crane*"), SKILL("", "Rigging")};
    struct vacancy_lines lines = {0};
    struct vacancy_proofs proofs = {0};
    struct vacancy_score score;
    struct vacancy_point points[3];

    *list_add(test_arena, &lines) = a_line(true, 2, "", ways, 2);
    *list_add(test_arena, &lines) = a_line(true, 1, "", ways, 1);
    *list_add(test_arena, &lines) = a_line(false, 3, "", ways + 1, 1);
    for (int i = 0; i < 3; i++) {
        struct vacancy_proof proof = crane(i == 0 ? WHOSE_OTHER : WHOSE_THEIRS);
        *list_add(test_arena, &proofs) = proof;
    }
    vacancy_judge(test_arena, &lines, &proofs, points, &score);
    assert_int_equal(points[0].proof, 1);
    assert_int_equal(points[1].proof, 1);
    assert_int_equal(points[2].proof, NO_PROOF);
    assert_int_equal(score.must, 300);
    assert_int_equal(score.must_of, 300);
    assert_int_equal(score.nice, 0);
    assert_int_equal(score.nice_of, 300);
    assert_int_equal(score.n_must, 2);
    assert_int_equal(score.n_met, 2);
}

TEST(no_badge_and_no_line_are_nothing)
{
    struct vacancy_lines lines = {0};
    struct vacancy_proofs proofs = {0};
    struct vacancy_score score;
    struct vacancy_point points[1];

    vacancy_judge(test_arena, &lines, &proofs, points, &score);
    assert_int_equal(score.must_of + score.nice_of, 0);
    *list_add(test_arena, &lines) = a_line(true, 5, "", NULL, 0);
    vacancy_judge(test_arena, &lines, &proofs, points, &score);
    assert_int_equal(points[0].why, WHY_NOTHING);
    assert_int_equal(score.must, 0);
    assert_int_equal(score.must_of, 500);
}

TEST(what_must_be_comes_before_what_is_nice_however_much_of_that_there_is)
{
    struct vacancy_score low = {.must = 100, .nice = (int64_t)VACANCY_LINES * VACANCY_WEIGHT * 100}, high = {.must = 125}, same = {.must = 125}, nicer = {.must = 125, .nice = 25};

    assert_true(vacancy_rank(&high) > vacancy_rank(&low));
    assert_true(vacancy_rank(&nicer) > vacancy_rank(&high));
    assert_int_equal(vacancy_rank(&high), vacancy_rank(&same));
}

TEST(points_are_written_without_noughts_that_say_nothing)
{
    static const struct { int64_t n; const char *words; } cases[] = {{0, "0"}, {100, "1"}, {250, "2.5"}, {25, "0.25"}, {1075, "10.75"}, {5, "0.05"}};

    for (size_t i = 0; i < COUNT(cases); i++)
        check_at(i, str_eq(vacancy_points_words(test_arena, cases[i].n), cstr(cases[i].words)));
}

TEST(why_a_line_has_its_points_is_kept_by_a_word_and_found_again)
{
    for (int i = 0; i < WHY_COUNT; i++)
        check_at((size_t)i, point_why_named(cstr(point_whys[i])) == (enum point_why)i);
    assert_int_equal(point_why_named(S("nonsense")), WHY_NOTHING);
}

/* ---- the levels that results reached ---- */

static struct str_list reached(struct badge *b, struct result r)
{
    struct str_list out = {0};

    b->results = (struct result_list){0};
    *list_add(test_arena, &b->results) = r;
    judge_levels(test_arena, b, &out);
    return out;
}

static bool is_in(const struct str_list *all, const char *level)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], cstr(level)))
            return true;
    return false;
}

static struct result_description *with_values(struct badge *b)
{
    static const char *const values[] = {"A1", "A2", "B1", "B2"};
    struct result_description *d = list_add(test_arena, &b->achievement.results);

    *d = (struct result_description){.id = S("urn:d")};
    for (size_t i = 0; i < COUNT(values); i++)
        *list_add(test_arena, &d->allowed) = cstr(values[i]);
    *list_add(test_arena, &d->levels) = (struct rubric_level){.id = S("urn:l1"), .name = S("Master")};
    *list_add(test_arena, &d->levels) = (struct rubric_level){.id = S("urn:l2"), .name = S("Novice")};
    return d;
}

TEST(a_value_reaches_what_stands_below_it_and_one_that_is_not_allowed_nothing)
{
    struct badge b = {0};
    struct str_list got;

    with_values(&b);
    got = reached(&b, (struct result){.description = S("urn:d"), .value = S("A2")});
    assert_true(is_in(&got, "A1") && is_in(&got, "A2") && !is_in(&got, "B1"));
    assert_int_equal(reached(&b, (struct result){.description = S("urn:d"), .value = S("C3")}).n, 0);
    assert_int_equal(reached(&b, (struct result){.description = S("urn:d")}).n, 0);
    got = reached(&b, (struct result){.description = S("urn:none"), .value = S("85")});
    assert_true(got.n == 1 && is_in(&got, "85"));
    got = reached(&b, (struct result){.description = S("urn:d"), .achieved_level = S("urn:l2")});
    assert_true(got.n == 1 && is_in(&got, "Novice"));
}

TEST(of_numbered_levels_those_below_are_reached_too_and_what_is_no_number_says_nothing)
{
    static const struct { const char *achieved, *want; } cases[] = {{"urn:1", "N"}, {"urn:2", "N P"}, {"urn:3", "N P E"}, {"urn:x", "X"}, {"urn:none", ""}};
    static const struct { const char *id, *name, *level; } levels[] = {{"urn:3", "E", "3"}, {"urn:1", "N", "1"}, {"urn:x", "X", "high"}, {"urn:2", "P", "2"}};
    struct badge b = {0};
    struct result_description *d = list_add(test_arena, &b.achievement.results);

    *d = (struct result_description){.id = S("urn:d")};
    for (size_t i = 0; i < COUNT(levels); i++)
        *list_add(test_arena, &d->levels) = (struct rubric_level){.id = cstr(levels[i].id), .name = cstr(levels[i].name), .level = cstr(levels[i].level)};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str_list got = reached(&b, (struct result){.description = S("urn:d"), .achieved_level = cstr(cases[i].achieved)});
        bool right = true;
        for (size_t k = 0; k < COUNT(levels); k++)
            right &= is_in(&got, levels[k].name) == (strstr(cases[i].want, levels[k].name) != NULL);
        check_at(i, right);
    }
}

TEST(a_result_that_is_not_completed_reaches_nothing)
{
    static const struct { const char *status; size_t n; } cases[] = {
        {"Completed", 3}, {"", 3}, {"Failed", 0}, {"Withdrew", 0}, {"Enrolled", 0}, {"InProgress", 0}, {"OnHold", 0}, {"Provisional", 0},
    };
    struct badge b = {0};

    with_values(&b);
    for (size_t i = 0; i < COUNT(cases); i++)
        check_at(i, reached(&b, (struct result){.description = S("urn:d"), .value = S("A2"), .achieved_level = S("urn:l1"), .status = cstr(cases[i].status)}).n == cases[i].n);
}

TEST(of_many_levels_and_long_ones_so_many_are_taken_as_somebody_asks_for)
{
    struct badge b = {0};
    struct result_description *d = with_values(&b);
    struct str_list got = {0};

    for (int i = 0; i < 5000; i++)
        *list_add(test_arena, &d->allowed) = str_printf(test_arena, "%d", i);
    for (int i = 0; i < 50; i++)
        *list_add(test_arena, &b.results) = (struct result){.description = S("urn:d"), .value = S("4999")};
    judge_levels(test_arena, &b, &got);
    assert_int_equal(got.n, 100);
    assert_true(is_in(&got, "4999"));
    d->allowed = (struct str_list){0};
    assert_int_equal(reached(&b, (struct result){.description = S("urn:d"), .value = str_printf(test_arena, "%0300d", 1)}).n, 0);
}

/* ---- what takes several things together, as lines of which each is "any of these" ---- */

static str clauses_of(const char *json, size_t most)
{
    struct proof_tree tree;
    struct proof_clauses all = {0};
    const struct json *v;
    struct buf b = buf_new(test_arena);
    struct error err = {0};

    assert_int_equal(json_parse(test_arena, cstr(json), NULL, &v, &err), OK);
    assert_int_equal(proof_tree_read(test_arena, v, &tree, &err), OK);
    if (!proof_tree_clauses(test_arena, &tree, most, &all))
        return S("too many");
    for (size_t i = 0; i < all.n; i++) {
        buf_put(&b, i ? S(" ") : S(""));
        for (size_t k = 0; k < all.items[i].n; k++)
            buf_put(&b, str_printf(test_arena, "%s%lld", k ? "|" : "", (long long)all.items[i].items[k]->ref));
    }
    return buf_done(&b);
}

TEST(what_takes_several_badges_together_is_met_by_none_of_them_alone)
{
    static const struct { const char *tree, *clauses; } cases[] = {
        {"{\"badge\":1}", "1"},
        {"{\"any\":[{\"badge\":1},{\"badge\":2}]}", "1|2"},
        {"{\"all\":[{\"badge\":1},{\"badge\":2},{\"badge\":3}]}", "1 2 3"},
        {"{\"of\":1,\"from\":[{\"badge\":1},{\"badge\":2}]}", "1|2"},
        {"{\"of\":2,\"from\":[{\"badge\":1},{\"badge\":2},{\"badge\":3}]}", "1|2 1|3 2|3"},
        {"{\"of\":2,\"from\":[{\"badge\":1},{\"badge\":2}]}", "1 2"},
        {"{\"any\":[{\"all\":[{\"badge\":1},{\"badge\":2}]},{\"badge\":3}]}", "1|3 2|3"},
        {"{\"all\":[{\"badge\":1},{\"any\":[{\"badge\":2},{\"badge\":3}]}]}", "1 2|3"},
        {"{\"of\":3,\"from\":[{\"badge\":1},{\"badge\":2},{\"badge\":3},{\"badge\":4},{\"badge\":5}]}", "too many"},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        check_at(i, str_eq(clauses_of(cases[i].tree, 8), cstr(cases[i].clauses)));
}

TEST(a_tree_of_as_much_as_there_may_be_is_told_apart_or_given_up_at_once)
{
    struct buf b = buf_new(test_arena);

    buf_put(&b, S("{\"of\":30,\"from\":["));
    for (int i = 1; i <= 60; i++)
        buf_put(&b, str_printf(test_arena, "%s{\"badge\":%d}", i > 1 ? "," : "", i));
    buf_put(&b, S("]}"));
    assert_true(str_eq(clauses_of(str_z(test_arena, buf_done(&b)), 8), S("too many")));
}
