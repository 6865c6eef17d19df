#include "unit/badge/world.h"

#include "badge/suites_sd.h"

static const char *const suites[] = {"eddsa-rdfc-2022", "eddsa-jcs-2022"};

static str secured_text(str credential, const char *suite, const struct issue_key *k, msec created)
{
    struct proof_terms terms = {.suite = suite_named(cstr(suite)), .key = *k, .created = created};
    struct error err = {0};
    str value, out;

    check_ok(proof_sign(test_arena, credential, &terms, &value, &out, &err), &err);
    return out;
}

static str credential_of(const struct badge *b)
{
    str text;
    struct error err;

    check_ok(write_v3(test_arena, b, &text, &err), &err);
    return text;
}

static str secured(const struct badge *b, const char *suite, const struct issue_key *k)
{
    return secured_text(credential_of(b), suite, k, NOW - DAY);
}

/* The value of `"proof":` in a badge that proof_sign made. */
static str proof_in(str badge)
{
    ptrdiff_t at = str_find(badge, S("\"proof\":"));

    assert_true(at > 0);
    return str_slice(badge, (size_t)at + 8, badge.n - 1);
}

static str with_proofs(str badge, str proofs)
{
    return replaced(badge, str_z(test_arena, proof_in(badge)), str_z(test_arena, proofs));
}

TEST(a_proof_of_each_suite_holds)
{
    static const struct { const char *suite; enum key_kind kind; } t[] = {
        {"eddsa-rdfc-2022", KEY_ED25519}, {"eddsa-jcs-2022", KEY_ED25519}, {"ecdsa-rdfc-2019", KEY_P256},
        {"ecdsa-rdfc-2019", KEY_P384},    {"ecdsa-jcs-2019", KEY_P256},    {"ecdsa-jcs-2019", KEY_P384},
    };
    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct issuer s = issuer_new(t[i].kind);
        struct badge b = sample_badge(s.did);
        struct report r = judge(secured(&b, t[i].suite, &s.sign));
        check_verdict_at(i, r, VALID, "key-not-anchored");
        check_str_at(i, cstr(r.anchor.kind), S("did:key"));
        check_str_at(i, r.anchor.value, s.did);
        /* R30-41: the bare DID names its one key. */
        r = judge(secured(&b, t[i].suite, &(struct issue_key){s.key, s.did}));
        check_verdict_at(i, r, VALID, NULL);
        key_close(s.key);
    }
}

TEST(a_badge_with_any_byte_changed_is_never_valid)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);

    world_clear();
    for (size_t i = 0; i < COUNT(suites); i++) {
        str good = secured(&b, suites[i], &s.sign);
        for (size_t at = 0; at < good.n; at += 7) {
            str copy = str_copy(test_arena, good);
            ((char *)(uintptr_t)copy.p)[at] ^= 1;
            struct report r = judge(copy);
            check_at(at, r.verdict != VALID);
        }
    }
    key_close(s.key);
}

