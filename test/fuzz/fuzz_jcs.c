#include "format/jcs.h"
#include "fuzz/fuzz.h"

static void check_order(const struct json *v)
{
    for (size_t i = 0; i < json_count(v); i++) {
        if (json_is(v, JSON_OBJECT) && i)
            REQUIRE(jcs_compare(json_key(v, i - 1), json_key(v, i)) < 0);
        check_order(json_is(v, JSON_OBJECT) ? json_value(v, i) : json_item(v, i));
    }
}

/* What is written is JSON with its members in order, and writing that again
 * changes nothing. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *v, *again;
    str out, same;

    if (json_parse(a, (str){(const char *)p, n}, NULL, &v, NULL) == OK && jcs_write(a, v, &out, NULL) == OK) {
        REQUIRE(json_parse(a, out, NULL, &again, NULL) == OK);
        check_order(again);
        REQUIRE(jcs_write(a, again, &same, NULL) == OK && str_eq(out, same));
    }
    arena_free(a);
    return 0;
}
