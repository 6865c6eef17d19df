#include "format/lti.h"
#include "fuzz/fuzz.h"

/* A launch that is read has what a launch must have, and what goes back to the
 * platform is JSON that carries its words unchanged. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *claims, *back;
    struct lti_launch l;

    if (json_parse(a, (str){(const char *)p, n}, NULL, &claims, NULL) == OK && lti_launch_read(claims, &l, NULL) == OK) {
        REQUIRE(l.deployment.n > 0 && l.deployment.n <= 255 && l.target.n > 0);
        REQUIRE(l.message == LTI_DEEP_LINKING ? l.return_url.n > 0 : l.resource.n > 0);
        struct lti_answer answer = {.client = l.deployment, .issuer = l.target, .deployment = l.deployment, .data = l.data, .nonce = l.resource, .now_s = 1};
        *list_add(a, &answer.items) = (struct lti_item){l.context_title, l.resource_title, l.target, l.return_url, l.badge};
        const struct json_limits wide = {.bytes = (size_t)16 << 20, .depth = 20, .values = 1000, .keys = 100, .string = (size_t)8 << 20};
        REQUIRE(json_parse(a, lti_answer_claims(a, &answer), &wide, &back, NULL) == OK);
        REQUIRE(str_eq(json_str(json_get(back, "iss")), l.deployment));
        REQUIRE(str_eq(json_str(json_get(back, "https://purl.imsglobal.org/spec/lti-dl/claim/data")), l.data));
    }
    arena_free(a);
    return 0;
}
