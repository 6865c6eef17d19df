/* org/member_form.h — the form in which roles are given: each with whose people,
 * which badges and how long. */
#pragma once
#include "app/list/list.h"
#include "app/org/org_pages.h"

struct role_pick {
    const struct role *role;
    struct role_grant grant;                          /* as it is, or as it was typed */
    bool is_on;
    str from, until;                             /* as days */
};
struct role_form {
    LIST(struct role_pick) picks;                /* every role */
    struct list_choices departments, sites, teams, badges, requirements;
    str error;                                   /* a sentence; empty: nothing is wrong */
};
/* Filled with these roles. */
MUST_USE code role_form_fill(struct request *rq, const struct role_grants *grants, struct role_form *out, struct error *err);
/* As it was sent. What cannot be read is left out, and a day that is none is an error. */
MUST_USE code role_form_read(struct request *rq, struct role_grants *out, struct error *err);

/* For the template: is this one of them? */
bool role_form_has(const struct id_list *ids, str value);
/* "role-manager" for the names of fields. */
str role_field(struct arena *a, const char *what, const struct role *role);

struct members_new_view { struct form *form; str base; struct role_form roles; };
struct member_edit_view { str base, self; struct member member; struct role_form roles; bool is_self; };
struct roles_view { str base; const struct access *own; bool may_manage; };
