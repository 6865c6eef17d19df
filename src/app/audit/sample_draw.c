/* audit/sample_draw.c — the draw itself: no database, no clock, no chance but the seed. */
#include "app/audit/sample.h"

#include "base/crypto.h"

#include <stdlib.h>
#include <string.h>

bool sample_pair_read(str line, struct sample_pair *out)
{
    int64_t numbers[3];
    str part;

    for (size_t i = 0; i < COUNT(numbers); i++)
        if (!str_cut(&line, ':', &part) || !str_to_int(part, &numbers[i]))
            return false;
    *out = (struct sample_pair){.person = numbers[0], .requirement = numbers[1], .state = (enum requirement_state)numbers[2]};
    return numbers[2] >= 0 && numbers[2] < STANDING_STATES && str_is_empty(line);
}

/* Two lines of one draw are one person and requirement twice. */
static int by_draw(const void *x, const void *y)
{
    const struct sample_pair *a = x, *b = y;

    return memcmp(a->draw.p, b->draw.p, 64);
}

void sample_draw(struct arena *a, str population, str seed, size_t n, struct sample_pairs *out)
{
    struct sample_pairs all = {0};
    struct sample_pair one;
    str line;

    while (str_cut(&population, '\n', &line)) {
        if (!sample_pair_read(line, &one))
            continue;
        one.draw = sha256_hex(a, str_printf(a, STR_FMT ":%lld:%lld", STR_ARG(seed), (long long)one.person, (long long)one.requirement));
        *list_add(a, &all) = one;
    }
    if (all.n)
        qsort(all.items, all.n, sizeof *all.items, by_draw);
    for (size_t i = 0; i < all.n && i < n; i++)
        *list_add(a, out) = all.items[i];
}
