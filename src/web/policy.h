/* web/policy.h — the headers that tell browsers what an answer may do. */
#pragma once
#include "web/http.h"

/* Adds what the handler did not set itself. `https`: the public address is
 * https, so browsers shall never try http again. */
void policy_headers(const struct request *rq, struct response *rs, bool https);
/* A page whose form ends at another site: `origin` is where it may lead besides us. */
void policy_form_leads_to(struct response *rs, str origin);
/* A page that has one of ours in a frame. */
void policy_own_frame(struct response *rs);
/* A page that stands in frames of these origins, with spaces between; its form may
 * end at `leads_to` too (empty: at us alone). */
void policy_framed(struct response *rs, str ancestors, str leads_to);
