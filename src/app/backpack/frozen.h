/* backpack/frozen.h — what a badge was judged by, kept for good: every document as
 * it was, by hash, under a receipt that this server signed (badge/receipt.h). So a
 * badge stays provable as "valid when seen on …" after its issuer is gone. */
#pragma once
#include "app/backpack/backpack.h"
#include "badge/receipt.h"
#include "badge/recorder.h"

/* ---- the key that receipts are signed with ---- */

/* It is made of the master key, so that a restored server has the same one.
 * "did:key:z6Mk…": what whoever checks a receipt is told to trust; also at
 * /.well-known/lapel-receipts.json, as a set of JWKs with the did:key as `kid`. */
MUST_USE code frozen_signer(const struct app *app, struct arena *a, str *did, struct error *err);

/* ---- keeping ---- */

/* One look at a badge: verify with the loader that recorder_open gave for `rec`. */
struct sight { struct recorder rec; str found_at; };
/* In the caller's transaction. The first look at this badge is kept until its bytes
 * are others; each later one that says "valid" takes the place of the last such. */
MUST_USE code frozen_keep(struct app *app, struct db *db, struct arena *a, int64_t holding, str bytes, const struct sight *s, const struct report *r,
                          struct error *err);
/* In the caller's transaction: another edition takes the place of the bytes. */
MUST_USE code frozen_forget(struct db *db, int64_t holding, struct error *err);
/* Documents that no look names any more are deleted. */
MUST_USE code frozen_purge(struct db *db, struct error *err);

/* ---- reading ---- */

struct frozen { int64_t id; str which /* "first", "last" */, verdict, token, report; msec seen; struct receipt receipt; };
/* The look that shows best that the badge held: the last at which it did, else the
 * first. NOT_FOUND: none was kept (taken in before there were any), or another's. */
MUST_USE code holding_frozen(struct db *db, struct arena *a, int64_t owner, int64_t holding, struct frozen *out, struct error *err);
MUST_USE code frozen_document(struct db *db, struct arena *a, int64_t owner, int64_t holding, str sha256, str *bytes, struct error *err);

/* The same as files, for whoever takes it away. With `folder` "evidence/17/" it gives:
 *   evidence/17/receipt.jwt      the receipt
 *   evidence/17/report.json      what the check said
 *   evidence/17/documents.json   what `lapel verify --documents` reads
 *   evidence/17/documents/<sha256>
 * `lapel verify --receipt evidence/17/receipt.jwt --trust did:key:… BADGE` judges the
 * badge by them. Not `*found`: nothing was kept. */
typedef code frozen_put_fn(void *ctx, str name, str bytes, struct error *err);
struct frozen_to { str folder; frozen_put_fn *put; void *ctx; };
/* documents.json of a receipt. */
str frozen_map(struct arena *a, const struct receipt *r);
MUST_USE code holding_frozen_files(struct db *db, struct arena *a, int64_t owner, int64_t holding, const struct frozen_to *to, bool *found,
                                   struct error *err);

void frozen_keys_show(struct request *rq, struct response *rs);
