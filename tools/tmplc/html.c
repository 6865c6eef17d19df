/* html.c — follows the HTML: text, tags, attributes and what is open. White
 * space is folded where HTML does not mind; everything else passes unchanged. */
#include "tmplc.h"

static const char *const void_elements[] = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
};
static const char *const address_attributes[] = {
    "href", "src", "action", "formaction", "poster", "cite", "data", "xlink:href",
    "hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-push-url", "hx-replace-url",
};
/* Scripts, styles, JSON and lists of addresses: escaping would not make a value safe. */
static const char *const closed_attributes[] = {
    "style", "srcdoc", "srcset", "imagesrcset", "ping", "hx-vals", "hx-vars", "hx-headers", "hx-request",
};

static bool is_one_of(str s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(s, cstr(list[i])))
            return true;
    return false;
}

static bool starts_nocase(str s, str prefix)
{
    return str_eq_nocase(str_slice(s, 0, prefix.n), prefix);
}

static enum attr_kind kind_of(str attr)
{
    if (is_one_of(attr, address_attributes, COUNT(address_attributes)))
        return ADDRESS_ATTR;
    if (is_one_of(attr, closed_attributes, COUNT(closed_attributes)) || starts_nocase(attr, S("on")) ||
        starts_nocase(attr, S("hx-on")))
        return CLOSED_ATTR;
    return PLAIN_ATTR;
}

static bool is_open(const struct unit *u, str name)
{
    for (size_t i = 0; i < u->html.open.n; i++)
        if (str_eq(u->html.open.items[i].name, name))
            return true;
    return false;
}

static bool is_innermost(const struct unit *u, str name)
{
    return u->html.open.n && str_eq(u->html.open.items[u->html.open.n - 1].name, name);
}

bool html_keeps_space(const struct unit *u)
{
    return is_open(u, S("pre")) || is_innermost(u, S("textarea"));
}

bool html_is_plain_text(const struct unit *u)
{
    return is_innermost(u, S("textarea")) || is_innermost(u, S("title")) || is_innermost(u, S("script"));
}

void html_flush_space(struct unit *u)
{
    if (u->html.space != NO_SPACE)
        emit_literal(u, u->html.space == NEWLINE ? S("\n") : S(" "));
    u->html.space = NO_SPACE;
}

static bool is_name_byte(char c)
{
    return is_word(c) || c == '-' || c == ':' || c == '.';
}

/* A directive may follow an attribute (it opens or ends a branch), a hole may not. */
static bool looking_at_hole(const struct unit *u, size_t ahead)
{
    return look(&u->src, ahead) == '{' && (u->html.place == IN_TEXT || look(&u->src, ahead + 1) != '%');
}

/* Takes the name of a tag or attribute; `what` is for the complaint. */
static str take_name(struct unit *u, const char *what)
{
    size_t n = 0;

    while (is_name_byte(look(&u->src, n)))
        n++;
    if (looking_at_hole(u, n))
        complain(&u->src, u->src.line, "a hole cannot be part of %s", what);
    if (n == 0)
        complain(&u->src, u->src.line, "'%c' cannot begin %s", look(&u->src, 0), what);
    return advance(&u->src, n);
}

/* Everything up to and with `end`, without holes. */
static str take_literal_until(struct unit *u, str end, const char *what)
{
    int line = u->src.line;
    str rest = str_from(u->src.text, u->src.at);
    ptrdiff_t n = str_find(rest, end);

    if (n < 0)
        complain(&u->src, line, "%s is never closed with " STR_FMT, what, STR_ARG(end));
    if (str_contains(str_slice(rest, 0, (size_t)n), S("{{")) ||
        str_contains(str_slice(rest, 0, (size_t)n), S("{%")))
        complain(&u->src, line, "no hole or directive can stand inside %s", what);
    return advance(&u->src, (size_t)n + end.n);
}

