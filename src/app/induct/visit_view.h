/* induct/visit_view.h — what the pages for visitors show. */
#pragma once
#include "app/induct/induct_view.h"
#include "app/induct/visit.h"

struct passes_view { struct list list; str base, lanes; };
struct lane_line { str href, name, sub; struct tag_view tag; };
struct lanes_view { str base, add; LIST(struct lane_line) lines; bool has_template; };
struct lane_form_view { struct form *form; struct induct_choices templates, sites; str back, action; bool is_new; };
struct lane_view { struct lane l; str base, self, address, shown; struct tag_view tag; };
struct visit_document { struct induct_item i; out_markdown words; bool is_read; };
struct visit_view { struct lane l; LIST(struct visit_document) documents; struct form *form; str self, closed; };
struct pass_view { struct pass p; str self, until; };

void lanes_show(struct request *rq, struct response *rs);
void lane_new_show(struct request *rq, struct response *rs);
void lane_edit_show(struct request *rq, struct response *rs);
void lane_post(struct request *rq, struct response *rs);
void lane_show(struct request *rq, struct response *rs);
void lane_stop_post(struct request *rq, struct response *rs);
void lane_start_post(struct request *rq, struct response *rs);
void lane_qr_show(struct request *rq, struct response *rs);
void lane_poster_show(struct request *rq, struct response *rs);
