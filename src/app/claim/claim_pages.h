/* claim/claim_pages.h — what the templates of this slice are given, and the
 * handlers that its page files share. */
#pragma once
#include "app/claim/claim.h"
#include "app/layout/parts.h"
#include "app/list/list.h"

struct claim_line { str href, name, badge, picture, used; struct tag_view tag; };
struct claims_view {
    str base, new_href, badge_name;
    LIST(struct claim_line) lines;
    bool may, has_badges;
};
struct claim_form_view { str base, action, badge_name, picture, now; struct form *form; bool is_new; };
struct claim_view {
    struct claim_link l;
    str base, self, address, picture, words, hours, picture_qr;
    struct tag_view tag;
    bool is_open;
    int64_t codes, codes_used;
    struct form *codes_form;
    struct list list;
};
struct claim_slip { str code; bool used; };
struct poster_view { struct claim_link l; str self, address, shown, picture, hours; LIST(struct claim_slip) slips; };

/* What one who comes sees. */
struct claim_public_view {
    struct claim_link l;
    str picture, action, closed;                 /* closed: a sentence; empty: open */
    struct form *form;
};
struct claim_mailbox_view { str badge, email; };
struct claim_press_view { struct claim_link l; str picture, name, email, action; };
struct claim_done_view { str badge, org, picture, page, file; bool waits; };

str claim_picture(struct arena *a, const struct claim_link *l);

void claim_show_codes_csv(struct request *rq, struct response *rs);
void claim_show_poster(struct request *rq, struct response *rs);
void claim_show_slips(struct request *rq, struct response *rs);
void claim_show_qr(struct request *rq, struct response *rs);

void claim_public_show(struct request *rq, struct response *rs);
void claim_public_post(struct request *rq, struct response *rs);
void claim_public_press(struct request *rq, struct response *rs);
void claim_public_take(struct request *rq, struct response *rs);
void claim_public_done(struct request *rq, struct response *rs);
void claim_public_file(struct request *rq, struct response *rs);
