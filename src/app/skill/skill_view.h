/* skill/skill_view.h — what the pages about skills of people show. */
#pragma once
#include "app/layout/parts.h"
#include "app/skill/heat.h"

struct skill_proof_line { str words, href; msec at, until, ended; bool counts; };    /* until: counts in full till then */
LIST_OF(skill_proof_lines, struct skill_proof_line);
struct skill_line { str name, code, framework, href; struct tag_view tag; struct skill_proof_lines proofs; };
LIST_OF(skill_lines, struct skill_line);
struct skill_person_view { str name, back; struct skill_lines skills; };
struct skill_org { str name; struct skill_lines skills; };
struct skill_mine_view { LIST(struct skill_org) orgs; bool is_empty; };

struct heat_mark { str href; struct tag_view look; int64_t all; };
LIST_OF(heat_marks, struct heat_mark);
struct heat_line { str name, code, href; struct heat_mark total; struct heat_marks cells; };
struct heat_view {
    struct list list;
    str self, words, csv, frameworks;
    struct heat_columns columns;
    LIST(struct heat_line) lines;
    str previous, next, columns_previous, columns_next;
    int64_t from, to, skills, columns_from, columns_to, columns_all;
    bool is_empty;                               /* no badge stands for a skill yet */
};
struct heat_name { str name, sub, href; struct tag_view tag; };
struct heat_who_view { struct list list; str back, name, csv; LIST(struct heat_name) people; int64_t all; };
void heat_show(struct request *rq, struct response *rs);
void heat_who_show(struct request *rq, struct response *rs);
