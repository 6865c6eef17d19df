/* web/reaper.c */
#include "web/reaper.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>

#define INTERVAL_NS (250 * 1000 * 1000)

struct reaper {
    _Atomic int64_t *deadlines;                  /* by descriptor; 0: none */
    size_t max_fd;
    _Atomic size_t highest;
    pthread_mutex_t lock;                        /* held while looking, and to forget */
    pthread_t thread;
    void (*tick)(void *ctx);
    void *tick_ctx;
    atomic_bool stopping;
};

static void look(struct reaper *r)
{
    int64_t now = clock_monotonic_ns();

    pthread_mutex_lock(&r->lock);
    for (size_t fd = 0, end = atomic_load(&r->highest) + 1; fd < end; fd++) {
        int64_t deadline = atomic_load_explicit(&r->deadlines[fd], memory_order_relaxed);
        if (!deadline || now < deadline)
            continue;
        if (atomic_compare_exchange_strong(&r->deadlines[fd], &deadline, 0))
            shutdown((int)fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&r->lock);
}

static void *run(void *arg)
{
    struct reaper *r = arg;
    const struct timespec interval = {0, INTERVAL_NS};

    while (!atomic_load(&r->stopping)) {
        look(r);
        if (r->tick)
            r->tick(r->tick_ctx);
        nanosleep(&interval, NULL);
    }
    return NULL;
}

struct reaper *reaper_start(struct arena *a, size_t max_fd, void (*tick)(void *ctx), void *ctx)
{
    struct reaper *r = NEW(a, struct reaper);

    r->tick = tick;
    r->tick_ctx = ctx;

    r->deadlines = (_Atomic int64_t *)arena_alloc(a, max_fd + 1, sizeof *r->deadlines);
    r->max_fd = max_fd;
    pthread_mutex_init(&r->lock, NULL);
    if (pthread_create(&r->thread, NULL, run, r) != 0)
        return NULL;
    return r;
}

void reaper_set(struct reaper *r, int fd, msec from_now)
{
    size_t i = (size_t)fd, highest = atomic_load(&r->highest);

    if (fd < 0 || i >= r->max_fd)
        return;
    while (highest < i && !atomic_compare_exchange_weak(&r->highest, &highest, i))
        continue;
    atomic_store(&r->deadlines[i], clock_monotonic_ns() + from_now * 1000 * 1000);
}

void reaper_clear(struct reaper *r, int fd)
{
    if (fd >= 0 && (size_t)fd < r->max_fd)
        atomic_store(&r->deadlines[fd], 0);
}

void reaper_forget(struct reaper *r, int fd)
{
    pthread_mutex_lock(&r->lock);
    reaper_clear(r, fd);
    pthread_mutex_unlock(&r->lock);
}

void reaper_stop(struct reaper *r)
{
    if (!r)
        return;
    atomic_store(&r->stopping, true);
    pthread_join(r->thread, NULL);
    pthread_mutex_destroy(&r->lock);
}
