/* web/ticket.h — a note that a browser keeps for us between two pages: sealed,
 * so that it can be neither read nor changed there, nor used for another
 * purpose or after its time. It can be brought back more than once. */
#pragma once
#include "base/clock.h"
#include "web/session.h"

/* `name` is the purpose and the cookie's: letters and '-'. Text of at most 2 KB. */
void ticket_give(struct response *rs, const struct session_config *cfg, const char *name, str text, msec life);
bool ticket_read(const struct request *rq, const struct session_config *cfg, const char *name, str *text);
void ticket_drop(struct response *rs, const struct session_config *cfg, const char *name);
