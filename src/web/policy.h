/* web/policy.h — the headers that tell browsers what an answer may do. */
#pragma once
#include "web/http.h"

/* Adds what the handler did not set itself. `https`: the public address is
 * https, so browsers shall never try http again. */
void policy_headers(const struct request *rq, struct response *rs, bool https);
/* A page whose form ends at another site: `origin` is where it may lead besides us. */
void policy_form_leads_to(struct response *rs, str origin);
