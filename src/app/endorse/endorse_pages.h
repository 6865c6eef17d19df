/* endorse/endorse_pages.h — what the templates of this slice are given, and what
 * its page files share. */
#pragma once
#include "app/endorse/endorse.h"
#include "app/endorse/endorse_view.h"
#include "app/layout/parts.h"
#include "app/list/list.h"

/* ---- the organisation's ---- */

struct endorsements_view { str base; bool may_ask; struct list list; };
struct endorse_ask_view { str action, back; const char *back_words; struct endorse_name thing; struct form *form; const char *what; bool has_server; };
struct endorsement_view {
    str self, base;
    struct endorsement_row e;
    struct endorse_name thing;
    struct tag_view tag;
    str who, domain;
    bool may_decide, may_show, may_hide, may_remind;
    struct endorsement_shown shown;              /* filled when it was signed */
    bool is_signed;
};

/* ---- who is asked ---- */

struct endorse_public_view {
    struct endorsement_row e;
    struct endorse_name thing;
    struct form *form;
    str action, asker, description, domain;
    out_markdown criteria;
    const char *what;
    bool may_answer, may_withdraw, is_over;
};

/* ---- who holds the award ---- */

struct endorse_mine_line { str who, comment, action; struct tag_view tag; bool may_show, may_hide; };
struct endorse_mine_view { struct endorse_ask_view ask; LIST(struct endorse_mine_line) lines; };

struct tag_view endorse_tag(const struct endorsement_row *e);
const char *endorse_what(enum endorse_subject s);        /* "this badge" */
extern const struct form_spec endorse_ask_form;

handler_fn endorse_link_show, endorse_link_post;
handler_fn endorse_mine_show, endorse_mine_post, endorse_mine_decide;
