#include "unit/test.h"
#include "base/outer_signer.h"

static struct error err;

/* A module: it has a key and may be out of order. */
struct module { struct key *key; size_t cut; int calls, closed; bool lies; };

static size_t sign(void *ctx, str data, uint8_t *out)
{
    struct module *m = ctx;
    size_t n = key_sign_into(m->key, m->lies ? S("something else") : data, out);

    m->calls++;
    return n - m->cut;
}

static void end(void *ctx)
{
    ((struct module *)ctx)->closed++;
}

static struct key *outer_of(struct module *m, enum key_kind kind)
{
    struct key *public_half = NULL, *outer = NULL;
    str pem;

    check_ok(key_generate(kind, &m->key, &err), &err);
    check_ok(key_public_pem(test_arena, m->key, &pem, &err), &err);
    check_ok(key_from_pem(pem, &public_half, &err), &err);
    check_ok(key_from_signer(public_half, &(struct outer_signer){sign, end, m}, &outer, &err), &err);
    key_close(public_half);
    return outer;
}

TEST(a_key_elsewhere_signs_like_any_other_in_every_kind)
{
    static const enum key_kind kinds[] = {KEY_ED25519, KEY_P256, KEY_P384, KEY_RSA};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct module m = {0};
        struct key *k = outer_of(&m, kinds[i]);
        str signature, pem;

        check_at(i, key_has_secret(k) && key_kind(k) == kinds[i] && key_same_public(k, m.key));
        check_ok(key_sign(test_arena, k, S("a badge"), &signature, &err), &err);
        check_at(i, key_verify(m.key, S("a badge"), signature) && m.calls == 1);
        check_code(key_to_pem(test_arena, k, &pem, NULL), BAD_INPUT);
        key_close(k);
        check_at(i, m.closed == 1);
        key_close(m.key);
    }
}

TEST(a_signature_from_elsewhere_that_does_not_hold_is_never_given_out)
{
    struct module m = {.lies = true};
    struct key *k = outer_of(&m, KEY_P256), *none = NULL;
    str signature;

    check_code(key_sign(test_arena, k, S("a badge"), &signature, NULL), FAULT);
    m.lies = false;
    m.cut = 1;
    check_code(key_sign(test_arena, k, S("a badge"), &signature, NULL), FAULT);
    m.cut = 0;
    check_ok(key_sign(test_arena, k, S("a badge"), &signature, &err), &err);
    check_code(key_from_signer(m.key, &(struct outer_signer){NULL, NULL, NULL}, &none, NULL), BAD_INPUT);
    key_close(k);
    key_close(m.key);
}
