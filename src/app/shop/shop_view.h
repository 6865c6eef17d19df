/* shop/shop_view.h — what the templates of the catalogue are given, and which of
 * the slice's files handles what. */
#pragma once
#include "app/catalog/badge_article.h"
#include "app/endorse/endorse_view.h"
#include "app/layout/share.h"
#include "app/layout/parts.h"
#include "app/shop/shop.h"

void shop_door_start(void);

/* ---- as strangers see it ---- */

LIST_OF(shop_badge_cards, struct badge_card);
struct shelf { int64_t id; str name, about; struct shop_badge_cards cards; };   /* name empty: in no section */
struct shop_choice { str value, label; int64_t n; bool chosen; };
LIST_OF(shop_choices, struct shop_choice);
struct shelves { LIST(struct shelf) items; };
struct shop_filter { str self, words; struct shop_choices skills, levels, sections; bool is_set; };
struct shop_page_view {
    str name, description, url, logo, anchor, did, offline;
    struct org_issuer_list others;
    struct endorsement_shown_list endorsements;
    out_markdown welcome;
    struct shop_filter filter;
    struct shelves shelves;
    int64_t found, all;                          /* found: by the filter */
    struct pagination pages;
    bool is_closed, has_pages;
    str snippet;
};
struct shop_badge_page_view { struct badge_article article; struct endorsement_shown_list endorsements; struct door_list doors; out_markdown way; str snippet, wish; bool is_known; };     /* wish: its address, where Backpacks are; known: who looks has one */
struct shop_index_view { struct shop_org_list orgs; };

/* In other sites' pages: one badge, or an issuer with some of its badges. */
struct shop_embed_view { str title, by, text, picture, link, note; };
struct shop_embed_window_view { str name, text, logo, link; struct shop_badge_cards cards; int64_t all, rest; };    /* rest: how many are not among the cards */

/* ---- as the organisation arranges it ---- */

struct shop_settings_view {
    struct form *form;
    str base, address;
    struct shop_page_view seen;                  /* the preview: with what is typed */
    int64_t named;                               /* who agreed to be named in the feed of awards */
    bool is_tried;                               /* not saved yet */
};
struct shop_row { int64_t id, up, down; bool has_up, has_down; str name, picture, level, href; bool is_hidden; };   /* up, down: in front of which it goes then */
struct shop_block { struct shop_section s; bool has_up, has_down; int64_t up, down; LIST(struct shop_row) rows; };
struct shop_arrange_view { str base, self, address; struct form *form; LIST(struct shop_block) blocks; int64_t badges; bool may_settle; };
struct shop_section_view { str self; struct form *form; int64_t id; };
struct shop_badge_view { struct badge_row b; str self, back, picture; struct form *form; struct shop_choices sections, levels; bool is_published; };
struct website_view {
    str base, self, snippet, frame, address, feed, awards_feed;   /* address: of the public page; frame: what stands in the preview */
    struct shop_choices windows, badges;                 /* value: path of the page whose card it is */
    struct embed embed;
    int64_t named;
    bool is_closed, may_settle;
};
struct shop_server_view { struct form *form; struct shop_org_list orgs; };

/* shop_fill.c: the window of one profile, filtered by the request's query. */
struct shop_filling { const struct org *o; const struct shop *shop; const struct shop_wish *wish; int64_t page; };
MUST_USE code shop_fill(struct request *rq, const struct shop_filling *f, struct shop_page_view *out, struct shop_card_list *shown, struct error *err);
struct shop_wish shop_wish_of(const struct request *rq);

/* shop_pages.c. NOT_FOUND: no such badge, or nobody may see it yet. */
struct shown_badge { struct badge_row b; struct org o; struct shop shop; struct shop_badge chosen; };
MUST_USE code shop_shown_badge(struct request *rq, str public_id, struct shown_badge *out, struct error *err);
MUST_USE code shop_shown_article(struct request *rq, struct shown_badge *x, struct badge_article *out, struct error *err);
/* What nobody is signed in to is the same for all who read that language; who has
 * it already is told so. */
void shop_send(struct request *rq, struct response *rs, struct out *o);

/* shop_embed.c: the frame that stands for a public page: "/badges/ID", "/i/SLUG" (its
 * badges) or "/i/SLUG/card". */
struct embed shop_embed(struct request *rq, str path, str title);
handler_fn shop_badge_embed, shop_card_embed, shop_window_embed;
handler_fn shop_website_show;                                    /* shop_website_pages.c */

handler_fn shop_feed, shop_awards_feed;                          /* shop_feed.c */
/* shop_crawl.c: robots.txt, sitemaps, the list of organisations. */
handler_fn shop_robots, shop_sitemap, shop_sitemap_of, shop_index, shop_server_show, shop_server_post;
/* shop_settings_pages.c */
handler_fn shop_settings_show, shop_settings_post;
/* shop_arrange_pages.c */
handler_fn shop_arrange_show, shop_section_post, shop_section_show, shop_section_change, shop_section_drop, shop_section_shift, shop_badge_shift;
handler_fn shop_badge_show, shop_badge_post;
