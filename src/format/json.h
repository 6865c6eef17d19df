/* format/json.h — JSON (RFC 8259) read strictly into an arena, and written.
 * Key order, number text and the length of strings are kept; duplicate keys,
 * bad UTF-8, lone surrogates and anything after the value are refused. */
#pragma once
#include <stdint.h>
#include "base/arena.h"
#include "base/str.h"

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json;                                     /* one value, immutable once read */

struct json_limits {
    size_t bytes;                                /* of the text */
    unsigned depth;                              /* nesting */
    size_t values;                               /* values in all */
    size_t keys;                                 /* per object */
    size_t string;                               /* bytes per string */
};
/* security.md §4: 1 MB, depth 64, 10,000 values, 1,000 keys, 256 KB. */
extern const struct json_limits json_default_limits;

/* `limits` NULL: the default ones. Strings borrow from `text` unless they
 * have escapes, so `text` must outlive the value. BAD_INPUT (where: byte
 * offset "byte 17") or LIMIT. A byte order mark is refused. */
MUST_USE code json_parse(struct arena *a, str text, const struct json_limits *limits,
                         const struct json **out, struct error *err);

enum json_kind json_kind(const struct json *v);  /* of NULL: JSON_NULL */
bool json_is(const struct json *v, enum json_kind kind); /* false for NULL */
bool json_bool(const struct json *v);            /* true only for JSON_TRUE */
str  json_str(const struct json *v);             /* absent unless a string */
str  json_number_text(const struct json *v);     /* as written; absent unless a number */
MUST_USE bool json_int(const struct json *v, int64_t *out); /* whole number text only */
double json_double(const struct json *v);

size_t json_count(const struct json *v);         /* members or items; 0 for others */
const struct json *json_item(const struct json *array, size_t i);
str json_key(const struct json *object, size_t i);
const struct json *json_value(const struct json *object, size_t i);
const struct json *json_get(const struct json *object, const char *key); /* NULL: absent or not an object */
const struct json *json_get_str(const struct json *object, str key);
str  json_text_of(const struct json *v);         /* the bytes of the value in its input; absent if built */

/* JSON-LD habit of "one or many": the value itself as item 0 when it is not
 * an array; count 0 for NULL or null. */
size_t json_many_count(const struct json *v);
const struct json *json_many(const struct json *v, size_t i);

/* Strings of members that must be there: BAD_INPUT names the member. */
MUST_USE code json_need_str(const struct json *object, const char *key, str *out, struct error *err);

/* Values made from values. What is not changed is shared with the old value,
 * which must outlive the new one; a value that was made has no json_text_of.
 * Keys and strings are borrowed. */
const struct json *json_of_str(struct arena *a, str s);
const struct json *json_of_items(struct arena *a, const struct json *const *items, size_t n);
/* The object without these members; an object that lacks them is fine. */
const struct json *json_without(struct arena *a, const struct json *object,
                                const char *const *names, size_t n);
/* The member in its place, or behind the last one when there was none. */
const struct json *json_with(struct arena *a, const struct json *object, str key,
                             const struct json *value);

/* Writing: a cursor that keeps commas and nesting right. Output is compact;
 * json_pretty lays any text out for people. */
struct json_writer { struct buf *b; bool need_comma; unsigned depth; };
struct json_writer json_writer(struct buf *b);
void json_open_object(struct json_writer *w);
void json_open_array(struct json_writer *w);
void json_close_object(struct json_writer *w);
void json_close_array(struct json_writer *w);
void json_put_key(struct json_writer *w, const char *key);
void json_put_key_str(struct json_writer *w, str key);
void json_put_str(struct json_writer *w, str s); /* shortest escapes; non-ASCII as it is */
void json_put_cstr(struct json_writer *w, const char *s);
void json_put_int(struct json_writer *w, int64_t v);
void json_put_bool(struct json_writer *w, bool v);
void json_put_null(struct json_writer *w);
void json_put_number_text(struct json_writer *w, str number); /* as written elsewhere */
void json_put_value(struct json_writer *w, const struct json *v);
void json_put_text(struct json_writer *w, str json);          /* already JSON: trusted */
/* Shorthands: key and value. The string one writes nothing for an absent str. */
void json_put_member(struct json_writer *w, const char *key, str value);
void json_put_member_int(struct json_writer *w, const char *key, int64_t value);
void json_put_member_bool(struct json_writer *w, const char *key, bool value);
str json_pretty(struct arena *a, const struct json *v);
