/* web/arenas.c */
#include "web/arenas.h"
#include <pthread.h>
#include <stdbool.h>

#define SPARE 64

struct arenas {
    pthread_mutex_t lock;
    size_t quota, n;
    struct arena *spare[SPARE];
};

struct arenas *arenas_open(struct arena *a, size_t quota_of_each)
{
    struct arenas *pool = NEW(a, struct arenas);

    pool->quota = quota_of_each;
    pthread_mutex_init(&pool->lock, NULL);
    return pool;
}

struct arena *arenas_borrow(struct arenas *pool)
{
    struct arena *a = NULL;

    pthread_mutex_lock(&pool->lock);
    if (pool->n)
        a = pool->spare[--pool->n];
    pthread_mutex_unlock(&pool->lock);
    return a ? a : arena_new(pool->quota);
}

void arenas_return(struct arenas *pool, struct arena *a)
{
    arena_on_full(a, NULL, NULL);
    arena_reset(a);
    pthread_mutex_lock(&pool->lock);
    bool keep = pool->n < SPARE;
    if (keep)
        pool->spare[pool->n++] = a;
    pthread_mutex_unlock(&pool->lock);
    if (!keep)
        arena_free(a);
}

void arenas_close(struct arenas *pool)
{
    for (size_t i = 0; i < pool->n; i++)
        arena_free(pool->spare[i]);
    pthread_mutex_destroy(&pool->lock);
}
