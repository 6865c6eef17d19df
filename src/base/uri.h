/* base/uri.h — RFC 3986: parts of a URI and resolution of references.
 * Parts borrow from the text that was parsed. */
#pragma once
#include "base/str.h"

struct uri {
    str scheme, authority, userinfo, host, port, path, query, fragment;
    /* absent (p == NULL) is not the same as empty: "http://h?" has a query */
};

/* RFC 3986 §4.1 as extended to IRIs (RFC 3987): bytes above 0x7F pass.
 * BAD_INPUT for controls, spaces, <>"{}|\^` and broken percent signs. */
MUST_USE code uri_parse(str text, struct uri *out, struct error *err);
/* RFC 3986 §5.2.2 and §5.3. */
str uri_resolve(struct arena *a, str base, str reference);
bool uri_is_absolute(str text);                  /* has a scheme */
bool uri_is_http(str text);                      /* http or https, with a host */
/* "https://host:port" in lower case, default port dropped; absent if not http(s). */
str uri_origin(struct arena *a, str text);
/* The same address of the web, whatever the case of scheme and host, and with
 * or without the usual port (RFC 3986 §6.2.2.1, §6.2.3). */
bool uri_is_same(struct arena *a, str x, str y);
str uri_without_fragment(str text);              /* what is asked for: RFC 9110 §7.1; borrowed */
/* Percent-encodes all but unreserved characters (RFC 3986 §2.3). */
str uri_encode(struct arena *a, str text);
/* Decodes %XX; with `plus` also '+' as space. BAD_INPUT for a broken escape. */
MUST_USE code uri_decode(struct arena *a, str text, bool plus, str *out, struct error *err);
