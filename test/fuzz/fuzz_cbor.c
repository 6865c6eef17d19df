#include "format/cbor.h"
#include "fuzz/fuzz.h"

static void write_again(struct buf *b, const struct cbor *v);

static void write_children(struct buf *b, const struct cbor *v)
{
    for (size_t i = 0; i < cbor_count(v); i++) {
        write_again(b, cbor_is(v, CBOR_MAP) ? cbor_key(v, i) : cbor_item(v, i));
        if (cbor_is(v, CBOR_MAP))
            write_again(b, cbor_value(v, i));
    }
}

static void write_again(struct buf *b, const struct cbor *v)
{
    uint64_t n;
    int64_t i;

    if (cbor_uint(v, &n))
        cbor_put_uint(b, n);
    else if (cbor_int(v, &i))
        cbor_put_int(b, i);
    else if (cbor_is(v, CBOR_BYTES))
        cbor_put_bytes(b, cbor_bytes(v));
    else if (cbor_is(v, CBOR_TEXT))
        cbor_put_text(b, cbor_text(v));
    else if (cbor_is(v, CBOR_ARRAY))
        cbor_put_array(b, cbor_count(v));
    else if (cbor_is(v, CBOR_MAP))
        cbor_put_map(b, cbor_count(v));
    else if (!cbor_tag(v, &n))
        buf_put(b, cbor_raw(v));
    else {
        cbor_put_tag(b, n);
        write_again(b, cbor_tagged(v));
    }
    write_children(b, v);
}

/* There is one way to write each value: what is read and written again is the
 * same bytes, also as the first of several. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct cbor *v;
    str bytes = {(const char *)p, n};
    struct buf b = buf_new(a);

    if (cbor_parse(a, bytes, NULL, &v, NULL) == OK) {
        write_again(&b, v);
        REQUIRE(str_eq(buf_done(&b), bytes));
    }
    str rest = bytes;
    if (cbor_parse_front(a, &rest, NULL, &v, NULL) == OK) {
        REQUIRE(cbor_raw(v).n + rest.n == bytes.n && cbor_raw(v).n > 0);
        REQUIRE(cbor_parse(a, cbor_raw(v), NULL, &v, NULL) == OK);
    }
    arena_free(a);
    return 0;
}
