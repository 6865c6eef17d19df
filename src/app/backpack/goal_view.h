/* backpack/goal_view.h — what the templates of goals are given. */
#pragma once
#include "app/backpack/goal.h"
#include "app/layout/parts.h"

struct goals_view { struct goal_ways ways; struct goal_rows open, reached; struct goal_list removed; };
struct goal_offer { str badge, title, issuer, picture; };
LIST_OF(goal_offers, struct goal_offer);
struct goal_new_view { struct form *form; str search; bool has_here; struct goal_offers offers; struct input_view title, link, until, note; };
struct goal_view {
    struct goal g;
    struct goal_state s;
    str self, badge;
    int64_t left;                                /* parts that are still to do */
    out_markdown needs;
    struct form *form;
    struct input_view until, note;
};
