/* backpack/backpack_private.h — how a badge is judged and kept; for the files of this slice. */
#pragma once
#include "app/backpack/backpack.h"
#include "app/backpack/frozen.h"

/* Issuer and id name a credential; where there is no id, the bytes do. */
str holding_key(struct arena *a, const struct badge *b, str bytes);

/* Judged for its owner's addresses, everything anew: what was kept in memory of keys
 * and lists has no bytes that could be frozen. */
struct found { str bytes, at; };
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
/* In the place of the one with the same key, or beside the others, with what it was
 * judged by. */
struct keeping { int64_t owner; const struct import *in; str bytes, image_hash; const struct report *report; const struct sight *sight; };
MUST_USE code holding_keep(struct app *app, struct db *db, struct arena *a, const struct keeping *k, int64_t *id, struct error *err);
/* Where it came from: an address, or a file's name. */
MUST_USE code holding_source(struct db *db, struct arena *a, int64_t owner, int64_t id, str *out, struct error *err);

/* recheck.c: one of STANDINGS. `held`: it did, when it was seen before. */
const char *standing_of(const struct report *r, bool held);
/* When it is looked at next: the sooner the more may change, each night where somebody
 * counts on it, and later each time that nothing could be told. */
struct checked { const struct report *report; msec now; int64_t failed; bool relied; };
msec next_check(const struct checked *c);

enum job_result backpack_run_refresh(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);

/* recheck.c: a look at a badge through this loader, and then what it found, written
 * down. `*told`: not, if nothing could be told that counts yet. */
struct known_badge { int64_t id, owner, failed; str bytes, source, standing; msec held, silent_since; bool relied; };
struct look { struct known_badge known; struct report report; struct sight sight; msec now; };
MUST_USE code recheck_look(struct db *db, struct arena *a, struct loader web, int64_t owner, int64_t id, struct look *out, struct error *err);
MUST_USE code recheck_write(struct app *app, struct db *db, struct arena *a, const struct look *l, bool *told, struct error *err);
