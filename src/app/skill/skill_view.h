/* skill/skill_view.h — what the pages about skills of people show. */
#pragma once
#include "app/layout/parts.h"
#include "app/skill/vouch.h"
#include "app/skill/heat.h"
#include "app/skill/match.h"

/* kind: what sort of proof, in English. until: counts in full till then. */
struct skill_proof_line { const char *kind; str words, href, note, level; msec at, until, ended; bool counts; };
LIST_OF(skill_proof_lines, struct skill_proof_line);
/* act: what whoever looks may do about it; empty: nothing. */
struct skill_line { int64_t item; str name, code, framework, href, act, level; const char *act_words; struct tag_view tag; struct skill_proof_lines proofs; };
LIST_OF(skill_lines, struct skill_line);
/* `inside`: links lead into the administration; else to the awards as everybody sees them. as_asked: as far as whoever looks may see. */
struct skill_showing { int64_t org, person; bool inside, as_asked; msec now; };
MUST_USE code skill_lines_find(struct request *rq, const struct skill_showing *s, struct skill_lines *out, struct error *err);

struct skill_person_view { str name, back, say; const char *back_words; struct skill_lines skills; };
struct skill_org { str name, say; struct skill_lines skills; struct skill_claims gone; };
struct skill_mine_view { LIST(struct skill_org) orgs; int64_t asked; bool is_empty, has_tasks; };

/* A level to choose of; 0: none is said. */
struct skill_level { int64_t level; str name; bool is_chosen; };
LIST_OF(skill_levels, struct skill_level);
/* None, where the framework has no scale. */
void skill_levels_list(struct arena *a, str levels, str chosen, struct skill_levels *out);

/* A skill is looked for, then said, of oneself or of whom one leads. */
struct skill_found { str name, code, framework, href; };
struct skill_say_view {
    struct form *form;
    str title, self, back, words, skill, code, me;
    const char *back_words, *lead, *button, *hint;
    LIST(struct skill_found) found;
    struct skill_levels levels;
    bool is_chosen, has_searched, has_more, has_frameworks;
};
struct skill_word_row { struct skill_word w; str level, about_level; bool is_of_other_words; };
struct skill_claim_view { struct form *form; struct skill_claim c; LIST(struct skill_word_row) words; str self, level, change; bool may_ask; };
/* may_renew: it was said a while ago. note: as typed; error: of the field error_of. */
struct skill_task_line { struct skill_task t; struct tag_view tag; str self, level, own_level, note, error; const char *error_of; struct skill_levels levels; bool may_renew; };
str skill_error_of(const struct skill_task_line *one, const char *field);   /* empty: none */
struct skill_tasks_view { LIST(struct skill_task_line) asked, said; };

handler_fn skill_say_show, skill_say_post, skill_claim_show, skill_claim_post, skill_tasks_show, skill_task_post, skill_led_show, skill_vouch_show, skill_vouch_post;

struct heat_mark { str href, mean; struct tag_view look; int64_t all; };
LIST_OF(heat_marks, struct heat_mark);
struct heat_line { str name, code, href, level; struct heat_mark total; struct heat_marks cells; };
struct heat_view {
    struct list list;
    str self, words, csv, frameworks;
    struct skill_levels levels;                  /* that can be asked for; none: no skill has a scale */
    int64_t least;
    struct heat_columns columns;
    LIST(struct heat_line) lines;
    str previous, next, columns_previous, columns_next;
    int64_t from, to, skills, columns_from, columns_to, columns_all;
    bool is_empty;                               /* nothing stands for a skill yet */
};
struct heat_name { str name, sub, href, level; struct tag_view tag; };
struct heat_who_view { struct list list; str back, name, csv, least; struct skill_levels levels; LIST(struct heat_name) people; int64_t all; };
/* Skills without a place. n: counts the lines of the page. */
struct match_line { struct match_row r; int64_t n; };
struct match_view {
    struct form *form;
    str self, back, previous, next;
    LIST(struct match_line) lines;
    int64_t from, to, all;
    bool is_open, is_same, is_left, may_decide;
};
handler_fn match_show, match_post;
void heat_show(struct request *rq, struct response *rs);
void heat_who_show(struct request *rq, struct response *rs);
