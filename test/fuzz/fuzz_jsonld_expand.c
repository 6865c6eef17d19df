#include "format/jsonld.h"
#include "format/rdfc.h"
#include "fuzz/fuzz.h"

static str written(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    return buf_done(&b);
}

/* A web of one context, so that remote ones are met, too. */
static code load(void *ctx, struct arena *a, str url, struct jsonld_remote *out, struct error *err)
{
    (void)ctx;
    (void)a;
    if (url.n > 9)
        return fail(err, UNREACHABLE, "", "nothing there");
    *out = (struct jsonld_remote){
        url, S("{\"@context\":{\"r\":\"urn:r:\",\"s\":{\"@id\":\"r:s\",\"@context\":\"urn:x\"}}}")};
    return OK;
}

static bool canonical(struct arena *a, const struct json *document,
                      const struct jsonld_options *opt, str *out)
{
    static const struct rdfc_limits small = {
        .calls = 64, .calls_per_blank = 1, .permutations = 256, .depth = 32, .bytes = 1 << 20};
    const struct rdfc_options options = {.limits = &small};
    struct rdf *d;

    return jsonld_to_rdf(a, document, opt, &d, NULL) == OK &&
           rdfc_canonicalize(a, d, &options, out, NULL, NULL) == OK;
}

/* In safe mode everything that is left is absolute: expanding what is expanded
 * changes nothing, its quads are those of the document, and they come back. */
static void check_safe(struct arena *a, const struct json *document,
                       const struct jsonld_options *opt)
{
    const struct json *once, *again, *text;
    str left, right;

    if (jsonld_expand(a, document, opt, &once, NULL) != OK)
        return;
    REQUIRE(json_parse(a, written(a, once), NULL, &text, NULL) == OK);
    REQUIRE(jsonld_expand(a, text, opt, &again, NULL) == OK);
    REQUIRE(str_eq(written(a, once), written(a, again)));
    if (!canonical(a, document, opt, &left))
        return;
    REQUIRE(canonical(a, once, opt, &right));
    REQUIRE(str_eq(left, right));
}

static void check_rest(struct arena *a, const struct json *document,
                       const struct jsonld_options *opt)
{
    const struct json *out;
    struct rdf *d;
    struct error err = {0};

    if (jsonld_flatten(a, document, document, opt, &out, &err) != OK)
        REQUIRE(err.text[0]);
    if (jsonld_compact(a, document, document, opt, &out, &err) != OK)
        REQUIRE(err.text[0]);
    if (jsonld_to_rdf(a, document, opt, &d, &err) != OK ||
        jsonld_from_rdf(a, d, opt, &out, &err) != OK)
        REQUIRE(err.text[0]);
}

/* The first byte chooses options. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *document;
    uint8_t bits = n ? p[0] : 0;
    const struct jsonld_limits limits = {
        .depth = 24, .terms = 500, .contexts = 200, .text = 1 << 20};
    struct jsonld_options opt = {
        .base = bits & 1 ? S("https://e.org/a/b") : (str){0},
        .load = load,
        .ordered = bits & 2,
        .mode_1_0 = (bits & 12) == 12,
        .direction =
            bits & 16 ? (bits & 32 ? DIRECTION_COMPOUND : DIRECTION_I18N) : DIRECTION_DROPPED,
        .generalized = bits & 64,
        .keep_arrays = bits & 128,
        .limits = &limits,
    };

    if (n && json_parse(a, (str){(const char *)p + 1, n - 1}, NULL, &document, NULL) == OK) {
        check_rest(a, document, &opt);
        opt.safe = true;
        opt.ordered = true;
        check_safe(a, document, &opt);
    }
    arena_free(a);
    return 0;
}
