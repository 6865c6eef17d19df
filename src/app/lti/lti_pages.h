/* lti/lti_pages.h — what the pages about learning platforms show, and which file
 * handles what. */
#pragma once
#include "app/layout/parts.h"
#include "app/lti/lti_course.h"

struct lti_line { str name, href, issuer; struct tag_view tag; msec used; };
struct lti_list_view { str learning, self; LIST(struct lti_line) lines; struct form *form; };
struct lti_view {
    struct lti_platform p;
    str list_href, self, login, launch, keys, enroll;            /* enroll: where it registers itself; empty: not open */
    struct tag_view tag;
    struct lti_deployment_list deployments;
    struct lti_course_list courses;
    bool teachers_award;
    struct form *form;
};
struct lti_choice { str id, name, picture; };
LIST_OF(lti_choice_list, struct lti_choice);
struct lti_course_line { str name, email, href; };               /* href: of their person; empty: not in the directory */
struct lti_course_view {
    struct lti_course c;
    str back, self, platform;
    struct lti_place_list places;
    LIST(struct lti_course_line) people;
    struct lti_choice_list badges;                               /* by their number */
    bool more;
    struct form *form;
};

/* ---- in the course ---- */

/* Kept by the browser on its way: `where` the platform's frame that keeps it too. */
struct lti_way_view { str url, key, secret, where, origin; };
struct lti_prove_view { str action, visit, key, where, origin, again; };
struct lti_window_view { str href, name; };
struct lti_refused_view { str sentence; };
struct lti_badge_view {
    struct badge_row badge;
    str picture, criteria, page, award, name;                    /* award: address of theirs; empty: they have none */
    struct str_list ways;                                        /* what awards it, in words */
    bool teaches;
    int64_t holders;
    /* Whoever teaches sees who of the course has it. */
    bool has_class, may_award, more;
    struct lti_class_counts counts;
    struct lti_learner_list learners;
    int64_t without;
    str award_action, failure, when, promise;                    /* promise: a list was made just now */
};
struct lti_choose_view { str action, course; struct lti_choice_list badges; bool many; };
struct lti_place_view { str action, token; };
struct lti_done_view { bool good; str sentence; };

/* A page that says why. */
void lti_refuse(struct request *rq, struct response *rs, const struct lti_platform *p, const struct error *err);
/* False: it was answered. */
bool lti_find_visit(struct request *rq, struct response *rs, struct lti_visit *visit);
MUST_USE code lti_class_load(struct request *rq, const struct lti_visit *visit, struct lti_badge_view *v, struct error *err);
void lti_class_award(struct request *rq, struct response *rs);
void lti_course_show(struct request *rq, struct response *rs);
void lti_course_read_post(struct request *rq, struct response *rs);
void lti_course_award_post(struct request *rq, struct response *rs);
str lti_platforms_path(struct request *rq);
void lti_login(struct request *rq, struct response *rs);
void lti_launched(struct request *rq, struct response *rs);
void lti_proved(struct request *rq, struct response *rs);
void lti_window(struct request *rq, struct response *rs);
void lti_visited(struct request *rq, struct response *rs);
void lti_place(struct request *rq, struct response *rs);
void lti_keys(struct request *rq, struct response *rs);
void lti_enrol(struct request *rq, struct response *rs);
