#include "badge/proof.h"
#include "fuzz/fuzz.h"

static void check_document(struct arena *a, const struct json *doc, struct proof *p)
{
    const struct json *over, *options, *before = json_get(p->json, "previousProof");

    if (proof_document(a, doc, p, &over, NULL) != OK)
        return;
    REQUIRE(json_many_count(json_get(over, "proof")) <= MAX_PROOFS);
    REQUIRE(before || !json_get(over, "proof"));
    if (proof_options(a, over, p, &options, NULL) == OK)
        REQUIRE(!json_get(options, "proofValue") && json_get(options, "type"));
}

/* A proof that is read has all that judging it needs, and any flaw a name. The
 * document is the input; its proofs are judged in it and over it. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *doc, *proofs;
    struct proof proof;

    crypto_start();
    if (json_parse(a, (str){(const char *)p, n}, NULL, &doc, NULL) == OK) {
        proofs = json_get(doc, "proof");
        for (size_t i = 0; i < json_many_count(proofs) && i < MAX_PROOFS; i++) {
            code c = proof_read(a, json_many(proofs, i), &proof, NULL);
            REQUIRE((c == OK) == str_is_empty(cstr(proof.flaw)));
            if (c != OK)
                continue;
            REQUIRE(proof.suite && proof.value.n && proof.method.n);
            check_document(a, doc, &proof);
        }
    }
    arena_free(a);
    return 0;
}
