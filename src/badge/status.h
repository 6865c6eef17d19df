/* badge/status.h — status and revocation lists: build and read. */
#pragma once
#include "badge/badge.h"
#include "format/bitstring.h"

struct status_list {
    str id;                                      /* URL of the list credential */
    str issuer_id, purpose;                      /* "revocation" */
    msec valid_from, valid_until;
    int64_t ttl_ms;
};
/* The BitstringStatusListCredential as JSON, unsigned (Bitstring Status List §2.2). */
str status_list_write(struct arena *a, const struct status_list *l, const struct bitstring *bits);
