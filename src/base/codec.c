/* base/codec.c */
#include "base/codec.h"
#include <string.h>
#include "base/arena.h"

#define MAX_BASE58 4096                          /* decoding is quadratic */

static const str absent = {NULL, 0};

/* Hex. */

str hex_encode(struct arena *a, str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *out = arena_alloc(a, bytes.n * 2 + 1, 1);

    for (size_t i = 0; i < bytes.n; i++) {
        out[2 * i] = digits[(unsigned char)bytes.p[i] >> 4];
        out[2 * i + 1] = digits[bytes.p[i] & 15];
    }
    return (str){out, bytes.n * 2};
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

str hex_decode(struct arena *a, str text)
{
    if (!text.p || text.n % 2)
        return absent;
    char *out = arena_alloc(a, text.n / 2 + 1, 1);
    for (size_t i = 0; i < text.n / 2; i++) {
        int high = hex_digit(text.p[2 * i]), low = hex_digit(text.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return absent;
        out[i] = (char)(high << 4 | low);
    }
    return (str){out, text.n / 2};
}

/* Base32, as keys of one-time codes are shown and typed. */

str base32_encode(struct arena *a, str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = arena_alloc(a, bytes.n * 8 / 5 + 2, 1);
    size_t n = 0;
    uint32_t bits = 0;
    unsigned held = 0;

    for (size_t i = 0; i < bytes.n; i++) {
        bits = bits << 8 | (unsigned char)bytes.p[i];
        for (held += 8; held >= 5; held -= 5)
            out[n++] = digits[bits >> (held - 5) & 31];
    }
    if (held)
        out[n++] = digits[bits << (5 - held) & 31];
    return (str){out, n};
}

static int base32_digit(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

str base32_decode(struct arena *a, str text)
{
    size_t spare = text.n % 8;
    uint32_t bits = 0;
    unsigned held = 0;

    if (!text.p || spare == 1 || spare == 3 || spare == 6)
        return absent;
    char *out = arena_alloc(a, text.n * 5 / 8 + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        int digit = base32_digit(text.p[i]);
        if (digit < 0)
            return absent;
        bits = bits << 5 | (uint32_t)digit;
        held += 5;
        if (held >= 8) {
            held -= 8;
            out[n++] = (char)(bits >> held);
        }
    }
    return bits & ((1u << held) - 1) ? absent : (str){out, n};
}

/* Base64 in both alphabets. */

struct alphabet64 {
    const char *digits;
    char foreign[2];                             /* of the other alphabet */
    bool is_padded;
};

static const struct alphabet64 standard = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", {'-', '_'}, true};
static const struct alphabet64 url_safe = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", {'+', '/'}, false};

/* Both alphabets at once; `foreign` sorts out the rest. */
static const int8_t value64[128] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62, -1, 62, -1, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1,
    -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, -1, -1, -1, 63,
    -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
};

static uint32_t digit64(char c)
{
    return (unsigned char)c < 128 ? (uint32_t)value64[(unsigned char)c] : UINT32_MAX;
}

static str encode64(struct arena *a, str bytes, const struct alphabet64 *abc)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    char *out = arena_alloc(a, bytes.n / 3 * 4 + 5, 1), *o = out;
    size_t i = 0;

    for (; i + 3 <= bytes.n; i += 3) {
        uint32_t w = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
        o[0] = abc->digits[w >> 18];
        o[1] = abc->digits[w >> 12 & 63];
        o[2] = abc->digits[w >> 6 & 63];
        o[3] = abc->digits[w & 63];
        o += 4;
    }
    size_t left = bytes.n - i;
    if (left) {
        uint32_t w = (uint32_t)p[i] << 16 | (left == 2 ? (uint32_t)p[i + 1] << 8 : 0);
        *o++ = abc->digits[w >> 18];
        *o++ = abc->digits[w >> 12 & 63];
        if (left == 2)
            *o++ = abc->digits[w >> 6 & 63];
        for (size_t pad = left; abc->is_padded && pad < 3; pad++)
            *o++ = '=';
    }
    *o = '\0';
    return (str){out, (size_t)(o - out)};
}

/* The 2 or 3 digits at the end; their spare bits must be zero, or two texts
 * would stand for the same bytes (RFC 4648 §3.5). */
static bool decode64_tail(str tail, char *o)
{
    if (tail.n == 0)
        return true;
    if (tail.n == 1)
        return false;
    uint32_t w = digit64(tail.p[0]) << 12 | digit64(tail.p[1]) << 6;
    if (tail.n == 3)
        w |= digit64(tail.p[2]);
    if (w >> 18 || (tail.n == 2 ? w & 0x3FF : w & 3))
        return false;
    o[0] = (char)(w >> 10);
    if (tail.n == 3)
        o[1] = (char)(w >> 2);
    return true;
}

static str decode64(struct arena *a, str text, const struct alphabet64 *abc)
{
    if (!text.p || str_find_byte(text, abc->foreign[0]) >= 0 ||
        str_find_byte(text, abc->foreign[1]) >= 0)
        return absent;

    size_t whole = text.n / 4 * 4, bytes = text.n / 4 * 3 + (text.n % 4 ? text.n % 4 - 1 : 0);
    char *out = arena_alloc(a, bytes + 1, 1), *o = out;
    uint32_t bad = 0;
    for (size_t i = 0; i < whole; i += 4, o += 3) {
        uint32_t d0 = digit64(text.p[i]), d1 = digit64(text.p[i + 1]);
        uint32_t d2 = digit64(text.p[i + 2]), d3 = digit64(text.p[i + 3]);
        bad |= d0 | d1 | d2 | d3;
        o[0] = (char)(d0 << 2 | d1 >> 4);
        o[1] = (char)(d1 << 4 | d2 >> 2);
        o[2] = (char)(d2 << 6 | d3);
    }
    if (bad > 63 || !decode64_tail(str_from(text, whole), o))
        return absent;
    return (str){out, bytes};
}

str base64_encode(struct arena *a, str bytes)
{
    return encode64(a, bytes, &standard);
}

str base64_decode(struct arena *a, str text)
{
    if (text.n % 4)
        return absent;
    if (str_ends(text, S("==")))
        text.n -= 2;
    else if (str_ends(text, S("=")))
        text.n -= 1;
    return decode64(a, text, &standard);
}

str base64url_encode(struct arena *a, str bytes)
{
    return encode64(a, bytes, &url_safe);
}

str base64url_decode(struct arena *a, str text)
{
    return decode64(a, text, &url_safe);
}

/* Base58: a number in limbs of 32 bits, least first, five digits at a time
 * (58^5 fits a limb). Leading zero bytes are written as leading ones. */

#define DIGITS_AT_ONCE 5

static const char digits58[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
static const int8_t value58[128] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1, -1, -1, -1,
    -1, 9, 10, 11, 12, 13, 14, 15, 16, -1, 17, 18, 19, 20, 21, -1,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, -1, -1, -1, -1, -1,
    -1, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, -1, 44, 45, 46,
    47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, -1, -1, -1, -1, -1,
};

struct number {
    uint32_t *limbs;
    size_t n;
};

static void number_multiply_add(struct number *x, uint32_t factor, uint32_t add)
{
    uint64_t carry = add;

    for (size_t i = 0; i < x->n; i++) {
        carry += (uint64_t)x->limbs[i] * factor;
        x->limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        x->limbs[x->n++] = (uint32_t)carry;
}

static uint32_t number_divide(struct number *x, uint32_t by)
{
    uint64_t rest = 0;

    for (size_t i = x->n; i-- > 0;) {
        rest = rest << 32 | x->limbs[i];
        x->limbs[i] = (uint32_t)(rest / by);
        rest %= by;
    }
    while (x->n && x->limbs[x->n - 1] == 0)
        x->n--;
    return (uint32_t)rest;
}

static size_t count_leading(str s, char c)
{
    size_t n = 0;

    while (n < s.n && s.p[n] == c)
        n++;
    return n;
}

str base58_encode(struct arena *a, str bytes)
{
    size_t zeros = count_leading(bytes, '\0');
    struct number x = {NEW_ARRAY(a, bytes.n / 4 + 1, uint32_t), (bytes.n + 3) / 4};
    size_t size = zeros + (bytes.n - zeros) * 7 / 5 + 2 + DIGITS_AT_ONCE;
    char *out = arena_alloc(a, size, 1), *o = out + size - 1;

    for (size_t i = 0; i < bytes.n; i++)
        x.limbs[i / 4] |= (uint32_t)(unsigned char)bytes.p[bytes.n - 1 - i] << 8 * (i % 4);
    while (x.n && x.limbs[x.n - 1] == 0)
        x.n--;
    while (x.n) {
        uint32_t five = number_divide(&x, 58 * 58 * 58 * 58 * 58);
        for (int i = 0; i < DIGITS_AT_ONCE && (x.n || five); i++, five /= 58)
            *--o = digits58[five % 58];
    }
    while (zeros--)
        *--o = '1';
    return (str){o, (size_t)(out + size - 1 - o)};
}

static bool read_base58(str text, struct number *x)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t factor = 1, five = 0;
        for (int k = 0; k < DIGITS_AT_ONCE && i < text.n; k++, i++) {
            unsigned char c = (unsigned char)text.p[i];
            if (c >= 128 || value58[c] < 0)
                return false;
            factor *= 58;
            five = five * 58 + (uint32_t)value58[c];
        }
        number_multiply_add(x, factor, five);
    }
    return true;
}

