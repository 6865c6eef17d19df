/* people/roster_view.h — what the pages of an import are given. */
#pragma once
#include "app/people/roster.h"
#include "app/people/people_view.h"

struct roster_row { struct people_import import; str href; struct tag_view tag; };
struct roster_upload_view { str base, action; struct form *form; LIST(struct roster_row) rows; };
struct roster_column { size_t number; str head, sample; enum roster_field field; str name; };
struct roster_view {
    str base, self, error;
    struct people_import import;
    struct steps_view steps;
    LIST(struct roster_column) columns;
    struct roster_word_list words;
    bool month_first, may_undo, may_award;
    struct list list;
    int64_t now_at;                              /* lines behind it so far */
    const char *doing;
};
