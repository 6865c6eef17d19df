/* handover/handover_pages.h — what the page shows before somebody is removed. */
#pragma once
#include "app/handover/handover.h"
#include "app/layout/parts.h"

struct handover_person { int64_t account; str name, roles; bool is_chosen; };
struct handover_view {
    str base, back, self, name, error;
    struct handover open;
    bool is_self;
    LIST(struct handover_person) others;
};
