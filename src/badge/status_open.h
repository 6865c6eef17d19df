/* badge/status_open.h — a status list fetched, proved to be the issuer's own,
 * and asked for one place (Bitstring Status List v1.0 §3.2). Whatever goes
 * wrong on the way is "status unknown", never "good" (security.md T-14). */
#pragma once
#include "badge/inquiry.h"

struct status_bit {
    uint64_t value;
    msec at, until;                              /* when the list was fetched; ask again from then on */
};

/* False: it could not be told, and the question's row says why. */
bool status_ask(struct inquiry *q, const struct status_ref *s, struct status_bit *out);
/* That row. Always false. */
bool status_unclear(struct inquiry *q, const char *flaw, str url, const char *why);
/* Is the list of this issuer to be believed about the badge: the badge's own,
 * or one that it says it is too? If not, the row says so. */
bool status_is_issuers(struct inquiry *q, str url, str list_issuer);
