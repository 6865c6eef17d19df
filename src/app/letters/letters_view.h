/* letters/letters_view.h — what the pages of this slice show. */
#pragma once
#include "app/layout/parts.h"
#include "app/letters/letters.h"
#include "app/org/org_pages.h"

struct letter_line { const struct letter_kind *kind; str href; struct str_list own; bool off; };   /* own: languages with words of one's own */
LIST_OF(letter_lines, struct letter_line);
struct letters_view {
    struct form *form;
    str base;
    struct letter_lines lines;
    const struct spoken *languages;
    size_t n_languages;
};

struct letter_tab { str href, name; bool now, own; };
LIST_OF(letter_tabs, struct letter_tab);
struct letter_edit_view {
    struct form *form;
    str base, self, lang;
    const struct letter_kind *kind;
    struct letter_tabs tabs;
    struct str_list holes;                       /* "{name}" */
    bool is_own, was_changed;
    str frame, frame_text;                       /* addresses of the preview */
    str address;                                 /* of who reads the page: for a test */
};

struct choice_tick { const char *topic, *label, *hint; bool on; };
LIST_OF(choice_ticks, struct choice_tick);
struct choices_view {
    struct letter_choice c;
    str self;
    struct choice_ticks ticks;
    const struct spoken *languages;
    size_t n_languages;
    bool was_refused;                            /* by the press that led here */
};

/* choice_pages.c */
void choices_show(struct request *rq, struct response *rs);
void choices_post(struct request *rq, struct response *rs);
void choices_refuse(struct request *rq, struct response *rs);
void choices_refuse_show(struct request *rq, struct response *rs);
/* letter_edit_pages.c */
void letter_edit_show(struct request *rq, struct response *rs);
void letter_edit_post(struct request *rq, struct response *rs);
void letter_body(struct request *rq, struct response *rs);
