#include "app/elsewhere/elsewhere_private.h"
#include "unit/test.h"

#define SCOPES OB30_SCOPE "credential.readonly " CLR20_SCOPE "credential.readonly " OB21_SCOPE "assertion.readonly"
#define FIRST  "?limit=20&offset=0"

TEST(bringing_goes_through_the_interfaces_of_a_host_and_ends)
{
    static const struct { const char *base30, *base_clr, *base21, *scope, *want; } t[] = {
        {"https://h/3", "https://h/c", "https://h/2", SCOPES, "https://h/3/credentials" FIRST " https://h/c/credentials" FIRST " https://h/2/assertions" FIRST},
        {"https://h/3", "https://h/3", "", SCOPES, "https://h/3/credentials" FIRST},
        {"https://h/3", "", "https://h/3", SCOPES, "https://h/3/credentials" FIRST " https://h/3/assertions" FIRST},
        {"https://h/3", "https://h/3", "https://h/3", SCOPES, "https://h/3/credentials" FIRST " https://h/3/assertions" FIRST},
        {"https://h/a/b", "https://h/a", "", SCOPES, "https://h/a/b/credentials" FIRST " https://h/a/credentials" FIRST},
        {"https://h/3", "https://h/c", "https://h/2", OB21_SCOPE "assertion.readonly", "https://h/2/assertions" FIRST},
        {"https://h/3", "", "", OB30_SCOPE "credential.upsert", ""},
        {"", "", "", SCOPES, ""},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct spot p = {.base30 = cstr(t[i].base30), .base_clr = cstr(t[i].base_clr), .base21 = cstr(t[i].base21), .scope = cstr(t[i].scope)};
        struct buf b = buf_new(test_arena);
        str page = bring_first_page(test_arena, &p, (str){0});
        for (int steps = 0; page.n && steps < 9; steps++) {
            buf_printf(&b, "%s" STR_FMT, b.n ? " " : "", STR_ARG(page));
            page = bring_first_page(test_arena, &p, page);
        }
        check_str_at(i, buf_done(&b), cstr(t[i].want));
    }
}

TEST(behind_a_page_of_no_interface_nothing_is_brought)
{
    const struct spot p = {.base30 = S("https://h/3"), .base_clr = S(""), .base21 = S("https://h/2"), .scope = S(SCOPES)};

    check_str(bring_first_page(test_arena, &p, S("https://h/other?page=2")), S(""));
    check_str(bring_first_page(test_arena, &p, S("https://h/3/more/2")), S("https://h/2/assertions" FIRST));
}
