/* draw/grid.c — a table over pages of A3, landscape: rows of people, columns with a head,
 * in each cell a word and a day. Of more columns than fit beside each other the same people
 * are on the pages behind.
 *
 * Body: JSON, written by the server:
 *   {title, under, author, foot, names, sums,
 *    kinds: [{word, tone}], columns: [{head, name, note, total}], total,
 *    rows: [{head, sub, sum, cells: [[kind, day], …]}]}
 * A cell names its kind by number. `tone`: good, warn, bad, info or empty. */
#include <pango/pangocairo.h>
#include "base/list.h"
#include "draw/pdf_pages.h"
#include "draw/verbs.h"
#include "format/json.h"

#define WIDTH     1190.55
#define HEIGHT    841.89
#define MARGIN    36.0
#define TOP       (MARGIN + 34)                  /* under title and words */
#define HEAD      48.0
#define ROW       19.0
#define NAMES     150.0
#define SUMS      44.0
#define BESIDE    18                             /* columns */
#define BROADEST  92.0                           /* of a column */
#define PAGES     60

/* A cell is three values, and 10,000 cells are the most that the server asks for. */
static const struct json_limits limits = {.bytes = (size_t)8 << 20, .depth = 6, .values = 80000, .keys = 12, .string = 2000};

struct ink { double r, g, b; };
static const struct ink black = {0.12, 0.11, 0.13}, soft = {0.36, 0.33, 0.39}, grey = {0.78, 0.76, 0.80};
static const struct tone { const char *name; struct ink ink, ground; bool filled; } tones[] = {
    {"good", {0.07, 0.36, 0.19}, {1, 1, 1}, false}, {"warn", {0.45, 0.28, 0}, {1, 0.95, 0.83}, true},
    {"bad", {0.62, 0.07, 0.10}, {1, 0.90, 0.90}, true}, {"info", {0.08, 0.29, 0.55}, {1, 1, 1}, false},
};
static const struct tone plain = {"", {0.36, 0.33, 0.39}, {1, 1, 1}, false};

struct kind { str word; const struct tone *tone; };
struct grid {
    struct arena *a;
    const struct json *body, *columns, *rows;
    struct kind *kinds;
    size_t n_kinds, per_page, from, to, left, right;      /* rows and columns of this page */
    int page, pages;
    double column;                               /* how broad */
    cairo_t *cr;
    PangoLayout *layout;
    struct map *known;
    LIST(PangoLayout *) layouts;                 /* those that are known */
};

static str member(const struct json *v, const char *key)
{
    str s = json_str(json_get(v, key));

    return str_is_absent(s) ? S("") : s;
}

/* ---- text ---- */

struct text { double size; bool bold; struct ink ink; int lines; };

