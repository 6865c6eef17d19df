/* badge/issuer_search.h — the search for a key under which a signature holds;
 * for issuer_key.c (DIDs, what comes of it) and issuer_web.c (https issuers).
 * Everyone else: badge/issuer_key.h. */
#pragma once
#include "badge/issuer_key.h"

#define MAX_DOCUMENT ((size_t)64 << 10) /* security.md §4 */
#define MAX_METHODS  64

struct search {
    struct inquiry *q;
    const struct signed_text *what;
    str issuer;
    bool holds;                  /* signed by a key that is tied to the issuer */
    bool tied_seen;              /* such a key was there; the signature is not its */
    bool untied_holds;           /* the key is on the host, the tie is missing */
    bool asked;                  /* the issuer was heard: a document of its answered */
    struct error refused;        /* listed, but not for this purpose or issuer */
    struct error unusable;       /* there, of a kind or form that cannot be used */
    const struct answer *silent; /* a source that was out of reach */
};

bool search_has_own_key(const struct search *s); /* the badge brings one along */
/* What reading a key came to: it is tried, or why not is kept. */
void search_take(struct search *s, code c, struct key *key, bool is_tied, const struct error *err);
/* The wanted method of a DID document or Profile, or every one when none is named. */
void search_document(struct search *s, const struct json *doc);
/* What an address answers, if it may be read; silence is kept. */
const struct answer *search_ask(struct search *s, str url, const char *accept);

struct voucher search_foreign(struct search *s); /* the key named is somebody else's */
struct voucher search_conclude(struct search *s, const char *kind, str value);

struct voucher vouch_https(struct search *s); /* issuer_web.c */
