/* reports/compliance_pages.h — what the page of compliance shows. */
#pragma once
#include "app/reports/compliance.h"
#include "app/reports/reports_pages.h"

struct compliance_dial { str name, share; int64_t of_100; const struct compliance_line *line; str href; };
LIST_OF(compliance_dials, struct compliance_dial);
struct compliance_row { struct compliance_line line; str href, share; int64_t bar, part; };
LIST_OF(compliance_rows, struct compliance_row);
struct compliance_month { str label, share; int64_t asked, held; };
LIST_OF(compliance_months, struct compliance_month);

struct compliance_view {
    struct report_tabs tabs;
    str base, self, query;                       /* query: the filters as in an address */
    struct compliance_ask ask;
    struct compliance c;
    struct report_choices departments, sites, requirements, weights;
    struct compliance_dials dials;
    struct compliance_rows requirement_rows, department_rows, ending_rows;
    struct compliance_months month_rows;
    struct chart months;
    bool is_part, is_filtered, nothing_asked;
};
