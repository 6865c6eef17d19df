#include "app/catalog/transfer.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

static struct badge_row row_of(const struct transfer *t)
{
    return (struct badge_row){.public_id = S("ID"), .state = S("draft"), .v = t->v};
}

/* What is taken fits the editor; and what is written of it says the same again. */
static void check_one(struct arena *a, const struct transfer *t)
{
    const struct org o = {.base = S("https://example.org"), .slug = S("o"), .name = S("O")};
    struct badge_row b = row_of(t);
    struct transfer_list again = {0};
    const struct badge_version_row *v;

    REQUIRE(t->v.name.n <= 120 && t->v.description.n <= 500 && t->v.criteria.n <= 10000 && t->v.tags.n <= 300);
    REQUIRE(t->v.items.n <= CATALOG_CRITERIA && t->v.alignments.n <= CATALOG_SKILLS);
    REQUIRE(utf8_is_valid(t->v.name) && utf8_is_valid(t->v.criteria) && str_find_byte(t->v.name, '\n') < 0);
    if (t->flaw || !str_is_empty(t->class_url))
        return;
    REQUIRE(transfer_read(a, transfer_json(a, &o, &b, S("")), &again, NULL) == OK && again.n == 1);
    v = &again.items[0].v;
    REQUIRE(str_eq(v->name, t->v.name) && str_eq(v->description, t->v.description) && str_eq(v->tags, t->v.tags));
    REQUIRE(str_eq(catalog_criteria(a, v), catalog_criteria(a, &t->v)) && v->validity_months == t->v.validity_months);
    REQUIRE(v->items.n == t->v.items.n && v->alignments.n == t->v.alignments.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct transfer_list found = {0};

    if (transfer_read(a, (str){(const char *)p, n < 20000 ? n : 20000}, &found, NULL) == OK)
        for (size_t i = 0; i < found.n; i++)
            check_one(a, &found.items[i]);
    arena_free(a);
    return 0;
}
