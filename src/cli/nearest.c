#include "cli/nearest.h"

#include "base/error.h"

#define LONGEST 32

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;

    return m < c ? m : c;
}

/* Letters to add, take away, change or swap with their neighbour. */
static unsigned distance(str x, str y)
{
    unsigned d[LONGEST + 1][LONGEST + 1];

    for (size_t i = 0; i <= x.n; i++)
        for (size_t k = 0; k <= y.n; k++) {
            if (!i || !k) {
                d[i][k] = (unsigned)(i + k);
                continue;
            }
            unsigned changed = x.p[i - 1] != y.p[k - 1];
            d[i][k] = least(d[i - 1][k] + 1, d[i][k - 1] + 1, d[i - 1][k - 1] + changed);
            if (i > 1 && k > 1 && x.p[i - 1] == y.p[k - 2] && x.p[i - 2] == y.p[k - 1] &&
                d[i - 2][k - 2] + 1 < d[i][k])
                d[i][k] = d[i - 2][k - 2] + 1;
        }
    return d[x.n][y.n];
}

void nearest_try(struct nearest *n, const char *name)
{
    str s = cstr(name);

    if (s.n > LONGEST || n->given.n > LONGEST || !n->given.n)
        return;
    /* What was begun rightly counts as one mistake. */
    unsigned d = n->given.n > 1 && str_starts(s, n->given) ? 1 : distance(n->given, s);
    unsigned most = n->given.n < 4 ? 1 : n->given.n < 8 ? 2 : 3;
    if (d <= most && (!n->name || d < n->distance)) {
        n->name = name;
        n->distance = d;
    }
}

str nearest_question(struct arena *a, const struct nearest *n, const char *before)
{
    return n->name ? str_printf(a, "; did you mean %s%s?", before, n->name) : S("");
}
