/* format/json_write.c — writing: a cursor over a buffer, and the layout for
 * people. */
#include <string.h>
#include "format/json.h"

struct json_writer json_writer(struct buf *b)
{
    return (struct json_writer){.b = b};
}

static void separate(struct json_writer *w)
{
    if (w->need_comma)
        buf_byte(w->b, ',');
    w->need_comma = true;
}

static void open_with(struct json_writer *w, char c)
{
    separate(w);
    buf_byte(w->b, c);
    w->need_comma = false;
    w->depth++;
}

static void close_with(struct json_writer *w, char c)
{
    buf_byte(w->b, c);
    w->need_comma = true;
    w->depth--;
}

void json_open_object(struct json_writer *w)
{
    open_with(w, '{');
}

void json_open_array(struct json_writer *w)
{
    open_with(w, '[');
}

void json_close_object(struct json_writer *w)
{
    close_with(w, '}');
}

void json_close_array(struct json_writer *w)
{
    close_with(w, ']');
}

static void put_escape(struct buf *b, unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *known = c ? strchr(from, c) : NULL;

    buf_byte(b, '\\');
    if (known)
        buf_byte(b, to[known - from]);
    else
        buf_printf(b, "u%04x", c);
}

/* The high bit of each byte that is one of these; a byte behind the first may
 * be taken for one that is not, so only "none" is to be believed. */
static uint64_t bytes_to_escape(uint64_t w)
{
    const uint64_t ones = 0x0101010101010101, high = ones << 7;
    uint64_t quote = w ^ ones * '"', backslash = w ^ ones * '\\';

    return ((w - ones * 0x20) | (quote - ones) | (backslash - ones)) & ~w & high;
}

/* Where the next byte stands that must be escaped; eight at a time. */
static size_t plain_until(str s, size_t i)
{
    uint64_t w;

    for (; i + 8 <= s.n; i += 8) {
        memcpy(&w, s.p + i, 8);
        if (bytes_to_escape(w))
            break;
    }
    for (; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == '"' || c == '\\')
            break;
    }
    return i;
}

static void put_quoted(struct buf *b, str s)
{
    size_t from = 0;

    buf_byte(b, '"');
    for (size_t i = 0; (i = plain_until(s, i)) < s.n; from = ++i) {
        buf_put(b, str_slice(s, from, i));
        put_escape(b, (unsigned char)s.p[i]);
    }
    buf_put(b, str_from(s, from));
    buf_byte(b, '"');
}

void json_put_key_str(struct json_writer *w, str key)
{
    separate(w);
    put_quoted(w->b, key);
    buf_byte(w->b, ':');
    w->need_comma = false;
}

void json_put_key(struct json_writer *w, const char *key)
{
    json_put_key_str(w, cstr(key));
}

void json_put_str(struct json_writer *w, str s)
{
    separate(w);
    put_quoted(w->b, s);
}

void json_put_cstr(struct json_writer *w, const char *s)
{
    json_put_str(w, cstr(s));
}

void json_put_int(struct json_writer *w, int64_t v)
{
    separate(w);
    buf_int(w->b, v);
}

void json_put_bool(struct json_writer *w, bool v)
{
    json_put_text(w, v ? S("true") : S("false"));
}

void json_put_null(struct json_writer *w)
{
    json_put_text(w, S("null"));
}

void json_put_number_text(struct json_writer *w, str number)
{
    json_put_text(w, number);
}

void json_put_text(struct json_writer *w, str json)
{
    separate(w);
    buf_put(w->b, json);
}

/* Only as deep as json_parse went, and that is limited. */
void json_put_value(struct json_writer *w, const struct json *v)
{
    switch (json_kind(v)) {
    case JSON_OBJECT:
        json_open_object(w);
        for (size_t i = 0; i < json_count(v); i++) {
            json_put_key_str(w, json_key(v, i));
            json_put_value(w, json_value(v, i));
        }
        json_close_object(w);
        return;
    case JSON_ARRAY:
        json_open_array(w);
        for (size_t i = 0; i < json_count(v); i++)
            json_put_value(w, json_item(v, i));
        json_close_array(w);
        return;
    case JSON_STRING:
        json_put_str(w, json_str(v));
        return;
    case JSON_NUMBER:
        json_put_number_text(w, json_number_text(v));
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        json_put_bool(w, json_bool(v));
        return;
    case JSON_NULL:
        json_put_null(w);
    }
}

void json_put_member(struct json_writer *w, const char *key, str value)
{
    if (str_is_absent(value))
        return;
    json_put_key(w, key);
    json_put_str(w, value);
}

void json_put_member_int(struct json_writer *w, const char *key, int64_t value)
{
    json_put_key(w, key);
    json_put_int(w, value);
}

void json_put_member_bool(struct json_writer *w, const char *key, bool value)
{
    json_put_key(w, key);
    json_put_bool(w, value);
}

/* For people. */

static void new_line(struct buf *b, unsigned depth)
{
    buf_byte(b, '\n');
    for (unsigned i = 0; i < depth; i++)
        buf_put(b, S("  "));
}

static void put_plain(struct buf *b, const struct json *v)
{
    struct json_writer w = json_writer(b);

    json_put_value(&w, v);
}

static void put_pretty(struct buf *b, const struct json *v, unsigned depth)
{
    bool is_object = json_is(v, JSON_OBJECT);
    size_t n = json_count(v);

    if (n == 0) {
        put_plain(b, v);
        return;
    }
    buf_byte(b, is_object ? '{' : '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_byte(b, ',');
        new_line(b, depth + 1);
        if (is_object) {
            put_quoted(b, json_key(v, i));
            buf_put(b, S(": "));
        }
        put_pretty(b, is_object ? json_value(v, i) : json_item(v, i), depth + 1);
    }
    new_line(b, depth);
    buf_byte(b, is_object ? '}' : ']');
}

str json_pretty(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a);

    put_pretty(&b, v, 0);
    return buf_done(&b);
}
