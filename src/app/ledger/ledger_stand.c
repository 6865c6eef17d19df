/* ledger/ledger_stand.c — what the entries so far say of each row: a table of open
 * addresses, for a million rows are not unusual. */
#include <string.h>

#include "app/ledger/ledger_private.h"
#include "base/attempt.h"

static size_t place_of(const struct ledger_stands *s, uint32_t kind, int64_t id)
{
    uint64_t h = ((uint64_t)id * 0x9E3779B97F4A7C15u) ^ ((uint64_t)kind << 56);
    size_t at = (size_t)(h ^ (h >> 29)) & (s->cap - 1);

    while (s->places[at].kind && (s->places[at].kind != kind || s->places[at].id != id))
        at = (at + 1) & (s->cap - 1);
    return at;
}

#define MOST_PLACES ((size_t)1 << 25)

static struct arena *arena_for(const struct ledger_stands *s, size_t cap)
{
    if (s->a)
        return s->a;
    if (cap > MOST_PLACES)
        attempt_leave(NO_MEMORY, "the ledger is about more rows than can be held against it");
    return arena_new(cap * sizeof(struct ledger_stand) + 4096);
}

static void grow(struct ledger_stands *s)
{
    struct ledger_stands wide = {.a = s->a, .n = s->n, .cap = s->cap ? s->cap * 2 : 1024};
    struct arena *a = arena_for(s, wide.cap);

    wide.own = s->a ? NULL : a;
    wide.places = NEW_ARRAY(a, wide.cap, struct ledger_stand);
    for (size_t i = 0; i < s->cap; i++)
        if (s->places[i].kind)
            wide.places[place_of(&wide, s->places[i].kind, s->places[i].id)] = s->places[i];
    ledger_stands_free(s);
    *s = wide;
}

void ledger_stands_free(struct ledger_stands *s)
{
    arena_free(s->own);
    s->own = NULL;
}

struct ledger_stand *ledger_stand_at(struct ledger_stands *s, const struct ledger_kind *k, int64_t id)
{
    if (s->n * 2 >= s->cap)
        grow(s);
    struct ledger_stand *p = &s->places[place_of(s, k->index + 1, id)];
    if (!p->kind) {
        *p = (struct ledger_stand){.id = id, .kind = k->index + 1};
        s->n++;
    }
    return p;
}

bool ledger_is_zero(str bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        if (bytes.p[i])
            return false;
    return true;
}

int64_t ledger_line_id(str lines, size_t i)
{
    uint64_t v = 0;

    for (size_t k = 0; k < 8 && i * LEDGER_LINE + k < lines.n; k++)
        v = v << 8 | (uint8_t)lines.p[i * LEDGER_LINE + k];
    return (int64_t)v;
}
