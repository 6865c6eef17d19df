/* badge/receipt.h — what a server saw when it checked a badge, signed by it: the
 * badge, the verdict, and each document that it was judged by, by hash and time.
 * Together with those documents it shows that a badge held then, when its issuer
 * is gone. It names nobody: neither whose badge it is nor who asked.
 *
 * A JWS (RFC 7515) of the type "receipt+jwt"; `kid` is the did:key of the server:
 *   {"iss":"https://badges.example.org", "iat":1795600000, "seen":"2026-11-26T…Z",
 *    "badge":{"sha256":"…","bytes":4711,"found":"https://…"}, "verdict":"valid", "version":"3.0",
 *    "anchor":"did:web:example.org", "report":"…sha256…",
 *    "documents":[{"url","final","status","type","sha256","bytes","at"}],
 *    "contexts":[{"url","sha256"}]}
 * Whoever trusts no server's word needs none: the signature of the badge itself is
 * judged anew by the documents, and the receipt says that these are what was there. */
#pragma once
#include "badge/loader.h"
#include "badge/verify.h"
#include "base/crypto.h"

#define RECEIPT_DOCUMENTS 64
#define RECEIPT_BYTES     ((size_t)256 << 10)

struct receipt_document { str url, final_url, type, sha256; int64_t status, bytes; msec at; };
LIST_OF(receipt_documents, struct receipt_document);
struct receipt_context { str url, sha256; };     /* words that were carried, not fetched */
LIST_OF(receipt_contexts, struct receipt_context);

struct receipt {
    str server;                                  /* "https://badges.example.org" */
    str signer;                                  /* "did:key:z6Mk…" */
    msec seen;
    str verdict, version, anchor;
    str badge_sha256, report_sha256;             /* hex, as sha256sum prints it */
    str found_at;                                /* the address at which the badge was found; empty: it was handed in */
    int64_t badge_bytes;
    struct receipt_documents documents;
    struct receipt_contexts contexts;
};

/* `signer` is that of the key. LIMIT: more than RECEIPT_DOCUMENTS. */
MUST_USE code receipt_sign(struct arena *a, const struct key *key, const struct receipt *r, str *token, struct error *err);
/* Whatever payload: for tests. */
MUST_USE code receipt_sign_payload(struct arena *a, const struct key *key, str payload, str *token, struct error *err);
/* BAD_INPUT: it is none; DENIED: its signature does not hold under the key that it
 * names, which is no word yet about whose key that is. Strings live in `a`. */
MUST_USE code receipt_read(struct arena *a, str token, struct receipt *out, struct error *err);

/* What a folder of evidence holds, by hash. NOT_FOUND: it is not there. */
typedef code receipt_bytes_fn(void *ctx, struct arena *a, str sha256, str *bytes, struct error *err);
struct receipt_folder { receipt_bytes_fn *get; void *ctx; };
/* Judges the badge for the moment of the receipt, by what was seen then and
 * nothing else; the receipt is one more row of the report. VALID needs that it
 * is of this very file, that every document asked for is the one it names, and that
 * its signer is `trusted` (a did:key); absent: UNVERIFIED with "receipt-signer-unknown".
 * `opt`: recipients count; loader, cache and moment are the receipt's. */
struct receipt_case { str badge, token, trusted; struct receipt_folder folder; };
MUST_USE code receipt_verify(struct arena *a, const struct receipt_case *c, const struct verify_options *opt, struct report *out,
                             struct error *err);
