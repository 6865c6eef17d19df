/* format/frame.c — requests to the drawing program and its answers. */
#include "format/frame.h"
#include <string.h>
#include "base/utf8.h"

static const char magic[] = "LPL1";

static void put_number(char *p, size_t v)
{
    for (int i = 3; i >= 0; i--, v >>= 8)
        p[i] = (char)(v & 0xFF);
}

static size_t get_number(const char *p)
{
    size_t v = 0;

    for (int i = 0; i < 4; i++)
        v = v << 8 | (unsigned char)p[i];
    return v;
}

void frame_set(struct arena *a, struct frame *f, const char *name, str value)
{
    char *p = NEW_ARRAY(a, value.n + 1, char);

    for (size_t i = 0; i < value.n; i++)
        p[i] = (unsigned char)value.p[i] < ' ' || value.p[i] == 0x7F ? ' ' : value.p[i];
    *list_add(a, &f->options) = (struct frame_option){cstr(name), {p, value.n}};
}

str frame_get(const struct frame *f, const char *name)
{
    for (size_t i = 0; i < f->options.n; i++)
        if (str_eq(f->options.items[i].name, cstr(name)))
            return f->options.items[i].value;
    return (str){0};
}

int frame_int(const struct frame *f, const char *name, int low, int high, int otherwise)
{
    int64_t v;

    if (!str_to_int(frame_get(f, name), &v) || v < low || v > high)
        return otherwise;
    return (int)v;
}

code frame_write(struct arena *a, const struct frame *f, str *out, struct error *err)
{
    struct buf b = buf_new(a);
    char header[FRAME_HEADER];

    buf_put(&b, (str){header, sizeof header});
    buf_put(&b, f->verb);
    buf_byte(&b, '\n');
    for (size_t i = 0; i < f->options.n; i++) {
        buf_put(&b, f->options.items[i].name);
        buf_byte(&b, '=');
        buf_put(&b, f->options.items[i].value);
        buf_byte(&b, '\n');
    }
    size_t head = b.n - FRAME_HEADER;
    if (head > FRAME_MAX_HEAD || f->body.n > FRAME_MAX_BODY)
        return fail(err, LIMIT, "", "the picture or its text is too large to be drawn");
    memcpy(b.p, magic, 4);
    put_number(b.p + 4, head);
    put_number(b.p + 8, f->body.n);
    buf_put(&b, f->body);
    *out = buf_done(&b);
    return OK;
}

code frame_length(const char header[FRAME_HEADER], size_t *total, struct error *err)
{
    size_t head = get_number(header + 4), body = get_number(header + 8);

    if (memcmp(header, magic, 4) != 0)
        return fail(err, BAD_INPUT, "", "this is not a request to the drawing program");
    if (head > FRAME_MAX_HEAD || body > FRAME_MAX_BODY)
        return fail(err, LIMIT, "", "the request is larger than %zu MiB", FRAME_MAX_BODY >> 20);
    *total = FRAME_HEADER + head + body;
    return OK;
}

static code read_head(struct arena *a, str head, struct frame *out, struct error *err)
{
    str line;

    if (head.n == 0 || head.p[head.n - 1] != '\n' || !utf8_is_valid(head))
        return fail(err, BAD_INPUT, "", "the head of the request is not lines of UTF-8 text");
    head.n--;
    str_cut(&head, '\n', &out->verb);
    while (str_cut(&head, '\n', &line)) {
        struct frame_option option = {.value = line};
        if (str_find_byte(line, '=') < 1)
            return fail(err, BAD_INPUT, "", "an option of the request is not name=value");
        str_cut(&option.value, '=', &option.name);
        *list_add(a, &out->options) = option;
    }
    return OK;
}

code frame_read(struct arena *a, str bytes, struct frame *out, struct error *err)
{
    size_t total = 0;

    *out = (struct frame){0};
    if (bytes.n < FRAME_HEADER)
        return fail(err, BAD_INPUT, "", "the request ends within its header");
    TRY(frame_length(bytes.p, &total, err));
    if (bytes.n != total)
        return fail(err, BAD_INPUT, "", "the request is not as long as its header says");
    size_t body = FRAME_HEADER + get_number(bytes.p + 4);
    out->body = str_from(bytes, body);
    return read_head(a, str_slice(bytes, FRAME_HEADER, body), out, err);
}
