/* audit/audit_pages.h — what the pages of this slice show. */
#pragma once
#include "app/audit/pack.h"
#include "app/layout/parts.h"

struct auditor_line { struct auditor who; struct tag_view tag; str change, opened; };    /* opened: link to what they opened */
struct audit_view {
    str base, scope;                             /* scope: of whoever looks, an auditor; else empty */
    msec from, until;
    LIST(struct auditor_line) auditors;
    bool may_manage, may_read_log;
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
};
void sample_list_show(struct request *rq, struct response *rs);
void sample_new_show(struct request *rq, struct response *rs);
void sample_new_post(struct request *rq, struct response *rs);
void sample_show(struct request *rq, struct response *rs);
void sample_lines_post(struct request *rq, struct response *rs);
void sample_population_send(struct request *rq, struct response *rs);

struct pack_shown { struct pack_row row; struct tag_view tag; str href, size, name, sample; bool is_running, is_done; };
struct packs_view { str base, self; LIST(struct pack_shown) rows; bool is_busy; };
/* The page inside a pack. */
struct pack_index { str org, base; msec made; struct sample sample; struct requirement_counts counts; int64_t files, credentials; LIST(struct sample_row) rows; };
void pack_list_show(struct request *rq, struct response *rs);
void pack_post(struct request *rq, struct response *rs);
void pack_fetch(struct request *rq, struct response *rs);
void pack_drop_post(struct request *rq, struct response *rs);
