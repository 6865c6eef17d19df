/* section.c — the directives that stand outside: include, and the heads of
 * templates, partials and layouts. */
#include "tmplc.h"

str read_include(const struct source *s, str rest, int line)
{
    if (rest.n < 3 || c_literal_length(rest) != rest.n)
        complain(s, line, "include takes one file name in quotes");
    return str_slice(rest, 1, rest.n - 1);
}

str cut_brackets(const struct source *s, str *rest, int line)
{
    int depth = 0;

    for (size_t i = 0; i < rest->n; i++) {
        depth += rest->p[i] == '(';
        depth -= rest->p[i] == ')';
        if (depth == 0) {
            str params = str_trim(str_slice(*rest, 1, i));
            *rest = str_trim(str_from(*rest, i + 1));
            return params;
        }
    }
    complain(s, line, "the parameters' bracket is not closed");
}

struct section read_section(const struct source *s, str kind, str rest, int line)
{
    struct section sec = {.kind = kind, .name = cut_word(&rest), .line = line};

    if (str_is_empty(sec.name))
        complain(s, line, "a " STR_FMT " needs a name", STR_ARG(kind));
    if (str_starts(rest, S("(")))
        sec.params = cut_brackets(s, &rest, line);
    else if (!str_eq(kind, S("layout")))
        complain(s, line, "a " STR_FMT " needs parameters in brackets; () for none", STR_ARG(kind));
    if (str_starts(rest, S("layout=")) && !str_eq(kind, S("partial"))) {
        rest = str_from(rest, 7);
        sec.layout = cut_word(&rest);
    }
    if (rest.n)
        complain(s, line, "this is not understood: " STR_FMT, STR_ARG(rest));
    return sec;
}

bool has_word(str text, str word)
{
    while (text.n) {
        if (!is_word(text.p[0]))
            text = str_from(text, 1);
        else if (str_eq(cut_word(&text), word))
            return true;
    }
    return false;
}
