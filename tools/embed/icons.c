/* icons.c — all icons as one table of text, a line each, in the order of their
 * names: name, words to find it by, drawing; with tabs between. */
#include <stdlib.h>
#include "embed.h"
#include "format/json.h"
#include "../file.h"

static const struct json_limits wide = {.bytes = (size_t)64 << 20, .depth = 16, .values = 2000000, .keys = 100000, .string = 4096};

static int by_name(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

static void put_words(struct buf *b, const struct json *tags)
{
    for (size_t i = 0; i < json_count(tags); i++)
        buf_printf(b, "%s" STR_FMT, i ? " " : "", STR_ARG(json_str(json_item(tags, i))));
}

static code put_line(struct arena *a, const struct json *icon, str name, const char *dir, struct buf *b, struct error *err)
{
    const char *path = str_z(a, str_printf(a, "%s/" STR_FMT ".svg", dir, STR_ARG(name)));
    str svg, lines;

    TRY(file_read(a, path, &svg, err));
    TRY(icon_drawing(a, svg, path, &lines, err));
    buf_printf(b, STR_FMT "\t", STR_ARG(name));
    put_words(b, json_get(icon, "tags"));
    buf_byte(b, '\t');
    buf_put(b, lines);
    buf_byte(b, '\n');
    return OK;
}

code icons_write(struct arena *a, const char *list_path, const char *dir, str *out, struct error *err)
{
    struct str_list names = {0};
    const struct json *all;
    struct buf b = buf_new(a);
    str text;

    TRY(file_read(a, list_path, &text, err));
    TRY(json_parse(a, text, &wide, &all, err));
    for (size_t i = 0; i < json_count(all); i++)
        if (json_get(json_get(json_value(all, i), "styles"), "outline"))
            *list_add(a, &names) = json_key(all, i);
    if (!names.n)
        return fail(err, BAD_INPUT, list_path, "there are no icons in it");
    qsort(names.items, names.n, sizeof *names.items, by_name);
    for (size_t i = 0; i < names.n; i++)
        TRY(put_line(a, json_get_str(all, names.items[i]), names.items[i], dir, &b, err));
    *out = buf_done(&b);
    return OK;
}
