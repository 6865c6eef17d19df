/* audit/audit_pages.h — what the pages of this slice show. */
#pragma once
#include "app/audit/pack.h"
#include "app/layout/parts.h"

struct auditor_line { struct auditor who; struct tag_view tag; str change, opened; };    /* opened: link to what they opened */
struct audit_view {
    str base, scope;                             /* scope: of whoever looks, an auditor; else empty */
    msec from, until;
    LIST(struct auditor_line) auditors;
    bool may_manage, may_read_log, may_pack;
};
struct audit_list_view { struct list list; str base, soon; };

struct sample_new_view { struct form *form; str base; struct list_choices requirements, departments, sites, teams, states; };
bool sample_has(const struct form_value *v, str value);     /* for the template: is it chosen? */
struct sample_row { struct sample_line line; struct tag_view tag; str why; bool is_hidden; };    /* hidden: not the reader's to see today */
struct sample_view {
    struct sample s;
    str base, self;
    LIST(struct sample_row) rows;
    int64_t open, holds, findings, notes, hidden;
    bool may_note, may_pack;
    struct form *pack;                           /* what a pack takes along */
};
void sample_show_with(struct request *rq, struct response *rs, struct form *pack);
/* Whose own it is, or who sees every sample: NOT_FOUND else. */
MUST_USE code sample_of(struct request *rq, struct sample *out, struct error *err);
void sample_list_show(struct request *rq, struct response *rs);
void sample_new_show(struct request *rq, struct response *rs);
void sample_new_post(struct request *rq, struct response *rs);
void sample_show(struct request *rq, struct response *rs);
void sample_lines_post(struct request *rq, struct response *rs);
void sample_population_send(struct request *rq, struct response *rs);

struct pack_shown { struct pack_row row; struct tag_view tag; str href, size, name, sample; bool is_running, is_done, is_theirs; };     /* theirs: to fetch */
struct packs_view { str base, self; LIST(struct pack_shown) rows; bool is_busy; };
/* The page inside a pack. */
struct pack_index { str org, base, scope; msec made; struct sample sample; struct requirement_counts counts; int64_t files, credentials, left_out; LIST(struct sample_row) rows; };
extern const struct form_spec pack_form;
/* Whoever may open evidence, if only of a part: of what they see. */
bool pack_may(struct request *rq);
void pack_list_show(struct request *rq, struct response *rs);
void pack_post(struct request *rq, struct response *rs);
void pack_fetch(struct request *rq, struct response *rs);
void pack_drop_post(struct request *rq, struct response *rs);
