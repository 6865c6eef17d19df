/* format/oauth.h — OAuth 2.0 as text: what a client says of itself (RFC 7591),
 * what the token endpoint answers (RFC 6749), scopes, and PKCE (RFC 7636). Each
 * in both directions, since we are on either side of it. */
#pragma once
#include "base/list.h"
#include "format/json.h"

/* What a program says when it registers. Absent where it does not say. */
struct oauth_client {
    str name, uri, logo, terms, policy, software, version, scope;
    struct str_list redirects;
    bool refreshes;                              /* grant type refresh_token */
};
#define OAUTH_REDIRECTS 10

/* OB 3.0 §Dynamic Client Registration: the required members are there, every
 * address is https (http too where `allow_http`) on one and the same host.
 * BAD_INPUT; `err->where` is the word of RFC 7591 §3.2.2 that names the flaw. */
MUST_USE code oauth_client_read(struct arena *a, str json, bool allow_http, struct oauth_client *out, struct error *err);
/* The members, into an object that is open. */
void oauth_client_put(struct json_writer *w, const struct oauth_client *c);

/* What comes back. `secret` absent: it gave none, though we asked for one. */
struct oauth_registered { str client, secret; };
MUST_USE code oauth_registered_read(struct arena *a, str json, struct oauth_registered *out, struct error *err);

/* Tokens as the endpoint hands them out. `seconds` 0: not said; `scope`,
 * `refresh` absent: none. DENIED: it is another kind of token than Bearer, or
 * holds what cannot stand in a header. */
struct oauth_tokens { str access, refresh, scope; int64_t seconds; };
MUST_USE code oauth_tokens_read(struct arena *a, str json, struct oauth_tokens *out, struct error *err);
str oauth_tokens_write(struct arena *a, const struct oauth_tokens *t);
/* The reason in a refusal, letters and '_' (RFC 6749 §5.2); absent: none that could be shown. */
str oauth_refusal(struct arena *a, str json);
/* The same of a word that came in an address; absent if it is no such word. */
str oauth_refusal_word(str word);

/* "a b c": is it one of them? */
bool oauth_scope_has(str scopes, str scope);
/* Of those asked for, those offered too, each once, in their order. */
str oauth_scope_within(struct arena *a, str asked, str offered);

/* RFC 7636 §4.1, §4.2: 43 to 128 unreserved characters; its S256 challenge. */
bool oauth_is_verifier(str verifier);
str oauth_challenge(struct arena *a, str verifier);

/* RFC 6749 §2.3.1: form-encoded each, then Basic; and back. */
str oauth_basic(struct arena *a, str client, str secret);
MUST_USE bool oauth_basic_read(struct arena *a, str header, str *client, str *secret);
