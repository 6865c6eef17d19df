/* web/crew.h — worker threads over one queue, first come first served. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

struct crew_job { struct crew_job *next; };      /* first member of what is queued */
typedef void crew_run(void *ctx, struct crew_job *job);

struct crew;
MUST_USE code crew_start(struct arena *a, unsigned threads, crew_run *run, void *ctx, struct crew **out, struct error *err);
void crew_give(struct crew *c, struct crew_job *job);
void crew_stop(struct crew *c);                  /* after the queue is empty; NULL is fine */
