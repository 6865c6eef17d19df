#include "base/utf8.h"
#include "format/file_type.h"
#include "fuzz/fuzz.h"

/* What is taken has a row of the table, is no page and no script by its
 * beginning, and its name is clean and stays as it is when cleaned again. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};
    const struct file_type *t = NULL;
    struct error err = {0};
    code c = file_type_of(in, &t, &err);

    if (c == OK) {
        REQUIRE(file_type_named(cstr(t->type)) == t);
        REQUIRE(strcmp(t->ending, "txt") != 0 || (utf8_is_valid(in) && !str_starts(str_trim(in), S("<"))));
    } else {
        REQUIRE(err.text[0] && (c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED));
        t = file_type_named(S("text/plain"));
    }
    str name = file_name_clean(a, in, t);
    REQUIRE(utf8_is_valid(name) && !utf8_has_controls(name) && name.n < 100);
    REQUIRE(str_find_byte(name, '/') < 0 && str_find_byte(name, '\\') < 0 && str_find_byte(name, '"') < 0);
    REQUIRE(str_eq(file_name_clean(a, name, t), name));
    arena_free(a);
    return 0;
}
