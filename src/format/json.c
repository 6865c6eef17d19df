/* format/json.c — reading: one pass over the text, values in the arena.
 * The children of a value lie side by side, so that counting and indexing
 * cost nothing; while a container is open they wait on one shared stack.
 * About 3 µs for a badge of 4 KB. */
#include "format/json_private.h"
#include <stdio.h>
#include <string.h>
#include "base/list.h"
#include "base/utf8.h"

#define MAX_DEPTH     512                        /* of the C stack, whatever the limits say */
#define FEW_KEYS      16                         /* up to here comparing all pairs is cheapest */
#define FIRST_STACK   32

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

static code read_string(struct reader *r, str *out)
{
    const char *from = ++r->at, *broken_at = from;   /* behind the quote */
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
    if (has_escape)
        *out = json_unescape(r->a, *out, &broken_at);
    if (str_is_absent(*out))
        return fail_at(r, BAD_INPUT, broken_at, "this is no escape that JSON knows, or half a surrogate pair");
    return OK;
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
        void **slot = map_at(seen, json_key_of(&members[i]));
        if (*slot)
            return duplicate(r, json_key_of(&members[i]));
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
            if (json_has_key(&members[j], json_key_of(&members[i]), members[i].key_hash))
                return duplicate(r, json_key_of(&members[i]));
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
    member->key_hash = json_hash_key(key);
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
