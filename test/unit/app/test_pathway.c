#include "unit/test.h"
#include "app/pathway/pathway.h"

#define NOW (1000 * DAY)

static struct pathway_steps *route;
static struct pathway_facts facts;

static struct pathway_step *add_step(struct arena *a, int64_t line, const char *title)
{
    struct pathway_step *s = list_add(a, route);

    *s = (struct pathway_step){.line = line, .title = cstr(title), .minutes = 60 * line, .cost = 10 * line, .words = S(""), .unit = S("")};
    return s;
}

/* A step with badge 100 + line. */
static struct pathway_step *step(struct arena *a, int64_t line, const char *title)
{
    struct pathway_step *s = add_step(a, line, title);

    *list_add(a, &s->badges) = 100 + line;
    return s;
}

static struct pathway_step *group(struct arena *a, int64_t line, const char *title, int64_t needed)
{
    struct pathway_step *s = add_step(a, line, title);

    s->is_group = true;
    s->needed = needed;
    s->minutes = s->cost = 0;
    return s;
}

static void after(struct arena *a, struct pathway_step *s, int64_t line)
{
    *list_add(a, &s->after) = line;
}

static struct pathway_award *award(struct arena *a, int64_t achievement)
{
    struct pathway_award *w = list_add(a, &facts.awards);

    *w = (struct pathway_award){.id = (int64_t)facts.awards.n, .achievement = achievement, .from = NOW - 10 * DAY};
    return w;
}

static void fresh(struct arena *a)
{
    route = NEW(a, struct pathway_steps);
    facts = (struct pathway_facts){.at = NOW};
}

static struct pathway_state judged(struct arena *a)
{
    return pathway_judge(a, route, &facts);
}

static const char *refused(struct arena *a, bool whole)
{
    struct error *err = NEW(a, struct error);

    return pathway_check(a, route, whole, err) == OK ? "" : err->text;
}

TEST(nothing_is_complete_by_itself)
{
    struct arena *a = arena_new(0);

    fresh(a);
    assert_false(judged(a).is_complete);         /* no steps at all */
    group(a, 1, "Empty", 0);
    struct pathway_state s = judged(a);
    assert_false(s.is_complete);
    assert_int_equal(s.steps.items[0].why, PATH_WHY_EMPTY);
    assert_int_not_equal(s.steps.items[0].state, PATH_DONE);
    group(a, 2, "Empty too", 1)->parent = 1;     /* a group with nothing but an empty group */
    assert_false(judged(a).is_complete);
    fresh(a);
    add_step(a, 1, "Without a badge");
    assert_false(judged(a).is_complete);
    arena_free(a);
}

TEST(a_step_is_done_with_any_of_its_badges_that_is_good)
{
    struct arena *a = arena_new(0);
    static const struct { int64_t badge; msec from, until, revoked; bool suspended; enum path_state state; enum path_why why; } t[] = {
        {101, NOW - DAY, 0, 0, false, PATH_DONE, PATH_WHY_AWARD},
        {150, NOW - DAY, 0, 0, false, PATH_DONE, PATH_WHY_AWARD},             /* its equivalent */
        {102, NOW - DAY, 0, 0, false, PATH_OPEN, PATH_WHY_NONE},              /* another badge */
        {101, NOW, NOW + 1, 0, false, PATH_DONE, PATH_WHY_AWARD},
        {101, NOW + 1, 0, 0, false, PATH_OPEN, PATH_WHY_NONE},                /* from tomorrow on */
        {101, NOW - DAY, NOW, 0, false, PATH_LAPSED, PATH_WHY_EXPIRED},       /* over at that moment */
        {101, NOW - DAY, NOW + DAY, NOW - 1, false, PATH_LAPSED, PATH_WHY_REVOKED},
        {101, NOW - DAY, NOW + DAY, NOW + 1, false, PATH_DONE, PATH_WHY_AWARD},               /* revoked later */
        {101, NOW - DAY, 0, 0, true, PATH_LAPSED, PATH_WHY_SUSPENDED},
        {101, NOW - DAY, NOW - 1, NOW - 2, true, PATH_LAPSED, PATH_WHY_REVOKED},              /* revoked says most */
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        fresh(a);
        struct pathway_step *first = step(a, 1, "First aid");
        *list_add(a, &first->badges) = 150;
        *award(a, t[i].badge) = (struct pathway_award){1, t[i].badge, t[i].from, t[i].until, t[i].revoked, t[i].suspended};
        struct pathway_state s = judged(a);
        assert_int_equal(s.steps.items[0].state, t[i].state);
        assert_int_equal(s.steps.items[0].why, t[i].why);
        assert_int_equal(s.is_complete, t[i].state == PATH_DONE);
        assert_int_equal(s.minutes, t[i].state == PATH_DONE ? 0 : 60);
    }
    arena_free(a);
}

