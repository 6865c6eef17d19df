/* org/members.h — who works for an organisation, with which roles, and the
 * invitation that makes somebody one of them. */
#pragma once
#include "app/org/access.h"

struct membership { int64_t org; str name, roles; };          /* roles: "awarder;viewer" */
LIST_OF(membership_list, struct membership);
MUST_USE code org_memberships(struct db *db, struct arena *a, int64_t account, struct membership_list *out, struct error *err);
/* Where they lead others, as the directory says. */
MUST_USE code org_led(struct db *db, struct arena *a, int64_t account, struct membership_list *out, struct error *err);

struct member { int64_t account; str name, email; msec since; struct role_grants grants; };
LIST_OF(member_list, struct member);
MUST_USE code org_members(struct db *db, struct arena *a, int64_t org, struct member_list *out, struct error *err);
/* With the limits of each role. NOT_FOUND: no member. */
MUST_USE code org_member(struct db *db, struct arena *a, int64_t org, int64_t account, struct member *out, struct error *err);
str  member_address(struct db *db, struct arena *a, int64_t account);   /* how the log names them: the main address */
bool org_is_member(struct db *db, int64_t org, int64_t account);

/* member_roles.c, in the caller's transaction: all of them with their limits,
 * those of another day too; and these from now on. */
MUST_USE code member_grants(struct db *db, struct arena *a, int64_t org, int64_t account, struct role_grants *out, struct error *err);
MUST_USE code member_grants_put(struct db *db, int64_t org, int64_t account, const struct role_grants *grants, struct error *err);

/* `roles` as role_grants_write has them. Who is concerned gets a mail, unless he
 * does it himself. CONFLICT: an administrator without an end has to remain. */
struct member_change { int64_t org, account; str roles; int64_t by; };
MUST_USE code org_set_roles(struct app *app, struct db *db, struct arena *a, const struct member_change *m, struct error *err);
/* The same in the caller's transaction. */
MUST_USE code org_put_roles(struct app *app, struct db *db, struct arena *a, const struct member_change *m, struct error *err);
/* In the caller's transaction. */
MUST_USE code org_remove_member(struct app *app, struct db *db, struct arena *a, const struct member_change *m, struct error *err);
/* The same as members who leave: without a mail; `was` becomes their roles, empty
 * where there was no such member. The last administrator stays, and so is none. */
MUST_USE code org_end_member(struct db *db, struct arena *a, const struct member_change *m, str *was, struct error *err);
/* Whose account is about to be deleted: those who listen hear that a member left. */
MUST_USE code org_account_leaves(struct db *db, struct arena *a, int64_t account, struct error *err);
/* The account has taken over what another was: they hear of its roles. */
MUST_USE code org_account_changed(struct db *db, struct arena *a, int64_t account, struct error *err);
MUST_USE code org_member_back(struct db *db, struct arena *a, const struct member_change *m, struct error *err);
/* Who was removed within MEMBER_UNDO_TIME; and back, as the member was. */
#define MEMBER_UNDO_TIME HOUR
struct member_past { int64_t id, account; str name, roles; msec removed; };
LIST_OF(member_past_list, struct member_past);
MUST_USE code org_members_past(struct db *db, struct arena *a, int64_t org, struct member_past_list *out, struct error *err);
MUST_USE code org_member_restore(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t past, int64_t by, struct error *err);
/* In the caller's transaction, as the company's provider says: of the roles that it
 * can give exactly these; others, and those with a limit or a day, stay as long as
 * it gives any. No member where it gives none. The last administrator stays one. */
MUST_USE code org_member_settle(struct db *db, struct arena *a, const struct member_change *m, struct error *err);

/* Mails a link that makes its bearer a member; two weeks. `account` is not looked at. */
MUST_USE code org_invite(struct app *app, struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err);
struct invitation { int64_t org; str org_name, roles, email; };
/* Those that nobody used yet, the newest first; and all of them to one address withdrawn. */
struct open_invitation { str email, roles; msec made, until; };
LIST_OF(open_invitation_list, struct open_invitation);
MUST_USE code org_invitations_open(struct db *db, struct arena *a, int64_t org, struct open_invitation_list *out, struct error *err);
MUST_USE code org_invitation_withdraw(struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err);
MUST_USE code org_invitation_look(struct db *db, struct arena *a, str token, struct invitation *out, struct error *err);
MUST_USE code org_invitation_accept(struct db *db, struct arena *a, str token, int64_t account, int64_t *org, struct error *err);
/* With an account of the address that the invitation went to. */
MUST_USE code org_invitation_register(struct db *db, struct arena *a, str token, str name, str password,
                                      int64_t *account, int64_t *org, struct error *err);
