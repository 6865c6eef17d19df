/* people/roster.h — a list of people that is brought in: which column is what, what
 * will become of each line, done in steps, taken back. A line with a mistake
 * is left out and says which column and what to do; the others go through. */
#pragma once
#include "app/people/people.h"

/* ---- which column is what ---- */

enum roster_field {
    ROSTER_NOTHING, ROSTER_EMAIL, ROSTER_NAME, ROSTER_FIRST, ROSTER_LAST, ROSTER_TITLE, ROSTER_DEPARTMENT, ROSTER_TEAMS, ROSTER_SITE,
    ROSTER_MANAGER, ROSTER_EMPLOYMENT, ROSTER_NUMBER, ROSTER_STARTS, ROSTER_LEAVES, ROSTER_FIELDS
};
struct roster_word { const char *name, *label, *hint; };
extern const struct roster_word roster_words[ROSTER_FIELDS];
LIST_OF(roster_word_list, const struct roster_word);
struct roster_word_list roster_words_all(void);        /* for the templates */

#define ROSTER_COLUMNS_MOST 64
/* Of each column; days are written day first, or month first. */
struct roster_mapping { enum roster_field fields[ROSTER_COLUMNS_MOST]; size_t n; bool month_first; };
/* By the words above the columns, in the languages of our neighbours too. */
void roster_guess(struct arena *a, const struct str_list *heads, struct roster_mapping *out);
/* As it is kept: "email,name,-,starts month-first". What is no field is nothing. */
str roster_mapping_text(struct arena *a, const struct roster_mapping *m);
void roster_mapping_read(str text, struct roster_mapping *out);
/* BAD_INPUT: a field twice, or nobody can be told from anybody. */
MUST_USE code roster_mapping_check(const struct roster_mapping *m, struct error *err);
/* 2026-11-24, 24.11.2026, 24/11/2026 or, month first, 11/24/2026. */
bool roster_day(str text, bool month_first, msec *out);
/* "Permanent" or "permanent"; absent: none of ours. */
str roster_employment(str words);

/* ---- the record ---- */

struct people_import {
    int64_t id, org, account;
    str name, state, mapping, why;               /* state: columns, reading, planning, planned, running, managers, done, undoing, undone, stopped */
    int64_t lines, n_new, n_change, n_same, n_wrong, n_done, next_line;
    msec created, ended;
};
LIST_OF(roster_list, struct people_import);
#define ROSTER_UNDO_TIME (30 * DAY)

struct roster_new { int64_t org, by; str name, text; };
/* Keeps the lines as they came. BAD_INPUT, LIMIT, UNSUPPORTED name "file". */
MUST_USE code roster_open(struct db *db, struct arena *a, const struct roster_new *n, int64_t *id, struct error *err);
MUST_USE code roster_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct people_import *out, struct error *err);
MUST_USE code roster_find(struct db *db, struct arena *a, int64_t org, struct roster_list *out, struct error *err);
/* The words above the columns, and of each column what the first lines have. */
struct roster_look { struct str_list heads, samples; };
MUST_USE code roster_look(struct db *db, struct arena *a, const struct people_import *i, struct roster_look *out, struct error *err);

/* Each goes on by itself: at once where the lines are few, else as a job. */
MUST_USE code roster_plan(struct app *app, struct db *db, struct arena *a, struct people_import *i, const struct roster_mapping *m, struct error *err);
MUST_USE code roster_start(struct app *app, struct db *db, struct arena *a, struct people_import *i, struct error *err);
MUST_USE code roster_undo(struct app *app, struct db *db, struct arena *a, struct people_import *i, struct error *err);
MUST_USE code roster_drop(struct db *db, const struct people_import *i, struct error *err);   /* nothing was done yet */

extern const struct list_def roster_lines_def;   /* :id is the import */
enum job_result roster_run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);

/* ---- one line; for the files of the slice ---- */

/* What stands in its columns, trimmed; "" where there is nothing. */
struct roster_cells { str cells[ROSTER_FIELDS]; bool said[ROSTER_FIELDS]; size_t column[ROSTER_FIELDS]; };
struct roster_line { int64_t id, number, person; str cells, plan, message, state, before; struct roster_cells of; };
LIST_OF(roster_line_list, struct roster_line);
/* What the line says, and what is there already. */
struct roster_change {
    const char *plan;                            /* new, change, same, wrong */
    str message;
    struct person_details details;               /* as it will be; manager: as it is */
    str manager;                                 /* words; empty: nothing said */
    str department, site;                        /* words of places to be made or found */
    str team_names;
};
struct roster_places { struct workplace_list departments, teams, sites; };
struct roster_known;
struct roster_planner { struct arena *a; const struct people_import *import; const struct roster_mapping *mapping; struct roster_places *places;
                        const struct str_list *heads; struct roster_known *known; };
MUST_USE code roster_cells_read(struct arena *a, const struct roster_mapping *m, str text, struct roster_cells *out, struct error *err);
/* By what a line tells whom it is about: of its staff number, of its address. */
str roster_number_key(struct arena *a, str number);
str roster_address_key(struct arena *a, str address);
MUST_USE code roster_plan_line(const struct roster_planner *p, const struct roster_line *line, struct roster_change *out, struct error *err);

void roster_upload(struct request *rq, struct response *rs);
void roster_upload_post(struct request *rq, struct response *rs);
void roster_example(struct request *rq, struct response *rs);
void roster_show(struct request *rq, struct response *rs);
void roster_columns_post(struct request *rq, struct response *rs);
void roster_start_post(struct request *rq, struct response *rs);
void roster_undo_post(struct request *rq, struct response *rs);
void roster_drop_post(struct request *rq, struct response *rs);
