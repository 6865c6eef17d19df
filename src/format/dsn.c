/* format/dsn.c — the fields of a report, found line by line. Its part for programs
 * is never encoded (RFC 3464 §2.1), so no MIME needs to be taken apart, and a
 * report that some server wrote carelessly is understood too. */
#include "format/dsn.h"

#define LINE_MOST 1000

/* What may be shown on a page and kept in a row. */
static str clean(struct arena *a, str text)
{
    struct buf b = buf_new(a);

    text = str_trim(text);
    for (size_t i = 0; i < text.n && b.n < LINE_MOST; i++)
        buf_byte(&b, text.p[i] >= ' ' && text.p[i] < 0x7F ? text.p[i] : ' ');
    return str_trim(buf_done(&b));
}

/* "smtp; 550 No such user", "rfc822; ann@x.org": the kind is left out. */
static str without_kind(str value)
{
    ptrdiff_t at = str_find_byte(value, ';');

    return at < 0 ? value : str_trim(str_from(value, (size_t)at + 1));
}

/* The last one is that of the mail within the report; its own comes first. */
static void take_id(str value, struct dsn *d)
{
    ptrdiff_t from = str_find_byte(value, '<'), to = str_find_byte(value, '>');

    str id = from >= 0 && to > from ? str_slice(value, (size_t)from + 1, (size_t)to) : S("");

    if (id.n > 0 && str_find_byte(id, '<') < 0 && str_find_byte(id, ' ') < 0)
        d->message = id;
}

static void take_field(struct arena *a, str line, struct dsn *d, bool *is_report)
{
    ptrdiff_t colon = str_find_byte(line, ':');

    if (colon <= 0 || colon > 40)
        return;
    str name = str_lower(a, str_slice(line, 0, (size_t)colon)), value = clean(a, str_from(line, (size_t)colon + 1));
    if (str_eq(name, S("message-id")))
        take_id(value, d);
    else if (str_eq(name, S("final-recipient")))
        d->recipient = without_kind(value);
    else if (str_eq(name, S("action"))) {
        *is_report = true;
        d->is_final = str_starts(str_lower(a, value), S("failed"));
    } else if (str_eq(name, S("status")))
        d->status = str_slice(value, 0, value.n < 12 ? value.n : 12);
    else if (str_eq(name, S("diagnostic-code")))
        d->said = without_kind(value);
}

code dsn_read(struct arena *a, str mail, struct dsn *out, struct error *err)
{
    struct dsn d = {.recipient = S(""), .status = S(""), .said = S("")};
    str rest = str_slice(mail, 0, mail.n < DSN_MOST ? mail.n : DSN_MOST), line;
    bool is_report = false;

    while (str_cut_line(&rest, &line)) {
        struct buf whole = buf_new(a);
        buf_put(&whole, str_slice(line, 0, line.n < LINE_MOST ? line.n : LINE_MOST));
        while ((str_starts(rest, S(" ")) || str_starts(rest, S("\t"))) && str_cut_line(&rest, &line))   /* folded */
            if (whole.n + line.n < LINE_MOST)
                buf_put(&whole, line);
        take_field(a, buf_done(&whole), &d, &is_report);
    }
    if (!is_report)
        return fail(err, BAD_INPUT, "mail", "this mail is no report about another one");
    if (str_is_empty(d.message))
        return fail(err, BAD_INPUT, "mail", "the report does not say which mail it is about");
    *out = d;
    return OK;
}
