/* record/record_pages.h — what the page of a learner record shows. */
#pragma once
#include "app/layout/report_view.h"
#include "app/record/record.h"

struct record_part { str name, href; };
LIST_OF(record_parts, struct record_part);
struct record_view {
    str name, self, link, issuer;
    out_date made;
    struct record_parts parts;
    struct report_view report;
    bool is_gone, has_backpack;
};
