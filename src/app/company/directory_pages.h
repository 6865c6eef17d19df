/* company/directory_pages.h — what the pages about the company's directory show. */
#pragma once
#include "app/company/scim.h"
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/org/org_pages.h"
#include "app/token/token.h"

struct directory_token { str name, href; struct tag_view tag; msec used; };
LIST_OF(directory_token_list, struct directory_token);
struct directory_line { struct scim_group_row g; str href, here, place_href; struct tag_view tag; };
LIST_OF(directory_line_list, struct directory_line);
struct directory_view {
    str base, self, address, usual;
    struct scim_numbers n;
    struct directory_token_list tokens;
    struct directory_line_list lines;
    bool has_more;                               /* groups that are not shown */
    struct list list;
};
/* places: what a group can be here, of each kind. */
struct directory_group_view {
    str base, self;
    struct scim_group_row g;
    struct form *form;
    struct workplace_list groups, teams, departments;
};
