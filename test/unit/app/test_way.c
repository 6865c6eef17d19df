#include "unit/test.h"
#include "app/ladder/way.h"

/* ---- the route ---- */

/* "1-2 2-3": steps between roles by their numbers, in that order. */
static struct ladder_steps steps_of(const char *text)
{
    struct ladder_steps out = {0};
    str rest = cstr(text), one, from;

    while (rest.n && str_cut(&rest, ' ', &one)) {
        struct ladder_step *s = list_add(test_arena, &out);
        *s = (struct ladder_step){.id = (int64_t)out.n};
        assert_true(str_cut(&one, '-', &from) && str_to_int(from, &s->from) && str_to_int(one, &s->to));
    }
    return out;
}

static str route_of(const char *steps, const char *from, int64_t to)
{
    const struct ladder_steps all = steps_of(steps);
    struct id_list starts = {0}, route = {0};
    struct buf b = buf_new(test_arena);
    str rest = cstr(from), one;

    while (rest.n && str_cut(&rest, ' ', &one))
        assert_true(str_to_int(one, list_add(test_arena, &starts)));
    if (!way_route(test_arena, &all, &starts, to, &route))
        return S("none");
    for (size_t i = 0; i < route.n; i++)
        buf_printf(&b, "%s%lld", i ? " " : "", (long long)route.items[i]);
    return buf_done(&b);
}

TEST(the_way_goes_over_the_fewest_roles)
{
    static const struct { const char *steps, *from; int64_t to; const char *route; } t[] = {
        {"", "1", 2, "none"}, {"", "1", 1, "1"}, {"1-2", "", 2, "none"}, {"1-2", "1", 2, "1 2"}, {"2-1", "1", 2, "none"},
        {"1-2 2-3 3-4 1-4", "1", 4, "1 4"}, {"1-2 2-3 3-4", "1", 4, "1 2 3 4"},
        {"1-2 2-1 2-3 3-2", "1", 3, "1 2 3"},                        /* in a circle */
        {"1-3 3-9 1-2 2-9", "1", 9, "1 3 9"},                        /* of equals by the order of the steps */
        {"1-2 2-9 5-9", "1 5", 9, "5 9"}, {"1-2 2-9 5-9", "1 9", 9, "9"},       /* from the nearest */
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_str(route_of(t[i].steps, t[i].from, t[i].to), cstr(t[i].route));
}

TEST(a_way_over_too_many_roles_is_none)
{
    struct buf b = buf_new(test_arena);

    for (int i = 1; i < 40; i++)
        buf_printf(&b, "%s%d-%d", i > 1 ? " " : "", i, i + 1);
    const char *chain = str_z(test_arena, buf_done(&b));
    assert_false(str_eq(route_of(chain, "1", WAY_ROLES), S("none")));
    check_str(route_of(chain, "1", WAY_ROLES + 1), S("none"));
}

/* ---- the order ---- */

static struct way_items items;
static struct way_parts parts;

/* A mandatory requirement; minutes < 0: nobody knows. */
static struct way_item *add(int64_t requirement, size_t stage, int64_t minutes)
{
    struct way_item *x = list_add(test_arena, &items);

    *x = (struct way_item){.requirement = requirement, .name = str_printf(test_arena, "r%lld", (long long)requirement), .mandatory = true, .is_needed = true, .asked = stage, .stage = stage,
                           .effort = {.minutes = minutes, .has_time = minutes >= 0}};
    return x;
}

static struct way_item *desirable(struct way_item *x)
{
    x->mandatory = x->is_needed = false;
    return x;
}

static void follows(struct way_item *x, int64_t requirement)
{
    *list_add(test_arena, &x->follows) = requirement;
}

static void proved_by(struct way_item *x, int64_t badge)
{
    *list_add(test_arena, &x->badges) = badge;
}

static void begin(void)
{
    items = (struct way_items){0};
    parts = (struct way_parts){0};
}

/* "1 3@1": the second is to be had one stage earlier than it is asked. */
static str in_order(void)
{
    struct buf b = buf_new(test_arena);

    way_link(test_arena, &items, &parts);
    way_order(test_arena, &items);
    for (size_t i = 0; i < items.n; i++) {
        const struct way_item *x = &items.items[i];
        buf_printf(&b, "%s%lld", i ? " " : "", (long long)x->requirement);
        if (x->stage != x->asked)
            buf_printf(&b, "@%zu", x->stage);
    }
    return buf_done(&b);
}

TEST(what_is_mandatory_comes_first_then_what_takes_less_and_what_nobody_knows_last)
{
    begin();
    (void)add(1, 1, -1), (void)desirable(add(2, 1, 10)), (void)add(3, 1, 60), (void)add(4, 1, 30), (void)add(5, 1, 0);
    check_str(in_order(), S("5 4 3 1 2"));
}

TEST(what_a_nearer_role_asks_comes_first)
{
    begin();
    (void)add(1, 2, 10), (void)desirable(add(2, 1, 600)), (void)add(3, 2, 5);
    check_str(in_order(), S("2 3 1"));
}

TEST(a_requirement_comes_after_those_it_is_counted_from)
{
    begin();
    follows(add(1, 1, 5), 2);
    follows(add(2, 1, 600), 3);
    (void)add(3, 1, 900), (void)add(4, 1, 10);
    check_str(in_order(), S("4 3 2 1"));
    assert_int_equal(items.items[3].after.n, 1);
    assert_int_equal(items.items[3].after.items[0], items.items[2].key);
}

TEST(what_something_comes_after_is_needed_with_it_and_with_it_at_the_latest)
{
    begin();
    follows(add(1, 1, 5), 2);
    (void)desirable(add(2, 3, 600));
    (void)desirable(add(3, 1, 1));
    check_str(in_order(), S("2@1 1 3"));
    assert_true(items.items[0].is_needed && !items.items[0].mandatory);
}

TEST(a_badge_that_is_made_of_others_comes_after_them)
{
    begin();
    proved_by(add(1, 1, 5), 70);
    proved_by(add(2, 1, 600), 71);
    proved_by(add(3, 1, 10), 72);
    *list_add(test_arena, &parts) = (struct way_part){70, 71};
    *list_add(test_arena, &parts) = (struct way_part){70, 79};
    check_str(in_order(), S("3 2 1"));
}

TEST(a_skill_follows_no_requirement_and_is_followed_by_none)
{
    begin();
    (void)add(0, 1, -1), (void)add(0, 1, 5);
    follows(add(3, 1, 1), 0);
    check_str(in_order(), S("3 0 0"));
}

TEST(what_one_badge_takes_counts_once)
{
    begin();
    add(1, 1, 60)->badge = 70, add(2, 1, 60)->badge = 70, add(3, 1, 60)->badge = 71, add(4, 1, 60);
    (void)in_order();
    way_share(&items);
    assert_int_equal(items.items[0].with, 0);
    assert_int_equal(items.items[1].with, items.items[0].key);
    assert_int_equal(items.items[1].effort.minutes, 0);
    assert_true(items.items[1].effort.has_time && items.items[1].effort.has_cost);
    assert_int_equal(items.items[2].effort.minutes + items.items[3].effort.minutes, 120);
}

TEST(a_circle_ends_and_leaves_nothing_out)
{
    begin();
    follows(add(1, 1, 5), 2);
    follows(add(2, 2, 600), 1);
    follows(add(3, 1, 1), 3);
    check_str(in_order(), S("3 1 2@1"));
    begin();
    check_str(in_order(), S(""));
}
