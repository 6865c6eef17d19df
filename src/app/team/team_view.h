/* team/team_view.h — what the pages of a team show. */
#pragma once
#include "app/layout/chart.h"
#include "app/people/people_view.h"
#include "app/plan/plan_view.h"
#include "app/team/team.h"

struct team_month { str label, share; int64_t asked, held; };
struct team_trend { struct chart chart; LIST(struct team_month) rows; bool has_any; };
struct team_page_view {
    struct team_trend trend;
    str months_href;
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

/* One thing that waits for who leads whose it is. */
struct team_judge_line { str href, what, about; const char *icon; msec at; };
struct team_judge_view { str back, next; LIST(struct team_judge_line) lines; bool granted; };

struct team_remind_view { str back, self, reach; struct team_lates people; bool more; };

/* team_months.c: the last twelve months that are over, the oldest first; `direct`: of those led by nobody between. */
MUST_USE code team_months(struct db *db, struct arena *a, const struct team_of *t, bool direct, struct chart_points *out, struct error *err);
void team_months_show(struct arena *a, const struct chart_points *p, struct team_trend *out);
str team_months_csv(struct arena *a, const struct chart_points *p);

/* team_judge_pages.c: what waits to be judged by who leads; how many, up to 100 of each. */
MUST_USE code team_judge_count(struct request *rq, int64_t *out, struct error *err);
void team_judge(struct request *rq, struct response *rs);

/* team_person_pages.c */
void team_person(struct request *rq, struct response *rs);
void team_person_remind(struct request *rq, struct response *rs);
