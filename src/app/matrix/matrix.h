/* matrix/matrix.h — everybody against everything that is asked: people by the filters of a
 * list, requirements as columns, how each stands in the cells; today as it is kept, any
 * other day worked out for the people on the page. */
#pragma once
#include "app/list/act.h"
#include "app/requirement/requirement.h"

#define MATRIX_COLUMNS 25                        /* beside each other; the rest is a page further */
#define MATRIX_PAST_PEOPLE 1000                  /* of a file of another day */

struct matrix_column { int64_t id, version; str code, name, basis, criticality; struct requirement_counts counts; };
LIST_OF(matrix_columns, struct matrix_column);

/* `day` NO_DAY: today. Without `requirements` all of those bases and criticalities; an
 * empty list of these is every one. `owner`: only what this account answers for; 0: all. */
struct matrix_ask { int64_t org, owner; msec day; struct str_list bases, criticalities; struct id_list requirements; };
MUST_USE code matrix_columns(struct db *db, struct arena *a, const struct matrix_ask *q, struct matrix_columns *out, struct error *err);

/* A row of cells for each of the people, in their order, one for each of the columns.
 * Over all that is asked of them, shown or not, of what `owner` answers for: `asked`, `met`. */
struct matrix_row { int64_t person, asked, met; struct standing_line *cells; };
LIST_OF(matrix_rows, struct matrix_row);
struct matrix_cells_ask { int64_t org, owner; const struct id_list *people; const struct matrix_columns *columns; struct requirement_moment at; };
MUST_USE code matrix_cells(struct db *db, struct arena *a, const struct matrix_cells_ask *q, struct matrix_rows *out, struct error *err);
/* How all who are on the list stand, into the counts of the columns. */
MUST_USE code matrix_totals(struct list *l, struct matrix_columns *columns, struct error *err);
/* Those that the reader of the list may see, published or not. */
MUST_USE code matrix_requirements(struct list *l, struct id_list *out, struct error *err);
/* What the list asks of the columns, and of which moment. */
void matrix_asked(const struct list *l, struct matrix_ask *out, struct requirement_moment *at);

/* How a state is shown: colour, icon, word. */
struct tag_view matrix_look(enum requirement_state s);
/* The day that goes with it: by when it is due, or until when it holds. NO_DAY: none. */
msec matrix_day(const struct standing_line *s);

/* ---- why a cell is as it is (why.c) ---- */

struct why_ask { int64_t org, person, requirement; struct requirement_moment at; };
struct why { struct why_ask ask; str person; struct requirement requirement; struct explained x; struct record_lines recorded; };     /* recorded: with what was corrected */
MUST_USE code why_find(struct db *db, struct arena *a, const struct why_ask *q, struct why *out, struct error *err);
/* {"person", "requirement", "asAt", "timeZone", "standing": {"state", …, "why"}, "sentences"} */
str why_json(struct arena *a, struct db *db, const struct why *w);
/* "2026-03-01", or with a moment "2026-03-01T09:00:00Z": what was known by then. BAD_INPUT at "at". */
MUST_USE code why_moment(str text, struct requirement_moment *out, struct error *err);

/* ---- what a change of the rule would do (whatif.c) ---- */

#define WHATIF_PEOPLE 20000                      /* looked at; of more the first ones */
#define WHATIF_SHOWN  200
/* Somebody who would stand worse: `before` by the version in force, `after` by the working copy. */
struct whatif_person { int64_t id; str name; bool has_address; msec told_due; int64_t told; struct standing_line before, after; msec mail; /* about it, next; 0: none */ };
LIST_OF(whatif_people, struct whatif_person);
struct whatif {
    int64_t version;                             /* in force; 0: none yet */
    msec day;
    int64_t looked, asked_before, asked_after;
    struct requirement_counts before, after;
    struct whatif_people worse;
    int64_t worse_n, pressing_n, better_n;       /* pressing: those of the worse whose day is near or past */
    struct whatif_mails { int64_t first, month; } mailed_before, mailed_after;     /* people who get one on the day, and within 30 days */
    bool is_silent;                              /* nobody is ever mailed about it */
    bool is_part;                                /* there are more people than were looked at */
};
/* Nothing is saved. NOT_FOUND: there is no working copy. day NO_DAY: today. */
struct whatif_ask { int64_t org, requirement; msec day; };
MUST_USE code whatif_find(struct db *db, struct arena *a, const struct whatif_ask *q, struct whatif *out, struct error *err);

extern const struct list_def matrix_list_def;
extern const struct list_act *const matrix_acts[];
extern const struct route matrix_routes[];
