/* account/account_pages.h — what the pages of this slice show, and which of its
 * files handles what. */
#pragma once
#include "app/account/account.h"
#include "app/account/entrance.h"
#include "app/account/notice.h"
#include "app/account/passkey.h"
#include "app/account/second_step.h"
#include "app/layout/parts.h"
#include "web/text.h"

/* ---- passkeys in pages: what a browser is asked ---- */

struct passkey_question {
    bool is_possible;                            /* else nothing is shown */
    bool autofill;                               /* offered beside the address too, without a button */
    bool must_verify;                            /* PIN, finger or face wanted */
    str host, challenge, allow, action, next, why;
    const char *button;
};
struct passkey_question passkey_question(struct request *rq, const char *action, const char *button);
/* With the passkeys of one account. */
struct passkey_question passkey_question_to(struct request *rq, const char *action, const char *button, int64_t account);
/* The answer that a form brought; `account` 0: of whoever it is. */
MUST_USE code passkey_answered(struct request *rq, int64_t account, struct passkey_proof *out, struct error *err);

/* ---- signing in ---- */

/* Sign-in and all that starts with a mail: one form, where to go on after it. */
struct sign_view { struct form *form; str elsewhere, next, action; struct passkey_question passkey; struct way_in_list ways; };
/* "Look into your mailbox": the same for every address. With a nonce, the code
 * of the mail can be typed there. */
struct mailbox_view { const char *heading; str email, nonce; struct form *form; };
/* A link was opened: what it will do, behind a button, so that a mail scanner
 * that follows links does nothing. */
struct link_view { const char *heading, *lead, *button; struct form *form; str email, action; };
struct second_view { struct form *form; struct passkey_question passkey; bool has_app, is_recovery, is_slowed; int64_t codes_left; };
struct confirm_view {
    struct form *form;
    struct account account;
    struct passkey_question passkey;
    bool is_strong, has_password, has_app, has_mail, is_slowed;
    int64_t codes_left;
    const char *by;                              /* "password", "app", "recovery", "mail": whose field is shown */
    str next, why;
};

struct language_view { const struct spoken *items; size_t n; str now, next; };

/* ---- one's own account ---- */

struct account_view {
    struct account account;
    struct form *name;
    struct account_address_list addresses;
};
struct address_view { struct form *form; };
struct delete_view { struct form *form; str email; };

struct session_line { struct session_row row; str device; };
LIST_OF(session_line_list, struct session_line);
struct security_view {
    struct account account;
    struct form *password;
    struct second_step step;
    struct passkey_list passkeys;
    bool passkeys_possible;
    str host;
    struct session_line_list sessions;
    struct device_list trusted;
    struct account_log_list log;
};
struct passkey_new_view { struct form *form; struct account account; struct passkey_question question; str user_handle; };
struct code_app_view { struct form *form; struct code_app app; };
/* Shown once, on paper if wished. */
struct codes_view { struct str_list codes; str server, email; msec made; };

/* Where `next=` of query or form leads: a path of ours, else "/". */
str sign_next(const struct request *rq);

/* sign_pages.c */
void sign_in_show(struct request *rq, struct response *rs);
void sign_in_do(struct request *rq, struct response *rs);
void sign_in_passkey(struct request *rq, struct response *rs);
void sign_out_do(struct request *rq, struct response *rs);
/* link_pages.c */
void sign_link_show(struct request *rq, struct response *rs);
void sign_link_ask(struct request *rq, struct response *rs);
void sign_link_code(struct request *rq, struct response *rs);
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
/* second_pages.c */
extern const struct form_spec second_form;
void second_show(struct request *rq, struct response *rs);
void second_code(struct request *rq, struct response *rs);
void second_recovery(struct request *rq, struct response *rs);
void second_passkey(struct request *rq, struct response *rs);
/* confirm_pages.c */
extern const struct form_spec confirm_form, language_form;
void language_show(struct request *rq, struct response *rs);
void language_do(struct request *rq, struct response *rs);
void confirm_show(struct request *rq, struct response *rs);
void confirm_password(struct request *rq, struct response *rs);
void confirm_code(struct request *rq, struct response *rs);
void confirm_recovery(struct request *rq, struct response *rs);
void confirm_passkey(struct request *rq, struct response *rs);
void confirm_ask_mail(struct request *rq, struct response *rs);
void confirm_mail(struct request *rq, struct response *rs);
/* security_pages.c */
extern const struct form_spec password_change_form;
void security_show(struct request *rq, struct response *rs);
void security_password(struct request *rq, struct response *rs);
void security_password_remove(struct request *rq, struct response *rs);
void security_step(struct request *rq, struct response *rs);
void security_sessions_end(struct request *rq, struct response *rs);
void security_session_end(struct request *rq, struct response *rs);
void security_device_forget(struct request *rq, struct response *rs);
/* passkey_pages.c */
extern const struct form_spec passkey_new_form, passkey_name_form;
void passkey_new_show(struct request *rq, struct response *rs);
void passkey_new_save(struct request *rq, struct response *rs);
void passkey_name(struct request *rq, struct response *rs);
void passkey_take_away(struct request *rq, struct response *rs);
/* code_app_pages.c */
extern const struct form_spec code_app_form;
void code_app_show(struct request *rq, struct response *rs);
void code_app_picture(struct request *rq, struct response *rs);
void code_app_save(struct request *rq, struct response *rs);
void codes_make(struct request *rq, struct response *rs);
