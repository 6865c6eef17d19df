/* elsewhere/elsewhere_private.h — what the files of this slice share. */
#pragma once
#include "app/award/award.h"
#include "app/backpack/backpack.h"
#include "app/elsewhere/elsewhere.h"
#include "app/layout/parts.h"
#include "base/list.h"
#include "format/badge_host.h"
#include "format/oauth.h"

/* ---- spot.c: what is at an address, and registering there ---- */

struct spot {
    str name, base21, base30, base_clr;          /* empty: it has no such interface */
    str authorize, token, registration, revoke, terms, privacy, issuer, scope;
    bool names_itself;
};
/* The address as typed: of the host, or of its manifest or service description,
 * which then is the only interface used. BAD_INPUT at "address", UNREACHABLE,
 * UNSUPPORTED; DENIED: a token could go astray. */
MUST_USE code spot_find(struct app *app, struct arena *a, str typed, struct spot *out, struct error *err);
MUST_USE code spot_register(struct app *app, struct arena *a, const struct spot *p, str back, struct oauth_registered *out, struct error *err);

/* ---- tie.c: a connection ---- */

struct tie {
    int64_t id, account;
    str public_id;
    struct spot place;
    str client, secret, access, refresh;         /* unsealed */
    str state, who, next_page, failure;
    int64_t run, pages;
    msec expires, pushes_since, failed, created;
};
LIST_OF(tie_list, struct tie);
#define TIES_MOST 20                             /* of one account */
MUST_USE code tie_make(struct app *app, struct db *db, struct arena *a, int64_t account, str typed, str *public_id, struct error *err);
MUST_USE code tie_find(struct app *app, struct db *db, struct arena *a, int64_t account, struct tie_list *out, struct error *err);
/* By the name in addresses, or by row; NOT_FOUND when it is another's. */
MUST_USE code tie_get(struct app *app, struct db *db, struct arena *a, int64_t account, str public_id, struct tie *out, struct error *err);
MUST_USE code tie_by_id(struct app *app, struct db *db, struct arena *a, int64_t id, struct tie *out, struct error *err);
/* Tokens and state as they are in `t` now. */
MUST_USE code tie_keep(struct app *app, struct db *db, struct arena *a, const struct tie *t, struct error *err);
MUST_USE code tie_note_failure(struct db *db, int64_t id, str sentence, struct error *err);   /* empty: it works again */
MUST_USE code tie_push(struct db *db, const struct tie *t, bool on, struct error *err);
MUST_USE code tie_end(struct app *app, struct db *db, struct arena *a, const struct tie *t, str user_agent, struct error *err);
str tie_path(struct arena *a, str public_id);
str tie_host(const struct tie *t);
str tie_back(struct arena *a, const struct app *app, str public_id);

/* ---- ask.c: the conversation with that host ---- */

struct tie_passage { str state, verifier; };
str ask_authorize_url(struct app *app, struct arena *a, const struct tie *t, const struct tie_passage *way);
/* The code that came back becomes tokens, which are kept. */
struct tie_answer { str code; struct tie_passage way; };
MUST_USE code ask_redeem(struct app *app, struct db *db, struct arena *a, struct tie *t, const struct tie_answer *answer, struct error *err);
/* A call with the token, renewed when it is too old; no redirect is followed.
 * DENIED: that host lets us in no more, and the connection says so. */
struct tie_call { str url, type, body; const char *accept; size_t max; const char *method; };    /* method: when it is not by the body */
struct fetched;
MUST_USE code ask_call(struct app *app, struct db *db, struct arena *a, struct tie *t, const struct tie_call *call, struct fetched *out, struct error *err);
void ask_revoke(struct app *app, struct arena *a, const struct tie *t);      /* as far as it can be reached */
str ask_who(struct app *app, struct db *db, struct arena *a, struct tie *t); /* as its profile has it; empty: it does not say */
/* putProfile of OB 3.0: name and proved addresses of the person go there, in place of
 * those that the profile has; all else in it stays. CONFLICT: that host does not let us. */
bool ask_may_put_profile(const struct tie *t);
MUST_USE code ask_put_profile(struct app *app, struct db *db, struct arena *a, struct tie *t, struct error *err);    /* ask_profile.c */
/* What a refusal says, as plain text: of either interface. */
str ask_reason(struct arena *a, const struct fetched *f);

/* ---- move.c: what is to move and has moved ---- */

struct move { int64_t id; str direction, subject, title, state, reason; msec at; };
LIST_OF(move_list, struct move);
struct move_counts { int64_t waiting, done, failed; };
MUST_USE code move_recent(struct db *db, struct arena *a, int64_t tie, int limit, struct move_list *out, struct error *err);
MUST_USE code move_count(struct db *db, int64_t tie, struct move_counts *out, struct error *err);
MUST_USE code move_waiting(struct db *db, struct arena *a, int64_t tie, int limit, struct move_list *out, struct error *err);
MUST_USE code move_told(struct db *db, int64_t id, const char *state, str reason, struct error *err);
/* Badges of the Backpack; none named: all. What was sent before goes again. */
LIST_OF(holding_ids, int64_t);
MUST_USE code move_add(struct app *app, struct db *db, struct arena *a, const struct tie *t, const struct holding_ids *ids, int64_t *count, struct error *err);
MUST_USE code move_again(struct app *app, struct db *db, struct arena *a, const struct tie *t, struct error *err);
MUST_USE code move_bring(struct app *app, struct db *db, struct arena *a, const struct tie *t, struct error *err);
/* A job that goes on with what waits. */
MUST_USE code move_queue(struct db *db, struct arena *a, int64_t tie, struct error *err);

/* ---- bring.c, send.c: one step of a job ---- */

enum stride { STRIDE_DONE, STRIDE_MORE };              /* more to do at once? */
/* Where bringing goes on behind that page: the first one of the next interface, the
 * newest of all where it is absent. Empty: that was the last. */
str bring_first_page(struct arena *a, const struct spot *p, str page);
MUST_USE code bring_step(struct app *app, struct db *db, struct arena *a, struct tie *t, enum stride *out, struct error *err);
MUST_USE code send_step(struct app *app, struct db *db, struct arena *a, struct tie *t, enum stride *out, struct error *err);

/* look.c */
job_fn look_run;

/* ---- pages ---- */

struct tie_line { struct tie t; str host, href; };
LIST_OF(tie_line_list, struct tie_line);
struct ties_view { struct form *form; struct tie_line_list lines; };
struct move_line { struct move m; struct tag_view tag; bool is_in; };
LIST_OF(move_line_list, struct move_line);
struct tie_view {
    struct tie t;
    str self, host, sign_in_host;
    struct move_counts counts;
    struct move_line_list moves;
    bool is_new, is_on, is_lost, reads, writes, tells, is_bringing;
};
struct tie_choose_row { int64_t id; str title, issuer, picture; };
LIST_OF(tie_choose_row_list, struct tie_choose_row);
struct tie_choose_view { str self, host; struct tie_choose_row_list rows; bool chose_none, has_more; };
