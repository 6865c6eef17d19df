/* app/kept_file.h — files that are made in the background and kept for some days, as exports
 * and packs: DATA/FOLDER/ORG-ID.zip, under another name until it is whole. A process that is
 * killed begins anew. */
#pragma once
#include "app/app.h"
#include "format/zip.h"
#include "store/job.h"

/* The folder of files that are a person's own: what stands as `org` is their account. */
#define KEPT_OF_ACCOUNTS "takeouts"

struct kept_file {
    const struct app *app;
    const char *folder;                          /* below the data folder: "exports" */
    int64_t org, id;
    int fd;                                      /* while it is written */
};

MUST_USE code kept_file_begin(struct kept_file *f, struct arena *a, struct error *err);
/* A zip_put_fn whose `ctx` is the kept_file. LIMIT: the disk is full. */
MUST_USE code kept_file_put(void *ctx, str bytes, struct error *err);
/* Once for each that was begun: in its place if `made` is OK, else gone. Answers `made`, or why it is not there. */
MUST_USE code kept_file_end(struct kept_file *f, struct arena *a, code made, struct error *err);
/* The caller closes `*fd`. NOT_FOUND: not on this machine. */
MUST_USE code kept_file_open(const struct kept_file *f, struct arena *a, int *fd, uint64_t *bytes, struct error *err);
void kept_file_remove(const struct kept_file *f, struct arena *a);         /* whole or not; none is fine */

str kept_file_size(struct arena *a, int64_t bytes);                        /* "1.2 MB" */
/* All of that folder that are of this account, which is gone. */
void kept_file_forget(const struct app *app, struct arena *a, int64_t account);

/* Files of this machine that nothing in the database stands for go. `sql_is_kept`: $1 org,
 * $2 id; how many rows want the file. */
struct kept_sweep { const char *folder, *sql_is_kept; };
MUST_USE code kept_file_sweep(const struct app *app, struct db *db, struct arena *a, const struct kept_sweep *s, struct error *err);

/* What is past its days goes by night (UTC), a hundred at a time. */
struct kept_days {
    const char *kind;                            /* of the job: "export.tidy" */
    const char *sql_past;                        /* $1: now; gives org, id */
    code (*drop)(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err);
};
MUST_USE code kept_days_schedule(const struct kept_days *d, struct db *db, struct error *err);           /* at start; again is fine */
enum job_result kept_days_run(const struct kept_days *d, struct app *app, struct db *db, struct arena *a, struct error *err);
