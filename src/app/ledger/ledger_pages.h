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
    struct point_rows points;
    str address;                                 /* where everybody finds the newest checkpoint */
};

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

/* "Award changed" of "changed" and "award". */
str ledger_words(struct arena *a, str act, str thing);
