/* intake/intake_view.h — what the templates of this slice are given. */
#pragma once
#include "app/intake/intake_private.h"
#include "app/layout/parts.h"
#include "app/layout/report_view.h"
#include "app/list/list.h"

struct tag_view intake_tag(str state);
const char *intake_trust_words(str trust);                   /* of a partner, when something of theirs was taken */
struct tag_view intake_standing_tag(str standing);           /* of a badge; no words for one on paper */

struct intake_option { str value, words; bool chosen; };
LIST_OF(intake_options, struct intake_option);

/* ---- whose it is ---- */

struct intake_line { str href, title, by, about; struct tag_view tag; };
struct training_view { LIST(struct intake_line) lines; str next; bool has_place; };
/* Why what was handed in is not taken. */
struct intake_no { str title, issuer, why, todo, prove; };
struct training_new_view {
    struct form *form;
    struct drop_view file;
    struct intake_options places, requirements, badges;
    struct intake_no no;
    str action;
    bool has_place;
};
struct training_say_view { struct form *form; struct intake i; str self, file; struct intake_options requirements; };
/* type and what follows: of evidence for a requirement alone. */
struct intake_piece { str href, title, about, type, words, url, remove; msec made; };
LIST_OF(intake_pieces, struct intake_piece);
/* `files`: under which its file is read. */
void intake_piece_fill(struct arena *a, const struct evidence_piece *p, str files, struct intake_piece *out);
struct pack_view { struct intake_asked q; struct intake i; struct form *form, *send; struct drop_view file; struct intake_options types; struct intake_pieces pieces; str self, asks; };
struct intake_event_line { str words, said, who; msec at; };
/* What who leads them said. */
struct intake_first_line { str who, words, code, method, seen, reason; msec at; };
/* A skill that it names. is_taken: it counts, where the badge does. */
struct intake_skill_line { str value, name, about; bool is_taken; };
/* One that was handed in, for whose it is and for who judges it. */
struct intake_view {
    struct intake i;
    struct tag_view tag, standing;
    struct intake_pieces files, frozen;
    LIST(struct intake_event_line) events;
    struct report_view report;
    struct form *form;
    struct drop_view file;
    str self, back, rule, rule_words, cell, how, signer, partner, trusted;       /* trusted: how far the partner was, when it was taken */
    str asks, add;                               /* of evidence: the rule, and where more is added */
    bool shows_terms, is_pack, is_paper, is_valid, has_report, may_answer, may_withdraw, may_look;
    /* who judges */
    struct intake_options methods;
    struct intake_options requirements, path_steps;
    LIST(struct intake_skill_line) skills;
    LIST(struct intake_first_line) firsts;
    bool reads, may_judge, may_undo, is_own, is_over, is_led;           /* is_over: who looks leads them; is_led: at the page of those who do;
                                                                    reads: they may see what is in pieces of evidence */
};
MUST_USE code intake_view_fill(struct request *rq, struct intake_view *v, str files, struct error *err);
/* A file of it: a piece of its folder by name, or what it was judged by (that alone: `frozen_only`). */
void intake_send_file(struct request *rq, struct response *rs, const struct intake *i, str name, bool frozen_only);
void intake_options_fill(struct arena *a, const struct intake_requirements *all, int64_t chosen, struct intake_options *out);

/* ---- rules ---- */

struct intake_queue_view { struct list list; str rules, partners, back; int64_t waiting; bool may_set; };
struct intake_rule_line { str href; struct intake_rule r; str age, held; };
struct intake_rules_view { LIST(struct intake_rule_line) lines; str base, add, queue; bool may_set, has_requirement; };
struct intake_rule_view { struct intake_rule r; struct form *form; struct intake_options requirements; struct intake_preview preview; str action, back, stop, held; bool is_new, has_preview, is_over, may_change; };
