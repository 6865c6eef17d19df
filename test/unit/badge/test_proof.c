#include "unit/badge/world.h"

#include "badge/proof.h"

#define DID "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
#define SIGNATURE "z57Mm1vboMtZiCyJ4aReZsv8co4Re64Y8GEjL1ZARzMbXZgkARFLqFs1P345NpPGG2hgCrS4nNdvJhpwnrNyG3kEF"
#define PROOF                                                                                     \
    "{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022\",\"proofPurpose\":"      \
    "\"assertionMethod\",\"created\":\"2024-05-01T00:00:01Z\",\"verificationMethod\":\"" DID "\"," \
    "\"proofValue\":\"" SIGNATURE "\"}"

static const struct json *parsed(str text)
{
    const struct json *v = NULL;
    struct error err = {0};

    check_ok(json_parse(test_arena, text, NULL, &v, &err), &err);
    return v;
}

TEST(a_proof_is_read_or_its_flaw_is_named)
{
    static const struct { const char *from, *to, *flaw; code want; } t[] = {
        {"", "", "", OK},
        {",\"created\":\"2024-05-01T00:00:01Z\"", "", "", OK},
        {PROOF, "{}", "no-proof", BAD_INPUT},
        {PROOF, "[]", "no-proof", BAD_INPUT},
        {PROOF, "\"proof\"", "no-proof", BAD_INPUT},
        {"\"DataIntegrityProof\"", "\"Ed25519Signature2018\"", "proof-unsupported", UNSUPPORTED},
        {"\"DataIntegrityProof\"", "[\"DataIntegrityProof\"]", "no-proof", BAD_INPUT},
        {"eddsa-rdfc-2022", "eddsa-rdfc-2032", "proof-unsupported", UNSUPPORTED},
        {"\"cryptosuite\":\"eddsa-rdfc-2022\",", "", "proof-unsupported", UNSUPPORTED},
        {"assertionMethod", "authentication", "proof-purpose", BAD_INPUT},
        {"\"assertionMethod\"", "[\"assertionMethod\"]", "proof-purpose", BAD_INPUT},
        {"\"" DID "\"", "\"z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2\"", "key-unresolvable", BAD_INPUT},
        {"\"" DID "\"", "\"xxx:z6Mk\"", "key-unresolvable", BAD_INPUT},
        {"\"" DID "\"", "{\"id\":\"" DID "\"}", "key-unresolvable", BAD_INPUT},
        {"\"z57", "\"u57", "signature-invalid", BAD_INPUT},     /* the other base */
        {"\"z57", "\"57", "signature-invalid", BAD_INPUT},
        {"\"z57", "\"z0", "signature-invalid", BAD_INPUT},      /* no digit of base 58 */
        {"\"" SIGNATURE "\"", "\"\"", "signature-invalid", BAD_INPUT},
        {"\"" SIGNATURE "\"", "\"z\"", "signature-invalid", BAD_INPUT},
        {"\"" SIGNATURE "\"", "7", "signature-invalid", BAD_INPUT},
        {"2024-05-01T00:00:01Z", "2024-05-01", "date-malformed", BAD_INPUT},
        {"\"created\"", "\"expires\":\"never\",\"created\"", "date-malformed", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct proof p;
        str text = replaced(S(PROOF), t[i].from, t[i].to);
        check_code_at(i, proof_read(test_arena, parsed(text), &p, NULL), t[i].want);
        check_str_at(i, cstr(p.flaw), cstr(t[i].flaw));
    }
}

TEST(a_proof_may_repeat_the_words_of_its_document_and_bring_none)
{
    static const struct { const char *document, *proof; code want; } t[] = {
        {"[\"a\",\"b\"]", "", OK},
        {"[\"a\",\"b\"]", "\"@context\":[\"a\",\"b\"],", OK},
        {"[\"a\",\"b\"]", "\"@context\":\"a\",", OK},
        {"\"a\"", "\"@context\":[\"a\"],", OK},
        {"[\"a\",\"b\"]", "\"@context\":[\"b\",\"a\"],", BAD_INPUT},
        {"[\"a\"]", "\"@context\":[\"a\",\"b\"],", BAD_INPUT},
        {"[\"a\"]", "\"@context\":{\"created\":\"https://x.test/\"},", BAD_INPUT},
        {"[{}]", "\"@context\":[{}],", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct proof p;
        const struct json *options, *doc = parsed(str_printf(test_arena, "{\"@context\":%s}", t[i].document));
        str more = str_printf(test_arena, "%s\"type\"", t[i].proof);
        check_code_at(i, proof_read(test_arena, parsed(replaced(S(PROOF), "\"type\"", more.p)), &p, NULL), OK);
        check_code_at(i, proof_options(test_arena, doc, &p, &options, NULL), t[i].want);
        if (t[i].want == OK) {
            assert_null(json_get(options, "proofValue"));
            check_at(i, json_get(options, "@context") == json_get(doc, "@context") ||
                            json_kind(json_get(options, "@context")) == json_kind(json_get(doc, "@context")));
        }
    }
}

TEST(the_proofs_before_it_are_put_back)
{
    static const char doc[] = "{\"a\":1,\"proof\":[{\"id\":\"urn:1\"},{\"id\":\"urn:2\"},{\"type\":\"t\"}]}";
    static const struct { const char *before; size_t n; code want; } t[] = {
        {"", 0, OK},
        {"\"previousProof\":\"urn:1\",", 1, OK},
        {"\"previousProof\":[\"urn:2\",\"urn:1\"],", 2, OK},
        {"\"previousProof\":[\"urn:1\",\"urn:3\"],", 0, BAD_INPUT},
        {"\"previousProof\":[7],", 0, BAD_INPUT},
        {"\"previousProof\":[\"\"],", 0, BAD_INPUT},
        {"\"previousProof\":[\"urn:1\",\"urn:1\",\"urn:1\",\"urn:1\",\"urn:1\",\"urn:1\",\"urn:1\",\"urn:1\",\"urn:1\"],", 0, BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct proof p;
        const struct json *out = NULL;
        str more = str_printf(test_arena, "%s\"type\"", t[i].before);
        check_code_at(i, proof_read(test_arena, parsed(replaced(S(PROOF), "\"type\"", more.p)), &p, NULL), OK);
        check_code_at(i, proof_document(test_arena, parsed(cstr(doc)), &p, &out, NULL), t[i].want);
        if (t[i].want == OK)
            check_at(i, json_get(out, "a") && json_count(json_get(out, "proof")) == t[i].n);
    }
}

/* ---- making ---- */

static str credential_of(const struct badge *b)
{
    str text;
    struct error err;

    check_ok(write_v3(test_arena, b, &text, &err), &err);
    return text;
}

TEST(the_same_terms_and_signature_give_the_same_bytes_again)
{
    static const struct { const char *suite; enum key_kind kind; } t[] = {
        {"eddsa-rdfc-2022", KEY_ED25519}, {"eddsa-jcs-2022", KEY_ED25519}, {"ecdsa-rdfc-2019", KEY_P256},
        {"ecdsa-rdfc-2019", KEY_P384},    {"ecdsa-jcs-2019", KEY_P256},    {"ecdsa-jcs-2019", KEY_P384},
        {"ecdsa-sd-2023", KEY_P256},
    };
    static str mandatory[] = {S("/issuer"), S("/credentialSubject/achievement"), S("/validFrom")};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct issuer s = issuer_new(t[i].kind);
        struct badge b = sample_badge(s.did);
        struct proof_terms terms = {.suite = suite_named(cstr(t[i].suite)), .key = s.sign, .created = NOW,
                                    .mandatory = {.items = mandatory, .n = COUNT(mandatory)}};
        str credential = credential_of(&b), value, secured, again;
        struct error err = {0};
        check_ok(proof_sign(test_arena, credential, &terms, &value, &secured, &err), &err);
        terms.key.key = NULL;
        check_ok(proof_rebuild(test_arena, credential, &terms, value, &again, &err), &err);
        check_str_at(i, again, secured);
        check_at(i, str_contains(secured, str_printf(test_arena, "\"created\":\"%s\"", "2026-01-01T00:00:00Z")));
        key_close(s.key);
    }
}

TEST(what_must_not_be_signed_is_refused)
{
    struct issuer ed = issuer_new(KEY_ED25519), ec = issuer_new(KEY_P256);
    struct badge b = sample_badge(ed.did);
    str good = credential_of(&b), value, secured;
    const struct {
        str credential;
        const char *suite;
        struct issue_key key;
    } t[] = {
        {good, "eddsa-rdfc-2022", ec.sign},
        {good, "ecdsa-rdfc-2019", ed.sign},
        {good, "eddsa-2022", ed.sign},
        {good, "Ed25519Signature2020", ed.sign},
        {good, "eddsa-rdfc-2022", {NULL, ed.sign.id}},
        {good, "eddsa-rdfc-2022", {ed.key, S("")}},
        {S("[]"), "eddsa-jcs-2022", ed.sign},
        {S("{}"), "eddsa-jcs-2022", ed.sign},
        {replaced(good, "\"id\"", "\"proof\":{},\"id\""), "eddsa-jcs-2022", ed.sign},
        {replaced(good, "\"name\"", "\"unknownWord\":1,\"name\""), "eddsa-jcs-2022", ed.sign},
        {replaced(good, "\"name\"", "\"unknownWord\":1,\"name\""), "eddsa-rdfc-2022", ed.sign},
        {replaced(good, "\"name\"", "\"unknownWord\":1,\"name\""), "ecdsa-sd-2023", ec.sign},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct proof_terms terms = {.suite = suite_named(cstr(t[i].suite)), .key = t[i].key, .created = NOW};
        check_code_at(i, proof_sign(test_arena, t[i].credential, &terms, &value, &secured, NULL), BAD_INPUT);
    }
    key_close(ed.key);
    key_close(ec.key);
}

struct making { struct issuer s; str credential; };

static void make(struct arena *a, void *ctx)
{
    const struct making *m = ctx;
    struct proof_terms terms = {.suite = suite_named(S("eddsa-rdfc-2022")), .key = m->s.sign, .created = NOW};
    str value, secured;

    (void)!proof_sign(a, m->credential, &terms, &value, &secured, NULL);
}

TEST(memory_may_run_out_while_signing)
{
    struct making m = {.s = issuer_new(KEY_ED25519)};
    struct badge b = sample_badge(m.s.did);

    m.credential = credential_of(&b);
    assert_true(check_each_allocation(make, &m) > 20);
    key_close(m.s.key);
}
