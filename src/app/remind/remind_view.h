/* remind/remind_view.h — what the pages of this slice show. */
#pragma once
#include "app/layout/parts.h"
#include "app/org/org_pages.h"
#include "app/remind/remind.h"

struct remind_line { struct remind_badge badge; str href, days; };
LIST_OF(remind_line_list, struct remind_line);
struct remind_view {
    struct form *form;
    str base, now, standard;                     /* now: what the clocks there show; standard: the days of the organisation */
    struct remind_line_list badges;
    msec looked;                                 /* the day; 0: never */
    int64_t mails;
};
struct remind_badge_view { struct form *form; str self, standard, back; const char *back_words; struct remind_badge badge; };

struct duty_weekday { int64_t number; const char *name; };
struct duty_line_view { struct duty_line duty; str href, days; };
struct duty_view {
    struct form *form;
    str base;
    const struct duty_weekday *weekdays;
    size_t n_weekdays;
    LIST(struct duty_line_view) lines;
    msec looked;                                 /* the day; 0: never */
    int64_t mails;
};
struct duty_own_view { struct form *form; str back, self, standard; struct duty_line duty; };
struct duty_coming_view { str href, name; const char *kind; str about; };
struct duty_today_view { str base, next; LIST(struct duty_coming_view) lines; };
