/* web/fetch.h — the one place that fetches from other hosts (libcurl). The
 * address is checked at the socket, after DNS, for every connection: private,
 * loopback, link-local, CGNAT and mapped ranges are refused unless allowed. */
#pragma once
#include "base/arena.h"
#include "base/list.h"
#include "base/str.h"

struct fetch_policy {
    bool allow_private;                          /* intranets and tests; shown on the settings page */
    bool allow_http;                             /* plain http; else https only */
    size_t max_bytes;                            /* 0: 1 MiB */
    unsigned connect_seconds, total_seconds;     /* 0: 3 and 10 */
    const char *also_public;                     /* tests: "127.0.0.1:4711" counts as public; NULL */
};

struct fetched { int status; str content_type, body, final_url, link; /* link: that header; absent: none */ };

/* At most 3 redirects, each checked anew, none from https to http; ports 80
 * and 443 only unless private ones are allowed. DENIED: the address is not
 * public; UNREACHABLE: no answer in time; LIMIT: too large. */
MUST_USE code fetch_get(struct arena *a, str url, const char *accept, const struct fetch_policy *p,
                        struct fetched *out, struct error *err);
MUST_USE code fetch_post(struct arena *a, str url, str content_type, str body, const struct fetch_policy *p,
                         struct fetched *out, struct error *err);
/* With a word of who asks: no redirect is followed, so that it goes nowhere
 * else. `body` absent: GET; there: POST, or `method` ("PUT"). BAD_INPUT: the word, or a header of one's
 * own, is too long or holds a line end. */
struct fetch_call { str url, content_type, body, authorization; const char *accept; const struct str_list *headers; /* "name: value"; NULL: none */ const char *method; };
MUST_USE code fetch_authorized(struct arena *a, const struct fetch_call *call, const struct fetch_policy *p,
                               struct fetched *out, struct error *err);
/* What can be said before any name is looked up: scheme, port, no user part,
 * length. BAD_INPUT or DENIED. */
MUST_USE code fetch_check_url(str url, const struct fetch_policy *p, struct error *err);
/* Is this numeric address one that strangers may make us connect to? */
bool fetch_address_is_public(str ip);
