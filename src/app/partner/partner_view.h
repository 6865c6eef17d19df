/* partner/partner_view.h — what the templates of this slice are given. */
#pragma once
#include "app/layout/paging.h"
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/partner/partner_private.h"

struct tag_view partner_tag(str trust);
struct partner_event_line { str words, said, who; msec at; };
LIST_OF(partner_event_lines, struct partner_event_line);
void partner_event_lines_fill(struct arena *a, const struct partner_events *all, struct partner_event_lines *out);
struct partner_history_view { str back, name; bool notes; struct partner_event_lines lines; struct pagination pages; };
extern const struct form_spec partner_given_form;
handler_fn partner_history_show, partner_take_back_many_post;

struct partners_view { struct list list; str add, rules, back; };
struct partner_form_view { struct form *form; str back, action; bool is_new, is_held, is_trusted; };

struct partner_received_line { struct partner_received e; struct tag_view tag; str href; };
struct partner_choice { str value, words; bool chosen; };
struct partner_meet { str href, words; };
struct partner_issue_line { struct partner_badge badge; int64_t seen, counts; str href, rule, drop, list; LIST(struct partner_meet) meets; };
struct partner_rule_line { str href, words, pattern; };
struct partner_given_line { struct given g; str href; struct tag_view tag; bool may_take_back, is_living; };
struct partner_taken_line { str href, who, title, counts_for, trusted; msec at; struct tag_view tag; };
struct partner_file_line { str href, title, who; msec at; int64_t views; };

struct partner_view {
    struct partner p;
    struct tag_view tag, found;
    str base, self, rules, ask, secret, folder, taken_list, found_why;
    struct form *form;                           /* of whichever was sent; empty ones share it */
    struct drop_view file;
    int64_t decision;                            /* that can be taken back; 0: none */
    LIST(struct partner_issue_line) issues;
    LIST(struct partner_rule_line) other_rules;
    LIST(struct partner_given_line) given;
    LIST(struct partner_choice) abouts;
    LIST(struct partner_received_line) received;
    LIST(struct partner_file_line) files;
    LIST(struct partner_taken_line) taken;       /* the newest; all of them are a list */
    int64_t taken_all, living;                   /* living: endorsements of ours that hold */
    struct partner_event_lines notes, events;
    struct partner_tokens tokens;
    bool more_notes, more_events, is_ending, may_change, may_token, is_held, is_trusted, is_told, can_look, review_is_due, is_over;
};
