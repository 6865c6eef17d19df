/* app/layout/report_view.h — a report in the words and marks of a page: for
 * the verifier, the public page of an award, the Backpack. */
#pragma once
#include "app/layout/parts.h"
#include "badge/report.h"

/* A credential within the one that was judged: a badge of a learner record, an endorsement. */
struct report_view;
struct inside { enum outcome outcome; const char *what; str name, comment, sentence; const struct report_view *report; };
LIST_OF(inside_list, struct inside);

/* A report as pages show it; the public page and the Backpack use it too. */
struct report_view {
    struct verdict_view verdict;
    const char *to_verifier, *to_earner;         /* what each can do now; NULL: nothing */
    str badge_name, description, issuer_name, anchor, standard, recipient_line;
    out_date awarded, valid_until;
    bool has_awarded, has_valid_until;
    out_time checked_at;
    struct check_list checks;
    struct inside_list inside;
    size_t n_passed, n_failed, n_noted;
    size_t n_left_out;                           /* not come to, because of what failed; not among `checks` */
    str home;                                    /* another site that it calls its own; empty: none */
    struct str_list warnings;                    /* of whose name it may not be */
    bool is_proved;                              /* who the issuer is */
    bool is_key;                                 /* … which is a key that nobody vouches for */
    str json;                                    /* of the report, laid out for people */
};
/* A report's sentence without its first word, which the title beside it says. */
str verdict_reason(str sentence);
/* Why an award of ours was revoked or suspended: no list of them says so. */
void report_view_reason(struct arena *a, struct report_view *v, str reason);
/* Another issuer's name on it that people know: `whose` is where that one is at home. */
void report_view_known(struct arena *a, struct report_view *v, str name, str whose);
void report_view_fill(struct arena *a, const struct report *r, struct report_view *out);
