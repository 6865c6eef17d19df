#include "badge/receipt.h"
#include "fuzz/fuzz.h"

/* Whatever receipt is accepted says the same when it is signed anew by a server's
 * key: nothing of it is lost, and nothing comes in. The text is taken for a receipt,
 * and for the payload of one that is signed right. */
static struct key *the_key(void)
{
    static struct key *key;

    if (!key) {
        crypto_start();
        REQUIRE(key_generate(KEY_ED25519, &key, NULL) == OK);
    }
    return key;
}

static void check_kept(struct arena *a, const struct receipt *r)
{
    struct receipt back;
    str token, again;

    REQUIRE(receipt_sign(a, the_key(), r, &token, NULL) == OK);
    if (receipt_read(a, token, &back, NULL) != OK)
        return;                                  /* longer than a receipt may be, once it is written */
    REQUIRE(receipt_sign(a, the_key(), &back, &again, NULL) == OK);
    REQUIRE(str_eq(token, again));
    REQUIRE(back.documents.n == r->documents.n && back.contexts.n == r->contexts.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str text = {(const char *)p, n}, token;
    struct receipt r;

    if (receipt_read(a, text, &r, NULL) == OK)
        check_kept(a, &r);
    if (receipt_sign_payload(a, the_key(), text, &token, NULL) == OK && receipt_read(a, token, &r, NULL) == OK)
        check_kept(a, &r);
    arena_free(a);
    return 0;
}
