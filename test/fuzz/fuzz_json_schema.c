#include "format/json_schema.h"
#include "fuzz/fuzz.h"

enum answer { NO, YES, UNKNOWN };

static enum answer fits(struct arena *a, str schema, const struct json *v)
{
    const struct json *doc;
    struct json_schema *s;
    struct schema_flaw_list flaws;

    if (json_parse(a, schema, NULL, &doc, NULL) != OK ||
        json_schema_read(a, doc, DRAFT_2020_12, &s, NULL) != OK ||
        json_schema_check(a, s, v, &flaws, NULL) != OK)
        return UNKNOWN;
    REQUIRE(flaws.n <= SCHEMA_MAX_FLAWS);
    for (size_t i = 0; i < flaws.n; i++)
        REQUIRE(flaws.items[i].text.n && (!flaws.items[i].where.n || flaws.items[i].where.p[0] == '/'));
    return flaws.n == 0 ? YES : NO;
}

/* The schema as a resource of its own within another, so that its references
 * lead where they led. */
static enum answer fits_within(struct arena *a, const char *before, str schema, const char *behind,
                               const struct json *v)
{
    str inner = str_from(str_trim(schema), 1);

    if (str_contains(schema, S("$id")) || str_contains(schema, S("$schema")) ||
        str_contains(schema, S("\\u")) || str_contains(schema, S("$d")) || !str_starts(str_trim(schema), S("{")))
        return UNKNOWN;
    return fits(a, str_printf(a, "%s{\"$id\":\"http://x/\"%s" STR_FMT "%s", before,
                              str_starts(str_trim(inner), S("}")) ? "" : ",", STR_ARG(inner), behind), v);
}

/* The input is a schema, a NUL, and a value. What a schema says, what it says
 * within `allOf` and what its denial says go together. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str text = {(const char *)p, n}, schema;
    const struct json *v;
    enum answer plain, all, denied;

    if (str_cut(&text, '\0', &schema) && text.p && json_parse(a, text, NULL, &v, NULL) == OK) {
        plain = fits(a, schema, v);
        all = fits_within(a, "{\"allOf\":[", schema, "]}", v);
        denied = fits_within(a, "{\"not\":", schema, "}", v);
        REQUIRE(plain == UNKNOWN || all == UNKNOWN || plain == all);
        REQUIRE(plain == UNKNOWN || denied == UNKNOWN || plain != denied);
    }
    arena_free(a);
    return 0;
}
