/* format/tzif.h — a time zone as the files of the tz database have it
 * (RFC 8536): when clocks were and will be moved, and by how much. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"

struct tzif;
/* BAD_INPUT: it is no such file, or of the first version, which ends in 2037.
 * LIMIT: more changes than a zone of this world has. What is read is copied. */
MUST_USE code tzif_read(struct arena *a, str file, struct tzif **out, struct error *err);
/* How far the clocks of the zone are ahead of UTC at this moment. */
msec tzif_ahead(const struct tzif *z, msec t);
/* The moment at which its clocks show `wall` (written as if it were UTC). A time
 * that is left out becomes the one after the gap; of two, the first is taken. */
msec tzif_moment(const struct tzif *z, msec wall);