/* Each makes the very statements that were signed, by JSON that says less. */
TEST(statements_cannot_be_hidden_from_who_reads_the_json)
{
    static const struct { const char *from, *to, *also, *into; } t[] = {
        {"\"validUntil\":", "\"https://www.w3.org/2018/credentials#validUntil\":"},
        {"\"validUntil\":\"2026-01-31T00:00:00Z\"",
         "\"https://www.w3.org/2018/credentials#validUntil\":{\"@type\":"
         "\"http://www.w3.org/2001/XMLSchema#dateTime\",\"@value\":\"2026-01-31T00:00:00Z\"}"},
        {"\"credentialStatus\":{", "\"https://www.w3.org/2018/credentials#credentialStatus\":{"},
        {"\"credentialStatus\":{", "\"credentialStatus\":[[{", "\"https://acme.test/s\"}", "\"https://acme.test/s\"}]]"},
        {"\"name\":", "\"@included\":[],\"name\":"},
        {"\"name\":", "\"@nest\":{},\"name\":"},
        {"\"name\":", "\"@index\":\"x\",\"name\":"},
        {"\"id\":\"urn:uuid", "\"@id\":\"urn:uuid"},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    struct status_ref ref = {.id = S("https://acme.test/s#5"), .purpose = S("revocation"),
                             .list_url = S("https://acme.test/s"), .index = 5, .size = 1};

    world_clear();
    b.status.items = &ref;
    b.status.n = 1;
    str good = secured(&b, "eddsa-rdfc-2022", &s.sign);
    for (size_t i = 0; i < COUNT(t); i++) {
        str text = replaced(good, t[i].from, t[i].to);
        if (t[i].also)
            text = replaced(text, t[i].also, t[i].into);
        struct report r = judge(text);
        check_at(i, r.verdict != VALID);
    }
    key_close(s.key);
}

/* The endorsement's subject is the badge: what is said there is said of the badge. */
TEST(the_end_of_a_badge_cannot_move_into_an_endorsement_of_it)
{
    static const char end[] = ",\"validUntil\":\"2026-01-31T00:00:00Z\"";
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str endorsement = str_printf(test_arena,
        "{\"id\":\"urn:uuid:e1\",\"type\":[\"VerifiableCredential\",\"EndorsementCredential\"],\"issuer\":\"did:web:board.test\","
        "\"validFrom\":\"2025-12-01T00:00:00Z\",\"name\":\"Well made\",\"credentialSubject\":{\"id\":\"" STR_FMT "\","
        "\"type\":[\"EndorsementSubject\"]}}", STR_ARG(b.id));
    str text = str_printf(test_arena, "\"endorsement\":[" STR_FMT "],\"credentialSubject\":{\"id\":\"did:example", STR_ARG(endorsement));
    str good = secured_text(replaced(credential_of(&b), "\"credentialSubject\":{\"id\":\"did:example", text.p), "eddsa-rdfc-2022", &s.sign, NOW - DAY);
    str moved = replaced(replaced(good, end, ""), "\"EndorsementSubject\"]",
                         "\"EndorsementSubject\",\"VerifiableCredential\"],\"validUntil\":\"2026-01-31T00:00:00Z\"");

    world_clear();
    struct report r = judge(good);
    check_verdict(r, VALID, "endorsement-invalid");
    r = judge_in(test_arena, good, &(struct verify_options){.at = NOW + 40 * DAY});
    check_verdict(r, INVALID, "expired");
    r = judge_in(test_arena, moved, &(struct verify_options){.at = NOW + 40 * DAY});
    check_verdict(r, INVALID, "data-loss");
    key_close(s.key);
}

TEST(what_a_proof_says_of_itself_is_judged)
{
    static const struct { const char *from, *to, *flaw; enum verdict want; } t[] = {
        {"\"proofPurpose\":\"assertionMethod\"", "\"proofPurpose\":\"authentication\"", "proof-purpose", INVALID},
        {"\"cryptosuite\":\"eddsa-jcs-2022\"", "\"cryptosuite\":\"eddsa-jcs-2032\"", "proof-unsupported", UNVERIFIED},
        {"\"cryptosuite\":\"eddsa-jcs-2022\"", "\"cryptosuite\":\"eddsa-rdfc-2022\"", "signature-invalid", INVALID},
        {"\"proofValue\":\"z", "\"proofValue\":\"u", "signature-invalid", INVALID},
        {"\"proofValue\":\"z", "\"domain\":\"bank.test\",\"proofValue\":\"z", "signature-invalid", INVALID},
        {"\"created\":\"2025-12-31T00:00:00Z\"", "\"created\":\"2026-01-01T00:05:01Z\"", "not-yet-valid", INVALID},
        {"\"created\":", "\"expires\":\"2025-12-31T23:59:59Z\",\"created\":", "expired", INVALID},
        {"\"verificationMethod\":\"did:key:", "\"verificationMethod\":\"did:web:acme.test#", "key-not-authorised", INVALID},
        {"\"verificationMethod\":\"did:key:", "\"verificationMethod\":\"", "key-unresolvable", INVALID},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str good = secured(&b, "eddsa-jcs-2022", &s.sign);

    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(replaced(good, t[i].from, t[i].to));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
}

static str two(str first, str second)
{
    return str_printf(test_arena, "[" STR_FMT "," STR_FMT "]", STR_ARG(first), STR_ARG(second));
}

/* T-13: each is judged and told; a wrong one is never passed over. */
TEST(of_several_proofs_one_that_holds_suffices_and_one_that_is_wrong_spoils)
{
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_P256);
    struct badge b = sample_badge(s.did);
    str good = secured(&b, "eddsa-rdfc-2022", &s.sign), p = proof_in(good);
    str also = proof_in(secured(&b, "eddsa-jcs-2022", &s.sign));
    str strange = proof_in(secured(&b, "ecdsa-rdfc-2019", &other.sign));
    str unknown = replaced(p, "eddsa-rdfc-2022", "eddsa-rdfc-2032");
    str bad = replaced(p, "2025-12-31T00:00:00Z", "2025-12-31T00:00:01Z");
    const struct { str proofs; enum verdict want; const char *flaw; size_t rows; } t[] = {
        {two(p, also), VALID, NULL, 2},
        {two(also, p), VALID, NULL, 2},
        {two(p, strange), VALID, "key-not-authorised", 2},
        {two(strange, p), VALID, "key-not-authorised", 2},
        {two(p, unknown), VALID, "proof-unsupported", 2},
        {two(p, bad), INVALID, "signature-invalid", 2},
        {two(bad, p), INVALID, "signature-invalid", 2},
        {strange, INVALID, "key-not-authorised", 1},
        {two(strange, unknown), INVALID, "key-not-authorised", 2},
        {unknown, UNVERIFIED, "proof-unsupported", 1},
        {S("[]"), INVALID, "no-proof", 1},
    };
    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(with_proofs(good, t[i].proofs));
        size_t rows = 0;
        for (size_t k = 0; k < r.checks.n; k++)
            rows += str_eq(cstr(r.checks.items[k].id), S("proof"));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        check_at(i, rows == t[i].rows);
    }
    key_close(s.key);
    key_close(other.key);
}

