/* source.c — a template's text, its lines, and C-aware cutting of directives. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tmplc.h"

_Noreturn void complain(const struct source *s, int line, const char *fmt, ...)
{
    va_list ap;

    fprintf(stderr, "%s:%d: error: ", s->path, line);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

bool at_end(const struct source *s)
{
    return s->at >= s->text.n;
}

char look(const struct source *s, size_t ahead)
{
    return ahead < s->text.n - s->at ? s->text.p[s->at + ahead] : '\0';
}

bool looking_at(const struct source *s, const char *z)
{
    return str_starts(str_from(s->text, s->at), cstr(z));
}

bool looking_at_code(const struct source *s)
{
    return look(s, 0) == '{' && (look(s, 1) == '{' || look(s, 1) == '%' || look(s, 1) == '#');
}

str advance(struct source *s, size_t n)
{
    str passed = str_slice(s->text, s->at, s->at + n);

    for (size_t i = 0; i < passed.n; i++)
        s->line += passed.p[i] == '\n';
    s->at += passed.n;
    return passed;
}

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

size_t c_literal_length(str text)
{
    if (text.n == 0 || (text.p[0] != '"' && text.p[0] != '\''))
        return 0;
    for (size_t i = 1; i < text.n && text.p[i] != '\n'; i++) {
        if (text.p[i] == '\\')
            i++;
        else if (text.p[i] == text.p[0])
            return i + 1;
    }
    return 0;
}

str take_code(struct source *s, const char *close)
{
    int line = s->line;
    str rest = str_from(s->text, s->at + 2);

    for (size_t i = 0; i < rest.n; i++) {
        size_t literal = c_literal_length(str_from(rest, i));
        if (literal) {
            i += literal - 1;
        } else if (str_starts(str_from(rest, i), cstr(close))) {
            advance(s, i + 4);
            return str_trim(str_slice(rest, 0, i));
        }
    }
    complain(s, line, "this opens with %.2s and is never closed with %s", rest.p - 2, close);
}

void take_comment(struct source *s)
{
    ptrdiff_t end = str_find(str_from(s->text, s->at), S("#}"));

    if (end < 0)
        complain(s, s->line, "this comment is never closed with #}");
    advance(s, (size_t)end + 2);
}

void take_comments_and_space(struct source *s)
{
    while (!at_end(s)) {
        if (looking_at(s, "{#"))
            take_comment(s);
        else if (is_space(look(s, 0)))
            advance(s, 1);
        else
            return;
    }
}

str cut_word(str *text)
{
    size_t n = 0;
    str word;

    while (n < text->n && is_word(text->p[n]))
        n++;
    word = str_slice(*text, 0, n);
    *text = str_trim(str_from(*text, n));
    return word;
}
