/* A framework of skills: as a sheet (ours, ESCO, O*NET), as CASE, as CTDL; one file, or two
 * with a zero between them. */
#include "fuzz/fuzz.h"

#include "app/catalog/framework.h"
#include "base/uri.h"
#include "base/utf8.h"

static bool is_there(const struct framework_file *f, str url)
{
    for (size_t i = 0; i < f->items.n; i++)
        if (str_eq(f->items.items[i].x.target_url, url))
            return true;
    return false;
}

static void check_item(const struct framework_file *f, const struct framework_skill *s)
{
    const struct alignment *x = &s->x;

    REQUIRE(x->target_name.n > 0 && x->target_name.n <= 400 && utf8_is_valid(x->target_name) && !utf8_has_controls(x->target_name));
    REQUIRE(uri_is_http(x->target_url) && x->target_url.n <= 1000);
    REQUIRE(x->target_code.n <= 200 && utf8_is_valid(x->target_code));
    REQUIRE(x->target_description.n <= 1000 && utf8_is_valid(x->target_description));
    REQUIRE(s->broader.n <= FRAMEWORK_BROADER && s->labels.n <= FRAMEWORK_LABELS);
    for (size_t i = 0; i < s->broader.n; i++)
        REQUIRE(!str_eq(s->broader.items[i], x->target_url) && is_there(f, s->broader.items[i]));
    for (size_t i = 0; i < s->labels.n; i++)
        REQUIRE(s->labels.items[i].language.n >= 2 && s->labels.items[i].name.n > 0 && s->labels.items[i].name.n <= 400);
}

/* What was taken, written as CASE, is taken again, whole. */
static void check_again(struct arena *a, const struct framework_file *f)
{
    struct framework_source s = {.name = f->name};
    struct framework_file again;

    *list_add(a, &s.texts) = framework_write(a, f);
    REQUIRE(framework_read(a, &s, &again, NULL) == OK);
    REQUIRE(again.items.n == f->items.n && again.wrong == 0 && str_eq(again.levels, f->levels));
    for (size_t i = 0; i < f->items.n; i++) {
        const struct framework_skill *x = &f->items.items[i], *y = &again.items.items[i];
        REQUIRE(str_eq(x->x.target_url, y->x.target_url) && str_eq(x->x.target_type, y->x.target_type) && str_eq(x->x.target_code, y->x.target_code));
        REQUIRE(x->broader.n == y->broader.n && x->labels.n == y->labels.n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct framework_source s = {.name = S("Ours")};
    struct framework_file f;
    struct error err = {0};
    str rest = {(const char *)p, n < 20000 ? n : 20000}, text;

    while (s.texts.n < FRAMEWORK_FILES && str_cut(&rest, '\0', &text))
        *list_add(a, &s.texts) = text;
    if (framework_read(a, &s, &f, &err) == OK) {
        REQUIRE(f.name.n > 0 && f.name.n <= 200 && utf8_is_valid(f.name));
        for (size_t i = 0; i < f.items.n; i++)
            check_item(&f, &f.items.items[i]);
        check_again(a, &f);
    } else
        REQUIRE(err.text[0]);
    arena_free(a);
    return 0;
}
