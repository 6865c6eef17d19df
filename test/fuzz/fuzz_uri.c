#include "base/uri.h"
#include "fuzz/fuzz.h"

/* What was parsed, put together again, is the text. */
static void check_parts(struct arena *a, str text, const struct uri *u)
{
    struct buf b = buf_new(a);

    if (u->scheme.p)
        buf_printf(&b, STR_FMT ":", STR_ARG(u->scheme));
    if (u->authority.p)
        buf_putz(&b, "//");
    if (u->userinfo.p)
        buf_printf(&b, STR_FMT "@", STR_ARG(u->userinfo));
    buf_put(&b, u->host);
    if (u->port.p)
        buf_printf(&b, ":" STR_FMT, STR_ARG(u->port));
    buf_put(&b, u->path);
    if (u->query.p)
        buf_printf(&b, "?" STR_FMT, STR_ARG(u->query));
    if (u->fragment.p)
        buf_printf(&b, "#" STR_FMT, STR_ARG(u->fragment));
    REQUIRE(str_eq(buf_done(&b), text));
}

/* A resolved address is absolute and parses; a reference with a path gives one
 * that resolves to itself (without, the base's dots stay: §5.2.2); a relative
 * path cannot leave the host. */
static void check_resolved(struct arena *a, str base, str reference)
{
    struct uri b, r, t;

    if (uri_parse(base, &b, NULL) != OK || uri_parse(reference, &r, NULL) != OK || !b.scheme.p)
        return;
    str resolved = uri_resolve(a, base, reference);
    REQUIRE(uri_parse(resolved, &t, NULL) == OK && uri_is_absolute(resolved));
    if (r.path.n)
        REQUIRE(str_eq(uri_resolve(a, S("x://y"), resolved), resolved));
    if (!r.scheme.p)
        REQUIRE(str_eq(t.authority, r.authority.p ? r.authority : b.authority));
}

static void check_percent(struct arena *a, str s)
{
    str out;

    REQUIRE(uri_decode(a, uri_encode(a, s), false, &out, NULL) == OK && str_eq(out, s));
    REQUIRE(uri_decode(a, uri_encode(a, s), true, &out, NULL) == OK && str_eq(out, s));
    if (uri_decode(a, s, true, &out, NULL) == OK)
        REQUIRE(out.n <= s.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str text = {(const char *)p, n}, rest = text, base;
    struct uri u;

    if (uri_parse(text, &u, NULL) == OK)
        check_parts(a, text, &u);
    REQUIRE(!uri_is_http(text) || uri_origin(a, text).p);
    if (str_cut(&rest, ' ', &base)) {
        check_resolved(a, base, rest);
        check_resolved(a, S("http://a/b/c?d"), text);
        uri_resolve(a, base, rest);
        REQUIRE(uri_is_same(a, base, rest) == uri_is_same(a, rest, base));
        REQUIRE(!uri_is_same(a, base, rest) || str_eq(uri_origin(a, base), uri_origin(a, rest)));
    }
    REQUIRE(uri_is_same(a, text, text) && uri_without_fragment(text).n <= n);
    check_percent(a, text);
    arena_free(a);
    return 0;
}
