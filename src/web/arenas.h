/* web/arenas.h — arenas that requests borrow, so that none is made for each. */
#pragma once
#include "base/arena.h"

struct arenas;
struct arenas *arenas_open(struct arena *a, size_t quota_of_each);
struct arena *arenas_borrow(struct arenas *pool);  /* empty */
void arenas_return(struct arenas *pool, struct arena *a);
void arenas_close(struct arenas *pool);
