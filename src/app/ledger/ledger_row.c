/* ledger/ledger_row.c — one text for one row, whichever engine it comes from, and
 * one line of an entry for it. */
#include <string.h>

#include "app/ledger/ledger_private.h"
#include "base/codec.h"

/* ---- the text ---- */

/* Text is text, whatever the engine says of its bytes; numbers are whole. */
static void put_value(struct json_writer *w, struct value v)
{
    if (v.kind == VALUE_INT)
        json_put_int(w, v.i);
    else if (v.kind == VALUE_NULL)
        json_put_null(w);
    else
        json_put_str(w, v.s);
}

/* What sealed columns say, as a hash that nobody without the pepper can guess from. */
static str seal_of(struct arena *a, str pepper, const struct ledger_kind *k, const struct value *v)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    json_put_cstr(&w, k->t->name);
    for (size_t i = k->n_open; i < k->n; i++)
        put_value(&w, v[i]);
    json_close_array(&w);
    struct sha256 mac = hmac_sha256(pepper, buf_done(&b));
    return base64url_encode(a, (str){(const char *)mac.b, LEDGER_HASH});
}

static str text_of(struct arena *a, str pepper, const struct ledger_kind *k, int64_t key, const struct value *v)
{
    struct buf b = buf_sized(a, 400);
    struct json_writer w = json_writer(&b);
    str names[] = {S("id"), S("sealed")};
    size_t next = 0;

    json_open_object(&w);
    for (size_t i = 0; i <= k->n_open; i++) {
        for (; next < COUNT(names) && (i == k->n_open || str_cmp(names[next], k->names[i]) < 0); next++)
            if (next == 0)
                json_put_member_int(&w, "id", key);
            else if (k->n > k->n_open)
                json_put_member(&w, "sealed", seal_of(a, pepper, k, v));
        if (i == k->n_open || v[i].kind == VALUE_NULL)
            continue;
        json_put_key_str(&w, k->names[i]);
        put_value(&w, v[i]);
    }
    json_close_object(&w);
    return buf_done(&b);
}

str ledger_row_text(struct arena *a, str pepper, const struct ledger_kind *k, struct rows *r, int first_of_row)
{
    struct value v[LEDGER_COLUMNS];

    for (size_t i = 0; i < k->n; i++)
        v[i] = row_value(r, first_of_row + ROW_COLUMNS + (int)i);
    return text_of(a, pepper, k, row_int(r, first_of_row + ROW_KEY), v);
}

static const struct json_limits wide = {.bytes = (size_t)64 << 20, .depth = 4, .values = 1000, .keys = 1000, .string = (size_t)32 << 20};

static code value_of(const struct json *j, struct value *out, struct error *err)
{
    *out = v_null();
    if (json_is(j, JSON_STRING))
        *out = v_str(json_str(j).p ? json_str(j) : S(""));
    else if (json_is(j, JSON_NUMBER)) {
        *out = v_int(0);
        return json_int(j, &out->i) ? OK : fail(err, BAD_INPUT, "ledger", "a number is not whole");
    }
    return OK;
}

code ledger_before_text(struct arena *a, str pepper, const struct ledger_kind *k, int64_t key, str before, str *out, struct error *err)
{
    struct value v[LEDGER_COLUMNS];
    const struct json *j;

    TRY(json_parse(a, before, &wide, &j, err));
    if (json_count(j) != k->n)
        return fail(err, FAULT, "ledger", "a trigger wrote down another number of columns");
    for (size_t i = 0; i < k->n; i++)
        TRY(value_of(json_item(j, i), &v[i], err));
    *out = text_of(a, pepper, k, key, v);
    return OK;
}

/* ---- the line ---- */

void ledger_line(uint8_t line[LEDGER_LINE], int64_t id, const uint8_t salt[LEDGER_SALT], str row)
{
    uint8_t hash[SHA_MAX] = {0};

    for (int i = 0; i < 8; i++)
        line[i] = (uint8_t)((uint64_t)id >> (56 - 8 * i));
    if (!str_is_absent(row)) {
        sha_begin(SHA_256);
        sha_add((str){(const char *)salt, LEDGER_SALT});
        sha_add(row);
        sha_end(hash);
    }
    memcpy(line + 8, hash, LEDGER_HASH);
}

/* ---- before and after ---- */

static bool says(const struct json *row, str name, const struct json *value)
{
    const struct json *other = json_get_str(row, name);

    return other && str_eq(json_text_of(other), json_text_of(value));
}

str ledger_difference(struct arena *a, str now, str before)
{
    const struct json *n = NULL, *b = NULL;
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);
    size_t x = 0, y = 0;

    if (json_parse(a, now, &wide, &n, NULL) != OK || json_parse(a, before, &wide, &b, NULL) != OK)
        return (str){0};
    json_open_object(&w);
    while (x < json_count(n) || y < json_count(b)) {
        int order = x == json_count(n) ? 1 : y == json_count(b) ? -1 : str_cmp(json_key(n, x), json_key(b, y));
        str name = order < 0 ? json_key(n, x) : json_key(b, y);
        if (order < 0) {
            json_put_key_str(&w, name);
            json_put_null(&w);
        } else if (!says(n, name, json_value(b, y))) {
            json_put_key_str(&w, name);
            json_put_text(&w, json_text_of(json_value(b, y)));
        }
        x += order <= 0;
        y += order >= 0;
    }
    json_close_object(&w);
    return buf_done(&out);
}

code ledger_undo(struct arena *a, str now, str was, str *before, struct error *err)
{
    const struct json *n, *b;
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);
    size_t x = 0, y = 0;

    TRY(json_parse(a, now, &wide, &n, err));
    TRY(json_parse(a, was, &wide, &b, err));
    json_open_object(&w);
    while (x < json_count(n) || y < json_count(b)) {
        int order = x == json_count(n) ? 1 : y == json_count(b) ? -1 : str_cmp(json_key(n, x), json_key(b, y));
        const struct json *value = order < 0 ? json_value(n, x) : json_value(b, y);
        if (!json_is(value, JSON_NULL)) {
            json_put_key_str(&w, order < 0 ? json_key(n, x) : json_key(b, y));
            json_put_text(&w, json_text_of(value));
        }
        x += order <= 0;
        y += order >= 0;
    }
    json_close_object(&w);
    *before = buf_done(&out);
    return OK;
}
