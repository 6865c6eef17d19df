/* sets/sets_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/sets/sets.h"

/* Whoever's it is: for its job. id 0: it is gone. */
MUST_USE code set_by_id(struct db *db, struct arena *a, int64_t id, struct badge_set *out, struct error *err);
/* A run of it in the next second, in the caller's transaction: what changes
 * while one run goes on wakes the next. */
MUST_USE code set_wake(struct db *db, struct arena *a, int64_t id, msec at, struct error *err);
