/* backpack/backpack_pages.h — what the templates of the Backpack are given. */
#pragma once
#include "app/backpack/backpack.h"
#include "app/layout/report_view.h"

LIST_OF(card_list, struct badge_card);

struct shelf_view {
    struct card_list cards;
    struct collection_list collections;
    struct pagination pages;
    str search, verdict;
    bool is_bin, is_filtered;
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
    bool has_awarded, has_valid_until, is_public, is_owner, is_removed, is_refreshed, has_parts;
    bool may_be_shown, is_paper, is_silent, has_frozen; /* is_silent: it held, and nothing can be told at present */
    out_time held, silent_since, seen;           /* seen: of the evidence that was kept */
    str signer;                                  /* whose key its receipt is signed with */
    struct holding_collection_list collections;
};
struct collections_view { struct collection_list collections; };
struct collection_edit_view { int64_t id; struct form *form; struct input_view name, story, is_public; };
struct collection_view {
    int64_t id;
    str name, public_link, choose;
    out_markdown story;
    bool is_public, is_owner, has_story;
    struct card_list cards;
};

struct choose_row { int64_t id; str title, issuer, picture; bool in; };
LIST_OF(choose_row_list, struct choose_row);
struct collection_choose_view { str self, name; struct choose_row_list rows; };

/* The look of a holding: "expired" when its day is over, else its verdict. */
const char *holding_mark(const struct holding *h);
/* Of a file with these bytes: "png", "jwt", "pdf", … */
const char *holding_ending(str bytes);
/* One badge for whom its owner shows it to. */
void holding_to_reader(struct request *rq, struct response *rs, const struct holding *h);
/* What the kept report says, and the checks in it. */
struct verdict_view holding_verdict(struct arena *a, const struct holding *h);
void holding_checks(struct arena *a, str report, struct check_list *out);
struct badge_card holding_card(struct arena *a, const struct holding *h, str href);

/* Of collection_pages.c and holding_pages.c, for the route table. */
handler_fn holding_show, holding_set_public, holding_remove, holding_restore, holding_recheck, holding_newer, holding_original,
    holding_shelve, holding_public, holding_in_collection;
handler_fn collections_show, collection_new, collection_new_post, collection_show, collection_edit,
    collection_edit_post, collection_remove, collection_public, collection_choose, collection_choose_post;
extern const struct form_spec holding_public_form, holding_shelve_form, collection_form, collection_choose_form;