TEST(the_award_that_is_good_for_longest_is_named_and_a_bad_one_does_no_harm)
{
    struct arena *a = arena_new(0);

    fresh(a);
    step(a, 1, "First aid");
    award(a, 101)->revoked = NOW - DAY;
    award(a, 101)->until = NOW + DAY;
    award(a, 101)->until = NOW + 9 * DAY;
    award(a, 101)->until = NOW - DAY;
    struct pathway_state s = judged(a);
    assert_int_equal(s.steps.items[0].state, PATH_DONE);
    assert_int_equal(s.steps.items[0].award, 3);
    assert_int_equal(s.steps.items[0].until, NOW + 9 * DAY);
    assert_int_equal(s.changes, NOW + DAY);      /* the first moment at which anything may change */
    arena_free(a);
}

TEST(a_group_asks_for_all_that_is_mandatory_or_for_so_many)
{
    struct arena *a = arena_new(0);
    static const struct { int64_t needed; bool optional_3; const char *has; bool done; int64_t n; } t[] = {
        {0, false, "23", false, 3}, {0, false, "234", true, 3},
        {0, true, "24", true, 2},                                        /* 3 is optional */
        {0, true, "23", false, 2}, {1, false, "", false, 1}, {1, false, "4", true, 1},
        {2, false, "3", false, 2}, {2, false, "34", true, 2}, {2, false, "234", true, 2},
        {2, true, "34", true, 2},                                        /* of a choice everything counts */
        {4, false, "234", false, 4},                                     /* more than there are: never */
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        fresh(a);
        group(a, 1, "Electives", t[i].needed);
        for (int64_t line = 2; line <= 4; line++) {
            struct pathway_step *s = step(a, line, "Part");
            s->parent = 1;
            s->optional = line == 3 && t[i].optional_3;
        }
        for (const char *c = t[i].has; *c; c++)
            award(a, 100 + *c - '0');
        struct pathway_state s = judged(a);
        assert_int_equal(s.is_complete, t[i].done);
        assert_int_equal(s.n, t[i].n);
        assert_true(s.done <= s.n);
        assert_int_equal(s.done == s.n, t[i].done);
    }
    arena_free(a);
}

TEST(what_is_left_of_a_choice_is_not_needed_and_costs_nothing)
{
    struct arena *a = arena_new(0);

    fresh(a);
    group(a, 1, "One of", 1);
    step(a, 2, "Short")->parent = 1;
    step(a, 3, "Long")->parent = 1;
    struct pathway_state s = judged(a);
    assert_int_equal(s.minutes, 120);            /* the shorter one */
    assert_int_equal(s.cost, 20);
    award(a, 103);
    s = judged(a);
    assert_int_equal(s.steps.items[1].state, PATH_SPARE);
    assert_int_equal(s.minutes, 0);
    assert_int_equal(s.next, route->n);
    arena_free(a);
}

TEST(optional_steps_hold_nobody_up_unless_there_is_nothing_else)
{
    struct arena *a = arena_new(0);

    fresh(a);
    step(a, 1, "Core");
    step(a, 2, "Extra")->optional = true;
    assert_int_equal(judged(a).minutes, 60);
    award(a, 101);
    assert_true(judged(a).is_complete);
    route->items[0].optional = true;             /* now all are optional: all are asked for */
    assert_false(judged(a).is_complete);
    award(a, 102);
    assert_true(judged(a).is_complete);
    arena_free(a);
}

