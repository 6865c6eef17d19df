/* award/award_pages.h — what the templates of this slice are given, and the
 * handlers that its three page files share. */
#pragma once
#include "app/list/list.h"
#include "app/award/award_bulk.h"
#include "app/award/award_correct.h"
#include "app/award/award_mapping.h"
#include "app/evidence/evidence_pages.h"
#include "app/layout/parts.h"
#include "app/mail/mail.h"

/* ---- awards: award_pages.c ---- */

/* How an award stands now; 0: it is not. */
struct award_state { msec revoked, valid_until, suspended; };
struct tag_view award_state_tag(struct arena *a, const struct award_state *s);
extern const struct list_act *const award_acts[];
struct choice_line { str value, words; bool chosen; };
LIST_OF(choice_list, struct choice_line);
struct awards_view { str base; bool may_award; struct list list; };
struct award_mail_line { str href, to; struct tag_view tag; msec at; };
LIST_OF(award_mail_line_list, struct award_mail_line);
struct award_view {
    str evidence;                                /* where it is; empty: none, and none can be added */
    str judged;                                  /* how, for who may read it; empty: it came of no application */
    struct award_row w;
    str base, self, page_url, page_path, picture, awarded_by, list_href, key_words, renew_href;
    struct award_next next, previous;            /* what renewed it, and what it renewed */
    str next_href, previous_href;
    struct tag_view tag;
    struct award_mail_line_list mails;
    str results;                                 /* in words; empty: none */
    str endorse;                                 /* where others are asked to endorse it; empty: not by whoever looks */
    struct award_past_list past;                 /* what it said before, the last first */
    str person_href, person_awards;
    bool may_revoke, may_mail, may_read_mails, may_correct, may_return;
};
str award_past_words(const struct award_past *p);
/* hidden: pieces that are there and not for whoever looks. */
struct award_evidence_view { struct award_view award; struct evidence_lines there; struct evidence_adding adding; int64_t hidden; };
struct withdraw_view { struct award_view award; struct form *form; };

/* How an award stands today. */
code award_view_load(struct request *rq, struct award_view *v, struct error *err);
str award_self_path(struct request *rq);         /* "/org/1/awards/7" */
str award_base_path(struct request *rq);         /* "/org/1/awards" */
str award_picture(struct arena *a, str png_hash);

/* ---- badge, people: award_new_pages.c ---- */

struct award_choose_view { str base, new_badge; struct steps_view steps; LIST(struct badge_card) cards; bool may_design; };
/* A field for each result of the badge, in the order of its descriptions: award_result_fields.c. */
#define AWARD_RESULT_FIELDS                                                    \
    {"result1", FIELD_LINE, "Result", .max = 200}, {"result2", FIELD_LINE, "Result", .max = 200},                \
    {"result3", FIELD_LINE, "Result", .max = 200}, {"result4", FIELD_LINE, "Result", .max = 200},                \
    {"result5", FIELD_LINE, "Result", .max = 200}
struct result_input { const struct form_value *value; str label, hint; bool is_number; struct choice_list options; };
LIST_OF(result_input_list, struct result_input);
void award_result_inputs(struct arena *a, struct form *f, const struct result_description_list *described, struct result_input_list *out);
/* What was typed, as results_keep writes it; what cannot be is said beside its field. */
str award_results_typed(struct arena *a, struct form *f, const struct result_description_list *described);
/* And what is kept already goes into the fields. */
void award_results_fill(struct arena *a, struct form *f, const struct result_description_list *described, str kept);
/* Somebody of the directory who may be ticked. */
struct found_person { int64_t id; str name, email, sub; };
LIST_OF(found_person_list, struct found_person);
struct award_who_view {
    struct choice_list whos;
    struct result_input_list results;
    struct found_person_list found;              /* by the words of "find" */
    str found_words;                             /* what came of it; empty: nothing was looked for */
    bool may_search;
    str action;
    str base, people_href;
    struct steps_view steps;
    struct form *form;
    struct badge_row badge;
    str picture, validity;
};
void award_withdraw_show(struct request *rq, struct response *rs);     /* …/revoke and …/suspend */
void award_withdraw_post(struct request *rq, struct response *rs);
void award_reinstate_post(struct request *rq, struct response *rs);
void award_evidence_show(struct request *rq, struct response *rs);
void award_evidence_post(struct request *rq, struct response *rs);
void award_correct_show(struct request *rq, struct response *rs);      /* …/correct and …/move */
void award_correct_post(struct request *rq, struct response *rs);
void award_restore_post(struct request *rq, struct response *rs);
void award_return_post(struct request *rq, struct response *rs);
void award_new_show(struct request *rq, struct response *rs);
void award_new_post(struct request *rq, struct response *rs);
/* The four steps; a finished one links to `choose` or `who`. */
struct steps_view award_steps(struct arena *a, size_t now, str choose, str who);

