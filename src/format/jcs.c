/* format/jcs.c — members in order of their names, numbers in the shortest
 * form; strings as json_write.c writes them, which is what RFC 8785 wants. */
#include "format/jcs.h"
#include <math.h>
#include <stdlib.h>

struct writer {
    struct json_writer w;
    struct arena *a;
    struct error *err;
};

/* UTF-8 sorts by code point. In UTF-16 what lies beyond U+FFFF, from F0 here,
 * begins with D800 to DBFF and so stands before U+E000 to U+FFFF, EE and EF. */
static unsigned utf16_place(char byte)
{
    unsigned b = (unsigned char)byte;

    return b == 0xEE || b == 0xEF ? b + 0x10 : b;
}

int jcs_compare(str x, str y)
{
    size_t n = x.n < y.n ? x.n : y.n, i = 0;

    while (i < n && x.p[i] == y.p[i])
        i++;
    if (i < n)
        return utf16_place(x.p[i]) < utf16_place(y.p[i]) ? -1 : 1;
    return x.n < y.n ? -1 : x.n > y.n;
}

struct member { str key; const struct json *value; };

static int by_key(const void *x, const void *y)
{
    return jcs_compare(((const struct member *)x)->key, ((const struct member *)y)->key);
}

static struct member *sorted_members(struct arena *a, const struct json *object)
{
    size_t n = json_count(object);
    struct member *members = NEW_ARRAY(a, n, struct member);

    for (size_t i = 0; i < n; i++)
        members[i] = (struct member){json_key(object, i), json_value(object, i)};
    if (n > 1)
        qsort(members, n, sizeof *members, by_key);
    return members;
}

static code put_number(struct writer *w, const struct json *v)
{
    char text[JCS_NUMBER];
    double number = json_double(v);

    if (!isfinite(number))
        return fail(w->err, BAD_INPUT, "", "the number " STR_FMT " is too large",
                    STR_ARG(str_slice(json_number_text(v), 0, 60)));
    json_put_number_text(&w->w, jcs_number(number, text));
    return OK;
}

static code put_value(struct writer *w, const struct json *v);

static code put_array(struct writer *w, const struct json *v)
{
    json_open_array(&w->w);
    for (size_t i = 0; i < json_count(v); i++)
        TRY(put_value(w, json_item(v, i)));
    json_close_array(&w->w);
    return OK;
}

static code put_object(struct writer *w, const struct json *v)
{
    const struct member *members = sorted_members(w->a, v);

    json_open_object(&w->w);
    for (size_t i = 0; i < json_count(v); i++) {
        json_put_key_str(&w->w, members[i].key);
        TRY(put_value(w, members[i].value));
    }
    json_close_object(&w->w);
    return OK;
}

/* Only as deep as json_parse went, and that is limited. */
static code put_value(struct writer *w, const struct json *v)
{
    switch (json_kind(v)) {
    case JSON_OBJECT:
        return put_object(w, v);
    case JSON_ARRAY:
        return put_array(w, v);
    case JSON_NUMBER:
        return put_number(w, v);
    default:
        json_put_value(&w->w, v);
        return OK;
    }
}

code jcs_put(struct buf *b, const struct json *v, struct error *err)
{
    struct writer w = {.w = json_writer(b), .a = b->a, .err = err};

    return put_value(&w, v);
}

code jcs_write(struct arena *a, const struct json *v, str *out, struct error *err)
{
    struct buf b = buf_new(a);

    TRY(jcs_put(&b, v, err));
    *out = buf_done(&b);
    return OK;
}
