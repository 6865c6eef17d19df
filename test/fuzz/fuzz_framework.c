/* A framework of skills, as a sheet or as CASE. */
#include "fuzz/fuzz.h"

#include "app/catalog/framework.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "format/csv.h"

static void check_item(const struct alignment *x)
{
    REQUIRE(x->target_name.n > 0 && x->target_name.n <= 400 && utf8_is_valid(x->target_name) && !utf8_has_controls(x->target_name));
    REQUIRE(uri_is_http(x->target_url) && x->target_url.n <= 1000);
    REQUIRE(x->target_code.n <= 200 && utf8_is_valid(x->target_code));
    REQUIRE(x->target_description.n <= 1000 && utf8_is_valid(x->target_description));
}

static str sheet_of(struct arena *a, const struct framework_file *f)
{
    struct buf b = buf_new(a);

    buf_put(&b, S("name,url,code,about\r\n"));
    for (size_t i = 0; i < f->items.n; i++) {
        const struct alignment *x = &f->items.items[i];
        csv_put(&b, x->target_name, true);
        csv_put(&b, x->target_url, false);
        csv_put(&b, x->target_code, false);
        csv_put(&b, x->target_description, false);
        csv_end_row(&b);
    }
    return buf_done(&b);
}

/* What was taken, written as a sheet, is taken again, whole. */
static void check_again(struct arena *a, const struct framework_file *f)
{
    struct framework_file again;

    REQUIRE(framework_read(a, sheet_of(a, f), f->name, &again, NULL) == OK);
    REQUIRE(again.items.n == f->items.n && again.wrong == 0);
    for (size_t i = 0; i < f->items.n; i++)
        REQUIRE(str_eq(again.items.items[i].target_url, f->items.items[i].target_url));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct framework_file f;
    struct error err = {0};

    if (framework_read(a, (str){(const char *)p, n < 20000 ? n : 20000}, S("Ours"), &f, &err) == OK) {
        REQUIRE(f.name.n > 0 && f.name.n <= 200 && utf8_is_valid(f.name));
        for (size_t i = 0; i < f.items.n; i++)
            check_item(&f.items.items[i]);
        check_again(a, &f);
    } else
        REQUIRE(err.text[0]);
    arena_free(a);
    return 0;
}
