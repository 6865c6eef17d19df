#include "format/scim_filter.h"
#include "format/scim_group.h"
#include "format/scim_patch.h"
#include "fuzz/fuzz.h"

static const char person[] =
    "{\"id\":\"7\",\"userName\":\"ann\",\"active\":true,\"logins\":12,\"name\":{\"familyName\":\"Lee\"},\"emails\":[{\"value\":\"a\",\"type\":\"work\"},"
    "{\"value\":\"b\"}],\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"IT\"},\"meta\":{\"x\":1}}";

/* A filter that is read is written as the same filter, and answers the same;
 * its negation answers the opposite. */
static void check_filter(struct arena *a, str in, const struct json *resource)
{
    const struct scim_filter *f, *again;
    struct scim_filter negated = {.op = SCIM_NOT};

    if (scim_filter_parse(a, in, &f, NULL) != OK)
        return;
    str text = scim_filter_write(a, f);
    if (text.n > SCIM_FILTER_BYTES)              /* escapes may take more room than they did */
        return;
    REQUIRE(scim_filter_parse(a, text, &again, NULL) == OK);
    REQUIRE(str_eq(scim_filter_write(a, again), text));
    negated.left = f;
    REQUIRE(scim_filter_matches(f, resource) == scim_filter_matches(again, resource));
    REQUIRE(scim_filter_matches(f, resource) != scim_filter_matches(&negated, resource));
}

static str written(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    return buf_done(&b);
}

/* What is patched is a document that reads again, with what the server keeps. */
static void check_patch(struct arena *a, str in, const struct json *resource)
{
    const struct json *request, *after, *again;

    if (json_parse(a, in, NULL, &request, NULL) != OK || scim_patch(a, resource, request, &after, NULL) != OK)
        return;
    REQUIRE(json_is(after, JSON_OBJECT));
    REQUIRE(str_eq(json_str(json_get(after, "id")), S("7")) && json_get(json_get(after, "meta"), "x"));
    const struct json_limits wide = {.bytes = (size_t)8 << 20, .depth = 200, .values = 1000000, .keys = 100000, .string = (size_t)4 << 20};
    REQUIRE(json_parse(a, written(a, after), &wide, &again, NULL) == OK);
}

/* Every step names whom it is about: nobody is added, and all are taken out only by
 * an operation that says so. */
static void check_group(struct arena *a, str in)
{
    struct scim_step_list steps = {0};
    const struct json *request;
    struct scim_group g;

    if (json_parse(a, in, NULL, &request, NULL) != OK)
        return;
    if (scim_group_read(a, request, &g, NULL) == OK)
        REQUIRE(g.name.n > 0 && g.name.n <= SCIM_GROUP_NAME_MOST && (g.has_members || g.members.n == 0));
    if (scim_group_patch(a, request, &steps, NULL) != OK)
        return;
    for (size_t i = 0; i < steps.n; i++) {
        const struct scim_step *s = &steps.items[i];
        REQUIRE(s->kind != STEP_RENAME || s->text.n > 0);
        REQUIRE(s->kind != STEP_FITTING || (s->filter && s->members.n == 0));
        for (size_t k = 0; k < s->members.n; k++)
            REQUIRE(s->members.items[k].n > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};
    const struct json *resource;
    struct scim_path path;

    REQUIRE(json_parse(a, cstr(person), NULL, &resource, NULL) == OK);
    check_filter(a, in, resource);
    check_patch(a, in, resource);
    check_group(a, in);
    if (scim_path_parse(a, in, &path, NULL) == OK)
        REQUIRE(path.attr.name.n > 0);
    arena_free(a);
    return 0;
}
