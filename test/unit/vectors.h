/* vectors.h — the shared test files, where they are at hand: the folder named
 * by LAPEL_VECTORS, else ../shared. A test that needs them skips without. */
#pragma once
#include "unit/test.h"
#include "format/json.h"

/* LAPEL_VECTORS_READ names a file that lists what was read, for the ledger of
 * every vector (test/tools/vectors.test.mjs). */
TEST_HELPER void note_vector(const char *name)
{
    const char *list = getenv("LAPEL_VECTORS_READ");
    FILE *f = list ? fopen(list, "a") : NULL;

    if (!f)
        return;
    fprintf(f, "%s\n", name);
    fclose(f);
}

/* The file below the folder; absent if it is not there. */
TEST_HELPER str vector_file(struct arena *a, const char *name)
{
    const char *folder = getenv("LAPEL_VECTORS");
    const char *path = str_printf(a, "%s/%s", folder ? folder : "../shared", name).p;
    FILE *f = fopen(path, "rb");
    struct buf b = buf_new(a);
    static char part[64 << 10];
    size_t n;

    if (!f)
        return (str){0};
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        buf_put(&b, (str){part, n});
    fclose(f);
    note_vector(name);
    return buf_done(&b);
}

TEST_HELPER const struct json *vector_json(struct arena *a, const char *name)
{
    static const struct json_limits large = {
        .bytes = 64 << 20, .depth = 64, .values = 10000000, .keys = 100000, .string = 16 << 20};
    const struct json *v = NULL;
    struct error err = {0};
    str text = vector_file(a, name);

    if (text.p)
        check_ok(json_parse(a, text, &large, &v, &err), &err);
    return v;
}

struct hostile { str file, verdict; };           /* file: "json/dup-id.json" */

/* Calls `check` with each hostile file of one kind and its bytes; each in an
 * arena of its own. Skips the test when the folder is not there. */
TEST_HELPER void each_hostile(const char *kind, size_t quota,
                              void (*check)(struct arena *a, const struct hostile *h, str bytes))
{
    struct arena *list = arena_new((size_t)64 << 20);
    const struct json *manifest = vector_json(list, "hostile/MANIFEST.json");
    size_t seen = 0;

    for (size_t i = 0; i < json_count(manifest); i++) {
        const struct json *row = json_item(manifest, i);
        if (!str_eq(json_str(json_get(row, "kind")), cstr(kind)))
            continue;
        struct hostile h = {json_str(json_get(row, "file")), json_str(json_get(row, "verdict"))};
        struct arena *a = arena_new(quota ? quota : (size_t)64 << 20);
        check(a, &h, vector_file(a, str_printf(a, "hostile/" STR_FMT, STR_ARG(h.file)).p));
        arena_free(a);
        seen++;
    }
    arena_free(list);
    if (!manifest)
        skip();
    assert_true(seen > 0);
}

TEST_HELPER bool file_is_one_of(const struct hostile *h, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(h->file, cstr(names[i])))
            return true;
    return false;
}

/* Fails the test naming the file. */
#define check_hostile(h, claim)                                                \
    do {                                                                       \
        if (!(claim)) {                                                        \
            print_error(STR_FMT ": not so: %s\n", STR_ARG((h)->file), #claim); \
            _fail(__FILE__, __LINE__);                                         \
        }                                                                      \
    } while (0)
