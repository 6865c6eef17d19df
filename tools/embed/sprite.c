/* sprite.c — many icons in one file, each a symbol under its name. */
#include "embed.h"
#include "../file.h"

#define FRAME S("<path stroke=\"none\" d=\"M0 0h24v24H0z\" fill=\"none\"/>")

code icon_drawing(struct arena *a, str svg, const char *path, str *out, struct error *err)
{
    ptrdiff_t from = str_find(svg, S("<svg")), to = str_find(svg, S("</svg>"));
    ptrdiff_t tag_end = from < 0 ? -1 : str_find_byte(str_from(svg, (size_t)from), '>');
    struct buf b = buf_new(a);
    str rest, line;

    if (tag_end < 0 || to < from + tag_end)
        return fail(err, BAD_INPUT, path, "this is not an SVG file");
    rest = str_slice(svg, (size_t)(from + tag_end) + 1, (size_t)to);
    while (str_cut_line(&rest, &line)) {
        line = str_trim(line);
        if (str_ends(line, S(" />")))
            line = str_printf(a, STR_FMT "/>", STR_ARG(str_slice(line, 0, line.n - 3)));
        if (!str_eq(line, FRAME))
            buf_put(&b, line);
    }
    *out = buf_done(&b);
    return OK;
}

static code add_symbol(struct arena *a, str name, const char *dir, struct buf *b, struct error *err)
{
    const char *path = str_z(a, str_printf(a, "%s/" STR_FMT ".svg", dir, STR_ARG(name)));
    str svg, lines;

    TRY(file_read(a, path, &svg, err));
    TRY(icon_drawing(a, svg, path, &lines, err));
    buf_printf(b, "<symbol id=\"" STR_FMT "\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\""
                  " stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\">" STR_FMT "</symbol>\n",
               STR_ARG(name), STR_ARG(lines));
    return OK;
}

code sprite_write(struct arena *a, const char *list_path, const char *dir, str *out, struct error *err)
{
    struct buf b = buf_new(a);
    struct map *seen = map_new(a);
    str rest, name;

    TRY(file_read(a, list_path, &rest, err));
    buf_putz(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    while (str_cut_line(&rest, &name)) {
        name = str_trim(name);
        if (name.n == 0 || name.p[0] == '#' || map_get(seen, name))
            continue;
        *map_at(seen, name) = seen;
        TRY(add_symbol(a, name, dir, &b, err));
    }
    buf_putz(&b, "</svg>\n");
    *out = buf_done(&b);
    return OK;
}