static size_t number_bytes(const struct number *x)
{
    size_t n = x->n * 4;

    while (n && (x->limbs[(n - 1) / 4] >> 8 * ((n - 1) % 4) & 0xFF) == 0)
        n--;
    return n;
}

str base58_decode(struct arena *a, str text)
{
    uint32_t limbs[MAX_BASE58 * 3 / 4 / 4 + 2];
    struct number x = {limbs, 0};
    size_t zeros = count_leading(text, '1');

    if (!text.p || text.n > MAX_BASE58 || !read_base58(str_from(text, zeros), &x))
        return absent;
    size_t n = number_bytes(&x);
    char *out = arena_alloc(a, zeros + n + 1, 1);
    for (size_t i = 0; i < n; i++)
        out[zeros + n - 1 - i] = (char)(limbs[i / 4] >> 8 * (i % 4));
    return (str){out, zeros + n};
}

code multibase_decode(struct arena *a, str text, str *out, struct error *err)
{
    char prefix = text.n ? text.p[0] : '\0';

    if (prefix == '\0')
        return fail(err, BAD_INPUT, "", "empty text where a multibase value was expected");
    if (prefix != 'z' && prefix != 'u')
        return fail(err, UNSUPPORTED, "",
                    "multibase values begin with z (base58btc) or u (base64url); this one does not");
    str rest = str_from(text, 1);
    *out = prefix == 'z' ? base58_decode(a, rest) : base64url_decode(a, rest);
    if (!out->p)
        return fail(err, BAD_INPUT, "", "broken %s text after the multibase prefix %c",
                    prefix == 'z' ? "base58btc" : "base64url", prefix);
    return OK;
}
