#include "badge/words_v2.h"
#include "badge/read.h"
#include "badge/write.h"
#include "fuzz/fuzz.h"

/* What is in the words of 2.0 stays as it is; what is put into them says so,
 * and brings no context of its own along. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *doc, *out;
    struct error err = {0};

    if (json_parse(a, (str){(const char *)p, n}, NULL, &doc, NULL) == OK) {
        code c = words_v2(a, doc, &out, &err);
        REQUIRE(c == OK || (err.text[0] && out == doc));
        if (c == OK && out != doc && json_get(out, "@context"))
            REQUIRE(str_eq(json_str(json_get(out, "@context")), S(CONTEXT_OB2)));
        REQUIRE(words_v2_or_plain(a, doc, &out, NULL) == c || !json_get(doc, "@context"));
    }
    arena_free(a);
    return 0;
}
