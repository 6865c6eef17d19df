/* format/dsn.h — reports that a mail was not delivered (RFC 3464), as mail
 * servers send them back. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

#define DSN_MOST ((size_t)1 << 20)               /* bytes that are looked at */

/* One report, in clean text. `message`: the id of the mail that came back, without
 * its brackets; `status`: "5.1.1"; `said`: what the server said, may be empty.
 * `is_final`: it will not be tried again. */
struct dsn { str message, recipient, status, said; bool is_final; };
/* BAD_INPUT: it is no such report, or does not say which mail it is about. */
MUST_USE code dsn_read(struct arena *a, str mail, struct dsn *out, struct error *err);
