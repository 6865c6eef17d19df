/* format/multikey.c */
#include "format/multikey.h"
#include "base/codec.h"

/* Multicodec prefixes as unsigned varints (standard.md R30-41). */
struct codec {
    enum key_kind kind;
    str prefix;
    size_t size;                                 /* of the key; 0: DER */
};

static const struct codec codecs[] = {
    {KEY_ED25519, S("\xed\x01"), 32},
    {KEY_P256, S("\x80\x24"), 33},
    {KEY_P384, S("\x81\x24"), 49},
    {KEY_RSA, S("\x85\x24"), 0},
};

/* RSAPublicKey of RFC 8017 §A.1.1 in DER: SEQUENCE { INTEGER n, INTEGER e }. */

/* Takes one element with this tag off the front of `*rest`; lengths must be
 * in their shortest form. */
static bool der_take(str *rest, unsigned char tag, str *content)
{
    const unsigned char *p = (const unsigned char *)rest->p;
    size_t length, head = 2;

    if (rest->n < 2 || p[0] != tag)
        return false;
    length = p[1];
    if (length & 0x80) {
        size_t more = length & 0x7F;
        if (more < 1 || more > 2 || rest->n < 2 + more || p[2] == 0)
            return false;
        length = more == 1 ? p[2] : (size_t)p[2] << 8 | p[3];
        if (length < 0x80)
            return false;
        head += more;
    }
    if (length > rest->n - head)
        return false;
    *content = str_slice(*rest, head, head + length);
    *rest = str_from(*rest, head + length);
    return true;
}

/* A positive integer without superfluous zero bytes. */
static bool der_take_number(str *rest, str *number)
{
    if (!der_take(rest, 0x02, number) || number->n == 0)
        return false;
    if (number->p[0])
        return !(number->p[0] & 0x80);
    if (number->n < 2 || !(number->p[1] & 0x80))
        return false;
    *number = str_from(*number, 1);
    return true;
}

static code read_rsa(str der, struct key **out, struct error *err)
{
    str body, n, e;

    if (!der_take(&der, 0x30, &body) || der.n || !der_take_number(&body, &n) ||
        !der_take_number(&body, &e) || body.n)
        return fail(err, BAD_INPUT, "", "the RSA key is not an RSAPublicKey in DER");
    return key_from_rsa(n, e, out, err);
}

static void der_put(struct buf *b, char tag, str content)
{
    buf_byte(b, tag);
    if (content.n > 0xFF)
        buf_put(b, (str){(char[]){(char)0x82, (char)(content.n >> 8)}, 2});
    else if (content.n > 0x7F)
        buf_byte(b, (char)0x81);
    buf_byte(b, (char)content.n);
    buf_put(b, content);
}

static void der_put_number(struct arena *a, struct buf *b, str number)
{
    bool looks_negative = number.n && number.p[0] & 0x80;

    der_put(b, 0x02, looks_negative ? str_join(a, (str){"", 1}, number) : number);
}

static str write_rsa(struct arena *a, const struct key *key)
{
    struct buf body = buf_new(a), der = buf_new(a);

    der_put_number(a, &body, key_public_bytes(a, key));
    der_put_number(a, &body, key_rsa_exponent(a, key));
    der_put(&der, 0x30, buf_done(&body));
    return buf_done(&der);
}

/* Both ways. */

static code read_codec(const struct codec *c, str bytes, struct key **out, struct error *err)
{
    if (c->size && bytes.n != c->size)
        return fail(err, BAD_INPUT, "", "the key has %zu bytes instead of %zu", bytes.n, c->size);
    if (c->kind == KEY_ED25519)
        return key_from_ed25519(bytes, out, err);
    return c->kind == KEY_RSA ? read_rsa(bytes, out, err) : key_from_ec(c->kind, bytes, out, err);
}

code multikey_read(struct arena *a, str text, struct key **out, struct error *err)
{
    str bytes;

    if (!str_starts(text, S("z")))
        return fail(err, BAD_INPUT, "", "a Multikey begins with z (base58btc)");
    TRY(multibase_decode(a, text, &bytes, err));
    for (size_t i = 0; i < COUNT(codecs); i++)
        if (str_starts(bytes, codecs[i].prefix))
            return read_codec(&codecs[i], str_from(bytes, 2), out, err);
    return fail(err, UNSUPPORTED, "", "this Multikey is of a kind not known here");
}

/* 02 or 03 and x: the parity of y tells which of two points it is. */
static str compress(struct arena *a, str point)
{
    str x = str_slice(point, 1, 1 + point.n / 2);

    return str_join(a, point.p[point.n - 1] & 1 ? S("\3") : S("\2"), x);
}

str multikey_write(struct arena *a, const struct key *key)
{
    const struct codec *c = codecs;

    while (c->kind != key_kind(key))
        c++;
    str bytes = c->kind == KEY_RSA ? write_rsa(a, key) : key_public_bytes(a, key);
    if (c->kind == KEY_P256 || c->kind == KEY_P384)
        bytes = compress(a, bytes);
    return str_join(a, S("z"), base58_encode(a, str_join(a, c->prefix, bytes)));
}
