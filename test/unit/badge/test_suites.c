#include "unit/badge/seeds.h"

#include "badge/proof.h"
#include "badge/read.h"
#include "format/jcs.h"
#include "format/multikey.h"
#include "format/rdfc.h"

#define EDDSA  "vectors/w3c/vc-di-eddsa/TestVectors/"
#define ECDSA  "vectors/w3c/vc-di-ecdsa/TestVectors/"
#define WORKED "vectors/1edtech/impl-guide/"

/* A worked example: the files are FOLDER/STEM + MARK, as the specifications name them. */
struct example { const char *folder, *mark; bool by_words; enum sha hash; const char *secret; };

static const struct example examples[] = {
    {EDDSA "eddsa-rdfc-2022/", "DataInt", true, SHA_256, EDDSA "keyPair.json"},
    {EDDSA "eddsa-rdfc-2022/employ/", "DataInt", true, SHA_256, EDDSA "keyPair.json"},
    {EDDSA "eddsa-jcs-2022/", "JCS", false, SHA_256, EDDSA "keyPair.json"},
    {EDDSA "Ed25519Signature2020/", "EdSig", true, SHA_256, EDDSA "keyPair.json"},
    {ECDSA "ecdsa-rdfc-2019-p256/", "ECDSAP256", true, SHA_256, NULL},
    {ECDSA "ecdsa-rdfc-2019-p256/employ/", "ECDSAP256", true, SHA_256, NULL},
    {ECDSA "ecdsa-rdfc-2019-p384/", "ECDSAP384", true, SHA_384, NULL},
    {ECDSA "ecdsa-rdfc-2019-p384/employ/", "ECDSAP384", true, SHA_384, NULL},
    {ECDSA "ecdsa-jcs-2019-p256/", "JCSECDSAP256", false, SHA_256, NULL},
    {ECDSA "ecdsa-jcs-2019-p384/", "JCSECDSAP384", false, SHA_384, NULL},
};

static const struct jsonld_options words = {.safe = true};

struct opened { struct proof proof; struct securing in; struct sealed sealed; };

static struct opened open_proof(const struct json *secured, const struct json *proof)
{
    struct opened o = {.in.words = &words};
    struct error err = {0};

    check_ok(proof_read(test_arena, proof, &o.proof, &err), &err);
    check_ok(proof_document(test_arena, secured, &o.proof, &o.in.document, &err), &err);
    check_ok(proof_options(test_arena, o.in.document, &o.proof, &o.in.options, &err), &err);
    check_ok(o.proof.suite->open(test_arena, o.proof.suite, &o.in, o.proof.value, &o.sealed, &err), &err);
    return o;
}

static bool holds(const struct opened *o, str multikey)
{
    struct key *k = NULL;
    struct error err;

    check_ok(multikey_read(test_arena, multikey, &k, &err), &err);
    bool good = !o->sealed.is_broken && key_verify(k, o->sealed.text, o->sealed.signature);
    key_close(k);
    return good;
}

static str key_named(str method)
{
    ptrdiff_t at = str_find_byte(method, '#');

    return at < 0 ? str_from(method, sizeof "did:key:" - 1) : str_from(method, (size_t)at + 1);
}

static const char *in_folder(const struct example *e, const char *stem, const char *end)
{
    return str_printf(test_arena, "%s%s%s%s", e->folder, stem, e->mark, end).p;
}

static str canonical(const struct example *e, const struct json *v)
{
    const struct rdfc_options opt = {.hash = e->hash};
    struct rdf *d;
    struct error err = {0};
    str text = {0};

    if (!e->by_words) {
        check_ok(jcs_write(test_arena, v, &text, &err), &err);
        return text;
    }
    check_ok(jsonld_to_rdf(test_arena, v, &words, &d, &err), &err);
    check_ok(rdfc_canonicalize(test_arena, d, &opt, &text, NULL, &err), &err);
    return text;
}

static str sorted(const struct json *v)
{
    str text = {0};
    struct error err = {0};

    check_ok(jcs_write(test_arena, v, &text, &err), &err);
    return text;
}

static void check_steps(size_t i, const struct example *e, const struct opened *o)
{
    str proof_hash = vector_line(in_folder(e, "proofHash", ".txt"));
    str doc_hash = vector_line(in_folder(e, "docHash", ".txt"));

    check_str_at(i, sorted(o->in.options), sorted(vector_json(test_arena, in_folder(e, "proofConfig", ".json"))));
    check_str_at(i, str_trim(canonical(e, o->in.options)), vector_line(in_folder(e, "proofCanon", ".txt")));
    check_str_at(i, str_trim(canonical(e, o->in.document)), vector_line(in_folder(e, "canonDoc", ".txt")));
    check_str_at(i, bytes_as_hex(o->sealed.text), str_join(test_arena, proof_hash, doc_hash));
    check_str_at(i, bytes_as_hex(o->sealed.text), vector_line(in_folder(e, "combinedHash", ".txt")));
    check_str_at(i, bytes_as_hex(o->sealed.signature), vector_line(in_folder(e, "sigHex", ".txt")));
    check_str_at(i, member_text(o->proof.json, "proofValue"), vector_line(in_folder(e, "sigBTC58", ".txt")));
    check_at(i, holds(o, key_named(o->proof.method)));
}

