/* host/host.h — the Backpack for programs: who lets which program do what (OAuth
 * 2 with PKCE), and the two interfaces of the standard, Open Badges 2.1 (Badge
 * Connect) and the API of Open Badges 3.0. One server of tokens serves both. */
#pragma once
#include "app/account/account.h"
#include "format/badge_host.h"

extern const struct route host_routes[];

/* What the router asks for rows of BY_GRANT: the token of the request must have
 * `scope`; the request then acts as its person. Sets rq->grant. */
code grant_bearer(struct request *rq, const char *scope);

/* Does this path answer as one of the two interfaces, also when it fails? */
bool host_answers(str path);
/* imsx_StatusInfo or the status of Badge Connect, as the path has it. */
void host_refuse(struct request *rq, struct response *rs, int status, str sentence);
