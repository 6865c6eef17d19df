/* format/rdfc_sort.c — merge sort on 16-byte numbers, and texts sorted by
 * their bytes 16 at a time. No recursion, no worst case. */
#include <string.h>
#include "format/rdfc_private.h"

#define RUN 8                                    /* insertion sort is fastest up to here */

static inline bool is_less(const struct rdfc_item *x, const struct rdfc_item *y)
{
#ifdef __SIZEOF_INT128__                         /* two instructions, no branch */
    typedef unsigned __int128 wide;
    return ((wide)x->high << 64 | x->low) < ((wide)y->high << 64 | y->low);
#else
    return x->high < y->high || (x->high == y->high && x->low < y->low);
#endif
}

static inline bool is_equal(const struct rdfc_item *x, const struct rdfc_item *y)
{
    return x->high == y->high && x->low == y->low;
}

static void sort_run(struct rdfc_item *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct rdfc_item x = v[i];
        size_t j = i;
        for (; j && is_less(&x, &v[j - 1]); j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

static void merge(const struct rdfc_item *v, size_t middle, size_t n, struct rdfc_item *out)
{
    size_t i = 0, j = middle;

    if (middle >= n || !is_less(&v[middle], &v[middle - 1])) {
        memcpy(out, v, n * sizeof *v);
        return;
    }
    while (i < middle && j < n) {                /* without a branch that nobody can foresee */
        bool right = is_less(&v[j], &v[i]);
        *out++ = v[right ? j : i];
        j += right;
        i += !right;
    }
    memcpy(out, v + i, (middle - i) * sizeof *v);
    memcpy(out + (middle - i), v + j, (n - j) * sizeof *v);
}

static size_t smaller(size_t x, size_t y)
{
    return x < y ? x : y;
}

void rdfc_sort(struct rdfc_item *items, struct rdfc_item *spare, size_t n)
{
    struct rdfc_item *from = items, *to = spare;

    for (size_t i = 0; i < n; i += RUN)
        sort_run(items + i, smaller(RUN, n - i));
    for (size_t width = RUN; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width)
            merge(from + i, smaller(width, n - i), smaller(2 * width, n - i), to + i);
        struct rdfc_item *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
}

/* Texts. */

struct range { uint32_t from, n; size_t depth; };
LIST_OF(ranges, struct range);

struct text_sort {
    struct arena *a;
    const str *texts;
    struct rdfc_item *items, *spare;
    struct ranges open;                          /* equal up to `depth`, to be sorted by what follows */
};

/* Fills in what stands at `depth`. True when it is the same in all; `*more`
 * when some text goes on behind it. */
static bool load(struct text_sort *t, const struct range *r, bool *more)
{
    struct rdfc_item *v = t->items + r->from;
    bool same = true;

    *more = false;
    for (uint32_t i = 0; i < r->n; i++) {
        str s = t->texts[v[i].at];
        v[i].high = rdfc_word(s, r->depth);
        v[i].low = rdfc_word(s, r->depth + 8);
        same &= is_equal(&v[i], &v[0]);
        *more |= s.n > r->depth + 16;
    }
    return same;
}

static void open_equal_runs(struct text_sort *t, const struct range *r)
{
    const struct rdfc_item *v = t->items + r->from;

    for (uint32_t i = 0, j; i < r->n; i = j) {
        for (j = i + 1; j < r->n && is_equal(&v[i], &v[j]);)
            j++;
        if (j - i > 1)
            *list_add(t->a, &t->open) = (struct range){r->from + i, j - i, r->depth + 16};
    }
}

static void sort_range(struct text_sort *t, struct range r)
{
    bool more;

    while (load(t, &r, &more)) {
        if (!more)
            return;
        r.depth += 16;
    }
    rdfc_sort(t->items + r.from, t->spare, r.n);
    if (more)
        open_equal_runs(t, &r);
}

void rdfc_sort_texts(struct arena *a, const str *texts, uint32_t *order, size_t n)
{
    struct text_sort t = {.a = a, .texts = texts, .items = NEW_ARRAY(a, n, struct rdfc_item),
                          .spare = NEW_ARRAY(a, n, struct rdfc_item)};

    for (size_t i = 0; i < n; i++)
        t.items[i].at = (uint32_t)i;
    if (n > 1)
        sort_range(&t, (struct range){0, (uint32_t)n, 0});
    while (t.open.n)
        sort_range(&t, t.open.items[--t.open.n]);
    for (size_t i = 0; i < n; i++)
        order[i] = t.items[i].at;
}
