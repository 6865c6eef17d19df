/* seeds.h — the published secret keys of test vectors. */
#pragma once
#include "unit/vectors.h"

#include "base/codec.h"
#include "base/crypto.h"

/* RFC 8410 §7: an Ed25519 secret as PKCS#8. */
TEST_HELPER struct key *key_of_seed(str seed)
{
    str der = str_join(test_arena, S("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"), seed);
    struct key *k = NULL;
    struct error err;

    assert_int_equal(seed.n, 32);
    str pem = str_printf(test_arena, "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n",
                         base64_encode(test_arena, der).p);
    check_ok(key_from_pem(pem, &k, &err), &err);
    return k;
}

/* "z3u2…": Multikey's prefix 80 26 and the seed. */
TEST_HELPER struct key *key_of_secret_multikey(str text)
{
    str bytes;
    struct error err;

    check_ok(multibase_decode(test_arena, text, &bytes, &err), &err);
    assert_true(str_starts(bytes, S("\x80\x26")));
    return key_of_seed(str_from(bytes, 2));
}

/* A file of vectors without the line end that some have. */
TEST_HELPER str vector_line(const char *name)
{
    return str_trim(vector_file(test_arena, name));
}

TEST_HELPER str bytes_as_hex(str bytes)
{
    return hex_encode(test_arena, bytes);
}
