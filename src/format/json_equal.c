#include "format/json_equal.h"
#include <string.h>

#define MAX_EXPONENT       ((int64_t)1 << 40) /* beyond it all are alike: no text is that long */
#define MAX_DIVISOR_DIGITS 18

/* ±d.ddd × 10^top: the digits from the first that is not 0 to the last that is
 * not, as they stand in the text, a point among them. n is 0 for zero. */
struct decimal {
    bool is_negative;
    const char *digits;
    size_t n;
    int64_t top;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int64_t exponent_of(str text)
{
    int64_t n = 0;
    bool is_negative = str_starts(text, S("-"));

    for (size_t i = 0; i < text.n; i++)
        if (is_digit(text.p[i]) && n < MAX_EXPONENT)
            n = n * 10 + (text.p[i] - '0');
    return is_negative ? -n : n;
}

static struct decimal decimal_of(const struct json *v)
{
    str text = json_number_text(v);
    struct decimal d = {.is_negative = str_starts(text, S("-"))};
    size_t seen = 0, whole = 0, end = 0, first = 0, last = 0;
    bool has_point = false;

    for (; end < text.n && (text.p[end] | 0x20) != 'e'; end++) {
        has_point |= text.p[end] == '.';
        if (!is_digit(text.p[end]))
            continue;
        seen++;
        whole += !has_point;
        if (text.p[end] == '0')
            continue;
        if (!first) {
            first = seen;
            d.digits = text.p + end;
        }
        last = seen;
    }
    d.n = first ? last - first + 1 : 0;
    d.top = (int64_t)whole - (int64_t)first + exponent_of(str_from(text, end + 1));
    d.is_negative &= d.n > 0;
    return d;
}

/* The next digit's value, the point passed over. */
static int next_digit(const char **p)
{
    if (**p == '.')
        ++*p;
    return *(*p)++ - '0';
}

/* Both above zero. */
static int cmp_size(struct decimal x, struct decimal y)
{
    size_t n = x.n < y.n ? x.n : y.n;

    if (x.top != y.top)
        return x.top < y.top ? -1 : 1;
    for (size_t i = 0; i < n; i++) {
        int dx = next_digit(&x.digits), dy = next_digit(&y.digits);
        if (dx != dy)
            return dx < dy ? -1 : 1;
    }
    return (x.n > y.n) - (x.n < y.n);
}

static int sign_of(struct decimal d)
{
    return d.n == 0 ? 0 : d.is_negative ? -1 : 1;
}

int json_number_cmp(const struct json *x, const struct json *y)
{
    struct decimal dx = decimal_of(x), dy = decimal_of(y);

    if (sign_of(dx) != sign_of(dy))
        return sign_of(dx) < sign_of(dy) ? -1 : 1;
    return sign_of(dx) * (dx.n ? cmp_size(dx, dy) : 0);
}

/* The power of ten of the last digit. */
static int64_t bottom(struct decimal d)
{
    return d.top - (int64_t)d.n + 1;
}

bool json_number_is_whole(const struct json *v)
{
    struct decimal d = decimal_of(v);

    return json_is(v, JSON_NUMBER) && (d.n == 0 || bottom(d) >= 0);
}

static uint64_t mul_mod(uint64_t x, uint64_t y, uint64_t m)
{
    return (uint64_t)((unsigned __int128)x * y % m);
}

static uint64_t ten_to_the(int64_t power, uint64_t m)
{
    uint64_t out = 1 % m, square = 10 % m;

    for (; power > 0; power >>= 1) {
        if (power & 1)
            out = mul_mod(out, square, m);
        square = mul_mod(square, square, m);
    }
    return out;
}

static uint64_t digits_mod(struct decimal d, uint64_t m)
{
    uint64_t out = 0;

    for (size_t i = 0; i < d.n; i++)
        out = (mul_mod(out, 10, m) + (uint64_t)next_digit(&d.digits)) % m;
    return out;
}

/* D × 10^s and F × 10^t with s ≥ t: is D × 10^(s-t) a multiple of F? With
 * s < t it cannot be, as D does not end in 0. */
code json_number_is_multiple(const struct json *v, const struct json *of, bool *out)
{
    struct decimal d = decimal_of(v), f = decimal_of(of);
    uint64_t divisor;

    if (f.n == 0 || f.n > MAX_DIVISOR_DIGITS)
        return UNSUPPORTED;
    divisor = digits_mod(f, UINT64_MAX);
    *out = d.n == 0 || (bottom(d) >= bottom(f) &&
                        mul_mod(digits_mod(d, divisor), ten_to_the(bottom(d) - bottom(f), divisor),
                                divisor) == 0);
    return OK;
}

/* ---- any value ---- */

static bool members_equal(const struct json *x, const struct json *y)
{
    for (size_t i = 0; i < json_count(x); i++) {
        const struct json *other = json_get_str(y, json_key(x, i));
        if (!other || !json_equal(json_value(x, i), other))
            return false;
    }
    return true;
}

static bool items_equal(const struct json *x, const struct json *y)
{
    for (size_t i = 0; i < json_count(x); i++)
        if (!json_equal(json_item(x, i), json_item(y, i)))
            return false;
    return true;
}

bool json_equal(const struct json *x, const struct json *y)
{
    if (json_kind(x) != json_kind(y) || json_count(x) != json_count(y))
        return false;
    switch (json_kind(x)) {
    case JSON_NUMBER:
        return json_number_cmp(x, y) == 0;
    case JSON_STRING:
        return str_eq(json_str(x), json_str(y));
    case JSON_OBJECT:
        return members_equal(x, y);
    case JSON_ARRAY:
        return items_equal(x, y);
    default:
        return true;
    }
}

static uint64_t mix(uint64_t h, uint64_t with)
{
    h = (h ^ with) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

static uint64_t hash_bytes(str s)
{
    uint64_t h = s.n;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001B3u;
    return h;
}

static uint64_t hash_number(const struct json *v)
{
    struct decimal d = decimal_of(v);
    uint64_t h = d.n ? mix((uint64_t)d.top, d.is_negative) : 0;

    for (size_t i = 0; i < d.n; i++)
        h = (h ^ (uint64_t)next_digit(&d.digits)) * 0x100000001B3u;
    return h;
}

uint64_t json_hash(const struct json *v)
{
    uint64_t h = (uint64_t)json_kind(v) + 1;

    if (json_is(v, JSON_NUMBER))
        return mix(h, hash_number(v));
    if (json_is(v, JSON_STRING))
        return mix(h, hash_bytes(json_str(v)));
    for (size_t i = 0; i < json_count(v); i++)
        if (json_is(v, JSON_ARRAY))
            h = mix(h, json_hash(json_item(v, i)));
        else /* a sum: members have no order */
            h += mix(hash_bytes(json_key(v, i)), json_hash(json_value(v, i)));
    return h;
}
