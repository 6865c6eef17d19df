/* backpack/collect_pages.h — pages of adding badges, of paper, and of what is new. */
#pragma once
#include "app/backpack/collect.h"
#include "app/backpack/watch.h"
#include "app/layout/parts.h"

struct add_view { struct form *form; str action; struct drop_view file; struct input_view link, text; };

/* One of those that were handed in. */
struct added_row {
    str name, title, issuer, why, todo, href, prove, paper;  /* href: of the badge; prove: adding its address; paper: keeping it so */
    struct tag_view tag;
};
LIST_OF(added_list, struct added_row);
struct added_view {
    str self;
    struct added_list rows;
    int64_t n_taken, n_apart, n_refused, n_waiting;
    bool can_undo, can_retry, has_more;          /* more: beside badges */
};
struct paper_view { struct form *form; int64_t item; str file_name; struct drop_view file; struct input_view title, issuer, awarded, until, note; };

struct news_row { str href, title, issuer, words; out_time at; out_date until; bool has_until; };
LIST_OF(news_list, struct news_row);
struct news_view { struct news_list rows; struct form *form; str how; struct input_view days_before; };
struct mail_off_view { str self; bool is_off; };

handler_fn collect_show, collect_post, collect_results, collect_again_post, collect_undo_post, paper_show, paper_post, watch_show, watch_post, watch_off_show,
    watch_off_post, holding_evidence;
extern const struct form_spec collect_form, paper_form, watch_form;
