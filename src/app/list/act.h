/* list/act.h — something done with many rows of a list at once: exactly those
 * that were shown beforehand, in steps that a crash does not undo, and taken
 * back with one click for some minutes. The rows are fixed when the act is
 * asked for, so that what is confirmed is what was seen. */
#pragma once
#include "app/list/list.h"
#include "store/job.h"

#define ACT_ROWS_MOST  200000
#define ACT_UNDO_TIME  (10 * MINUTE)

/* ---- the declaration ---- */

/* What the page before asks for. */
struct act_input {
    const char *name, *label, *hint;             /* hint NULL: none */
    enum field_kind kind;                        /* FIELD_LINE, FIELD_DATE or FIELD_CHOICE */
    list_choices_fn *choices;                    /* of FIELD_CHOICE */
    bool required;
};

struct act_run {
    struct app *app;
    struct db *db;
    struct arena *a;
    int64_t org, account, act, id;               /* id: what else the list was about */
    msec now;
    str input;                                   /* act_input reads it */
};
str act_input(const struct act_run *run, const char *name);          /* empty: not given */
int64_t act_input_int(const struct act_run *run, const char *name);
/* One row, in the transaction of the step. `*before`: what undoing needs. CONFLICT:
 * nothing was written, the row is left out and the sentence told; anything else
 * ends the step. */
typedef code act_row_fn(struct act_run *run, int64_t row, str *before, struct error *err);

struct list_act {
    const char *name, *label, *icon;             /* "archive", "Archive", "archive" */
    const char *title, *done;                    /* "Archive {n}?", "{n} archived"; {n}: "12 people" */
    const char *explains;                        /* what it means, before it is done */
    const char *typed;                           /* a word to type, where nothing can be undone; NULL: none */
    enum right right;                            /* asked again at each step of the way */
    const struct act_input *inputs;              /* ends with {NULL}; NULL: none */
    bool (*fits)(const struct list *l);          /* NULL: always */
    code (*check)(struct act_run *run, struct error *err);           /* of the inputs; `where` names one. NULL: nothing */
    act_row_fn *apply, *undo;                    /* undo NULL: for good */
    bool seals;                                  /* what undoing needs is wiped when the minutes are over */
    bool fresh;                                  /* only soon after the person proved who it is, as rows marked FRESH */
};

/* ---- the record ---- */

struct act {
    int64_t id, org, account, scope;
    str list, name, input, back, state, why;     /* state: asked, running, done, undoing, undone, stopped */
    int64_t total, done, skipped, next_row;
    msec created, ended, undo_until;
    const struct list_def *def;
    const struct list_act *what;
};

const struct list_act *act_named(const struct list_def *def, str name);      /* NULL: the list has none such */
struct act_new { struct list *list; const struct list_act *act; const struct id_list *rows; /* NULL: every one that fits */ str back; };
/* BAD_INPUT: no row of the list among them; LIMIT: too many. */
MUST_USE code act_ask(const struct act_new *n, int64_t *id, struct error *err);
MUST_USE code act_get(struct db *db, struct arena *a, int64_t org, int64_t account, int64_t id, struct act *out, struct error *err);
/* Starts it with what was typed. Few rows are done when it comes back, many by a job. */
MUST_USE code act_start(struct app *app, struct db *db, struct arena *a, struct act *act, str input, struct error *err);
/* CONFLICT: the minutes are over, or it cannot be undone. */
MUST_USE code act_undo(struct app *app, struct db *db, struct arena *a, struct act *act, struct error *err);
MUST_USE code act_drop(struct db *db, const struct act *act, struct error *err);     /* asked for, and left */
/* "12 people archived" */
str act_words(struct arena *a, const struct list_def *def, const char *words, int64_t n);

/* What this person did to this list last, while it can be undone. */
struct act_place { int64_t org, account; const char *list; msec now; };
MUST_USE code act_find_undo(struct db *db, struct arena *a, const struct act_place *p, struct list_undo *out, struct error *err);

void act_asked(struct request *rq, struct response *rs);             /* POST: from a list */
void act_show(struct request *rq, struct response *rs);
void act_do(struct request *rq, struct response *rs);
void act_take_back(struct request *rq, struct response *rs);
void act_leave(struct request *rq, struct response *rs);
