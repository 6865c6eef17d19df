/* skill/alike.c — names that are alike, by groups of three letters: each group knows which of the
 * names have it, so that another name is compared with all of them in one walk. */
#include "app/skill/match.h"

#include "base/utf8.h"

#define BITS 16
struct alike { uint32_t has[1 << BITS]; int groups[MATCH_ROWS]; size_t n; };
_Static_assert(MATCH_ROWS <= 32, "a bit for each name");

/* Words begin with two blanks and end with one, so that beginnings weigh more. */
struct walk { str rest; unsigned char last[3]; int pending; };

static struct walk walk_of(str folded)
{
    return (struct walk){.rest = folded, .last = {' ', ' ', ' '}, .pending = 1};
}

static bool next_group(struct walk *w, uint32_t *group)
{
    unsigned char c = ' ';

    if (w->rest.n) {
        c = (unsigned char)w->rest.p[0];
        w->rest = str_from(w->rest, 1);
        if (c < '0')
            c = ' ';
    } else if (w->pending-- <= 0)
        return false;
    w->last[0] = w->last[1];
    w->last[1] = w->last[2];
    w->last[2] = c;
    *group = ((uint32_t)w->last[0] << 16 | (uint32_t)w->last[1] << 8 | w->last[2]) * 2654435761u >> (32 - BITS);
    return true;
}

struct alike *alike_open(struct arena *a, const struct str_list *names)
{
    struct alike *x = NEW(a, struct alike);

    x->n = names->n < MATCH_ROWS ? names->n : MATCH_ROWS;
    for (size_t i = 0; i < x->n; i++) {
        struct walk w = walk_of(utf8_fold(a, names->items[i]));
        uint32_t group;
        while (next_group(&w, &group)) {
            x->groups[i] += !(x->has[group] >> i & 1);
            x->has[group] |= (uint32_t)1 << i;
        }
    }
    return x;
}

void alike_to(const struct alike *x, str folded, int *out)
{
    struct walk w = walk_of(folded);
    int both[MATCH_ROWS] = {0}, n = 0;
    uint32_t group;

    for (; next_group(&w, &group); n++)
        for (uint32_t has = x->has[group]; has; has &= has - 1)
            both[__builtin_ctz(has)]++;
    for (size_t i = 0; i < x->n; i++) {
        int common = both[i] < x->groups[i] ? both[i] : x->groups[i];
        out[i] = n + x->groups[i] > 0 ? 200 * common / (n + x->groups[i]) : 0;
    }
}
