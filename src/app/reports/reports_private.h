/* reports/reports_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/reports/reports.h"

/* Of rows `p` that say where people work: of organisation $1, within a department, at a site; 0: anywhere. */
#define REPORT_PLACES(department, site)                                                                                          \
    " AND (" department " = 0 OR p.department_id IN (SELECT d.id FROM department d WHERE d.org_id = $1 AND d.path LIKE"           \
    "  (SELECT t.path || '%' FROM department t WHERE t.id = " department " AND t.org_id = $1)))"                                 \
    " AND (" site " = 0 OR p.site_id = " site ")"

/* axis.c: a period as columns of days, months or years. */
struct time_axis { enum { DAYS, MONTHS, YEARS } unit; msec from; struct date first; size_t n; };
struct time_axis report_axis_of(msec from, msec until);
size_t report_column_of(const struct time_axis *x, msec t);      /* of a moment at or behind the beginning */
void report_lay_out(struct arena *a, const struct time_axis *x, struct chart_points *out);

/* Today by the organisation's clocks. */
MUST_USE code reports_today(struct db *db, struct arena *a, int64_t org, msec *day, struct error *err);
/* Of a statement; what is absent is an empty text. */
static inline struct value report_value(str s) { return v_str(s.n ? s : S("")); }
