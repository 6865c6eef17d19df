/* app/cache.c — direct-mapped slots, each with an arena of its own. */
#include "app/cache.h"

#include <pthread.h>
#include <string.h>

#define SLOTS     512
#define MAX_VALUE ((size_t)256 << 10)

static struct slot { struct arena *arena; str key, value; int64_t stamp; uint64_t made; } slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t writes;

static struct slot *slot_of(str key)
{
    uint64_t h = 1469598103934665603u;

    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (uint8_t)key.p[i]) * 1099511628211u;
    return &slots[(h >> 20) % SLOTS];
}

static bool holds(const struct slot *s, str key, int64_t stamp)
{
    return s->stamp == stamp && str_eq(s->key, key) && !str_is_absent(s->key);
}

/* The copy is made in two steps, because an arena may drop the request (and
 * its thread's stack) while it allocates: never with the lock held. */
bool cache_get(struct arena *a, str key, int64_t stamp, str *value)
{
    struct slot *s = slot_of(key);
    uint64_t made = 0;
    size_t n = 0;

    pthread_mutex_lock(&lock);
    bool hit = holds(s, key, stamp);
    if (hit) {
        made = s->made;
        n = s->value.n;
    }
    pthread_mutex_unlock(&lock);
    if (!hit)
        return false;

    char *copy = NEW_ARRAY(a, n + 1, char);
    pthread_mutex_lock(&lock);
    hit = s->made == made;
    if (hit)
        memcpy(copy, s->value.p, n);
    pthread_mutex_unlock(&lock);
    *value = (str){copy, n};
    return hit;
}

void cache_put(str key, int64_t stamp, str value)
{
    struct slot *s = slot_of(key);

    if (value.n > MAX_VALUE || key.n > 4096)
        return;
    pthread_mutex_lock(&lock);
    if (s->arena)
        arena_reset(s->arena);
    else
        s->arena = arena_new(2 * MAX_VALUE);
    s->key = str_copy(s->arena, key);
    s->value = str_copy(s->arena, value);
    s->stamp = stamp;
    s->made = ++writes;
    pthread_mutex_unlock(&lock);
}
