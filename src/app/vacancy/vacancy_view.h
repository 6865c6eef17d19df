/* vacancy/vacancy_view.h — what the templates of this slice are given. */
#pragma once
#include "app/jobrole/jobrole.h"
#include "app/layout/parts.h"
#include "app/layout/report_view.h"
#include "app/list/list.h"
#include "app/vacancy/vacancy_private.h"
#include "web/markdown.h"

struct tag_view vacancy_tag(const struct vacancy *v, msec today);
struct tag_view candidate_tag(str state);
struct tag_view whose_tag(enum proof_whose whose);
str way_words(struct arena *a, const struct vacancy_way *w);
str vacancy_path(struct arena *a, const struct vacancy *v);          /* of its public page */

/* A line of what is asked for. */
struct ask_line { int64_t id; str title, level; int64_t weight; struct str_list ways; str action; };
LIST_OF(ask_lines, struct ask_line);
struct asks { struct ask_lines must, nice; };
void asks_fill(struct arena *a, const struct vacancy_lines *lines, str base, struct asks *out);

/* What was found for a line: in words why it has so many points. */
/* requirement: what courses of partners are looked for, where it is not covered. */
struct point_line { str title, level, why, points, of; struct tag_view tag; int64_t requirement; struct requirement_ways ways; };
LIST_OF(point_lines, struct point_line);
struct scored { struct point_lines must, nice; str must_points, must_of, nice_points, nice_of; int64_t met, n_must; bool has_score; };
/* `points` as `lines`; `names` of the proofs, by their place. */
struct scored_of { const struct vacancy_lines *lines; const struct vacancy_point *points; struct str_list names; struct vacancy_score score; };
void scored_fill(struct arena *a, const struct scored_of *q, struct scored *out);
/* Of one who sent something. */
MUST_USE code scored_find(struct db *db, struct arena *a, const struct candidate *c, const struct candidate_badges *badges, struct scored *out, struct error *err);

struct badge_line { str name, issuer, file, problem, sealed, changed, silent; struct report_view report; struct tag_view whose; bool has_report; };
LIST_OF(badge_lines, struct badge_line);
MUST_USE code badge_line_fill(struct arena *a, const struct candidate_badge *b, enum proof_whose whose, struct badge_line *out, struct error *err);

/* ---- those who recruit ---- */

struct vacancies_view { struct list list; str add; };
struct vacancy_form_view { struct form *form; struct vacancy_choices roles; str back, action; bool is_new, was_open; };
struct vacancy_view {
    struct vacancy v;
    struct tag_view tag;
    struct asks asks;
    struct vacancy_choices badges;
    struct form *line;
    out_markdown words;
    str base, self, address, candidates, order, line_title;
    int64_t at_line;                             /* a further way of this line; 0: a new line */
    msec goes;                                   /* what is sent is deleted on that day */
    bool may_change, may_recruit, is_draft, is_open;
};
struct candidates_view { struct list list; struct vacancy v; str back; bool is_order; };
struct candidate_view {
    struct vacancy v;
    struct candidate c;
    struct tag_view tag;
    struct scored scored;
    struct badge_lines badges;
    struct form *form;
    str title, self, back;
    bool is_known, is_order, may_undo;
};

/* ---- whoever comes ---- */

struct vacancy_public_view {
    struct vacancy v;
    struct asks asks;
    struct form *form;
    struct drop_view file;
    out_markdown words;
    str self, shut;
    msec goes;
};
struct dropped_view {
    struct vacancy v;
    struct badge_lines badges;
    struct scored scored;
    struct form *form;
    str self, shut;
    msec goes;
    bool may_send, says_address;
};
struct mine_view {
    struct vacancy v;
    struct candidate c;
    struct tag_view tag;
    struct badge_lines badges;
    struct scored scored;
    str self;
    bool is_unconfirmed;
};
struct vacancy_sent_view { struct vacancy v; str address, self; };

/* ---- "Check me" at a job role ---- */

struct role_check_view { struct jobrole j; struct form *form; struct drop_view file; str self, role; };
struct role_checked_view { struct jobrole j; struct scored scored; struct badge_lines badges; str self, role; bool is_link, says_address, takes_nothing; };

/* ---- dropped just now (dropping.c) ---- */

/* `v`: what it is sealed for. `address` absent: nobody said one. */
struct dropping {
    struct request *rq;
    const struct vacancy *v;
    struct candidate_badges badges;
    struct badge_lines lines;                    /* of them, and of what is no badge */
    str address;                                 /* absent: nobody said one */
    size_t sealed;                               /* bytes */
};
struct sitting;
struct handed;
/* A badge, or a line that says why it is none. */
MUST_USE code dropping_take(struct dropping *d, struct sitting *s, const struct handed *in, struct error *err);
MUST_USE code dropping_judge(struct dropping *d, const struct vacancy_lines *lines, struct scored *out, struct error *err);
/* Out of the memory of the work in which it was made or opened. */
void dropping_keep(struct arena *a, struct candidate_badge *b);
