/* format/json.c — reading: one pass over the text, values in the arena.
 * The children of a value lie side by side, so that counting and indexing
 * cost nothing; while a container is open they wait on one shared stack.
 * About 3 µs for a badge of 4 KB. */
#include "format/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/list.h"
#include "base/utf8.h"

#define MAX_DEPTH     512                        /* of the C stack, whatever the limits say */
#define FEW_KEYS      16                         /* up to here comparing all pairs is cheapest */
#define FIRST_STACK   32

struct json {
    union {
        const char *bytes;                       /* string (decoded) or number */
        const struct json *children;
    };
    const char *key;                             /* of a member, decoded */
    const char *raw;                             /* as it stands in the input */
    uint32_t n;                                  /* bytes or children */
    uint32_t raw_n, key_n, key_hash;
    enum json_kind kind;
};

const struct json_limits json_default_limits = {
    .bytes = 1 << 20, .depth = 64, .values = 10000, .keys = 1000, .string = 256 << 10};

struct reader {
    struct arena *a;
    const char *at, *start, *end;
    const struct json_limits *limits;
    struct json *stack;                          /* finished children of open containers */
    size_t n, cap;
    size_t values;
    struct error *err;
};

static code fail_at(const struct reader *r, code c, const char *at, const char *what)
{
    char where[32];

    snprintf(where, sizeof where, "byte %zu", (size_t)(at - r->start));
    return fail(r->err, c, where, "%s", what);
}

static code broken(const struct reader *r, const char *what)
{
    return fail_at(r, BAD_INPUT, r->at, r->at == r->end ? "the text ends too early" : what);
}

static void skip_space(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r'))
        r->at++;
}

static bool next_is(const struct reader *r, char c)
{
    return r->at < r->end && *r->at == c;
}

