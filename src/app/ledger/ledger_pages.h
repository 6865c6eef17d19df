/* ledger/ledger_pages.h — what the pages of the ledger show. */
#pragma once
#include "app/layout/parts.h"
#include "app/ledger/ledger.h"
#include "app/list/list.h"

struct point_row { int64_t seq; msec at; str href; };
LIST_OF(point_rows, struct point_row);
struct ledger_view {
    str base, self;
    struct list list;
    bool is_checked, is_running;                 /* ever; just now */
    struct ledger_checked last;                  /* the newest that is done */
    struct str_list found;
    int64_t more;                                /* found besides those */
    bool may_accept;
    str accept_href;
    struct ledger_checked now;                   /* the one that runs */
    int64_t entries;                             /* that there are */
    struct ledger_accepted_list accepted;
    struct point_rows points;
    str address;                                 /* where everybody finds the newest checkpoint */
};

struct accept_row { str value, words; bool is_ticked; };
LIST_OF(accept_rows, struct accept_row);
struct accept_view { str self, back; struct form *form; struct accept_rows rows; };

struct entry_column { str name, now, before; bool changed; };
LIST_OF(entry_columns, struct entry_column);
struct entry_view {
    str base, back, title, who, person, person_href;
    int64_t seq, n, first, last;                 /* rows it is about */
    msec at;
    str hash;
    bool is_erased, has_before;
    struct entry_columns columns;
};

/* ledger_accept_pages.c */
void ledger_accept_show(struct request *rq, struct response *rs);
void ledger_accept_post(struct request *rq, struct response *rs);

/* "Award changed" of "changed" and "award". */
str ledger_words(struct arena *a, str act, str thing);
