/* web/body.c — the whole body is there before it is parsed: its size is
 * limited, so a parser with states would buy nothing. */
#include "web/body.h"
#include "base/utf8.h"
#include "web/head.h"

#define MAX_BOUNDARY     ((size_t)70)            /* RFC 2046 §5.1.1 */
#define MAX_PART_HEADERS 8
#define MAX_NAME         ((size_t)200)
#define MAX_URLENCODED   ((size_t)2 << 20)       /* decoding copies; files come as multipart */

static str media_type(str content_type)
{
    str type = {NULL, 0};

    if (content_type.p)
        str_cut(&content_type, ';', &type);
    return str_trim(type);
}

static bool is_urlencoded(str content_type)
{
    return str_eq_nocase(media_type(content_type), S("application/x-www-form-urlencoded"));
}

static bool is_multipart(str content_type)
{
    return str_eq_nocase(media_type(content_type), S("multipart/form-data"));
}

bool body_is_form(str content_type)
{
    return is_urlencoded(content_type) || is_multipart(content_type);
}

static code parse_urlencoded(struct arena *a, str body, size_t max_fields, struct part_list *out, struct error *err)
{
    struct pair_list pairs = {0};

    if (body.n > MAX_URLENCODED)
        return fail(err, LIMIT, "", "the form is larger than 2 MB");
    TRY(head_pairs(a, body, max_fields, &pairs, err));
    for (size_t i = 0; i < pairs.n; i++)
        *list_add(a, out) = (struct part){.name = pairs.items[i].name, .value = pairs.items[i].value};
    return OK;
}

/* Parameters: ; name="value" or ; name=value (RFC 9110 §5.6.6). Browsers write
 * a quote in a file name as %22 and nothing with a backslash (HTML §4.10.22.8). */

static bool next_parameter(str *rest, str *name, str *value)
{
    *rest = str_trim(*rest);
    if (!str_starts(*rest, S(";")))
        return false;
    *rest = str_trim(str_from(*rest, 1));
    if (rest->n == 0)
        return false;
    ptrdiff_t equals = str_find_byte(*rest, '=');
    if (equals <= 0)
        return false;
    *name = str_trim(str_slice(*rest, 0, (size_t)equals));
    *rest = str_trim(str_from(*rest, (size_t)equals + 1));
    bool quoted = str_starts(*rest, S("\""));
    str from = quoted ? str_from(*rest, 1) : *rest;
    ptrdiff_t end = str_find_byte(from, quoted ? '"' : ';');
    if (quoted && end < 0)
        return false;
    *value = end < 0 ? str_trim(from) : str_slice(from, 0, (size_t)end);
    *rest = end < 0 ? (str){NULL, 0} : str_from(from, (size_t)end + (quoted ? 1 : 0));
    return true;
}

/* False: the header goes on with something that is no parameter. `*out` is
 * absent when there is none of that name. */
static bool parameter(str header, const char *wanted, str *out)
{
    ptrdiff_t semicolon = str_find_byte(header, ';');
    str rest = semicolon < 0 ? (str){NULL, 0} : str_from(header, (size_t)semicolon), name, value;

    *out = (str){NULL, 0};
    while (next_parameter(&rest, &name, &value))
        if (str_is_absent(*out) && str_eq_nocase(name, cstr(wanted)))
            *out = value;
    return rest.n == 0;
}

/* Multipart. */

static code read_part_header(str line, struct part *p, struct error *err)
{
    ptrdiff_t colon = str_find_byte(line, ':');

    if (colon <= 0 || str_find_byte(line, '\0') >= 0)
        return fail(err, BAD_INPUT, "", "a part of the form has a broken header");
    str name = str_trim(str_slice(line, 0, (size_t)colon)), value = str_trim(str_from(line, (size_t)colon + 1));
    if (str_eq_nocase(name, S("content-type")))
        p->content_type = value;
    if (!str_eq_nocase(name, S("content-disposition")))
        return OK;
    if (!str_is_absent(p->name))
        return fail(err, BAD_INPUT, "", "a part of the form is named twice");
    if (!parameter(value, "name", &p->name) || !parameter(value, "filename", &p->file_name))
        return fail(err, BAD_INPUT, "", "a part of the form has a broken header");
    return OK;
}

