#include "base/utf8.h"
#include "format/email.h"
#include "fuzz/fuzz.h"

/* What is accepted is plain ASCII without anything that a mail header, an
 * SMTP command or a shell could take for its own, and is accepted again. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};
    struct email e, again;

    if (email_parse(a, in, &e, NULL) == OK) {
        REQUIRE(e.address.n >= 5 && e.address.n <= 318 && e.address.p[0] != '-');
        for (size_t i = 0; i < e.address.n; i++)
            REQUIRE(e.address.p[i] > ' ' && e.address.p[i] < 0x7F && str_find_byte(S("<>()[]\\,;:\"%!|`"), e.address.p[i]) < 0);
        REQUIRE(!utf8_has_controls(e.name) && str_find_byte(e.name, '@') < 0);
        REQUIRE(email_parse(a, e.address, &again, NULL) == OK && str_eq(again.address, e.address));
        REQUIRE(email_parse(a, email_fold(a, e.address), &again, NULL) == OK);
    }
    arena_free(a);
    return 0;
}
