/* ladder/way_view.h — what the page of a way shows. */
#pragma once
#include "app/ladder/ladder_view.h"
#include "app/ladder/way.h"

/* place: counted over the whole way. later: that it is had before the role that asks it. */
struct way_line { int64_t place; str code, name, asks, how, after, later, effort; bool mandatory; };
LIST_OF(way_lines, struct way_line);
struct way_stage { str name, words, sum; struct way_lines lines; };
struct way_view {
    struct way w;
    str self, back, title, who, plan, ladder, sum;               /* who: the person, where it is not who looks */
    const char *back_words;
    int64_t me;                                  /* of one's own: as whom; 0: none */
    LIST(struct ladder_choice) roles;
    LIST(struct way_stage) stages;
    bool of_nobody, is_mine, is_known, is_chosen;
};
