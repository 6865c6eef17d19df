#include "format/multikey.h"
#include "unit/test.h"
#include "base/codec.h"

TEST(keys_come_back_from_their_multikey)
{
    static const struct { enum key_kind kind; const char *begins; } t[] = {
        {KEY_ED25519, "z6Mk"}, {KEY_P256, "zDn"}, {KEY_P384, "z82"}, {KEY_RSA, "z4MX"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        for (int round = 0; round < 4; round++) {
            struct key *k = NULL, *again = NULL;
            struct error err;
            check_ok(key_generate(t[i].kind, &k, &err), &err);
            str text = multikey_write(test_arena, k);
            check_at(i, str_starts(text, cstr(t[i].begins)));
            check_ok(multikey_read(test_arena, text, &again, &err), &err);
            check_at(i, key_same_public(k, again));
            key_close(k);
            key_close(again);
            if (t[i].kind == KEY_RSA)
                break;                           /* slow to make */
        }
}

TEST(known_keys_are_read)
{
    static const struct { const char *in; code want; } t[] = {
        {"z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH", OK},
        {"zDnaeshsYsgs7xMFq3Prrek1sa7Ts8yYj3Pb76nY4zVDo8ifQ", OK},
        {"z6LSiUA6S8Be835sGSrfWsCan6B6bSYPQ3f2G5xTnbXCC4Zf", UNSUPPORTED},   /* X25519 */
        {"z6MkeXATEjyXENzBXBxgC5EHk2JE5aqd7qMGGtDpLUH1e2Sj", BAD_INPUT},     /* identity point */
        {"z6Mkeb4rtEhc8DUtvt5ehaVjdx3TLbQPpnTArkXhqfb1Mq75", BAD_INPUT},     /* no point */
        {"zDnaeQRy3dcKsKa1zmKtVKsTy3m2HYoQnFnfKuxD6HfSTQgYh", BAD_INPUT},
        {"zDnadoyLJe2pfjUYTdAKesX7NfKRF3p88mNX8wrJSZpavNn47", BAD_INPUT},
        {"Z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH", BAD_INPUT},
        {"6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH", BAD_INPUT},
        {"z6O0mFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH", BAD_INPUT},
        {"z", UNSUPPORTED},
        {"", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *k = NULL;
        check_code_at(i, multikey_read(test_arena, cstr(t[i].in), &k, NULL), t[i].want);
        key_close(k);
    }
}

/* Behind the prefix of RSA keys; what DER allows to be written once may not
 * be written otherwise. */
TEST(rsa_keys_are_strict_der)
{
    static const char *const hex[] = {
        "852430", "85243000", "852430820000", "8524308400000000", "85243080",
        "852430060201030201", "8524300602010302010300", "85243006020103020103",
        "8524300702820001030201", "85243007020200030201" "03", "85243084ffffffff",
    };
    for (size_t i = 0; i < COUNT(hex); i++) {
        struct key *k = NULL;
        str text = str_join(test_arena, S("z"), base58_encode(test_arena, hex_decode(test_arena, cstr(hex[i]))));
        check_code_at(i, multikey_read(test_arena, text, &k, NULL), BAD_INPUT);
    }
}

static void write_and_read(struct arena *a, void *key)
{
    struct key *again = NULL;

    if (multikey_read(a, multikey_write(a, key), &again, NULL) == OK)
        key_close(again);
}

TEST(memory_may_run_out_anywhere)
{
    struct key *k = NULL;

    assert_int_equal(key_generate(KEY_P256, &k, NULL), OK);
    assert_true(check_each_allocation(write_and_read, k) > 3);
    key_close(k);
}
