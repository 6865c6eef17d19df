#include "unit/test.h"
#include "app/layout/chart.h"

static struct chart_points points(size_t n, int64_t each)
{
    struct chart_points p = {0};

    for (size_t i = 0; i < n; i++)
        *list_add(test_arena, &p) = (struct chart_point){str_printf(test_arena, "P%zu", i), each * (int64_t)(i + 1), each * (int64_t)i, each};
    return p;
}

TEST(an_axis_ends_at_a_number_people_like)
{
    static const struct { int64_t most, want; } t[] = {
        {0, 4}, {1, 4}, {4, 4}, {5, 8}, {37, 40}, {101, 120}, {200, 200}, {201, 400}, {99999, 100000}, {1234567, 1600000},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(chart_ceiling(t[i].most), t[i].want);
    assert_true(chart_ceiling(INT64_MAX) > 0);
}

static void check_inside(const struct chart *c)
{
    for (size_t i = 0; i < c->shapes.n; i++) {
        const struct chart_shape *s = &c->shapes.items[i];
        assert_true(s->x >= 0 && s->x + s->width <= CHART_WIDTH && s->width > 0);
        assert_true(s->y >= 0 && s->y + s->height <= CHART_HEIGHT && s->height > 0);
    }
}

TEST(no_bar_leaves_the_picture_whatever_the_figures)
{
    static const struct { size_t n; int64_t each; } t[] = {
        {1, 1}, {1, 0}, {2, 7}, {12, 40}, {31, 3}, {36, 1000}, {366, 1}, {3, INT64_MAX / 4}, {5, -9},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        for (int look = 0; look < 4; look++) {
            struct chart_points p = points(t[i].n, t[i].each);
            struct chart c = {0};
            chart_columns(test_arena, &p, (struct chart_look){look & 1, look & 2}, &c);
            check_inside(&c);
            assert_int_equal(c.heights.n, 5);
            assert_true(c.ticks.n <= 6);
        }
}

TEST(what_is_not_nothing_is_seen)
{
    struct chart_points p = {0};
    struct chart c = {0};

    *list_add(test_arena, &p) = (struct chart_point){S("a"), 1000000, 0, 0};
    *list_add(test_arena, &p) = (struct chart_point){S("b"), 1, 0, 0};
    chart_columns(test_arena, &p, (struct chart_look){0}, &c);
    assert_int_equal(c.shapes.n, 2);
    assert_int_equal(c.shapes.items[1].height, 1);
    assert_int_equal(chart_share(1, 1000000), 1);
    assert_int_equal(chart_share(0, 10), 0);
    assert_int_equal(chart_share(20, 10), 100);
    assert_int_equal(chart_share(5, 0), 1);
}

TEST(a_part_is_never_more_than_its_whole)
{
    struct chart_points p = {0};
    struct chart c = {0};

    *list_add(test_arena, &p) = (struct chart_point){S("a"), 10, 25, 0};
    chart_columns(test_arena, &p, (struct chart_look){.part = true}, &c);
    assert_int_equal(c.shapes.n, 2);
    assert_int_equal(c.shapes.items[0].height, c.shapes.items[1].height);
}

TEST(a_curve_has_a_point_for_each_figure_and_ends_at_its_base)
{
    struct chart_points p = points(3, 10);
    struct chart c = {0}, none = {0};
    struct chart_points empty = {0};

    chart_curve(test_arena, &p, &c);
    check_str(str_slice(c.curve, 0, 1), S("M"));
    assert_true(str_ends(c.area, S("Z")) && str_starts(c.area, c.curve));
    assert_int_equal(c.ticks.n, 3);
    chart_curve(test_arena, &empty, &none);
    assert_int_equal(none.curve.n, 0);
    assert_int_equal(none.lines.n, 5);
}

static void draw(struct arena *a, void *ctx)
{
    struct chart c = {0};

    chart_columns(a, ctx, (struct chart_look){true, true}, &c);
    chart_curve(a, ctx, &c);
}

TEST(a_chart_survives_memory_that_runs_out)
{
    struct chart_points p = points(20, 10);

    assert_true(check_each_allocation(draw, &p) > 20);
}
