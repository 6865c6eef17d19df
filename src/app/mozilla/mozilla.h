/* mozilla/mozilla.h — the public interfaces of Mozilla's Backpack and validator,
 * so that what issuers and display sites were written against works again: pushing
 * badges (issuer.js), Backpack Connect, the Displayer API, the baker, `POST /`.
 * docs/backpack.md is the page for who writes against them. */
#pragma once
#include "app/app.h"

extern const struct route mozilla_routes[];
/* The validator needs no Backpack: it is there in every role. */
extern const struct route validator_routes[];
/* Its GET shares an address with the start page, which asks here first. True:
 * there was a question, and it was answered. */
bool validator_answers(struct request *rq, struct response *rs);
/* Does this path answer programs in JSON, also when it fails? */
bool mozilla_answers(const struct request *rq);
void mozilla_refuse(struct request *rq, struct response *rs, int status, str sentence);
