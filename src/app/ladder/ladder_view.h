/* ladder/ladder_view.h — what the pages of the ladder show. */
#pragma once
#include "app/ladder/ladder.h"
#include "app/layout/parts.h"
#include "app/pathway/pathway_view.h"
#include "app/ready/ready_view.h"

struct ladder_choice { int64_t id; str words; bool is_from, is_to; };
struct ladder_next { str name, words, href, drop; };
LIST_OF(ladder_nexts, struct ladder_next);
struct ladder_rung { str name, href; struct ladder_nexts next; };
struct ladder_view {
    struct form *form;
    str self, back, compare, way;
    struct path_graph graph;
    LIST(struct ladder_rung) rungs;              /* the picture in words */
    LIST(struct ladder_choice) roles;
    bool may_change;
};

struct ladder_side { const char *need, *icon; str least; };
struct ladder_line { str code, name; struct ladder_side side[2]; bool differs; };
struct ladder_compare_view { str self, back, way, name[2], href[2]; LIST(struct ladder_choice) roles; LIST(struct ladder_line) lines; bool is_compared; };

struct ladder_could_line { str name, sub, href; struct tag_view tag; };
struct ladder_could_view { struct jobrole j; str back, ladder; LIST(struct ladder_could_line) people; struct pagination pages; bool waits; };

/* From what somebody works as to what comes next. */
struct ladder_ahead { str from, words, plan, way, org; struct ready_one one; };
handler_fn way_show, way_of_person, way_of_led, way_mine;

struct ladder_mine_view { LIST(struct ladder_ahead) ahead; bool is_known; };

/* Until one is chosen, two that differ. */
struct ladder_choice ladder_choice_of(const struct jobrole *j, size_t place, int64_t from, int64_t to);
handler_fn ladder_compare_show, ladder_compare_mine, ladder_compare_public;
