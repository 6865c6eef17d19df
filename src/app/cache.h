/* app/cache.h — a bounded cache of what is dear to make or to ask for again:
 * signed status lists, the names of versions. A value is good for one stamp (a
 * generation, say); asking with another stamp misses. Shared by all threads.
 * Whole answers are kept by web/ready. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

/* Copies the value into `a`. */
bool cache_get(struct arena *a, str key, int64_t stamp, str *value);
/* Values above 256 KB are not kept; the older entry of the slot gives way. */
void cache_put(str key, int64_t stamp, str value);
