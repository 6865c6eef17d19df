/* cv/cv_private.h — the handlers of this slice, for its table. */
#pragma once
#include "app/cv/cv_view.h"

handler_fn cv_head_show, cv_head_post, cv_section_add, cv_section_show, cv_section_post, cv_section_remove, cv_section_move, cv_entry_show,
    cv_entry_post, cv_entry_remove, cv_entry_move, cv_pick_show, cv_pick_post;
extern const struct form_spec cv_head_form, cv_section_form, cv_entry_form, cv_pick_form, cv_move_form, cv_add_form;

/* This person's, or the answer is given. */
bool cv_mine(struct request *rq, struct response *rs, struct cv *out);
str cv_self(struct arena *a, const struct cv *c);                /* "/backpack/cvs/7" */
