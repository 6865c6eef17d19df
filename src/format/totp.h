/* format/totp.h — one-time codes by the clock (RFC 6238) as every app for them
 * makes: HMAC-SHA-1, six digits, thirty seconds. */
#pragma once
#include "base/clock.h"

#define TOTP_SECRET_BYTES 20

int64_t totp_step(msec now);
void totp_code(str secret, int64_t step, char out[7]);
/* The step that `given_code` belongs to: that of `now`, the one before or the one
 * behind, if newer than `last_used`; 0: none. White space in it does not count. */
int64_t totp_match(str secret, str given_code, msec now, int64_t last_used);
/* What the picture for the app says ("otpauth://totp/…"). */
str totp_uri(struct arena *a, str issuer, str account, str secret);
