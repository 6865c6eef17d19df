#include "base/utf8.h"
#include "format/json.h"
#include "fuzz/fuzz.h"

static void check_tree(const struct json *v)
{
    for (size_t i = 0; i < json_count(v); i++) {
        if (!json_is(v, JSON_OBJECT)) {
            check_tree(json_item(v, i));
            continue;
        }
        REQUIRE(json_get_str(v, json_key(v, i)) == json_value(v, i));   /* so no key is there twice */
        REQUIRE(utf8_is_valid(json_key(v, i)));
        check_tree(json_value(v, i));
    }
    REQUIRE(utf8_is_valid(json_str(v)));
    (void)json_double(v);
}

static str compact(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    REQUIRE(w.depth == 0);
    return buf_done(&b);
}

/* What is read, written and read again is the same; laying it out changes
 * nothing. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *v, *again, *pretty;
    str text = {(const char *)p, n};
    struct error err;

    if (json_parse(a, text, NULL, &v, &err) == OK) {
        check_tree(v);
        str out = compact(a, v);
        REQUIRE(json_parse(a, out, NULL, &again, NULL) == OK);
        REQUIRE(str_eq(out, compact(a, again)));
        REQUIRE(json_parse(a, json_pretty(a, v), NULL, &pretty, NULL) == OK);
        REQUIRE(str_eq(out, compact(a, pretty)));
        REQUIRE(json_parse(a, json_text_of(v), NULL, &again, NULL) == OK);
    }
    arena_free(a);
    return 0;
}
