/* web/fetch_probe.h — what one learns of an own web address by asking it: the
 * host's address, the certificate, the clock of the other side. For checks that
 * an operator runs on his own installation, so any address may be connected. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

struct probe {
    str ip;                                      /* that was connected; empty: none */
    int status;
    str body;                                    /* at most 4 KB */
    int64_t date;                                /* of the Date header, milliseconds; 0: none */
    int64_t certificate_ends;                    /* 0: none was seen */
};

/* What is known is filled in whatever comes back. NOT_FOUND: no host of that
 * name; DENIED: the certificate is not trusted; UNREACHABLE: no answer; the
 * sentence says why. Redirects are answers. */
MUST_USE code fetch_probe(struct arena *a, str url, struct probe *out, struct error *err);