TEST(more_than_eight_proofs_are_too_many)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str good = secured(&b, "eddsa-jcs-2022", &s.sign), p = proof_in(good), list = p;

    world_clear();
    for (int i = 1; i < 9; i++)
        list = str_printf(test_arena, STR_FMT "," STR_FMT, STR_ARG(list), STR_ARG(p));
    struct report r = judge(with_proofs(good, str_printf(test_arena, "[" STR_FMT "]", STR_ARG(list))));
    check_verdict(r, INVALID, "too-many-values");
    key_close(s.key);
}

/* ---- whose key ---- */

#define HTTPS "https://acme.test/issuers/7"
#define WEB   "did:web:acme.test"

static str profile_of(const struct issue_key *k, size_t n)
{
    struct profile p = {.id = S(HTTPS), .name = S("Acme")};

    return write_profile(test_arena, &p, k, n);
}

/* R30-44: the fragment is the key itself, whoever wrote it. */
TEST(a_key_in_the_fragment_proves_nothing_until_the_issuer_has_it)
{
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_ED25519);
    str fragment = str_from(s.did, sizeof "did:key:" - 1);
    struct issue_key k = {s.key, str_printf(test_arena, HTTPS "#" STR_FMT, STR_ARG(fragment))};
    struct issue_key theirs = {other.key, S(HTTPS "#1")};
    struct badge b = sample_badge(S(HTTPS));
    str good = secured(&b, "eddsa-rdfc-2022", &k);
    struct report r;

    world_clear();
    r = judge(good);                                                 /* nobody answers */
    check_verdict(r, UNVERIFIED, "key-not-anchored");
    r = judge(replaced(good, "Ladder safety", "Ladder mastery"));
    check_verdict(r, INVALID, "signature-invalid");
    world_put(S(HTTPS), 404, S(""));
    world_put(S("https://acme.test/.well-known/jwks.json"), 404, S(""));
    r = judge(good);                                                 /* nothing is published */
    check_verdict(r, UNVERIFIED, "key-not-anchored");
    world_put(S(HTTPS), 200, profile_of(&theirs, 1));
    r = judge(good);
    check_verdict(r, INVALID, "key-not-anchored");
    world_put(S(HTTPS), 200, profile_of(&k, 1));
    r = judge(good);
    check_verdict(r, VALID, NULL);
    check_str(r.anchor.value, S("acme.test"));
    check_never_yes_when_silent(good);
    key_close(s.key);
    key_close(other.key);
}

