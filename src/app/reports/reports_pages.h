/* reports/reports_pages.h — what the report's page shows, and the period that its
 * address asks for. */
#pragma once
#include "app/people/directory.h"
#include "app/reports/reports.h"

struct report_choice { str value, words; bool chosen; int depth; };
LIST_OF(report_choices, struct report_choice);

struct report_query {
    struct report_ask ask;
    str period, words, query;                    /* "12m"; "1 Dec 2025 – 26 Nov 2026"; as in an address */
};
/* reports_ask.c: what is not understood counts as not said; from 1970 to 2200. */
MUST_USE code report_asked(struct request *rq, struct report_query *out, struct error *err);
/* A number above 0 of the address; else 0. */
int64_t report_id_asked(struct request *rq, const char *name);
void report_periods(struct arena *a, str now, struct report_choices *out);
/* reports_pages.c, for the other pages too. One table as CSV: time.csv, badges.csv, departments.csv,
 * expiring.csv, mail.csv. False: there is no such table. */
str report_percent(struct arena *a, int64_t part, int64_t whole);      /* "37 %"; "–" of nothing */
void report_put_heads(struct buf *b, const char *const *heads, size_t n);
void report_put_number(struct buf *b, int64_t n);
void report_send_file(struct request *rq, struct response *rs, str name, struct buf *b);
void report_add_choice(struct arena *a, struct report_choices *out, int64_t id, str words, int depth, int64_t chosen);
MUST_USE code report_add_badges(struct request *rq, int64_t chosen, struct report_choices *out, struct error *err);
MUST_USE code report_add_places(struct request *rq, enum place_kind kind, int64_t chosen, struct report_choices *out, struct error *err);
bool report_put_file(struct buf *b, str name, const struct reports *r);

struct report_row { struct report_line line; str href, share; int64_t bar, part; };
LIST_OF(report_rows, struct report_row);
struct report_mail_row { const char *look; str words; int64_t n, bar; str href; };
LIST_OF(report_mail_rows, struct report_mail_row);

/* Which kinds of reports this reader sees, for the row of tabs. */
struct report_tabs { const char *now; str base; bool standings, checks; };
struct report_tabs report_tabs_of(struct request *rq, const char *now);

struct reports_view {
    struct report_tabs tabs;
    str base, self;
    struct report_query q;
    struct reports r;
    struct report_choices periods, badges, departments, sites;
    str claimed_share, change, from, until, before_words;
    struct chart time, sum;
    struct chart_points sums;
    struct report_rows badge_rows, department_rows, expiring_rows;
    struct report_mail_rows mail_rows;
    int64_t near, soon, later, mails;
    bool may_see_mail, is_part;                  /* is_part: of some people or badges alone */
};
