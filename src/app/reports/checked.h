/* reports/checked.h — how often our awards were checked here, and what came of it, by time and badge.
 * Counted without anybody's name or address (verify/traffic.h). */
#pragma once
#include "app/reports/reports.h"

/* In the order of checked_outcomes. */
enum checked_outcome { CHECKED_VALID, CHECKED_REVOKED, CHECKED_SUSPENDED, CHECKED_EXPIRED, CHECKED_FORGED, CHECKED_OTHER, CHECKED_OPEN, CHECKED_OUTCOMES };
struct checked_word { const char *name, *words, *look; };
extern const struct checked_word checked_outcomes[CHECKED_OUTCOMES];

struct checked_line { int64_t id; str name; int64_t n, of[CHECKED_OUTCOMES]; };
LIST_OF(checked_lines, struct checked_line);
/* One count as it is kept. */
struct checked_day { msec day; str badge; enum checked_outcome outcome; int64_t n; };
LIST_OF(checked_days, struct checked_day);
struct checked {
    struct checked_line all;
    struct chart_points time;                    /* part: valid */
    struct checked_lines badges;                 /* the most checked first */
    struct checked_days days;
};
/* `ask`: organisation, badge and period alone. */
MUST_USE code checked_make(struct db *db, struct arena *a, const struct report_ask *ask, struct checked *out, struct error *err);
extern const struct route checked_routes[];
