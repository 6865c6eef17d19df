/* badge/verify.h — bytes in, report out. Any version, any wrapping. */
#pragma once
#include "badge/loader.h"
#include "badge/report.h"

struct verify_cache;                             /* badge/verify_cache.h */

/* Status lists shorter than the standard allows: what a warning will do for. */
enum short_lists {
    SHORT_LISTS_USUAL,                           /* one of 100,000 places, as much software makes them */
    SHORT_LISTS_ANY,
    SHORT_LISTS_NONE,
};

struct verify_options {
    struct loader *loader;                       /* NULL: offline */
    str recipient;                               /* e-mail address, URL or DID to match; absent: not asked */
    struct str_list recipients;                  /* further ones; any may match */
    msec at;                                     /* moment of judgement; 0: now */
    struct verify_cache *cache;                  /* what was verified before; NULL: everything anew */
    enum short_lists short_lists;
    str found_at;                                /* address of the bytes, for a badge of 0.5, which names none */
};

/* `input`: PNG, SVG, JSON, JWS, or (when it looks like one) a URL.
 * OK whenever a report could be made, whatever it says. BAD_INPUT: there is
 * no badge in these bytes at all (`err` says why; codes `no-badge-data`,
 * `json-syntax`, `not-a-badge` stand in the report as well). */
MUST_USE code badge_verify(struct arena *a, str input, const struct verify_options *opt,
                           struct report *out, struct error *err);
/* Takes the badge out of its wrapping and reads it, judging nothing. */
MUST_USE code badge_read(struct arena *a, str input, struct badge *out, struct error *err);
