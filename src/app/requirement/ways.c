/* requirement/ways.c — how else something is got: told by slices above. */
#include "app/requirement/requirement.h"

static requirement_ways_fn *ways;

void requirement_set_ways(requirement_ways_fn *fn)
{
    ways = fn;
}

code requirement_ways(struct db *db, struct arena *a, int64_t org, int64_t requirement, struct requirement_ways *out, struct error *err)
{
    return ways ? ways(db, a, org, requirement, out, err) : OK;
}

bool requirement_is_gap(enum requirement_state s)
{
    return s != STANDING_CURRENT && s != STANDING_WAIVED && s != STANDING_NOT_APPLICABLE && s != STANDING_SUSPENDED;
}
