/* app/effort.h — how long something takes and what it costs: read as people write it, added
 * up, and in words. Money is in hundredths of whatever the organisation counts in. */
#pragma once
#include "base/str.h"

#define EFFORT_MINUTES ((int64_t)1000 * 60)
#define EFFORT_COST    ((int64_t)100000000 * 100)

/* What nobody has said is not known, which is not the same as nothing. */
struct effort { int64_t minutes, cost; bool has_time, has_cost; };
/* timeless, costless: of how many that is not known. */
struct effort_sum { int64_t n, minutes, cost, timeless, costless; };
void effort_add(struct effort_sum *sum, const struct effort *e);
struct effort effort_both(const struct effort *x, const struct effort *y);       /* known where it is of both */
struct effort effort_less(const struct effort *x, const struct effort *y);       /* the one that takes less time, if that is known */

/* "8 h · Cost 250"; "No estimate". */
str effort_words(struct arena *a, const struct effort *e);
/* "At least 8 h, 2 without an estimate · Cost 250"; of nothing empty. */
str effort_sum_words(struct arena *a, const struct effort_sum *sum);

/* "1.5", "1:30", "1 h 30", "90 min": minutes; empty: 0. False: it is no time. */
bool effort_read_time(str text, int64_t *minutes);
str effort_time_words(struct arena *a, int64_t minutes);         /* "1 h 30 min" */
str effort_time_typed(struct arena *a, int64_t minutes);         /* "1:30", as it may be typed */
/* "1200", "1200.50", "1.200,50": hundredths; empty: 0. False: it is no amount. */
bool effort_read_cost(str text, int64_t *cost);
str effort_cost_words(struct arena *a, int64_t cost);            /* "1200.50" */
