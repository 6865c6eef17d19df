/* ready/ready_view.h — what the pages about readiness show. */
#pragma once
#include "app/layout/parts.h"
#include "app/ready/ready.h"
#include "app/requirement/proof_shown.h"

struct ready_choice { str value, words; bool chosen; };
struct ready_list_view { struct jobrole j; struct list list; str self; bool waits; };

/* A requirement as somebody stands with it, and how it is got. */
struct ready_gap { str code, name, why, href; struct tag_view tag; msec day; const char *day_words; bool is_met, is_mandatory; struct proof_part how; struct requirement_ways ways; };
LIST_OF(ready_gaps, struct ready_gap);
struct ready_one { struct jobrole j; struct ready r; struct tag_view tag; struct ready_gaps gaps; str href, card, org; };
LIST_OF(ready_ones, struct ready_one);

/* `linked`: the reader may look at why each stands so. */
struct ready_of { int64_t org, person; bool linked; struct ready_kept kept; struct proof_reader to; };
MUST_USE code ready_one_find(struct request *rq, struct ready_of *of, const struct jobrole *j, struct ready_one *out, struct error *err);

struct ready_person_view { str name, back, self; struct ready_ones works_as, others; };
struct ready_role_view { str name, back, self, role; struct ready_one one; };
struct clearance_view {
    struct form *form;
    str self, roles_href;
    LIST(struct ready_choice) roles, sites;
    struct ready r;                              /* of an answer */
    struct str_list reasons;
    str name, role, href;
    bool is_answered, is_cleared;
};
/* A card: `back` leads to where it is printed from; of one that is read `r` alone counts. */
struct card_view {
    struct card card;
    struct jobrole j;
    struct ready r;
    str name, org, self, back, address, shown, day_of_code, href;
    struct str_list reasons;
    bool is_cleared, may_change;
};
struct ready_mine_view { struct ready_ones works_as, others; };
