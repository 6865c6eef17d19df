/* verify/verify_pages.h — /verify: files, a link or pasted text in, reports out;
 * and results that were kept to be shown to others. */
#pragma once
#include "app/app.h"
#include "app/layout/report_view.h"
#include "app/verify/judge.h"
#include "app/verify/result.h"

struct verify_ask_view { struct form *form; struct input_view link, text, recipient; struct drop_view file; };

/* One of those that were handed in. */
struct checked_view {
    str name;                                    /* of the file; empty: it was the only one */
    str problem;                                 /* there is no report: why */
    struct report_view report;
    str drawn, picture;                          /* base64 of a PNG, drawn anew; address of one of ours; or empty */
    str sealed;                                  /* to ask on without the badge; empty: cannot be */
    int64_t number;                              /* from 1, among those on the page */
};
LIST_OF(checked_list, struct checked_view);

/* Of one: `list` has one. */
struct verify_result_view {
    struct checked_list list;
    int64_t n_valid, n_invalid, n_open;
    str share;                                   /* anybody's own check by link; empty: not by link */
};
struct verify_kept_view {
    struct checked_view checked;
    struct kept_result kept;
    str link, here;                              /* to show to others; of this page */
    out_time until;
    bool is_owner;
};

extern const struct route verify_routes[];
extern const struct route verify_kept_routes[];  /* verify_kept_pages.c */

/* verify_pages.c: what was uploaded as "file", of any number, each of at most VERIFY_FILE bytes; and
 * archives, exports and PDFs as the badges in them. LIMIT names "file". */
#define VERIFY_FILE ((size_t)5 << 20)
MUST_USE code verify_take_files(struct request *rq, struct handed_list *out, struct error *err);
MUST_USE code verify_take_apart(struct request *rq, const struct handed_list *given, struct handed_list *out, struct error *err);
/* Why there is no report, and what to do about it (NULL: nothing), in sentences. */
str verify_why_not(struct arena *a, const struct error *err, const char *todo);

/* verify_show.c: what both sorts of pages do. */
void verify_fill(struct request *rq, const struct report *r, str again, struct checked_view *out);
bool verify_wants_json(const struct request *rq);
/* Takes `n` checks off what the network may have; false: it was answered, 429. */
bool verify_enter(struct request *rq, struct response *rs, size_t n);
/* The same within it, once the number is known: verify_leave follows in any case. */
bool verify_more(struct request *rq, struct response *rs, size_t n);
void verify_leave(struct request *rq);
/* The badge's picture: the file itself, one within the badge or at its host, or one of ours. */
void verify_picture(struct request *rq, const struct judged *j, str file, struct checked_view *out);
/* `in`: what was handed in just now; NULL: nothing was. */
void verify_send_one(struct request *rq, struct response *rs, const struct judged *j, const struct handed *in);
