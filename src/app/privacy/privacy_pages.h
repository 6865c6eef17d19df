/* privacy/privacy_pages.h — what the pages of this slice show. */
#pragma once
#include "app/layout/parts.h"
#include "app/org/person.h"
#include "app/privacy/privacy_private.h"

struct month_choice { int64_t months; str words; bool chosen; };
LIST_OF(month_choices, struct month_choice);
struct rule_row { struct retention_rule rule; struct month_choices choices; str href; int64_t stays; /* past the months, and kept by a requirement */ };
LIST_OF(rule_rows, struct rule_row);
struct erasure_row { struct erasure e; str href; struct tag_view tag; };
LIST_OF(erasure_rows, struct erasure_row);
struct night_row { msec day; str words; int64_t n; };
LIST_OF(night_rows, struct night_row);
struct badge_name { int64_t id; str name; };
LIST_OF(badge_names, struct badge_name);

struct privacy_view {
    str base, self, hold_error, hold_person, hold_reason;
    bool is_on, saved;
    msec since;
    int64_t due;
    struct rule_rows rules;
    struct holds holds;
    struct erasure_rows erasures;
    struct night_rows nights;
    struct badge_names badges;
};
struct due_view { str base, self, back; struct retention_rule rule; struct retention_dues rows; struct retention_stays stays; int64_t more, more_stays; };
struct erase_view { str base, self, person_href, name, error, reference, hold; struct person person; struct person_counts counts; struct person_kept kept; };
struct receipt_view { str base, self, org; struct erasure e; struct receipt_lines lines; struct tag_view tag; bool may_undo, is_done; };
struct copy_part { str label, file; int64_t n; };
LIST_OF(copy_parts, struct copy_part);
struct copy_award { str badge, file; msec at; };
LIST_OF(copy_awards, struct copy_award);
struct copy_view { str org; struct person person; msec made; struct copy_parts parts; struct copy_awards awards; int64_t files; };
