#include "format/lti_service.h"
#include "fuzz/fuzz.h"

static void members(struct arena *a, const struct json *v)
{
    struct lti_member_list all = {0};

    if (lti_members_read(a, v, &all, NULL) != OK)
        return;
    REQUIRE(all.n <= LTI_PAGE_MOST);
    for (size_t i = 0; i < all.n; i++)
        REQUIRE(all.items[i].subject.n > 0 && all.items[i].subject.n <= 255 && all.items[i].email.n <= 254 && all.items[i].name.n <= 201);
}

/* What is taken of results is a number text that can stand in another document. */
static void results(struct arena *a, const struct json *v)
{
    struct lti_result_list all = {0};
    const struct json *number;

    if (lti_results_read(a, v, &all, NULL) != OK)
        return;
    for (size_t i = 0; i < all.n; i++) {
        REQUIRE(json_parse(a, all.items[i].score, NULL, &number, NULL) == OK && json_is(number, JSON_NUMBER));
        REQUIRE(json_double(number) >= 0);
        REQUIRE(json_parse(a, all.items[i].most, NULL, &number, NULL) == OK && json_double(number) > 0);
    }
}

/* Whatever a platform answers is read within its limits or refused, and a token that is
 * taken is one word. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *v, *back;
    struct lti_services s;
    str token;

    if (json_parse(a, (str){(const char *)p, n}, NULL, &v, NULL) == OK) {
        members(a, v);
        results(a, v);
        if (lti_services_read(v, &s, NULL) == OK && s.column.n)
            REQUIRE(lti_below(a, s.column, "scores").n >= s.column.n - 8);
        if (lti_token_read(v, &token, NULL) == OK) {
            REQUIRE(token.n > 0 && str_find_byte(token, ' ') < 0 && str_find_byte(token, '\n') < 0);
            REQUIRE(json_parse(a, lti_score_text(a, &(struct lti_score){token, true, 0}), NULL, &back, NULL) == OK);
            REQUIRE(str_eq(json_str(json_get(back, "userId")), token));
        }
    }
    arena_free(a);
    return 0;
}