/* The last segment of whatever path the client sent; a name to show, never to open. */
static str base_name(str s)
{
    for (size_t i = s.n; i > 0; i--)
        if (s.p[i - 1] == '/' || s.p[i - 1] == '\\')
            return str_from(s, i);
    return s;
}

static code check_part(struct part *p, struct error *err)
{
    if (str_is_empty(p->name) || p->name.n > MAX_NAME || !utf8_is_valid(p->name) ||
        utf8_has_controls(p->name))
        return fail(err, BAD_INPUT, "", "a part of the form has no name");
    if (str_is_absent(p->file_name))
        return OK;
    if (!utf8_is_valid(p->file_name) || utf8_has_controls(p->file_name))
        return fail(err, BAD_INPUT, "", "a file's name holds characters that are not text");
    p->file_name = utf8_cut(base_name(p->file_name), MAX_NAME);
    return OK;
}

/* Takes one line ended by CRLF; a bare CR or LF is no end and no text. */
static code take_line(str *rest, str *line, struct error *err)
{
    ptrdiff_t end = str_find(*rest, S("\r\n"));

    if (end < 0)
        return fail(err, BAD_INPUT, "", "the form ends in the middle");
    *line = str_slice(*rest, 0, (size_t)end);
    if (str_find_byte(*line, '\n') >= 0 || str_find_byte(*line, '\r') >= 0)
        return fail(err, BAD_INPUT, "", "a part of the form has a broken header");
    *rest = str_from(*rest, (size_t)end + 2);
    return OK;
}

static code take_part(str *rest, str delimiter, struct part *p, struct error *err)
{
    str line;

    for (size_t i = 0;; i++) {
        TRY(take_line(rest, &line, err));
        if (line.n == 0)
            break;
        if (i == MAX_PART_HEADERS)
            return fail(err, LIMIT, "", "a part of the form has too many headers");
        TRY(read_part_header(line, p, err));
    }
    ptrdiff_t end = str_find(*rest, delimiter);
    if (end < 0)
        return fail(err, BAD_INPUT, "", "the form ends in the middle");
    p->value = str_slice(*rest, 0, (size_t)end);
    *rest = str_from(*rest, (size_t)end + delimiter.n);
    return check_part(p, err);
}

static bool is_boundary(str s)
{
    if (s.n == 0 || s.n > MAX_BOUNDARY)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~')
            return false;
    return true;
}

static code parse_multipart(struct arena *a, str content_type, str body, size_t max_fields,
                            struct part_list *out, struct error *err)
{
    str boundary, line;

    if (!parameter(content_type, "boundary", &boundary) || !is_boundary(boundary))
        return fail(err, BAD_INPUT, "", "the form names no boundary");
    str delimiter = str_printf(a, "\r\n--" STR_FMT, STR_ARG(boundary));
    if (!str_starts(body, str_from(delimiter, 2)))
        return fail(err, BAD_INPUT, "", "the form does not begin with its boundary");
    body = str_from(body, delimiter.n - 2);
    while (!str_starts(body, S("--"))) {
        TRY(take_line(&body, &line, err));
        if (str_trim(line).n)
            return fail(err, BAD_INPUT, "", "a boundary of the form is broken");
        if (out->n == max_fields)
            return fail(err, LIMIT, "", "more than %zu fields", max_fields);
        struct part p = {0};
        TRY(take_part(&body, delimiter, &p, err));
        *list_add(a, out) = p;
    }
    return OK;
}

code body_parse(struct arena *a, str content_type, str body, size_t max_fields,
                struct part_list *out, struct error *err)
{
    if (is_multipart(content_type))
        return parse_multipart(a, content_type, body, max_fields, out, err);
    return parse_urlencoded(a, body, max_fields, out, err);
}
