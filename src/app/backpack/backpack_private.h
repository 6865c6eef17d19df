/* backpack/backpack_private.h — how a badge is judged and kept; for the files of this slice. */
#pragma once
#include "app/backpack/backpack.h"

/* Issuer and id name a credential; where there is no id, the bytes do. */
str holding_key(struct arena *a, const struct badge *b, str bytes);

/* Judged for its owner's addresses. Whoever asks again wants to know anew: then
 * nothing that was `kept` of keys and lists counts. */
struct found { str bytes, at; struct verify_cache *kept; };
MUST_USE code holding_verify(struct loader *l, struct db *db, struct arena *a, int64_t owner, struct found found, struct report *out,
                             struct error *err);
/* DENIED: it is made out to somebody else. BAD_INPUT: it does not hold. */
MUST_USE code holding_acceptable(struct arena *a, const struct report *r, struct error *err);

/* The one with this key; id 0: there is none. */
struct kept { int64_t id; msec valid_from; bool is_removed; str original; };
MUST_USE code holding_find(struct db *db, struct arena *a, int64_t owner, str key, struct kept *out, struct error *err);
/* The proved addresses of its owner. */
MUST_USE code holding_addresses(struct db *db, struct arena *a, int64_t owner, struct str_list *out, struct error *err);
/* The picture to show, drawn anew: the one the badge came in, else its own. */
MUST_USE code holding_picture(struct loader *l, struct arena *a, str bytes, const struct badge *b, str *png, struct error *err);
/* A badge whose day is over is as genuine as it was. */
bool holding_is_only_expired(const struct report *r);
/* Would it be a new one, or take another's place? `*bytes`: what would be kept. */
MUST_USE code holding_weigh(struct db *db, struct arena *a, int64_t owner, const struct report *r, str sent, struct put *out, str *bytes, struct error *err);
/* In the place of the one with the same key, or beside the others. */
MUST_USE code holding_keep(struct db *db, struct arena *a, int64_t owner, const struct import *in, str bytes, str image_hash,
                           const struct report *r, int64_t *id, struct error *err);
/* Where it came from: an address, or a file's name. */
MUST_USE code holding_source(struct db *db, struct arena *a, int64_t owner, int64_t id, str *out, struct error *err);

enum job_result backpack_run_refresh(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
