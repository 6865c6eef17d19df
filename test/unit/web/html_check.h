/* html_check.h — is this nothing but the HTML that markdown may become? Tags
 * of a list, attributes only where they belong, balanced, nothing else that a
 * browser could take for a tag. NULL: yes; else what is wrong. */
#pragma once
#include <string.h>
#include "base/str.h"

#define HTML_MAX_OPEN 4000

static const char *const html_tags[] = {
    "p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong",
    "a", "span", "hr", "br",
};

static int html_tag_number(str name)
{
    for (size_t i = 0; i < sizeof html_tags / sizeof html_tags[0]; i++)
        if (str_eq(name, cstr(html_tags[i])))
            return (int)i;
    return -1;
}

static bool html_is_address(str s)
{
    return str_eq_nocase(str_slice(s, 0, 7), S("http://")) || str_eq_nocase(str_slice(s, 0, 8), S("https://")) ||
           str_eq_nocase(str_slice(s, 0, 7), S("mailto:"));
}

static bool html_attributes_fit(str name, str rest)
{
    if (rest.n == 0)
        return !str_eq(name, S("a")) && !str_eq(name, S("span"));
    if (str_eq(name, S("span")))
        return str_eq(rest, S(" class=\"link-host\""));
    if (str_eq(name, S("pre")))
        return str_eq(rest, S(" class=\"plain\""));
    if (str_eq(name, S("ol")))
        return str_starts(rest, S(" start=\"")) && str_ends(rest, S("\""));
    str tail = S("\" rel=\"nofollow noopener\"");
    if (!str_eq(name, S("a")) || !str_starts(rest, S(" href=\"")) || !str_ends(rest, tail) ||
        rest.n < 7 + tail.n)
        return false;
    str address = str_slice(rest, 7, rest.n - tail.n);
    return html_is_address(address) && str_find_byte(address, '"') < 0;
}

static const char *html_check(str html)
{
    static int open[HTML_MAX_OPEN];
    size_t depth = 0;

    while (html.n) {
        ptrdiff_t at = str_find_byte(html, '<');
        str text = at < 0 ? html : str_slice(html, 0, (size_t)at);
        if (str_find_byte(text, '>') >= 0 || str_find_byte(text, '"') >= 0)
            return "a character that was not escaped";
        if (at < 0)
            break;
        html = str_from(html, (size_t)at + 1);
        ptrdiff_t end = str_find_byte(html, '>');
        if (end < 0)
            return "a tag that does not end";
        str tag = str_slice(html, 0, (size_t)end);
        html = str_from(html, (size_t)end + 1);
        bool closing = str_starts(tag, S("/"));
        tag = closing ? str_from(tag, 1) : tag;
        size_t n = 0;
        while (n < tag.n && tag.p[n] != ' ')
            n++;
        int number = html_tag_number(str_slice(tag, 0, n));
        if (number < 0)
            return "a tag that may not be there";
        if (closing) {
            if (n != tag.n || depth == 0 || open[--depth] != number)
                return "tags that do not balance";
            continue;
        }
        if (!html_attributes_fit(str_slice(tag, 0, n), str_from(tag, n)))
            return "an attribute that may not be there";
        if (strcmp(html_tags[number], "hr") == 0 || strcmp(html_tags[number], "br") == 0)
            continue;
        if (depth == HTML_MAX_OPEN)
            return "too deep";
        open[depth++] = number;
    }
    return depth ? "a tag that was not closed" : NULL;
}
