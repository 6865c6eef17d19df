#include "badge/suites_sd.h"
#include "base/codec.h"
#include "fuzz/fuzz.h"

static const struct json *whole(struct arena *a)
{
    static const char text[] =
        "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiableCredential\"],"
        "\"issuer\":\"did:example:i\",\"credentialSubject\":{\"id\":\"did:example:s\",\"name\":\"Ada\"}}";
    const struct json *doc;

    REQUIRE(json_parse(a, cstr(text), NULL, &doc, NULL) == OK);
    return doc;
}

/* Opened over a document that it was never made for: nothing may hold. */
static void check_open(struct arena *a, str value)
{
    const struct jsonld_options words = {.safe = true};
    struct securing in = {.document = whole(a), .options = whole(a), .words = &words};
    struct sealed sealed;

    if (sd_open(a, NULL, &in, value, &sealed, NULL) == OK)
        REQUIRE(sealed.is_broken);
}

/* What is read is written to what reads the same; the labels may have stood in
 * any order. */
static void check_derived(struct arena *a, const struct sd_derived *d)
{
    struct sd_derived again;
    str written = sd_write_derived(a, d);

    REQUIRE(sd_read_derived(a, written, &again, NULL) == OK);
    REQUIRE(str_eq(sd_write_derived(a, &again), written));
    REQUIRE(again.labels.n == d->labels.n && again.mandatory.n == d->mandatory.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};
    struct sd_base base;
    struct sd_derived derived;

    crypto_start();
    if (sd_read_base(a, in, &base, NULL) == OK)
        REQUIRE(str_eq(sd_write_base(a, &base), in));
    if (sd_read_derived(a, in, &derived, NULL) == OK) {
        check_derived(a, &derived);
        check_open(a, in);
    }
    arena_free(a);
    return 0;
}
