/* base/codec.h — bytes as text: hex, base32, base64, base64url, base58btc, multibase.
 * Decoders are strict: canonical text or the absent str. */
#pragma once
#include "base/str.h"

str hex_encode(struct arena *a, str bytes);      /* lower case */
str hex_decode(struct arena *a, str text);       /* either case; absent if broken */
str base32_encode(struct arena *a, str bytes);   /* RFC 4648 §6, no padding */
str base32_decode(struct arena *a, str text);    /* capitals, no padding, spare bits zero */
str base64_encode(struct arena *a, str bytes);   /* RFC 4648 §4, padded */
str base64_decode(struct arena *a, str text);    /* padded, canonical */
str base64url_encode(struct arena *a, str bytes);/* RFC 7515 §2: no padding */
str base64url_decode(struct arena *a, str text); /* no padding, spare bits zero */
str base58_encode(struct arena *a, str bytes);   /* Bitcoin alphabet */
str base58_decode(struct arena *a, str text);    /* at most 4 KiB of text */
/* "z" (base58btc) and "u" (base64url): all that the badge standards use.
 * UNSUPPORTED for other prefixes, BAD_INPUT for broken text. */
MUST_USE code multibase_decode(struct arena *a, str text, str *out, struct error *err);
