#include "badge/detect.h"
#include "base/crypto.h"
#include "fuzz/fuzz.h"

/* What is told apart can be read, and nothing is told without a reason. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str input = {(const char *)p, n};
    struct detected d;
    struct badge b;
    struct error err = {0};

    if (detect(a, input, &d, &err) == OK) {
        REQUIRE(!str_is_absent(d.url) || (d.document && d.version != OB_UNKNOWN));
        detected_read(a, &d, &b);
        REQUIRE(b.version == d.version && b.kind == d.kind);
        if (d.kind == KIND_VC_JWT || d.kind == KIND_JWS)
            REQUIRE(d.jws.signing_input.p && d.claims);
    } else
        REQUIRE(d.flaw && err.text[0]);
    arena_free(a);
    return 0;
}
