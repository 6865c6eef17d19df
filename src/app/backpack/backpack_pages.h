/* backpack/backpack_pages.h — what the templates of the Backpack are given. */
#pragma once
#include "app/backpack/goal.h"
#include "app/backpack/shelf.h"
#include "app/backpack/shows.h"
#include "app/layout/report_view.h"

LIST_OF(card_list, struct badge_card);

struct shelf_card { int64_t id; struct badge_card card; bool is_public; };
LIST_OF(shelf_card_list, struct shelf_card);
struct shelf_view {
    struct list list;
    struct shelf_card_list cards;                /* of the rows, where they are a grid */
    struct collection_list collections;
    struct shelf_word_list tags;
    struct goal_rows goals;
    struct goal_ways ways;                      /* the next few that are open */
    bool is_list, is_bin;
    str grid_href, list_href, undone;
    int64_t undo, undo_n;                                 /* 0: nothing to take back */
};
struct start_view { struct form *form; str award, proof, email, badge; struct input_view name, password; };

struct holding_collection { int64_t id; str name; bool in; };
LIST_OF(holding_collection_list, struct holding_collection);
struct holding_view {
    int64_t id;
    str title, picture, issuer, anchor, description, source, standard, public_link;
    struct verdict_view verdict;
    struct check_list checks;
    struct report_view parts;                    /* what is within */
    out_date awarded, valid_until;
    out_time checked, added;
    out_time refreshed;
    bool has_awarded, has_valid_until, is_public, is_removed, is_refreshed, has_parts;
    bool may_be_shown, is_paper, is_silent, has_frozen; /* is_silent: it held, and nothing can be told at present */
    out_time held, silent_since, seen;           /* seen: of the evidence that was kept */
    str signer;                                  /* whose key its receipt is signed with */
    struct holding_collection_list collections;
    struct shelf_word_list tags, all_tags;
    struct show_tick_list shows;
};
struct collections_view { struct collection_list collections; };
struct collection_edit_view {
    int64_t id;
    struct form *form;
    struct input_view name, story, is_public;
    struct drop_view cover;
    struct show_tick_list shows;
    str picture;                                 /* the cover as it is; empty: none */
};
struct collection_row { int64_t id; str title, issuer, picture, story; struct tag_view tag; int64_t up, down; bool has_up, has_down; };
LIST_OF(collection_row_list, struct collection_row);
struct collection_view {
    int64_t id;
    str name, public_link, choose;
    out_markdown story;
    str cover;
    bool is_public, has_story;
    struct collection_row_list rows;             /* of one page */
    struct pagination pages;
    int64_t behind;                              /* the badge behind the page; 0: none */
};

struct choose_row { int64_t id; str title, issuer, picture; bool in; };
LIST_OF(choose_row_list, struct choose_row);
struct collection_choose_view { str self, name; struct choose_row_list rows; };

/* The look of a holding: "expired" when its day is over, else its verdict. */
const char *holding_mark(const struct holding *h);
/* The badge `{id}` of whoever is signed in, and its bytes as they came. False: it was answered. */
bool holding_find_mine(struct request *rq, struct response *rs, struct holding *h, str *bytes);
/* Of a file with these bytes: "png", "jwt", "pdf", … */
const char *holding_ending(str bytes);
/* What the kept report says, and the checks in it. */
struct verdict_view holding_verdict(struct arena *a, const struct holding *h);
void holding_checks(struct arena *a, str report, struct check_list *out);
struct tag_view holding_tag(const struct holding *h);
struct badge_card holding_card(struct arena *a, const struct holding *h, str href);

/* Of collection_pages.c and holding_pages.c, for the route table. */
handler_fn holding_show, holding_set_public, holding_remove, holding_restore, holding_recheck, holding_newer, holding_original,
    holding_shelve;
handler_fn collections_show, collection_new, collection_new_post, collection_show, collection_edit,
    collection_edit_post, collection_remove, collection_choose, collection_choose_post, collection_arrange, collection_story_post, collection_copy_post;
extern const struct form_spec holding_public_form, holding_shelve_form, collection_form, collection_choose_form, collection_arrange_form, collection_story_form;
