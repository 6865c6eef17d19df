/* evidence/evidence_pages.h — what templates are given of evidence, here and in
 * the slices above that show it. */
#pragma once
#include "app/evidence/evidence.h"
#include "app/layout/parts.h"

struct evidence_choice { const char *name, *label; bool chosen; };
struct evidence_line {
    struct evidence_piece p;
    str href, file, picture, about, change, remove;   /* addresses; empty: none. about: "PDF, 1.2 MB" */
    struct tag_view tag;
    LIST(struct evidence_choice) choices;        /* of who may see it; none: not theirs to say */
};
LIST_OF(evidence_lines, struct evidence_line);

/* How somebody looks at a folder. `key`: carried along in every address; may be empty. */
struct evidence_eye { struct app *app; struct arena *a; const struct evidence_folder *folder; const struct evidence_viewer *viewer; str key; };
void evidence_show_piece(const struct evidence_eye *eye, const struct evidence_piece *p, struct evidence_line *out);
/* Those that the viewer may see; of one criterion, or (absent) of all. */
void evidence_show(const struct evidence_eye *eye, const struct evidence_pieces *all, str item, struct evidence_lines *out);

/* Words and links are read where they stand, so a page that shows them is a view of them. */
MUST_USE code evidence_note_shown(struct db *db, const struct evidence_eye *eye, const struct evidence_lines *lines, struct error *err);

/* The bytes of a piece for whoever another slice lets see it, which is written down: as a file, or
 * drawn anew as a picture. */
void evidence_answer_file(struct request *rq, struct response *rs, const struct evidence_piece *p, bool as_picture);

/* The fields of adding one, for forms of other slices too. */
extern const struct form_spec evidence_form;
struct evidence_adding { str action, item; struct form *form; enum audience audience; bool is_open; };
void evidence_read_form(const struct form *f, struct evidence_new *n);

struct evidence_folder_view {
    struct evidence_folder f;
    struct evidence_lines lines;
    struct evidence_view_list views;
    bool shows_views;
    int64_t hidden;                              /* pieces that only judges see, where the reader may open them */
    msec open_until;                             /* the reader did, till then; 0: no */
    struct form *form;
    str action;
};
struct evidence_piece_view { struct evidence_folder f; struct evidence_line line; str folder; };
