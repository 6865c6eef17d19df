/* format/json_schema_format.c — the formats that are asserted. Where a badge of
 * the wild would fail over spelling alone they are looser than their RFC: an
 * IRI passes for a URI. */
#include <arpa/inet.h>
#include <stdio.h>
#include "base/clock.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "format/json_schema.h"

#define TIME_MAX 64 /* bytes of any date or time */

static bool is_date_time(str s)
{
    msec t;

    return time_parse(s, &t, NULL) == OK;
}

static bool is_date(str s)
{
    struct date d;

    return date_parse(s, &d, NULL) == OK;
}

static bool is_time(str s)
{
    char text[TIME_MAX + 16];

    if (s.n > TIME_MAX || str_find_byte(s, '\0') >= 0)
        return false;
    int n = snprintf(text, sizeof text, "1970-01-01T" STR_FMT, STR_ARG(s));
    return is_date_time((str){text, (size_t)n});
}

static bool is_uri_reference(str s)
{
    struct uri u;

    return uri_parse(s, &u, NULL) == OK;
}

static bool is_uri(str s)
{
    return uri_is_absolute(s) && is_uri_reference(s);
}

static bool is_email(str s)
{
    ptrdiff_t at = str_find_byte(s, '@');

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7F)
            return false;
    return at > 0 && (size_t)at + 1 < s.n && str_find_byte(str_from(s, (size_t)at + 1), '@') < 0;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_uuid(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (i == 8 || i == 13 || i == 18 || i == 23 ? s.p[i] != '-' : !is_hex(s.p[i]))
            return false;
    return s.n == 36;
}

static bool is_address(str s, int family)
{
    char text[INET6_ADDRSTRLEN];
    unsigned char address[16];

    if (s.n >= sizeof text || str_find_byte(s, '\0') >= 0)
        return false;
    snprintf(text, sizeof text, STR_FMT, STR_ARG(s));
    return inet_pton(family, text, address) == 1;
}

static bool is_ipv4(str s)
{
    return is_address(s, AF_INET);
}

static bool is_ipv6(str s)
{
    return is_address(s, AF_INET6);
}

static bool is_label(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] | 0x20;
        if (!(c >= 'a' && c <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
            return false;
    }
    return s.n > 0 && s.n < 64 && s.p[0] != '-' && s.p[s.n - 1] != '-';
}

static bool is_hostname(str s)
{
    str label;

    if (s.n > 253)
        return false;
    while (str_cut(&s, '.', &label))
        if (!is_label(label))
            return false;
    return true;
}

static bool is_json_pointer(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '~' && (i + 1 == s.n || (s.p[i + 1] != '0' && s.p[i + 1] != '1')))
            return false;
    return s.n == 0 || s.p[0] == '/';
}

static const struct {
    const char *name;
    bool (*is)(str s);
} formats[] = {
    {"date-time", is_date_time},
    {"date", is_date},
    {"time", is_time},
    {"uri", is_uri},
    {"iri", is_uri},
    {"url", is_uri},
    {"uri-reference", is_uri_reference},
    {"iri-reference", is_uri_reference},
    {"email", is_email},
    {"idn-email", is_email},
    {"uuid", is_uuid},
    {"hostname", is_hostname},
    {"ipv4", is_ipv4},
    {"ipv6", is_ipv6},
    {"json-pointer", is_json_pointer},
};

bool json_schema_format(str format, str text)
{
    for (size_t i = 0; i < COUNT(formats); i++)
        if (str_eq(format, cstr(formats[i].name)))
            return formats[i].is(text);
    return true;
}
