/* export/export.h — an organisation as one ZIP that needs no Lapel to be read, and
 * the way back into an empty server. docs/export.md describes the format. */
#pragma once
#include "app/org/org.h"
#include "format/zip.h"

#define EXPORT_FORMAT 1
#define EXPORT_DAYS   7                          /* how long a file that was made on screen is kept */

/* ---- what is in it (tables.c) ---- */

/* Every table of the schema has a row: which of its rows are an organisation's, as
 * a condition with $1 for its number, or none. `withheld`: columns that are left
 * out, with commas. `folder`: where the bytes of its rows stand as files. `stays`:
 * to be read, but not brought into another server. */
struct export_table { const char *name, *about, *which, *withheld, *folder; bool stays; };
extern const struct export_table export_tables[];            /* ends with {NULL}; by name */
const struct export_table *export_table_of(str name);        /* NULL: unknown */
bool export_withholds(const struct export_table *t, str column);

/* ---- writing (write.c) ---- */

/* A code that is not OK ends the work with it. `all` 0: not known yet. */
struct export_watch { code (*tell)(void *ctx, int64_t done, int64_t all, struct error *err); void *ctx; };
struct export_request {
    int64_t org;
    str keys;                                    /* of export_lock_keys; empty: without secret halves */
    bool without_files;                          /* no files of single awards: tables, badges, keys, evidence */
    bool without_pictures;                       /* awards without the picture that each is baked into */
    const struct export_watch *watch;            /* NULL is fine */
    zip_put_fn *put;
    void *ctx;
};
struct export_count { int64_t tables, rows, badges, awards, files, missing; uint64_t bytes; str unknown; };   /* missing: files that could not be made; unknown: tables left out, with commas */
/* Rows are of one moment; documents are signed and served as of when they are
 * written. Memory does not grow with the organisation. */
MUST_USE code export_write(struct app *app, struct db *db, struct arena *a, const struct export_request *q,
                           struct export_count *out, struct error *err);
/* The secret halves of every key of every profile, each under the passphrase
 * (key_to_locked_pem), as JSON: name of the key, PEM. BAD_INPUT names "passphrase". */
MUST_USE code export_lock_keys(struct app *app, struct db *db, struct arena *a, int64_t org, str passphrase, str *keys, struct error *err);
#define EXPORT_PASSPHRASE 12                     /* bytes at least */

/* ---- back (bring.c) ---- */

struct start_options;
struct export_bring { str file, passphrase; };   /* the whole file, as mapped; passphrase empty: none */
struct export_brought { str name, slug, base, made_by; msec made; int64_t tables, rows; bool has_secrets; };
/* Is it whole, and of whom? `has_secrets`: secret halves are in it. */
MUST_USE code export_look(struct arena *a, str file, struct export_brought *out, struct error *err);
/* Into the empty place that the options name, with a master key of its own unless
 * one is there. Without secret halves each profile gets a new key, and what the
 * old ones signed goes on verifying. CONFLICT: it is not empty; DENIED: the
 * passphrase; BAD_INPUT: damaged, or changed by somebody. */
MUST_USE code export_bring(struct arena *a, const struct start_options *opt, const struct export_bring *in, struct export_brought *out, struct error *err);

/* ---- made in the background (kept.c) ---- */

struct export_row { int64_t id, done, all, bytes; str state, why, by; msec asked, ended, until; bool with_keys, with_files; };
LIST_OF(export_rows, struct export_row);
MUST_USE code export_find(struct db *db, struct arena *a, int64_t org, struct export_rows *out, struct error *err);    /* newest first */
struct export_ask { int64_t org, by; bool with_keys, with_files; str passphrase; };
/* CONFLICT: one is being made; BAD_INPUT: "passphrase". */
MUST_USE code export_ask(struct app *app, struct db *db, struct arena *a, const struct export_ask *ask, struct error *err);
/* The file goes, or the work stops. */
MUST_USE code export_drop(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err);
/* Of one that is done. NOT_FOUND: it is not, or its file is not on this machine. */
MUST_USE code export_open(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int *fd, uint64_t *bytes, struct error *err);
MUST_USE code export_schedule(struct db *db, struct error *err);           /* at start */

extern const struct job_kind export_jobs[];
extern const struct route export_routes[];
