/* web/scratch.c */
#include "web/scratch.h"
#include <pthread.h>

#define SCRATCH_QUOTA ((size_t)48 << 20)

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end_with_thread(void *a)
{
    arena_free(a);
}

static void make_key(void)
{
    pthread_key_create(&key, end_with_thread);
}

struct arena *scratch_open(void)
{
    pthread_once(&once, make_key);
    struct arena *a = pthread_getspecific(key);

    if (!a) {
        a = arena_new(SCRATCH_QUOTA);
        pthread_setspecific(key, a);
    }
    arena_on_full(a, NULL, NULL);
    arena_reset(a);
    return a;
}
