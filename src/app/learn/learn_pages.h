/* learn/learn_pages.h — what the pages about learning show, and which of its files
 * handles what. */
#pragma once
#include "app/layout/parts.h"
#include "app/learn/learn.h"
#include "app/list/list.h"
#include "app/token/token.h"

struct learn_rule_line { str href, badge, picture, when; bool is_on; };
struct learn_source_line { str name, key, href; struct tag_view tag; msec used; };
struct learn_view {
    str base, self, address;
    LIST(struct learn_rule_line) rules;
    LIST(struct learn_source_line) sources;
    struct learn_counts counts;
    bool has_statements;
    struct form *form;
};
struct learn_key_view { str self, address, name, key, secret; };

struct learn_choice { int64_t id; str name; bool chosen; };
struct learn_verb_choice { const struct learn_verb *verb; bool chosen; };
/* One of the last statements, against a rule. */
struct learn_dry_line { str href, who, did, what, said; bool met; msec at; struct tag_view tag; };
struct learn_rule_view {
    str base, learning, self, when;
    struct learn_rule r;
    struct form *form;
    LIST(struct learn_choice) badges;
    LIST(struct learn_verb_choice) verbs;
    struct str_list activities;                  /* that were told of */
    LIST(struct learn_dry_line) lines;
    int64_t n_met;
    bool measures;                               /* the badge can say how well */
};

struct learn_list_view { str base, learning; struct list list; };
struct learn_outcome_line { struct learn_outcome o; str badge_href, undo; struct tag_view tag; };
struct learn_says_line { str href, badge, words; bool met, is_on; };
struct learn_statement_view {
    str learning, list_href, self, who, who_href, did, score, body;
    struct learn_statement s;
    LIST(struct learn_outcome_line) outcomes;
    LIST(struct learn_says_line) says;
    bool voids;
};
struct learn_actor_view { str list_href, self, who, address, person_href; struct learn_actor c; struct form *form; };

str learn_base(struct request *rq);              /* "/org/7/settings/learning" */
str learn_when(struct arena *a, const struct learn_rule *r);     /* "passed … with 80 % or more" */

/* learn_rule_pages.c */
void learn_rule_new(struct request *rq, struct response *rs);
void learn_rule_make(struct request *rq, struct response *rs);
void learn_rule_show(struct request *rq, struct response *rs);
void learn_rule_change(struct request *rq, struct response *rs);
void learn_rule_on(struct request *rq, struct response *rs);
void learn_rule_off(struct request *rq, struct response *rs);
void learn_rule_drop(struct request *rq, struct response *rs);
/* learn_told_pages.c */
void learn_statements_show(struct request *rq, struct response *rs);
void learn_statement_show(struct request *rq, struct response *rs);
void learn_outcomes_show(struct request *rq, struct response *rs);
void learn_outcome_back(struct request *rq, struct response *rs);
void learn_actors_show(struct request *rq, struct response *rs);
void learn_actor_show(struct request *rq, struct response *rs);
void learn_actor_decide(struct request *rq, struct response *rs);
