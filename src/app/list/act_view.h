/* list/act_view.h — what the page of an act shows. */
#pragma once
#include "app/list/act.h"

struct act_field { const struct act_input *input; str value, error; struct list_choices choices; };
struct act_view {
    struct act act;
    struct list rows;                            /* exactly those it is about */
    LIST(struct act_field) fields;
    str self, title, outcome, error, typed_error, back;
    bool may_undo, is_danger;
};
