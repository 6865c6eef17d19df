/* team/team_view.h — what the pages of a team show. */
#pragma once
#include "app/people/people_view.h"
#include "app/plan/plan_view.h"
#include "app/team/team.h"

struct team_wait { const char *icon; str words, sub, href; };
LIST_OF(team_waits, struct team_wait);
struct team_page_view {
    str base, self, remind_href;
    struct team_sums sums;
    struct team_counts shown;                    /* of the tab that is chosen */
    struct team_waits waits;
    struct list list;
    bool is_all, has_below, leads;
};

struct team_standing { str code, name; struct tag_view tag; const char *day_words; msec day; struct str_list why; };
LIST_OF(team_standings, struct team_standing);
struct team_role { str name; struct tag_view tag; };
LIST_OF(team_roles, struct team_role);
struct team_pathway { str name, next; struct tag_view tag; int64_t done, n; };
LIST_OF(team_pathways, struct team_pathway);
struct team_one_view {
    str back, self;
    struct person_view person;
    struct team_standings standings;
    struct team_roles roles;
    struct plan_lines plans;                     /* that they sent to whoever looks */
    struct team_pathways pathways;
    msec reminded;
    bool is_away, may_remind;
};

struct team_remind_view { str back, self, reach; struct team_lates people; bool more; };

/* team_person_pages.c */
void team_person(struct request *rq, struct response *rs);
void team_person_remind(struct request *rq, struct response *rs);
