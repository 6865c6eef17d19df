/* web/body.h — the body of a request as a form: urlencoded or multipart
 * (RFC 7578). The values borrow from the body or live in the arena. */
#pragma once
#include "web/http.h"

bool body_is_form(str content_type);
/* BAD_INPUT: a boundary that never comes, a part without a name, a broken
 * percent sign. LIMIT: more than `max_fields` parts. */
MUST_USE code body_parse(struct arena *a, str content_type, str body, size_t max_fields,
                         struct part_list *out, struct error *err);
