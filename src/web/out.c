/* web/out.c — escaping by place: text, attribute, address, part of an address. */
#include "web/out.h"
#include "base/words.h"
#include <stdio.h>
#include <string.h>
#include "base/arena.h"
#include "web/asset.h"
#include "web/markdown.h"
#include "web/page.h"
#include "web/text.h"

void out_lit(struct out *o, const char *html, size_t n)
{
    buf_put(&o->buf, (str){html, n});
}

static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\0': return "\xEF\xBF\xBD";
    default: return NULL;
    }
}

/* The same five characters are escaped in text and in attributes: a value that
 * a later edit moves from one place to the other stays harmless. */
void out_escape(struct buf *b, str s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        const char *e = entity(s.p[i]);
        if (!e)
            continue;
        buf_put(b, str_slice(s, from, i));
        buf_putz(b, e);
        from = i + 1;
    }
    buf_put(b, str_from(s, from));
}

/* Text. */

void out_text_str(struct out *o, str s)
{
    out_escape(&o->buf, s);
}

void out_text_cstr(struct out *o, const char *s)
{
    out_escape(&o->buf, cstr(s));
}

static str plain_digits(char *text, size_t size, int64_t v)
{
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    size_t at = size;

    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    return (str){text + at, size - at};
}

static str lang(const struct out *o)
{
    return o->page ? o->page->lang : S("en");
}

/* Translators write a thousand as their readers do; between its digits stands
 * what separates them. */
static str thousands(const struct out *o)
{
    str pattern = cstr(text(lang(o), "1,000"));

    return pattern.n < 4 ? S("") : str_slice(pattern, 1, pattern.n - 3);
}

void out_text_int(struct out *o, int64_t v)
{
    char room[24];
    str digits = plain_digits(room, sizeof room, v), separator = thousands(o);

    if (v < 0)
        buf_byte(&o->buf, '-');
    for (size_t i = 0; i < digits.n; i++) {
        if (i && (digits.n - i) % 3 == 0)
            buf_put(&o->buf, separator);
        buf_byte(&o->buf, digits.p[i]);
    }
}

static void put_pattern(struct buf *b, str rest, const str *args, size_t n_pairs);

static str month(const struct out *o, struct date d)
{
    static const char *const names[12] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    return cstr(text(lang(o), names[d.month - 1]));
}

static void put_day(struct out *o, struct date d)
{
    char day[8], year[8];

    snprintf(day, sizeof day, "%d", d.day);
    snprintf(year, sizeof year, "%04d", d.year);
    put_pattern(&o->buf, cstr(text(lang(o), "{day} {month} {year}")),
                (const str[]){S("day"), cstr(day), S("month"), month(o, d), S("year"), cstr(year)}, 3);
}

str out_day_words(struct arena *a, str lang, msec t)
{
    struct page *p = NEW(a, struct page);
    struct out o = {.buf = buf_new(a), .page = p};

    p->lang = lang;
    put_day(&o, date_of(t));
    return buf_done(&o.buf);
}

str out_day_said(struct arena *a, msec t)
{
    const struct dictionary *d = words_spoken();

    return out_day_words(a, d ? dictionary_head(d, "Language") : S("en"), t);
}

void out_text_date(struct out *o, out_date v)
{
    struct date d = date_of(v.t);

    buf_printf(&o->buf, "<time datetime=\"%04d-%02d-%02d\">", d.year, d.month, d.day);
    put_day(o, d);
    buf_putz(&o->buf, "</time>");
}

void out_text_time(struct out *o, out_time v)
{
    struct date d = date_of(v.t);
    int minutes = (int)((v.t - date_start(d)) / MINUTE);

    buf_printf(&o->buf, "<time datetime=\"%04d-%02d-%02dT%02d:%02dZ\">", d.year, d.month, d.day,
               minutes / 60, minutes % 60);
    put_day(o, d);
    buf_printf(&o->buf, ", %02d:%02d UTC</time>", minutes / 60, minutes % 60);
}

void out_text_markdown(struct out *o, out_markdown m)
{
    markdown_write(&o->buf, m.source);
}

/* Attributes. */

void out_attr_str(struct out *o, str s)
{
    out_escape(&o->buf, s);
}

void out_attr_cstr(struct out *o, const char *s)
{
    out_escape(&o->buf, cstr(s));
}

void out_attr_int(struct out *o, int64_t v)
{
    buf_int(&o->buf, v);
}

void out_attr_date(struct out *o, out_date v)
{
    struct date d = date_of(v.t);

    buf_printf(&o->buf, "%04d-%02d-%02d", d.year, d.month, d.day);
}

/* Addresses. */

static bool starts_nocase(str s, str prefix)
{
    return str_eq_nocase(str_slice(s, 0, prefix.n), prefix);
}

