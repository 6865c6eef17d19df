/* base/uri.c — RFC 3986. Splitting is lenient (appendix B), so that any text
 * can be resolved; uri_parse then checks each part. */
#include "base/uri.h"
#include <arpa/inet.h>
#include <string.h>
#include "base/arena.h"

#define MAX_PORT 65535

static const str absent = {NULL, 0};

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_unreserved(char c)
{
    return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Splitting. */

/* Length of the scheme at the front, 0 when there is none (§3.1). */
static size_t scheme_length(str s)
{
    size_t n = 0;

    if (s.n == 0 || !is_alpha(s.p[0]))
        return 0;
    while (n < s.n && (is_alpha(s.p[n]) || is_digit(s.p[n]) || s.p[n] == '+' || s.p[n] == '-' ||
                       s.p[n] == '.'))
        n++;
    return n < s.n && s.p[n] == ':' ? n : 0;
}

/* Takes what stands before the first of `stops` off the front of `*rest`. */
static str take_until(str *rest, const char *stops)
{
    str part = *rest;

    for (; *stops; stops++) {
        ptrdiff_t at = str_find_byte(part, *stops);
        part = at < 0 ? part : str_slice(part, 0, (size_t)at);
    }
    *rest = str_from(*rest, part.n);
    return part;
}

static void split_authority(struct uri *u)
{
    str s = u->authority;
    ptrdiff_t at = str_find_byte(s, '@');

    if (at >= 0) {
        u->userinfo = str_slice(s, 0, (size_t)at);
        s = str_from(s, (size_t)at + 1);
    }
    ptrdiff_t bracket = s.n && s.p[0] == '[' ? str_find_byte(s, ']') : -1;
    size_t from = bracket >= 0 ? (size_t)bracket : 0;
    ptrdiff_t colon = str_find_byte(str_from(s, from), ':');
    u->host = colon < 0 ? s : str_slice(s, 0, from + (size_t)colon);
    u->port = colon < 0 ? absent : str_from(s, from + (size_t)colon + 1);
}

static struct uri split(str text)
{
    struct uri u = {0};
    str rest = text.p ? text : S("");
    size_t n = scheme_length(rest);

    if (n) {
        u.scheme = str_slice(rest, 0, n);
        rest = str_from(rest, n + 1);
    }
    if (str_starts(rest, S("//"))) {
        rest = str_from(rest, 2);
        u.authority = take_until(&rest, "/?#");
        split_authority(&u);
    }
    u.path = take_until(&rest, "?#");
    if (str_starts(rest, S("?"))) {
        rest = str_from(rest, 1);
        u.query = take_until(&rest, "#");
    }
    if (str_starts(rest, S("#")))
        u.fragment = str_from(rest, 1);
    return u;
}

/* Checking. */

/* Characters that no URI has (RFC 2396 §2.4.3 names them). */
static bool is_excluded(unsigned char c)
{
    switch (c) {
    case '<':
    case '>':
    case '"':
    case '{':
    case '}':
    case '|':
    case '\\':
    case '^':
    case '`':
        return true;
    }
    return false;
}

static code check_characters(str s, struct error *err)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c == 0x7F)
            return fail(err, BAD_INPUT, "", "a space or control character at position %zu", i + 1);
        if (is_excluded(c))
            return fail(err, BAD_INPUT, "", "the character %c may not stand in an address", c);
        if (c == '%' && (i + 2 >= s.n || hex_value(s.p[i + 1]) < 0 || hex_value(s.p[i + 2]) < 0))
            return fail(err, BAD_INPUT, "", "a percent sign without two hex digits");
    }
    return OK;
}

