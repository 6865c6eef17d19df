/* reports/checked_pages.h — what the page about checks shows. */
#pragma once
#include "app/reports/checked.h"
#include "app/reports/reports_pages.h"

struct checked_row { str words, share; const char *look; int64_t n, bar; };
LIST_OF(checked_rows, struct checked_row);
struct checked_badge_row { struct checked_line line; str href; int64_t bar, part; };
LIST_OF(checked_badge_rows, struct checked_badge_row);
struct checked_view {
    struct report_tabs tabs;
    str base, self, from, until;
    struct report_query q;
    struct checked c;
    struct report_choices periods, badges;
    struct chart time;
    struct checked_rows outcomes;
    struct checked_badge_rows badge_rows;
};
