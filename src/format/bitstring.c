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

bool bitstring_get(const struct bitstring *b, size_t i, unsigned size, uint64_t *out)
{
    size_t at, end;
    uint64_t v = 0;

    if (size < 1 || size > 64 || __builtin_mul_overflow(i, size, &at) ||
        __builtin_add_overflow(at, size, &end) || end > b->bits)
        return false;
    for (; at < end; at++)
        v = v << 1 | (b->bytes[at / 8] >> (7 - at % 8) & 1);
    *out = v;
    return true;
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

code bitstring_decode(struct arena *a, str text, struct bitstring *out, struct error *err)
{
    str packed, bytes;

    if (!str_starts(text, S("u")) && !is_bare(text))
        return fail(err, BAD_INPUT, "encodedList", "the list does not begin with u (base64url)");
    packed = base64url_decode(a, is_bare(text) ? text : str_from(text, 1));
    if (str_is_absent(packed))
        return fail(err, BAD_INPUT, "encodedList", "the list is not canonical base64url");
    TRY(flate_unpack(a, FLATE_GZIP, packed, MAX_BYTES, &bytes, err));
    if (bytes.n == 0)
        return fail(err, BAD_INPUT, "encodedList", "the list is empty");
    *out = (struct bitstring){.bytes = (uint8_t *)bytes.p, .bits = bytes.n * 8};
    return OK;
}
