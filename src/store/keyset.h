/* store/keyset.h — one page of a long list, found by the key of a row instead
 * of by counting rows, so that the millionth page costs what the first one does.
 * Each list has its statement twice, once in each direction. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Behind the row `after`, or before the row `before` (then nearest first, the
 * reverse of how they are shown); neither: from the start. */
struct keyset { int64_t after, before; int limit; };

static inline bool keyset_is_back(const struct keyset *k)
{
    return k->before > 0;
}

/* The row that the page is next to; `start` where there is none. */
static inline int64_t keyset_row(const struct keyset *k, int64_t start)
{
    return k->before > 0 ? k->before : k->after > 0 ? k->after : start;
}
