/* badge/verify_cache.h — what one verification proved or fetched, and the next
 * need not again: status lists that were verified, with their bits, and the
 * documents in which issuers publish their keys. Handed in through struct
 * verify_options; shared by all threads; bounded in bytes and in time. */
#pragma once
#include "badge/loader.h"
#include "format/bitstring.h"

struct verify_cache;

/* `max_bytes` 0: 16 MiB. */
struct verify_cache *verify_cache_open(size_t max_bytes);
/* The same in the caller's arena, which ends after it. */
struct verify_cache *verify_cache_make(struct arena *a, size_t max_bytes);
void verify_cache_close(struct verify_cache *c); /* NULL is fine */

/* ---- for the checks ---- */

/* A status list that was verified for the key's issuer and kind of entry. */
struct kept_list {
    struct bitstring bits;
    const str *purposes;
    size_t n_purposes;
    msec at, until;                              /* when it was fetched; asked again from then on */
    msec judged_at;                              /* the moment for which its keys and dates held */
    msec valid_from, valid_until;                /* 0: not said */
};
/* What a kept list says of one place, copied out of it. */
struct kept_bit {
    bool is_inside, for_purpose;
    uint64_t value;
    size_t bits;
    msec at, until, judged_at, valid_from, valid_until;
};
struct place { size_t index; unsigned size; str purpose; };

#define MAX_KEPT_BITS ((size_t)8 << 20)          /* of one list; longer ones are not kept */

/* Everything is copied. */
void verify_cache_put_list(struct verify_cache *c, str key, const struct kept_list *l);
/* False: it is not there, or its time is over. */
bool verify_cache_get_bit(struct verify_cache *c, str key, const struct place *p,
                          struct kept_bit *out);
/* Documents above 64 KB are not kept, none for longer than five minutes. */
void verify_cache_put_document(struct verify_cache *c, str url, const struct loaded *doc);
bool verify_cache_get_document(struct verify_cache *c, struct arena *a, str url,
                               struct loaded *out);
