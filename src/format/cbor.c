/* format/cbor.c */
#include "format/cbor.h"
#include <stdio.h>
#include "base/list.h"
#include "base/utf8.h"

#define MAX_DEPTH 64                             /* of the C stack, whatever the limits say */

/* 1 MiB, 16, 50,000 */
static const struct cbor_limits cbor_default_limits = {.bytes = 1 << 20, .depth = 16, .values = 50000};

/* RFC 8949 §3.1, the major types. */
enum major { UINT = 0, NEGATIVE = 1, BYTES = 2, TEXT = 3, ARRAY = 4, MAP = 5, TAG = 6, SIMPLE = 7 };

struct cbor {
    enum cbor_kind kind;
    uint64_t number;                             /* the integer (of a negative one: -1 - it), the tag, or how many children */
    str text;                                    /* of a string */
    str raw;                                     /* as it is written */
    const struct cbor *children;                 /* of a map: key, value, key, value … */
};

struct reader {
    struct arena *a;
    str rest, all;
    size_t values;                               /* that may still be promised */
    unsigned depth;                              /* that is still left */
    struct error *err;
};

static code broken(const struct reader *r, code c, const char *what)
{
    char where[32];

    snprintf(where, sizeof where, "byte %zu", r->all.n - r->rest.n);
    return fail(r->err, c, where, "%s", what);
}

/* The least number that needs 1, 2, 4 or 8 bytes behind the head. */
static const uint64_t least[] = {24, 0x100, 0x10000, 0x100000000};

/* §3: what a head's five low bits say, with the bytes behind it. */
static code read_number(struct reader *r, unsigned low, uint64_t *out)
{
    *out = low;
    if (low < 24)
        return OK;
    if (low > 27)
        return broken(r, low == 31 ? UNSUPPORTED : BAD_INPUT,
                      "a length that is not given, or none that CBOR knows");
    size_t size = (size_t)1 << (low - 24);
    if (r->rest.n < size)
        return broken(r, BAD_INPUT, "the CBOR ends too early");
    *out = 0;
    for (size_t i = 0; i < size; i++)
        *out = *out << 8 | (unsigned char)r->rest.p[i];
    if (*out < least[low - 24])
        return broken(r, BAD_INPUT, "a number is written longer than needed");
    r->rest = str_from(r->rest, size);
    return OK;
}

static code read_string(struct reader *r, struct cbor *out)
{
    if (out->number > r->rest.n)
        return broken(r, BAD_INPUT, "a string is longer than what follows");
    out->text = str_slice(r->rest, 0, (size_t)out->number);
    if (out->kind == CBOR_TEXT && !utf8_is_valid(out->text))
        return broken(r, BAD_INPUT, "a text is not valid UTF-8");
    r->rest = str_from(r->rest, (size_t)out->number);
    return OK;
}

static code read_value(struct reader *r, struct cbor *out);

/* Each value takes a byte at least, so that what is promised must fit; it is
 * counted at once, so that promises within promises stay below the limit. */
static code read_children(struct reader *r, struct cbor *out, uint64_t n)
{
    if (n > r->rest.n)
        return broken(r, BAD_INPUT, "more values are promised than follow");
    if (n > r->values)
        return broken(r, LIMIT, "too many values");
    if (r->depth == 0)
        return broken(r, LIMIT, "the values are nested too deeply");
    struct cbor *children = NEW_ARRAY(r->a, (size_t)n, struct cbor);
    out->children = children;
    r->values -= (size_t)n;
    r->depth--;
    for (size_t i = 0; i < n; i++)
        TRY(read_value(r, &children[i]));
    r->depth++;
    return OK;
}

/* Keys are compared as they are written, which is in one way only. */
static code read_map(struct reader *r, struct cbor *out)
{
    struct map *seen = map_new(r->a);

    if (out->number > r->rest.n)
        return broken(r, BAD_INPUT, "more values are promised than follow");
    TRY(read_children(r, out, out->number * 2));
    for (size_t i = 0; i < out->number; i++) {
        void **slot = map_at(seen, out->children[i * 2].raw);
        if (*slot)
            return broken(r, BAD_INPUT, "a key occurs twice in one map");
        *slot = seen;
    }
    return OK;
}

/* §3.3: 20 to 22 stand in the head itself; the rest is floats and what others
 * may mean by it. */
static code read_simple(struct reader *r, unsigned low, struct cbor *out)
{
    if (low < 20 || low > 22)
        return broken(r, UNSUPPORTED, "floating numbers and unusual simple values are not read");
    out->kind = low == 20 ? CBOR_FALSE : low == 21 ? CBOR_TRUE : CBOR_NULL;
    return OK;
}

static code read_content(struct reader *r, unsigned major, struct cbor *out)
{
    switch (major) {
    case UINT:
    case NEGATIVE:
        out->kind = major == UINT ? CBOR_UINT : CBOR_NEGATIVE;
        return OK;
    case BYTES:
    case TEXT:
        out->kind = major == BYTES ? CBOR_BYTES : CBOR_TEXT;
        return read_string(r, out);
    case ARRAY:
        out->kind = CBOR_ARRAY;
        return read_children(r, out, out->number);
    case MAP:
        out->kind = CBOR_MAP;
        return read_map(r, out);
    default:
        out->kind = CBOR_TAG;
        return read_children(r, out, 1);
    }
}

static code read_value(struct reader *r, struct cbor *out)
{
    str from = r->rest;

    if (from.n == 0)
        return broken(r, BAD_INPUT, "the CBOR ends too early");
    unsigned head = (unsigned char)from.p[0];
    r->rest = str_from(from, 1);
    if (head >> 5 == SIMPLE) {
        TRY(read_simple(r, head & 31, out));
    } else {
        TRY(read_number(r, head & 31, &out->number));
        TRY(read_content(r, head >> 5, out));
    }
    out->raw = str_slice(from, 0, from.n - r->rest.n);
    return OK;
}

