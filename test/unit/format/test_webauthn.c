#include "unit/format/authenticator.h"

#define GOOD_ORIGIN "https://badges.example.org"
#define CHALLENGE "Y2hhbGxlbmdl"

static code make(str client, str object, struct webauthn_passkey *out, struct error *err)
{
    return webauthn_read_passkey(test_arena, client, object, &asked, out, err);
}

static str public_key(const struct key *key)
{
    return cose_key_write(test_arena, key);
}

TEST(a_passkey_of_each_kind_is_made_and_used)
{
    static const struct { enum key_kind kind; enum cose_alg alg; } t[] = {
        {KEY_P256, COSE_ES256}, {KEY_ED25519, COSE_EDDSA}, {KEY_RSA, COSE_RS256},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct key *key = new_key(t[i].kind);
        struct webauthn_passkey made;
        struct webauthn_state used;
        struct error err = {0};
        str data = authenticator_data(asked.rp_id, 0x5D, 7, S("id of it"), public_key(key));
        check_ok(make(client_data("webauthn.create", CHALLENGE, GOOD_ORIGIN), attestation_object("none", S("\xA0"), data), &made, &err), &err);
        check_str_at(i, made.id, S("id of it"));
        check_str_at(i, made.attestation, S("none"));
        check_str_at(i, made.model, S("00010203-0405-0607-0809-0a0b0c0d0e0f"));
        check_at(i, made.alg == t[i].alg && made.state.counter == 7 && made.state.user_verified && made.state.may_sync && made.state.is_synced);

        str client = client_data("webauthn.get", CHALLENGE, GOOD_ORIGIN);
        data = authenticator_data(asked.rp_id, 0x01, 8, S(""), S(""));
        const struct webauthn_answer answer = {client, data, sign_answer(key, data, client)};
        check_ok(webauthn_check(test_arena, &answer, made.cose_key, &asked, &used, &err), &err);
        check_at(i, used.counter == 8 && !used.user_verified && !used.may_sync);
        key_close(key);
    }
}

