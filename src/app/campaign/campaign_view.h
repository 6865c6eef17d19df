/* campaign/campaign_view.h — what the templates of this slice are given, and the handlers
 * that its page files share. */
#pragma once
#include "app/campaign/campaign.h"
#include "app/layout/chart.h"
#include "app/layout/parts.h"
#include "web/markdown.h"

struct campaign_choice { str value, words; bool chosen; };
LIST_OF(campaign_choices, struct campaign_choice);

struct campaign_line { str href; struct campaign c; struct tag_view tag; };
struct campaign_list_view { str add; LIST(struct campaign_line) lines; bool may_change; };

struct campaign_goal_form { int64_t number; const struct form_value *text, *task, *badge; struct campaign_choices badges; };
struct campaign_form_view { struct form *form; struct campaign_choices who; LIST(struct campaign_goal_form) goals; str back, action; bool is_new, has_badges; };

struct campaign_week_row { msec day; int64_t all, percent; };
struct campaign_unit_row { str name; int64_t people, all, percent; struct tag_view tag; };
LIST_OF(campaign_unit_rows, struct campaign_unit_row);
struct campaign_view {
    struct campaign c;
    struct campaign_adoption adoption;
    out_markdown words;
    struct str_list who;
    struct chart curve;
    LIST(struct campaign_week_row) weeks;
    struct campaign_unit_rows units, teams;
    struct tag_view tag;
    str base, self;
    int64_t percent, before, small_teams, more_teams;
    bool is_small, is_over, is_reached, is_part, may_change, may_edit, may[CAMPAIGN_ACTS];
};

struct campaign_mine { struct campaign c; out_markdown words; int64_t has, percent; bool is_small; };
struct campaign_mine_view { LIST(struct campaign_mine) all; };

str campaigns_path(struct request *rq);
handler_fn campaign_new_show, campaign_edit_show, campaign_form_post;
extern const struct form_spec campaign_form;
