/* badge/detect.h — which version and wrapping are these bytes? Decided by
 * content alone, never by a file name or a content type. */
#pragma once
#include "badge/badge.h"
#include "badge/bake.h"
#include "format/jose.h"

struct detected {
    enum badge_version version;
    enum badge_kind kind;
    bool from_image, enveloped;
    struct unbaked baked;                        /* when from_image */
    str payload;                                 /* the badge itself, out of its picture */
    str token;                                   /* the compact JWS, bare or from its envelope */
    str url;                                     /* the payload is only an address */
    struct jws jws;                              /* of VC-JWT and signed badges */
    const struct json *claims;                   /* the JWS payload as JSON */
    const struct json *document;                 /* credential or assertion; of 2.0 in the words of 2.0 */
    const struct json *raw;                      /* the same as it came */
    bool is_unread;                              /* of 2.0, in words that are not known: as it came */
    const struct json *presentation;             /* … which came alone in this one (VCDM 2.0 §4.13) */
    bool is_answer;                              /* it came alone in the answer of a Backpack's API */
    bool is_flattened;                           /* the Mozilla Backpack's own form of a hosted badge */
    bool has_vc_claim;                           /* VCDM 1.1: the credential stands in `vc` */
    const char *flaw;                            /* code of standard.md §2, NULL: none */
    bool flaw_is_verdict;                        /* it is a badge, and a broken one */
};

/* OK: `out` is filled, or only `out->url`. BAD_INPUT or LIMIT: `out->flaw`
 * names it, `err` says it in words. */
MUST_USE code detect(struct arena *a, str input, struct detected *out, struct error *err);
/* The version's reader fills the model. */
void detected_read(struct arena *a, const struct detected *d, struct badge *out);
/* The compact JWS inside an EnvelopedVerifiableCredential (VCDM 2.0 §4.13.2);
 * absent if the document is none. */
str enveloped_token(const struct json *document);
