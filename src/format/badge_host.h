/* format/badge_host.h — what a host of badges says of itself: the manifest of
 * Open Badges 2.1 (Badge Connect) and the service description of Open Badges 3.0
 * and CLR 2.0 (an OpenAPI document; the interfaces differ in names alone), in both
 * directions. */
#pragma once
#include "format/json.h"

enum badge_api { API_OB21 = 1, API_OB30 = 2, API_CLR20 = 4 };   /* may be added up */

/* All addresses whole; absent where the host has none. */
struct badge_host {
    enum badge_api kind;
    str name;
    str base;                                    /* "…/ims/ob/v3p0", no slash at the end */
    str authorize, token, registration, revoke, terms, privacy;
    str scopes;                                  /* with spaces between */
};

#define OB21_SCOPE "https://purl.imsglobal.org/spec/ob/v2p1/scope/"
#define OB30_SCOPE "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
#define CLR20_SCOPE "https://purl.imsglobal.org/spec/clr/v2p0/scope/"
#define OB21_PATH "/ims/ob/v2p1"
#define OB30_PATH "/ims/ob/v3p0"
#define CLR20_PATH "/ims/clr/v2p0"
#define CLR20_DISCOVERY CLR20_PATH "/discovery"
#define OB21_MANIFEST "/.well-known/badgeconnect.json"
#define OB30_DISCOVERY OB30_PATH "/discovery"

/* Either document, told apart by what is in it, and CLR 2.0 from OB 3.0 by the scopes; `at`: where it was found.
 * BAD_INPUT: it is neither; UNSUPPORTED: it lacks what we need, or its addresses
 * are not https (http too where `allow_http`); DENIED: token, registration and
 * badges are not of one origin, so that a token of one could go to another. */
struct badge_host_asked { str at; bool allow_http; };
MUST_USE code badge_host_read(struct arena *a, str text, const struct badge_host_asked *asked, struct badge_host *out, struct error *err);

str badge_host_manifest(struct arena *a, const struct badge_host *h, str at);
str badge_host_service(struct arena *a, const struct badge_host *h);

/* RFC 8288: the address behind rel="next" in a Link header; absent: none. As it
 * stands there, perhaps relative. */
str link_next(str header);
