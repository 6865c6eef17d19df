/* emit.c — C text: literals gathered into few calls, code with the template's lines. */
#include <stdarg.h>
#include "tmplc.h"

static void put_indent(struct unit *u)
{
    for (int i = 0; i <= u->out.depth; i++)
        buf_putz(&u->out.code, "    ");
}

static void put_c_byte(struct buf *b, unsigned char c, char before)
{
    if (c == '"' || c == '\\')
        buf_printf(b, "\\%c", c);
    else if (c == '\n')
        buf_putz(b, "\\n");
    else if (c == '?' && before == '?')          /* no trigraphs */
        buf_putz(b, "\\?");
    else if (c < ' ' || c == 0x7f)
        buf_printf(b, "\\%03o", c);
    else
        buf_byte(b, (char)c);
}

str c_quoted(struct arena *a, str text)
{
    struct buf b = buf_new(a);

    buf_byte(&b, '"');
    for (size_t i = 0; i < text.n; i++)
        put_c_byte(&b, (unsigned char)text.p[i], i ? text.p[i - 1] : ' ');
    buf_byte(&b, '"');
    return buf_done(&b);
}

void emit_literal(struct unit *u, str html)
{
    buf_put(&u->out.literal, html);
}

/* One call per run of literal text, one line of C per line of HTML. */
void emit_flush(struct unit *u)
{
    str all = buf_done(&u->out.literal), rest = all;

    if (all.n == 0)
        return;
    put_indent(u);
    buf_putz(&u->out.code, "out_lit(o,");
    while (rest.n) {
        ptrdiff_t eol = str_find_byte(rest, '\n');
        size_t n = eol < 0 ? rest.n : (size_t)eol + 1;
        buf_putz(&u->out.code, "\n");
        put_indent(u);
        buf_putz(&u->out.code, "    ");
        buf_put(&u->out.code, c_quoted(u->a, str_slice(rest, 0, n)));
        rest = str_from(rest, n);
    }
    buf_printf(&u->out.code, ", %zu);\n", all.n);
    u->out.literal.n = 0;
}

void emit_code(struct unit *u, int line, const char *fmt, ...)
{
    va_list ap;

    emit_flush(u);
    buf_printf(&u->out.code, "#line %d \"%s\"\n", line, u->src.path);
    put_indent(u);
    va_start(ap, fmt);
    buf_vprintf(&u->out.code, fmt, ap);
    va_end(ap);
    buf_byte(&u->out.code, '\n');
}

void emit_file_head(struct unit *u, struct buf *to)
{
    buf_printf(to, "/* Made from %s by tools/tmplc. */\n", u->src.path);
    for (size_t i = 0; i < u->includes.n; i++)
        buf_printf(to, "#include \"" STR_FMT "\"\n", STR_ARG(u->includes.items[i]));
    buf_putz(to, "#include \"web/out.h\"\n"
                 "#include \"web/page.h\"\n"
                 "#include \"templates.h\"\n"
                 "#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n"
                 "#pragma GCC diagnostic ignored \"-Wshadow\"\n");
}
