/* app/zone.h — the time zones that this machine knows (/usr/share/zoneinfo, or TZDIR). */
#pragma once
#include "base/list.h"
#include "format/tzif.h"

/* "Europe/Berlin". NOT_FOUND: this machine has no such zone. "UTC" is always there. */
MUST_USE code zone_open(struct arena *a, str name, struct tzif **out, struct error *err);
/* Names to choose from, in order; UTC alone where the machine has no list of them. */
void zone_names(struct arena *a, struct str_list *out);
/* "24 Nov 2026, 14:30" as the clocks of the zone show it, with its name. */
str zone_words(struct arena *a, str name, msec t);
/* The day (00:00 as if UTC) and the minutes since midnight there. An unknown zone is UTC. */
struct zone_day { msec day; int64_t minute; };
struct zone_day zone_day(struct arena *a, str name, msec t);
/* The moment at which its clocks show that. */
msec zone_moment(struct arena *a, str name, msec wall);
