/* apply/apply_pages.h — what the templates of this slice are given, and the
 * handlers that its page files share. */
#pragma once
#include "app/apply/apply.h"
#include "app/evidence/evidence_pages.h"
#include "app/layout/parts.h"
#include "app/learnlog/learnlog.h"
#include "app/list/list.h"

/* ---- the organisation's side ---- */

struct queue_view { struct list list; struct apply_count count; str next, open; bool may_open; };
struct opened_line { str href, name, picture, words; struct tag_view tag; };
struct opened_view { str base; LIST(struct opened_line) lines, others; bool sees_queue; };
struct open_view { struct apply_form f; struct form *form; str base, action, picture, address, now, back; const char *back_words; struct tag_view tag; bool is_open, is_new, may_design; };

struct judge_line { struct judged_item item; str who, verdict; };
struct judge_row {                               /* one criterion, or the whole */
    int64_t number;
    struct criterion c;
    str answer;
    struct evidence_lines evidence;
    LIST(struct judge_line) earlier;
    const struct form_value *valid, *authentic, *current, *sufficient, *words;
};
struct judge_view {
    struct application p;
    struct apply_relation rel;
    str base, self, picture, why_not;            /* why_not: a sentence; empty: may judge */
    struct tag_view tag;
    LIST(struct judge_row) rows;
    struct evidence_lines evidence;              /* for no criterion */
    struct judgements judgements;                /* those that may be shown */
    struct apply_messages messages;
    struct form *form, *say_form;
    bool is_mine, may_take, may_back, is_late, is_second, is_led, hidden;
};

/* To read: what became an award. */
struct seen_row { int64_t number; struct criterion c; str answer; struct evidence_lines evidence; LIST(struct judge_line) said; };
struct seen_view {
    struct application p;
    str award, folder;                           /* addresses */
    int64_t version;
    LIST(struct seen_row) rows;
    struct evidence_lines evidence;              /* for no criterion */
    struct judgements judgements;
};
void apply_seen_show(struct request *rq, struct response *rs);

/* ---- the applicant's ---- */

struct apply_page_item { struct criterion c; out_markdown text; };
struct apply_page_view { struct apply_form f; LIST(struct apply_page_item) items; out_markdown words; str picture, action, closed, hours; struct form *form; bool has_account; };
struct apply_row { int64_t number; struct criterion c; out_markdown text; const struct form_value *answer; struct evidence_lines evidence; str add, said; };
struct applicant_view {
    struct application p;
    LIST(struct apply_row) rows;
    struct evidence_lines evidence;
    struct apply_messages messages;
    struct form *form, *say_form;
    struct tag_view tag;
    str self, picture, sentence, add, award, folder, apply;
    bool is_open, may_withdraw;
};
struct apply_add_view { struct application p; str back, title; struct evidence_adding adding; struct evidence_lines there; };
struct mine_line { str href, name, picture; struct tag_view tag; msec at; };
struct mine_view { LIST(struct mine_line) lines; };

struct propose_line { str form, name, organisation, picture; };
struct propose_view { struct log_entry e; LIST(struct propose_line) lines; str self, search; };

str apply_picture(struct arena *a, str png_hash);
struct tag_view apply_judge_tag(str state, bool is_told);

/* The rows of forms: answer1 …, valid1 …; at most CATALOG_CRITERIA. */
struct form_value *apply_cell(struct form *f, const char *name, size_t row);

void queue_show(struct request *rq, struct response *rs);
void queue_next(struct request *rq, struct response *rs);
void judge_show(struct request *rq, struct response *rs);
void judge_post(struct request *rq, struct response *rs);
void judge_take(struct request *rq, struct response *rs);
void judge_release(struct request *rq, struct response *rs);
void judge_back(struct request *rq, struct response *rs);
void judge_say(struct request *rq, struct response *rs);

void apply_public_show(struct request *rq, struct response *rs);
void apply_public_post(struct request *rq, struct response *rs);
void applicant_mine(struct request *rq, struct response *rs);
void applicant_show(struct request *rq, struct response *rs);
void applicant_post(struct request *rq, struct response *rs);
void applicant_add_show(struct request *rq, struct response *rs);
void applicant_add_post(struct request *rq, struct response *rs);
void applicant_withdraw(struct request *rq, struct response *rs);
void applicant_say(struct request *rq, struct response *rs);
void propose_show(struct request *rq, struct response *rs);
void propose_post(struct request *rq, struct response *rs);
