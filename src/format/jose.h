/* format/jose.h — JSON Web Signature and JSON Web Key (RFC 7515, 7517, 7518,
 * 8037): compact serialisation only, signature algorithms only. */
#pragma once
#include "base/crypto.h"
#include "format/json.h"

/* One compact JWS taken apart. `header`, `payload` and `signature` are
 * decoded; `signing_input` borrows from the token. */
struct jws {
    str header_text, payload, signature, signing_input;
    const struct json *header;
    str alg, kid, typ;                           /* absent if not given */
    const struct json *jwk;                      /* NULL if not given */
};

/* White space around the token is trimmed. Strict base64url, header with
 * unique keys; `crit`, `b64:false` and `zip` are refused (RFC 7515 §4.1.11;
 * UNSUPPORTED). Token at most 1 MiB, `kid` at most 1 KiB. */
MUST_USE code jws_parse(struct arena *a, str token, struct jws *out, struct error *err);
bool jws_looks_like(str text);                   /* three base64url parts; cheap */

/* True when the header's `alg` is exactly the algorithm of this key and the
 * signature is right. The key decides, never the header (RFC 8725 §3.1). */
MUST_USE bool jws_verify(const struct jws *jws, const struct key *key);
const char *jose_alg_of(enum key_kind kind);     /* "EdDSA", "ES256", "ES384", "RS256" */

struct jws_header { str kid, typ; const struct key *jwk; }; /* jwk NULL: not embedded */
/* The part before the signature: rebuilt byte for byte from the same inputs. */
str jws_signing_input(struct arena *a, enum key_kind kind, const struct jws_header *h, str payload);
MUST_USE code jws_sign(struct arena *a, const struct key *key, const struct jws_header *h,
                       str payload, str *token, struct error *err);
str jws_join(struct arena *a, str signing_input, str signature);

/* Public JWK: kty, crv, x, y, n, e (and kid, alg, use when `kid` is given).
 * Any private member (`d`, `p`, …) makes jwk_read fail with BAD_INPUT. */
MUST_USE code jwk_refuse_private(const struct json *jwk, struct error *err);
MUST_USE code jwk_read(struct arena *a, const struct json *jwk, struct key **out, struct error *err);
void jwk_write(struct arena *a, struct json_writer *w, const struct key *key, str kid);
/* RFC 7638 thumbprint, base64url of SHA-256. */
str jwk_thumbprint(struct arena *a, const struct key *key);
