/* cli/bench_jwt.c — VC-JWT with EdDSA: what our writing, reading and judging
 * costs on top of the signature itself. */
#include <string.h>

#include "badge/issue.h"
#include "badge/verify.h"
#include "base/crypto_bare.h"
#include "cli/bench.h"
#include "cli/bench_badge.h"
#include "format/did.h"
#include "format/jose.h"

struct jwt {
    struct arena *a;                             /* of one call */
    struct badge badge;
    struct issue_key signer;
    struct key *key;
    str token, input;                            /* the bytes that are signed */
    struct bare_key *sodium, *openssl;
    uint8_t sodium_signature[BARE_SIGNATURE], openssl_signature[BARE_SIGNATURE];
    struct verify_options options;
};

/* ---- the work ---- */

static void sodium_sign(void *ctx)
{
    struct jwt *j = ctx;

    bare_sign(j->sodium, j->input, j->sodium_signature);
}

static void openssl_sign(void *ctx)
{
    struct jwt *j = ctx;

    bare_sign(j->openssl, j->input, j->openssl_signature);
}

static void sodium_verify(void *ctx)
{
    struct jwt *j = ctx;

    if (!bare_verify(j->sodium, j->input, j->sodium_signature))
        __builtin_trap();
}

static void openssl_verify(void *ctx)
{
    struct jwt *j = ctx;

    if (!bare_verify(j->openssl, j->input, j->openssl_signature))
        __builtin_trap();
}

static code issue_once(struct jwt *j, str *token, struct error *err)
{
    str payload, signature;

    arena_reset(j->a);
    TRY(vcjwt_payload(j->a, &j->badge, &payload, err));
    return vcjwt_sign(j->a, payload, &j->signer, &signature, token, err);
}

static bool signature_holds(struct jwt *j, str token)
{
    struct jws jws;

    arena_reset(j->a);
    return jws_parse(j->a, token, &jws, NULL) == OK && jws_verify(&jws, j->key);
}

static bool badge_holds(struct jwt *j, str token)
{
    struct report report;
    struct error err;

    arena_reset(j->a);
    return badge_verify(j->a, token, &j->options, &report, &err) == OK && report.verdict == VALID;
}

static void issue_work(void *ctx)
{
    str token;

    if (issue_once(ctx, &token, NULL) != OK)
        __builtin_trap();
}

static void signature_work(void *ctx)
{
    struct jwt *j = ctx;

    if (!signature_holds(j, j->token))
        __builtin_trap();
}

static void badge_work(void *ctx)
{
    struct jwt *j = ctx;

    if (!badge_holds(j, j->token))
        __builtin_trap();
}

/* ---- proof before timing ---- */

static str with_changed_byte(struct arena *a, str token, size_t at)
{
    str copy = str_copy(a, token);

    ((char *)(uintptr_t)copy.p)[at] = copy.p[at] == 'A' ? 'B' : 'A';
    return copy;
}

static code prove(struct arena *a, struct jwt *j, struct error *err)
{
    str again;

    TRY(issue_once(j, &again, err));
    if (!str_eq(again, j->token))
        return fail(err, FAULT, "jwt", "two issues of one badge differ");
    if (!signature_holds(j, j->token) || !badge_holds(j, j->token))
        return fail(err, FAULT, "jwt", "the badge that was issued does not hold");
    for (size_t at = 5; at < j->token.n; at += 97) {
        str changed = with_changed_byte(a, j->token, at);
        if (signature_holds(j, changed) || badge_holds(j, changed))
            return fail(err, FAULT, "jwt", "a badge with a changed byte is not refused");
    }
    sodium_sign(j);
    openssl_sign(j);
    if (memcmp(j->sodium_signature, j->openssl_signature, 64) != 0)
        return fail(err, FAULT, "jwt", "the two libraries do not make the same signature");
    return OK;
}

static code prepare(struct arena *a, struct jwt *j, struct error *err)
{
    static const uint8_t seed[32] = "measured with a seed of our own";
    str did;

    TRY(key_generate(KEY_ED25519, &j->key, err));
    did = did_key_from(a, j->key);
    j->signer = (struct issue_key){j->key, str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(did), STR_ARG(str_from(did, 8)))};
    j->sodium = bare_open(BARE_SODIUM, seed);
    j->openssl = bare_open(BARE_OPENSSL, seed);
    j->options.at = 1800000000000;
    bench_fill_badge(a, &j->badge, did);
    TRY(issue_once(j, &j->token, err));
    j->token = str_copy(a, j->token);
    size_t dots = 0, end = 0;
    for (; end < j->token.n && dots < 2; end++)
        dots += j->token.p[end] == '.';
    j->input = str_slice(j->token, 0, end - 1);
    return prove(a, j, err);
}

static void compare(struct bench *b, struct jwt *j)
{
    enum { SODIUM_SIGN, OPENSSL_SIGN, ISSUE, SODIUM_VERIFY, OPENSSL_VERIFY, SIGNATURE, BADGE };
    const struct measure measures[] = {
        [SODIUM_SIGN] = {"bare Ed25519 sign, libsodium", "us", sodium_sign, .ctx = j},
        [OPENSSL_SIGN] = {"bare Ed25519 sign, OpenSSL", "us", openssl_sign, .ctx = j},
        [ISSUE] = {"VC-JWT issue, fields to token", "us", issue_work, .ctx = j},
        [SODIUM_VERIFY] = {"bare Ed25519 verify, libsodium", "us", sodium_verify, .ctx = j},
        [OPENSSL_VERIFY] = {"bare Ed25519 verify, OpenSSL", "us", openssl_verify, .ctx = j},
        [SIGNATURE] = {"VC-JWT verify, key at hand", "us", signature_work, .ctx = j},
        [BADGE] = {"badge verify whole, did:key, offline", "us", badge_work, .ctx = j},
    };
    const struct ratio ratios[] = {
        {"issue / bare sign, libsodium", ISSUE, SODIUM_SIGN, 0, {0}},
        {"issue / bare sign, OpenSSL", ISSUE, OPENSSL_SIGN, 0, {3, 2, false}},
        {"VC-JWT verify / bare verify, libsodium", SIGNATURE, SODIUM_VERIFY, 0, {1.3, 1.15, false}},
        {"whole verify / bare verify, libsodium", BADGE, SODIUM_VERIFY, 0, {0}},
        {"whole verify / bare verify, OpenSSL", BADGE, OPENSSL_VERIFY, 0, {1.5, 1, false}},
    };
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 0});
}

code bench_jwt(struct bench *b, struct error *err)
{
    struct jwt j = {.a = arena_new(0)};
    code c = prepare(bench_arena(b), &j, err);

    if (c == OK)
        compare(b, &j);
    key_close(j.key);
    bare_close(j.sodium);
    bare_close(j.openssl);
    arena_free(j.a);
    return c;
}