TEST(a_step_opens_when_those_before_it_are_done)
{
    struct arena *a = arena_new(0);

    fresh(a);
    step(a, 1, "Theory");
    after(a, step(a, 2, "Practice"), 1);
    struct pathway_state s = judged(a);
    assert_int_equal(s.next, 0);
    assert_int_equal(s.steps.items[1].state, PATH_LOCKED);
    assert_int_equal(s.steps.items[1].why, PATH_WHY_AFTER);
    assert_int_equal(s.steps.items[1].other, 1);
    award(a, 102);                               /* had before its time: counts with the other one */
    s = judged(a);
    assert_int_equal(s.steps.items[1].why, PATH_WHY_HELD);
    assert_false(s.is_complete);
    struct pathway_award *theory = award(a, 101);
    assert_true(judged(a).is_complete);
    theory->until = NOW - 1;                     /* what only ran out takes nothing away from what came after */
    s = judged(a);
    assert_int_equal(s.steps.items[0].state, PATH_LAPSED);
    assert_int_equal(s.steps.items[1].state, PATH_DONE);
    theory->revoked = NOW - 1;                   /* what was taken back does */
    assert_int_equal(judged(a).steps.items[1].state, PATH_LOCKED);
    arena_free(a);
}

/* Z, A and B one after the other; Z or A may be a group of one, or be recognised. */
TEST(what_only_ran_out_takes_nothing_away_along_chains_groups_and_credits)
{
    struct arena *a = arena_new(0);

    fresh(a);
    step(a, 1, "Z");
    after(a, step(a, 2, "A"), 1);
    after(a, step(a, 3, "B"), 2);
    award(a, 101)->until = NOW - 2;
    award(a, 102)->until = NOW - 1;
    award(a, 103);
    assert_int_equal(judged(a).steps.items[2].state, PATH_DONE);
    facts.awards.items[0].revoked = NOW - 1;     /* far before it, and taken back */
    assert_int_equal(judged(a).steps.items[2].state, PATH_LOCKED);
    fresh(a);
    group(a, 1, "One of", 1);
    step(a, 2, "Part")->parent = 1;
    after(a, step(a, 3, "B"), 1);
    award(a, 102)->until = NOW - 1;
    assert_int_equal(judged(a).steps.items[2].state, PATH_LOCKED);       /* who does not hold it renews first */
    award(a, 103);
    assert_int_equal(judged(a).steps.items[2].state, PATH_DONE);
    facts.awards.items[0].is_suspended = true;
    assert_int_equal(judged(a).steps.items[2].why, PATH_WHY_HELD);
    fresh(a);
    step(a, 1, "Kept");
    after(a, step(a, 2, "B"), 1);
    award(a, 102);
    *list_add(a, &facts.credits) = (struct pathway_credit){.id = 7, .line = 1, .at = NOW - DAY, .award = 9, .rests = {.id = 9, .from = NOW - DAY, .until = NOW - 1}};
    assert_int_equal(judged(a).steps.items[1].state, PATH_DONE);
    facts.credits.items[0].rests.revoked = NOW - 1;
    assert_int_equal(judged(a).steps.items[1].state, PATH_LOCKED);
    arena_free(a);
}

TEST(what_is_held_and_only_waits_takes_no_time)
{
    struct arena *a = arena_new(0);

    fresh(a);
    step(a, 1, "Theory");
    after(a, step(a, 2, "Practice"), 1);
    award(a, 102);
    struct pathway_state s = judged(a);
    assert_int_equal(s.minutes, 60);
    assert_int_equal(s.cost, 10);
    arena_free(a);
}

TEST(a_part_of_an_optional_group_is_not_the_next_step_before_what_has_to_be_done)
{
    struct arena *a = arena_new(0);

    fresh(a);
    group(a, 1, "If you like", 1)->optional = true;
    step(a, 2, "Gaelic")->parent = 1;
    step(a, 3, "First aid");
    assert_int_equal(judged(a).next, 2);
    award(a, 103);
    assert_int_equal(judged(a).next, route->n);  /* complete */
    arena_free(a);
}

