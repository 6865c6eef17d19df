/* lti/lti_pages.h — what the pages about learning platforms show, and which file
 * handles what. */
#pragma once
#include "app/layout/parts.h"
#include "app/lti/lti.h"

struct lti_line { str name, href, issuer; struct tag_view tag; msec used; };
struct lti_list_view { str learning, self; LIST(struct lti_line) lines; struct form *form; };
struct lti_view {
    struct lti_platform p;
    str list_href, self, login, launch, keys, enroll;            /* enroll: where it registers itself; empty: not open */
    struct tag_view tag;
    struct lti_deployment_list deployments;
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
};
struct lti_choice { str id, name, picture; };
struct lti_choose_view { str action, course; LIST(struct lti_choice) badges; bool many; };
struct lti_place_view { str action, token; };
struct lti_done_view { bool good; str sentence; };

void lti_login(struct request *rq, struct response *rs);
void lti_launched(struct request *rq, struct response *rs);
void lti_proved(struct request *rq, struct response *rs);
void lti_window(struct request *rq, struct response *rs);
void lti_visited(struct request *rq, struct response *rs);
void lti_place(struct request *rq, struct response *rs);
void lti_keys(struct request *rq, struct response *rs);
void lti_enrol(struct request *rq, struct response *rs);
