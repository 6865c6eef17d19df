/* app/problem.h — what went wrong, for programs: RFC 9457, with the field that
 * is meant (RFC 6901) where there is one. */
#pragma once
#include "app/app.h"

struct problem_field { str pointer, detail; };   /* "#/recipient/email"; small sentence */
LIST_OF(problem_field_list, struct problem_field);
struct problem {
    int status;
    str title, detail;                           /* detail: a sentence */
    struct problem_field_list fields;
};
void problem_send(struct request *rq, struct response *rs, const struct problem *p);
/* Does a program ask, which has no use for a page? */
bool problem_wanted(const struct request *rq);
