/* format/totp.c */
#include "format/totp.h"
#include <stdio.h>
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"

#define STEP (30 * SECOND)
#define DIGITS 6

int64_t totp_step(msec now)
{
    return now / STEP;
}

/* RFC 4226 §5.3 */
void totp_code(str secret, int64_t step, char out[7])
{
    char counter[8];

    for (int i = 0; i < 8; i++)
        counter[i] = (char)((uint64_t)step >> (56 - 8 * i));
    struct sha1 h = hmac_sha1(secret, (str){counter, sizeof counter});
    const uint8_t *at = h.b + (h.b[19] & 15);
    uint32_t number = (uint32_t)(at[0] & 0x7F) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    snprintf(out, 7, "%06u", number % 1000000);
}

/* "123 456" as apps show it; false unless six digits are there. */
static bool read_digits(str text, char out[DIGITS])
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ' ')
            continue;
        if (n == DIGITS || text.p[i] < '0' || text.p[i] > '9')
            return false;
        out[n++] = text.p[i];
    }
    return n == DIGITS;
}

int64_t totp_match(str secret, str given_code, msec now, int64_t last_used)
{
    char given[DIGITS], wanted[7];
    int64_t found = 0;

    if (secret.n == 0 || !read_digits(given_code, given))
        return 0;
    for (int64_t step = totp_step(now) - 1; step <= totp_step(now) + 1; step++) {
        totp_code(secret, step, wanted);
        if (crypto_equal((str){given, DIGITS}, (str){wanted, DIGITS}) && step > last_used)
            found = step;
    }
    return found;
}

/* The key URI format that authenticator apps share: issuer in both places. */
str totp_uri(struct arena *a, str issuer, str account, str secret)
{
    str name = uri_encode(a, issuer);

    return str_printf(a, "otpauth://totp/" STR_FMT ":" STR_FMT "?secret=" STR_FMT "&issuer=" STR_FMT, STR_ARG(name),
                      STR_ARG(uri_encode(a, account)), STR_ARG(base32_encode(a, secret)), STR_ARG(name));
}
