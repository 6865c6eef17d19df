/* base/crypto.c — hashes, randomness, passwords and sealed boxes. Keys are in
 * crypto_key.c, signatures in crypto_sign.c. */
#include "base/crypto.h"
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include "base/arena.h"
#include "base/attempt.h"
#include "base/codec.h"

static _Noreturn void die(const char *what)
{
    char why[120];

    snprintf(why, sizeof why, "the cryptographic library failed: %s", what);
    attempt_leave(FAULT, why);
}

/* Starting. Fetching a digest costs more than hashing a short text, so each
 * is fetched once, and each thread keeps two contexts: for texts that are there
 * as a whole, and for one that comes in pieces. */

enum digest { SHA256, SHA384, SHA512, SHA1, MD5, DIGESTS };

static const char *const digest_names[DIGESTS] = {"SHA2-256", "SHA2-384", "SHA2-512", "SHA1", "MD5"};
static EVP_MD *digests[DIGESTS];
static pthread_key_t context_key;
struct contexts { EVP_MD_CTX *whole, *pieces; };
static __thread struct contexts contexts;

static void free_contexts(void *mine)
{
    struct contexts *c = mine;

    EVP_MD_CTX_free(c->whole);
    EVP_MD_CTX_free(c->pieces);
}

static const char *start(void)
{
    if (sodium_init() < 0)
        return "libsodium does not start";
    /* Without memory for this OpenSSL would fetch from where nothing is. */
    if (!OSSL_LIB_CTX_get0_global_default())
        return "OpenSSL does not start";
    for (int i = 0; i < DIGESTS; i++)
        if (!digests[i] && !(digests[i] = EVP_MD_fetch(NULL, digest_names[i], NULL)))
            return digest_names[i];
    return pthread_key_create(&context_key, free_contexts) == 0 ? NULL : "no thread storage";
}

static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_started, lacks_configuration;

/* No pthread_once: a start that failed for want of memory may be tried again. */
static void start_once(bool lean)
{
    const char *failure = NULL;

    pthread_mutex_lock(&starting);
    if (!is_started && lean) {
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
        lacks_configuration = true;
    }
    if (!is_started)
        failure = start();
    is_started = !failure;
    pthread_mutex_unlock(&starting);
    if (failure)
        die(failure);
}

void crypto_start(void)
{
    if (!atomic_load_explicit(&is_started, memory_order_acquire))
        start_once(false);
}

void crypto_start_lean(void)
{
    if (!atomic_load_explicit(&is_started, memory_order_acquire))
        start_once(true);
}

void crypto_configure(void)
{
    if (atomic_exchange(&lacks_configuration, false))
        CONF_modules_load_file_ex(NULL, NULL, NULL, CONF_MFLAGS_DEFAULT_SECTION | CONF_MFLAGS_IGNORE_MISSING_FILE);
}

static struct contexts *thread_contexts(void)
{
    if (!contexts.whole) {
        crypto_start();
        contexts = (struct contexts){EVP_MD_CTX_new(), EVP_MD_CTX_new()};
        if (!contexts.whole || !contexts.pieces || pthread_setspecific(context_key, &contexts) != 0) {
            free_contexts(&contexts);
            contexts = (struct contexts){0};
            die("no digest context");
        }
    }
    return &contexts;
}

/* Hashes. */

static void digest_into(enum digest which, str data, uint8_t *out)
{
    EVP_MD_CTX *ctx = thread_contexts()->whole;

    if (!EVP_DigestInit_ex2(ctx, digests[which], NULL) ||
        !EVP_DigestUpdate(ctx, data.p, data.n) || !EVP_DigestFinal_ex(ctx, out, NULL))
        die(digest_names[which]);
}

static enum digest digest_of(enum sha kind)
{
    return kind == SHA_384 ? SHA384 : SHA256;
}

void sha_into(enum sha kind, str data, uint8_t *out)
{
    digest_into(digest_of(kind), data, out);
}

void sha_begin(enum sha kind)
{
    if (!EVP_DigestInit_ex2(thread_contexts()->pieces, digests[digest_of(kind)], NULL))
        die("a digest does not begin");
}

void sha_add(str piece)
{
    if (!EVP_DigestUpdate(thread_contexts()->pieces, piece.p, piece.n))
        die("a digest does not go on");
}

void sha_end(uint8_t *out)
{
    if (!EVP_DigestFinal_ex(thread_contexts()->pieces, out, NULL))
        die("a digest does not end");
}

static str digest_bytes(struct arena *a, enum digest which, size_t size, str data)
{
    char *out = arena_alloc(a, size + 1, 1);

    digest_into(which, data, (uint8_t *)out);
    return (str){out, size};
}

struct sha256 sha256(str data)
{
    struct sha256 h;

    digest_into(SHA256, data, h.b);
    return h;
}

str sha256_hex(struct arena *a, str data)
{
    return hex_encode(a, digest_bytes(a, SHA256, 32, data));
}

str sha384(struct arena *a, str data)
{
    return digest_bytes(a, SHA384, 48, data);
}

