/* app/opening.c — states in the order in which they are told. */
#include "app/opening.h"

#define MOST_COMERS 1000000

enum opening_state opening_state(const struct opening *o, msec now)
{
    if (!str_eq(o->badge_state, S("published")))
        return OPENING_ARCHIVED;
    if (o->stopped > 0)
        return OPENING_STOPPED;
    if (o->closes > 0 && now >= o->closes)
        return OPENING_LATE;
    if (o->most > 0 && o->taken >= o->most)
        return OPENING_FULL;
    return now < o->opens ? OPENING_EARLY : OPENING_OPEN;
}

code opening_check(const struct opening *o, struct error *err)
{
    if (o->closes > 0 && o->closes <= o->opens)
        return fail(err, BAD_INPUT, "closes", "it would close before it opens");
    if (o->most < 0 || o->most > MOST_COMERS)
        return fail(err, BAD_INPUT, "most", "at most a million; leave it empty for any number");
    return OK;
}