static void close_tag(struct unit *u)
{
    int line = u->src.line;
    struct html *h = &u->html;
    str name;

    advance(&u->src, 2);
    name = take_name(u, "a tag's name");
    if (look(&u->src, 0) != '>')
        complain(&u->src, line, "</" STR_FMT " must be followed by >", STR_ARG(name));
    advance(&u->src, 1);
    if (h->open.n == 0)
        complain(&u->src, line, "</" STR_FMT "> closes nothing", STR_ARG(name));
    if (h->open.n == h->floor)
        complain(&u->src, line, "</" STR_FMT "> closes what was opened outside of this branch", STR_ARG(name));
    if (!is_innermost(u, name))
        complain(&u->src, line, "</" STR_FMT "> stands where </" STR_FMT "> (line %d) is due", STR_ARG(name),
                 STR_ARG(h->open.items[h->open.n - 1].name), h->open.items[h->open.n - 1].line);
    h->open.n--;
    emit_literal(u, str_printf(u->a, "</" STR_FMT ">", STR_ARG(name)));
}

static void open_tag(struct unit *u)
{
    u->html.tag_line = u->src.line;
    advance(&u->src, 1);
    u->html.tag = take_name(u, "a tag's name");
    u->html.is_data = false;
    if (!is_space(look(&u->src, 0)) && look(&u->src, 0) != '>' && look(&u->src, 0) != '/')
        complain(&u->src, u->src.line, "'%c' cannot be part of a tag's name", look(&u->src, 0));
    u->html.place = IN_TAG;
    emit_literal(u, str_printf(u->a, "<" STR_FMT, STR_ARG(u->html.tag)));
}

static void step_text(struct unit *u)
{
    char c = look(&u->src, 0);

    if (is_space(c) && !html_keeps_space(u)) {
        u->html.space = c == '\n' || u->html.space == NEWLINE ? NEWLINE : BLANK;
        advance(&u->src, 1);
        return;
    }
    if (looking_at(&u->src, "<!--")) {           /* for readers of the template only */
        take_literal_until(u, S("-->"), "an HTML comment");
        return;
    }
    html_flush_space(u);
    if (c != '<' && is_innermost(u, S("script")))
        complain(&u->src, u->src.line, "data is written whole by one hole");
    if (c != '<')
        emit_literal(u, advance(&u->src, 1));
    else if (look(&u->src, 1) == '/')
        close_tag(u);
    else if (html_is_plain_text(u))
        complain(&u->src, u->src.line, "no element can stand inside title, textarea or data");
    else if (look(&u->src, 1) == '!')
        emit_literal(u, take_literal_until(u, S(">"), "a declaration"));
    else
        open_tag(u);
}

static void end_of_start_tag(struct unit *u)
{
    struct html *h = &u->html;
    bool self_closing = look(&u->src, 0) == '/';
    bool is_void = is_one_of(h->tag, void_elements, COUNT(void_elements));

    if (h->floor_place != IN_TEXT)
        complain(&u->src, u->src.line, "a branch inside a tag cannot end the tag");
    if (self_closing && !is_void && !is_open(u, S("svg")))
        complain(&u->src, u->src.line, "<" STR_FMT "/> does not close itself in HTML", STR_ARG(h->tag));
    advance(&u->src, self_closing ? 2 : 1);
    emit_literal(u, self_closing && !is_void ? S("/>") : S(">"));
    h->place = IN_TEXT;
    if (is_void || self_closing)
        return;
    *list_add(u->a, &h->open) = (struct open_tag){h->tag, h->tag_line};
    if (str_eq(h->tag, S("script")) && h->is_data)
        return;
    if (str_eq(h->tag, S("script")) || str_eq(h->tag, S("style"))) {
        str end = str_printf(u->a, "</" STR_FMT ">", STR_ARG(h->tag));
        emit_literal(u, take_literal_until(u, end, str_z(u->a, h->tag)));
        h->open.n--;
    } else if (str_eq(h->tag, S("textarea"))) {
        /* Browsers drop the first newline: ours, not the value's. */
        emit_literal(u, S("\n"));
        if (look(&u->src, 0) == '\n')
            advance(&u->src, 1);
    }
}

/* A script of this type is never run, whatever stands in it (HTML §4.12.1). */
static void note_data(struct unit *u)
{
    str rest = str_from(u->src.text, u->src.at);

    if (str_eq(u->html.tag, S("script")) && str_eq(u->html.attr, S("type")) && str_starts(rest, S("application/ld+json\"")))
        u->html.is_data = true;
}

