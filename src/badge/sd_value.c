/* The bytes of an ecdsa-sd-2023 signature: a tag, and one array of CBOR under
 * it (VC-DI-ECDSA §3.5.2, §3.5.3, §3.5.6, §3.5.7). */
#include "badge/suites_sd.h"
#include "base/codec.h"
#include "format/cbor.h"

#define HMAC_KEY  32
#define SIGNATURE 64
#define KEY       35 /* Multikey: two bytes of prefix, a compressed point */

#define BASE    0x5d00
#define DERIVED 0x5d01

static void put_many(struct buf *b, const struct str_list *l, void (*put)(struct buf *b, str s))
{
    cbor_put_array(b, l->n);
    for (size_t i = 0; i < l->n; i++)
        put(b, l->items[i]);
}

str sd_write_base(struct arena *a, const struct sd_base *base)
{
    struct buf b = buf_new(a);

    cbor_put_tag(&b, BASE);
    cbor_put_array(&b, 5);
    cbor_put_bytes(&b, base->signature);
    cbor_put_bytes(&b, base->public_key);
    cbor_put_bytes(&b, base->hmac_key);
    put_many(&b, &base->signatures, cbor_put_bytes);
    put_many(&b, &base->mandatory, cbor_put_text);
    return buf_done(&b);
}

/* A label "u…" is written as the bytes that it stands for (§3.5.6). */
static str label_bytes(struct arena *a, str label)
{
    return base64url_decode(a, str_from(label, 1));
}

str sd_write_derived(struct arena *a, const struct sd_derived *d)
{
    struct buf b = buf_new(a);

    cbor_put_tag(&b, DERIVED);
    cbor_put_array(&b, 5);
    cbor_put_bytes(&b, d->signature);
    cbor_put_bytes(&b, d->public_key);
    put_many(&b, &d->signatures, cbor_put_bytes);
    cbor_put_map(&b, d->labels.n);
    for (size_t i = 0; i < d->labels.n; i++) {
        cbor_put_uint(&b, i);
        cbor_put_bytes(&b, label_bytes(a, d->labels.items[i]));
    }
    cbor_put_array(&b, d->mandatory.n);
    for (size_t i = 0; i < d->mandatory.n; i++)
        cbor_put_uint(&b, d->mandatory.items[i]);
    return buf_done(&b);
}

static code broken(struct error *err)
{
    return fail(err, BAD_INPUT, "/proofValue", "the signature is not written as it must be");
}

static code open_array(struct arena *a, str value, uint64_t wanted, const struct cbor **array,
                       struct error *err)
{
    const struct cbor *v;
    uint64_t tag;

    if (cbor_parse(a, value, NULL, &v, NULL) != OK || !cbor_tag(v, &tag))
        return broken(err);
    if (wanted == DERIVED && tag == BASE)
        return fail(err, UNSUPPORTED, "/proofValue",
                    "it is for the badge's holder alone, who derives from it what to show");
    *array = cbor_tagged(v);
    if (tag != wanted || !cbor_is(*array, CBOR_ARRAY) || cbor_count(*array) != 5)
        return broken(err);
    return OK;
}

static code read_many(struct arena *a, const struct cbor *array, str (*read)(const struct cbor *v),
                      struct str_list *out, struct error *err)
{
    if (!cbor_is(array, CBOR_ARRAY))
        return broken(err);
    for (size_t i = 0; i < cbor_count(array); i++) {
        str s = read(cbor_item(array, i));
        if (str_is_absent(s))
            return broken(err);
        *list_add(a, out) = s;
    }
    return OK;
}

code sd_read_base(struct arena *a, str value, struct sd_base *out, struct error *err)
{
    const struct cbor *array;

    *out = (struct sd_base){0};
    TRY(open_array(a, value, BASE, &array, err));
    out->signature = cbor_bytes(cbor_item(array, 0));
    out->public_key = cbor_bytes(cbor_item(array, 1));
    out->hmac_key = cbor_bytes(cbor_item(array, 2));
    if (out->signature.n != SIGNATURE || out->public_key.n != KEY || out->hmac_key.n != HMAC_KEY)
        return broken(err);
    TRY(read_many(a, cbor_item(array, 3), cbor_bytes, &out->signatures, err));
    return read_many(a, cbor_item(array, 4), cbor_text, &out->mandatory, err);
}

/* The canonical labels are c14n0, c14n1 … without gaps, each once. */
static code read_labels(struct arena *a, const struct cbor *map, struct str_list *out,
                        struct error *err)
{
    size_t n = cbor_count(map);
    uint64_t number;

    if (!cbor_is(map, CBOR_MAP))
        return broken(err);
    out->items = NEW_ARRAY(a, n + 1, str);
    out->n = out->cap = n;
    for (size_t i = 0; i < n; i++) {
        str bytes = cbor_bytes(cbor_value(map, i));
        if (!cbor_uint(cbor_key(map, i), &number) || number >= n || bytes.n != HMAC_KEY)
            return broken(err);
        out->items[number] = str_join(a, S("u"), base64url_encode(a, bytes));
    }
    return OK;
}

code sd_read_derived(struct arena *a, str value, struct sd_derived *out, struct error *err)
{
    const struct cbor *array, *places;
    uint64_t place;

    *out = (struct sd_derived){0};
    TRY(open_array(a, value, DERIVED, &array, err));
    out->signature = cbor_bytes(cbor_item(array, 0));
    out->public_key = cbor_bytes(cbor_item(array, 1));
    places = cbor_item(array, 4);
    if (out->signature.n != SIGNATURE || out->public_key.n != KEY || !cbor_is(places, CBOR_ARRAY))
        return broken(err);
    TRY(read_many(a, cbor_item(array, 2), cbor_bytes, &out->signatures, err));
    TRY(read_labels(a, cbor_item(array, 3), &out->labels, err));
    for (size_t i = 0; i < cbor_count(places); i++) {
        if (!cbor_uint(cbor_item(places, i), &place))
            return broken(err);
        *list_add(a, &out->mandatory) = (size_t)place;
    }
    return OK;
}