TEST(who_does_not_hold_the_next_step_renews_the_one_before_first)
{
    struct arena *a = arena_new(0);

    fresh(a);
    step(a, 1, "Theory");
    after(a, step(a, 2, "Practice"), 1);
    award(a, 101)->until = NOW - DAY;
    struct pathway_state s = judged(a);
    assert_int_equal(s.steps.items[1].state, PATH_LOCKED);
    assert_int_equal(s.next, 0);
    arena_free(a);
}

TEST(a_group_that_is_locked_locks_its_parts)
{
    struct arena *a = arena_new(0);

    fresh(a);
    step(a, 1, "Induction");
    after(a, group(a, 2, "Electives", 1), 1);
    step(a, 3, "Forklift")->parent = 2;
    award(a, 103);
    struct pathway_state s = judged(a);
    assert_int_equal(s.steps.items[2].why, PATH_WHY_HELD);
    assert_int_equal(s.steps.items[1].state, PATH_LOCKED);
    assert_false(s.is_complete);
    award(a, 101);
    assert_true(judged(a).is_complete);
    arena_free(a);
}

TEST(groups_in_groups_count_as_one_step_each)
{
    struct arena *a = arena_new(0);

    fresh(a);
    group(a, 1, "Two of these", 2);
    group(a, 2, "Languages", 1)->parent = 1;
    step(a, 3, "Gaelic")->parent = 2;
    step(a, 4, "Polish")->parent = 2;
    step(a, 5, "First aid")->parent = 1;
    award(a, 103);
    award(a, 104);
    struct pathway_state s = judged(a);
    assert_int_equal(s.n, 2);
    assert_int_equal(s.done, 1);
    award(a, 105);
    assert_true(judged(a).is_complete);
    arena_free(a);
}

TEST(a_credit_counts_whatever_the_order_and_while_its_award_is_good)
{
    struct arena *a = arena_new(0);

    fresh(a);
    step(a, 1, "Theory");
    after(a, step(a, 2, "Practice"), 1);
    *list_add(a, &facts.credits) = (struct pathway_credit){.id = 7, .line = 2, .at = NOW - DAY};
    struct pathway_state s = judged(a);
    assert_int_equal(s.steps.items[1].why, PATH_WHY_CREDIT);
    assert_int_equal(s.steps.items[1].credit, 7);
    facts.credits.items[0].award = 3;
    facts.credits.items[0].rests = (struct pathway_award){.id = 3, .from = NOW - DAY, .until = NOW + DAY};
    s = judged(a);
    assert_int_equal(s.steps.items[1].state, PATH_DONE);
    assert_int_equal(s.changes, NOW + DAY);
    facts.credits.items[0].rests.until = NOW;
    assert_int_equal(judged(a).steps.items[1].state, PATH_LOCKED);
    facts.credits.items[0] = (struct pathway_credit){.id = 7, .line = 2, .at = NOW + 1};
    assert_int_equal(judged(a).steps.items[1].state, PATH_LOCKED);       /* given later than the moment looked at */
    arena_free(a);
}

TEST(what_goes_in_a_circle_is_refused_and_never_hangs)
{
    struct arena *a = arena_new(0);

    fresh(a);
    after(a, step(a, 1, "A"), 3);
    after(a, step(a, 2, "B"), 1);
    after(a, step(a, 3, "C"), 2);
    assert_string_equal(refused(a, false), "this goes in a circle, so nobody could ever begin: “A” → “C” → “B” → “A”");
    assert_false(judged(a).is_complete);
    fresh(a);
    after(a, step(a, 1, "A"), 1);
    assert_string_equal(refused(a, false), "this goes in a circle, so nobody could ever begin: “A” → “A”");
    assert_false(judged(a).is_complete);
    fresh(a);
    after(a, group(a, 1, "G", 0), 2);                       /* a group after its own part */
    step(a, 2, "P")->parent = 1;
    assert_non_null(strstr(refused(a, false), "circle"));
    assert_false(judged(a).is_complete);
    fresh(a);
    group(a, 1, "G", 0);
    step(a, 2, "P")->parent = 1;
    *list_add(a, &route->items[1].after) = 1;                            /* a part after its own group */
    assert_non_null(strstr(refused(a, false), "circle"));
    assert_false(judged(a).is_complete);
    arena_free(a);
}

