/* mozilla/mozilla_private.h — what the files of this slice share. */
#pragma once
#include "app/backpack/offer.h"
#include "app/layout/parts.h"
#include "app/mozilla/mozilla.h"
#include "app/verify/verify_pages.h"
#include "base/list.h"

/* ---- ask.c: how programs ask, and are answered ---- */

/* A field of the form, or a member of the JSON that came instead; absent: neither. */
str sent_field(struct request *rq, const char *name);
/* The same, or else a parameter of the address. */
str asked_for(struct request *rq, const char *name);
/* An address or a signed badge (JWS): all that may be pushed. */
bool is_pushable(str s);
/* A scheme of the web, a host, no user: absent otherwise. */
str site_origin(struct arena *a, str url);
void answer_json(struct response *rs, int status, str json);
/* {"message":…} */
void answer_message(struct request *rq, struct response *rs, int status, str message);
void answer_fault(struct request *rq, struct response *rs, const struct error *err);
/* ---- flat.c: the flattened form of a badge, of any version ---- */

struct flat { const struct badge *badge; bool hides_person; str picture; /* in place of the badge's own; absent: that */ };
void put_flat(struct json_writer *w, struct arena *a, const struct flat *f);

/* ---- flaw.c: what is wrong, in the words of Mozilla's validator ---- */

struct flaw { const char *code; str message, ours, field, url; int64_t received; /* HTTP status; 0: none */ };
/* Why a report is not a yes. */
struct flaw flaw_of_report(struct arena *a, const struct report *r);
/* Why there is none. `status`: of the address; 0: it did not answer. */
struct flaw flaw_of_error(struct arena *a, const struct error *err, int status);
/* code, message, extra, field, url, received into an open object. */
void put_flaw(struct json_writer *w, const struct flaw *f);

/* ---- push.c: what a site pushed, until its owner decided ---- */

#define PUSH_MOST  20                            /* badges at once */
#define PUSH_BYTES ((size_t)256 << 10)           /* of all of them */
#define PUSH_LIFE  DAY

struct push { int64_t id, account; str origin; struct str_list badges; str outcome; msec left; bool is_popup; /* the site asks for the outcome itself */ };
struct new_push { str channel, origin; const struct str_list *badges; };
MUST_USE code push_create(struct db *db, struct arena *a, const struct new_push *n, str *token, struct error *err);
/* For this account: who opens it first is the only one. NOT_FOUND. */
MUST_USE code push_open(struct db *db, struct arena *a, str token, int64_t account, struct push *out, struct error *err);
MUST_USE code push_by_channel(struct db *db, struct arena *a, str channel, struct push *out, struct error *err);
/* Once; CONFLICT: it was decided before. */
MUST_USE code push_decide(struct db *db, int64_t id, str outcome, struct error *err);
MUST_USE code push_leave(struct db *db, int64_t id, bool left, struct error *err);

/* What the site is told of each: successes and errors with a reason. */
struct push_result { str badge; const char *reason; /* NULL: taken */ };
LIST_OF(push_result_list, struct push_result);
str push_outcome(struct arena *a, const struct push_result_list *results);
/* Nobody decided and nobody will: all were denied. */
str push_denied(struct arena *a, const struct str_list *badges);

/* ---- displayer.c: what display sites may see ---- */

struct displayed { int64_t id; str name; int64_t badges; };
LIST_OF(displayed_list, struct displayed);
/* The person with this proved address, who lets something be found; NOT_FOUND. */
MUST_USE code displayer_find(struct db *db, struct arena *a, str email, int64_t *number, struct error *err);
MUST_USE code displayer_groups(struct db *db, struct arena *a, int64_t number, struct displayed_list *out, struct error *err);
struct displayed_badge { int64_t id; str picture; msec checked; };
LIST_OF(displayed_badge_list, struct displayed_badge);
MUST_USE code displayer_group(struct db *db, struct arena *a, int64_t number, int64_t group, struct displayed_badge_list *out, struct error *err);
/* The last report on one of these. */
MUST_USE code displayed_report(struct db *db, struct arena *a, const struct displayed_badge *b, struct report *out, struct error *err);
/* For their owner: which of those that are shared may be shown elsewhere. */
struct shown_row { int64_t id; str name; int64_t count; bool is_public, shown; };
LIST_OF(shown_list, struct shown_row);
MUST_USE code displayer_mine(struct db *db, struct arena *a, int64_t account, struct shown_list *out, struct error *err);
MUST_USE code displayer_show(struct db *db, int64_t account, const struct str_list *ids, struct error *err);

/* ---- pages ---- */

struct pushed_view {
    int64_t number;
    const char *state;                           /* "good", "have" or "bad" */
    str what, title, issuer, proved, picture, description, criteria, address, why, todo;
    struct str_list warnings;
    out_date awarded, valid_until;
    bool has_awarded, has_valid_until, is_expired, is_image;
};
LIST_OF(pushed_list, struct pushed_view);
struct push_view { str self, origin, host; struct pushed_list badges; int64_t n_good; };
struct push_done_view { str host, origin; struct pushed_list badges; int64_t n_taken; bool is_popup; };
struct connect_view { str host, origin, callback, scope, email, deny; bool is_known; };
struct shown_view { struct shown_list rows; bool any_public; str number; };
struct convert_view { struct form *form; struct input_view email; str number; bool is_asked, is_found; };
struct baker_view { struct form *form; struct input_view assertion; };

handler_fn issuer_js, issuer_welcome, issuer_frame, issuer_frame_post, issuer_frameless, issuer_frameless_post, push_show, push_decide_post, push_left,
    issuer_outcome, issuer_withdraw;                                                /* push_pages.c, issuer_pages.c */
handler_fn issuer_assertion_get, issuer_assertion_post;                             /* assertion_pages.c */
handler_fn connect_access, connect_accept, connect_token, connect_issue, connect_identity, connect_options, connect_revoke, connect_settings; /* connect_pages.c, connect_api.c */
handler_fn displayer_convert, displayer_convert_post, displayer_groups_get, displayer_group_get, shown_show, shown_post;   /* displayer_pages.c */
handler_fn baker_get, bake_get;                                                     /* baker_pages.c */
extern const struct form_spec shown_form, convert_form;

/* A badge that is taken in for a program, and its answer: POST /issuer/assertion, /api/issue. */
struct taking { int64_t account; str what, source, from; /* from: an origin that must be the issuer's; absent: any */ };
void take_badge(struct request *rq, struct response *rs, const struct taking *t);
