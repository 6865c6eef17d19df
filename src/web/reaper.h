/* web/reaper.h — absolute deadlines of connections. The HTTP library counts
 * silence only; a client that trickles a byte now and then would stay for ever. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"

struct reaper;
/* Watches descriptors below `max_fd`; looks, and calls `tick`, four times a
 * second (NULL is fine). */
struct reaper *reaper_start(struct arena *a, size_t max_fd, void (*tick)(void *ctx), void *ctx);
void reaper_set(struct reaper *r, int fd, msec from_now);  /* at its end the connection is shut down */
void reaper_clear(struct reaper *r, int fd);
/* Before the descriptor is closed and may become another connection's. */
void reaper_forget(struct reaper *r, int fd);
void reaper_stop(struct reaper *r);              /* NULL is fine */
