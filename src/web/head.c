/* web/head.c */
#include "web/head.h"
#include <arpa/inet.h>
#include <string.h>
#include "base/uri.h"
#include "base/utf8.h"

#define MAX_QUERY   200
#define MAX_COOKIES 50
#define MAX_HOST    ((size_t)260)

/* Framing. */

static bool is_host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
}

static code check_host(str host, struct error *err)
{
    if (host.n == 0 || host.n > MAX_HOST || host.p[0] == ':')
        return fail(err, BAD_INPUT, "host", "the Host header names no host");
    for (size_t i = 0; i < host.n; i++)
        if (!is_host_character(host.p[i]))
            return fail(err, BAD_INPUT, "host", "the Host header holds a character that no host has");
    return OK;
}

static code read_length(str value, int64_t *out, struct error *err)
{
    if (value.n == 0 || value.p[0] < '0' || value.p[0] > '9' || !str_to_int(value, out))
        return fail(err, BAD_INPUT, "content-length", "the Content-Length is not a number");
    return OK;
}

static const struct pair *only(const struct pair_list *headers, str name, size_t *count)
{
    const struct pair *found = NULL;

    *count = 0;
    for (size_t i = 0; i < headers->n; i++)
        if (str_eq(headers->items[i].name, name)) {
            found = &headers->items[i];
            ++*count;
        }
    return found;
}

static code check_names(const struct pair_list *headers, struct error *err)
{
    for (size_t i = 0; i < headers->n; i++) {
        str name = headers->items[i].name;
        for (size_t j = 0; j < name.n; j++)
            if ((unsigned char)name.p[j] <= ' ' || (unsigned char)name.p[j] >= 0x7F)
                return fail(err, BAD_INPUT, "", "a header has a name that is none");
    }
    return OK;
}

code head_check(const struct pair_list *headers, bool is_http10, size_t max_headers, int64_t *length, struct error *err)
{
    size_t hosts, lengths, codings;
    const struct pair *host = only(headers, S("host"), &hosts);
    const struct pair *content_length = only(headers, S("content-length"), &lengths);
    const struct pair *coding = only(headers, S("transfer-encoding"), &codings);

    *length = 0;
    if (headers->n > max_headers)
        return fail(err, LIMIT, "", "more than %zu headers", max_headers);
    TRY(check_names(headers, err));
    if (hosts > 1 || (hosts == 0 && !is_http10))
        return fail(err, BAD_INPUT, "host", "there must be exactly one Host header");
    if (host)
        TRY(check_host(host->value, err));
    if (lengths + codings > 1)
        return fail(err, BAD_INPUT, "content-length", "the length of the body is said more than once");
    if (coding) {
        if (is_http10 || !str_eq_nocase(coding->value, S("chunked")))
            return fail(err, UNSUPPORTED, "transfer-encoding", "only the transfer coding chunked is known");
        *length = -1;
    }
    return content_length ? read_length(content_length->value, length, err) : OK;
}

/* Target. */

static bool has_dot_segment(str path)
{
    str segment;

    while (str_cut(&path, '/', &segment))
        if (str_eq(segment, S(".")) || str_eq(segment, S("..")))
            return true;
    return false;
}

/* "%2F" would become a slash that the router takes for its own. */
static bool has_encoded_slash(str path)
{
    for (size_t i = 0; i + 2 < path.n; i++)
        if (path.p[i] == '%' && ((path.p[i + 1] == '2' && (path.p[i + 2] | 0x20) == 'f') ||
                                 (path.p[i + 1] == '5' && (path.p[i + 2] | 0x20) == 'c')))
            return true;
    return false;
}

static code decode_path(struct arena *a, str raw, str *path, struct error *err)
{
    if (!str_starts(raw, S("/")) || has_encoded_slash(raw) || str_find_byte(raw, '\\') >= 0)
        return fail(err, BAD_INPUT, "", "the address is not a path");
    TRY(uri_decode(a, raw, false, path, err));
    if (str_find_byte(*path, '\0') >= 0 || !utf8_is_valid(*path))
        return fail(err, BAD_INPUT, "", "the address holds bytes that are not text");
    if (has_dot_segment(*path))
        return fail(err, BAD_INPUT, "", "the address climbs out of its folder");
    return OK;
}

code head_pairs(struct arena *a, str text, size_t max, struct pair_list *out, struct error *err)
{
    str one, name;

    if (text.n == 0)
        return OK;
    while (str_cut(&text, '&', &one)) {
        if (one.n == 0)
            continue;
        if (out->n == max)
            return fail(err, LIMIT, "", "more than %zu values", max);
        struct pair p = {0};
        str_cut(&one, '=', &name);
        TRY(uri_decode(a, name, true, &p.name, err));
        TRY(uri_decode(a, one.p ? one : S(""), true, &p.value, err));
        *list_add(a, out) = p;
    }
    return OK;
}

code head_target(struct arena *a, str target, str *path, struct pair_list *query, struct error *err)
{
    ptrdiff_t mark = str_find_byte(target, '?');

    TRY(decode_path(a, mark < 0 ? target : str_slice(target, 0, (size_t)mark), path, err));
    return mark < 0 ? OK : head_pairs(a, str_from(target, (size_t)mark + 1), MAX_QUERY, query, err);
}

void head_cookies(struct arena *a, str header, struct pair_list *out)
{
    str one, name;

    while (header.n && str_cut(&header, ';', &one) && out->n < MAX_COOKIES) {
        one = str_trim(one);
        if (str_find_byte(one, '=') <= 0)
            continue;
        str_cut(&one, '=', &name);
        if (one.n > 1 && one.p[0] == '"' && one.p[one.n - 1] == '"')
            one = str_slice(one, 1, one.n - 1);
        *list_add(a, out) = (struct pair){name, one};
    }
}

static bool is_numeric(str s)
{
    char text[INET6_ADDRSTRLEN];
    unsigned char bytes[16];

    if (s.n == 0 || s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

str head_forwarded(const struct pair_list *headers)
{
    str list = {0}, last = {0};

    for (size_t i = 0; i < headers->n; i++)
        if (str_eq(headers->items[i].name, S("x-forwarded-for")))
            list = headers->items[i].value;
    while (str_cut(&list, ',', &last))
        ;
    last = str_trim(last);
    return is_numeric(last) ? last : (str){0};
}
