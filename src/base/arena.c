/* base/arena.c — chunks from malloc, objects cut off them in order. The first
 * chunk stays for the arena's whole life; a reset returns the others. */
#include "base/arena.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/attempt.h"

#define DEFAULT_QUOTA ((size_t)16 << 20)
#define FIRST_CHUNK   ((size_t)4 << 10)
#define LARGE_CHUNK   ((size_t)64 << 10)
#define CLEAN_CHUNK   ((size_t)4 << 20)          /* comes as zeros: pages of a large table that nobody touches cost nothing */
#define ALIGNMENT     _Alignof(max_align_t)

struct chunk {
    struct chunk *older;
    size_t size, used;
    bool is_clean;                               /* what is not used yet is zero */
    _Alignas(max_align_t) char bytes[];
};

struct arena {
    struct chunk *newest;
    size_t quota, used;
    size_t fail_in;                              /* 0: off */
    bool fails_with_others;
    arena_full_fn *on_full;
    void *on_full_ctx;
    int on_full_depth;                           /* attempts around it when it was set */
};

static __thread size_t fail_new_in;              /* tests; 0: off */

static _Noreturn void full(struct arena *a)
{
    if (a->on_full && attempt_depth() <= a->on_full_depth)
        a->on_full(a->on_full_ctx);
    attempt_leave(NO_MEMORY, "a task needed more memory than it may have");
}

static size_t checked_product(struct arena *a, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 4)
        full(a);
    return bytes;
}

static void charge(struct arena *a, size_t bytes)
{
    if (a->fail_in && --a->fail_in == 0)
        full(a);
    if (a->fails_with_others && fail_new_in && --fail_new_in == 0)
        full(a);
    if (bytes > a->quota - a->used)
        full(a);
    a->used += bytes;
}

static struct chunk *chunk_new(struct chunk *older, size_t size)
{
    bool is_clean = size >= CLEAN_CHUNK;
    struct chunk *c = is_clean ? calloc(1, sizeof *c + size) : malloc(sizeof *c + size);

    if (c)
        *c = (struct chunk){.older = older, .size = size, .is_clean = is_clean};
    return c;
}

static void add_chunk(struct arena *a, size_t size)
{
    struct chunk *c = chunk_new(a->newest, size);

    if (!c)
        full(a);
    a->newest = c;
}

#ifdef ARENA_DEBUG

/* A chunk for each object, ending where the object ends. */
static char *take(struct arena *a, size_t bytes)
{
    charge(a, bytes);
    add_chunk(a, bytes);
    return a->newest->bytes;
}

static int extend(struct arena *a, const char *old, size_t old_bytes, size_t new_bytes)
{
    (void)a, (void)old, (void)old_bytes, (void)new_bytes;
    return 0;
}

#else

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/* Twice the object's size: a growing buffer then grows once more in place,
 * and pages that nobody touches cost nothing. */
static size_t next_chunk_size(const struct arena *a, size_t bytes)
{
    size_t size = a->newest->size < LARGE_CHUNK ? a->newest->size * 2 : LARGE_CHUNK;

    return size / 2 < bytes ? bytes * 2 : size;
}

static char *take(struct arena *a, size_t bytes)
{
    bytes = aligned(bytes);
    charge(a, bytes);
    if (bytes > a->newest->size - a->newest->used)
        add_chunk(a, next_chunk_size(a, bytes));
    char *p = a->newest->bytes + a->newest->used;
    a->newest->used += bytes;
    return p;
}

/* Only the newest object can grow where it stands. */
static int extend(struct arena *a, const char *old, size_t old_bytes, size_t new_bytes)
{
    struct chunk *c = a->newest;
    size_t more = aligned(new_bytes) - aligned(old_bytes);

    if (!old || old + aligned(old_bytes) != c->bytes + c->used || more > c->size - c->used)
        return 0;
    charge(a, more);
    c->used += more;
    return 1;
}

#endif

struct arena *arena_new(size_t quota)
{
    struct arena *a = calloc(1, sizeof *a);
    struct chunk *first = chunk_new(NULL, FIRST_CHUNK);

    if (!a || !first) {
        free(first);
        free(a);
        attempt_leave(NO_MEMORY, "out of memory");
    }
    a->newest = first;
    a->quota = quota ? quota : DEFAULT_QUOTA;
    a->fails_with_others = fail_new_in > 0;
    return a;
}

void arena_on_full(struct arena *a, arena_full_fn *fn, void *ctx)
{
    a->on_full = fn;
    a->on_full_ctx = ctx;
    a->on_full_depth = attempt_depth();
}

void arena_reset(struct arena *a)
{
    while (a->newest->older) {
        struct chunk *older = a->newest->older;
        free(a->newest);
        a->newest = older;
    }
    a->newest->used = 0;
    a->used = 0;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    free(a->newest);
    free(a);
}

void *arena_alloc(struct arena *a, size_t count, size_t size)
{
    size_t bytes = checked_product(a, count, size);
    char *p = take(a, bytes);

    return a->newest->is_clean ? p : memset(p, 0, bytes);
}

void *arena_grow(struct arena *a, void *old, size_t old_count, size_t new_count, size_t size)
{
    size_t new_bytes = checked_product(a, new_count, size);
    size_t old_bytes = old_count * size;
    char *p = old;

    if (old && new_bytes <= old_bytes)
        return old;
    if (!extend(a, old, old_bytes, new_bytes)) {
        p = take(a, new_bytes);
        if (old_bytes)
            memcpy(p, old, old_bytes);
    }
    if (!a->newest->is_clean)
        memset(p + old_bytes, 0, new_bytes - old_bytes);
    return p;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

void arena_fail_after(struct arena *a, size_t n)
{
    a->fail_in = n;
}

void arena_fail_after_in_new(size_t n)
{
    fail_new_in = n;
}
