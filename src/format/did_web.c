/* format/did_web.c — did:web and the address of its document. The name in
 * such a DID decides which machine is asked, so only the plainest form passes. */
#include "base/uri.h"
#include "format/did.h"

#define MAX_HOST  253
#define MAX_LABEL 63
#define MAX_URL   2048

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_label(str s)
{
    if (s.n == 0 || s.n > MAX_LABEL || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]) && s.p[i] != '-' && !((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z'))
            return false;
    return true;
}

/* Names that mean a machine inside somebody's network, and numbers: a last
 * label that begins with a digit is how every spelling of IPv4 ends. */
static bool is_private_or_number(str last_label)
{
    static const char *const inside[] = {"local", "localhost", "internal"};

    for (size_t i = 0; i < COUNT(inside); i++)
        if (str_eq_nocase(last_label, cstr(inside[i])))
            return true;
    return is_digit(last_label.p[0]);
}

static code check_host(str host, bool allow_local, struct error *err)
{
    str rest = host, label = {0};
    int labels = 0;

    if (allow_local && str_eq(host, S("localhost")))
        return OK;
    if (host.n > MAX_HOST)
        return fail(err, BAD_INPUT, "", "the host name in the did:web is too long");
    while (str_cut(&rest, '.', &label)) {
        labels++;
        if (!is_label(label))
            return fail(err, BAD_INPUT, "", "the did:web does not begin with a host name");
    }
    if (labels < 2 || is_private_or_number(label))
        return fail(err, BAD_INPUT, "", "the did:web must name a public host, not \"" STR_FMT "\"",
                    STR_ARG(str_slice(host, 0, 60)));
    return OK;
}

/* 443, or one that no system service of old listens on. */
static code check_port(str port, struct error *err)
{
    int64_t n;

    if (port.n == 0 || !is_digit(port.p[0]) || port.p[0] == '0' || !str_to_int(port, &n) ||
        n > 65535 || (n < 1024 && n != 443))
        return fail(err, BAD_INPUT, "", "the did:web names a port that is not allowed");
    return OK;
}

/* "host" or "host%3A8443": no other escape has a place there. */
static code split_host(str segment, str *host, str *port, struct error *err)
{
    ptrdiff_t at = str_find_byte(segment, '%');

    *host = segment;
    *port = (str){0};
    if (at < 0)
        return OK;
    *host = str_slice(segment, 0, (size_t)at);
    if (!str_eq_nocase(str_slice(segment, (size_t)at, (size_t)at + 3), S("%3a")))
        return fail(err, BAD_INPUT, "", "the host in the did:web has an escape other than %%3A");
    *port = str_from(segment, (size_t)at + 3);
    return check_port(*port, err);
}

/* A path segment stays one: no dots only, nothing encoded that could mean a
 * slash, a dot or the end of the address. */
static code check_segment(str s, struct error *err)
{
    if (s.n == 0 || str_eq(s, S(".")) || str_eq(s, S("..")))
        return fail(err, BAD_INPUT, "", "the did:web has an empty or dotted path segment");
    if (str_find_byte(s, '%') >= 0)
        return fail(err, BAD_INPUT, "", "the did:web has an escape in its path");
    return OK;
}

code did_web_url(struct arena *a, str did, bool allow_local, str *url, struct error *err)
{
    struct buf b = buf_new(a);
    struct did_url d;
    str rest, segment, host, port;

    TRY(did_parse(did, &d, err));
    if (!str_eq(d.method, S("web")))
        return fail(err, UNSUPPORTED, "", "this is no did:web");
    if (d.path.p || d.query.p || d.fragment.p)
        return fail(err, BAD_INPUT, "", "a DID is due here, not a DID URL");
    rest = d.id;
    if (!str_cut(&rest, ':', &segment))
        return fail(err, BAD_INPUT, "", "the did:web names no host");
    TRY(split_host(segment, &host, &port, err));
    TRY(check_host(host, allow_local, err));
    buf_put(&b, S("https://"));
    buf_put(&b, str_lower(a, host));
    if (port.n)
        buf_printf(&b, ":" STR_FMT, STR_ARG(port));
    bool has_path = rest.p != NULL;
    while (str_cut(&rest, ':', &segment)) {
        TRY(check_segment(segment, err));
        buf_byte(&b, '/');
        buf_put(&b, segment);
    }
    buf_put(&b, has_path ? S("/did.json") : S("/.well-known/did.json"));
    if (b.n > MAX_URL)
        return fail(err, LIMIT, "", "the address of the did:web is too long");
    *url = buf_done(&b);
    return OK;
}

code did_web_from_url(struct arena *a, str url, str *did, struct error *err)
{
    struct buf b = buf_new(a);
    struct uri u;
    str rest, segment, checked;

    TRY(uri_parse(url, &u, err));
    if (!str_eq_nocase(u.scheme, S("https")) || u.userinfo.p || u.query.p || u.fragment.p)
        return fail(err, BAD_INPUT, "", "a did:web is made from an https address without user, query or fragment");
    buf_put(&b, S("did:web:"));
    buf_put(&b, str_lower(a, u.host));
    if (u.port.n && !str_eq(u.port, S("443")))
        buf_printf(&b, "%%3A" STR_FMT, STR_ARG(u.port));
    rest = str_starts(u.path, S("/")) ? str_from(u.path, 1) : u.path;
    if (str_ends(rest, S("/")))
        rest = str_slice(rest, 0, rest.n - 1);
    while (rest.n && str_cut(&rest, '/', &segment)) {
        buf_byte(&b, ':');
        buf_put(&b, segment);
    }
    *did = buf_done(&b);
    return did_web_url(a, *did, true, &checked, err);
}

str did_web_place(str url)
{
    str place = str_from(url, str_starts(url, S("https:")) ? 8 : 7);
    static const str tails[] = {S("/.well-known/did.json"), S("/did.json")};

    for (size_t i = 0; i < COUNT(tails); i++)
        if (str_ends(place, tails[i]))
            return str_slice(place, 0, place.n - tails[i].n);
    return place;
}
