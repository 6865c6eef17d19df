/* home/home_view.h — what the first page shows. */
#pragma once
#include "app/home/home.h"
#include "app/org/org_pages.h"
#include "app/reports/compliance.h"
#include "app/team/team.h"

struct todo { bool done; const char *title, *sub; str href; };
LIST_OF(todo_list, struct todo);
struct home_ending { const char *words; int64_t n; };
LIST_OF(home_endings, struct home_ending);
struct home_held { bool is_shown, is_known; struct compliance_glance c; str share, href, late_href; int64_t of_100; struct home_endings ending; };
struct home_view {
    str user, base;                              /* base: "/org/7" */
    struct home_numbers numbers;
    struct team_waits waits;
    struct home_held held;
    struct todo_list todo;
    int64_t todo_done;
    struct award_line_list recent, expiring;
    int64_t mail_waits;
    bool may_design, may_award, has_mail_server;
    bool sees_awards, sees_people, sees_part, sees_queue;         /* sees_part: awards of some people or badges */
};

/* waits.c: what is theirs to do here, by their roles and for what they were asked; only what there is. */
MUST_USE code home_waits(struct request *rq, struct home_view *v, struct error *err);
