/* company/company_pages.h — what the pages of this slice show, and which of its
 * files handles what. */
#pragma once
#include "app/account/account.h"
#include "app/company/company.h"
#include "app/layout/parts.h"
#include "app/org/org_pages.h"

/* ---- coming in ---- */

struct find_view { struct form *form; str next, name, href; };          /* href empty: not found yet */
struct door_view { str name, href, next; };
/* Went wrong: `again` leads to one more try, empty: to the settings. */
struct refused_view { str name, sentence, again, back; };
/* A provider has shown somebody whose account here is to be proved first. */
struct join_view { str company, name, email, account_email, sign_in, register_href; bool is_signed_in; };
struct gone_view { str name, href; };
struct known_view { struct known_as_list rows; };

/* ---- setting up ---- */

struct provider_kind {
    const char *name, *words, *issuer, *claim, *scopes;   /* examples, to be filled in */
    bool unmarked;                               /* says nothing of whether addresses are verified */
    const char *where;                           /* in its own settings: what to do there */
};
extern const struct provider_kind provider_kinds[];      /* ends with {NULL} */

struct seen_line { const char *mark, *words; str value; };   /* mark: "good", "warn", "bad", "info" */
LIST_OF(seen_line_list, struct seen_line);
struct domain_line { struct provider_domain d; str url; };
LIST_OF(domain_line_list, struct domain_line);
struct company_view {
    str base, self;
    struct form *form, *role, *domain;
    struct provider p;
    bool is_set, is_operator;
    const struct provider_kind *kind;
    str callback, home, back_channel, sign_in;
    struct seen_line_list seen;
    struct provider_role_list roles;
    struct domain_line_list domains;
    str keeper;                                  /* who may come otherwise */
};

/* seen.c: what a test showed, kept as lines "kind TAB value". */
void seen_put(struct buf *b, const char *kind, str value);
void seen_read(struct arena *a, str text, struct seen_line_list *out);

/* sign_pages.c */
void company_find(struct request *rq, struct response *rs);
void company_found(struct request *rq, struct response *rs);
void company_door(struct request *rq, struct response *rs);
void company_go(struct request *rq, struct response *rs);
void company_test(struct request *rq, struct response *rs);
void company_back(struct request *rq, struct response *rs);
/* join_pages.c */
void join_hold(struct request *rq, struct response *rs, const struct arrival *v, str next);
void join_show(struct request *rq, struct response *rs);
void join_do(struct request *rq, struct response *rs);
void known_show(struct request *rq, struct response *rs);
void known_forget(struct request *rq, struct response *rs);
void gone_show(struct request *rq, struct response *rs);
void gone_go(struct request *rq, struct response *rs);
/* out_pages.c */
void company_out(struct request *rq, struct response *rs);
/* The ID token of this sign-in, to be handed back at sign-out; kept sealed. */
struct came_with { str session, token; };
/* In by a company: settles account 0 as a new one. */
void company_enter(struct request *rq, struct response *rs, const struct provider *p, const struct arrival *v, int64_t account,
                   const struct came_with *with, str next);
bool company_has_ticked(const struct form_value *v, str value);   /* among several */
