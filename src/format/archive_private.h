/* format/archive_private.h — what the writing and the reading side of an
 * archive agree on. */
#pragma once
#include <string.h>
#include "base/crypto.h"
#include "format/archive.h"

#define ARCHIVE_MAGIC   "LAPEL-BACKUP-"
#define ARCHIVE_VERSION "01\n"
#define MAGIC_BYTES     (sizeof ARCHIVE_MAGIC - 1)
#define VERSION_BYTES   (sizeof ARCHIVE_VERSION - 1)
#define BLOCK_HEAD      8
#define HASH_BYTES      32
#define MAX_PACKED      (ARCHIVE_MAX_BLOCK + ((size_t)1 << 20))
#define MAX_NAME        64
#define MAX_HEADER      ((size_t)64 << 10)

enum { RECORD_HEADER = 'H', RECORD_TABLE = 'T', RECORD_ROW = 'R', RECORD_END_TABLE = 'E', RECORD_END = 'Z' };

/* The next link: what came before, and this block. */
static inline struct sha256 archive_link(struct sha256 before, str block)
{
    uint8_t both[2 * HASH_BYTES];
    struct sha256 own = sha256(block);

    memcpy(both, before.b, HASH_BYTES);
    memcpy(both + HASH_BYTES, own.b, HASH_BYTES);
    return sha256((str){(const char *)both, sizeof both});
}

static inline struct sha256 archive_mac(str key, const struct sha256 *chain)
{
    return hmac_sha256(key, (str){(const char *)chain->b, HASH_BYTES});
}
