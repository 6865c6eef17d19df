/* verify/verify_pages.h — /verify: a file, a link or pasted text in, a report out. */
#pragma once
#include "app/app.h"
#include "app/layout/parts.h"
#include "badge/report.h"

/* A report as pages show it; the public page and the Backpack use it too. */
struct report_view {
    struct verdict_view verdict;
    str next_step;                               /* what the reader can do now; may be empty */
    str badge_name, description, issuer_name, anchor, standard, recipient_line;
    out_date awarded, valid_until;
    bool has_awarded, has_valid_until;
    out_time checked_at;
    struct check_list checks;
    size_t n_passed, n_failed;
    str json;                                    /* of the report, laid out for people */
};
void report_view_fill(struct arena *a, const struct report *r, struct report_view *out);

struct verify_ask_view { struct form *form; struct input_view link, text, recipient; struct drop_view file; };
struct verify_result_view { struct report_view report; str share; /* empty: not by link */ };

extern const struct route verify_routes[];
