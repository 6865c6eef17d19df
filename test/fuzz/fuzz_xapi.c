#include "format/xapi.h"
#include "fuzz/fuzz.h"

static str written(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    return buf_done(&b);
}

/* What is read keeps the rules, reads the same when it is written again, and names
 * somebody by a text from which the same somebody is read. */
static void check(struct arena *a, const struct json *v, enum xapi_version version)
{
    struct xapi_statement s, again;
    struct xapi_who who;
    const struct json *w;
    str one, two;
    double percent;

    if (xapi_statement_read(a, v, version, &s, NULL) != OK)
        return;
    REQUIRE(s.verb.n > 0 && (s.kind != XAPI_ACTIVITY || s.object.n > 0));
    str key = xapi_who_key(a, &s.actor);
    REQUIRE(s.actor.is_group || !str_is_absent(key));
    if (!str_is_absent(key)) {
        REQUIRE(xapi_who_of_key(key, &who));
        REQUIRE(str_eq(xapi_who_key(a, &who), key));
    }
    if (s.score.has_scaled)
        REQUIRE(xapi_percent(&s.score, &percent) && percent >= -100 && percent <= 100);
    if (xapi_statement_digest(a, v, &one, NULL) != OK)
        return;
    REQUIRE(json_parse(a, written(a, v), NULL, &w, NULL) == OK);
    REQUIRE(xapi_statement_read(a, w, version, &again, NULL) == OK);
    REQUIRE(xapi_statement_digest(a, w, &two, NULL) == OK && str_eq(one, two));
    REQUIRE(str_eq(s.object, again.object) && s.at == again.at);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *v;

    if (json_parse(a, (str){(const char *)p, n}, NULL, &v, NULL) == OK) {
        check(a, v, XAPI_1);
        check(a, v, XAPI_2);
    }
    arena_free(a);
    return 0;
}
