/* cv/cv_view.h — a CV with what its sections name put in, for pages and files. */
#pragma once
#include "app/cv/cv.h"

/* An entry, or a badge: then `holding` is its number. */
struct cv_item {
    int64_t id, holding;
    str head, sub, time, text, picture, href, public_id, key;
    struct tag_view tag;
    msec awarded;
    bool is_badge, seen;                         /* seen: `sub` says who witnessed it */
};
LIST_OF(cv_item_list, struct cv_item);
struct cv_part { const struct cv_section *section; str title, text; struct cv_item_list items; };
LIST_OF(cv_part_list, struct cv_part);
struct cv_contact { str words, href; };
LIST_OF(cv_contact_list, struct cv_contact);
struct cv_shown { const struct cv *cv; struct cv_contact_list contacts; struct cv_part_list parts; };

/* The first of this entry; NULL: what it names is gone. */
const struct cv_item *cv_item_of(const struct cv_part *p, int64_t entry);

/* `reader`: the address that the reader has ("/cv/x"), below which badges are; empty:
 * its owner looks. Badges that were removed are left out, and sections without
 * anything in them, for readers. */
MUST_USE code cv_fill(struct db *db, struct arena *a, const struct cv *c, str reader, struct cv_shown *out, struct error *err);

/* files.c */
MUST_USE code cv_json_resume(struct arena *a, const struct cv_shown *v, str *out, struct error *err);
MUST_USE code cv_europass(struct arena *a, const struct cv_shown *v, str lang, str *out, struct error *err);
/* paper.c: with the credentials attached when `with_badges`: they may name the
 * owner's address, so only the owner gets that one. */
struct cv_paper { str lang; bool with_badges, is_letter; };
MUST_USE code cv_pdf(struct app *app, struct db *db, struct arena *a, const struct cv_shown *v, const struct cv_paper *how, str *out, struct error *err);

/* ---- pages ---- */

struct cv_row { int64_t id; str label, name; bool is_public; msec changed; };
LIST_OF(cv_row_list, struct cv_row);
struct cvs_view { struct cv_row_list rows, removed; struct form *form; };
struct cv_edit_view { const struct cv *cv; struct cv_shown shown; str self, public_link; bool has_badges; };
/* `shown`: as it would be read with what is typed. */
struct cv_head_view { const struct cv *cv; struct form *form; str self; struct cv_shown shown; };
struct cv_section_view { const struct cv *cv; struct cv_section *section; struct cv_part part; struct form *form; str self; struct cv_shown shown; };
struct cv_entry_view { const struct cv *cv; const struct cv_section *section; int64_t id; struct form *form; str self; struct cv_shown shown; };
struct cv_pick { str ref, title, sub, picture; bool in; };
LIST_OF(cv_pick_list, struct cv_pick);
struct cv_pick_view { const struct cv *cv; const struct cv_section *section; str self, typed; struct cv_pick_list rows; bool more; /* than are shown */ };
struct cv_reader_row { struct cv_reader r; str link; bool is_over; };
LIST_OF(cv_reader_rows, struct cv_reader_row);
struct cv_share_view { const struct cv *cv; struct form *form; str self, public_link; struct cv_reader_rows rows; };
struct cv_public_view { struct cv_shown shown; str pdf; };
