/* pathway/graph.c — a pathway as a picture: columns from left to right, each step right of
 * what it comes after, a group right of its parts. Where it stands, and nothing else: the
 * list beside it says all of it in words. */
#include "app/pathway/pathway_view.h"

#include "base/utf8.h"

#define GAP_ACROSS 56
#define GAP_DOWN   20
#define EDGE       8
#define LINE_MOST  22                            /* letters */

struct plan { struct arena *a; const struct pathway_steps *all; int64_t *column, *row; int64_t columns, rows; bool goes_below; };

static size_t find(const struct pathway_steps *all, int64_t line)
{
    size_t i = 0;

    while (i < all->n && all->items[i].line != line)
        i++;
    return i;
}

/* ---- where ---- */

static int64_t right_of(const struct plan *p, const struct pathway_step *s, int64_t least)
{
    for (size_t depth = 0; depth <= PATHWAY_DEPTH_MOST; depth++) {
        for (size_t i = 0; i < s->after.n; i++) {
            size_t at = find(p->all, s->after.items[i]);
            if (at < p->all->n && p->column[at] >= least)
                least = p->column[at] + 1;
        }
        size_t up = s->parent ? find(p->all, s->parent) : p->all->n;
        if (up == p->all->n)
            break;
        s = &p->all->items[up];
    }
    return least;
}

static int64_t column_of(const struct plan *p, size_t i)
{
    const struct pathway_step *s = &p->all->items[i];
    int64_t least = 0;

    for (size_t k = 0; s->is_group && k < p->all->n; k++)
        if (p->all->items[k].parent == s->line && p->column[k] >= least)
            least = p->column[k] + 1;
    return right_of(p, s, least);
}

/* Once more for each step of the longest way; no more often than there are steps, so that
 * what goes in a circle ends too. */
static void set_columns(struct plan *p)
{
    bool changed = true;

    for (size_t round = 0; changed && round <= p->all->n; round++) {
        changed = false;
        for (size_t i = 0; i < p->all->n; i++) {
            int64_t c = column_of(p, i);
            changed = changed || c != p->column[i];
            p->column[i] = c < (int64_t)p->all->n ? c : (int64_t)p->all->n;
        }
    }
    for (size_t i = 0; i < p->all->n; i++)
        if (p->column[i] >= p->columns)
            p->columns = p->column[i] + 1;
}

static void set_rows(struct plan *p)
{
    int64_t *used = NEW_ARRAY(p->a, (size_t)p->columns + 1, int64_t);

    for (size_t i = 0; i < p->all->n; i++) {
        p->row[i] = used[p->column[i]]++;
        if (used[p->column[i]] > p->rows)
            p->rows = used[p->column[i]];
    }
}

static int64_t x_of(int64_t column)
{
    return EDGE + column * (PATH_NODE_WIDTH + GAP_ACROSS);
}

/* ---- words in two lines ---- */

static size_t letters(str s, size_t most)
{
    str rest = s;

    while (rest.n && most--)
        utf8_next(&rest);
    return s.n - rest.n;
}

static void set_lines(struct arena *a, str title, struct path_node *out)
{
    size_t end = letters(title, LINE_MOST), cut = end;

    out->whole = title;
    if (end == title.n) {
        out->first = title;
        out->second = S("");
        return;
    }
    while (cut && title.p[cut] != ' ')
        cut--;
    if (!cut)
        cut = end;
    out->first = str_slice(title, 0, cut);
    str rest = str_trim(str_from(title, cut));
    size_t n = letters(rest, LINE_MOST);
    out->second = n == rest.n ? rest : str_join(a, str_trim(str_slice(rest, 0, letters(rest, LINE_MOST - 1))), S("…"));
}

/* ---- what ---- */

static const char *const looks[PATH_STATES] = {
    [PATH_OPEN] = "path-node path-open", [PATH_LOCKED] = "path-node path-locked", [PATH_LAPSED] = "path-node path-lapsed",
    [PATH_DONE] = "path-node path-done", [PATH_SPARE] = "path-node path-spare",
};

static void add_node(struct plan *p, int64_t x, int64_t y, str title, const char *look, str state, struct path_graph *out)
{
    struct path_node *n = list_add(p->a, &out->nodes);

    *n = (struct path_node){.look = look, .x = x, .y = y, .x_text = x + 12, .y_first = y + 24, .y_second = y + 41, .y_state = y + 63, .state = state};
    set_lines(p->a, title, n);
}

static str sub_of(struct arena *a, const struct pathway_steps *all, const struct pathway_step *s)
{
    int64_t parts = 0;

    for (size_t i = 0; i < all->n; i++)
        parts += all->items[i].parent == s->line;
    if (s->is_group && s->needed)
        return words_printf(a, "%lld of %lld", (long long)s->needed, (long long)parts);
    if (s->is_group)
        return said("All of them");
    return s->optional ? said("Optional") : S("");
}

/* Straight on it would go behind what stands between: it goes below. */
static str around(struct arena *a, int64_t x1, int64_t y, int64_t x2)
{
    int64_t below = y + PATH_NODE_HEIGHT / 2 + GAP_DOWN / 2, turn = GAP_ACROSS / 2;

    return str_printf(a, "M%lld %lldC%lld %lld %lld %lld %lld %lldL%lld %lldC%lld %lld %lld %lld %lld %lld", (long long)x1, (long long)y, (long long)(x1 + turn), (long long)y,
                      (long long)(x1 + turn), (long long)below, (long long)(x1 + GAP_ACROSS), (long long)below, (long long)(x2 - GAP_ACROSS), (long long)below,
                      (long long)(x2 - turn), (long long)below, (long long)(x2 - turn), (long long)y, (long long)x2, (long long)y);
}

