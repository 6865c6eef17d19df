/* layout/chart.h — charts as SVG from the server: figures in, shapes out, which
 * chart.html draws. A picture says nothing alone: each has a title, a sentence for
 * those who do not see it, and the page puts its figures in a table beside. */
#pragma once
#include "base/clock.h"
#include "base/list.h"

/* One column of a chart. `part` is of `n` (claimed of awarded); `before` stands
 * beside it (a year ago). Negative numbers count as 0, a part as no more than its whole. */
struct chart_point { str label; int64_t n, part, before; };
LIST_OF(chart_points, struct chart_point);

struct chart_shape { const char *look; int64_t x, y, width, height; str hint; };
struct chart_mark { int64_t x, y; str words; };
LIST_OF(chart_shapes, struct chart_shape);
LIST_OF(chart_marks, struct chart_mark);

#define CHART_WIDTH  720
#define CHART_HEIGHT 240

struct chart {
    const char *id;                              /* its own on the page */
    str title, words;                            /* for who does not see it */
    struct chart_shapes shapes, lines;           /* lines: of the grid */
    struct chart_marks ticks, heights;           /* below, and beside the grid */
    str curve, area;                             /* paths; empty: none */
};

/* Columns with what `draws` says; a number of thousands of points is drawn too,
 * thinner than can be seen: sum them up first. */
struct chart_look { bool part, before; };
void chart_columns(struct arena *a, const struct chart_points *p, struct chart_look draws, struct chart *out);
/* A line through the points, filled below. */
void chart_curve(struct arena *a, const struct chart_points *p, struct chart *out);
/* The next number upward that people like at an axis, and its steps: 0 → 4, 37 → 40. */
int64_t chart_ceiling(int64_t most);
/* "Jan 2027" */
str chart_month(struct arena *a, struct date d);
/* How long the bar of a table is, of 100: what is not nothing is seen. */
int64_t chart_share(int64_t n, int64_t most);