/* Ed25519 signs the same text to the same bytes (RFC 8032 §5.1.6). */
static void check_signing(size_t i, const struct example *e, const struct opened *o)
{
    struct error err = {0};
    str value;

    if (!e->secret)
        return;
    struct key *k = key_of_secret_multikey(member_text(vector_json(test_arena, e->secret), "privateKeyMultibase"));
    check_ok(o->proof.suite->sign(test_arena, &o->in, k, &value, &err), &err);
    check_str_at(i, bytes_as_hex(value), vector_line(in_folder(e, "sigHex", ".txt")));
    key_close(k);
}

TEST(each_worked_example_of_w3c_comes_out_byte_for_byte)
{
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct json *secured = vector_json(test_arena, in_folder(&examples[i], "signed", ".json"));
        if (!secured)
            skip();
        struct opened o = open_proof(secured, json_get(secured, "proof"));
        check_steps(i, &examples[i], &o);
        check_signing(i, &examples[i], &o);
    }
}

static void check_worked(const char *name)
{
    const struct json *secured = vector_json(test_arena, str_printf(test_arena, WORKED "%s/signed.json", name).p);
    const struct json *worked = vector_json(test_arena, str_printf(test_arena, WORKED "%s/worked.json", name).p);
    const struct example e = {.by_words = true, .hash = SHA_256};
    struct error err = {0};
    str value;

    if (!secured)
        skip();
    struct opened o = open_proof(secured, json_many(json_get(secured, "proof"), 0));
    check_str(canonical(&e, o.in.document), vector_file(test_arena, str_printf(test_arena, WORKED "%s/document-canon.nq", name).p));
    check_str(canonical(&e, o.in.options), vector_file(test_arena, str_printf(test_arena, WORKED "%s/proof-canon.nq", name).p));
    check_str(bytes_as_hex(o.sealed.text), member_text(worked, "dataToSign"));
    check_str(bytes_as_hex(o.sealed.signature), member_text(worked, "signatureHex"));
    assert_true(holds(&o, key_named(o.proof.method)));
    struct key *k = key_of_seed(str_slice(hex_decode(test_arena, member_text(worked, "privateKeyHex")), 0, 32));
    check_ok(o.proof.suite->sign(test_arena, &o.in, k, &value, &err), &err);
    check_str(bytes_as_hex(value), member_text(worked, "signatureHex"));
    key_close(k);
}

TEST(the_worked_badge_of_1edtech_comes_out_byte_for_byte)
{
    check_worked("ob");
}

TEST(the_worked_learner_record_of_1edtech_comes_out_byte_for_byte)
{
    check_worked("clr");
}

static void check_all_proofs(const char *file)
{
    const struct json *secured = vector_json(test_arena, file), *proofs = json_get(secured, "proof");

    if (!secured)
        skip();
    for (size_t i = 0; i < json_many_count(proofs); i++) {
        struct opened o = open_proof(secured, json_many(proofs, i));
        check_at(i, holds(&o, key_named(o.proof.method)));
    }
}

TEST(each_proof_of_a_set_or_chain_holds_over_what_it_was_made_over)
{
    check_all_proofs(EDDSA "proof-set-chain/signedProofSet1.json");
    check_all_proofs(EDDSA "proof-set-chain/signedProofSet2.json");
    check_all_proofs(EDDSA "proof-set-chain/signedProofChain1.json");
    check_all_proofs(EDDSA "proof-set-chain/signedProofChain2.json");
}

/* The last proof covers those before it: without them, or changed, it falls. */
TEST(a_proof_of_a_chain_falls_with_the_one_before_it)
{
    const struct json *secured = vector_json(test_arena, EDDSA "proof-set-chain/signedProofChain2.json");
    const struct json *proofs = json_get(secured, "proof"), *kept[4];
    struct proof p;
    struct error err = {0};
    const struct json *doc;

    if (!secured)
        skip();
    for (size_t i = 0; i < 4; i++)
        kept[i] = json_item(proofs, i);
    kept[2] = json_with(test_arena, kept[2], S("created"), json_of_str(test_arena, S("2023-02-26T22:06:39Z")));
    secured = json_with(test_arena, secured, S("proof"), json_of_items(test_arena, kept, 4));
    struct opened o = open_proof(secured, kept[3]);
    assert_false(holds(&o, key_named(o.proof.method)));

    secured = json_with(test_arena, secured, S("proof"), json_of_items(test_arena, kept + 3, 1));
    check_ok(proof_read(test_arena, kept[3], &p, &err), &err);
    check_code(proof_document(test_arena, secured, &p, &doc, &err), BAD_INPUT);
}

TEST(suites_are_found_by_what_a_proof_says_and_by_name)
{
    check_str(suite_for(KEY_ED25519)->cryptosuite, S("eddsa-rdfc-2022"));
    check_str(suite_for(KEY_P256)->cryptosuite, S("ecdsa-rdfc-2019"));
    check_str(suite_for(KEY_P384)->cryptosuite, S("ecdsa-rdfc-2019"));
    assert_null(suite_for(KEY_RSA));
    assert_non_null(suite_named(S("Ed25519Signature2020")));
    assert_null(suite_named(S("DataIntegrityProof")));
    assert_null(suite_named(S("")));
    assert_null(suite_find(S("DataIntegrityProof"), (str){0}));
    assert_null(suite_find(S("Ed25519Signature2020"), S("eddsa-rdfc-2022")));
    check_str(suite_names(test_arena),
              S("eddsa-rdfc-2022, ecdsa-rdfc-2019, eddsa-jcs-2022, ecdsa-jcs-2019, ecdsa-sd-2023"));
}
