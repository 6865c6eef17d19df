/* pathway/pathway_view.h — what the templates of this slice are given, and what its page
 * files share. */
#pragma once
#include "app/layout/parts.h"
#include "app/pathway/pathway.h"
#include "web/markdown.h"

/* ---- the picture (graph.c): steps from left to right, a group behind its parts ---- */

struct path_node { const char *look; int64_t x, y, x_text, y_first, y_second, y_state; str first, second, state, whole; };
struct path_edge { const char *look; str d; };
struct path_graph { LIST(struct path_node) nodes; LIST(struct path_edge) edges; str box; int64_t width, height; };
#define PATH_NODE_WIDTH  184
#define PATH_NODE_HEIGHT 76
/* state NULL: of a pathway, not of somebody on it. `end`: what stands at its end. */
void pathway_draw(struct arena *a, const struct pathway_steps *all, const struct pathway_state *state, str end, struct path_graph *out);
/* The same of steps that lead nowhere in particular. */
void pathway_draw_open(struct arena *a, const struct pathway_steps *all, struct path_graph *out);

/* ---- the list that says the same (words.c) ---- */

struct path_row {
    int64_t line, credit;
    str title, needs, outside, after, training, effort, reason, href, unit, credits;
    out_markdown words;
    const char *depth;                           /* a class, by how many groups it stands in */
    struct tag_view tag;
    const struct pathway_training *proof;        /* a badge from elsewhere that does it, or did; its page: training */
    bool is_group, optional, has_above, may_recognise, may_take_back;
};
LIST_OF(path_rows, struct path_row);
/* look NULL: nobody's. */
struct path_rows_ask { const struct pathway_steps *steps; const struct pathway_names *names; const struct pathway_look *look; str currency, base, training; };
void pathway_rows(struct arena *a, const struct path_rows_ask *q, struct path_rows *out);
struct tag_view path_state_tag(enum path_state s);
str pathway_effort(struct arena *a, int64_t minutes, int64_t cost, str currency);    /* "1 h 30 min · 40 EUR"; may be empty */

/* ---- the organisation's side ---- */

struct pathway_choice { str value, words; bool chosen; };
LIST_OF(pathway_choices, struct pathway_choice);
struct pathway_line { str href, name, sub; struct tag_view tag; int64_t steps, people, complete; };
struct pathways_view { str base, add; LIST(struct pathway_line) lines; };
struct pathway_form { struct form *form; struct pathway_choices badges; str back, action; bool is_new; };
struct pathway_page_view {
    struct pathway p;
    out_markdown words;
    struct path_graph graph;
    struct path_rows rows;
    struct pathway_versions versions;
    int64_t shown;                               /* the version; 0: the working copy */
    str base, self, directory, error, effort;
    struct tag_view tag;
    bool may_edit;
};
struct pathway_step_form { struct form *form; struct pathway_choices groups, badges, after; str back, action; bool is_new, is_group; };
struct pathway_people_view { struct list list; str name, back; };
struct simulation_view { struct pathway p; struct pathway_simulation s; str back, self, people, error; };
struct enrolment_line { str href, name, next, effort; struct tag_view tag; int64_t done, n; };
struct pathway_person_view { str name, back; LIST(struct enrolment_line) lines; };
struct enrolment_view {
    struct enrolment e;
    struct pathway_state state;
    struct path_graph graph;
    struct path_rows rows;
    out_markdown words;
    str back, self, award, effort, next_href, training;   /* training: where pages of what was handed in stand */
    struct tag_view tag;
    struct form *form;
    int64_t form_line;                           /* the step that it is about */
    bool may_manage, is_own;
};

/* ---- everybody's ---- */

struct my_offer { struct pathway_offer o; out_markdown words; str lead; };
struct my_pathways_view { LIST(struct enrolment_line) mine; LIST(struct my_offer) offers; };

struct pathway_act pathway_act_of(struct request *rq);
str pathway_path(struct request *rq, int64_t id);
/* The page of somebody's pathway, with what is typed in `form`; NULL: nothing. */
MUST_USE code enrolment_view_load(struct request *rq, struct enrolment_view *v, struct error *err);

void pathways_show(struct request *rq, struct response *rs);
void pathway_new_show(struct request *rq, struct response *rs);
void pathway_edit_show(struct request *rq, struct response *rs);
void pathway_post(struct request *rq, struct response *rs);
void pathway_show(struct request *rq, struct response *rs);
void pathway_json_show(struct request *rq, struct response *rs);
void pathway_publish_post(struct request *rq, struct response *rs);
void pathway_discard_post(struct request *rq, struct response *rs);
void pathway_archive_post(struct request *rq, struct response *rs);
void pathway_restore_post(struct request *rq, struct response *rs);
void pathway_simulate_show(struct request *rq, struct response *rs);
void pathway_people_show(struct request *rq, struct response *rs);
void pathway_person_show(struct request *rq, struct response *rs);
void enrolment_show(struct request *rq, struct response *rs);
void enrolment_leave_post(struct request *rq, struct response *rs);
void enrolment_rejoin_post(struct request *rq, struct response *rs);
void enrolment_recognise_post(struct request *rq, struct response *rs);
void enrolment_unrecognise_post(struct request *rq, struct response *rs);
void pathway_home(struct request *rq, struct response *rs);
void pathway_mine_show(struct request *rq, struct response *rs);
void pathway_join_post(struct request *rq, struct response *rs);
void pathway_mine_leave_post(struct request *rq, struct response *rs);