TEST(a_did_web_issuer_vouches_for_a_proof)
{
    struct issuer s = issuer_new(KEY_P256);
    struct issue_key k = {s.key, S(WEB "#1")};
    struct badge b = sample_badge(S(WEB));
    str good = secured(&b, "ecdsa-rdfc-2019", &k);

    world_clear();
    world_put(S("https://acme.test/.well-known/did.json"), 200, write_did_document(test_arena, S(WEB), (str){0}, &k, 1));
    struct report r = judge(good);
    check_verdict(r, VALID, NULL);
    check_str(cstr(r.anchor.kind), S("did:web"));
    check_never_yes_when_silent(good);
    check_never_yes_when_dry(good);
    key_close(s.key);
}

/* ---- a token with proofs in it ---- */

TEST(a_token_and_the_proof_in_it_are_both_judged)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str inner = secured(&b, "eddsa-rdfc-2022", &s.sign), claims = payload_of(&b);
    ptrdiff_t at = str_find(claims, S(",\"iss\":"));
    str payload = str_join(test_arena, str_slice(inner, 0, inner.n - 1), str_from(claims, (size_t)at));
    struct report r;

    world_clear();
    r = judge(signed_payload(payload, &s.sign));
    check_verdict(r, VALID, NULL);
    r = judge(signed_payload(replaced(payload, "Ladder safety", "Ladder mastery"), &s.sign));
    check_verdict(r, INVALID, "signature-invalid");
    key_close(s.key);
}

TEST(a_word_that_no_context_knows_is_lost_in_a_token_too)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);

    world_clear();
    struct report r = judge(signed_payload(replaced(payload_of(&b), "\"name\"", "\"approvedBy\":\"x\",\"name\""), &s.sign));
    check_verdict(r, INVALID, "data-loss");
    key_close(s.key);
}

/* VC-JOSE-COSE §3.2.1: "vc+jwt", and the claims are about the token alone. */
TEST(a_token_says_what_kind_it_is)
{
    static const struct { const char *header, *from, *to, *flaw; enum verdict want; } t[] = {
        {"\"typ\":\"JWT\"", "", "", NULL, VALID},
        {"\"typ\":\"vc+jwt\"", "", "", NULL, VALID},
        {"\"typ\":\"application/vc+jwt\"", ",\"iss\":", ",\"iat\":1764633600,\"iss\":", NULL, VALID},
        {"\"typ\":\"vc+jwt\"", "\"exp\":1769817600", "\"exp\":1767225700", NULL, VALID},
        {"\"typ\":\"vc+jwt\"", "\"exp\":1769817600", "\"exp\":1767225500", "expired", INVALID},
        {"\"typ\":\"vc+jwt\"", "\"exp\":1769817600", "\"exp\":\"x\"", "jwt-claim-mismatch", INVALID},
        {"\"typ\":\"vc+jwt\"", "\"iss\":\"did:key:", "\"iss\":\"did:web:", "jwt-claim-mismatch", INVALID},
        {"\"typ\":\"JWT\"", "\"exp\":1769817600", "\"exp\":1767225700", "jwt-claim-mismatch", INVALID},
        {"\"typ\":\"at+jwt\"", "", "", "jws-malformed", INVALID},
        {"\"typ\":\"secevent+jwt\"", "", "", "jws-malformed", INVALID},
        {"\"jku\":\"https://x.test/\"", "", "", "jws-malformed", VALID},        /* never asked, and told */
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str payload = payload_of(&b);

    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        str header = str_printf(test_arena, "{\"alg\":\"EdDSA\",\"kid\":\"" STR_FMT "\",%s}", STR_ARG(s.sign.id), t[i].header);
        str input = str_printf(test_arena, "%s.%s", base64url_encode(test_arena, header).p,
                               base64url_encode(test_arena, replaced(payload, t[i].from, t[i].to)).p), signature;
        assert_int_equal(key_sign(test_arena, s.key, input, &signature, NULL), OK);
        struct report r = judge(jws_join(test_arena, input, signature));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        check_at(i, the_world.asked == 0);
    }
    key_close(s.key);
}

