#include "format/contexts.h"

/* The first row that is not before `url`. */
static size_t lower_bound(str url)
{
    size_t low = 0, high = contexts_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(contexts_table[middle].url, url) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct bundled_context *contexts_find(str url, size_t revision)
{
    size_t first = lower_bound(url);

    if (revision >= contexts_count - first || !str_eq(contexts_table[first + revision].url, url))
        return NULL;
    return &contexts_table[first + revision];
}
