/* format/lti.h — Learning Tools Interoperability 1.3 (1EdTech): what a platform says
 * when it sends somebody to us, and the links that we send back to be placed there.
 * Who they are, and that the platform says it, is format/oidc's to judge. */
#pragma once
#include "base/list.h"
#include "format/json.h"

enum lti_message { LTI_RESOURCE, LTI_DEEP_LINKING };
/* Absent: not said. */
struct lti_launch {
    enum lti_message message;
    str deployment, target;
    str resource, resource_title;                /* the link that was opened; of deep linking none */
    str context, context_title;                  /* the course */
    bool teaches, learns, administers;
    str badge;                                   /* what we gave the link to carry: custom "badge" */
    str return_url, data;                        /* deep linking: where links are sent, and what goes with them */
    bool takes_many;
};
/* Core 1.3 §5.3, Deep Linking 2.0 §4.4. `claims`: of a
 * token whose signature, audience, times and nonce were judged. BAD_INPUT names the
 * claim; UNSUPPORTED: a message or version that is not known here. */
MUST_USE code lti_launch_read(const struct json *claims, struct lti_launch *out, struct error *err);

/* Of the course, in every spelling: "Learner", "Instructor". `roles`: an array. */
bool lti_has_role(const struct json *roles, const char *name);

/* The claims of the answer to deep linking, to be signed (Deep Linking 2.0 §4.5). */
struct lti_item { str title, text, url, icon, badge; };
LIST_OF(lti_items, struct lti_item);
struct lti_answer { str client, issuer, deployment, data, nonce; int64_t now_s; struct lti_items items; };
str lti_answer_claims(struct arena *a, const struct lti_answer *answer);
