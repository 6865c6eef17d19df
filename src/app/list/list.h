/* list/list.h — a list of the administration from one declaration: a table of
 * columns, filters and what may be done with many rows at once. From it come the
 * page with search, filters in the address, sorting, paging, chosen columns and
 * saved views, the CSV of what is filtered, and the acts of list/act.h.
 * README.md shows a whole list. */
#pragma once
#include "app/layout/paging.h"
#include "app/layout/parts.h"
#include "app/list/reach.h"

struct list;
struct list_row;
struct list_act;                                 /* list/act.h */

/* ---- the declaration: static tables ----
 * Each piece of SQL is a literal in SQL_PIECE("…"). Within it stand for values:
 *   :org  the organisation        :id    what else the list is about (struct list)
 *   :me   the reader's account    :now   this moment     :today  00:00 UTC of it
 *   :owner  the reader's account where the right goes for what they answer for; else 0
 *   :value  of the filter         :word  one searched word, as pattern of LIKE
 *   :from, :to  of `search_start`: what begins with the words is at least :from
 *               and less than :to */

/* CELL_AMOUNT: words of how much (points, hours, money), which say nothing without the label of their column. */
enum cell_kind { CELL_TEXT, CELL_AMOUNT, CELL_NUMBER, CELL_DATE, CELL_TIME };
struct list_cell {
    enum cell_kind kind;
    str text, sub;                               /* words, and smaller ones under them (on the page alone) */
    str href, picture;
    struct tag_view tag;                         /* a state, in place of the words */
    int64_t number;                              /* or the moment; 0: no moment */
    bool faded;                                  /* over, such as what is archived: its card is paler */
};
/* What is shown of the values that the column selects. */
typedef void list_cell_fn(struct list *l, const struct value *v, struct list_cell *out);

struct list_column {
    const char *name, *label;                    /* in addresses; for people */
    const char *sql;                             /* what is selected; several with commas */
    int values;                                  /* how many those are; 0: one */
    enum cell_kind kind;
    list_cell_fn *cell;                          /* NULL: the value as its kind */
    const char *order;                           /* sorted by; for no row NULL. NULL: not sorted by it */
    bool extra;                                  /* shown when chosen, and in the CSV */
    bool indexed;                                /* `order` and the key are an index: for lists of any length */
};

enum filter_kind {
    FILTER_OPTIONS,                              /* fixed ones, each with its own condition */
    FILTER_CHOICES,                              /* `choices` loads them */
    FILTER_FROM, FILTER_UNTIL,                   /* a day; :value is its start, or its end */
    FILTER_LINK,                                 /* set by links of ours alone; `words` names the value */
};
struct list_option { const char *value, *words, *sql; };    /* sql NULL: no condition */
struct list_choice { str value, words; int depth; };        /* depth: of a tree */
LIST_OF(list_choices, struct list_choice);
typedef code list_choices_fn(struct list *l, struct list_choices *out, struct error *err);
typedef str list_words_fn(struct list *l, str value);       /* empty: there is no such thing */

struct list_filter {
    const char *name, *label;
    enum filter_kind kind;
    const struct list_option *options;           /* ends with {NULL} */
    const char *sql;                             /* of the other kinds */
    list_choices_fn *choices;
    const char *seen;                            /* of a right for a part: which numbers the reader's rows have, the keys coming behind:
                                                    "SELECT DISTINCT q.site_id FROM person q WHERE q.id IN"; no other choice is told. NULL: all are */
    list_words_fn *words;
    const char *standard;                        /* of the options: when the address names none */
    bool is_number;                              /* :value, else a text */
    bool many;                                   /* several may be chosen: one of them holds */
    bool finds;                                  /* by an index of its own */
};

/* Rows are counted up to LIST_MOST. A list of more than LIST_LONG is sorted by what
 * has an index alone, and searched by how things begin. */
#define LIST_MOST 10000
#define LIST_LONG 50000

/* What may be shown to who has the right for a part: conditions on a row. In them
 * stand :people for the keys of the persons, :badges for those of the badges. NULL:
 * a right that is limited so shows nothing of the list. */
struct list_scope { const char *people, *badges; };      /* "w.person_id IN :people" */

/* A row as a card: `row` has the cells of card_columns, in the order of the columns. */
typedef void list_card_fn(struct list *l, const struct list_row *row, struct badge_card *out);

