/* setup/setup_pages.h — what the steps of the first run share: their order, the
 * way from one to the next, and what their templates are given. */
#pragma once
#include "app/layout/parts.h"
#include "app/setup/setup.h"

enum step_no { STEP_YOU, STEP_ORG, STEP_ADDRESS, STEP_MAIL, STEP_START, STEP_COUNT };

struct setup_view {
    struct form *form;
    struct steps_view steps;
    str back;                                    /* empty: this is the first step */
    const struct setup_draft *draft;
    bool has_org, has_address;                   /* which steps there are */
    bool is_loopback;
    bool was_tested, test_ok;
    str test_sentence, dialogue;
    str address;
};
struct moved_view { const char *heading; str address; };
typedef void setup_template(struct out *o, const struct setup_view *m);

/* The draft, when the visitor may be at this step; else he is sent on: done
 * already, the code first, or a step before is still open. */
bool setup_enter(struct request *rq, struct response *rs, enum step_no wanted, struct setup_draft *d);
struct setup_view setup_view_of(const struct request *rq, enum step_no now, struct form *f, const struct setup_draft *d);
void setup_show(struct request *rq, struct response *rs, const struct setup_view *v, setup_template *tmpl);
/* Keeps the draft and goes to the step after `now`. */
void setup_go_on(struct request *rq, struct response *rs, enum step_no now, const struct setup_draft *d);

/* Under another name than the visitor came by he has no cookie: he is told the
 * address and signs in there. */
void setup_moved(struct request *rq, struct response *rs, const char *heading);

/* One file for each step but the first. */
handler_fn setup_org_show, setup_org_post, setup_address_show, setup_address_post;
handler_fn setup_mail_show, setup_mail_post, setup_start_show, setup_start_post;
extern const struct form_spec setup_org_form, setup_address_form, setup_start_form;

/* server_pages.c */
struct entrance_view { bool has_backpack, has_orgs; };
struct server_view { struct form *form; struct input_view base; str database, data; bool base_fixed, allow_private, awarded, has_orgs; };
handler_fn entrance, server_show, server_save;
extern const struct form_spec server_form;
