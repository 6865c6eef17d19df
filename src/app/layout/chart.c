/* layout/chart.c — where the shapes of a chart stand. Whole numbers alone: the
 * same figures give the same picture everywhere. */
#include "app/layout/chart.h"

#include "base/words.h"

#define LEFT   62                                /* the numbers beside the grid */
#define RIGHT  8
#define TOP    14
#define BOTTOM 32                                /* the words below it */
#define STEPS  4
#define TICKS  6                                 /* words that fit below on a phone */

static int64_t at_least_0(int64_t n)
{
    return n > 0 ? n : 0;
}

int64_t chart_ceiling(int64_t most)
{
    static const int64_t nice[] = {4, 8, 12, 16, 20, 40, 60, 80, 100, 120, 160, 200};
    int64_t size = 1;

    if (most > INT64_MAX / 8)
        return INT64_MAX / 4 * 4;
    while (most > nice[COUNT(nice) - 1] * size)
        size *= 10;
    for (size_t i = 0; i < COUNT(nice); i++)
        if (most <= nice[i] * size)
            return nice[i] * size;
    return nice[COUNT(nice) - 1] * size;
}

/* `n` of `most`, as so many of `length`; no product that could overflow. */
static int64_t part_of(int64_t n, int64_t most, int64_t length)
{
    n = at_least_0(n);
    if (most <= 0)
        return 0;
    if (n >= most)
        return length;
    return n > INT64_MAX / length ? n / (most / length) : n * length / most;
}

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

str chart_month(struct arena *a, struct date d)
{
    return str_printf(a, "%s %d", words(month_names[d.month - 1]), d.year);
}

int64_t chart_share(int64_t n, int64_t most)
{
    int64_t share = part_of(n, most, 100);

    return n > 0 && share == 0 ? 1 : share;
}

static int64_t plot_height(void)
{
    return CHART_HEIGHT - TOP - BOTTOM;
}

static int64_t most_of(const struct chart_points *p, bool with_before)
{
    int64_t most = 0;

    for (size_t i = 0; i < p->n; i++) {
        most = p->items[i].n > most ? p->items[i].n : most;
        most = with_before && p->items[i].before > most ? p->items[i].before : most;
    }
    return chart_ceiling(most);
}

static str short_number(struct arena *a, int64_t n)
{
    if (n >= 1000000)
        return str_printf(a, n % 1000000 ? "%lld.%lldM" : "%lldM", (long long)(n / 1000000), (long long)(n % 1000000 / 100000));
    if (n >= 10000)
        return str_printf(a, n % 1000 ? "%lld.%lldk" : "%lldk", (long long)(n / 1000), (long long)(n % 1000 / 100));
    return str_printf(a, "%lld", (long long)n);
}

static void add_grid(struct arena *a, int64_t ceiling, struct chart *out)
{
    for (int64_t i = 0; i <= STEPS; i++) {
        int64_t y = TOP + plot_height() - plot_height() * i / STEPS;
        *list_add(a, &out->lines) = (struct chart_shape){i ? "chart-line" : "chart-base", LEFT, y, CHART_WIDTH - RIGHT, y, S("")};
        *list_add(a, &out->heights) = (struct chart_mark){LEFT - 8, y + 5, short_number(a, ceiling / STEPS * i)};
    }
}

/* The middle of a point's place; places share the width evenly. */
static int64_t middle(const struct chart_points *p, size_t i)
{
    int64_t width = CHART_WIDTH - LEFT - RIGHT;

    return LEFT + width * (2 * (int64_t)i + 1) / (2 * (int64_t)p->n);
}

static void add_ticks(struct arena *a, const struct chart_points *p, struct chart *out)
{
    size_t every = (p->n + TICKS - 1) / TICKS;

    for (size_t i = 0; i < p->n; i += every)
        *list_add(a, &out->ticks) = (struct chart_mark){middle(p, i), CHART_HEIGHT - 8, p->items[i].label};
}

static void add_bar(struct arena *a, struct chart *out, const char *look, int64_t x, int64_t width, int64_t height, str hint)
{
    if (height > 0)
        *list_add(a, &out->shapes) = (struct chart_shape){look, x, TOP + plot_height() - height, width, height, hint};
}

static int64_t height_of(int64_t n, int64_t ceiling)
{
    int64_t height = part_of(n, ceiling, plot_height());

    return n > 0 && height < 1 ? 1 : height;
}

static void add_column(struct arena *a, const struct chart_points *p, size_t i, struct chart_look draws, int64_t ceiling, struct chart *out)
{
    const struct chart_point *one = &p->items[i];
    int64_t room = (CHART_WIDTH - LEFT - RIGHT) / (int64_t)p->n, gap = room > 8 ? room / 4 : 0;
    int64_t whole = room - gap > 56 ? 56 : room - gap > 1 ? room - gap : 1;
    int64_t width = draws.before && whole > 3 ? whole / 2 : whole, x = middle(p, i) - whole / 2;
    int64_t part = one->part < one->n ? one->part : one->n;

    if (draws.before)
        add_bar(a, out, "chart-bar-before", x, width, height_of(one->before, ceiling),
                words_printf(a, STR_FMT ": %lld in the period before", STR_ARG(one->label), (long long)one->before));
    x += draws.before ? width : 0;
    add_bar(a, out, draws.part ? "chart-bar-2" : "chart-bar", x, width, height_of(one->n, ceiling),
            str_printf(a, STR_FMT ": %lld", STR_ARG(one->label), (long long)one->n));
    if (draws.part)
        add_bar(a, out, "chart-bar", x, width, height_of(part, ceiling),
                words_printf(a, STR_FMT ": %lld of %lld", STR_ARG(one->label), (long long)at_least_0(part), (long long)one->n));
}

void chart_columns(struct arena *a, const struct chart_points *p, struct chart_look draws, struct chart *out)
{
    int64_t ceiling = most_of(p, draws.before);

    add_grid(a, ceiling, out);
    if (p->n == 0)
        return;
    for (size_t i = 0; i < p->n; i++)
        add_column(a, p, i, draws, ceiling, out);
    add_ticks(a, p, out);
}

void chart_curve(struct arena *a, const struct chart_points *p, struct chart *out)
{
    int64_t ceiling = most_of(p, false), base = TOP + plot_height();
    struct buf b = buf_new(a);

    add_grid(a, ceiling, out);
    if (p->n == 0)
        return;
    for (size_t i = 0; i < p->n; i++)
        buf_printf(&b, "%s%lld %lld", i ? "L" : "M", (long long)middle(p, i), (long long)(base - part_of(p->items[i].n, ceiling, plot_height())));
    out->curve = buf_done(&b);
    out->area = str_printf(a, STR_FMT "L%lld %lldL%lld %lldZ", STR_ARG(out->curve), (long long)middle(p, p->n - 1), (long long)base,
                           (long long)middle(p, 0), (long long)base);
    add_ticks(a, p, out);
}
