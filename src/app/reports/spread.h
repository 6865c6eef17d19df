/* reports/spread.h — how recognition is spread over those who work here: by department,
 * team, site and kind of employment, against how many people each of these has. Groups
 * of few are never told apart. Figures of the people who work here now, wherever they
 * worked then. */
#pragma once
#include "app/org/org.h"

#define SPREAD_FEW 5                             /* people; fewer are told together, or not at all */

/* What a share of recognition is beside the share of people. */
enum spread_verdict { SPREAD_TOO_FEW, SPREAD_LESS, SPREAD_EVEN, SPREAD_MORE };
struct spread_part { int64_t people, all_people, got, all_got; };
/* Less than four fifths of the share of people is less; five quarters, more. Where fewer
 * than five recognitions would be the share, chance alone may be the reason. */
enum spread_verdict spread_judge(const struct spread_part *p);

/* 0: every scheme. `grants`: as far as the reader's right goes (access_grants); empty: everything. */
struct spread_ask { int64_t org; msec from, until; int64_t scheme, account; str grants; };

/* `gave`: nominations by these people; `named`: of these; `got`: those that became an award.
 * `groups`: how many are told together here; 0: it is one. */
struct spread_line { str key, name; int64_t people, gave, named, got, groups; enum spread_verdict verdict; };
LIST_OF(spread_lines, struct spread_line);

enum spread_kind { SPREAD_DEPARTMENTS, SPREAD_TEAMS, SPREAD_SITES, SPREAD_EMPLOYMENT, SPREAD_KINDS };
struct spread_table { struct spread_lines lines; int64_t hidden; };     /* groups that are told of nowhere */

struct spread {
    struct spread_table tables[SPREAD_KINDS];
    int64_t people, reached, named, got;         /* reached: people with at least one recognition */
    int64_t known, within, above;                /* nominations by people of the directory; of the same department; by who leads them */
};
/* Of groups of so many people, the largest first: how many are told apart. The others are
 * few each; and while they are few together, the next larger joins them. */
size_t spread_apart(const struct spread_lines *all);
MUST_USE code spread_make(struct db *db, struct arena *a, const struct spread_ask *ask, struct spread *out, struct error *err);

extern const struct route spread_routes[];
