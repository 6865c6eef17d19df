/* plan/plan_view.h — what the templates of this slice are given, and the handlers that its
 * page files share. */
#pragma once
#include "app/layout/parts.h"
#include "app/plan/plan.h"

struct plan_choice { str value, words; bool chosen; };
LIST_OF(plan_choices, struct plan_choice);

struct plan_line { struct plan p; str href; struct tag_view tag; struct plan_sums sums; };
LIST_OF(plan_lines, struct plan_line);
struct plan_home_view { struct plan_lines open, closed, removed; bool may_begin, has_many; };

struct plan_new_view { struct form *form; struct plan_mes mes; struct plan_me me; struct plan_choices roles, badges; str self; };
struct plan_edit_view { struct form *form; struct plan p; str self; };
struct plan_step_view { struct plan_step s; str self, time, cost, sub; struct tag_view tag; bool is_done, may_change; };
LIST_OF(plan_step_views, struct plan_step_view);
struct plan_event_view { struct plan_event e; str words; };
struct plan_page_view {
    struct plan p;
    struct plan_step_views steps, removed;
    struct plan_sums sums;
    struct plan_gap gap;
    LIST(struct plan_event_view) events;
    struct form *step, *comment, *ask;
    struct tag_view tag;
    str self, time, time_open, cost, cost_open, back;
    const char *back_words;
    bool may[PLAN_ACTS], may_change, is_changed, is_on_paper;
};
struct plan_step_edit_view { struct form *form; struct plan p; struct plan_step s; str self, back; };

struct plans_view { struct list list; str back; };

struct tag_view plan_tag(const struct plan *p);
str plan_path(struct arena *a, int64_t id);      /* "/plan/7" */
/* The page with what was typed into one of its forms; NULL: nothing. */
struct plan_typed { struct form *step, *comment, *ask; };
void plan_show(struct request *rq, struct response *rs, const struct plan_typed *typed);
MUST_USE code plan_load(struct request *rq, struct plan_page_view *v, struct error *err);

handler_fn plan_home, plan_new_show, plan_new_post, plan_page, plan_edit_show, plan_edit_post, plan_paper,
    plan_step_post, plan_step_show, plan_step_edit_post, plan_step_act_post, plan_take_post, plan_csv, plan_json;
extern const struct form_spec plan_new_form, plan_edit_form, plan_comment_form, plan_ask_form, plan_step_form, plan_take_form;
