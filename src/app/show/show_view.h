/* show/show_view.h — what the templates of the slice are given. */
#pragma once
#include "app/show/show.h"

/* Ways to carry a page to others; certification empty: not the owner, or no badge. */
struct share_view { str link, title, snippet, certification; struct share_link_list networks; };

struct badge_page_view {
    struct shown_badge badge;
    struct share_view share;
    bool is_owner, is_private;                   /* private: by a link for one reader */
    bool is_part;                                /* of a page of another kind, where nobody asks for proof */
    str back, back_title, ask;                   /* back: to the collection it was reached from; ask: for proof */
    str wish;                                    /* the page that names it, for somebody who may want it too */
};
struct shown_item { struct badge_card card; out_markdown story; bool has_story; };
LIST_OF(shown_item_list, struct shown_item);
struct shown_deed { str what, time, words, witnessed; msec day; };
LIST_OF(shown_deed_list, struct shown_deed);
struct collection_page_view {
    str name, cover, person, ask;
    out_markdown story;
    bool has_story, is_owner, is_private;
    struct shown_item_list items;
    struct shown_deed_list deeds;                /* of the learning log */
    str next, first;                             /* addresses of the page behind and of the first; empty: this is it */
    struct share_view share;
};
struct shown_collection { str name, href; int64_t count; };
LIST_OF(shown_collection_list, struct shown_collection);
struct card_tiles { struct badge_card *items; size_t n, cap; };
struct profile_page_view {
    str name, headline, ask;
    out_markdown about;
    bool has_about, is_owner, is_private;
    struct card_tiles cards;
    struct shown_collection_list collections;
    struct share_view share;
};

struct embed_view {
    str title, person, by, picture, link;
    struct verdict_view verdict;                 /* of a badge */
    out_date day;
    int64_t n;                                   /* of many: how many badges */
    bool is_many, has_day;
};

/* ---- for the owner ---- */

struct shared_link { struct reader_link link; str address, mine; bool is_open, is_over; };
LIST_OF(shared_link_list, struct shared_link);
struct request_row { int64_t id; str asker, title, question, state; out_time asked; bool is_waiting, is_confirmed; };
LIST_OF(request_row_list, struct request_row);
struct ask_view { struct form *form; str about, title; struct input_view asker, question; };
struct answer_view {
    struct ownership q;
    str person, host, download, check;
    struct str_list addresses;                   /* for the owner: which would be told */
    struct str_list titles;                      /* the badges it is about */
    bool is_waiting, is_over, is_declined, is_confirmed, holds, tells;    /* tells: a badge names an address in plain */
    int64_t handed, spoken;                      /* badges handed over; only spoken of */
};
struct naming { str organisation, href; msec since; };            /* since 0: it may not name them */
struct sharing_view {
    struct showcase page;
    str page_link;
    struct shared_link_list links;
    struct request_row_list requests;
    int64_t public_badges, public_collections;
    LIST(struct naming) namings;
};
struct profile_edit_view { struct form *form; struct input_view name, headline, about, is_public; str link; };
struct link_new_view {
    struct form *form;
    str title, back;
    int64_t badge, collection;
    struct input_view reader;
    struct show_tick_list shows;
};
