/* app/work.c — made at the first use of a thread, ended with it: a jump out of
 * the request leaks nothing. */
#include "app/work.h"

#include <pthread.h>

#define QUOTA ((size_t)24 << 20)                 /* of one badge */

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

struct arena *work_memory(void)
{
    pthread_once(&once, make_key);
    struct arena *a = pthread_getspecific(key);

    if (!a) {
        a = arena_new(QUOTA);
        pthread_setspecific(key, a);
    }
    arena_reset(a);
    return a;
}
