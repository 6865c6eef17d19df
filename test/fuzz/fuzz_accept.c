#include "fuzz/fuzz.h"
#include "web/http.h"

static const char *const all[] = {"text/html", "application/json", "application/ld+json;v=2", "image/png"};

static int choose(struct arena *a, str header, size_t n)
{
    struct request *rq = NEW(a, struct request);

    rq->arena = a;
    *list_add(a, &rq->headers) = (struct pair){S("accept"), header};
    return request_accepts(rq, all, n);
}

/* What is chosen was offered; fewer offers never find a better one; a wish for
 * anything at all never makes the answer nothing. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str header = {(const char *)p, n};
    int best = choose(a, header, COUNT(all));

    REQUIRE(best >= -1 && best < (int)COUNT(all));
    for (size_t i = 0; i < COUNT(all); i++) {
        int fewer = choose(a, header, i);
        REQUIRE(fewer < (int)i);
        REQUIRE(best < 0 || best >= (int)i || fewer == best);
    }
    arena_free(a);
    return 0;
}