/* Pixels can stand in an img: what follows is percent-encoded, and can be nothing else. */
static void check_literal_address(struct unit *u)
{
    str rest = str_trim(str_from(u->src.text, u->src.at));

    if (str_eq(u->html.tag, S("img")) && str_starts(rest, S("data:image/png;base64,")))
        return;
    if (u->html.attr_kind == ADDRESS_ATTR &&
        (starts_nocase(rest, S("javascript:")) || starts_nocase(rest, S("data:"))))
        complain(&u->src, u->src.line, "an address cannot be a script or data");
}

static void step_attribute(struct unit *u)
{
    struct html *h = &u->html;
    str value;
    char c;

    h->attr = take_name(u, "an attribute's name");
    emit_literal(u, str_printf(u->a, " " STR_FMT, STR_ARG(h->attr)));
    if (look(&u->src, 0) != '=')
        return;
    advance(&u->src, 1);
    c = look(&u->src, 0);
    if (c == '"') {
        advance(&u->src, 1);
        h->place = IN_VALUE;
        h->attr_kind = kind_of(h->attr);
        h->begun = EMPTY;
        check_literal_address(u);
        note_data(u);
        emit_literal(u, S("=\""));
    } else if (c == '\'') {
        advance(&u->src, 1);
        value = take_literal_until(u, S("'"), "a single-quoted attribute");
        emit_literal(u, str_printf(u->a, "='" STR_FMT, STR_ARG(value)));
    } else {
        if (c == '{')
            complain(&u->src, u->src.line, "put double quotes around the value of " STR_FMT, STR_ARG(h->attr));
        value = take_name(u, "an unquoted value");
        emit_literal(u, str_printf(u->a, "=" STR_FMT, STR_ARG(value)));
    }
}

static void step_tag(struct unit *u)
{
    char c = look(&u->src, 0);

    if (is_space(c))
        advance(&u->src, 1);
    else if (c == '>' || (c == '/' && look(&u->src, 1) == '>'))
        end_of_start_tag(u);
    else
        step_attribute(u);
}

static void step_value(struct unit *u)
{
    if (look(&u->src, 0) != '"') {
        u->html.begun = BEGUN;
        emit_literal(u, advance(&u->src, 1));
        return;
    }
    if (u->html.floor_place == IN_VALUE)
        complain(&u->src, u->src.line, "a branch inside an attribute's value cannot end the value");
    emit_literal(u, advance(&u->src, 1));
    u->html.place = IN_TAG;
}

void html_step(struct unit *u)
{
    if (u->html.place == IN_TEXT)
        step_text(u);
    else if (u->html.place == IN_TAG)
        step_tag(u);
    else
        step_value(u);
}

const char *html_writer(struct unit *u, int line)
{
    struct html *h = &u->html;
    enum begun begun = h->begun;

    if (h->place == IN_TEXT && is_innermost(u, S("script")))
        return "out_json";
    if (h->place == IN_TEXT)
        return html_is_plain_text(u) ? "out_attr" : "out_text";
    if (h->place == IN_TAG)
        complain(&u->src, line, "a hole can stand in a tag only inside the double quotes of an attribute");
    if (h->attr_kind == CLOSED_ATTR)
        complain(&u->src, line, "no hole is safe in the attribute " STR_FMT, STR_ARG(h->attr));
    h->begun = BEGUN;
    if (h->attr_kind == PLAIN_ATTR)
        return "out_attr";
    if (begun == DEPENDS)
        complain(&u->src, line, "where this address begins depends on a condition; write the whole address in each branch");
    return begun == EMPTY ? "out_url" : "out_urlpart";
}

void html_check_balanced(struct unit *u, int line, const char *before)
{
    struct html *h = &u->html;

    if (h->place != h->floor_place)
        complain(&u->src, line, "<" STR_FMT " (line %d) is not finished before %s", STR_ARG(h->tag), h->tag_line, before);
    if (h->open.n > h->floor)
        complain(&u->src, line, "<" STR_FMT "> (line %d) is not closed before %s",
                 STR_ARG(h->open.items[h->open.n - 1].name), h->open.items[h->open.n - 1].line, before);
}