static void add_edge(struct plan *p, size_t from, int64_t x, int64_t y, const char *look, struct path_graph *out)
{
    int64_t x1 = x_of(p->column[from]) + PATH_NODE_WIDTH, y1 = EDGE + p->row[from] * (PATH_NODE_HEIGHT + GAP_DOWN) + PATH_NODE_HEIGHT / 2, middle = x1 + GAP_ACROSS / 2;
    bool skips = y == y1 && x > x1 + GAP_ACROSS;
    str path = skips ? around(p->a, x1, y, x)
                     : str_printf(p->a, "M%lld %lldC%lld %lld %lld %lld %lld %lld", (long long)x1, (long long)y1, (long long)middle, (long long)y1, (long long)(x - GAP_ACROSS / 2), (long long)y,
                                  (long long)x, (long long)y);

    p->goes_below = p->goes_below || (skips && p->row[from] == p->rows - 1);
    *list_add(p->a, &out->edges) = (struct path_edge){look, path};
}

static void add_edges_after(struct plan *p, const struct pathway_step *s, size_t i, struct path_graph *out)
{
    for (size_t k = 0; k < s->after.n; k++) {
        size_t at = find(p->all, s->after.items[k]);
        if (at < p->all->n)
            add_edge(p, at, x_of(p->column[i]), EDGE + p->row[i] * (PATH_NODE_HEIGHT + GAP_DOWN) + PATH_NODE_HEIGHT / 2, "path-edge", out);
    }
}

/* What a group comes after its parts come after: the lines lead to them. */
static void add_edges_to(struct plan *p, size_t i, struct path_graph *out)
{
    const struct pathway_step *s = &p->all->items[i];
    size_t up = s->parent ? find(p->all, s->parent) : p->all->n;

    if (!s->is_group)
        add_edges_after(p, s, i, out);
    for (size_t k = up, depth = 0; !s->is_group && k < p->all->n && depth <= PATHWAY_DEPTH_MOST; depth++) {
        add_edges_after(p, &p->all->items[k], i, out);
        k = p->all->items[k].parent ? find(p->all, p->all->items[k].parent) : p->all->n;
    }
    if (up < p->all->n)
        add_edge(p, i, x_of(p->column[up]), EDGE + p->row[up] * (PATH_NODE_HEIGHT + GAP_DOWN) + PATH_NODE_HEIGHT / 2, "path-edge path-edge-part", out);
}

static bool leads_on(const struct pathway_steps *all, const struct pathway_step *s)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->items[i].after.n; k++)
            if (all->items[i].after.items[k] == s->line)
                return true;
    return s->parent != 0;
}

static void add_end(struct plan *p, const struct pathway_state *state, str end, struct path_graph *out)
{
    int64_t x = x_of(p->columns), y = EDGE + (p->rows - 1) * (PATH_NODE_HEIGHT + GAP_DOWN) / 2;

    for (size_t i = 0; i < p->all->n; i++)
        if (!leads_on(p->all, &p->all->items[i]))
            add_edge(p, i, x, y + PATH_NODE_HEIGHT / 2, p->all->items[i].optional ? "path-edge path-edge-part" : "path-edge", out);
    add_node(p, x, y, end.n ? end : said("Complete"), state && state->is_complete ? "path-node path-end path-done" : "path-node path-end", S(""), out);
}

static void draw_steps(struct plan *p, const struct pathway_state *state, struct path_graph *out)
{
    set_columns(p);
    set_rows(p);
    for (size_t i = 0; i < p->all->n; i++) {
        const struct pathway_step *s = &p->all->items[i];
        const char *look = state ? looks[state->steps.items[i].state] : s->is_group ? "path-node path-group" : "path-node";
        add_node(p, x_of(p->column[i]), EDGE + p->row[i] * (PATH_NODE_HEIGHT + GAP_DOWN), s->title, look,
                 state ? path_state_tag(state->steps.items[i].state).words : sub_of(p->a, p->all, s), out);
        add_edges_to(p, i, out);
    }
}

static void set_size(struct plan *p, int64_t columns, struct path_graph *out)
{
    out->width = x_of(columns) - GAP_ACROSS + EDGE;
    out->height = EDGE + p->rows * (PATH_NODE_HEIGHT + GAP_DOWN) - (p->goes_below ? 0 : GAP_DOWN) + EDGE;
    out->box = str_printf(p->a, "0 0 %lld %lld", (long long)out->width, (long long)out->height);
}

static struct plan plan_of(struct arena *a, const struct pathway_steps *all)
{
    return (struct plan){a, all, NEW_ARRAY(a, all->n + 1, int64_t), NEW_ARRAY(a, all->n + 1, int64_t), 0, 0, false};
}

void pathway_draw(struct arena *a, const struct pathway_steps *all, const struct pathway_state *state, str end, struct path_graph *out)
{
    struct plan p = plan_of(a, all);

    if (all->n == 0)
        return;
    draw_steps(&p, state, out);
    add_end(&p, state, end, out);
    set_size(&p, p.columns + 1, out);
}

void pathway_draw_open(struct arena *a, const struct pathway_steps *all, struct path_graph *out)
{
    struct plan p = plan_of(a, all);

    if (all->n == 0)
        return;
    draw_steps(&p, NULL, out);
    set_size(&p, p.columns, out);
}
