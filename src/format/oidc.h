/* format/oidc.h — OpenID Connect (Core 1.0, Discovery 1.0): what a provider says
 * of itself, its keys, and the tokens by which it says who somebody is, and who has
 * signed out (Back-Channel Logout 1.0). */
#pragma once
#include "base/clock.h"
#include "base/list.h"
#include "format/json.h"

/* Absent where the provider has none. */
struct oidc_provider {
    str issuer, authorize, token, keys, end_session;
    bool secret_in_form;                         /* the client's secret goes into the form, not the header */
    bool names_itself;                           /* its answers bring `iss` (RFC 9207) */
};

/* The issuer as typed: https (http where `allow_http`), no query, no fragment,
 * without the "/.well-known/…" that people paste. BAD_INPUT at "issuer". */
MUST_USE code oidc_issuer_read(struct arena *a, str typed, bool allow_http, str *issuer, struct error *err);
str oidc_discovery_url(struct arena *a, str issuer);
/* The document of that address. It must name this very issuer (Discovery §4.3).
 * BAD_INPUT; UNSUPPORTED: it cannot do what we need. Borrows from `text`. */
struct oidc_asked { str issuer; bool allow_http; };
MUST_USE code oidc_provider_read(struct arena *a, str text, const struct oidc_asked *asked, struct oidc_provider *out, struct error *err);

/* What the token must fit. access_token absent: none came with it. */
struct oidc_expected { str issuer, client, nonce, access_token; msec now; };
struct oidc_identity {
    str subject, name, email, session;           /* absent: not said; session: `sid` */
    bool says_verified, is_verified;             /* email_verified: is it there, and is it true? */
    const struct json *claims;
};
/* Core §3.1.3.7, signature by a key of `keys` (a JWK Set) with the key's own
 * algorithm. NOT_FOUND: no such key, so look for new ones; DENIED: it is not a
 * token for us, now; BAD_INPUT: it is none. Borrows from both texts. */
MUST_USE code oidc_token_check(struct arena *a, str token, str keys, const struct oidc_expected *want,
                               struct oidc_identity *out, struct error *err);
/* Back-Channel Logout 1.0 §2.4, §2.6: the token by which it says that somebody has
 * signed out there, `session` or all of `subject`'s, at least one of them. `want`
 * as above, without a nonce: a token that has one is an ID token. */
struct oidc_logout { str id, subject, session; msec until; };        /* id: `jti`; until: no good after it */
MUST_USE code oidc_logout_check(struct arena *a, str token, str keys, const struct oidc_expected *want,
                                struct oidc_logout *out, struct error *err);
#define OIDC_ALLOWANCE (2 * MINUTE)              /* of clocks that differ */
#define OIDC_MAX_KEYS 64

/* The texts under a claim: a string, or a list of them; at most 1,000. The name
 * as it is, else a way by dots: "realm_access.roles". */
void oidc_values(struct arena *a, const struct json *claims, str name, struct str_list *out);
