/* setup/setup.h — the first run: administrator, organisation, mail, a start;
 * the entrance "/" and the page about this server. */
#pragma once
#include "app/layout/parts.h"
#include "app/mail/mail.h"
#include "app/org/org.h"

struct admin_view { struct form *form; struct input_view name, email, password; str code; };
struct setup_org_view { struct form *form; struct input_view name, address; struct drop_view logo; bool address_fixed; str base; };
struct setup_mail_view { struct form *form; bool was_tested, test_ok; str test_sentence, dialogue; };
struct server_view { struct form *form; struct input_view base; str database, data; bool base_fixed, allow_private, awarded; };

/* The steps, `now` from 1. */
struct steps_view setup_steps(size_t now);

/* setup_org_pages.c, setup_mail_pages.c, server_pages.c */
handler_fn setup_org, setup_org_post, setup_mail, setup_mail_post, setup_start, setup_start_post;
handler_fn entrance, server_show, server_save;
extern const struct form_spec setup_org_form, server_form;
