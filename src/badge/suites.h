/* badge/suites.h — cryptographic suites as one table: what kind of key each
 * takes, how its signature is written, and what the key signs (VC-DI-EDDSA
 * 1.0, VC-DI-ECDSA 1.0). A new suite is a row in suites.c. */
#pragma once
#include "base/crypto.h"
#include "base/list.h"
#include "format/jsonld.h"

/* What is to be secured. */
struct securing {
    const struct json *document;                 /* without the proof, its contexts in it */
    const struct json *options;                  /* the proof without its value */
    str options_text;                            /* all that the options' hash depends on; absent: not remembered */
    const struct rdf *statements;                /* of the document, if known already; else NULL */
    const struct jsonld_options *words;          /* how contexts are found */
    struct str_list mandatory;                   /* ecdsa-sd-2023: JSON pointers that stay visible */
};

/* A signature taken apart: the issuer's key must have signed `text`. */
struct sealed {
    str text, signature;
    bool is_broken;                              /* whoever signed, a part of it does not hold */
};

struct suite {
    str type, cryptosuite;                       /* of the proof; the second may be absent */
    enum key_kind kinds[2];                      /* of its keys; 0: no second kind */
    char multibase;                              /* how proofValue begins: 'z' or 'u' */
    bool by_words;                               /* signs the statements, not the JSON */
    bool is_old;                                 /* checked, and not made any more */
    /* BAD_INPUT (text begins "data-loss" where JSON-LD would drop something),
     * LIMIT, UNSUPPORTED: well formed, and not for a verifier. */
    code (*open)(struct arena *a, const struct suite *s, const struct securing *in, str value,
                 struct sealed *out, struct error *err);
    code (*sign)(struct arena *a, const struct securing *in, const struct key *key, str *value,
                 struct error *err);
};

/* NULL: not known here. */
const struct suite *suite_find(str type, str cryptosuite);
const struct suite *suite_named(str name);       /* "eddsa-rdfc-2022", or the type of one without a name */
const struct suite *suite_for(enum key_kind kind);  /* what we issue with; NULL for RSA */
bool suite_takes(const struct suite *s, enum key_kind kind);
/* Every name that may be issued with, for a help text: "a, b or c". */
str  suite_names(struct arena *a);

/* ecdsa-sd-2023 (suites_sd.c). */
code sd_open(struct arena *a, const struct suite *s, const struct securing *in, str value,
             struct sealed *out, struct error *err);
code sd_sign(struct arena *a, const struct securing *in, const struct key *key, str *value,
             struct error *err);
