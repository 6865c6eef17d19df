/* format/bitstring.c */
#include "format/bitstring.h"
#include "base/arena.h"
#include "base/codec.h"
#include "format/flate.h"

#define MAX_BYTES ((size_t)16 << 20)

struct bitstring bitstring_new(struct arena *a, size_t bits)
{
    bits = (bits + 7) / 8 * 8;
    return (struct bitstring){.bytes = NEW_ARRAY(a, bits / 8, uint8_t), .bits = bits};
}

void bitstring_set(struct bitstring *b, size_t i, bool on)
{
    uint8_t mask = (uint8_t)(0x80 >> i % 8);

    if (i >= b->bits)
        return;
    if (on)
        b->bytes[i / 8] |= mask;
    else
        b->bytes[i / 8] &= (uint8_t)~mask;
}

/* Where the bits of place `i` are; false: not within `bits`. */
static bool range_of(size_t bits, size_t i, unsigned size, size_t *at, size_t *end)
{
    return size >= 1 && size <= 64 && !__builtin_mul_overflow(i, size, at) &&
           !__builtin_add_overflow(*at, size, end) && *end <= bits;
}

bool bitstring_get(const struct bitstring *b, size_t i, unsigned size, uint64_t *out)
{
    size_t at, end;
    uint64_t v = 0;

    if (!range_of(b->bits, i, size, &at, &end))
        return false;
    for (; at < end; at++)
        v = v << 1 | (b->bytes[at / 8] >> (7 - at % 8) & 1);
    *out = v;
    return true;
}

void bitstring_put(struct bitstring *b, size_t i, unsigned size, uint64_t value)
{
    size_t at, end;

    if (range_of(b->bits, i, size, &at, &end))
        for (; at < end; at++)
            bitstring_set(b, at, value >> (end - at - 1) & 1);
}

str bitstring_encode(struct arena *a, const struct bitstring *b)
{
    str bytes = {(const char *)b->bytes, b->bits / 8};

    return str_join(a, S("u"), base64url_encode(a, flate_gzip(a, bytes)));
}

/* Every GZIP stream begins 1f 8b 08, which is "H4sI" without a prefix. */
static bool is_bare(str text)
{
    return str_starts(text, S("H4sI"));
}

static code unwrap(struct arena *a, str text, str *packed, struct error *err)
{
    if (!str_starts(text, S("u")) && !is_bare(text))
        return fail(err, BAD_INPUT, "encodedList", "the list does not begin with u (base64url)");
    *packed = base64url_decode(a, is_bare(text) ? text : str_from(text, 1));
    if (str_is_absent(*packed) && is_bare(text))
        *packed = base64_decode(a, text);
    if (str_is_absent(*packed))
        return fail(err, BAD_INPUT, "encodedList", "the list is not canonical base64url");
    return OK;
}

static code is_empty(struct error *err)
{
    return fail(err, BAD_INPUT, "encodedList", "the list is empty");
}

code bitstring_decode(struct arena *a, str text, struct bitstring *out, struct error *err)
{
    str packed, bytes;

    TRY(unwrap(a, text, &packed, err));
    TRY(flate_unpack(a, FLATE_GZIP, packed, MAX_BYTES, &bytes, err));
    if (bytes.n == 0)
        return is_empty(err);
    *out = (struct bitstring){.bytes = (uint8_t *)bytes.p, .bits = bytes.n * 8};
    return OK;
}

/* The bytes around one place, picked from those that go by. */
struct window {
    size_t from;
    uint8_t bytes[9]; /* 64 bits may begin within a byte */
};

static void pick(void *ctx, size_t at, str piece)
{
    struct window *w = ctx;

    for (size_t i = 0; i < sizeof w->bytes; i++)
        if (w->from + i >= at && w->from + i - at < piece.n)
            w->bytes[i] = (uint8_t)piece.p[w->from + i - at];
}

code bitstring_peek(struct arena *a, str text, size_t i, unsigned size, size_t *bits,
                    uint64_t *value, struct error *err)
{
    str packed;
    size_t bytes, at = 0, end = 0;
    bool fits = range_of(MAX_BYTES * 8, i, size, &at, &end);
    struct window w = {.from = at / 8};

    TRY(unwrap(a, text, &packed, err));
    TRY(flate_scan(a, FLATE_GZIP, packed, MAX_BYTES, pick, &w, &bytes, err));
    if (bytes == 0)
        return is_empty(err);
    *bits = bytes * 8;
    if (!fits || end > *bits)
        return fail(err, NOT_FOUND, "statusListIndex", "the place is outside the list");
    *value = 0;
    for (size_t bit = at % 8, n = 0; n < size; bit++, n++)
        *value = *value << 1 | (w.bytes[bit / 8] >> (7 - bit % 8) & 1);
    return OK;
}