TEST(groups_in_themselves_or_too_deep_are_refused)
{
    struct arena *a = arena_new(0);

    fresh(a);
    group(a, 1, "G", 0)->parent = 2;
    group(a, 2, "H", 0)->parent = 1;
    assert_non_null(strstr(refused(a, false), "stand in itself"));
    assert_false(judged(a).is_complete);
    fresh(a);
    group(a, 1, "G", 0)->parent = 1;
    assert_non_null(strstr(refused(a, false), "stand in itself"));
    assert_false(judged(a).is_complete);
    fresh(a);
    group(a, 1, "G", 0);
    for (int64_t i = 2; i <= PATHWAY_DEPTH_MOST + 1; i++)
        group(a, i, "G", 0)->parent = i - 1;
    assert_string_equal(refused(a, false), "");
    step(a, 50, "Deep")->parent = PATHWAY_DEPTH_MOST + 1;
    assert_non_null(strstr(refused(a, false), "Deep"));
    fresh(a);
    step(a, 1, "S");
    step(a, 2, "P")->parent = 1;                 /* in a step that is no group */
    assert_non_null(strstr(refused(a, false), "not there any more"));
    arena_free(a);
}

TEST(what_nobody_could_do_is_not_published)
{
    struct arena *a = arena_new(0);

    fresh(a);
    assert_non_null(strstr(refused(a, true), "no steps yet"));
    group(a, 1, "Electives", 0);
    assert_string_equal(refused(a, false), "");
    assert_non_null(strstr(refused(a, true), "has no steps in it"));
    add_step(a, 2, "Forklift")->parent = 1;
    assert_non_null(strstr(refused(a, true), "no badge"));
    *list_add(a, &route->items[1].badges) = 5;
    route->items[0].needed = 2;
    assert_non_null(strstr(refused(a, true), "asks for 2 of only 1"));
    route->items[0].needed = 1;
    assert_string_equal(refused(a, true), "");
    arena_free(a);
}

/* What others issue: it does a step that takes it, as an award would. */
static struct pathway_training *training(struct arena *a, const char *anchor, const char *name)
{
    struct pathway_training *t = list_add(a, &facts.trainings);

    *t = (struct pathway_training){.rests = {.id = 70 + (int64_t)facts.trainings.n, .from = NOW - 5 * DAY}, .title = cstr(name),
                                   .facts = {.anchor = cstr(anchor), .issuer = S("https://academy.example/us"), .achievement = S("https://academy.example/1"), .name = cstr(name), .awarded = NOW - 5 * DAY}};
    return t;
}

static void takes(struct arena *a, struct pathway_step *s, const char *issuer, const char *pattern)
{
    *list_add(a, &s->outside) = (struct pathway_outside){cstr(issuer), cstr(pattern)};
}

TEST(a_step_is_done_with_training_that_it_takes_and_no_other)
{
    struct arena *a = arena_new(0);
    static const struct { const char *issuer, *pattern, *anchor; msec until, revoked; enum path_state state; enum path_why why; } t[] = {
        {"academy.example", "First aid*", "academy.example", 0, 0, PATH_DONE, PATH_WHY_OUTSIDE},
        {"academy.example", "*", "academy.example", NOW + DAY, 0, PATH_DONE, PATH_WHY_OUTSIDE},
        {"https://academy.example/us", "https://academy.example/*", "academy.example", 0, 0, PATH_DONE, PATH_WHY_OUTSIDE},
        {"academy.example", "Crane", "academy.example", 0, 0, PATH_OPEN, PATH_WHY_NONE},
        {"academy.example", "*", "other.example", 0, 0, PATH_OPEN, PATH_WHY_NONE},
        {"academy.example", "*", "", 0, 0, PATH_OPEN, PATH_WHY_NONE},                /* nothing was proved */
        {"https://academy.example/them", "*", "academy.example", 0, 0, PATH_OPEN, PATH_WHY_NONE},
        {"academy.example", "*", "academy.example", NOW - DAY, 0, PATH_LAPSED, PATH_WHY_EXPIRED},
        {"academy.example", "*", "academy.example", 0, NOW - 1, PATH_LAPSED, PATH_WHY_REVOKED},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        fresh(a);
        takes(a, step(a, 1, "First aid"), t[i].issuer, t[i].pattern);
        struct pathway_training *x = training(a, t[i].anchor, "First aid at work");
        x->rests.until = t[i].until;
        x->rests.revoked = t[i].revoked;
        struct pathway_state s = judged(a);
        assert_int_equal(s.steps.items[0].state, t[i].state);
        assert_int_equal(s.steps.items[0].why, t[i].why);
        assert_int_equal(s.steps.items[0].intake, t[i].state == PATH_OPEN ? 0 : 71);
        assert_int_equal(s.steps.items[0].award, 0);
        assert_int_equal(s.changes, t[i].until > NOW ? t[i].until : 0);
    }
    arena_free(a);
}

