/* org/org_pages.h — what the pages of an organisation show, and which of the
 * slice's files handles what. */
#pragma once
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/mail/mail.h"
#include "app/org/person.h"
#include "format/key_sheet.h"

struct choose_view { struct membership_list orgs, led; bool has_backpack; };

/* ---- settings ---- */
/* settings_map.c: every page of them, in groups of what belongs together. */
struct settings_page { const char *name, *path, *icon, *title, *does; };          /* name: for org_settings_head */
struct settings_group { const char *title, *icon; const struct settings_page *items; size_t n; };
const struct settings_group *settings_group_of(const char *name);
struct settings_map { const struct settings_group *items; size_t n; };
struct settings_map settings_map(void);
struct settings_view { str base; };
void org_settings_show(struct request *rq, struct response *rs);

struct issuer_head { str base, self, name; int64_t issuer; };     /* self: of its settings; issuer 0: the organisation's own page */
struct profile_view { struct form *form; struct org org; struct issuer_head head; str action, did, https_id; bool signs_by_rsa, may_remove; };
struct issuers_view { struct form *form; str base; struct org_issuer_list issuers; };
struct members_view { str base, rule; bool is_strong; struct list list; struct member_past_list past; struct open_invitation_list invited; };
struct keys_view { struct form *form; struct issuer_head head; str action, restore; struct org_key_list keys; };
struct key_view { struct issuer_head head; struct org_key key; str action, paper, back; int64_t awards; };
struct sheet_view { struct org_key key; struct key_sheet sheet; str name, address, slug, back, qr; msec printed; bool has_lines; };     /* qr: PNG as base64 */
struct restore_view { struct form *form; struct issuer_head head; str action, back; };
struct awarding_view { struct form *form; str base, now; struct str_list zones; bool lacks_applications, lacks_training; };   /* now: what the clocks there show */
struct brand_view {
    struct form *form;
    struct issuer_head head;
    bool is_borrowed;                            /* a profile that still looks like its organisation */
    str self, preview, colour_said, band_said, contrast, band_contrast, logo, logo_dark;   /* said: what became of the colour */
};
struct log_line { msec at; str who; const char *what; str about, href, note; };   /* href empty: no page of its own */
LIST_OF(log_line_list, struct log_line);
struct log_view { str base; struct list list; bool may_manage; };

void log_lines(struct arena *a, str base, const struct org_log_list *rows, struct log_line_list *out);
str org_base(struct request *rq);                /* "/org/7" */
str org_keys_path(struct request *rq, const struct issuer_head *head);
/* The profile whose settings are asked for, the first one where the address names none. */
MUST_USE code org_asked(struct request *rq, struct org *o, struct issuer_head *head, struct error *err);

/* ---- invitation ---- */
struct invite_view { struct invitation invitation; str roles; struct form *form; str user, action; bool is_known; };

void org_profile_show(struct request *rq, struct response *rs);
void org_profile_save(struct request *rq, struct response *rs);
void org_keys_show(struct request *rq, struct response *rs);
void org_key_show(struct request *rq, struct response *rs);
void org_key_paper(struct request *rq, struct response *rs);
void org_key_restore_show(struct request *rq, struct response *rs);
void org_key_restore_post(struct request *rq, struct response *rs);
void org_key_stop(struct request *rq, struct response *rs);
void org_keys_new(struct request *rq, struct response *rs);
void org_awarding_show(struct request *rq, struct response *rs);
void org_awarding_save(struct request *rq, struct response *rs);
void org_issuers_show(struct request *rq, struct response *rs);
void org_issuers_new(struct request *rq, struct response *rs);
void org_issuers_remove(struct request *rq, struct response *rs);
void org_brand_show(struct request *rq, struct response *rs);
void org_brand_save(struct request *rq, struct response *rs);
void org_brand_preview(struct request *rq, struct response *rs);
void org_brand_css(struct request *rq, struct response *rs);
void org_log_show(struct request *rq, struct response *rs);
void org_members_show(struct request *rq, struct response *rs);
void org_members_rule(struct request *rq, struct response *rs);
void org_members_invite(struct request *rq, struct response *rs);
void org_members_withdraw(struct request *rq, struct response *rs);
void org_members_new(struct request *rq, struct response *rs);
void org_member_show(struct request *rq, struct response *rs);
void org_member_save(struct request *rq, struct response *rs);
void org_member_undo(struct request *rq, struct response *rs);
void org_roles_show(struct request *rq, struct response *rs);
void invite_open(struct request *rq, struct response *rs);
void invite_accept(struct request *rq, struct response *rs);
