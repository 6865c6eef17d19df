/* reports/reports.h — what was awarded, to whom and what became of it, in
 * figures: by time, badge and department, what expires, how mail arrived.
 * Days are those of UTC, as the dates of awards are. */
#pragma once
#include "app/layout/chart.h"
#include "app/org/org.h"

/* `from` to `until`, the end not in it. 0: any badge, department (with those in it), site. */
struct report_ask {
    int64_t org; msec from, until; int64_t badge, department, site; bool compares;
    int64_t account; str grants;                 /* as far as the reader's right goes (access_grants); empty: everything, mails too */
};

/* id 0: those that have none. `near`, `soon`, `later`: expire within 30, 60, 90 days. */
struct report_line { int64_t id; str name; int64_t n, claimed, before, near, soon, later; };
LIST_OF(report_lines, struct report_line);
struct report_mail { str state; int64_t n; };
LIST_OF(report_mails, struct report_mail);

struct reports {
    struct chart_points time;                    /* part: claimed; before: as far into the period before */
    struct report_lines badges, departments;     /* most awarded first; what nobody got is left out */
    struct report_lines expiring;                /* by badge, soonest first */
    struct report_mails mails;
    int64_t n, claimed, before;
    msec before_from;                            /* the period before begins there */
};

/* The first day of which there is an award; `now` when there is none. */
MUST_USE code reports_begin(struct db *db, int64_t org, msec now, msec *out, struct error *err);
/* One pass over the awards of the period, and one over those before it where it
 * compares. Columns are days up to two months, then months, years above three. */
MUST_USE code reports_make(struct db *db, struct arena *a, const struct report_ask *ask, msec now, struct reports *out, struct error *err);

extern const struct route reports_routes[];
