/* requirement/requirement_view.h — what the templates of this slice are given. */
#pragma once
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/requirement/proof_shown.h"
#include "app/requirement/version_facts.h"
#include "web/markdown.h"

/* How a state looks: a word, an icon and a colour. */
struct tag_view requirement_state_tag(enum requirement_state s);

struct register_view { struct list list; str add, matrix, audit, roles, induction, external, pathways, campaigns; };
struct requirement_new_view { struct form *form; str base, action; };

struct why_view { str words, href; };              /* href: what it rests on; may be empty */
LIST_OF(why_lines, struct why_view);
struct version_line { int64_t number; str name, carry; msec published; };
struct requirement_view {
    struct requirement r;
    struct requirement_version v;                /* id 0: none was published */
    struct requirement_counts n;
    str base, self, picture, basis, criticality, text, usual;
    out_markdown words;
    struct proof_part proof;
    struct version_facts facts;
    LIST(struct version_line) versions;
    struct list list;
    struct form *ask;                            /* somebody by hand */
    bool may_change, has_working, may_see;
};

struct owner_view { struct requirement r; struct form *form; str self; };

struct choice_view { str value, words; bool chosen, left_out; int depth; };
LIST_OF(choice_views, struct choice_view);
/* One day on which it is due, as fields; `number` counts from 1. */
struct due_row { int64_t number; const struct form_value *from, *n, *unit, *ref, *name, *on; const struct choice_views *others; };
struct requirement_edit_view {
    struct requirement r;
    struct form *form;
    str self;
    struct choice_views parts, types, who, others;
    LIST(struct due_row) dues, dues_more;        /* that stand open, and the other free ones */
};

struct change_line { const char *what; str before, after; };
LIST_OF(change_lines, struct change_line);
/* version_pages.c */
void requirement_compare(struct arena *a, const struct version_facts *before, const struct version_facts *after, struct change_lines *out);
struct version_choice { int64_t number; str name; bool chosen; };
/* until: the day on which the next one took its place; 0: it is the newest. against: the one it is compared with; 0: none. */
struct requirement_version_view {
    struct requirement r;
    struct requirement_version v;
    str self, back, by, grace_by, carry;
    msec until;
    out_markdown words;
    struct proof_part proof;
    struct version_facts facts;
    struct change_lines changes;
    LIST(struct version_choice) others;
    int64_t against;
};
void requirement_version_show(struct request *rq, struct response *rs);
struct requirement_publish_view {
    struct requirement r;
    struct requirement_version v;
    struct form *form;
    str self;
    int64_t matches;
    struct { struct audience_person *items; size_t n; } people;
    struct str_list reasons;                     /* beside people */
    struct change_lines changes;
    bool is_first, needs_signature, more;
};

struct standing_view { str href, code, name; msec day; const char *day_words; struct tag_view tag; };
struct standings_view { str back, name, org, days, external; LIST(struct standing_view) lines; };
struct cell_view {
    struct requirement r;
    str self, back, person, name;
    struct explained x;
    struct tag_view tag;
    struct why_lines why;
    struct proof_part proof;
    struct record_lines records;
    struct str_list record_hrefs;                /* beside records */
    struct exception_lines exceptions;
    struct form *record, *except;
    enum requirement_asked asked;
    struct str_list record_names;                /* what a member can record; empty: the requirement as a whole */
    const struct record_line *corrects;          /* the one that the form corrects; NULL: it records anew */
    bool may_record, may_waive, may_ask;
};

struct days_view {
    str name, self, back;
    struct leave_lines leaves;
    struct day_lines days;
    struct form *leave, *end, *day;              /* end: of the leave `ends` */
    int64_t ends;
};

struct mine_standing { str org, code, name, basis, hand; msec day; const char *day_words; out_markdown words; struct tag_view tag; struct why_lines why; struct proof_part how; struct requirement_ways ways; };
struct mine_standings { LIST(struct mine_standing) lines; };

void requirement_edit_show(struct request *rq, struct response *rs);
void requirement_edit_post(struct request *rq, struct response *rs);
void requirement_publish_show(struct request *rq, struct response *rs);
void requirement_publish_post(struct request *rq, struct response *rs);
void requirement_discard(struct request *rq, struct response *rs);
void requirement_show(struct request *rq, struct response *rs, struct form *ask);
extern const struct form_spec requirement_ask_spec;
void requirement_owner_show(struct request *rq, struct response *rs);
void requirement_owner_post(struct request *rq, struct response *rs);
void requirement_ask_post(struct request *rq, struct response *rs);
void standing_ask(struct request *rq, struct response *rs);
void standing_ask_end(struct request *rq, struct response *rs);
void person_days_show(struct request *rq, struct response *rs);
void person_leave_post(struct request *rq, struct response *rs);
void person_leave_end_post(struct request *rq, struct response *rs);
void person_day_post(struct request *rq, struct response *rs);
void standing_cell_show(struct request *rq, struct response *rs);
void standing_record(struct request *rq, struct response *rs);
void standing_except(struct request *rq, struct response *rs);
void standing_except_end(struct request *rq, struct response *rs);
void standing_void(struct request *rq, struct response *rs);
void standing_person_show(struct request *rq, struct response *rs);
void standing_mine_show(struct request *rq, struct response *rs);
