#include "badge/nested.h"
#include "badge/verify.h"
#include "base/crypto.h"
#include "fuzz/fuzz.h"

/* The input is the badge and, behind the first NUL, the answers of a small web
 * that gives them in turn, separated by NULs too. The verdict is yes exactly
 * when no row of the report fails or was left open. */
struct stub { str rest; unsigned asked; };

static code answer(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out,
                   struct error *err)
{
    struct stub *s = ctx;
    str body;

    (void)accept;
    s->asked++;
    if (!str_cut(&s->rest, '\0', &body))
        return fail(err, UNREACHABLE, str_z(a, url), "no more answers");
    *out = (struct loaded){.status = body.n && body.p[0] == '!' ? 410 : 200, .body = body, .final_url = url};
    return OK;
}

static void check_report(struct arena *a, const struct report *r)
{
    bool open = r->checks.n == 0, failed = false;

    for (size_t i = 0; i < r->checks.n; i++) {
        open |= r->checks.items[i].outcome == UNTESTED;
        failed |= r->checks.items[i].outcome == FAIL;
        REQUIRE(r->checks.items[i].id && r->checks.items[i].message.n);
    }
    REQUIRE((r->verdict == VALID) == (!open && !failed));
    REQUIRE((r->verdict == INVALID) == failed);
    REQUIRE(report_sentence(a, r).n && report_text(a, r).n);

    const struct json *v;
    const struct json_limits limits = {.bytes = 64u << 20, .depth = 64, .values = 1000000, .keys = 1000, .string = 64u << 20};
    str json = report_json(a, r);
    REQUIRE(json_parse(a, json, &limits, &v, NULL) == OK);

    struct report again;
    if (json.n < 1u << 20) {
        REQUIRE(report_read(a, json, &again, NULL) == OK);
        REQUIRE(str_eq(report_json(a, &again), json));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct stub stub = {.rest = {(const char *)p, n}};
    struct loader loader = {.get = answer, .ctx = &stub};
    struct verify_options o = {.loader = &loader, .at = 1767225600000, .recipient = S("ada@example.org")};
    struct report report;
    str input = {0};

    crypto_start();
    /* A picture has NULs of its own. */
    if (n > 8 && p[0] == 0x89)
        input = stub.rest, stub.rest = (str){0};
    else
        str_cut(&stub.rest, '\0', &input);
    (void)!badge_verify(a, input, &o, &report, NULL);
    check_report(a, &report);
    REQUIRE(stub.asked <= LOADER_BUDGET + NESTED_FETCHES);
    arena_free(a);
    return 0;
}
