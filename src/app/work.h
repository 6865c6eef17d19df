/* app/work.h — memory for judging what strangers hand in: one arena per thread
 * beside the request's own, so that a badge that asks for too much ends with a
 * sentence and its request goes on. */
#pragma once
#include "base/arena.h"

/* Empty; what was in it is gone. Ends at the next call in this thread. */
struct arena *work_memory(void);
