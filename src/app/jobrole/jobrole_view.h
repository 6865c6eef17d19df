/* jobrole/jobrole_view.h — what the pages of job roles show. */
#pragma once
#include "app/jobrole/jobrole.h"
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/requirement/proof_shown.h"
#include "web/markdown.h"

struct jobroles_view { struct list list; str add, standards, clearance; };
struct jobrole_form_view { struct form *form; str back, action; bool is_new; };

/* A requirement as the role's page has it. */
struct jobrole_line {
    struct jobrole_ask ask;
    str href, change, validity, basis, basis_url;
    msec since;                                  /* its version is in force */
    struct proof_part how;                       /* what proves it */
    int64_t unasked;
    struct span lasts;
    struct tag_view tag;                         /* of what is not in force */
};
LIST_OF(jobrole_lines, struct jobrole_line);
/* A skill as the role's page has it: how it must be proved, with the level, and that alone. */
struct jobrole_skill_line { struct jobrole_skill s; str href, change, least, level; };
LIST_OF(jobrole_skill_lines, struct jobrole_skill_line);
struct jobrole_takes { struct jobrole_lines mandatory, desirable; struct jobrole_skill_lines must, may; };
/* `with_unasked`: is it asked of all who work as it? `in_force`: of nothing else. */
struct jobrole_lines_ask { const struct jobrole *j; bool with_unasked, in_force; struct proof_reader *to; };
MUST_USE code jobrole_lines_find(struct db *db, struct arena *a, const struct jobrole_lines_ask *q, struct jobrole_takes *out, struct error *err);
struct jobrole_choice { int64_t id; str words; bool chosen; };
LIST_OF(jobrole_choices, struct jobrole_choice);

struct jobrole_view {
    struct jobrole j;
    str base, self, ready, org, address;         /* address: of the public page */
    out_markdown words;
    struct jobrole_takes takes;
    struct str_list titles;
    struct jobrole_named_list named;
    struct jobrole_choices requirements;         /* that it could take besides */
    struct form *ask, *person;
    bool may_change, sees_people;
};
/* What anybody may read. */
struct jobrole_public_view { struct jobrole j; str org, self, address, shown; out_markdown words; struct jobrole_takes takes; struct jobrole_stand stand; msec day; };
/* What it took in one period, in words. */
/* is_unknown: it was there, and nobody kept it. */
struct jobrole_version { msec from, until; bool is_unknown; struct str_list mandatory, desirable; };
struct jobrole_past_view { struct jobrole j; str back; LIST(struct jobrole_version) versions; };
/* A skill is looked for, then said how much it is asked for. */
struct jobrole_found { str name, code, framework, href; };
struct jobrole_skill_view { struct jobrole j; struct form *form; str self, back, words, skill; LIST(struct jobrole_found) found; struct jobrole_choices strengths, levels; bool is_chosen, is_there, has_more; };
struct jobrole_ask_view { struct jobrole j; struct jobrole_ask ask; struct form *form; str self, back; int64_t unasked; };

extern const struct form_spec jobrole_ask_spec, jobrole_person_spec;
void jobrole_show(struct request *rq, struct response *rs, struct form *ask, struct form *person);
str jobrole_address(struct request *rq, const struct jobrole *j);   /* of its public page; empty while it has none */
void jobrole_public_show(struct request *rq, struct response *rs);
void jobrole_poster_show(struct request *rq, struct response *rs);
void jobrole_qr_show(struct request *rq, struct response *rs);
void jobrole_json_show(struct request *rq, struct response *rs);
void jobrole_ask_post(struct request *rq, struct response *rs);
void jobrole_ask_show(struct request *rq, struct response *rs);
void jobrole_ask_save_post(struct request *rq, struct response *rs);
void jobrole_ask_drop_post(struct request *rq, struct response *rs);
void jobrole_ask_holders_post(struct request *rq, struct response *rs);
void jobrole_hold_post(struct request *rq, struct response *rs);
void jobrole_unhold_post(struct request *rq, struct response *rs);
void jobrole_new_show(struct request *rq, struct response *rs);
void jobrole_new_post(struct request *rq, struct response *rs);
void jobrole_edit_show(struct request *rq, struct response *rs);
void jobrole_edit_post(struct request *rq, struct response *rs);
handler_fn jobrole_past_show, jobrole_skill_new_show, jobrole_skill_new_post, jobrole_skill_show, jobrole_skill_post, jobrole_skill_drop_post;
