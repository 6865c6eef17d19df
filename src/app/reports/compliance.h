/* reports/compliance.h — how much of what is asked at work is held: now, by weight, by
 * requirement and along the tree of departments; what ends within 90 days; and how it was
 * at the end of each of the last months. Days are those of the organisation's clocks. */
#pragma once
#include "app/layout/chart.h"
#include "app/requirement/requirement.h"

/* Held: current, to be renewed, in grace. Neither who is excused by a waiver nor who is on
 * leave or suspended is counted among those who are asked. */
bool compliance_is_held(enum requirement_state s);
bool compliance_is_asked(enum requirement_state s);

/* 0 and empty: all of them. `weight`: a criticality. `grants`: as far as the reader's right
 * goes (access_grants); empty: everything. */
struct compliance_ask { int64_t org, requirement, department, site; str weight; int64_t account; str grants; };

/* `late`: overdue or expired. `near`, `soon`, `later`: held, and ends within 30, 60, 90 days,
 * each without those before. `depth`: in the tree of departments; id 0: in none. */
struct compliance_line { int64_t id; str code, name; int depth; int64_t asked, held, late, excused, near, soon, later; };
LIST_OF(compliance_lines, struct compliance_line);

#define COMPLIANCE_WEIGHTS 3
#define COMPLIANCE_MONTHS  12                    /* that are over */
struct compliance {
    msec today;
    msec counted;                                /* as at this moment; 0: as it is now */
    struct compliance_line all, weights[COMPLIANCE_WEIGHTS];     /* in the order of requirement_criticalities */
    struct compliance_lines requirements;        /* the worst first; what nobody is asked is left out */
    struct compliance_lines departments;         /* as a tree, each with those in it */
    struct chart_points months;                  /* n asked, part held; today is the last */
    bool has_months;                             /* the reader's part can be told by department and site */
};
MUST_USE code compliance_make(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance *out, struct error *err);

/* The same without months, in the order of codes and with lines of nothing. */
MUST_USE code compliance_sum(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance *out, struct error *err);

/* ---- at a glance (glance.c) ---- */

/* All together. Where few are asked it is counted at once; else as it was counted last, or it is unknown and
 * counted in the background; of a part of a large organisation it stays unknown. `counted` 0: now. */
struct compliance_glance { struct compliance_line all; bool is_known; msec counted; };
MUST_USE code compliance_glance(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance_glance *out, struct error *err);

/* ---- months (months.c) ---- */

/* The last day of the month `back` months before that of `today`; 0: of this one. */
msec months_last_day(msec today, int back);
/* Works out what is missing of the last months, for one organisation. */
MUST_USE code months_count(struct db *db, int64_t org, struct error *err);
MUST_USE code months_schedule(struct db *db, struct error *err);       /* at start; again is fine */
/* Into the points of `out`, the oldest first, without today. */
MUST_USE code months_read(struct db *db, struct arena *a, const struct compliance_ask *ask, struct compliance *out, struct error *err);
extern const struct job_kind months_jobs[];
extern const struct route compliance_routes[];
