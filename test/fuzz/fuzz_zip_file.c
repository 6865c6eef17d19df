/* A stranger's archive: every file that is listed can be read whole or is refused,
 * has the length that was promised, and what was read can be written and is then
 * read as the same. */
#include "fuzz.h"
#include "format/zip.h"
#include "format/zip_file.h"

#define MOST ((size_t)1 << 20)

static code keep(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(ctx, bytes);
    return OK;
}

static void check_again(struct arena *a, str written, str name, str bytes)
{
    struct zip_file f;
    struct zip_item e;
    bool found;
    str again;

    REQUIRE(zip_file_open(written, &f, NULL) == OK && f.files == 1);
    str walk = f.directory;
    REQUIRE(zip_file_next(&f, &walk, &e, &found, NULL) == OK && found && str_eq(e.name, name));
    REQUIRE(zip_item_read(a, &f, &e, MOST, &again, NULL) == OK && str_eq(again, bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct zip_file f;
    struct zip_item e;
    bool found = true;
    str bytes;

    if (zip_file_open((str){(const char *)p, n}, &f, NULL) == OK) {
        str walk = f.directory;
        for (int i = 0; i < 20 && found && zip_file_next(&f, &walk, &e, &found, NULL) == OK; i++) {
            if (!found || zip_item_read(a, &f, &e, MOST, &bytes, NULL) != OK)
                continue;
            REQUIRE(bytes.n == e.bytes);
            struct buf b = buf_new(a);
            struct zip z = {.a = a, .put = keep, .ctx = &b, .packs = i % 2};
            REQUIRE(zip_add(&z, e.name, bytes, NULL) == OK && zip_end(&z, NULL) == OK);
            check_again(a, buf_done(&b), e.name, bytes);
        }
    }
    arena_free(a);
    return 0;
}