/* ---- contexts that were changed in place ---- */

/* Signed when the words were as `revision` has them; what they lacked was dropped. */
static str signed_under(str credential, const struct issue_key *k, size_t revision)
{
    const struct jsonld_options then = {.revision = revision};
    const struct proof_terms terms = {.suite = suite_for(KEY_ED25519), .key = *k, .created = NOW - DAY};
    struct securing in = {.words = &then};
    const struct json *empty;
    struct proof p;
    struct error err = {0};
    str draft, value, out;

    check_ok(proof_rebuild(test_arena, credential, &terms, S("x"), &draft, &err), &err);
    check_ok(json_parse(test_arena, draft, NULL, &empty, &err), &err);
    check_ok(proof_read(test_arena, json_get(empty, "proof"), &p, &err), &err);
    check_ok(proof_document(test_arena, empty, &p, &in.document, &err), &err);
    check_ok(proof_options(test_arena, in.document, &p, &in.options, &err), &err);
    check_ok(p.suite->sign(test_arena, &in, k->key, &value, &err), &err);
    check_ok(proof_rebuild(test_arena, credential, &terms, value, &out, &err), &err);
    return out;
}

/* context-3.0.3.json has defined endorsementJwt since 2026-06-29. */
TEST(a_word_that_came_later_is_signed_only_where_it_was_known)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str plain = credential_of(&b);
    str later = replaced(plain, "\"description\"", "\"endorsementJwt\":[\"eyJhbGciOiJFZERTQSJ9.e30.AAAA\"],\"description\"");
    const struct { str badge; enum verdict want; const char *flaw; } t[] = {
        {signed_under(plain, &s.sign, 0), VALID, NULL},
        {signed_under(plain, &s.sign, 1), VALID, NULL},
        {signed_under(later, &s.sign, 0), VALID, "endorsement-invalid"},
        {signed_under(later, &s.sign, 1), INVALID, "signature-invalid"},    /* it was dropped */
    };
    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(t[i].badge);
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
}

/* ---- selective disclosure ---- */

TEST(a_base_proof_is_for_its_holder_and_what_is_derived_holds)
{
    static str mandatory[] = {S("/issuer"), S("/validFrom"), S("/validUntil"), S("/credentialSubject/achievement")};
    static str wanted[] = {S("/name")};
    struct issuer s = issuer_new(KEY_P256);
    struct badge b = sample_badge(s.did);
    struct proof_terms terms = {.suite = suite_named(S("ecdsa-sd-2023")), .key = s.sign, .created = NOW - DAY,
                                .mandatory = {.items = mandatory, .n = COUNT(mandatory)}};
    struct str_list show = {.items = wanted, .n = 1};
    struct error err = {0};
    str value, base, shown;

    world_clear();
    check_ok(proof_sign(test_arena, credential_of(&b), &terms, &value, &base, &err), &err);
    struct report r = judge(base);
    check_verdict(r, UNVERIFIED, "proof-unsupported");
    check_ok(sd_derive(test_arena, base, &show, &shown, &err), &err);
    assert_false(str_contains(shown, S("\"narrative\":\"Climbed")));
    r = judge(shown);
    check_verdict(r, VALID, NULL);
    for (size_t at = 0; at < shown.n; at += 13) {
        str copy = str_copy(test_arena, shown);
        ((char *)(uintptr_t)copy.p)[at] ^= 1;
        r = judge(copy);
        check_at(at, r.verdict != VALID);
    }
    key_close(s.key);
}
