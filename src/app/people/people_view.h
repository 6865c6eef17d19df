/* people/people_view.h — what the pages of people are given, and which of the
 * slice's files handles what. */
#pragma once
#include "app/list/act.h"
#include "app/mail/mail_view.h"
#include "app/org/org_pages.h"
#include "app/people/group.h"
#include "app/people/kept.h"

struct people_view { str base; struct list list; bool may_manage, may_award, leads, sees_all; struct list_undo undo; };

struct select_view { const struct form_value *value; const char *label, *none, *hint; const struct list_choices *choices; };
struct team_tick { int64_t id; str name; bool on; };
struct person_form_view {
    str base, action, back;
    int64_t id;                                  /* 0: a new one */
    struct form *form;
    struct list_choices departments, sites, employments;
    LIST(struct team_tick) teams;
};
struct person_view {
    str base, self, acts;
    struct person person;
    struct tag_view tag;
    str employment, department;
    struct workplace_list teams;
    struct str_list addresses;
    int64_t reports, checklists, pathways, held_back;      /* held_back: steps that keep them from starting to work */
    struct award_line_list awards;
    struct pagination pages;
    struct mail_line_list mails;
    struct note_list notes;
    struct log_line_list log;
    struct list_undo undo;
    bool may_manage, may_award, may_erase, may_standings, has_left;
    str note_error, note, address_error, address;
    struct person_kept kept;                     /* by what is asked of them at work */
};

struct place_row { struct workplace place; str href, edit; };
struct places_view {
    str base, self;
    enum place_kind kind;
    const struct place_words *words;
    LIST(struct place_row) rows;
    struct list_choices parents;
    struct form *form;
    bool may_manage;
    int64_t id;                                  /* of the one that is changed */
    str name;
    struct str_list zones;                       /* to choose from, of a site */
};

struct group_row { struct person_group group; str href, words; int64_t people; bool more; };   /* more: than `people` */
struct groups_view { str base; LIST(struct group_row) rows; struct pagination pages; bool may_manage; struct form *form; str undo; };
struct group_view { str base, self, words, href; struct person_group group; int64_t people; struct form *form; bool may_manage, may_award; };

/* The person of the address, with places and a page of their awards. */
MUST_USE code person_view_load(struct request *rq, struct person_view *v, struct error *err);
str people_base(struct request *rq);             /* "/org/7/people" */

void person_show(struct request *rq, struct response *rs);
void person_note_add(struct request *rq, struct response *rs);
void person_note_drop(struct request *rq, struct response *rs);
void person_address_add(struct request *rq, struct response *rs);
void person_address_drop(struct request *rq, struct response *rs);
void person_address_main(struct request *rq, struct response *rs);
void places_show(struct request *rq, struct response *rs);
void places_add(struct request *rq, struct response *rs);
void place_show(struct request *rq, struct response *rs);
void place_write(struct request *rq, struct response *rs);
void place_drop(struct request *rq, struct response *rs);
void place_join(struct request *rq, struct response *rs);
