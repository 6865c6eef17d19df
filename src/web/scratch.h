/* web/scratch.h — a second arena per thread, for work that holds things of a
 * foreign library: should the request's own arena run full while such a thing
 * is open, the jump out of it leaks nothing but what the next user clears. */
#pragma once
#include "base/arena.h"

/* Empty; ends at the next call in this thread. Not for use across calls that
 * may use it too. */
struct arena *scratch_open(void);
