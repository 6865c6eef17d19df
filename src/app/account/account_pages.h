/* account/account_pages.h — what the pages of this slice show, and which of its
 * files handles what. */
#pragma once
#include "app/account/account.h"
#include "app/layout/parts.h"

/* Sign-in and all that starts with a mail: one form, where to go on after it. */
struct sign_view { struct form *form; str elsewhere, next, action; };
/* "Look into your mailbox": the same for every address. */
struct mailbox_view { const char *heading; str email; };
/* A link was opened: what it will do, behind a button, so that a mail scanner
 * that follows links does nothing. */
struct link_view { const char *heading, *lead, *button; struct form *form; str email, action; };

struct account_view {
    struct account account;
    struct form *name, *password, *address;
    struct account_address_list addresses;
    struct session_list sessions;
};
struct delete_view { struct form *form; str email; };

/* Where `next=` of query or form leads: a path of ours, else "/". */
str sign_next(const struct request *rq);

/* sign_pages.c */
void sign_in_show(struct request *rq, struct response *rs);
void sign_in_do(struct request *rq, struct response *rs);
void sign_out_do(struct request *rq, struct response *rs);
/* link_pages.c */
void sign_link_show(struct request *rq, struct response *rs);
void sign_link_ask(struct request *rq, struct response *rs);
void sign_link_open(struct request *rq, struct response *rs);
void sign_link_use(struct request *rq, struct response *rs);
void register_show(struct request *rq, struct response *rs);
void register_ask(struct request *rq, struct response *rs);
void forgotten_show(struct request *rq, struct response *rs);
void forgotten_ask(struct request *rq, struct response *rs);
void reset_open(struct request *rq, struct response *rs);
void reset_use(struct request *rq, struct response *rs);
void verify_email_open(struct request *rq, struct response *rs);
void verify_email_use(struct request *rq, struct response *rs);
