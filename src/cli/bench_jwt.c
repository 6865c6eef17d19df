/* cli/bench_jwt.c — VC-JWT with EdDSA: what our writing, reading and judging
 * costs on top of the signature itself. */
#include <string.h>

#include "badge/issue.h"
#include "badge/verify.h"
#include "base/crypto_bare.h"
#include "cli/bench.h"
#include "format/did.h"
#include "format/jose.h"

struct jwt {
    struct arena *a;                             /* of one call */
    struct badge badge;
    struct issue_key signer;
    struct key *key;
    str token, input;                            /* the bytes that are signed */
    struct bare_key *sodium, *openssl;
    uint8_t sodium_signature[64], openssl_signature[64];
    struct verify_options options;
};

/* A usual credential: about 4 KB, as large as the ones of other issuers. */
static void fill_badge(struct arena *a, struct badge *b, str issuer)
{
    *b = (struct badge){
        .version = OB_3_0, .kind = KIND_VC_JWT, .name = S("Working at heights"),
        .id = S("https://badges.example.org/b/9XcPqM1ZTs2FhUeYV3kDaw"), .has_valid_from = true,
        .valid_from = 1767225600000, .has_valid_until = true, .valid_until = 4102444800000,
        .has_awarded = true, .awarded = 1767225600000,
        .narrative = S("Passed the practical test at the second site in January, with no fault."),
    };
    b->issuer = (struct profile){
        .id = issuer, .type = S("Profile"), .name = S("Acme Training"), .url = S("https://acme.example.org/"),
        .email = S("badges@acme.example.org"),
        .description = S("Training for people who work where a fall would be the last one."),
        .image.id = S("https://badges.example.org/images/l7tBV0XhCh1mGk6gOaJ2RZqkq0Jtq2t1bYx1Q9yY8nU")};
    b->achievement = (struct achievement){
        .id = S("https://badges.example.org/badges/kq3Vt0qAq1l0mV7b5p2nXQ/3"), .name = S("Working at heights"),
        .description = S("Plans and does work on ladders, roofs and scaffolds so that nobody falls, and knows "
                         "what to do when somebody does."),
        .achievement_type = S("Certification"), .criteria_id = S("https://badges.example.org/badges/kq3Vt0qAq1l0mV7b5p2nXQ"),
        .criteria_narrative = S("## What was asked\n\n1. A day of theory with a written test of forty questions, "
                                "of which thirty-four were answered rightly.\n2. A day on the training roof: "
                                "anchoring, moving, working, and rescue of a person who hangs in the harness.\n"
                                "3. A talk with an examiner about a plan for work that the learner wrote.\n\n"
                                "The test is repeated after three years, because rope and memory both wear out."),
        .image.id = S("https://badges.example.org/images/Zp8qgkhb2zq0j3Yt9gq7L0rT5bq1yWm4eXv2cQnUo3A"),
        .version = S("3"), .in_language = S("en")};
    *list_add(a, &b->identities) = (struct identity){
        .type = S("emailAddress"), .hashed = true, .salt = S("q7Xk2p9vTz"),
        .value = S("sha256$9b9d0d3f5f8a4b3a1c8f5a0e3d5f1c2b4a6978867564534231201f1e1d1c1b1a")};
    for (int i = 0; i < 2; i++)
        *list_add(a, &b->achievement.alignments) = (struct alignment){
            .target_name = i ? S("Work safely at heights") : S("Use fall protection"),
            .target_url = i ? S("https://skills.example.org/RIIWHS204E") : S("https://skills.example.org/CPCCCM2010"),
            .target_description = S("A unit of competency of the national register"),
            .target_framework = S("National register of training"), .target_code = i ? S("RIIWHS204E") : S("CPCCCM2010"),
            .target_type = S("CTDL")};
    for (int i = 0; i < 3; i++)
        *list_add(a, &b->achievement.tags) = i == 0 ? S("safety") : i == 1 ? S("heights") : S("rescue");
    *list_add(a, &b->evidence) = (struct evidence){
        .id = S("https://acme.example.org/evidence/2026/01/plan-0017.pdf"), .name = S("Plan for work"),
        .narrative = S("The plan as the examiner saw it."), .genre = S("Document")};
}

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
    fill_badge(a, &j->badge, did);
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
