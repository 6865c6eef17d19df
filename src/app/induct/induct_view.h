/* induct/induct_view.h — what the templates of this slice are given, and the handlers
 * that its page files share. */
#pragma once
#include "app/induct/induct.h"
#include "app/layout/parts.h"
#include "web/markdown.h"

struct induct_choice { str value, words; bool chosen; };
LIST_OF(induct_choices, struct induct_choice);

/* ---- the organisation's side ---- */

struct induct_list_view { struct list list; const char *title, *lead; str base, templates, visitors; int now; };
struct induct_template_line { str href, name, sub; struct tag_view tag; int64_t running, items; };
struct induct_templates_view { str base, add; LIST(struct induct_template_line) lines; };
struct induct_template_form { struct form *form; struct induct_choices badges, who; str back, action; bool is_new; };
struct induct_item_line { str href, text, sub; struct tag_view tag; bool has_above; };
struct induct_phase_view { const char *name; LIST(struct induct_item_line) items; };
struct induct_template_view {
    struct induct_template t;
    LIST(struct induct_phase_view) phases;
    struct str_list who;
    str base, self, start, error;
    struct tag_view tag;
    int64_t reach;                               /* people of the audience */
};
struct induct_item_form { struct form *form; struct induct_choices phases, kinds, doers, signers, badges; str back, action; bool is_new; };

struct induct_step_row { str text, owes; struct tag_view tag; msec due; str done, signed_off, note; };
struct induct_run_view { struct induct u; LIST(struct induct_step_row) steps; str back, self, award; struct tag_view tag, cleared; bool may_end; };
struct induct_run_line { str href, name; struct tag_view tag, cleared; msec start; size_t done, n; };
struct induct_person_view { str name, back; LIST(struct induct_run_line) runs; };

/* ---- everybody's ---- */

struct induct_card { str href, name, next; struct tag_view tag; size_t done, n; };
struct induct_home_view { LIST(struct induct_card) mine; struct induct_waitings waiting; };
struct induct_file { str title, href, picture; };
struct induct_step_view {
    struct induct_step s;
    LIST(struct induct_file) files;              /* for whoever signs it off */
    out_markdown document;
    const char *phase;                           /* of the first of a phase; NULL */
    str self, seal;                              /* seal: the beginning of the hash */
    struct tag_view tag;
    str who;                                     /* by whom and when, in words */
    struct form *form;                           /* what was typed, of the one that was sent */
    bool may_tick, may_sign, may_undo, is_next, is_mine;
};
struct induct_page_view {
    struct induct u;
    struct induct_viewer viewer;
    struct induct_state state;
    LIST(struct induct_step_view) steps;
    out_markdown words;
    str self, percent;
    struct tag_view tag;
    struct form *form;
    LIST(struct induct_choice) meet;             /* whom to meet: name, what for */
};

struct tag_view induct_tag(const struct induct *u, const struct induct_state *s);
struct tag_view induct_step_tag(enum step_state s);
struct tag_view induct_cleared_tag(const struct induct *u, const struct induct_state *s);

void induct_template_new(struct request *rq, struct response *rs);
void induct_template_edit(struct request *rq, struct response *rs);
void induct_template_post(struct request *rq, struct response *rs);
void induct_templates_show(struct request *rq, struct response *rs);
void induct_template_show(struct request *rq, struct response *rs);
void induct_publish_post(struct request *rq, struct response *rs);
void induct_discard_post(struct request *rq, struct response *rs);
void induct_archive_post(struct request *rq, struct response *rs);
void induct_restore_post(struct request *rq, struct response *rs);
void induct_all_show(struct request *rq, struct response *rs);
void induct_open_show(struct request *rq, struct response *rs);
void induct_signed_show(struct request *rq, struct response *rs);
void induct_person_show(struct request *rq, struct response *rs);
void induct_run_show(struct request *rq, struct response *rs);
void induct_cancel_post(struct request *rq, struct response *rs);
void induct_resume_post(struct request *rq, struct response *rs);
void induct_home(struct request *rq, struct response *rs);
void induct_page(struct request *rq, struct response *rs);
void induct_file_show(struct request *rq, struct response *rs);
void induct_picture_show(struct request *rq, struct response *rs);
void induct_tick_post(struct request *rq, struct response *rs);
void induct_sign_post(struct request *rq, struct response *rs);
void induct_back_post(struct request *rq, struct response *rs);
void induct_undo_post(struct request *rq, struct response *rs);
