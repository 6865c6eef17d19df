#include "base/codec.h"
#include "base/list.h"
#include "format/jose.h"
#include "format/oidc.h"
#include "fuzz/fuzz.h"

#define ISSUER "https://id.example.org"

static void check_provider(struct arena *a, str in)
{
    struct oidc_provider p;
    str issuer, again;

    if (oidc_issuer_read(a, in, false, &issuer, NULL) == OK) {
        REQUIRE(str_starts(issuer, S("https://")));
        REQUIRE(oidc_issuer_read(a, issuer, false, &again, NULL) != OK || str_starts(again, S("https://")));
    }
    if (oidc_provider_read(a, in, &(struct oidc_asked){S(ISSUER), false}, &p, NULL) == OK) {
        REQUIRE(str_starts(p.authorize, S("https://")) && str_starts(p.token, S("https://")) && str_starts(p.keys, S("https://")));
        REQUIRE(str_is_absent(p.end_session) || str_starts(p.end_session, S("https://")));
    }
}

/* Signed by a key of ours, so that the claims themselves are read; what passes
 * names issuer, client and nonce, and the same token without them never does. */
static void check_claims(struct arena *a, str in)
{
    static struct key *key;
    const struct oidc_expected want = {.issuer = S(ISSUER), .client = S("lapel"), .nonce = S("n"), .now = 1750000000 * SECOND};
    struct oidc_expected other = want;
    struct oidc_identity who;
    struct oidc_logout said;
    struct str_list values = {0};
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    str token, keys;

    if (!key)
        REQUIRE(key_generate(KEY_ED25519, &key, NULL) == OK);
    REQUIRE(jws_sign(a, key, &(struct jws_header){0}, in, &token, NULL) == OK);
    buf_put(&b, S("{\"keys\":["));
    jwk_write(a, &w, key, S("k"));
    buf_put(&b, S("]}"));
    keys = buf_done(&b);
    bool is_out = oidc_logout_check(a, token, keys, &want, &said, NULL) == OK;
    REQUIRE(!is_out || (said.id.n > 0 && (said.subject.n > 0 || said.session.n > 0)));
    if (oidc_token_check(a, token, keys, &want, &who, NULL) != OK)
        return;
    REQUIRE(!is_out);                            /* one token never is both */
    REQUIRE(who.subject.n > 0 && str_eq(json_str(json_get(who.claims, "iss")), want.issuer));
    oidc_values(a, who.claims, S("groups.a"), &values);
    other.nonce = S("m");
    REQUIRE(oidc_token_check(a, token, keys, &other, &who, NULL) != OK);
    REQUIRE(oidc_token_check(a, str_join(a, str_slice(token, 0, token.n - 86), S("")), keys, &want, &who, NULL) != OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};
    struct oidc_identity who;

    check_provider(a, in);
    check_claims(a, in);
    /* No key of ours signed it: never taken. */
    REQUIRE(oidc_token_check(a, in, S("{\"keys\":[]}"), &(struct oidc_expected){.nonce = S("n")}, &who, NULL) != OK);
    REQUIRE(oidc_token_check(a, S("e30.e30.AA"), in, &(struct oidc_expected){.nonce = S("n")}, &who, NULL) != OK);
    arena_free(a);
    return 0;
}
