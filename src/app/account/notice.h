/* account/notice.h — what happens to an account: a line in its log, and a mail
 * about what its owner must hear of even if somebody else did it. */
#pragma once
#include "app/account/account.h"

/* `what`: a row of the table in notice.c, "passkey.new" for one. `detail`: which
 * one. `user_agent`: of the browser it was done with; empty: none. A mail goes to
 * the main address, or to `to` instead. In the caller's transaction, if any. */
struct account_event { int64_t account; const char *what; str detail, user_agent, to; };
MUST_USE code account_note(struct app *app, struct db *db, struct arena *a, const struct account_event *e, struct error *err);

struct account_log_row { msec at; const char *words; str detail, device; };
LIST_OF(account_log_list, struct account_log_row);
/* The newest first. */
MUST_USE code account_log_recent(struct db *db, struct arena *a, int64_t account, int limit, struct account_log_list *out, struct error *err);

/* "Firefox on Linux" of what a browser calls itself. */
str device_words(struct arena *a, str user_agent);
