#include "app/api/api_private.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

/* Each call that reads a body; the first byte chooses. */
static const struct api_about *about_of(uint8_t choice)
{
    const struct api_about *all[64];
    size_t n = 0;

    for (const struct route *const *t = api_tables; *t; t++)
        for (const struct route *r = *t; r->path; r++)
            if (((const struct api_about *)r->about)->body && n < COUNT(all))
                all[n++] = r->about;
    return all[choice % n];
}

/* What was taken without a flaw is what the table allows, down to the last member. */
static void check_taken(const struct api_shape *s, enum api_body takes, const struct json *v)
{
    REQUIRE(json_is(v, JSON_OBJECT));
    for (size_t i = 0; i < json_count(v); i++) {
        const struct api_field *f = api_field(s, json_key(v, i));
        const struct json *m = json_value(v, i);
        REQUIRE(f && !(f->flags & GIVEN));
        if (f->kind == API_ONE && !json_is(m, JSON_NULL))
            check_taken(f->shape, takes, m);
        for (size_t k = 0; f->kind == API_MANY && k < json_count(m); k++)
            check_taken(f->shape, takes, json_item(m, k));
        if (f->kind == API_TEXT && json_is(m, JSON_STRING))
            REQUIRE(str_find_byte(json_str(m), '\0') < 0);
    }
    for (size_t i = 0; takes != CHANGES && i < s->n; i++)
        if (s->fields[i].flags & NEEDED && !(s->fields[i].flags & GIVEN))
            REQUIRE(json_get(v, s->fields[i].name) && !json_is(json_get(v, s->fields[i].name), JSON_NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct problem_field_list flaws = {0};
    const struct json *v;

    if (n > 1 && json_parse(a, (str){(const char *)p + 1, n - 1}, NULL, &v, NULL) == OK) {
        const struct api_about *about = about_of(p[0]);
        api_check(a, about->body, about->takes, v, &flaws);
        REQUIRE(flaws.n <= 50);
        for (size_t i = 0; i < flaws.n; i++)
            REQUIRE(str_starts(flaws.items[i].pointer, S("#")) && utf8_is_valid(flaws.items[i].pointer) && flaws.items[i].detail.n);
        if (flaws.n == 0)
            check_taken(about->body, about->takes, v);
    }
    arena_free(a);
    return 0;
}
