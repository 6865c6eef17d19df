/* web/head.h — the head of a request, checked more strictly than the HTTP
 * library does: what two programs could read in two ways is refused. */
#pragma once
#include "web/http.h"

/* One Content-Length of digits or one "chunked", never both; one Host that is
 * a host (RFC 9112 §3.2, §6.3). BAD_INPUT; LIMIT for too many headers;
 * UNSUPPORTED for another transfer coding. `length`: -1 if chunked. */
MUST_USE code head_check(const struct pair_list *headers, bool is_http10, size_t max_headers,
                         int64_t *length, struct error *err);

/* "/path?query" into the decoded path and the decoded query. BAD_INPUT: not a
 * path, a broken percent sign, NUL, an encoded slash, a dot segment, not UTF-8.
 * LIMIT: more than 200 query values. */
MUST_USE code head_target(struct arena *a, str target, str *path, struct pair_list *query, struct error *err);
/* "a=b&c=d", with '+' as space: a query or a urlencoded form. */
MUST_USE code head_pairs(struct arena *a, str text, size_t max, struct pair_list *out, struct error *err);
/* Whom the proxy in front speaks for: the last address of the last
 * X-Forwarded-For, which the proxy itself has written; what stands before it is
 * a client's word. Absent unless it is a numeric address. */
str head_forwarded(const struct pair_list *headers);
/* Cookie header; parts that are no cookies are passed over. */
void head_cookies(struct arena *a, str header, struct pair_list *out);
