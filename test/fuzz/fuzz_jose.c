#include "base/codec.h"
#include "format/jose.h"
#include "fuzz/fuzz.h"

static void check_jwk(struct arena *a, str text)
{
    const struct json *jwk, *again;
    struct key *key = NULL, *same = NULL;

    if (json_parse(a, text, NULL, &jwk, NULL) != OK || jwk_read(a, jwk, &key, NULL) != OK)
        return;
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    jwk_write(a, &w, key, S("k"));
    REQUIRE(json_parse(a, buf_done(&b), NULL, &again, NULL) == OK);
    REQUIRE(jwk_read(a, again, &same, NULL) == OK && key_same_public(key, same));
    REQUIRE(!key_has_secret(key) && !json_get(jwk, "d"));
    key_close(key);
    key_close(same);
}

/* A token that is read can be put together again; the input also as header
 * of a token and as key. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};
    struct jws jws;

    if (jws_parse(a, in, &jws, NULL) == OK) {
        REQUIRE(str_eq(jws_join(a, jws.signing_input, jws.signature), str_trim(in)));
        REQUIRE(json_is(jws.header, JSON_OBJECT) && !json_get(jws.header, "crit"));
    }
    str token = str_join(a, base64url_encode(a, in), S(".e30.AA"));
    if (jws_parse(a, token, &jws, NULL) == OK) {
        REQUIRE(str_eq(jws.header_text, in) && !str_is_absent(jws.alg));
        REQUIRE(!json_get(jws.header, "zip"));
    }
    check_jwk(a, in);
    arena_free(a);
    return 0;
}
