/* header.c — one header with the prototypes of every template. Structs are
 * only named, so that a caller compiles with its own headers alone. */
#include "tmplc.h"

struct known { struct str_list structs, names; };

void prototype_write(struct buf *b, const struct section *s, const char *layout_half)
{
    if (str_eq(s->kind, S("layout"))) {
        buf_printf(b, "void layout_" STR_FMT "_%s(struct out *o)", STR_ARG(s->name), layout_half);
        return;
    }
    buf_printf(b, "void %s_" STR_FMT "(struct out *o%s" STR_FMT ")",
               str_eq(s->kind, S("partial")) ? "part" : "tmpl", STR_ARG(s->name),
               str_is_empty(s->params) ? "" : ", ", STR_ARG(s->params));
}

static bool add_once(struct arena *a, struct str_list *list, str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->items[i], s))
            return false;
    *list_add(a, list) = s;
    return true;
}

static void name_structs(struct arena *a, struct known *k, str params, struct buf *b)
{
    ptrdiff_t i;

    while ((i = str_find(params, S("struct "))) >= 0) {
        str name;
        params = str_trim(str_from(params, (size_t)i + 7));
        name = cut_word(&params);
        if (add_once(a, &k->structs, name))
            buf_printf(b, "struct " STR_FMT ";\n", STR_ARG(name));
    }
}

static void put_section(struct arena *a, const struct source *src, struct known *k,
                        const struct section *s, struct buf *b)
{
    str name = str_printf(a, STR_FMT " " STR_FMT, STR_ARG(s->kind), STR_ARG(s->name));

    if (!add_once(a, &k->names, name))
        complain(src, s->line, "there is a second " STR_FMT, STR_ARG(name));
    if (str_contains(s->params, S("enum ")))
        complain(src, s->line, "an enum cannot be a parameter by itself; pass a struct or an int");
    name_structs(a, k, s->params, b);
    prototype_write(b, s, "begin");
    buf_putz(b, ";\n");
    if (str_eq(s->kind, S("layout"))) {
        prototype_write(b, s, "end");
        buf_putz(b, ";\n");
    }
}

static bool opens_section(str word)
{
    return str_eq(word, S("template")) || str_eq(word, S("partial")) || str_eq(word, S("layout"));
}

/* Sections open nowhere but outside, so their directives can be picked out
 * without following the HTML; a fault in a body is the body's own error. */
static void scan(struct arena *a, const struct header_file *f, struct known *k, struct buf *b)
{
    struct source src = {.path = f->path, .text = f->text, .line = 1};

    while (!at_end(&src)) {
        if (looking_at(&src, "{#")) {
            take_comment(&src);
        } else if (looking_at(&src, "{%")) {
            int line = src.line;
            str rest = take_code(&src, "%}");
            str word = cut_word(&rest);
            if (opens_section(word)) {
                struct section s = read_section(&src, word, rest, line);
                put_section(a, &src, k, &s, b);
            }
        } else {
            advance(&src, 1);
        }
    }
}

str header_write(struct arena *a, const struct header_file *files, size_t n)
{
    struct buf b = buf_new(a);
    struct known k = {0};

    buf_putz(&b, "/* Made by tools/tmplc: every template, partial and layout. */\n"
                 "#pragma once\n#include \"web/out.h\"\n\n");
    for (size_t i = 0; i < n; i++)
        scan(a, &files[i], &k, &b);
    return buf_done(&b);
}