/* Strings. */

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* The high bit of each byte that is `"`, `\`, a control or not ASCII. Bytes
 * behind the first hit may be reported wrongly, which does no harm. */
static uint64_t special_bytes(uint64_t w)
{
    uint64_t quote = w ^ ONES * '"', slash = w ^ ONES * '\\';

    return (((w - ONES * 0x20) | (quote - ONES) | (slash - ONES)) | w) & HIGHS;
}

static const char *skip_plain(const char *p, const char *end)
{
    uint64_t w;

    for (; p + 8 <= end; p += 8) {
        memcpy(&w, p, 8);
        if (special_bytes(w))
            break;
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20 &&
           (unsigned char)*p < 0x80)
        p++;
    return p;
}

static int hex4(const char *p)
{
    int v = 0;

    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9' ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (d < 0)
            return -1;
        v = v << 4 | d;
    }
    return v;
}

/* The code point of `\uXXXX` or of a pair of them; `*p` stands behind `\u`. */
static int32_t unicode_escape(const char **p, const char *end)
{
    int high, low;

    if (end - *p < 4 || (high = hex4(*p)) < 0)
        return -1;
    *p += 4;
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high > 0xDBFF || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
        return -1;
    if ((low = hex4(*p + 2)) < 0xDC00 || low > 0xDFFF)
        return -1;
    *p += 6;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static char *put_utf8(char *o, int32_t cp)
{
    if (cp < 0x80) {
        *o++ = (char)cp;
    } else if (cp < 0x800) {
        *o++ = (char)(0xC0 | cp >> 6);
        *o++ = (char)(0x80 | (cp & 0x3F));
    } else if (cp < 0x10000) {
        *o++ = (char)(0xE0 | cp >> 12);
        *o++ = (char)(0x80 | (cp >> 6 & 0x3F));
        *o++ = (char)(0x80 | (cp & 0x3F));
    } else {
        *o++ = (char)(0xF0 | cp >> 18);
        *o++ = (char)(0x80 | (cp >> 12 & 0x3F));
        *o++ = (char)(0x80 | (cp >> 6 & 0x3F));
        *o++ = (char)(0x80 | (cp & 0x3F));
    }
    return o;
}

static code unescape(struct reader *r, str raw, str *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char *decoded = arena_alloc(r->a, raw.n + 1, 1), *o = decoded;
    const char *p = raw.p, *end = raw.p + raw.n;

    while (p < end) {
        if (*p != '\\') {
            *o++ = *p++;
            continue;
        }
        const char *escape = p, *known = strchr(from, p[1]);
        p += 2;
        if (known && escape[1]) {
            *o++ = to[known - from];
            continue;
        }
        int32_t cp = escape[1] == 'u' ? unicode_escape(&p, end) : -1;
        if (cp < 0)
            return fail_at(r, BAD_INPUT, escape, "this is no escape that JSON knows, or half a surrogate pair");
        o = put_utf8(o, cp);
    }
    *out = (str){decoded, (size_t)(o - decoded)};
    return OK;
}

static code read_string(struct reader *r, str *out)
{
    const char *from = ++r->at;                  /* behind the quote */
    bool has_escape = false, has_high = false;

    while ((r->at = skip_plain(r->at, r->end)) < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < 0x20)
            return broken(r, "a control character inside a string must be escaped");
        has_high |= (unsigned char)*r->at >= 0x80;
        has_escape |= *r->at == '\\';
        r->at += *r->at == '\\' && r->at + 1 < r->end ? 2 : 1;
    }
    if (r->at >= r->end)
        return fail_at(r, BAD_INPUT, from - 1, "this string does not end");
    *out = (str){from, (size_t)(r->at - from)};
    r->at++;
    if (out->n > r->limits->string)
        return fail_at(r, LIMIT, from, "this string is too long");
    if (has_high && !utf8_is_valid(*out))
        return fail_at(r, BAD_INPUT, from, "this string is not valid UTF-8");
    return has_escape ? unescape(r, *out, out) : OK;
}

/* Numbers and literals. */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool skip_digits(struct reader *r)
{
    const char *from = r->at;

    while (r->at < r->end && is_digit(*r->at))
        r->at++;
    return r->at > from;
}

static bool skip_number(struct reader *r)
{
    r->at += next_is(r, '-');
    if (next_is(r, '0'))
        r->at++;
    else if (!skip_digits(r))
        return false;
    if (next_is(r, '.')) {
        r->at++;
        if (!skip_digits(r))
            return false;
    }
    if (next_is(r, 'e') || next_is(r, 'E')) {
        r->at++;
        r->at += next_is(r, '+') || next_is(r, '-');
        return skip_digits(r);
    }
    return true;
}

static code read_number(struct reader *r, struct json *out)
{
    const char *from = r->at;

    if (!skip_number(r))
        return broken(r, "a number breaks off here");
    out->kind = JSON_NUMBER;
    out->bytes = from;
    out->n = (uint32_t)(r->at - from);
    /* json_double reads up to the first byte that is no part of the number;
     * at the very end of the text there may be none. */
    if (r->at == r->end)
        out->bytes = str_copy(r->a, (str){from, out->n}).p;
    return OK;
}

static code read_literal(struct reader *r, str word, enum json_kind kind, struct json *out)
{
    if ((size_t)(r->end - r->at) < word.n || memcmp(r->at, word.p, word.n) != 0)
        return broken(r, "this is no JSON value");
    r->at += word.n;
    out->kind = kind;
    return OK;
}

/* Containers. */

/* Of the length, the first and the last eight bytes: only to pass over most
 * members quickly. Equality is always by all bytes. */
static uint32_t hash_key(str key)
{
    uint64_t first = 0, last = 0;
    size_t n = key.n < 8 ? key.n : 8;

    if (n) {
        memcpy(&first, key.p, n);
        memcpy(&last, key.p + key.n - n, n);
    }
    uint64_t h = (first ^ key.n) * 0x9E3779B97F4A7C15u;
    h = (h ^ last ^ h >> 29) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(h >> 32);
}

static str key_of(const struct json *member)
{
    return (str){member->key, member->key_n};
}

static bool has_key(const struct json *member, str key, uint32_t hash)
{
    return member->key_hash == hash && str_eq(key_of(member), key);
}

static code duplicate(const struct reader *r, str key)
{
    return fail_at(r, BAD_INPUT, r->at,
                   str_printf(r->a, "the key \"" STR_FMT "\" occurs twice in one object",
                              STR_ARG(utf8_cut(key, 60))).p);
}

/* Big objects through the keyed map: strangers may choose colliding names. */
static code check_many_keys(struct reader *r, const struct json *members, size_t n)
{
    struct map *seen = map_new(r->a);

    for (size_t i = 0; i < n; i++) {
        void **slot = map_at(seen, key_of(&members[i]));
        if (*slot)
            return duplicate(r, key_of(&members[i]));
        *slot = seen;
    }
    return OK;
}

static code check_keys(struct reader *r, const struct json *members, size_t n)
{
    if (n > FEW_KEYS)
        return check_many_keys(r, members, n);
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (has_key(&members[j], key_of(&members[i]), members[i].key_hash))
                return duplicate(r, key_of(&members[i]));
    return OK;
}

static void push(struct reader *r, const struct json *v)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : FIRST_STACK;
        r->stack = arena_grow(r->a, r->stack, r->cap, cap, sizeof *r->stack);
        r->cap = cap;
    }
    r->stack[r->n++] = *v;
}

/* Takes the children above `base` off the stack into their own array. */
static void close_container(struct reader *r, size_t base, struct json *out)
{
    size_t n = r->n - base;

    out->n = (uint32_t)n;
    if (n) {
        struct json *own = NEW_ARRAY(r->a, n, struct json);
        memcpy(own, r->stack + base, n * sizeof *own);
        out->children = own;
    }
    r->n = base;
}

static code read_value(struct reader *r, unsigned depth, struct json *out);

static code read_array(struct reader *r, unsigned depth, struct json *out)
{
    size_t base = r->n;

    out->kind = JSON_ARRAY;
    r->at++;
    skip_space(r);
    if (!next_is(r, ']'))
        for (;;) {
            struct json v = {0};
            TRY(read_value(r, depth, &v));
            push(r, &v);
            if (next_is(r, ']'))
                break;
            if (!next_is(r, ','))
                return broken(r, "expected a comma or ] here");
            r->at++;
            skip_space(r);
        }
    r->at++;
    close_container(r, base, out);
    return OK;
}

static code read_key(struct reader *r, struct json *member)
{
    str key;

    if (!next_is(r, '"'))
        return broken(r, "expected a key in double quotes here");
    TRY(read_string(r, &key));
    member->key = key.p;
    member->key_n = (uint32_t)key.n;
    member->key_hash = hash_key(key);
    skip_space(r);
    if (!next_is(r, ':'))
        return broken(r, "expected a colon here");
    r->at++;
    skip_space(r);
    return OK;
}

static code read_object(struct reader *r, unsigned depth, struct json *out)
{
    size_t base = r->n;

    out->kind = JSON_OBJECT;
    r->at++;
    skip_space(r);
    if (!next_is(r, '}'))
        for (;;) {
            struct json v = {0};
            TRY(read_key(r, &v));
            TRY(read_value(r, depth, &v));
            if (r->n - base >= r->limits->keys)
                return fail_at(r, LIMIT, r->at, "this object has too many members");
            push(r, &v);
            if (next_is(r, '}'))
                break;
            if (!next_is(r, ','))
                return broken(r, "expected a comma or } here");
            r->at++;
            skip_space(r);
        }
    if (r->n > base)
        TRY(check_keys(r, r->stack + base, r->n - base));
    r->at++;
    close_container(r, base, out);
    return OK;
}

static code read_container(struct reader *r, unsigned depth, struct json *out)
{
    if (depth >= r->limits->depth || depth >= MAX_DEPTH)
        return fail_at(r, LIMIT, r->at, "the text is nested too deeply");
    return *r->at == '{' ? read_object(r, depth + 1, out) : read_array(r, depth + 1, out);
}

static code read_any(struct reader *r, unsigned depth, struct json *out)
{
    str s;

    if (r->at == r->end)
        return broken(r, "");
    switch (*r->at) {
    case '{':
    case '[':
        return read_container(r, depth, out);
    case '"':
        TRY(read_string(r, &s));
        out->kind = JSON_STRING;
        out->bytes = s.p;
        out->n = (uint32_t)s.n;
        return OK;
    case 't':
        return read_literal(r, S("true"), JSON_TRUE, out);
    case 'f':
        return read_literal(r, S("false"), JSON_FALSE, out);
    case 'n':
        return read_literal(r, S("null"), JSON_NULL, out);
    default:
        if (*r->at != '-' && !is_digit(*r->at))
            return broken(r, "this is no JSON value");
        return read_number(r, out);
    }
}

/* One value and the white space behind it. */
static code read_value(struct reader *r, unsigned depth, struct json *out)
{
    if (++r->values > r->limits->values)
        return fail_at(r, LIMIT, r->at, "the text has too many values");
    out->raw = r->at;
    TRY(read_any(r, depth, out));
    out->raw_n = (uint32_t)(r->at - out->raw);
    skip_space(r);
    return OK;
}

code json_parse(struct arena *a, str text, const struct json_limits *limits,
                const struct json **out, struct error *err)
{
    if (!limits)
        limits = &json_default_limits;
    struct reader r = {.a = a, .at = text.p, .start = text.p, .end = text.p + text.n,
                       .limits = limits, .err = err};
    struct json *top = NEW(a, struct json);

    if (text.n > limits->bytes || text.n > UINT32_MAX)
        return fail(err, LIMIT, "byte 0", "the JSON text is larger than %zu bytes", limits->bytes);
    if (str_starts(text, S("\xEF\xBB\xBF")))
        return fail_at(&r, BAD_INPUT, r.at, "JSON must not begin with a byte order mark");
    skip_space(&r);
    TRY(read_value(&r, 0, top));
    if (r.at < r.end)
        return broken(&r, "there is something behind the end of the JSON value");
    *out = top;
    return OK;
}

/* Asking. */

enum json_kind json_kind(const struct json *v)
{
    return v ? v->kind : JSON_NULL;
}

bool json_is(const struct json *v, enum json_kind kind)
{
    return v && v->kind == kind;
}

bool json_bool(const struct json *v)
{
    return json_is(v, JSON_TRUE);
}

str json_str(const struct json *v)
{
    return json_is(v, JSON_STRING) ? (str){v->bytes, v->n} : (str){NULL, 0};
}

str json_number_text(const struct json *v)
{
    return json_is(v, JSON_NUMBER) ? (str){v->bytes, v->n} : (str){NULL, 0};
}

bool json_int(const struct json *v, int64_t *out)
{
    return str_to_int(json_number_text(v), out);
}

double json_double(const struct json *v)
{
    return json_is(v, JSON_NUMBER) ? strtod(v->bytes, NULL) : 0;
}

size_t json_count(const struct json *v)
{
    return json_is(v, JSON_ARRAY) || json_is(v, JSON_OBJECT) ? v->n : 0;
}

const struct json *json_item(const struct json *array, size_t i)
{
    return json_is(array, JSON_ARRAY) && i < array->n ? &array->children[i] : NULL;
}

const struct json *json_value(const struct json *object, size_t i)
{
    return json_is(object, JSON_OBJECT) && i < object->n ? &object->children[i] : NULL;
}

str json_key(const struct json *object, size_t i)
{
    const struct json *member = json_value(object, i);

    return member ? key_of(member) : (str){NULL, 0};
}

const struct json *json_get_str(const struct json *object, str key)
{
    if (!json_is(object, JSON_OBJECT))
        return NULL;
    uint32_t hash = hash_key(key);
    for (size_t i = 0; i < object->n; i++)
        if (has_key(&object->children[i], key, hash))
            return &object->children[i];
    return NULL;
}

const struct json *json_get(const struct json *object, const char *key)
{
    return json_get_str(object, cstr(key));
}

str json_text_of(const struct json *v)
{
    return v ? (str){v->raw, v->raw_n} : (str){NULL, 0};
}

size_t json_many_count(const struct json *v)
{
    if (json_kind(v) == JSON_NULL)
        return 0;
    return v->kind == JSON_ARRAY ? v->n : 1;
}

const struct json *json_many(const struct json *v, size_t i)
{
    if (json_is(v, JSON_ARRAY))
        return json_item(v, i);
    return i < json_many_count(v) ? v : NULL;
}

code json_need_str(const struct json *object, const char *key, str *out, struct error *err)
{
    const struct json *v = json_get(object, key);

    if (!v)
        return fail(err, BAD_INPUT, key, "the member \"%s\" is missing", key);
    if (!json_is(v, JSON_STRING))
        return fail(err, BAD_INPUT, key, "the member \"%s\" must be a string", key);
    *out = json_str(v);
    return OK;
}
