/* base/crypto.h — hashes, signatures, random bytes, passwords, secrets.
 * Only src/base/crypto*.c know OpenSSL and libsodium. */
#pragma once
#include <stdint.h>
#include "base/str.h"

/* Any number of times, from any thread; before signals and arenas matter.
 * Libraries that are unusable end the attempt (base/attempt.h). */
void crypto_start(void);
/* The same for a command that is its process's only task: the system's OpenSSL
 * configuration, which costs more than a verification, is left for
 * crypto_configure to read, before TLS. */
void crypto_start_lean(void);
void crypto_configure(void);                     /* nothing to do after crypto_start */

struct sha256 { uint8_t b[32]; };
struct sha256 sha256(str data);
str  sha256_hex(struct arena *a, str data);
str  sha384(struct arena *a, str data);
str  sha512(struct arena *a, str data);
str  sha1_hex(struct arena *a, str data);        /* legacy recipient hashes only */
str  md5_hex(struct arena *a, str data);         /* legacy recipient hashes only */
struct sha256 hmac_sha256(str key, str data);
struct sha1 { uint8_t b[20]; };
struct sha1 hmac_sha1(str key, str data);        /* one-time codes of RFC 6238 only */
/* A hash whose kind is chosen at run time, whole or in pieces. Pieces go into
 * a context that the thread keeps: between sha_begin and sha_end no other
 * sha_begin of the same thread; what was begun and not ended is forgotten. */
enum sha { SHA_256 = 32, SHA_384 = 48 };         /* the value is the bytes of the hash */
#define SHA_MAX 48
void sha_into(enum sha kind, str data, uint8_t *out);
void sha_begin(enum sha kind);
void sha_add(str piece);
void sha_end(uint8_t *out);

void random_bytes(void *out, size_t n);          /* getrandom; never fails visibly */
str  random_token(struct arena *a, size_t bytes);/* base64url of that many random bytes */
uint32_t random_below(uint32_t limit);           /* uniform in 0..limit-1 */
bool crypto_equal(str a, str b);                 /* constant time for equal lengths */
void crypto_wipe(void *p, size_t n);

/* Signature keys. The kind decides the algorithm; a document never does. */
enum key_kind { KEY_ED25519 = 1, KEY_P256, KEY_P384, KEY_RSA };

struct key;                                      /* public, or with its secret */
MUST_USE code key_generate(enum key_kind kind, struct key **out, struct error *err); /* RSA: 2048 bits */
/* Public halves. Ed25519: 32 bytes, small-order and non-canonical points
 * refused. EC: uncompressed (04 x y) or compressed point on the curve. RSA:
 * modulus and exponent, big endian, 2048 to 4096 bits, e 3 or 65537. */
MUST_USE code key_from_ed25519(str public_bytes, struct key **out, struct error *err);
MUST_USE code key_from_ec(enum key_kind kind, str point, struct key **out, struct error *err);
MUST_USE code key_from_rsa(str modulus, str exponent, struct key **out, struct error *err);
MUST_USE code key_from_pem(str pem, struct key **out, struct error *err);  /* public or private */
/* Secret as PKCS#8 PEM, to be sealed before it is stored. */
MUST_USE code key_to_pem(struct arena *a, const struct key *k, str *out, struct error *err);
/* The same under a passphrase (crypto_locked.c): PKCS#8 "ENCRYPTED PRIVATE KEY" by
 * scrypt and AES-256 (RFC 7914, RFC 8018), as `openssl pkey` reads it. A tenth of
 * a second: never on an event thread. DENIED: it is another passphrase. */
MUST_USE code key_to_locked_pem(struct arena *a, const struct key *k, str passphrase, str *out, struct error *err);
MUST_USE code key_from_locked_pem(str pem, str passphrase, struct key **out, struct error *err);
/* The public half alone, "BEGIN PUBLIC KEY" (SubjectPublicKeyInfo). */
MUST_USE code key_public_pem(struct arena *a, const struct key *k, str *out, struct error *err);
enum key_kind key_kind(const struct key *k);
bool key_has_secret(const struct key *k);
str  key_public_bytes(struct arena *a, const struct key *k); /* Ed25519: 32; EC: 04 x y; RSA: modulus */
size_t key_public_into(const struct key *k, uint8_t *out);   /* the same bytes: 32, 65, 97, up to 512 */
str  key_rsa_exponent(struct arena *a, const struct key *k);
bool key_same_public(const struct key *a, const struct key *b);
void key_close(struct key *k);                   /* NULL is fine; wipes the secret */

/* Signatures in JOSE form: Ed25519 64 bytes, EC raw r||s, RSA PKCS#1 v1.5.
 * Hash: none for Ed25519, SHA-256 (P-256, RSA), SHA-384 (P-384). */
MUST_USE code key_sign(struct arena *a, const struct key *k, str data, str *signature, struct error *err);
/* The same for who must take no memory while holding the key: the bytes written,
 * 0 if it failed. Room for 64 (Ed25519, P-256), 96 (P-384), 512 (RSA). */
size_t key_sign_into(const struct key *k, str data, uint8_t *out);
/* True only for a correct signature; any failure is false. */
MUST_USE bool key_verify(const struct key *k, str data, str signature);

/* Argon2id, 64 MiB and 3 passes (about 100 ms): never on an event thread. */
MUST_USE code password_hash(struct arena *a, str password, str *out, struct error *err);
MUST_USE bool password_matches(str hash, str password);
/* Tests of many accounts lower the cost; never below what libsodium allows. */
void password_set_cheap(bool cheap);

/* XChaCha20-Poly1305 under a 32-byte key: nonce || box. */
str seal(struct arena *a, str key32, str plain);
MUST_USE code unseal(struct arena *a, str key32, str box, str *out, struct error *err);
