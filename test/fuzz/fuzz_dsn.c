#include "format/dsn.h"
#include "fuzz/fuzz.h"

static void must_be_plain(str s)
{
    for (size_t i = 0; i < s.n; i++)
        REQUIRE(s.p[i] >= ' ' && s.p[i] < 0x7F);
    REQUIRE(s.n <= 1000);
}

/* What is shown of a report is short and plain, and the report reads the same again. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct dsn d, again;

    if (dsn_read(a, (str){(const char *)p, n}, &d, NULL) == OK) {
        must_be_plain(d.message), must_be_plain(d.recipient), must_be_plain(d.status), must_be_plain(d.said);
        REQUIRE(d.message.n > 0 && str_find_byte(d.message, '<') < 0);
        str short_one = str_printf(a, "Action: %s\nMessage-ID: <" STR_FMT ">\n", d.is_final ? "failed" : "delayed", STR_ARG(d.message));
        if (d.message.n < 900)
            REQUIRE(dsn_read(a, short_one, &again, NULL) == OK && again.is_final == d.is_final);
    }
    arena_free(a);
    return 0;
}