/* A colon before the first slash, question mark or hash would make a scheme.
 * Browsers drop tabs and line ends inside an address and read "\" as "/". */
bool out_is_safe_url(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F)
            return false;
    if (starts_nocase(s, S("http://")) || starts_nocase(s, S("https://")) ||
        starts_nocase(s, S("mailto:")))
        return true;
    if (s.n && (s.p[0] == '/' || s.p[0] == '\\'))
        return s.p[0] == '/' && !(s.n > 1 && (s.p[1] == '/' || s.p[1] == '\\'));
    for (size_t i = 0; i < s.n && !strchr("/?#", s.p[i]); i++)
        if (s.p[i] == ':' || s.p[i] == '\\')
            return false;
    return !(s.n && s.p[0] == ' ');
}

static void put_percent(struct buf *b, char c)
{
    static const char digits[] = "0123456789ABCDEF";

    buf_byte(b, '%');
    buf_byte(b, digits[(unsigned char)c >> 4]);
    buf_byte(b, digits[(unsigned char)c & 15]);
}

/* Characters that have no place in an address are percent-encoded, the rest is
 * escaped as in any attribute. */
void out_escape_url(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c == 0x7F || strchr("\"<>\\^`{|}", c))
            put_percent(b, (char)c);
        else
            out_escape(b, str_slice(s, i, i + 1));
    }
}

void out_url_str(struct out *o, str s)
{
    if (out_is_safe_url(s))
        out_escape_url(&o->buf, s);
    else
        buf_byte(&o->buf, '#');
}

void out_url_cstr(struct out *o, const char *s)
{
    out_url_str(o, cstr(s));
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

/* A segment of dots alone would climb out of its folder. */
void out_urlpart_str(struct out *o, str s)
{
    bool dots = str_eq(s, S(".")) || str_eq(s, S(".."));

    for (size_t i = 0; i < s.n; i++)
        if (is_unreserved(s.p[i]) && !dots)
            buf_byte(&o->buf, s.p[i]);
        else
            put_percent(&o->buf, s.p[i]);
}

void out_urlpart_cstr(struct out *o, const char *s)
{
    out_urlpart_str(o, cstr(s));
}

void out_urlpart_int(struct out *o, int64_t v)
{
    buf_int(&o->buf, v);
}

/* Pieces of every page. */

/* "<" stands in strings alone there, so that "</script" and "<!--" never do. */
void out_json(struct out *o, str json)
{
    for (size_t i = 0; i < json.n; i++) {
        char c = json.p[i];
        if (c == '<' || c == '>' || c == '&')
            buf_printf(&o->buf, "\\u%04x", (unsigned)c);
        else
            buf_byte(&o->buf, c);
    }
}

void out_csrf(struct out *o)
{
    buf_putz(&o->buf, "<input type=\"hidden\" name=\"csrf\" value=\"");
    out_attr_str(o, o->page->csrf);
    buf_putz(&o->buf, "\">");
}

void out_asset(struct out *o, const char *name)
{
    out_url_str(o, asset_href(o->buf.a, name));
}

void out_icon(struct out *o, const char *name)
{
    buf_putz(&o->buf, "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"");
    out_asset(o, "icons.svg");
    buf_byte(&o->buf, '#');
    out_urlpart_cstr(o, name);
    buf_putz(&o->buf, "\"></use></svg>");
}

static const str *argument(str name, const str *args, size_t n_pairs)
{
    for (size_t i = 0; i < n_pairs; i++)
        if (str_eq(args[2 * i], name))
            return &args[2 * i + 1];
    return NULL;
}

/* A name without an argument is shown as it stands: a slip in a translation
 * must not take the page away. */
static void put_pattern(struct buf *b, str rest, const str *args, size_t n_pairs)
{
    for (;;) {
        ptrdiff_t open = str_find_byte(rest, '{');
        ptrdiff_t length = open < 0 ? -1 : str_find_byte(str_from(rest, (size_t)open), '}');
        if (length < 0)
            break;
        size_t from = (size_t)open, to = from + (size_t)length + 1;
        const str *value = argument(str_slice(rest, from + 1, to - 1), args, n_pairs);
        out_escape(b, str_slice(rest, 0, from));
        out_escape(b, value ? *value : str_slice(rest, from, to));
        rest = str_from(rest, to);
    }
    out_escape(b, rest);
}

void out_message(struct out *o, bool in_attribute, const char *english, const str *args, size_t n_pairs)
{
    (void)in_attribute;                          /* out_escape serves both */
    put_pattern(&o->buf, cstr(text(lang(o), english)), args, n_pairs);
}

str out_str_of_int(struct out *o, int64_t v)
{
    struct out digits = {.buf = buf_new(o->buf.a), .page = o->page};

    out_text_int(&digits, v);
    return buf_done(&digits.buf);
}
