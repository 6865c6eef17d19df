#include "unit/test.h"

#include "app/catalog/hints.h"

static size_t advised(const struct badge_version_row *v, const char *step)
{
    struct badge_hint_list l = {0};
    size_t n = 0;

    catalog_hints(test_arena, v, &l);
    for (size_t i = 0; i < l.n; i++)
        n += strcmp(l.items[i].step, step) == 0;
    return n;
}

static struct badge_version_row good(void)
{
    struct badge_version_row v = {.name = S("Forklift operator"), .tags = S("safety"),
        .description = S("Drives counterbalance trucks safely, in aisles where people walk."),
        .criteria = S("Two days of training with an instructor, a theory test of 80 % and a practical test on our site.")};

    *list_add(test_arena, &v.alignments) = (struct alignment){.target_name = S("Operate forklift"), .target_url = S("https://example.org/1")};
    return v;
}

TEST(a_badge_that_says_enough_gets_no_advice)
{
    struct badge_version_row v = good();
    struct badge_hint_list l = {0};

    catalog_hints(test_arena, &v, &l);
    assert_int_equal(l.n, 0);
}

TEST(what_lacks_altogether_is_no_matter_of_advice)
{
    struct badge_version_row v = good();

    v.name = v.description = v.criteria = S("");
    assert_int_equal(advised(&v, "basics") + advised(&v, "criteria"), 0);
}

TEST(what_is_short_or_said_twice_is_told_at_its_step)
{
    struct badge_version_row v = good();

    v.description = S("Drives.");
    assert_int_equal(advised(&v, "basics"), 1);
    v.description = S(" forklift operator");
    assert_int_equal(advised(&v, "basics"), 1);
    v.criteria = S("Attended.");
    assert_int_equal(advised(&v, "criteria"), 1);
    v.tags = S(" ");
    assert_int_equal(advised(&v, "validity"), 1);
    v.alignments.n = 0;
    assert_int_equal(advised(&v, "skills"), 1);
}

TEST(letters_are_counted_not_bytes)
{
    struct badge_version_row v = good();

    v.description = S("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
                      "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9");
    assert_int_equal(advised(&v, "basics"), 1);
}

static void advise(struct arena *a, void *ctx)
{
    struct badge_hint_list l = {0};
    struct badge_version_row v = {.name = S("X"), .description = S("Y")};

    (void)ctx;
    catalog_hints(a, &v, &l);
}

TEST(memory_that_runs_out_is_left_as_ever)
{
    assert_true(check_each_allocation(advise, NULL) > 0);
}
