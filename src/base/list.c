/* base/list.c — arrays double; the map is open addressing over SipHash. */
#include "base/list.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>

void *list_more_(struct arena *a, void *items, size_t *cap, size_t size)
{
    size_t old = *cap;

    *cap = old ? old * 2 : 8;
    return arena_grow(a, items, old, *cap, size);
}

void list_reverse_(void *items, size_t n, size_t size)
{
    char *first = items;

    for (size_t i = 0; i < n / 2; i++)
        for (size_t k = 0; k < size; k++) {
            char c = first[i * size + k];
            first[i * size + k] = first[(n - 1 - i) * size + k];
            first[(n - 1 - i) * size + k] = c;
        }
}

/* SipHash-1-3 (Aumasson and Bernstein): the key keeps strangers from choosing
 * names that all fall into one slot. */

static uint64_t hash_key[2];

static void draw_hash_key(void)
{
    if (getrandom(hash_key, sizeof hash_key, 0) == sizeof hash_key)
        return;
    /* Where the system call is forbidden: what the kernel gave the process at its start. */
    memcpy(hash_key, (const void *)getauxval(AT_RANDOM), sizeof hash_key);
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
    v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

static uint64_t hash_of(str s)
{
    uint64_t v[4] = {hash_key[0] ^ 0x736f6d6570736575, hash_key[1] ^ 0x646f72616e646f6d,
                     hash_key[0] ^ 0x6c7967656e657261, hash_key[1] ^ 0x7465646279746573};
    uint64_t word;
    size_t i = 0;

    for (; i + 8 <= s.n; i += 8) {
        memcpy(&word, s.p + i, 8);
        sip_word(v, word);
    }
    word = 0;
    if (i < s.n)
        memcpy(&word, s.p + i, s.n - i);
    sip_word(v, word | (uint64_t)s.n << 56);
    v[2] ^= 0xff;
    for (int round = 0; round < 3; round++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct slot {
    bool taken;
    uint64_t hash;
    str key;
    void *value;
};

struct map {
    struct arena *a;
    struct slot *slots;
    size_t cap, n;                               /* cap: a power of two */
};

/* The slot that holds `key`, or the free one where it belongs. */
static struct slot *find_slot(const struct map *m, str key, uint64_t hash)
{
    size_t i = hash & (m->cap - 1);

    while (m->slots[i].taken && !(m->slots[i].hash == hash && str_eq(m->slots[i].key, key)))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

static void rehash(struct map *m)
{
    struct map bigger = {m->a, NEW_ARRAY(m->a, m->cap * 2, struct slot), m->cap * 2, m->n};

    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].taken)
            *find_slot(&bigger, m->slots[i].key, m->slots[i].hash) = m->slots[i];
    *m = bigger;
}

static void need_hash_key(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, draw_hash_key);
}

uint64_t map_hash(str key)
{
    need_hash_key();
    return hash_of(key);
}

struct map *map_new(struct arena *a)
{
    struct map *m = NEW(a, struct map);

    need_hash_key();
    *m = (struct map){.a = a, .slots = NEW_ARRAY(a, 8, struct slot), .cap = 8};
    return m;
}

void **map_at(struct map *m, str key)
{
    uint64_t hash = hash_of(key);
    struct slot *s = find_slot(m, key, hash);

    if (s->taken)
        return &s->value;
    if (m->n + 1 > m->cap / 4 * 3) {
        rehash(m);
        s = find_slot(m, key, hash);
    }
    *s = (struct slot){.taken = true, .hash = hash, .key = key};
    m->n++;
    return &s->value;
}

void *map_get(const struct map *m, str key)
{
    return find_slot(m, key, hash_of(key))->value;
}

size_t map_count(const struct map *m)
{
    return m->n;
}
