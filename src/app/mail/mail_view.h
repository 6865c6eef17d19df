/* mail/mail_view.h — what the templates of mails and of the mail pages are given. */
#pragma once
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/mail/mail.h"

/* ---- letters ---- */

/* What stands in a frame of ours: no scripts, no forms, pictures from here. */
void mail_body_send(struct request *rq, struct response *rs, str html);

struct letter_view {
    struct letter_look look;
    str greeting, opening, detail, picture, badge, description, small, action, link, code, note;
    struct letter_items items;
    str why, choices;                            /* at the foot */
};

/* ---- pages ---- */

struct mail_line { str href, to, address, subject; struct tag_view tag; msec at; };
LIST_OF(mail_line_list, struct mail_line);
/* A mail as lists show it; its page is under `base`. */
void mail_line_add(struct request *rq, str base, struct mail *m, struct mail_line_list *out);
struct mail_chip { const char *label; str href; int64_t n; bool now; };
LIST_OF(mail_chip_list, struct mail_chip);
struct mail_list_view {
    str base;                                    /* "/org/1/mail" or "/settings/mail/outbox" */
    bool has_server, may_set_server, is_filtered;
    str server, settings;
    int64_t waiting;                             /* what "send now" would send */
    struct mail_chip_list chips;
    struct mail_line_list lines;
    struct pagination pages;
    struct list list;                            /* of an organisation, in place of lines and pages */
};
struct tag_view mail_tag(const struct mail *m);

struct mail_page_view {
    str base, self, body;
    struct mail m;
    str from;
    struct tag_view tag;
    str next_step;                               /* a sentence */
    str problem, dialogue;                       /* of the last failure; empty: none */
    bool may_retry, has_server;
};

struct mail_settings_view {
    struct form *form, *test;
    bool has_server, has_password;
    str shown;                                   /* "smtp://host:587" */
    int64_t waiting;
    bool was_tested, test_ok;
    str test_sentence, dialogue;
};
