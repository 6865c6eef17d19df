/* message.c — {{t "…"}}: the call that writes a translated message, and the
 * gettext template of all of them. */
#include "tmplc.h"

struct argument { str name, value; };
LIST_OF(arguments, struct argument);

bool is_message(str hole)
{
    return hole.n > 1 && hole.p[0] == 't' && str_starts(str_trim(str_from(hole, 1)), S("\""));
}

/* Does `name=` begin here (not `name==`)? */
static bool argument_begins(str text, size_t i)
{
    size_t n = i;

    if (i && !is_space(text.p[i - 1]))
        return false;
    while (n < text.n && is_word(text.p[n]))
        n++;
    return n > i && n + 1 < text.n && text.p[n] == '=' && text.p[n + 1] != '=';
}

/* Where the expression at the start of `text` ends: at the next `name=`
 * outside brackets and literals. */
static size_t expression_length(str text)
{
    int depth = 0;

    for (size_t i = 0; i < text.n; i++) {
        size_t literal = c_literal_length(str_from(text, i));
        if (literal) {
            i += literal - 1;
            continue;
        }
        depth += text.p[i] == '(' || text.p[i] == '[' || text.p[i] == '{';
        depth -= text.p[i] == ')' || text.p[i] == ']' || text.p[i] == '}';
        if (depth == 0 && argument_begins(text, i))
            return i;
    }
    return text.n;
}

static struct arguments read_arguments(struct unit *u, str rest, int line)
{
    struct arguments args = {0};

    while (rest.n) {
        str name;
        size_t n;
        if (!argument_begins(rest, 0))
            complain(&u->src, line, "after the message come name=value pairs, not: " STR_FMT, STR_ARG(rest));
        name = cut_word(&rest);
        rest = str_trim(str_from(rest, 1));
        n = expression_length(rest);
        if (n == 0)
            complain(&u->src, line, "the message's " STR_FMT "= has no value", STR_ARG(name));
        *list_add(u->a, &args) = (struct argument){name, str_trim(str_slice(rest, 0, n))};
        rest = str_trim(str_from(rest, n));
    }
    return args;
}

static bool is_given(const struct arguments *args, str name)
{
    for (size_t i = 0; i < args->n; i++)
        if (str_eq(args->items[i].name, name))
            return true;
    return false;
}

/* Every {name} has its value and every value its {name}: translators see both. */
static void check_names(struct unit *u, str english, const struct arguments *args, int line)
{
    for (size_t i = 0; i < english.n; i++) {
        ptrdiff_t end = str_find_byte(str_from(english, i), '}');
        str name;
        if (english.p[i] != '{')
            continue;
        name = str_slice(english, i + 1, end < 0 ? english.n : i + (size_t)end);
        if (!is_given(args, name))
            complain(&u->src, line, "the message speaks of {" STR_FMT "}, but no " STR_FMT "= is given",
                     STR_ARG(name), STR_ARG(name));
    }
    for (size_t i = 0; i < args->n; i++) {
        str hole = str_printf(u->a, "{" STR_FMT "}", STR_ARG(args->items[i].name));
        if (!str_contains(english, hole))
            complain(&u->src, line, STR_FMT "= is given, but the message has no " STR_FMT,
                     STR_ARG(args->items[i].name), STR_ARG(hole));
    }
}

void compile_message(struct unit *u, str hole, int line)
{
    str rest = str_trim(str_from(hole, 1));
    size_t n = c_literal_length(rest);
    str english = str_slice(rest, 0, n);         /* still as a C literal */
    struct arguments args = read_arguments(u, str_trim(str_from(rest, n)), line);
    bool in_attribute = u->html.place == IN_VALUE;
    struct buf list = buf_new(u->a);

    if (n < 3)
        complain(&u->src, line, "the message is empty");
    if (in_attribute && u->html.attr_kind == ADDRESS_ATTR)
        complain(&u->src, line, "an address is not translated");
    if (str_eq(cstr(html_writer(u, line)), S("out_json")))   /* which complains where no hole is safe */
        complain(&u->src, line, "data is not translated");
    check_names(u, english, &args, line);
    *list_add(u->a, u->messages) = (struct message){english, u->src.path, line};
    for (size_t i = 0; i < args.n; i++)
        buf_printf(&list, "%sS(\"" STR_FMT "\"), out_arg(o, " STR_FMT ")", i ? ", " : "",
                   STR_ARG(args.items[i].name), STR_ARG(args.items[i].value));
    if (args.n)
        emit_code(u, line, "out_message(o, %s, " STR_FMT ", (const str[]){" STR_FMT "}, %zu);",
                  in_attribute ? "true" : "false", STR_ARG(english), STR_ARG(buf_done(&list)), args.n);
    else
        emit_code(u, line, "out_message(o, %s, " STR_FMT ", NULL, 0);",
                  in_attribute ? "true" : "false", STR_ARG(english));
}

static bool is_first(const struct messages *m, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(m->items[k].english, m->items[i].english))
            return false;
    return true;
}

void messages_write(const struct messages *m, struct buf *to)
{
    buf_putz(to, "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n");
    for (size_t i = 0; i < m->n; i++) {
        if (!is_first(m, i))
            continue;
        buf_putz(to, "\n#:");
        for (size_t k = i; k < m->n; k++)
            if (str_eq(m->items[k].english, m->items[i].english))
                buf_printf(to, " %s:%d", m->items[k].path, m->items[k].line);
        buf_printf(to, "\nmsgid " STR_FMT "\nmsgstr \"\"\n", STR_ARG(m->items[i].english));
    }
}
