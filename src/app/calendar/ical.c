/* calendar/ical.c */
#include "app/calendar/ical.h"

#include "base/utf8.h"

#define LINE_MOST 75                             /* octets, without the line's end (§3.1) */
#define AGAIN "PT6H"                             /* how often a reader need look */

/* A line that is longer goes on after a space, and no letter is torn. */
static void put_folded(struct buf *b, str line)
{
    size_t room = LINE_MOST;

    while (line.n > room) {
        str piece = utf8_cut(line, room);
        if (!piece.n)                            /* no UTF-8 */
            piece = str_slice(line, 0, room);
        buf_put(b, piece);
        buf_putz(b, "\r\n ");
        line = str_from(line, piece.n);
        room = LINE_MOST - 1;
    }
    buf_put(b, line);
    buf_putz(b, "\r\n");
}

/* TEXT (§3.3.11): a new line is written, other controls are left out. */
static void put_text(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\n')
            buf_putz(b, "\\n");
        else if (c == '\\' || c == ';' || c == ',')
            buf_printf(b, "\\%c", c);
        else if ((unsigned char)c >= ' ' && c != 0x7f)
            buf_byte(b, c);
    }
}

static void put_line(struct buf *b, const char *name, str text)
{
    struct buf line = buf_new(b->a);

    if (!text.n)
        return;
    buf_putz(&line, name);
    buf_byte(&line, ':');
    put_text(&line, text);
    put_folded(b, buf_done(&line));
}

static void put_day(struct buf *b, const char *name, struct date d)
{
    buf_printf(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.year, d.month, d.day);
}

/* "20260131T235900Z" */
static str moment(struct arena *a, msec t)
{
    struct buf b = buf_new(a);
    str s = time_format(a, t);

    for (size_t i = 0; i < s.n && s.p[i] != '.'; i++)
        if (s.p[i] != '-' && s.p[i] != ':' && s.p[i] != 'Z')
            buf_byte(&b, s.p[i]);
    buf_byte(&b, 'Z');
    return buf_done(&b);
}

void ical_begin(struct buf *b, str name)
{
    buf_putz(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Lapel//Calendar//EN\r\nCALSCALE:GREGORIAN\r\n");
    put_line(b, "NAME", name);                   /* RFC 7986 §5.1; and what came before it */
    put_line(b, "X-WR-CALNAME", name);
    buf_putz(b, "REFRESH-INTERVAL;VALUE=DURATION:" AGAIN "\r\nX-PUBLISHED-TTL:" AGAIN "\r\n");
}

void ical_put(struct buf *b, const struct ical_event *e)
{
    buf_putz(b, "BEGIN:VEVENT\r\n");
    put_line(b, "UID", e->uid);
    put_line(b, "DTSTAMP", moment(b->a, e->changed));
    put_day(b, "DTSTART", e->day);
    put_line(b, "SUMMARY", e->summary);
    put_line(b, "DESCRIPTION", e->description);
    put_line(b, "URL", e->url);
    buf_putz(b, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

void ical_end(struct buf *b)
{
    buf_putz(b, "END:VCALENDAR\r\n");
}