str sha512(struct arena *a, str data)
{
    return digest_bytes(a, SHA512, 64, data);
}

str sha1_hex(struct arena *a, str data)
{
    return hex_encode(a, digest_bytes(a, SHA1, 20, data));
}

str md5_hex(struct arena *a, str data)
{
    return hex_encode(a, digest_bytes(a, MD5, 16, data));
}

struct sha256 hmac_sha256(str key, str data)
{
    crypto_auth_hmacsha256_state state;
    struct sha256 h;

    crypto_auth_hmacsha256_init(&state, (const uint8_t *)(key.p ? key.p : ""), key.n);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)(data.p ? data.p : ""), data.n);
    crypto_auth_hmacsha256_final(&state, h.b);
    sodium_memzero(&state, sizeof state);
    return h;
}

/* RFC 2104 over SHA-1, which libsodium does not have. */
struct sha1 hmac_sha1(str key, str data)
{
    uint8_t block[64] = {0}, text[64 + 20];
    struct sha1 h;
    EVP_MD_CTX *ctx = thread_contexts()->pieces;

    if (key.n > sizeof block)
        digest_into(SHA1, key, block);
    else if (key.n)
        memcpy(block, key.p, key.n);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36;
    if (!EVP_DigestInit_ex2(ctx, digests[SHA1], NULL) || !EVP_DigestUpdate(ctx, block, sizeof block) ||
        !EVP_DigestUpdate(ctx, data.p, data.n) || !EVP_DigestFinal_ex(ctx, text + sizeof block, NULL))
        die(digest_names[SHA1]);
    for (size_t i = 0; i < sizeof block; i++)
        text[i] = block[i] ^ 0x36 ^ 0x5c;
    digest_into(SHA1, (str){(const char *)text, sizeof text}, h.b);
    sodium_memzero(block, sizeof block);
    sodium_memzero(text, sizeof text);
    return h;
}

/* Randomness and comparison. */

void random_bytes(void *out, size_t n)
{
    crypto_start();
    randombytes_buf(out, n);
}

str random_token(struct arena *a, size_t bytes)
{
    char *raw = arena_alloc(a, bytes, 1);

    random_bytes(raw, bytes);
    return base64url_encode(a, (str){raw, bytes});
}

uint32_t random_below(uint32_t limit)
{
    crypto_start();
    return randombytes_uniform(limit);
}

bool crypto_equal(str a, str b)
{
    return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

void crypto_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

/* Passwords. */

#define PASSWORD_PASSES 3
#define PASSWORD_MEMORY ((size_t)64 << 20)

static atomic_bool is_cheap;

void password_set_cheap(bool cheap)
{
    atomic_store(&is_cheap, cheap);
}

code password_hash(struct arena *a, str password, str *out, struct error *err)
{
    bool cheap = atomic_load(&is_cheap);
    char *hash = arena_alloc(a, crypto_pwhash_STRBYTES, 1);

    crypto_start();
    if (crypto_pwhash_str_alg(hash, password.n ? password.p : "", password.n,
                              cheap ? crypto_pwhash_OPSLIMIT_MIN : PASSWORD_PASSES,
                              cheap ? crypto_pwhash_MEMLIMIT_MIN : PASSWORD_MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(err, FAULT, "", "not enough memory to hash a password");
    *out = cstr(hash);
    return OK;
}

bool password_matches(str hash, str password)
{
    char text[crypto_pwhash_STRBYTES] = {0};

    if (hash.n >= sizeof text || !str_starts(hash, S("$argon2id$")))
        return false;
    memcpy(text, hash.p, hash.n);
    crypto_start();
    return crypto_pwhash_str_verify(text, password.n ? password.p : "", password.n) == 0;
}

/* Sealed boxes. */

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY   crypto_aead_xchacha20poly1305_ietf_KEYBYTES

static void check_seal_key(str key32)
{
    if (key32.n != KEY)
        die("a sealing key must have 32 bytes");
}

str seal(struct arena *a, str key32, str plain)
{
    size_t n = NONCE + plain.n + TAG;
    uint8_t *out = arena_alloc(a, n + 1, 1);

    check_seal_key(key32);
    random_bytes(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, (const uint8_t *)plain.p, plain.n,
                                               NULL, 0, NULL, out, (const uint8_t *)key32.p);
    return (str){(const char *)out, n};
}

code unseal(struct arena *a, str key32, str box, str *out, struct error *err)
{
    const uint8_t *p = (const uint8_t *)box.p;

    check_seal_key(key32);
    if (box.n < NONCE + TAG)
        return fail(err, BAD_INPUT, "", "the sealed text is too short");
    size_t n = box.n - NONCE - TAG;
    uint8_t *plain = arena_alloc(a, n + 1, 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, p + NONCE, box.n - NONCE,
                                                   NULL, 0, p, (const uint8_t *)key32.p) != 0)
        return fail(err, DENIED, "", "the sealed text was changed or belongs to another key");
    *out = (str){(const char *)plain, n};
    return OK;
}