struct list_def {
    const char *name;                            /* "people": in addresses, and of what is kept */
    const char *title, *thing, *things;          /* "People"; "person", "people": "12 people ticked" */
    enum right right;                            /* to see it */
    struct list_scope scope;                     /* {NULL}: only for who has that right without limits */
    const char *from, *where, *key;              /* "person p", "p.org_id = :org", "p.id" */
    const char *where_found;                     /* where a filter `finds`: "+p.org_id = :org", so that SQLite does not take
                                                    the organisation's index instead; NULL: as `where` */
    const char *search, *search_label;           /* "p.search_key LIKE :word ESCAPE '!'"; NULL: no search */
    const char *search_start;                    /* of a long list: a query for the keys (as id, each once) of those that
                                                    begin with the words; NULL: searched as any other */
    str (*fold)(struct arena *a, str word);      /* how a searched word is compared; NULL: in lower case */
    const struct list_column *columns;           /* the first one names the thing and is always shown */
    size_t n_columns;
    const struct list_filter *filters;
    size_t n_filters;
    const char *order;                           /* column sorted by at first; "-name": the other way round */
    int64_t most;                                /* instead of both, for tests; 0: these */
    /* How many there are without search and filters, where that is kept counted;
     * leaves -1 where it is not. NULL: never. */
    code (*total)(struct list *l, int64_t *n, struct error *err);
    const struct list_act *const *acts;          /* what is done with many; ends with NULL. NULL: nothing */
    /* A second look, which somebody sees at first and till he chooses the table. */
    list_card_fn *card;                          /* NULL: there is the table alone */
    const char *card_columns;                    /* "badge,state" */
};
#define LIST_COLUMNS(array) .columns = (array), .n_columns = COUNT(array)
#define LIST_FILTERS(array) .filters = (array), .n_filters = COUNT(array)

/* ---- one list as it is asked for, and what its template needs ---- */

#define LIST_SHOWN_MOST   7                      /* columns */
#define LIST_VALUES_MOST  8                      /* of one filter */
#define LIST_WORDS_MOST   6

struct list_asked { str values[LIST_VALUES_MOST]; size_t n; };
struct list_look { str columns; bool dense; int64_t per_page; str shape; };         /* shape: "table", "cards"; empty: as the list has it */
struct list_head { const char *label, *name, *sorted; str href; bool is_number; };  /* sorted: "ascending", "descending"; NULL: not by it */
struct list_row { int64_t id; LIST(struct list_cell) cells; };
struct list_chip { const char *label; str words, href; };
struct list_field { const struct list_filter *filter; str value; struct list_choices choices; };
struct list_pick { const struct list_column *column; bool shown; };
struct list_saved { int64_t id; str name, href, edit_href; bool shared, own, now; };
struct list_hidden { str name, value; };
struct list_undo { int64_t id; str words; msec until; };
struct list_button { const struct list_act *act; };
struct list_sort { const char *label; str href; bool now; };

struct list {
    /* Set by who shows it. */
    const struct list_def *def;
    str address;                                 /* its page: "/org/7/people" */
    str keep;                                    /* query of the page besides the list's own: "tab=awards"; may be absent */
    int64_t id;                                  /* :id */
    struct empty_view empty;                     /* nothing yet */
    /* Filled from the request. */
    struct request *rq;
    struct arena *a;
    struct db *db;
    int64_t org, account;
    msec now;
    bool is_bare;                                /* rows alone: no search, filters, acts */
    bool is_cards;
    int64_t act;                                 /* only rows of this act */
    struct list_reach reach, acts_reach;         /* of the reader: of the list's right, and of an act's while it is asked for */
    /* What is asked. */
    str search;
    struct list_asked asked[16];                 /* as def->filters */
    size_t sort;                                 /* as def->columns */
    bool descending, is_filtered, columns_asked;
    bool is_long;                                /* more rows than LIST_LONG, whatever is filtered; asked where it matters */
    bool is_few;                                 /* counted, and so few that they are found first and then sorted */
    bool unsorted;                               /* too many to be sorted as it was asked */
    struct list_look look;
    bool shown[24];                              /* as def->columns */
    struct paging paging;
    /* For the template. */
    LIST(struct list_head) heads;
    LIST(struct list_row) rows;
    LIST(struct badge_card) cards;               /* one for each row, where is_cards */
    LIST(struct list_sort) sorts;                /* cards have no heads */
    LIST(struct list_chip) chips;
    LIST(struct list_field) fields;
    LIST(struct list_pick) picks;
    LIST(struct list_saved) views;
    LIST(struct list_hidden) hidden;             /* what the search form carries along */
    LIST(struct list_button) buttons;
    struct list_undo undo, view_undo;            /* id 0: none; of a view: its name as `words` */
    struct pagination pages;
    int64_t total;                               /* -1: more than LIST_MOST */
    str region, query, clear_href, csv_href, look_href, views_href, act_href, page_href;
    bool is_nothing;                             /* nothing there yet, as opposed to nothing that fits */
};

