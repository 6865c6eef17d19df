#include "base/uri.h"
#include "format/badge_host.h"
#include "fuzz/fuzz.h"

#define AT "https://h.org/ims/ob/v3p0/discovery"

/* A token never goes elsewhere than to where it came from. */
static void check_host(struct arena *a, const struct badge_host *h)
{
    str origin = uri_origin(a, h->token);

    REQUIRE(str_starts(h->token, S("https://")) && str_starts(h->authorize, S("https://")));
    REQUIRE(str_eq(uri_origin(a, h->base), origin) && str_eq(uri_origin(a, h->registration), origin));
    REQUIRE(h->revoke.n == 0 || str_eq(uri_origin(a, h->revoke), origin));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct badge_host_asked asked = {S(AT), false};
    str in = {(const char *)p, n}, next;
    struct badge_host h, again;

    if (badge_host_read(a, in, &asked, &h, NULL) == OK) {
        check_host(a, &h);
        str text = h.kind == API_OB21 ? badge_host_manifest(a, &h, S(AT)) : badge_host_service(a, &h);
        REQUIRE(badge_host_read(a, text, &asked, &again, NULL) == OK);
        REQUIRE(str_eq(h.token, again.token) && str_eq(h.base, again.base) && str_eq(h.scopes, again.scopes) && str_eq(h.name, again.name));
    }
    next = link_next(in);
    REQUIRE(next.n < in.n || in.n == 0);
    arena_free(a);
    return 0;
}
