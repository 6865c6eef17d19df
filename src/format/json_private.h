/* format/json_private.h — one value as json.c lays it down, for the three
 * files that share it. */
#pragma once
#include <string.h>
#include "format/json.h"

struct json {
    union {
        const char *bytes;                       /* string (decoded) or number */
        const struct json *children;
    };
    const char *key;                             /* of a member, decoded */
    const char *raw;                             /* as it stands in the input */
    uint32_t n;                                  /* bytes or children */
    uint32_t raw_n, key_n, key_hash;
    enum json_kind kind;
};

/* Of the length, the first and the last eight bytes: only to pass over most
 * members quickly. Equality is always by all bytes. */
static inline uint32_t json_hash_key(str key)
{
    uint64_t first = 0, last = 0;
    size_t n = key.n < 8 ? key.n : 8;

    if (n) {
        memcpy(&first, key.p, n);
        memcpy(&last, key.p + key.n - n, n);
    }
    uint64_t h = (first ^ key.n) * 0x9E3779B97F4A7C15u;
    h = (h ^ last ^ h >> 29) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(h >> 32);
}

static inline str json_key_of(const struct json *member)
{
    return (str){member->key, member->key_n};
}

static inline bool json_has_key(const struct json *member, str key, uint32_t hash)
{
    return member->key_hash == hash && str_eq(json_key_of(member), key);
}

/* The bytes that a string with escapes stands for; absent, and `*broken` at
 * the escape, for one that JSON does not know and for half a surrogate pair. */
str json_unescape(struct arena *a, str raw, const char **broken);
