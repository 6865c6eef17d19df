#include "base/utf8.h"
#include "format/lookalike.h"
#include "fuzz/fuzz.h"

/* A skeleton is text, bounded, and looks like itself and like its name in
 * capitals; a host that is shown is text without anything hidden. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str name = {(const char *)p, n}, skeleton, host = lookalike_host(a, name);

    if (utf8_is_valid(name)) {
        skeleton = lookalike_skeleton(a, name);
        REQUIRE(utf8_is_valid(skeleton) && skeleton.n <= 18 * 256);
        REQUIRE(str_eq(lookalike_skeleton(a, utf8_fold(a, utf8_cut(name, 64))), lookalike_skeleton(a, utf8_cut(name, 64))));
    }
    REQUIRE(utf8_is_valid(host) && !lookalike_has_hidden(host));
    (void)lookalike_is_mixed(name);
    (void)lookalike_is_disguised(a, name);
    (void)lookalike_boasts(a, name);
    arena_free(a);
    return 0;
}