/* What stands between brackets: an IPv6 address, or "v1.…" of the future. */
static bool is_ip_literal(str s)
{
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;

    if (s.n > 3 && (s.p[0] == 'v' || s.p[0] == 'V')) {
        ptrdiff_t dot = str_find_byte(s, '.');
        for (size_t i = 1; i < s.n; i++)
            if (i < (size_t)dot ? hex_value(s.p[i]) < 0 : strchr("/?#[]@%", s.p[i]) != NULL)
                return false;
        return dot > 1 && (size_t)dot + 1 < s.n;
    }
    if (s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return inet_pton(AF_INET6, text, &address) == 1;
}

static bool is_host(str s)
{
    if (s.n > 2 && s.p[0] == '[')
        return s.p[s.n - 1] == ']' && is_ip_literal(str_slice(s, 1, s.n - 1));
    for (size_t i = 0; i < s.n; i++)
        if (strchr("[]@:", s.p[i]))
            return false;
    return true;
}

static bool is_digits(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]))
            return false;
    return true;
}

static bool has_brackets(str s)
{
    return str_find_byte(s, '[') >= 0 || str_find_byte(s, ']') >= 0;
}

code uri_parse(str text, struct uri *out, struct error *err)
{
    struct uri u = split(text);

    TRY(check_characters(text, err));
    if (!is_host(u.host) || has_brackets(u.userinfo))
        return fail(err, BAD_INPUT, "", "broken host name");
    if (!is_digits(u.port))
        return fail(err, BAD_INPUT, "", "the port is not a number");
    if (!u.scheme.p && !u.authority.p) {
        /* path-noscheme, §4.2: it would be read as a scheme elsewhere */
        str rest = u.path;
        if (str_find_byte(take_until(&rest, "/"), ':') >= 0)
            return fail(err, BAD_INPUT, "", "what stands before the colon is not a scheme");
    }
    *out = u;
    return OK;
}

/* Resolving. */

static void drop_last_segment(struct buf *out)
{
    while (out->n && out->p[--out->n] != '/')
        ;
}

/* §5.2.4, with its letters: each step takes a prefix off the input. */
static str remove_dot_segments(struct arena *a, str in)
{
    struct buf out = buf_new(a);

    while (in.n) {
        if (str_starts(in, S("../")))                                     /* A */
            in = str_from(in, 3);
        else if (str_starts(in, S("./")))
            in = str_from(in, 2);
        else if (str_starts(in, S("/./")))                                /* B */
            in = str_from(in, 2);
        else if (str_eq(in, S("/.")))
            in = S("/");
        else if (str_starts(in, S("/../")) || str_eq(in, S("/.."))) {     /* C */
            in = in.n == 3 ? S("/") : str_from(in, 3);
            drop_last_segment(&out);
        } else if (str_eq(in, S(".")) || str_eq(in, S("..")))             /* D */
            in = S("");
        else {                                                            /* E */
            str rest = str_from(in, 1);
            take_until(&rest, "/");
            buf_put(&out, str_slice(in, 0, in.n - rest.n));
            in = rest;
        }
    }
    return buf_done(&out);
}

/* §5.2.3 */
static str merge(struct arena *a, const struct uri *base, str path)
{
    if (base->authority.p && base->path.n == 0)
        return str_join(a, S("/"), path);
    size_t n = base->path.n;
    while (n && base->path.p[n - 1] != '/')
        n--;
    return str_join(a, str_slice(base->path, 0, n), path);
}

/* §5.3. The "/." keeps a path such as "//x" from being read as a host. */
static str recompose(struct arena *a, const struct uri *u)
{
    struct buf b = buf_new(a);

    if (u->scheme.p) {
        buf_put(&b, u->scheme);
        buf_byte(&b, ':');
    }
    if (u->authority.p) {
        buf_putz(&b, "//");
        buf_put(&b, u->authority);
    } else if (str_starts(u->path, S("//"))) {
        buf_putz(&b, "/.");
    }
    buf_put(&b, u->path);
    if (u->query.p) {
        buf_byte(&b, '?');
        buf_put(&b, u->query);
    }
    if (u->fragment.p) {
        buf_byte(&b, '#');
        buf_put(&b, u->fragment);
    }
    return buf_done(&b);
}

/* §5.2.2 */
str uri_resolve(struct arena *a, str base_text, str reference)
{
    struct uri base = split(base_text), r = split(reference), t = r;

    if (!r.scheme.p) {
        t.scheme = base.scheme;
        if (!r.authority.p) {
            t.authority = base.authority;
            if (r.path.n == 0) {
                t.path = base.path;
                t.query = r.query.p ? r.query : base.query;
                return recompose(a, &t);
            }
            if (r.path.p[0] != '/')
                t.path = merge(a, &base, r.path);
        }
    }
    t.path = remove_dot_segments(a, t.path);
    return recompose(a, &t);
}

