#include "base/uri.h"
#include "format/badge_bundle.h"
#include "format/jose.h"
#include "format/json.h"
#include "fuzz/fuzz.h"

/* What comes out is an address of the web, a token or an object of JSON, each once. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct bundle_items items;
    const struct json *v;

    if (bundle_read(a, (str){(const char *)p, n}, &items, NULL) == OK) {
        REQUIRE(items.n <= BUNDLE_MOST);
        for (size_t i = 0; i < items.n; i++) {
            str text = items.items[i].text;
            REQUIRE(items.items[i].what == BUNDLED_LINK ? uri_is_http(text)
                                                        : jws_looks_like(text) || (json_parse(a, text, NULL, &v, NULL) != BAD_INPUT));
            for (size_t k = 0; k < i; k++)
                REQUIRE(!str_eq(items.items[k].text, text));
        }
    }
    arena_free(a);
    return 0;
}
