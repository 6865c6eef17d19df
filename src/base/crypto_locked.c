/* base/crypto_locked.c — secret keys that leave the server under a passphrase, in
 * the form that every tool reads. Opened again they go through the same door as
 * any other key (key_from_pem). */
#include "base/crypto.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/arena.h"

#define MAX_PEM        8192
#define MAX_PASSPHRASE 1024
#define SCRYPT_N       16384                     /* 16 MiB, */
#define SCRYPT_R       8
#define SCRYPT_P       5                         /* five times over */

/* ---- out ---- */

static EVP_PKEY *pkey_of(str pem)
{
    BIO *in = BIO_new_mem_buf(pem.p, (int)pem.n);
    EVP_PKEY *pkey = in ? PEM_read_bio_PrivateKey(in, NULL, NULL, (void *)"") : NULL;

    BIO_free(in);
    return pkey;
}

static X509_SIG *lock(EVP_PKEY *pkey, str passphrase)
{
    PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(pkey);
    X509_ALGOR *by = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, 0, NULL, SCRYPT_N, SCRYPT_R, SCRYPT_P);
    X509_SIG *locked = plain && by ? PKCS8_set0_pbe(passphrase.p, (int)passphrase.n, plain, by) : NULL;

    if (!locked)
        X509_ALGOR_free(by);                     /* else it is the result's */
    PKCS8_PRIV_KEY_INFO_free(plain);
    return locked;
}

/* 0: it could not be written. */
static size_t write_locked(str pem, str passphrase, char *out, size_t size)
{
    EVP_PKEY *pkey = pkey_of(pem);
    X509_SIG *locked = pkey ? lock(pkey, passphrase) : NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    size_t n = 0;
    char *text = NULL;

    if (locked && bio && PEM_write_bio_PKCS8(bio, locked) == 1) {
        long have = BIO_get_mem_data(bio, &text);
        n = have > 0 && (size_t)have < size ? (size_t)have : 0;
        memcpy(out, text, n);
    }
    BIO_free(bio);
    X509_SIG_free(locked);
    EVP_PKEY_free(pkey);
    ERR_clear_error();
    return n;
}

code key_to_locked_pem(struct arena *a, const struct key *k, str passphrase, str *out, struct error *err)
{
    str pem;

    if (passphrase.n == 0 || passphrase.n > MAX_PASSPHRASE)
        return fail(err, BAD_INPUT, "passphrase", "a passphrase has 1 to %d bytes", MAX_PASSPHRASE);
    TRY(key_to_pem(a, k, &pem, err));
    char *text = arena_alloc(a, MAX_PEM, 1);
    size_t n = write_locked(pem, passphrase, text, MAX_PEM);
    crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
    *out = (str){text, n};
    return n ? OK : fail(err, FAULT, "", "the cryptographic library could not lock the key");
}

/* ---- back ---- */

static size_t write_open(EVP_PKEY *pkey, char *out, size_t size)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    char *text = NULL;
    size_t n = 0;

    if (bio && PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1) {
        long have = BIO_get_mem_data(bio, &text);
        n = have > 0 && (size_t)have < size ? (size_t)have : 0;
        memcpy(out, text, n);
    }
    BIO_free(bio);
    return n;
}

static EVP_PKEY *unlock(const X509_SIG *locked, str passphrase)
{
    PKCS8_PRIV_KEY_INFO *plain = PKCS8_decrypt(locked, passphrase.p, (int)passphrase.n);
    EVP_PKEY *pkey = plain ? EVP_PKCS82PKEY(plain) : NULL;

    PKCS8_PRIV_KEY_INFO_free(plain);
    return pkey;
}

code key_from_locked_pem(str pem, str passphrase, struct key **out, struct error *err)
{
    char text[MAX_PEM];

    if (pem.n > MAX_PEM || passphrase.n == 0 || passphrase.n > MAX_PASSPHRASE)
        return fail(err, BAD_INPUT, "", "not a key under a passphrase");
    crypto_start();
    BIO *in = BIO_new_mem_buf(pem.p, (int)pem.n);
    X509_SIG *locked = in ? PEM_read_bio_PKCS8(in, NULL, NULL, NULL) : NULL;
    EVP_PKEY *pkey = locked ? unlock(locked, passphrase) : NULL;
    size_t n = pkey ? write_open(pkey, text, sizeof text) : 0;
    bool was_locked = locked != NULL;

    EVP_PKEY_free(pkey);
    X509_SIG_free(locked);
    BIO_free(in);
    ERR_clear_error();
    if (n == 0)
        return was_locked ? fail(err, DENIED, "passphrase", "the passphrase does not open the key")
                          : fail(err, BAD_INPUT, "", "not a key under a passphrase");
    code c = key_from_pem((str){text, n}, out, err);
    crypto_wipe(text, sizeof text);
    return c;
}
