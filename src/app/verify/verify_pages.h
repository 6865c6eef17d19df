/* verify/verify_pages.h — /verify: a file, a link or pasted text in, a report out. */
#pragma once
#include "app/app.h"
#include "badge/report.h"

/* A report as the pages show it; used by the public page and the Backpack too. */
struct report_view {
    const char *mark;                            /* "valid", "invalid", "unverified": class and icon */
    str sentence, next_step, badge_name, issuer_name, anchor, checked_at;
    struct check_list checks;
};
struct report_view report_view_of(struct arena *a, const struct report *r);

extern const struct route verify_routes[];