static code parse_front(struct reader *r, const struct cbor_limits *limits, const struct cbor **out)
{
    const struct cbor_limits *l = limits ? limits : &cbor_default_limits;
    struct cbor *top = NEW(r->a, struct cbor);

    r->rest = r->all;
    r->values = l->values;
    r->depth = l->depth < MAX_DEPTH ? l->depth : MAX_DEPTH;
    if (r->all.n > l->bytes)
        return fail(r->err, LIMIT, "byte 0", "the CBOR is larger than %zu bytes", l->bytes);
    TRY(read_value(r, top));
    *out = top;
    return OK;
}

code cbor_parse(struct arena *a, str bytes, const struct cbor_limits *limits,
                const struct cbor **out, struct error *err)
{
    struct reader r = {.a = a, .all = bytes, .err = err};

    TRY(parse_front(&r, limits, out));
    return r.rest.n ? broken(&r, BAD_INPUT, "there is something behind the end of the CBOR value") : OK;
}

code cbor_parse_front(struct arena *a, str *rest, const struct cbor_limits *limits,
                      const struct cbor **out, struct error *err)
{
    struct reader r = {.a = a, .all = *rest, .err = err};

    TRY(parse_front(&r, limits, out));
    *rest = r.rest;
    return OK;
}

/* Questions. */

bool cbor_is(const struct cbor *v, enum cbor_kind kind)
{
    return v && v->kind == kind;
}

bool cbor_uint(const struct cbor *v, uint64_t *out)
{
    if (!cbor_is(v, CBOR_UINT))
        return false;
    *out = v->number;
    return true;
}

bool cbor_int(const struct cbor *v, int64_t *out)
{
    if ((!cbor_is(v, CBOR_UINT) && !cbor_is(v, CBOR_NEGATIVE)) || v->number > INT64_MAX)
        return false;
    *out = v->kind == CBOR_UINT ? (int64_t)v->number : -1 - (int64_t)v->number;
    return true;
}

str cbor_bytes(const struct cbor *v)
{
    return cbor_is(v, CBOR_BYTES) ? v->text : (str){0};
}

str cbor_text(const struct cbor *v)
{
    return cbor_is(v, CBOR_TEXT) ? v->text : (str){0};
}

size_t cbor_count(const struct cbor *v)
{
    return cbor_is(v, CBOR_ARRAY) || cbor_is(v, CBOR_MAP) ? (size_t)v->number : 0;
}

const struct cbor *cbor_item(const struct cbor *array, size_t i)
{
    return cbor_is(array, CBOR_ARRAY) && i < array->number ? &array->children[i] : NULL;
}

const struct cbor *cbor_key(const struct cbor *map, size_t i)
{
    return cbor_is(map, CBOR_MAP) && i < map->number ? &map->children[i * 2] : NULL;
}

const struct cbor *cbor_value(const struct cbor *map, size_t i)
{
    return cbor_is(map, CBOR_MAP) && i < map->number ? &map->children[i * 2 + 1] : NULL;
}

const struct cbor *cbor_get(const struct cbor *map, const char *key)
{
    for (size_t i = 0; cbor_is(map, CBOR_MAP) && i < map->number; i++)
        if (cbor_is(cbor_key(map, i), CBOR_TEXT) && str_eq(cbor_text(cbor_key(map, i)), cstr(key)))
            return cbor_value(map, i);
    return NULL;
}

const struct cbor *cbor_get_int(const struct cbor *map, int64_t key)
{
    int64_t n;

    for (size_t i = 0; cbor_is(map, CBOR_MAP) && i < map->number; i++)
        if (cbor_int(cbor_key(map, i), &n) && n == key)
            return cbor_value(map, i);
    return NULL;
}

str cbor_raw(const struct cbor *v)
{
    return v ? v->raw : (str){0};
}

bool cbor_tag(const struct cbor *v, uint64_t *out)
{
    if (!cbor_is(v, CBOR_TAG))
        return false;
    *out = v->number;
    return true;
}

const struct cbor *cbor_tagged(const struct cbor *v)
{
    return cbor_is(v, CBOR_TAG) ? v->children : NULL;
}

/* Writing. */

/* The number itself below 24, else in the fewest of 1, 2, 4 or 8 bytes. */
static void put_head(struct buf *b, enum major major, uint64_t number)
{
    unsigned low = 24;

    if (number < 24) {
        buf_byte(b, (char)(major << 5 | number));
        return;
    }
    while (low < 27 && number >= least[low - 24 + 1])
        low++;
    buf_byte(b, (char)(major << 5 | low));
    for (int shift = 8 << (low - 24); shift; shift -= 8)
        buf_byte(b, (char)(number >> (shift - 8)));
}

void cbor_put_uint(struct buf *b, uint64_t v)
{
    put_head(b, UINT, v);
}

void cbor_put_int(struct buf *b, int64_t v)
{
    put_head(b, v < 0 ? NEGATIVE : UINT, v < 0 ? (uint64_t)(-1 - v) : (uint64_t)v);
}

void cbor_put_bytes(struct buf *b, str bytes)
{
    put_head(b, BYTES, bytes.n);
    buf_put(b, bytes);
}

void cbor_put_text(struct buf *b, str text)
{
    put_head(b, TEXT, text.n);
    buf_put(b, text);
}

void cbor_put_array(struct buf *b, size_t n)
{
    put_head(b, ARRAY, n);
}

void cbor_put_map(struct buf *b, size_t n)
{
    put_head(b, MAP, n);
}

void cbor_put_tag(struct buf *b, uint64_t tag)
{
    put_head(b, TAG, tag);
}