/* As many as there may be of each, in the memory that a turn of the background has. */
TEST(as_many_steps_lines_and_trainings_as_there_may_be_are_judged_in_little_memory)
{
    struct arena *a = arena_new((size_t)64 << 20), *turn = arena_new((size_t)4 << 20);

    fresh(a);
    for (int64_t i = 1; i <= PATHWAY_STEPS_MOST; i++) {
        struct pathway_step *s = step(a, i, "Step");
        for (int k = 0; k < PATHWAY_OUTSIDE_MOST; k++)
            takes(a, s, "https://academy.example/us", str_z(a, str_printf(a, "Erste Hilfe für Kräne, Grad %lld, Teil %d", (long long)i, k)));
    }
    for (int i = 0; i < 200; i++)
        training(a, "academy.example", "Erste Hilfe für Kräne, Grad 200, Teil 19 oder 20");
    training(a, "academy.example", "ERSTE HILFE FÜR KRÄNE, GRAD 200, TEIL 19");
    struct pathway_state s = pathway_judge(turn, route, &facts);
    assert_int_equal(s.done, 1);
    assert_int_equal(s.steps.items[PATHWAY_STEPS_MOST - 1].intake, 271);
    arena_free(turn);
    arena_free(a);
}

TEST(of_an_award_and_training_the_one_counts_that_is_good_for_longest)
{
    struct arena *a = arena_new(0);

    fresh(a);
    takes(a, step(a, 1, "First aid"), "academy.example", "*");
    award(a, 101)->until = NOW + DAY;
    struct pathway_training *x = training(a, "academy.example", "First aid");
    x->rests.until = NOW + 2 * DAY;
    assert_int_equal(judged(a).steps.items[0].why, PATH_WHY_OUTSIDE);
    x->rests.revoked = NOW - 1;                  /* taken back upstream: the award goes on */
    assert_int_equal(judged(a).steps.items[0].why, PATH_WHY_AWARD);
    assert_int_equal(judged(a).steps.items[0].award, 1);
    arena_free(a);
}

TEST(what_was_judged_for_a_step_does_it_while_what_was_handed_in_counts)
{
    struct arena *a = arena_new(0);
    struct pathway_credit *c;

    fresh(a);
    step(a, 1, "Lead");
    c = list_add(a, &facts.credits);
    *c = (struct pathway_credit){.id = 1, .line = 1, .intake = 9, .kind = S("outside"), .at = NOW - DAY, .rests = {.id = 9, .from = NOW - DAY, .until = NOW + DAY}};
    assert_int_equal(judged(a).steps.items[0].state, PATH_DONE);
    assert_int_equal(judged(a).steps.items[0].intake, 9);
    assert_int_equal(judged(a).changes, NOW + DAY);
    c->rests.revoked = NOW - 1;
    assert_int_equal(judged(a).steps.items[0].state, PATH_OPEN);
    arena_free(a);
}

TEST(two_hundred_steps_are_judged_and_one_more_is_refused)
{
    struct arena *a = arena_new(0);

    fresh(a);
    for (int64_t i = 1; i <= PATHWAY_STEPS_MOST; i++) {
        struct pathway_step *s = step(a, i, "Step");
        for (int64_t k = 1; k < i; k++)
            *list_add(a, &s->after) = k;
        award(a, 100 + i);
    }
    assert_string_equal(refused(a, true), "");
    assert_true(judged(a).is_complete);
    step(a, 999, "One more");
    assert_non_null(strstr(refused(a, true), "at most 200"));
    arena_free(a);
}