TEST(an_answer_to_another_question_is_refused)
{
    struct key *key = new_key(KEY_P256);
    str data = authenticator_data(asked.rp_id, 0x41, 0, S("id"), public_key(key));
    str object = attestation_object("none", S("\xA0"), data);
    const struct { str client; code want; } t[] = {
        {client_data("webauthn.create", CHALLENGE, GOOD_ORIGIN), OK},
        {client_data("webauthn.get", CHALLENGE, GOOD_ORIGIN), DENIED},
        {client_data("webauthn.create", "Y2hhbGxlbmdm", GOOD_ORIGIN), DENIED},
        {client_data("webauthn.create", "", GOOD_ORIGIN), DENIED},
        {client_data("webauthn.create", CHALLENGE, "https://badges.example.org.evil.example"), DENIED},
        {client_data("webauthn.create", CHALLENGE, "https://badges.example.org:8443"), DENIED},
        {client_data("webauthn.create", CHALLENGE, "http://badges.example.org"), DENIED},
        {S("{\"type\":\"webauthn.create\",\"challenge\":\"" CHALLENGE "\",\"origin\":\"" GOOD_ORIGIN "\",\"crossOrigin\":true}"), DENIED},
        {S("{\"type\":\"webauthn.create\",\"challenge\":\"" CHALLENGE "\",\"origin\":\"" GOOD_ORIGIN "\",\"topOrigin\":\"https://evil.example\"}"), DENIED},
        {S("{\"type\":\"webauthn.create\",\"challenge\":\"" CHALLENGE "\",\"origin\":\"" GOOD_ORIGIN "\",\"more\":{\"a\":[1]}}"), OK},
        {S("{\"type\":\"webauthn.create\",\"type\":\"webauthn.create\",\"challenge\":\"" CHALLENGE "\",\"origin\":\"" GOOD_ORIGIN "\"}"), BAD_INPUT},
        {S("[]"), BAD_INPUT}, {S(""), BAD_INPUT}, {S("{}"), DENIED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct webauthn_passkey made;
        check_code_at(i, make(t[i].client, object, &made, NULL), t[i].want);
    }
    key_close(key);
}

TEST(authenticator_data_that_is_broken_or_of_another_server_is_refused)
{
    struct key *key = new_key(KEY_P256);
    str good = authenticator_data(asked.rp_id, 0x41, 0, S("id"), public_key(key));
    const struct { str data; code want; } t[] = {
        {good, OK},
        {authenticator_data(S("example.org"), 0x41, 0, S("id"), public_key(key)), DENIED},
        {authenticator_data(asked.rp_id, 0x40, 0, S("id"), public_key(key)), DENIED},       /* nobody there */
        {authenticator_data(asked.rp_id, 0x51, 0, S("id"), public_key(key)), BAD_INPUT},    /* synced, but must not be */
        {authenticator_data(asked.rp_id, 0x01, 0, S(""), S("")), BAD_INPUT},                /* no key */
        {authenticator_data(asked.rp_id, 0x41, 0, S(""), public_key(key)), BAD_INPUT},      /* no id */
        {authenticator_data(asked.rp_id, 0x41, 0, S("id"), S("\xA0")), BAD_INPUT},
        {authenticator_data(asked.rp_id, 0x41, 0, S("id"), S("\xBF")), BAD_INPUT},
        {authenticator_data(asked.rp_id, 0xC1, 0, S("id"), public_key(key)), BAD_INPUT},    /* more is promised */
        {str_join(test_arena, authenticator_data(asked.rp_id, 0xC1, 0, S("id"), public_key(key)), S("\xA1\x63\x61\x62\x63\xF5")), OK},
        {str_join(test_arena, authenticator_data(asked.rp_id, 0xC1, 0, S("id"), public_key(key)), S("\x01")), BAD_INPUT},
        {str_join(test_arena, good, S("\xA0")), BAD_INPUT},
        {str_slice(good, 0, good.n - 1), BAD_INPUT}, {str_slice(good, 0, 54), BAD_INPUT}, {str_slice(good, 0, 36), BAD_INPUT}, {S(""), BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct webauthn_passkey made;
        check_code_at(i, make(client_data("webauthn.create", CHALLENGE, GOOD_ORIGIN), attestation_object("none", S("\xA0"), t[i].data), &made, NULL), t[i].want);
    }
    key_close(key);
}

TEST(attestations_are_kept_as_given_and_none_says_nothing)
{
    struct key *key = new_key(KEY_P256);
    str data = authenticator_data(asked.rp_id, 0x41, 0, S("id"), public_key(key));
    const struct { str object; code want; } t[] = {
        {attestation_object("packed", S("\xA2\x63\x61lg\x26\x63sig\x42\x01\x02"), data), OK},
        {attestation_object("none", S("\xA1\x63\x61lg\x26"), data), BAD_INPUT},
        {attestation_object("packed", S("\x01"), data), BAD_INPUT},
        {attestation_object("", S("\xA0"), data), BAD_INPUT},
        {attestation_object("a-format-whose-name-never-comes-to-an-end", S("\xA0"), data), BAD_INPUT},
        {str_join(test_arena, attestation_object("none", S("\xA0"), data), S("\x00")), BAD_INPUT},
        {S("\xA0"), BAD_INPUT}, {S(""), BAD_INPUT}, {S("{}"), BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct webauthn_passkey made;
        check_code_at(i, make(client_data("webauthn.create", CHALLENGE, GOOD_ORIGIN), t[i].object, &made, NULL), t[i].want);
    }
    key_close(key);
}

TEST(a_signature_must_be_the_keys_own_over_these_bytes)
{
    struct key *key = new_key(KEY_P256), *other = new_key(KEY_P256);
    str client = client_data("webauthn.get", CHALLENGE, GOOD_ORIGIN);
    str data = authenticator_data(asked.rp_id, 0x05, 9, S(""), S("")), later = authenticator_data(asked.rp_id, 0x05, 10, S(""), S(""));
    str good = sign_answer(key, data, client);
    const struct { struct webauthn_answer answer; str key; code want; } t[] = {
        {{client, data, good}, public_key(key), OK},
        {{client, data, good}, public_key(other), DENIED},
        {{client, later, good}, public_key(key), DENIED},
        {{client_data("webauthn.get", CHALLENGE, GOOD_ORIGIN "/"), data, good}, public_key(key), DENIED},
        {{client_data("webauthn.create", CHALLENGE, GOOD_ORIGIN), data, good}, public_key(key), DENIED},
        {{client, data, ecdsa_from_der(test_arena, good)}, public_key(key), DENIED},
        {{client, data, S("")}, public_key(key), DENIED}, {{client, data, good}, S(""), DENIED}, {{client, data, good}, S("\xA0"), DENIED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct webauthn_state used;
        check_code_at(i, webauthn_check(test_arena, &t[i].answer, t[i].key, &asked, &used, NULL), t[i].want);
    }
    key_close(key);
    key_close(other);
}

TEST(a_counter_moves_up_or_stands_at_nothing)
{
    assert_true(webauthn_counter_is_right(0, 0) && webauthn_counter_is_right(0, 1) && webauthn_counter_is_right(7, 8));
    assert_false(webauthn_counter_is_right(7, 7) || webauthn_counter_is_right(7, 6) || webauthn_counter_is_right(7, 0));
    check_str(webauthn_challenge(test_arena, client_data("webauthn.get", "abc", "x")), S("abc"));
    assert_true(str_is_absent(webauthn_challenge(test_arena, S("{\"challenge\":1}"))));
    assert_true(str_is_absent(webauthn_challenge(test_arena, S("{"))));
}

struct world { str client, object; };

static void read_one(struct arena *a, void *ctx)
{
    struct world *w = ctx;
    struct webauthn_passkey made;

    check_ok(webauthn_read_passkey(a, w->client, w->object, &asked, &made, NULL), NULL);
}

TEST(memory_may_run_out_anywhere_while_reading)
{
    struct key *key = new_key(KEY_P256);
    str data = authenticator_data(asked.rp_id, 0x41, 0, S("id"), public_key(key));
    struct world w = {client_data("webauthn.create", CHALLENGE, GOOD_ORIGIN), attestation_object("none", S("\xA0"), data)};

    assert_true(check_each_allocation(read_one, &w) > 4);
    key_close(key);
}
