/* audit/pack.h — audit packs: one ZIP about a sample that needs no Lapel to be read and
 * checked. docs/audit.md has what is in it; the manifest names every file with its hash,
 * and the organisation's key signs the manifest. */
#pragma once
#include "app/audit/sample.h"
#include "format/zip.h"
#include "store/job.h"

#define PACK_FORMAT 1
#define PACK_DAYS   30                           /* how long the file is kept */
#define PACK_EVIDENCE ((uint64_t)500 << 20)      /* bytes of files of evidence in one */

/* ---- written (pack_write.c) ---- */

/* A code that is not OK ends the work with it. */
struct pack_request {
    int64_t org, sample, by;                     /* by: for whom; what they may see is in it, and nothing else */
    bool with_evidence;                          /* the files too, for this reason */
    str reason;
    code (*tell)(void *ctx, int64_t done, int64_t all, struct error *err);
    zip_put_fn *put;
    void *ctx;                                   /* of both */
};
struct pack_made { uint64_t bytes; int64_t files, left_out; str manifest; };  /* left_out: lines that are not theirs; manifest: its SHA-256 in hexadecimal digits */
MUST_USE code pack_write(struct app *app, struct db *db, struct arena *a, const struct pack_request *q, struct pack_made *out, struct error *err);

/* ---- made in the background (pack.c) ---- */

struct pack_row { int64_t id, sample, account, done, all, bytes, left_out; str state, why, by, sample_name, manifest, sight; bool with_evidence; msec asked, ended, until; };
LIST_OF(pack_rows, struct pack_row);
/* The newest first; `account` 0: of everybody. */
MUST_USE code packs_find(struct db *db, struct arena *a, int64_t org, int64_t account, struct pack_rows *out, struct error *err);
MUST_USE code pack_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct pack_row *out, struct error *err);
/* CONFLICT: one is being made; NOT_FOUND: there is no such sample; BAD_INPUT at "reason": evidence is opened with one. */
/* `sight`: the grants by which it is asked for; of whoever fetches it they have to be the same, or everything. */
struct pack_ask { int64_t org, sample, by; bool with_evidence; str reason, sight; };
MUST_USE code pack_ask(struct db *db, struct arena *a, const struct pack_ask *q, struct error *err);
/* The file goes, or the work stops. */
MUST_USE code pack_drop(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err);
/* NOT_FOUND: it is not made, or its file is not on this machine. */
MUST_USE code pack_open(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int *fd, uint64_t *bytes, struct error *err);
MUST_USE code pack_schedule(struct db *db, struct error *err);     /* at start */
extern const struct job_kind pack_jobs[];
