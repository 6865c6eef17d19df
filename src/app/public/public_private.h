/* public/public_private.h — shared by the files of this slice alone: documents
 * by the beginning of their path. `rest` is what follows it. */
#pragma once
#include "app/public/public.h"

#define JWT_TYPE  "application/vc+jwt"
#define VC_TYPE   "application/vc+ld+json"
#define LD_TYPE   "application/ld+json"
#define JSON_TYPE "application/json"

typedef code document_fn(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest,
                         struct document *out, struct error *err);

document_fn public_award;                        /* /b/ID */
document_fn public_hosted;                       /* /ob2/b/ID */
document_fn public_issuer;                       /* /i/SLUG, …/did.json, …/jwks.json, …/keys/KID, …/multikeys/KID, …/offline.json */
document_fn public_v2_issuer;                    /* /ob2/i/SLUG, …/keys/KID, …/revocations */
document_fn public_well_known;                   /* /.well-known/jwks.json */
document_fn public_endorsement, public_v2_endorsement;   /* /endorsements/ID, /ob2/endorsements/ID */
document_fn public_endorser, public_v2_endorser;         /* /endorsers/ID, …/revocations, /ob2/endorsers/ID */
document_fn public_record;                       /* /records/ID */
document_fn public_status;                       /* /status/ID, …/suspension */

code public_answer(struct document *out, const char *type, str body);    /* OK */
const char *public_ld_type(const struct asked *q);       /* of linked data: JSON only for who asks for that (R20-12) */

/* In which form a credential of OB 3.0 is wanted. JSON where either will do. */
struct wanted { bool token; const char *type; };
struct wanted public_wanted(const struct asked *q);
/* A JSON form of what is secured as a JWT (VCDM 2.0 §4.13). */
str public_enveloped(struct arena *a, str token);
