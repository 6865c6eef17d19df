/* authenticator.h — a passkey made by hand: keys, authenticator data,
 * attestation objects and answers as a browser would bring them. */
#pragma once
#include "base/codec.h"
#include "format/webauthn.h"
#include "unit/test.h"

static const struct webauthn_asked asked = {S("Y2hhbGxlbmdl"), S("https://badges.example.org"), S("badges.example.org")};

TEST_HELPER str client_data(const char *type, const char *challenge, const char *origin)
{
    return str_printf(test_arena, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}", type,
                      challenge, origin);
}

/* rpIdHash, flags, counter; with a key: AAGUID, id and the key. */
TEST_HELPER str authenticator_data(str rp_id, unsigned flags, uint32_t counter, str id, str cose_key)
{
    struct sha256 h = sha256(rp_id);
    struct buf b = buf_new(test_arena);

    buf_put(&b, (str){(const char *)h.b, sizeof h.b});
    buf_byte(&b, (char)flags);
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(&b, (char)(counter >> shift));
    if (cose_key.n) {
        for (int i = 0; i < 16; i++)
            buf_byte(&b, (char)i);
        buf_byte(&b, (char)(id.n >> 8));
        buf_byte(&b, (char)id.n);
        buf_put(&b, id);
        buf_put(&b, cose_key);
    }
    return buf_done(&b);
}

TEST_HELPER str attestation_object(const char *format, str statement, str data)
{
    struct buf b = buf_new(test_arena);

    cbor_put_map(&b, 3);
    cbor_put_text(&b, S("fmt"));
    cbor_put_text(&b, cstr(format));
    cbor_put_text(&b, S("attStmt"));
    buf_put(&b, statement);
    cbor_put_text(&b, S("authData"));
    cbor_put_bytes(&b, data);
    return buf_done(&b);
}

TEST_HELPER str sign_answer(const struct key *key, str data, str client)
{
    struct sha256 h = sha256(client);
    str signature;

    check_ok(key_sign(test_arena, key, str_join(test_arena, data, (str){(const char *)h.b, sizeof h.b}), &signature, NULL), NULL);
    return key_kind(key) == KEY_P256 ? ecdsa_to_der(test_arena, signature) : signature;
}

TEST_HELPER struct key *new_key(enum key_kind kind)
{
    struct key *key;

    check_ok(key_generate(kind, &key, NULL), NULL);
    return key;
}