/* Within that width, and so many lines; what is longer ends in "…". */
static void lay_out(PangoLayout *layout, const struct text *t, str words, double width)
{
    PangoFontDescription *font = pango_font_description_from_string("Inter, DejaVu Sans");

    pango_font_description_set_weight(font, t->bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, t->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_text(layout, words.p, (int)words.n);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_height(layout, -(t->lines ? t->lines : 1));
}

static void show(struct grid *g, const struct text *t, PangoLayout *layout, double x, double y)
{
    cairo_set_source_rgb(g->cr, t->ink.r, t->ink.g, t->ink.b);
    cairo_move_to(g->cr, x, y);
    pango_cairo_show_layout(g->cr, layout);
}

static void put(struct grid *g, const struct text *t, str words, double x, double y, double width)
{
    if (words.n == 0)
        return;
    lay_out(g->layout, t, words, width);
    show(g, t, g->layout, x, y);
}

/* Of what stands in cells there are few different words and days: each is laid out once. */
static void put_known(struct grid *g, const struct text *t, str words, double x, double y)
{
    if (words.n == 0)
        return;
    void **known = map_at(g->known, str_printf(g->a, "%.1f%d" STR_FMT, t->size, t->bold, STR_ARG(words)));
    if (!*known) {
        *known = pango_cairo_create_layout(g->cr);
        lay_out(*known, t, words, g->column - 4);
        *list_add(g->a, &g->layouts) = *known;
    }
    show(g, t, *known, x, y);
}

static void rule(struct grid *g, double y, double to, double thick)
{
    cairo_set_source_rgb(g->cr, grey.r, grey.g, grey.b);
    cairo_set_line_width(g->cr, thick);
    cairo_move_to(g->cr, MARGIN, y);
    cairo_line_to(g->cr, to, y);
    cairo_stroke(g->cr);
}

/* ---- one page ---- */

static double column_at(const struct grid *g, size_t k)
{
    return MARGIN + NAMES + SUMS + (double)(k - g->left) * g->column;
}

static void put_heads(struct grid *g)
{
    static const struct text label = {.size = 7.5, .bold = true, .ink = {0.12, 0.11, 0.13}}, name = {.size = 6.5, .ink = {0.12, 0.11, 0.13}, .lines = 3},
                             note = {.size = 6, .ink = {0.36, 0.33, 0.39}};

    put(g, &label, member(g->body, "names"), MARGIN, TOP + HEAD - 13, NAMES - 6);
    put(g, &label, member(g->body, "sums"), MARGIN + NAMES, TOP + HEAD - 13, SUMS - 4);
    for (size_t k = g->left; k < g->right; k++) {
        const struct json *c = json_item(g->columns, k);
        put(g, &label, member(c, "head"), column_at(g, k), TOP, g->column - 4);
        put(g, &name, member(c, "name"), column_at(g, k), TOP + 10, g->column - 4);
        put(g, &note, member(c, "note"), column_at(g, k), TOP + HEAD - 10, g->column - 4);
    }
    rule(g, TOP + HEAD, column_at(g, g->right), 1);
}

static void put_cell(struct grid *g, const struct json *cell, double x, double y)
{
    int64_t kind = 0;

    if (!json_int(json_item(cell, 0), &kind) || kind < 0 || (size_t)kind >= g->n_kinds)
        return;
    const struct kind *k = &g->kinds[kind];
    const struct text word = {.size = 6.5, .bold = k->tone->filled, .ink = k->tone->ink}, day = {.size = 6, .ink = k->tone->ink};
    str when = json_str(json_item(cell, 1));
    if (k->tone->filled) {
        cairo_set_source_rgb(g->cr, k->tone->ground.r, k->tone->ground.g, k->tone->ground.b);
        cairo_rectangle(g->cr, x - 2, y + 0.5, g->column - 1, ROW - 1);
        cairo_fill(g->cr);
    }
    put_known(g, &word, k->word, x, y + 1.5);
    put_known(g, &day, str_is_absent(when) ? S("") : when, x, y + 9.5);
}

static void put_row(struct grid *g, const struct json *row, double y)
{
    static const struct text name = {.size = 8, .bold = true, .ink = {0.12, 0.11, 0.13}}, sub = {.size = 6.5, .ink = {0.36, 0.33, 0.39}};
    const struct json *cells = json_get(row, "cells");

    put(g, &name, member(row, "head"), MARGIN, y + 1, NAMES - 6);
    put(g, &sub, member(row, "sub"), MARGIN, y + 10, NAMES - 6);
    put(g, &sub, member(row, "sum"), MARGIN + NAMES, y + 4, SUMS - 4);
    for (size_t k = g->left; k < g->right; k++)
        put_cell(g, json_item(cells, k), column_at(g, k), y);
    rule(g, y + ROW, column_at(g, g->right), 0.4);
}

static void put_totals(struct grid *g, double y)
{
    const struct text words = {.size = 7, .bold = true, .ink = black};

    put(g, &words, member(g->body, "total"), MARGIN, y + 4, NAMES - 6);
    for (size_t k = g->left; k < g->right; k++)
        put(g, &words, member(json_item(g->columns, k), "total"), column_at(g, k), y + 4, g->column - 4);
}

static void put_page(struct grid *g)
{
    const struct text title = {.size = 15, .bold = true, .ink = black}, under = {.size = 8.5, .ink = soft}, foot = {.size = 7.5, .ink = soft};
    double y = TOP + HEAD;

    put(g, &title, member(g->body, "title"), MARGIN, MARGIN - 8, WIDTH - 2 * MARGIN);
    put(g, &under, member(g->body, "under"), MARGIN, MARGIN + 13, WIDTH - 2 * MARGIN);
    put_heads(g);
    for (size_t i = g->from; i < g->to; i++, y += ROW)
        put_row(g, json_item(g->rows, i), y);
    if (g->to == json_count(g->rows))
        put_totals(g, y);
    str words = str_printf(g->a, STR_FMT "   %d / %d", STR_ARG(member(g->body, "foot")), g->page, g->pages);
    put(g, &foot, words, MARGIN, HEIGHT - MARGIN + 4, WIDTH - 2 * MARGIN);
}

/* ---- all of them ---- */

static size_t parts_of(size_t n, size_t size)
{
    return n == 0 ? 1 : (n + size - 1) / size;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static code put_pages(struct grid *g, struct error *err)
{
    size_t rows = json_count(g->rows), columns = json_count(g->columns), down = parts_of(rows, g->per_page), along = parts_of(columns, BESIDE);

    if (down * along > PAGES)
        return fail(err, LIMIT, "", "the table has more than %d pages", PAGES);
    g->pages = (int)(down * along);
    for (size_t i = 0; i < down * along; i++) {
        g->from = i / along * g->per_page;
        g->to = least(g->from + g->per_page, rows);
        g->left = i % along * BESIDE;
        g->right = least(g->left + BESIDE, columns);
        if (g->page++ > 0)
            cairo_show_page(g->cr);
        put_page(g);
    }
    return OK;
}

static void read_kinds(struct grid *g)
{
    const struct json *all = json_get(g->body, "kinds");

    g->n_kinds = json_count(all);
    g->kinds = NEW_ARRAY(g->a, g->n_kinds + 1, struct kind);
    for (size_t i = 0; i < g->n_kinds; i++) {
        const struct json *v = json_item(all, i);
        g->kinds[i] = (struct kind){member(v, "word"), &plain};
        for (size_t k = 0; k < COUNT(tones); k++)
            if (str_eq(member(v, "tone"), cstr(tones[k].name)))
                g->kinds[i].tone = &tones[k];
    }
}

/* As broad as the page allows, but no broader than can be read along. */
static double broad(size_t columns)
{
    double all = (WIDTH - 2 * MARGIN - NAMES - SUMS) / (double)(columns < 1 ? 1 : least(columns, BESIDE));

    return all < BROADEST ? all : BROADEST;
}

code verb_grid(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    struct grid g = {.a = a, .known = map_new(a), .per_page = (size_t)((HEIGHT - MARGIN - TOP - HEAD - ROW) / ROW)};

    TRY(json_parse(a, in->body, &limits, &g.body, err));
    g.columns = json_get(g.body, "columns");
    g.rows = json_get(g.body, "rows");
    g.column = broad(json_count(g.columns));
    struct pdf_pages pdf = {.width = WIDTH, .height = HEIGHT, .title = member(g.body, "title"), .author = member(g.body, "author")};
    read_kinds(&g);
    pdf_pages_open(&pdf, a);
    g.cr = pdf.cr;
    g.layout = pango_cairo_create_layout(g.cr);
    code c = put_pages(&g, err);
    g_object_unref(g.layout);
    for (size_t i = 0; i < g.layouts.n; i++)
        g_object_unref(g.layouts.items[i]);
    TRY(c);
    return pdf_pages_close(&pdf, &out->body, err);
}
