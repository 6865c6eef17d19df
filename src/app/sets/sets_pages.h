/* sets/sets_pages.h — what the templates of this slice are given. */
#pragma once
#include "app/layout/parts.h"
#include "app/sets/sets.h"

struct set_line { str href, name, picture, words; bool is_on; };
struct sets_view { str badges; LIST(struct set_line) lines; };
struct set_choice { int64_t id; str name, picture; bool chosen; };
struct set_view {
    struct badge_set s;
    str base, self, badge_href, name, picture;
    struct form *form;
    LIST(struct set_choice) choices;
    struct set_person_list gain, lose;           /* the first of them */
    int64_t n_gain, n_lose;
    bool more_gain, more_lose;
};
