/* format/did.h — Decentralized Identifiers that badges use: did:key, did:web,
 * did:jwk. Syntax and keys only; fetching is the loader's business. */
#pragma once
#include "base/clock.h"
#include "base/crypto.h"
#include "format/json.h"

struct did_url { str did, method, id, path, query, fragment; }; /* borrowed; fragment without '#' */

/* W3C DID Core §3.1, §3.2; at most 2,048 bytes. */
MUST_USE code did_parse(str text, struct did_url *out, struct error *err);
bool did_looks_like(str text);                   /* begins "did:" */

/* did:web to the address of its document (did:web §3.2): https only, no user
 * info, port 443 or from 1024 on, no IP address, no single-label host but `localhost` when `allow_local`. */
MUST_USE code did_web_url(struct arena *a, str did, bool allow_local, str *url, struct error *err);
/* Of the address of such a document, who is proved by it: "https://x.org/i/7/did.json" and
 * "https://x.org/.well-known/did.json" to "x.org/i/7" and "x.org". Borrowed. */
str did_web_place(str url);
/* "https://example.org:8443/i/7" to "did:web:example.org%3A8443:i:7". */
MUST_USE code did_web_from_url(struct arena *a, str url, str *did, struct error *err);

/* Key of did:key:z… and did:jwk:…; any fragment must name that same key. */
MUST_USE code did_embedded_key(struct arena *a, str did_url, struct key **out, struct error *err);
str did_key_from(struct arena *a, const struct key *key); /* "did:key:z…" */

struct did_use { const char *purpose; msec at; };  /* "assertionMethod"; the moment of judgement, 0: now */

/* The verification method `id` of a controller document (DID document or
 * Profile), if it is listed under the purpose (by reference or embedded), its
 * controller is the document's id, and it is neither revoked nor expired.
 * NOT_FOUND: no such method; DENIED: not for this use; its place tells why
 * ("controller": it is another's). UNSUPPORTED: a kind of key not known here. */
MUST_USE code did_document_key(struct arena *a, const struct json *document, str id,
                               const struct did_use *use, struct key **out, struct error *err);
/* Is the method neither revoked nor expired? Else DENIED. */
MUST_USE code did_method_is_current(const struct json *method, msec at, struct error *err);