/* Asking. */

bool uri_is_absolute(str text)
{
    return scheme_length(text) > 0;
}

/* The port as a number; the scheme's own when none is written; -1: too large. */
static int64_t port_of(const struct uri *u)
{
    int64_t port = str_eq_nocase(u->scheme, S("https")) ? 443 : 80;

    if (u->port.n && (!str_to_int(u->port, &port) || port > MAX_PORT))
        return -1;
    return port;
}

static bool parse_http(str text, struct uri *u)
{
    return uri_parse(text, u, NULL) == OK && u->host.n && port_of(u) >= 0 &&
           (str_eq_nocase(u->scheme, S("http")) || str_eq_nocase(u->scheme, S("https")));
}

/* A host of plain letters and a path of unreserved ones: nothing to parse. */
static bool is_plain_http(str text)
{
    str rest = str_starts(text, S("https://")) ? str_from(text, 8)
               : str_starts(text, S("http://")) ? str_from(text, 7) : S("");
    bool in_host = true;

    if (rest.n == 0 || rest.p[0] == '/')
        return false;
    for (size_t i = 0; i < rest.n; i++) {
        char c = rest.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        in_host = in_host && c != '/';
        if (!letter && (in_host || (c != '/' && c != '_' && c != '~')))
            return false;
    }
    return true;
}

bool uri_is_http(str text)
{
    struct uri u;

    return is_plain_http(text) || parse_http(text, &u);
}

str uri_origin(struct arena *a, str text)
{
    struct uri u;
    struct buf b = buf_new(a);

    if (!parse_http(text, &u))
        return absent;
    buf_put(&b, str_lower(a, u.scheme));
    buf_putz(&b, "://");
    buf_put(&b, str_lower(a, u.host));
    if (port_of(&u) != (str_eq_nocase(u.scheme, S("https")) ? 443 : 80)) {
        buf_byte(&b, ':');
        buf_int(&b, port_of(&u));
    }
    return buf_done(&b);
}

static bool same_part(str x, str y)
{
    return str_is_absent(x) == str_is_absent(y) && str_eq(x, y);
}

bool uri_is_same(struct arena *a, str x, str y)
{
    struct uri u, v;

    if (str_eq(x, y))
        return true;
    return parse_http(x, &u) && parse_http(y, &v) && str_eq(uri_origin(a, x), uri_origin(a, y)) &&
           same_part(u.userinfo, v.userinfo) && str_eq(u.path, v.path) &&
           same_part(u.query, v.query) && same_part(u.fragment, v.fragment);
}

str uri_without_fragment(str text)
{
    ptrdiff_t at = str_find_byte(text, '#');

    return at < 0 ? text : str_slice(text, 0, (size_t)at);
}

/* Percent signs. */

str uri_encode(struct arena *a, str text)
{
    static const char digits[] = "0123456789ABCDEF";
    struct buf b = buf_new(a);

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (is_unreserved(text.p[i])) {
            buf_byte(&b, text.p[i]);
        } else {
            buf_byte(&b, '%');
            buf_byte(&b, digits[c >> 4]);
            buf_byte(&b, digits[c & 15]);
        }
    }
    return buf_done(&b);
}

code uri_decode(struct arena *a, str text, bool plus, str *out, struct error *err)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '+' && plus) {
            buf_byte(&b, ' ');
        } else if (text.p[i] == '%') {
            int high = i + 2 < text.n ? hex_value(text.p[i + 1]) : -1;
            int low = i + 2 < text.n ? hex_value(text.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return fail(err, BAD_INPUT, "", "a percent sign without two hex digits");
            buf_byte(&b, (char)(high << 4 | low));
            i += 2;
        } else {
            buf_byte(&b, text.p[i]);
        }
    }
    *out = buf_done(&b);
    return OK;
}
