/* people/roster_private.h — one step of a list that is brought in, for the files of the import. */
#pragma once
#include "app/people/roster.h"

struct roster_counts { int64_t n_new, n_change, n_same, n_wrong, n_done; };
/* One transaction of some lines. */
struct roster_step {
    struct app *app;
    struct db *db;
    struct arena *a;
    struct people_import i;
    struct roster_mapping mapping;
    struct roster_places places;
    struct roster_look look;
    struct roster_planner planner;
    struct roster_counts counts;
    struct id_list added;                        /* told of together at the end */
};

/* ---- roster_known.c: whom the lines of a step name ---- */

MUST_USE code roster_known_load(struct roster_step *s, const struct roster_line_list *lines, struct error *err);
/* 0: nobody. `folded`: an address; words: as person_by_words has them. */
int64_t roster_known_number(const struct roster_known *k, str number);
int64_t roster_known_address(const struct roster_known *k, str folded);
MUST_USE code roster_known_words(const struct roster_known *k, str words, int64_t *id, struct error *err);
const struct person *roster_known_person(const struct roster_known *k, int64_t id);      /* NULL: none of these */
bool roster_known_member(const struct roster_known *k, int64_t person, int64_t team);
int64_t roster_known_place(const struct roster_known *k, enum place_kind kind, str words);
/* The first line of the list with this key, or with the same as line `line` before it; 0: none. */
int64_t roster_known_line(const struct roster_known *k, str number, str address);
int64_t roster_known_earlier(const struct roster_known *k, str number, str address, int64_t line);
/* What a line of this step has changed. */
void roster_known_now(struct roster_known *k, const struct person_details *d);
void roster_known_places(struct roster_known *k, enum place_kind kind, const struct workplace_list *all);

/* Of whichever organisation; pages ask roster_get. */
MUST_USE code roster_of(struct db *db, struct arena *a, int64_t id, struct people_import *out, struct error *err);

/* What became of a line: its person (0: none any more), and what was there before. */
MUST_USE code roster_line_done(struct roster_step *s, const struct roster_line *line, const char *state, int64_t person, str before, struct error *err);
/* Left out, with the reason. */
MUST_USE code roster_line_left(struct roster_step *s, const struct roster_line *line, str why, struct error *err);
/* After one line was tried: its own mistake leaves it out, a fault of ours ends the step. */
MUST_USE code roster_line_tried(struct roster_step *s, const struct roster_line *line, code c, const struct error *why, struct error *err);

MUST_USE code roster_do_line(struct roster_step *s, struct roster_line *line, struct error *err);
/* Managers come when everybody is there. */
MUST_USE code roster_lead_line(struct roster_step *s, struct roster_line *line, struct error *err);
MUST_USE code roster_undo_line(struct roster_step *s, struct roster_line *line, struct error *err);
