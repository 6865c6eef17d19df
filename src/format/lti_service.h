/* format/lti_service.h — LTI Advantage: what a platform lets a tool ask of a course.
 * Names and Role Provisioning 2.0 (who is in it), Assignment and Grade Services 2.0
 * (columns of its grades, scores sent, results read). */
#pragma once
#include "base/clock.h"
#include "base/list.h"
#include "format/json.h"

/* What the claims of a launch offer; empty where they do not (NRPS §2.2, AGS §3.1.3). */
struct lti_services {
    str roster, columns, column;                 /* column: of the link that was opened, where it has one */
    bool may_score, may_read;
};
/* BAD_INPUT: an address is none, or too long. */
MUST_USE code lti_services_read(const struct json *claims, struct lti_services *out, struct error *err);

#define LTI_SCOPE_ROSTER  "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
#define LTI_SCOPE_COLUMN  "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
#define LTI_SCOPE_RESULTS "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
#define LTI_SCOPE_SCORE   "https://purl.imsglobal.org/spec/lti-ags/scope/score"

#define LTI_PAGE_MOST 2000                       /* members or results in one answer */

/* One page of who is in the course (NRPS §2.4). What has no id is left out, as is who
 * is not there any more; names and addresses as the platform tells them, else empty. */
struct lti_member { str subject, name, email; bool learns, teaches; };
LIST_OF(lti_member_list, struct lti_member);
MUST_USE code lti_members_read(struct arena *a, const struct json *page, struct lti_member_list *out, struct error *err);

/* One page of results (AGS §3.3.4). Those without a score are left out. `score` and
 * `most` as they were written; most is at least what makes sense: above 0. */
struct lti_result { str subject, score, most; };
LIST_OF(lti_result_list, struct lti_result);
MUST_USE code lti_results_read(struct arena *a, const struct json *page, struct lti_result_list *out, struct error *err);

/* The answer of the platform's token address (Security Framework §4.1): a word for
 * calls, which is that of a header line. */
MUST_USE code lti_token_read(const struct json *answer, str *token, struct error *err);
/* What is asked with, to be signed by our key. */
struct lti_token_ask { str client, audience, id; int64_t now_s; };
str lti_token_claims(struct arena *a, const struct lti_token_ask *ask);

/* AGS §3.4.2: the badge is there, or is not any more. */
struct lti_score { str subject; bool has; msec at; };
str lti_score_text(struct arena *a, const struct lti_score *s);

/* ".../lineitems/5/lineitem?type_id=1" and "scores" make ".../lineitem/scores?type_id=1" (AGS §3.3.3). */
str lti_below(struct arena *a, str url, const char *name);