/* ---- check, progress, result: award_list_pages.c ---- */

struct award_list_row {
    struct bulk_row r;
    struct tag_view tag;
    str why, form_id, award_href, change_href;   /* change_href empty: as it is, it stays */
    msec until;                                  /* its last day, where that is its own; 0: none */
    bool is_edited;
    str results;                                 /* in words; empty: none */
    bool may_correct;
};
LIST_OF(award_list_row_list, struct award_list_row);
/* The line that is changed in its place; number 0: none is. */
struct award_line_edit { int64_t number; struct form *form; struct result_input_list results; str action, back; };
struct column_line { str head, use; bool left_out; };
struct outcome_box { const char *look, *icon, *label; str href; int64_t n; bool now; };
LIST_OF(outcome_box_list, struct outcome_box);
struct award_list_view {
    str base, self, who, title, lead, picture;
    struct steps_view steps;
    struct bulk b;
    struct result_description_list described;    /* what the badge measures */
    struct outcome_box_list boxes;
    struct award_list_row_list rows;
    struct pagination pages;
    struct award_line_edit line;
    str columns_href;                            /* empty: it was read from no table */
    LIST(struct column_line) columns;
    bool is_unread, columns_by_line;             /* each line was understood by itself */
    struct form *group;
    bool may_group;
    str only_words;                              /* which rows are shown */
    str all_href;
    int64_t selves;                              /* lines that are whoever awards */
    int64_t handled, mails_sent, mails_waiting, lines; /* lines: of a long text that is being read */
    bool may_start, has_server, is_stuck, base_fixed;
    str local_base;                              /* the first award would carry an address of this machine alone */
    struct org_awarding rule;
    struct form *form;                           /* when it goes */
    str starts_words, left;                      /* of one that waits: "24 Nov 2026, 09:00 (Europe/London)", "9:32" */
    bool is_planned;
    str button, promise;
    str mail_subject, mail_to, mail_greeting, mail_from, mail_org;
};
struct award_list_line { str href, badge, who, starts; struct tag_view tag; msec at; int64_t total, done, failed; };
LIST_OF(award_list_line_list, struct award_list_line);
struct award_lists_view { str base; struct org_awarding rule; struct award_list_line_list lines; struct pagination pages; };

str award_list_path(struct request *rq, int64_t id);
/* The same row reads differently before and after. */
struct tag_view award_row_tag(const struct bulk_row *r, bool is_ahead);
void award_lists_show(struct request *rq, struct response *rs);
void award_list_show(struct request *rq, struct response *rs);
code award_list_load(struct request *rq, int64_t id, struct award_list_view *v, struct error *err);
void award_list_show_as(struct request *rq, struct response *rs, struct award_list_view *v);
str award_capital(struct arena *a, str s);
/* award_line_pages.c: the address of the page with this line open, and the line that is. */
str award_line_path(struct request *rq, int64_t number);
code award_line_load(struct request *rq, struct award_list_view *v, struct error *err);
void award_list_row_post(struct request *rq, struct response *rs);
void award_line_post(struct request *rq, struct response *rs);
struct form *award_group_form(struct request *rq);
void award_group_post(struct request *rq, struct response *rs);

/* ---- which column is what: award_columns_pages.c ---- */

struct column_row { size_t number; str name, head, sample; LIST(struct choice_line) choices; };
struct award_columns_view {
    str self, who, error;
    struct steps_view steps;
    struct bulk b;
    struct badge_row badge;
    LIST(struct column_row) rows;
    struct column_mapping mapping;
    bool has_names, month_first;
};
void award_columns_show(struct request *rq, struct response *rs);
void award_columns_post(struct request *rq, struct response *rs);

void award_list_start(struct request *rq, struct response *rs);
void award_list_now(struct request *rq, struct response *rs);
void award_list_take_back(struct request *rq, struct response *rs);
void award_list_discard(struct request *rq, struct response *rs);
void award_list_csv(struct request *rq, struct response *rs);
