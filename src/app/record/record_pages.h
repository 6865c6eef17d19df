/* record/record_pages.h — what the page of a learner record shows. */
#pragma once
#include "app/layout/report_view.h"
#include "app/list/list.h"
#include "app/record/record.h"

struct record_part { str name, href; };
LIST_OF(record_parts, struct record_part);
struct record_view {
    str name, self, link, issuer;
    out_date made;
    struct record_parts parts;
    struct report_view report;
    bool is_gone, has_backpack;
};

/* ---- the organisation's pages ---- */

struct record_badge { int64_t id; str name, picture; msec awarded, valid_until; int64_t awards; bool chosen; };
LIST_OF(record_badge_list, struct record_badge);
struct record_tie_shown { str one, other; const char *words; };
struct record_new_view {
    str base, self, back, person, issuer;
    int64_t id, made;                            /* of the person; how many records there are of theirs */
    int64_t replaces;                            /* a record that goes when this one is made; 0: none */
    str replaced;                                /* its name */
    struct form *form;
    struct record_badge_list badges;
    LIST(struct record_tie_shown) ties;
    int64_t chosen;                              /* awards in it */
    bool is_tried;
};
struct records_view { str base; struct list list; };
struct record_one_view {
    str base, self, path, address, again;        /* path, address: of the public page; again: where one is made in its place */
    struct record r;
    struct person person;
    bool may_make;
};

/* record_org_pages.c */
handler_fn record_list_show, record_new_show, record_new_post, record_show_one, record_remove_post, record_restore_post;
