/* reports/spread_pages.h — what the page of recognition's spread shows. */
#pragma once
#include "app/reports/reports_pages.h"
#include "app/reports/spread.h"

/* Bars of 100, where the longest of the table is 100: the share of people, and that of recognition. */
struct spread_row { struct spread_line line; str people_share, got_share, verdict; const char *look; int64_t people_bar, got_bar; };
LIST_OF(spread_rows, struct spread_row);
struct spread_card { const char *id, *title, *head, *file; struct spread_rows rows; int64_t hidden; };
LIST_OF(spread_cards, struct spread_card);

struct spread_view {
    struct report_tabs tabs;
    str base, self, query;
    struct report_query q;
    struct spread_ask ask;
    struct spread s;
    struct report_choices periods, schemes;
    struct spread_cards cards;
    str from, until, reached, within, above;     /* shares */
    bool is_part, has_schemes, may_set;
};
