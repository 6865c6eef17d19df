/* web/mime.c */
#include "web/mime.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/utf8.h"

#define WORD_BYTES  ((size_t)42)                 /* 56 characters of base64: a word has at most 75 */
#define PLAIN_MAX   ((size_t)200)
#define LINE_LENGTH 76                           /* RFC 2045 §6.7 */

static bool is_plain(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return s.n <= PLAIN_MAX && !str_contains(s, S("=?"));
}

/* RFC 2047 §2: words of whole characters, one on each line. */
static void encoded_words(struct buf *b, str s)
{
    bool first = true;

    while (s.n) {
        str part = utf8_cut(s, WORD_BYTES);
        if (part.n == 0)
            part = str_slice(s, 0, WORD_BYTES);
        buf_printf(b, "%s=?UTF-8?B?" STR_FMT "?=", first ? "" : "\r\n ",
                   STR_ARG(base64_encode(b->a, part)));
        s = str_from(s, part.n);
        first = false;
    }
}

void mime_phrase(struct buf *b, str text)
{
    if (!is_plain(text)) {
        encoded_words(b, text);
        return;
    }
    buf_byte(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            buf_byte(b, '\\');
        buf_byte(b, text.p[i]);
    }
    buf_byte(b, '"');
}

void mime_unstructured(struct buf *b, str text)
{
    if (is_plain(text))
        buf_put(b, text);
    else
        encoded_words(b, text);
}

static bool is_literal(char c)
{
    return (c >= ' ' && c <= '~' && c != '=') || c == '\t';
}

static void quoted_line(struct buf *b, str line)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t column = 0;

    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        bool last = i + 1 == line.n;
        bool literal = is_literal((char)c) && !(last && (c == ' ' || c == '\t'));
        if (column + (literal ? 1 : 3) > LINE_LENGTH - 1) {
            buf_putz(b, "=\r\n");
            column = 0;
        }
        if (literal) {
            buf_byte(b, (char)c);
        } else {
            buf_byte(b, '=');
            buf_byte(b, digits[c >> 4]);
            buf_byte(b, digits[c & 15]);
        }
        column += literal ? 1 : 3;
    }
    buf_putz(b, "\r\n");
}

void mime_quoted_printable(struct buf *b, str text)
{
    str line;

    while (str_cut_line(&text, &line))
        quoted_line(b, line);
}

void mime_date(struct buf *b, int64_t now)
{
    static const char days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct date d = date_of(now);
    int64_t day = date_start(d) / DAY;
    int seconds = (int)((now - date_start(d)) / SECOND);

    buf_printf(b, "%s, %d %s %04d %02d:%02d:%02d +0000", days[((day % 7) + 7) % 7], d.day,
               months[d.month - 1], d.year, seconds / 3600, seconds / 60 % 60, seconds % 60);
}