/* Reads the request and the rows. True: the answer is given already (a CSV, or
 * an error page) and the handler is done. */
bool list_answer(struct request *rq, struct response *rs, struct list *l);
/* The same without an answer. */
MUST_USE code list_load(struct request *rq, struct list *l, struct error *err);

/* For the templates. */
str list_row_name(const struct list_row *row);
str list_indent(int depth);                      /* of a choice in a tree */

/* For code of ours that needs what a list would show, without a page: the same
 * filters from the text of a query ("department=3&q=ann"). Unknown ones are left out. */
/* `account` 0: for no reader, so everything is seen. */
struct list_query_of { struct db *db; struct arena *a; const struct list_def *def; int64_t org, account, id; str query; };
MUST_USE code list_of_query(const struct list_query_of *q, struct list *out, struct error *err);
/* The choices of a filter, as far as the reader is told of them. */
MUST_USE code list_choices_of(struct list *l, const struct list_filter *f, struct list_choices *out, struct error *err);
/* Of all rows within the reader's right, whatever is filtered: "head (keys)", which selects numbers. */
MUST_USE code list_seen(struct list *l, const char *head, struct id_list *out, struct error *err);
/* The query again, in one spelling: only what the list knows. */
str list_query(const struct list *l);
/* Its filters in words: "Department: Assembly, Site: Leeds"; empty: everything. */
MUST_USE code list_in_words(struct list *l, str *out, struct error *err);
MUST_USE code list_count(struct list *l, int64_t most, int64_t *out, struct error *err);
/* :owner of the pieces, for what is read beside the list. */
int64_t list_owner(const struct list *l);
/* The keys of all rows from `after` on, in the order of keys. */
MUST_USE code list_ids(struct list *l, int64_t after, int limit, struct id_list *out, struct error *err);

/* Figures over all rows of a list, as it is filtered: "head (values) AND row IN (its keys)
 * tail". `n` from 1 to GATHER_MOST. is_few: the head finds few beside the rows of the list, so each of
 * them is looked for there; else all keys are gathered first. No name of the head is one of the list's. */
#define GATHER_MOST 40
struct list_gather { const char *head, *row, *tail; const int64_t *values; size_t n; bool is_few; };
struct rows *list_gather_rows(struct list *l, const struct list_gather *g);

/* What the lists of the slices above are, and who may do what: given once at start. */
struct list_extra { const struct list_def *list; const struct list_act *act; };
struct list_host {
    const struct list_def *const *lists;         /* ends with NULL */
    bool (*may)(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right);     /* at least for a part */
    code (*reach)(struct db *db, struct arena *a, int64_t org, int64_t account, enum right right, struct list_reach *out, struct error *err);
    const struct list_extra *extras;             /* acts of slices above the list's own; ends with {NULL} */
};
/* The i-th thing that is done with many rows of this list; NULL: there are no more. */
const struct list_act *list_act_at(const struct list_def *def, size_t i);
/* Is there a row that the reader sees and this filter finds? Before a filter says
 * the name of somebody whom the address only gives as a number. */
bool list_any(struct list *l, const char *filter_sql, int64_t value);
void list_host_is(const struct list_host *host);
const struct list_def *list_named(str name);     /* NULL: there is none */
/* Every statement of a list is given to `check`: for tests. */
typedef code list_check_fn(void *ctx, const char *sql, struct error *err);
MUST_USE code list_check(struct arena *a, const struct list_def *def, list_check_fn *check, void *ctx, struct error *err);

extern const struct route list_routes[];         /* columns, views, acts */
extern const struct job_kind list_jobs[];
